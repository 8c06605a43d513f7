"""The list of sites (网站名单): a CSV file with a header row, or a plain list of addresses."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from pathlib import Path

from msgspec import Struct

from audit.errors import UserError
from audit.language import _
from audit.register.about import listed_as
from audit.register.columns import COLUMNS, KINDS, LEVELS, meaning
from audit.tables import SEPARATORS, decoded, read_file
from audit.values import parse_site
from checks.facts.urls import host as host_of

URL_COLUMNS = ("url", "site", "网址", "首页网址", "网站网址", "网站域名")
NAME_COLUMNS = ("name", "网站名称", "名称")
FIELDS = ("code", "kind", "level", "region")
"""Further columns that a list may have, by the names of `audit.register.columns`."""
ASKED = {"kind": KINDS, "level": LEVELS}
"""Those of them with words of their own; what stands there must be one."""


class Site(Struct, frozen=True):
    """One site of a list.

    Attributes:
        url: as it was written: a URL or a host name.
        name: what to call it; its host where the list has no name.
        line: of the file.
        about: what the list says of it (kind, level, region), as settings of its run.
    """

    url: str
    name: str
    line: int = 0
    about: dict[str, str] = {}

    @property
    def host(self) -> str:
        """Its host."""
        return host_of(parse_site(self.url)[0])


class Problem(Struct, frozen=True):
    """A line of a list that cannot be used: what is wrong, and what to do."""

    message: str
    hint: str


def read_sites(path: Path) -> tuple[list[Site], list[Problem]]:
    """Read a list of sites; where there are problems nothing of it should be used.

    Raises:
        UserError: the file as a whole cannot be used.
    """
    text = _decoded(path)
    rows = _rows(path, text)
    sites: list[Site] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}

    def wrong(line: int, reason: str, hint: str) -> None:
        place = _("{file}, line {line}").format(file=path, line=line)
        problems.append(Problem(_("{place}: {reason}").format(place=place, reason=reason), hint))

    for line, cells in rows:
        url, name = cells["url"], cells["name"]
        if not url:
            wrong(line, _("no address"), _("fill it in, or delete the line"))
            continue
        try:
            host = host_of(parse_site(url)[0])
        except ValueError as error:
            wrong(line, str(error), _("write it like https://www.example.gov.cn/"))
            continue
        before = lines.setdefault(host.removeprefix("www."), line)
        if before != line:
            reason = _("the same host as in line {line}: {host}").format(line=before, host=host)
            wrong(line, reason, _("delete one of the two"))
            continue
        unknown = next((n for n in ASKED if meaning(cells[n], ASKED[n]) is None), "")
        if unknown:
            words = ", ".join(ASKED[unknown])
            reason = _("not known: {text}").format(text=repr(cells[unknown]))
            wrong(line, reason, _("write one of {names}, or leave it out").format(names=words))
            continue
        told = listed_as(**{field: cells[field] for field in FIELDS})
        sites.append(Site(url, name or host, line, told))
    if not sites and not problems:
        raise UserError(
            _("{place}: {reason}").format(place=path, reason=_("no sites in it")),
            _("write one address a line, or a CSV file with a column “url”"),
        )
    return sites, problems


def digest(sites: list[Site]) -> str:
    """What tells one list from another: its addresses, in whatever order and file format."""
    return hashlib.sha256("\n".join(sorted(site.url for site in sites)).encode()).hexdigest()


def _decoded(path: Path) -> str:
    data = read_file(path)
    hint = _("save it as CSV, in UTF-8 or GB18030")
    if data.startswith(b"PK\x03\x04"):
        raise UserError(
            _("{place}: {reason}").format(place=path, reason=_("a workbook, not a text file")), hint
        )
    return decoded(path, data, hint)


def _rows(path: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    """Line and cells by field of every row that is not empty."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1)]
    lines = [(n, line) for n, line in lines if line and not line.startswith("#")]
    if not lines:
        return []
    first, head = lines[0]
    separator = max(SEPARATORS, key=head.count)
    cells = [_word(cell) for cell in head.split(separator)]
    if any(cell in URL_COLUMNS for cell in cells):
        return _table(path, text, first, separator)
    if head.count(separator):
        raise UserError(
            _("{file}: no column with addresses in its first row: {row}").format(
                file=path, row=head[:80]
            ),
            _("call the column one of: {names}").format(names=", ".join(URL_COLUMNS)),
        )
    return [(n, dict.fromkeys(("name", *FIELDS), "") | {"url": line}) for n, line in lines]


def _table(path: Path, text: str, first: int, separator: str) -> list[tuple[int, dict[str, str]]]:
    body = "".join(text.splitlines(keepends=True)[first - 1 :])
    reader = csv.reader(io.StringIO(body), delimiter=separator, strict=True)
    rows = []
    try:
        head = [_word(cell) for cell in next(reader)]
        places = {"url": _column(head, URL_COLUMNS), "name": _column(head, NAME_COLUMNS)}
        for field in FIELDS:
            places[field] = _column(head, tuple(map(_word, COLUMNS[field])))
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if any(row):
                line = first - 1 + reader.line_num
                rows.append((line, {name: _cell(row, place) for name, place in places.items()}))
    except csv.Error as error:
        place = _("{file}, line {line}").format(file=path, line=first - 1 + reader.line_num)
        raise UserError(
            _("{place}: {reason}").format(place=place, reason=error),
            _("look for a quotation mark without its partner"),
        ) from None
    return rows


def _word(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip(' \t"').casefold()


def _column(head: list[str], names: tuple[str, ...]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""
