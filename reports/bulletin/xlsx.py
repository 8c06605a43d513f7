"""XLSX (电子表格附件): the annexes as sheets with filters, number formats and charts of Excel.

Every cell is written as text or number, never guessed: a title that begins with ``=`` stays one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from reports.bulletin.blocks import Cell, Chart, Column, Points, Rate, Table
from reports.bulletin.charts import charts, scale_of
from reports.bulletin.model import Bulletin
from reports.bulletin.styles import Style
from reports.bulletin.tables import tables
from reports.i18n import translations
from reports.safe import cleaned
from reports.words import Translate

SHEET = 31
"""Longest name of a sheet, in characters."""
ROWS = 1_048_575
"""Rows that a sheet holds below its heading."""
CREATED = datetime(1980, 1, 1, tzinfo=UTC)
"""Time of creation of every workbook, so that bytes repeat."""
CHART = (640, 24, 120)
"""Pixels: width of a chart, height of a bar, and of all beside the bars."""


def render(bulletin: Bulletin, style: Style) -> bytes:
    """Print the annexes as a workbook; the same bulletin gives the same bytes."""
    bulletin = cleaned(bulletin)
    _ = translations(bulletin.lang).gettext
    buffer = io.BytesIO()
    book = _book(buffer, bulletin.round)
    writer = _Writer(book)
    drawn = charts(bulletin, _, style.decimals)
    for table in tables(bulletin, _, style.decimals).values():
        writer.sheet(table, bulletin.round)
    if drawn:
        writer.charts(drawn.values(), _)
    _about(writer, bulletin, _)
    book.close()
    return buffer.getvalue()


def render_tables(tables: Iterable[Table], title: str) -> bytes:
    """Print cleaned tables as a workbook, a sheet for each."""
    buffer = io.BytesIO()
    book = _book(buffer, title)
    writer = _Writer(book)
    for table in tables:
        writer.sheet(table, title)
    book.close()
    return buffer.getvalue()


def _book(buffer: io.BytesIO, title: str) -> Any:  # noqa: ANN401
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title[:200], "created": CREATED})
    return book


class _Writer:
    """Writes tables into sheets of a workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401
        self._book = book
        self._formats: dict[tuple[str, bool], Any] = {}
        self._head = book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True,
             "align": "center", "valign": "vcenter"}
        )  # fmt: skip

    def sheet(self, table: Table, footer: str) -> Any:  # noqa: ANN401
        """Write a table as a sheet."""
        page = self._book.add_worksheet(table.title[:SHEET])
        page.set_row(0, 32)
        for column, each in enumerate(table.columns):
            page.set_column(column, column, max(each.width, 6))
            page.write_string(0, column, each.label, self._head)
        for number, row in enumerate(table.rows[:ROWS], 1):
            for column, cell in enumerate(row):
                self._cell(page, number, column, cell, bold=table.total and number == 1)
        if not table.rows:
            page.write_string(1, 0, table.empty)
        page.freeze_panes(2 if table.total and table.rows else 1, 0)
        page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_header("&C&A")
        page.set_footer(f"&L{footer.replace('&', '&&')[:60]}&R&P / &N")
        return page

    def charts(self, drawn: Iterable[Chart], _: Translate) -> None:
        """Write a sheet of charts of Excel, each beside the cells that it is drawn from."""
        page = self._book.add_worksheet(_("Charts"))
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 10)
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 1)
        row = 0
        for chart in drawn:
            page.write_string(row, 0, chart.title, self._head)
            page.write_string(row, 1, "", self._head)
            for number, (label, cell) in enumerate(chart.points, row + 1):
                self._cell(page, number, 0, label, bold=False)
                self._cell(page, number, 1, cell, bold=False)
            height = max(300, CHART[1] * len(chart.points) + CHART[2])
            made = self._chart(chart, page.name, row + 1)
            made.set_size({"width": CHART[0], "height": height})
            page.insert_chart(row, 3, made)
            row += max(len(chart.points), height // 20) + 3

    def _chart(self, chart: Chart, sheet: str, first: int) -> Any:  # noqa: ANN401
        """A chart over the cells of a sheet from row ``first`` on."""
        kind = {"bars": "bar", "columns": "column", "line": "line"}[chart.kind]
        made = self._book.add_chart({"type": kind})
        last = first + len(chart.points) - 1
        made.add_series(
            {
                "name": chart.title,
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, 1, last, 1],
                "fill": {"color": "#3B5F8A"},
                "line": {"color": "#3B5F8A"},
                "marker": {"type": "circle"} if kind == "line" else None,
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        low, high, ticks = scale_of(chart)
        rates = isinstance(chart.points[0][1], Rate)
        unit = 100 if rates else 1
        axis = {
            "min": low / unit, "max": high / unit, "major_unit": (ticks[1] - ticks[0]) / unit,
            "num_format": "0%" if rates else "0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }  # fmt: skip
        made.set_title({"name": chart.title, "name_font": {"size": 12}})
        made.set_legend({"none": True})
        if kind == "bar":
            made.set_x_axis(axis)
            made.set_y_axis({"reverse": True, "crossing": "max"})
        else:
            made.set_y_axis(axis)
        return made

    def _cell(self, page: Any, row: int, column: int, cell: Cell, *, bold: bool) -> None:  # noqa: ANN401
        """Write a cell; a rate or a change is the number that is printed, in its format."""
        match cell:
            case Rate(ratio=ratio, decimals=decimals):
                percent = ratio.percent(decimals)
                if percent is None:
                    page.write_string(row, column, str(cell), self._format("", bold=bold))
                    return
                places = max(0, -int(percent.as_tuple().exponent)) if percent not in (0, 100) else 0
                form = self._format("0." + "0" * places + "%" if places else "0%", bold=bold)
                page.write_number(row, column, float(percent.scaleb(-2)), form)
            case Points(value=value):
                if value is None:
                    page.write_string(row, column, str(cell), self._format("", bold=bold))
                    return
                digits = "0" * max(0, -int(value.as_tuple().exponent))
                form = f"0.{digits}" if digits else "0"
                signed = self._format(f"+{form};-{form};{form}", bold=bold)
                page.write_number(row, column, float(value), signed)
            case str():
                page.write_string(row, column, cell, self._format("", bold=bold))
            case float():
                page.write_number(row, column, round(cell, 1), self._format("0.0", bold=bold))
            case _:
                page.write_number(row, column, cell, self._format("0", bold=bold))

    def _format(self, numbers: str, *, bold: bool) -> Any:  # noqa: ANN401
        key = (numbers, bold)
        if key not in self._formats:
            form = {"border": 1, "valign": "vcenter", "bold": bold}
            form |= {"num_format": numbers} if numbers else {"text_wrap": True}
            self._formats[key] = self._book.add_format(form)
        return self._formats[key]


def _about(writer: _Writer, bulletin: Bulletin, _: Translate) -> None:
    """Last sheet: what the workbook was made from."""
    method = bulletin.method
    rows: list[tuple[Cell, ...]] = [
        (_("Round"), bulletin.round),
        (_("First day"), bulletin.first_day),
        (_("Last day"), bulletin.last_day),
        (_("Inspected"), bulletin.total.now.sampled),
        (_("decision outstanding"), bulletin.coverage.undecided),
        (_("inconclusive"), bulletin.coverage.inconclusive),
        (_("not tested"), bulletin.coverage.not_tested),
        (_("Seed"), method.seed),
        (_("SHA-256 of the list of sites"), method.frame_sha256),
        (_("Draw log"), method.draw_log),
        (_("SHA-256 of the draw log"), method.draw_log_sha256),
    ]
    rows += [(_("Indicator set"), f"{s.title or s.id} {s.version}") for s in method.sets]
    rows += [
        (_("Tool version"), bulletin.tool_version),
        (_("Style"), f"{bulletin.style.name} v{bulletin.style.version}"),
    ]
    columns = (Column(_("What"), 30), Column(_("Value"), 70))
    writer.sheet(Table("about", _("Method and versions"), columns, tuple(rows)), bulletin.round)
