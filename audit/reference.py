"""Reading references (读取比对清单): tables of people, known by the words of their first row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from audit.errors import UserError
from audit.language import _
from audit.tables import Row, read_file, read_table
from audit.values import parse_as_of
from checks.facts.text import normal
from checks.reference import Item, Published, Reference

TITLE = ("title", "标题", "文件标题", "政策标题", "文件名称")
URL = ("url", "网址", "链接", "地址")
AT = ("published-at", "发布时间", "发布日期", "公布时间")
NAME = ("item", "事项名称", "事项", "办理事项")
VALUES = {
    "limit": ("limit", "办理时限", "承诺时限", "法定时限", "承诺办结时限", "法定办结时限"),
    "phone": ("phone", "联系电话", "咨询电话", "电话"),
    "place": ("place", "办理地点", "受理地点", "地址", "办理地址"),
}
"""Columns of items by what they hold: the values that a guide is compared in."""

_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?"
)
KEPT = "compared"
"""Under this name a run keeps what it was compared with, so that it can be judged again."""


def reference_of(settings: Mapping[str, Any], recorded: Mapping[str, Any]) -> Reference:
    """What a site is compared with: the files named now, else what its run kept.

    Raises:
        UserError: a file cannot be used.
    """
    if paths := settings.get("reference"):
        return read_reference([Path(path) for path in paths])
    kept = settings.get(KEPT) or recorded.get(KEPT)
    return msgspec.convert(kept, Reference) if kept else Reference()


def read_reference(paths: Sequence[Path]) -> Reference:
    """Read the files: of policies with title, address and time, or of items with their values.

    Raises:
        UserError: one cannot be used.
    """
    files: list[tuple[str, str]] = []
    policies: list[Published] = []
    items: list[Item] = []
    for path in paths:
        files.append((path.name, hashlib.sha256(read_file(path)).hexdigest()))
        sheets: dict[str, list[Row]] = {}
        for row in read_table(path):
            sheets.setdefault(row.sheet, []).append(row)
        if not sheets:
            raise _wrong(path, 1, _("the table is empty"))
        for rows in sheets.values():
            head = {normal(cell): place for place, cell in reversed([*enumerate(rows[0].cells)])}
            if _place(head, TITLE) is not None and _place(head, AT) is not None:
                policies += _policies(path, rows[1:], head)
            elif _place(head, NAME) is not None:
                items += _items(rows[1:], head)
            else:
                raise _wrong(path, rows[0].line, _("its first row names no columns that we know"))
    return Reference(files=tuple(files), policies=tuple(policies), items=tuple(items))


def _policies(path: Path, rows: list[Row], head: Mapping[str, int]) -> Iterator[Published]:
    for row in rows:
        title, at = _cell(row, head, TITLE), _cell(row, head, AT)
        if not title:
            raise _wrong(path, row.line, _("no title"))
        yield Published(title, _cell(row, head, URL), _time(path, row.line, at))


def _items(rows: list[Row], head: Mapping[str, int]) -> Iterator[Item]:
    for row in rows:
        values = {element: _cell(row, head, words) for element, words in VALUES.items()}
        told = {element: value for element, value in values.items() if value}
        if name := _cell(row, head, NAME):
            yield Item(name, told)


def _time(path: Path, line: int, text: str) -> datetime:
    written = _WRITTEN.fullmatch(text.strip())
    year, month, day, clock = written.groups() if written else ("", "", "", "")
    try:
        iso = f"{year}-{int(month):02d}-{int(day):02d}"
        return parse_as_of(f"{iso}T{clock.zfill(5)}" if clock else iso)
    except ValueError:
        reason = _("not a time like 2026-11-22 09:00: {text}").format(text=repr(text))
        raise _wrong(path, line, reason) from None


def _place(head: Mapping[str, int], words: Sequence[str]) -> int | None:
    return next((head[normal(word)] for word in words if normal(word) in head), None)


def _cell(row: Row, head: Mapping[str, int], words: Sequence[str]) -> str:
    place = _place(head, words)
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _wrong(path: Path, line: int, reason: str) -> UserError:
    place = _("{file}, line {line}").format(file=path, line=line)
    return UserError(
        _("{place}: {reason}").format(place=place, reason=reason),
        _("write the columns title, url and published-at, or item with limit, phone or place"),
    )
