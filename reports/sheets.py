"""Sheets (工作表): plain tables as an XLSX workbook that prints on A4.

Every cell is written as text or number, never guessed: a title that begins with ``=`` stays a
title (safety: spreadsheet formulas).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

Cell = str | int


@dataclass(frozen=True)
class Sheet:
    """One sheet: name, columns with their widths in characters, and rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def workbook(
    sheets: Iterable[Sheet],
    *,
    title: str,
    created: datetime = datetime(1980, 1, 1, tzinfo=UTC),
    footer: str = "",
) -> bytes:
    """Print sheets as a workbook; the same sheets give the same bytes.

    Args:
        sheets: their texts are cleaned already.
        title: of the workbook, printed above each page.
        created: time of creation; must not be the machine's clock.
        footer: printed below each page.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": created})
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        count = 0
        for count, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                write = page.write_string if isinstance(value, str) else page.write_number
                write(count, column, value, body)
        for column, (label, width) in enumerate(sheet.columns):
            page.set_column(column, column, width)
            page.write_string(0, column, label, head)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, count, len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        # "&" begins a code in a header of Excel; the codes here are sheet name and page numbers.
        page.set_header(f"&L{title[:60].replace('&', '&&')}&R&A")
        page.set_footer(f"&L{footer[:60].replace('&', '&&')}&R&P / &N")
    book.close()
    return buffer.getvalue()
