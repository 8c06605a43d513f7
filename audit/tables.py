"""Tables from people (表格文件): rows of a CSV file or a workbook, with the place of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import python_calamine as calamine
from msgspec import Struct

from audit.errors import UserError, os_reason
from audit.language import _

ENCODINGS = ("utf-8-sig", "gb18030")
"""Encodings tried, in this order: what is UTF-8 is hardly ever anything else."""
SEPARATORS = ",\t;，"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What XLSX, ODS and XLS files begin with."""
MOST_ROWS = 200_000
MOST_BYTES = 100_000_000


class Row(Struct, frozen=True):
    """A row that is not empty: its sheet (empty for text), its line from 1, and its cells."""

    sheet: str
    line: int
    cells: tuple[str, ...]


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        UserError: it cannot be read, or is too large to be a table that people keep.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                _("{place}: {reason}").format(place=path, reason=_("larger than 100 MB"))
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            _("{place}: {reason}").format(place=path, reason=os_reason(error))
        ) from None


def decoded(path: Path, data: bytes, hint: str) -> str:
    """Text in UTF-8 or GB18030.

    Raises:
        UserError: it is in neither; ``hint`` says what to do.
    """
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UserError(
        _("{place}: {reason}").format(place=path, reason=_("neither UTF-8 nor GB18030 text")), hint
    )


def in_cell(text: str) -> str:
    """Text as a CSV file holds it: a spreadsheet must not take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def out_of_cell(text: str) -> str:
    """What `in_cell` was given, blanks tidied."""
    told = " ".join(text.split())
    return told[1:] if re.match("'[=+@-]", told) else told


def read_table(path: Path) -> list[Row]:
    """Rows of a CSV file (any usual separator, UTF-8 or GB18030) or of all sheets of a workbook.

    In a workbook the value of a merged cell stands in all the cells that it covers downwards, as
    where a region is written once beside its sites.

    Raises:
        UserError: the file cannot be read.
    """
    data = read_file(path)
    if data.startswith(WORKBOOKS):
        return list(_sheets(path, data))
    text = decoded(path, data, _("save it as XLSX, or as CSV in UTF-8 or GB18030"))
    return list(_text(path, text))


def _text(path: Path, text: str) -> Iterator[Row]:
    # A title row has no separators: the row that has most of one tells it.
    head = max(
        text.splitlines()[:30], key=lambda line: max(map(line.count, SEPARATORS)), default=""
    )
    reader = csv.reader(io.StringIO(text), delimiter=max(SEPARATORS, key=head.count), strict=True)
    try:
        for cells in reader:
            row = tuple(map(out_of_cell, cells))
            if any(row):
                yield Row("", reader.line_num, row)
    except csv.Error as error:
        place = _("{file}, line {line}").format(file=path, line=reader.line_num)
        raise UserError(
            _("{place}: {reason}").format(place=place, reason=error),
            _("look for a quotation mark without its partner"),
        ) from None


def _sheets(path: Path, data: bytes) -> Iterator[Row]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield from _sheet(book.get_sheet_by_name(name))
    except calamine.PasswordError:
        raise UserError(
            _("{place}: {reason}").format(place=path, reason=_("it has a password")),
            _("save a copy without one"),
        ) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UserError(
            _("{place}: {reason}").format(
                place=path, reason=_("not a workbook that can be opened: {text}").format(text=error)
            ),
            _("save it as XLSX, or as CSV in UTF-8 or GB18030"),
        ) from None


def _sheet(sheet: calamine.CalamineSheet) -> Iterator[Row]:
    # Merged cells are known of XLSX and XLS only.
    merged = sheet.merged_cell_ranges or []
    tall = {
        (r, c): top for top, end in merged for c in (top[1],) for r in range(top[0] + 1, end[0] + 1)
    }
    values: dict[tuple[int, int], str] = {}
    tops = set(tall.values())
    for index, raw in enumerate(sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)):
        row = [_words(cell) for cell in raw]
        for column, cell in enumerate(row):
            if (index, column) in tops:
                values[index, column] = cell
            elif not cell and (index, column) in tall:
                row[column] = values.get(tall[index, column], "")
        if any(_words(cell) for cell in raw):
            yield Row(sheet.name, index + 1, tuple(row))


def _words(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).split())
