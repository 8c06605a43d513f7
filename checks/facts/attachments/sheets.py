"""Sheets (表格: XLS, XLSX, ODS and WPS's ET, by the library calamine): their rows."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from checks.facts.attachments.facts import (
    MOST_PAGES,
    MOST_ROWS,
    Document,
    Lines,
    UnreadableError,
)

_Cell = int | float | str | bool | time | date | datetime | timedelta


def read_sheets(body: bytes) -> Document:
    """Read a workbook: a line a row, an empty line between the sheets.

    Raises:
        UnreadableError: the library can't open it.
    """
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    except calamine.PasswordError as error:
        raise UnreadableError("password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError from error
    lines, cut = Lines(), False
    names = book.sheet_names
    if not names:
        raise UnreadableError
    for name in names[:MOST_PAGES]:
        if lines.full:
            break
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError, ValueError):
            continue  # a chart has no rows
        for number, row in enumerate(sheet.iter_rows()):
            if lines.full or number >= MOST_ROWS:
                cut = True
                break
            lines.add("\t".join(map(_words, row)).rstrip("\t"))
        lines.add("")
    return Document(text=lines.text, pages=len(names), cut=cut or len(names) > MOST_PAGES)


def _words(cell: _Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return " ".join(str(cell).split())
