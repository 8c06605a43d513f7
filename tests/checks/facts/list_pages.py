"""Pages of our own in the habits of real lists, homes and other kinds, each with its truth.

The files in ``lists_pages`` hold them: a page names the frame of a site that it stands in, its
address and its own part; a list is a row written once, repeated with titles and falling days. Words
and sites are invented. What is true of a page is derived from what it is made of, never read back.

Keys of a page: ``kind`` and ``next`` may be several of which each is right; ``types`` are those of
the column that it is or belongs to, left out where two readings are possible; ``blank`` is a column
without content; ``unread`` a list whose rows aren't in the bytes; ``charset`` what it is sent in.
Keys of a list: ``from``, ``step`` and ``n`` (first day, days between rows, rows), ``pool`` of
titles, ``row`` with ``{href}``, ``{title}``, ``{short}``, ``{i}``, ``{n}`` and ``{%Y-%m-%d}`` as
strftime has it, ``wrap`` rows between ``open`` and ``close``; not ``dated`` where no day with its
year can be told, not ``own`` where it stands beside the page's own lists; ``open_day`` where
readers may differ on whether there is a day.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zlib import crc32

FOLDER = Path(__file__).with_name("lists_pages")
_PATHLESS = ("bare", "home", "jsp")


@dataclass(frozen=True)
class Row:
    """A row of a list: what a reader sees, where it leads (empty: nowhere), its day (ISO)."""

    title: str
    target: str
    day: str


@dataclass(frozen=True)
class ListPage:
    """A page and what is true of it.

    Attributes:
        name: its habit.
        seen: that habit was seen in a public repository.
        url, body: address and bytes.
        kinds: its kind, or several if the rules allow more than one.
        rows: dated rows of its own lists.
        asked: that a newest row can be asked for.
        newest: the first of its rows of the latest day.
        next_pages: target of 下一页; empty if there is none to be followed.
        unread: why the rows aren't in the bytes.
        blank: a column without content.
        types: types of its column; none if two readings are possible.
        path: names of the path that it shows.
        home: front page of its site: the same frame around a link to it.
        frame, charset: what it stands in and is sent in.
    """

    name: str
    seen: bool
    url: str
    body: bytes
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    asked: bool
    newest: Row | None
    next_pages: tuple[str, ...]
    unread: str
    blank: bool
    types: frozenset[str] | None
    path: tuple[str, ...]
    home: bytes
    frame: str
    charset: str


def neighbour(page: ListPage, url: str, name: str) -> bytes:
    """Another column of the same site, with a few rows."""
    at = crc32(url.encode())
    rows = "".join(
        f"<li><a href='/{at}/{n}.html'>{name}栏目的第{n}篇信息</a><span>2026-11-2{n}</span></li>"
        for n in range(5)
    )
    told = {"frame": page.frame, "charset": page.charset, "title": name, "url": url}
    return _framed({**told, "crumb": ("首页", name)}, f"<ul>{rows}</ul>")


@cache
def list_pages(group: str) -> tuple[ListPage, ...]:
    """Pages of the files whose name begins so, in their order."""
    files = sorted(FOLDER.glob(f"{group}*.toml"))
    return tuple(_page(page) for file in files for page in _load(file)["page"])


@cache
def _load(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _page(told: dict[str, Any]) -> ListPage:
    used: dict[str, int] = {}
    main, rows, sure = told["main"], [], True
    for number, one in enumerate(told.get("list", ())):
        html, entries = _rows(one, told["url"], used)
        main = main.replace(f"{{rows{number or ''}}}", html)
        sure = sure and not one.get("open_day")
        if one.get("dated", True) and one.get("own", True) and not one.get("open_day"):
            rows += entries
    crumb = tuple(told.get("crumb", ()))
    called = crumb[-1] if crumb else told.get("title", "")
    front = f"<h2><a href='{told['url']}'>{called or '通知公告'}</a></h2>"
    newest = max(rows, key=lambda row: row.day, default=None)
    return ListPage(
        name=told["name"],
        seen=told.get("seen", False),
        url=told["url"],
        body=_framed(told, main),
        kinds=_several(told["kind"]),
        rows=tuple(rows),
        asked=sure and "article" not in told["kind"],
        newest=newest,
        next_pages=tuple(x and urljoin(told["url"], x) for x in _several(told.get("next", ""))),
        unread=told.get("unread", ""),
        blank=told.get("blank", False),
        types=frozenset(told["types"]) if "types" in told else None,
        path=crumb if told["frame"] not in _PATHLESS else (),
        home=_framed({**told, "meta": "", "title": "首页", "crumb": ()}, front),
        frame=told["frame"],
        charset=told.get("charset", "utf-8"),
    )


def _framed(told: dict[str, Any], main: str) -> bytes:
    """A page as it is sent: its own part in the frame of its site."""
    charset = told.get("charset", "utf-8")
    html = (FOLDER / "frames" / f"{told['frame']}.html").read_text("utf-8")
    html = _path(html, told.get("crumb", ()), told["url"])
    for name, value in (
        ("meta", told.get("meta", "")),
        ("title", told.get("title", "")),
        ("host", urlsplit(told["url"]).hostname or ""),
        ("charset", "gb2312" if charset == "gb18030" else charset),
        ("main", main),
    ):
        html = html.replace(f"{{{name}}}", value)
    return html.encode(charset)


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _rows(told: dict[str, Any], url: str, used: dict[str, int]) -> tuple[str, list[Row]]:
    """The rows of one list as they stand on the page, and what they say."""
    titles = _load(FOLDER / "titles.toml")[told["pool"]]
    first, parts, entries = date.fromisoformat(told["from"]), [], []
    for n in range(told["n"]):
        day = datetime.combine(first - timedelta(told["step"] * n), datetime.min.time())
        title = titles[used.setdefault(told["pool"], 0)]
        used[told["pool"]] += 1
        href = _fill(told.get("href", ""), day, i=n, n=n + 1)
        values = {"href": href, "title": title, "short": f"{title[:16]}...", "i": n, "n": n + 1}
        html = _fill(told["row"], day, **values)
        if every := told.get("wrap"):
            html = told["open"] * (n % every == 0) + html + told["close"] * (n % every == every - 1)
        parts.append(html)
        leads = bool(href) and not href.startswith(("#", "java"))
        entries.append(Row(title, urljoin(url, href) if leads else "", day.date().isoformat()))
    return "\n".join(parts), entries


def _fill(template: str, day: datetime, **values: str | int) -> str:
    filled = re.sub(r"\{(%[^{}]+)\}", lambda m: day.strftime(m[1]), template)
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", str(value))
    return filled


def _path(html: str, names: tuple[str, ...], url: str) -> str:
    """The frame with the path of the page in it."""
    if not (found := re.search(r"\[\[(.*)\|(.*?)\]\]", html)):
        return html
    steps = urlsplit(url).path.strip("/").split("/")
    parts = []
    for depth, name in enumerate(names):
        above = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{name}</a>', html, re.I)
        target = above[1] if above else "/".join(["", *steps[:depth], ""])
        if 0 < depth == len(names) - 1:
            target = url
        parts.append(found[1].replace("{href}", target).replace("{name}", name))
    return html.replace(found[0], found[2].join(parts))
