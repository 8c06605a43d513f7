"""Records (数据接口): the rows of a list that a script gets as JSON, by the form of each interface.

One row of `_FORMS` is one interface: what its addresses look like, and how its answers are read. An
answer that is not exactly of its form (an error, another format, fewer rows than it counts) is
none: the list stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
from msgspec import Struct

from checks.facts.links import Resolver
from checks.facts.text import clean_text
from checks.facts.types import Entry
from checks.facts.urls import host

MAX_JSON = 5_000_000
"""Bytes taken of an answer in JSON."""
MAX_ROWS = 5000
"""Rows kept of one answer."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SECONDS = re.compile(r"\s*\d{9,13}\s*")
_BEIJING = timedelta(hours=8)
_MILLISECONDS = 10**11
_YEARS = range(1990, 2100)


class Records(NamedTuple):
    """What an answer says.

    Attributes:
        name: of the column; empty if it says none.
        entries: rows; some have no target.
        total: rows that the list has.
        onward: address of the next page; empty on the last.
    """

    name: str
    entries: tuple[Entry, ...]
    total: int
    onward: str


class _Form(NamedTuple):
    address: re.Pattern[str]
    read: Callable[[bytes, str, Resolver], Records | None]


_Time = int | float | str | None


class _Article(Struct):
    title: str
    url: str | None = None
    post_url: str | None = None
    display_publish_time: _Time = None
    create_time: _Time = None


class _Classify(Struct):
    id: int | str | None = None
    name: str | None = None
    post_count: int | None = None


class _Articles(Struct):
    articles: list[_Article]
    total: int
    classify: _Classify | None = None


def read_records(text: str, url: str) -> Records | None:
    """Rows of an answer; None if it is no sound answer of an interface.

    Args:
        text: the answer, decoded.
        url: the address that it came from.
    """
    form = next((form for form in _FORMS if form.address.search(url)), None)
    if form is None or len(text) > MAX_JSON:
        return None
    try:
        body = text.lstrip("\ufeff").encode("utf-8", "replace")
        return form.read(body, url, Resolver(url, "utf-8"))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _gkmlpt(body: bytes, url: str, resolver: Resolver) -> Records | None:
    """Articles of a column of gkmlpt, a hundred a page: ``{"articles": […], "total": 145, …}``.

    Its table calls ``create_time`` 发布日期 and ``date`` 成文日期; other readers take
    ``display_publish_time`` for the former, so the later of both holds. ``created_at`` is the hour
    of entering. ``total`` may be less than the ``post_count`` of the column, which counts more than
    is listed; a column is empty if neither counts any.

    Source: public crawlers of these sites, one checked against the sites' own table.
    """
    said = msgspec.json.decode(body, type=_Articles, strict=False)
    path, _, query = url.partition("?")
    column, classify = path.rpartition("/")[2], said.classify or _Classify()
    known = max(said.total, classify.post_count or 0)
    if classify.id is not None and str(classify.id) != column:
        return None
    if len(said.articles) > said.total or (known > 0 and not said.articles):
        return None
    asked = parse_qs(query)
    page = int(asked.get("page", ["1"])[0])
    rows = [_entry(article, url, resolver) for article in said.articles[:MAX_ROWS]]
    read = (page - 1) * _GKMLPT_ROWS + len(rows)
    onward = f"{path}?{urlencode({k: v[0] for k, v in asked.items()} | {'page': page + 1})}"
    return Records(
        name=_words(classify.name or ""),
        entries=tuple(rows),
        total=said.total,
        onward=(resolver(onward) or "") if rows and page > 0 and read < said.total else "",
    )


_GKMLPT_ROWS = 100


class _Result(Struct):
    title: str
    url: str
    publishedTimeStr: str = ""


class _Results(Struct):
    results: list[_Result]
    page: int
    rows: int
    total: int


class _Agg(Struct):
    data: _Results


def _agg(body: bytes, url: str, resolver: Resolver) -> Records | None:
    """Rows of a list of 集约化 platforms: ``{"data": {"results": […], "page": 1, "rows": 18, …}}``.

    Its ``publishedTime`` may be hours off what the list shows, which is ``publishedTimeStr``.

    Source: public crawlers of csrc.gov.cn, nhc.gov.cn and portals of Heilongjiang and Xinjiang.
    """
    said = msgspec.json.decode(body, type=_Agg, strict=False).data
    if (said.total > 0) != bool(said.results) or len(said.results) > said.total:
        return None
    path, _, query = url.partition("?")
    asked = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
    more = said.page > 0 and said.page * said.rows < said.total and "page" in asked
    onward = f"{path}?{urlencode(asked | {'page': said.page + 1})}" if more else ""
    rows = [(row.title, row.url, row.publishedTimeStr) for row in said.results]
    return _records(rows, said.total, resolver(onward) or "", resolver)


class _Item(Struct, rename="upper"):
    title: str
    url: str
    docrelpubtime: str = ""


def _file(body: bytes, _: str, resolver: Resolver) -> Records | None:
    """Rows of a file that TRS writes beside a list: ``[{"TITLE": …, "URL": …, …}]``, all of it.

    Source: public crawlers of www.gov.cn, whose pages ask for ``./YAOWENLIEBIAO.json``.
    """
    said = msgspec.json.decode(body, type=list[_Item])
    rows = [(item.title, item.url, item.docrelpubtime) for item in said]
    return _records(rows, len(rows), "", resolver) if rows else None


_FORMS = (
    _Form(re.compile(r"/gkmlpt/api/all/\d+\?"), _gkmlpt),
    _Form(re.compile(r"[?&]_isJson=true(?:&|$)"), _agg),
    _Form(re.compile(r"^[^?]*\.json(?:\?|$)"), _file),
)


def _records(
    rows: list[tuple[str, str, str]], total: int, onward: str, resolver: Resolver
) -> Records:
    """Rows of title, address and time as an answer has them."""
    entries = [
        Entry(_words(title), resolver(target) or "", day_of(time))
        for title, target, time in rows[:MAX_ROWS]
    ]
    return Records(
        name="",
        entries=tuple(entries),
        total=total,
        onward=onward,
    )


def _entry(article: _Article, url: str, resolver: Resolver) -> Entry:
    target = next(filter(None, map(resolver, (article.url or "", article.post_url or ""))), "")
    # The interface writes full addresses; the page leaves the scheme out, so that its own holds.
    if target and host(target) == host(url):
        target = f"{urlsplit(url).scheme}:{target.partition(':')[2]}"
    days = map(day_of, (article.create_time, article.display_publish_time))
    return Entry(_words(article.title), target, max(days))


def _words(text: str) -> str:
    return clean_text(unescape(_TAG.sub("", text)), 300)


def day_of(value: _Time) -> str:
    """ISO day in Beijing of a time as interfaces give it; empty if it is none.

    Seconds or milliseconds since 1970, as number or text, or a text that begins with a day.
    """
    try:
        if isinstance(value, str) and (match := _DAY.match(value)):
            year, month, day = map(int, match.groups())
            when = datetime(year, month, day, tzinfo=UTC)
        elif isinstance(value, str) and not _SECONDS.fullmatch(value):
            return ""
        else:
            seconds = float(value or 0)
            seconds /= 1000 if seconds >= _MILLISECONDS else 1
            when = datetime.fromtimestamp(seconds, UTC) + _BEIJING
    except (ValueError, OverflowError, OSError):
        return ""
    return when.date().isoformat() if when.year in _YEARS else ""
