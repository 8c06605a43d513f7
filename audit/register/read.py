"""Reading an office's table (读取名单): good rows as sites, bad ones with reason and remedy."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from audit.errors import UserError
from audit.language import _
from audit.register.columns import (
    COLUMNS,
    KINDS,
    LEVELS,
    NEEDED,
    STATES,
    header,
    is_note,
    meaning,
)
from audit.sites_file import Problem
from audit.tables import Row, read_table
from audit.values import parse_site
from checks.facts.text import clean_text
from checks.facts.urls import host as host_of

CODE = re.compile(r"bm\d{8}|\d{10}", re.ASCII)
"""网站标识码: ten digits, or ``bm`` and eight for sites of the State Council's departments."""


class Listed(Struct, frozen=True, kw_only=True):
    """A site as a table lists it.

    Attributes:
        code: identification code; empty where the table has none.
        kind: ``portal``, ``department`` or empty. ``state``: ``running``, ``closed``, ``migrated``.
        since: ISO day on which it was closed or migrated; empty if not told.
        target: address that it was migrated to; empty if not told.
        place: where it stands in the file, in words.
    """

    code: str = ""
    name: str
    sponsor: str = ""
    region: str = ""
    level: str = ""
    kind: str = ""
    url: str
    state: str = "running"
    since: str = ""
    target: str = ""
    place: str = ""

    @property
    def host(self) -> str:
        """Host by which it is told from others: without ``www.``."""
        return host_of(parse_site(self.url)[0]).removeprefix("www.")


FIELDS = tuple(name for name in Listed.__struct_fields__ if name != "place")
"""What is kept of a site."""


class RowError(ValueError):
    """A row that cannot be used: reason and remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def read_list(path: Path) -> tuple[list[Listed], list[Problem], list[str]]:
    """Read a table of sites.

    Returns:
        Its sites; the rows that cannot be used; the fields that it has columns for.

    Raises:
        UserError: the file cannot be read, or has no header that is known.
    """
    sites: list[Listed] = []
    problems: list[Problem] = []
    fields: list[str] = []
    seen: dict[str, str] = {}
    for sheet, group in groupby(read_table(path), key=lambda row: row.sheet):
        rows = list(group)
        head = header([row.cells for row in rows])
        if head is None:
            continue
        index, columns = head
        fields += [field for field in columns if field not in fields]
        for row in rows[index + 1 :]:
            place = _place(path, sheet, row.line)
            try:
                site = _site(row, columns, place)
                if site is not None:
                    _unique(site, seen)
                    sites.append(site)
            except RowError as error:
                text = _("{place}: {reason}").format(place=place, reason=error.reason)
                problems.append(Problem(text, error.remedy))
    if not fields:
        raise UserError(
            _("{file}: no header row with the columns {names}").format(
                file=path, names=_(" and ").join(COLUMNS[name][0] for name in NEEDED)
            ),
            _("the first 20 rows are looked at; other names are known too: {names}").format(
                names=", ".join((*COLUMNS["name"][1:3], *COLUMNS["url"][1:4]))
            ),
        )
    return sites, problems, fields


def _place(path: Path, sheet: str, line: int) -> str:
    if sheet:
        return _("{file}, sheet {sheet}, row {line}").format(file=path, sheet=sheet, line=line)
    return _("{file}, line {line}").format(file=path, line=line)


def _site(row: Row, columns: dict[str, int], place: str) -> Listed | None:
    """A row as a site; None for a note below the table or a header that is repeated."""
    got = {
        field: clean_text(row.cells[column], 500) if column < len(row.cells) else ""
        for field, column in columns.items()
    }
    if not got["url"] and is_note(row.cells):
        return None
    if all(got[name] in ("", *COLUMNS[name]) for name in NEEDED) and got["url"]:
        return None
    if not got["name"]:
        raise RowError(_("no name"), _("fill in the column 网站名称"))
    return Listed(
        code=_code(got.get("code", "")),
        name=got["name"],
        sponsor=got.get("sponsor", ""),
        region=got.get("region", ""),
        level=_word("层级", got.get("level", ""), LEVELS),
        kind=_word("类型", got.get("kind", ""), KINDS),
        url=_url(got["url"]),
        state=_word("状态", got.get("state", ""), STATES) or "running",
        since=_day(got.get("since", "")),
        target=got.get("target", ""),
        place=place,
    )


def _code(text: str) -> str:
    code = text.strip().lower()
    if code and not CODE.fullmatch(code):
        raise RowError(
            _("not an identification code: {text}").format(text=repr(text)),
            _("write ten digits, or bm and eight digits; leave the cell empty if there is none"),
        )
    return code


def _url(text: str) -> str:
    if not text:
        raise RowError(_("no address"), _("fill it in, or delete the line"))
    try:
        parse_site(text)
    except ValueError as error:
        raise RowError(str(error), _("write it like https://www.example.gov.cn/")) from None
    return text


_WORDS = {
    "类型": "门户, 部门",
    "层级": ", ".join(LEVELS),
    "状态": "正常运行, 关停, 迁移",
}


def _word(column: str, text: str, choices: dict[str, str]) -> str:
    value = meaning(text, choices)
    if value is None:
        raise RowError(
            _("{column}: not a word that is known: {text}").format(column=column, text=repr(text)),
            _("write one of: {choices}").format(choices=_WORDS[column]),
        )
    return value


def _day(text: str) -> str:
    digits = re.match(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})", text)
    try:
        if digits:
            return date(*map(int, digits.groups())).isoformat()
        return datetime.strptime(text, "%Y%m%d").date().isoformat() if text else ""
    except ValueError:
        raise RowError(
            _("not a day: {text}").format(text=repr(text)), _("write it like 2026-09-30")
        ) from None


def _unique(site: Listed, seen: dict[str, str]) -> None:
    """Refuse a site whose code or host stands above already; ``seen``: place of each."""
    names = [name for name in (site.code, site.host) if name]
    for name in names:
        if name in seen:
            raise RowError(
                _("the same as in {place}: {what}").format(place=seen[name], what=name),
                _("delete one of the two"),
            )
    seen.update(dict.fromkeys(names, site.place))
