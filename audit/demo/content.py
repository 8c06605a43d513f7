"""What the demo portals say: the texts under ``pages/``, dated relative to the inspection day."""

from __future__ import annotations

import datetime
import importlib.resources
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

import msgspec
from msgspec import Struct

PAGES = importlib.resources.files("audit.demo") / "pages"
"""Templates and texts, package data."""

PER_PAGE = 10
"""Entries on one page of a list."""

_BEFORE = re.compile(r"\{前(\d+)天\}")
"""In a text: the day so many days before that of the article."""

_ELEMENTS = {
    "title": "事项名称",
    "basis": "设定依据",
    "conditions": "申请条件",
    "materials": "办理材料",
    "place": "办理地点",
    "time": "办理时间",
    "phone": "联系电话",
    "process": "办理流程",
}


class _Strict(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    pass


class _Item(_Strict, frozen=True, kw_only=True):
    """An article: ``ago`` days before the inspection day, or ``on`` a day of its year.

    ``related`` is the title of the policy or interpretation that it leads to.
    """

    title: str
    related: str = ""
    ago: int = 0
    on: str = ""
    text: str = ""
    images: list[str] = []
    files: list[str] = []
    missing: list[str] = []
    status: int = 200


class _Guide(_Item, frozen=True, kw_only=True):
    """A service guide (办事指南) with those of the eight elements that it gives."""

    basis: str = ""
    conditions: str = ""
    materials: str = ""
    place: str = ""
    time: str = ""
    phone: str = ""
    process: str = ""


class _Column(_Strict, frozen=True, kw_only=True):
    key: str
    name: str
    type: str
    source: str
    path: str = ""
    dated: bool = True
    close: list[str] = []
    intro: list[str] = []
    article: list[_Item] = []
    guide: list[_Guide] = []


class SiteLink(_Strict, frozen=True, kw_only=True):
    """A link of the home page's last block (友情链接)."""

    text: str
    href: str


class Text(_Strict, frozen=True, kw_only=True):
    """One portal as its file under ``pages/`` has it.

    ``reach``: how its home page treats the elderly and disabled: ``good``, ``bad``, or not at all.
    """

    name: str
    host: str
    code: str
    sponsor: str
    address: str
    phone: str
    icp: str
    police: str
    charset: str
    urls: str
    search: str
    style: str
    banner: str
    reach: Literal["", "good", "bad"] = ""
    links: list[SiteLink]
    column: list[_Column]


@dataclass(frozen=True)
class File:
    """An attachment; ``missing`` ones are linked though they are not there."""

    name: str
    url: str
    missing: bool


@dataclass(frozen=True)
class Entry:
    """An article or guide with its address and day."""

    title: str
    url: str
    day: str
    clock: str
    paragraphs: tuple[str, ...]
    elements: tuple[tuple[str, str], ...]
    images: tuple[str, ...]
    files: tuple[File, ...]
    status: int
    related: str = ""


@dataclass(frozen=True)
class Column:
    """A column (栏目) with its entries, newest first, and the addresses of its list pages."""

    name: str
    type: str
    source: str
    url: str
    dated: bool
    intro: tuple[str, ...]
    entries: tuple[Entry, ...]
    list_urls: tuple[str, ...]


def read(name: str) -> Text:
    """Read the texts of one portal from ``pages/NAME.toml``."""
    return msgspec.toml.decode((PAGES / f"{name}.toml").read_bytes(), type=Text)


def columns(text: Text, as_of: datetime.date) -> list[Column]:
    """Date and address everything that a portal says, as of the inspection day."""
    return [_column(text, column, number, as_of) for number, column in enumerate(text.column, 1)]


def _column(text: Text, column: _Column, number: int, as_of: datetime.date) -> Column:
    items = [*column.article, *column.guide]
    entries = [
        _entry(text, column, item, number * 100 + index, as_of)
        for index, item in enumerate(items, 1)
    ]
    if column.dated:
        entries.sort(key=lambda entry: entry.day, reverse=True)
    first, more = column.path, f"{column.path}index_{{}}.html"
    if text.urls == "asp":
        first = f"/NewsList.asp?cid={column.key}"
        more = first + "&start={}"
    pages = max(1, -(-len(entries) // PER_PAGE))
    return Column(
        column.name,
        column.type,
        column.source,
        first,
        column.dated,
        tuple(column.intro),
        tuple(entries),
        (first, *(more.format(page) for page in range(1, pages))),
    )


def _entry(text: Text, column: _Column, item: _Item, number: int, as_of: datetime.date) -> Entry:
    day = as_of - datetime.timedelta(days=item.ago)
    if item.on:
        month, _, of_month = item.on.partition("-")
        day = min(as_of, datetime.date(as_of.year, int(month), int(of_month)))
    if text.urls == "asp":
        url, folder = f"/NewsView.asp?id={number}", "/UploadFile/"
    else:
        folder = f"{column.path}{day:%Y%m}/"
        url = f"{folder}t{day:%Y%m%d}_{number}.html"

    def filled(words: str) -> str:
        words = words.replace("{今年}", str(as_of.year)).replace("{去年}", str(as_of.year - 1))
        return _BEFORE.sub(lambda n: f"{day - datetime.timedelta(days=int(n[1]))}", words)

    title = filled(item.title)
    elements: list[tuple[str, str]] = []
    if isinstance(item, _Guide):
        pairs = ((label, getattr(item, field)) for field, label in _ELEMENTS.items())
        elements = [(label, value) for label, value in pairs if value]
    named = [(name, False) for name in item.files] + [(name, True) for name in item.missing]
    return Entry(
        title,
        url,
        day.isoformat(),
        f"{8 + number % 9:02d}:{number * 7 % 60:02d}",
        tuple(filled(item.text).split("\n") if item.text else ()) + tuple(column.close),
        tuple(elements),
        tuple(item.images),
        tuple(
            File(name, f"{folder}P{number}{position}_{quote(name)}", missing)
            for position, (name, missing) in enumerate(named, 1)
        ),
        item.status,
        filled(item.related),
    )
