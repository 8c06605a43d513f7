"""List pages (列表页): the rows of a page's lists with title, target and date."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import Literal, NamedTuple

from msgspec import Struct

from checks.facts.dates import day_beside
from checks.facts.links import Resolver, anchor_words, followed, target_of
from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import Entry, Link
from checks.facts.urls import path_kind

_ROWS = frozenset(("li", "tr", "dd", "dt", "dl"))
_BOXES = frozenset(("li", "tr", "dd", "dt", "dl", "div", "p", "article", "section", "span", "h3",
                    "h4", "h2", "h5", "td", "font", "strong", "b", "em"))  # fmt: skip
# Characters of a title: of any row, of one without a date, of one that stands alone in its box.
_MIN_TITLE, _MIN_UNDATED, _MIN_ALONE = 4, 6, 10
_MIN_SIBLINGS = 3
# A row holds few links and nodes and is found a few levels above its link.
_MOST_LINKS, _LARGEST, _CLIMB = 3, 200, 6
# Characters of a row; more is an article that holds a link.
_LONGEST = 600
_SHELL_LINKS = 30
MAX_ENTRIES = 5000
"""Rows kept of one page."""

_CDATA = "<![CDATA["
_BY_SCRIPT = re.compile(r"dataproxy\.jsp|\bjpage\s*\(|jpaas-publish-server|/unitbuild/", re.I)
# The search in all scripts is slow, and most hold none of these: _BY_SCRIPT needs one of them.
_BY_SCRIPT_HINTS = ("dataproxy", "jpage", "jpaa", "tbu")
_BY_PAGING = re.compile(r"createPageHTML\s*\(\s*[1-9]")
_BY_JSON = re.compile(
    r"gkmlpt|_CONFIG\s*=|__NUXT__|__INITIAL_STATE__|new\s+Vue\s*\(|createApp\s*\("
)
_AJAX = re.compile(r"\$\.(?:ajax|getJSON|post|get)\s*\(|XMLHttpRequest|axios|fetch\s*\(")
_LIST_NAME = re.compile(r"list|liebiao|\bul\b", re.I)
_PAGING_NAME = re.compile(r"page|fenye|pagin", re.I)
_NOT_TITLE = re.compile(
    r"(?:首页|上一?页|下一?页|尾页|末页|更多|more|\W*|\d+|查看更多|详情|查看详情|返回.{0,4})\W*",
    re.I,
)


# How many pages a list has, in the words of scripts, of data blocks and of the page.
_PAGES = re.compile(
    r"createPageHTML\s*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(\d+)|<totalpage>\s*(\d+)"
    r"|(?:total_?pages?|page_?count|count_?page)\s*[:=]\s*['\"]?(\d+)",
    re.I,
)
_PAGES_HINTS = ("epagehtml", "totalpage", "total_page", "pagecount", "page_count", "countpage",
                "count_page")  # fmt: skip
_PAGES_SAID = re.compile(r"[共总]\s*(\d+)\s*页|\d+\s*/\s*(\d+)\s*页|页次\D{0,3}\d+\s*/\s*(\d+)")
# Where 页 stands as those patterns have it.
_PAGES_SAID_HINT = re.compile(r"页(?:次|(?<=\d页)|(?<=\s页))")
_YEAR_TAB = re.compile(r"\W*20\d\d(?:年度?)?\W*")
_TURNS = re.compile(r"\W*(?:[2-9]|\d{2,3}|下一?[页頁]|[尾末][页頁])\W*")


class Lists(Struct, frozen=True):
    """What was read of a page's lists.

    Attributes:
        entries: the rows in document order.
        spans: node ranges of the dated rows, for readers that must not look into them.
        links: links of rows that stand in a data block of the page.
    """

    entries: tuple[Entry, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    links: tuple[Link, ...] = ()


class _Row(NamedTuple):
    box: int
    entry: Entry


def read_lists(page: Page, resolver: Resolver) -> Lists:
    """Read the rows of all lists outside the footer, and of Hanweb data blocks."""
    rows = _rows(page, resolver)
    groups = Counter((page.nodes[row.box].parent, bool(row.entry.day)) for row in rows)
    kept = [row for row in rows if _is_row(page.nodes[row.box], row.entry, groups)]
    entries = [row.entry for row in kept]
    links: list[Link] = []
    for script in page.scripts():
        if records := _records(script):
            found = [row.entry for row in _rows(Page(records), resolver)]
            entries += found
            links += [Link(e.url, e.title, path_kind(e.url)) for e in found]
    return Lists(
        entries=tuple(dict.fromkeys(entries))[:MAX_ENTRIES],
        spans=tuple((row.box, page.nodes[row.box].end) for row in kept if row.entry.day),
        links=tuple(links),
    )


def _records(script: str) -> str:
    """HTML of the rows in a data block: ``<record><![CDATA[<li>…</li>]]></record>``."""
    parts = (part.lstrip() for part in script.split("<record>")[1:])
    return "".join(p[len(_CDATA) :].partition("]]>")[0] for p in parts if p.startswith(_CDATA))


def _is_row(box: Node, entry: Entry, groups: Counter[tuple[int, bool]]) -> bool:
    """Whether a box with a link is a row of a list: by its date, its markup and its siblings."""
    like_it = groups[box.parent, bool(entry.day)]
    if entry.day:
        # A lone link beside a date may be the source in the line under a headline.
        return box.tag in _ROWS or like_it > 1 or len(entry.title) >= _MIN_ALONE
    in_list = box.tag in _ROWS and box.area == "body" and like_it >= _MIN_SIBLINGS
    return in_list and len(entry.title) >= _MIN_UNDATED


def _rows(page: Page, resolver: Resolver) -> list[_Row]:
    nodes = page.nodes
    urls: dict[int, str] = {}
    steps = [0] * len(nodes)
    last = ""
    for index in page.of("a"):
        if nodes[index].area == "footer":
            continue
        if url := followed(page, index, resolver):
            urls[index] = url
            # The picture and the headline of one row lead to the same target: one link.
            steps[index] = int(url != last)
            last = url
    links_to = [0, *accumulate(steps)]
    rows: dict[int, _Row] = {}
    for anchor, url in urls.items():
        box = _box(nodes, links_to, anchor)
        title = _title(page, anchor) if box >= 0 else ""
        if len(title) < _MIN_TITLE or _NOT_TITLE.fullmatch(title):
            continue
        known = rows.get(box)
        if known and len(known.entry.title) >= len(title):
            continue
        texts = _texts(nodes, box)
        if sum(map(len, texts)) <= _LONGEST:
            rows[box] = _Row(box, Entry(title, url, day_beside(texts, url)))
    return [rows[box] for box in sorted(rows)]


def _box(nodes: list[Node], links_to: list[int], anchor: int) -> int:
    """The row around a link; -1 if the link stands for itself.

    It is the nearest list item with few links, else the highest box that holds this link alone.
    """
    best, index = -1, anchor
    for _ in range(_CLIMB):
        index = nodes[index].parent
        if index < 0 or nodes[index].tag not in _BOXES:
            break
        inside = links_to[nodes[index].end] - links_to[index]
        if inside > _MOST_LINKS:
            break
        if nodes[index].tag in _ROWS:
            return index if nodes[index].end - index < _LARGEST else best
        if inside <= 1 and nodes[index].end - index < _LARGEST:
            best = index
    return best


def _title(page: Page, anchor: int) -> str:
    """Title of a row; the full one of the ``title`` attribute if the words are cut short."""
    full = clean_text(page.nodes[anchor].get("title"), 300)
    text = anchor_words(page, anchor)
    if any(map(str.isdigit, text)):
        # The date of the row may stand inside its link.
        inside = page.nodes[anchor : min(page.nodes[anchor].end, anchor + _LARGEST)]
        words = [n.text for n in inside if not n.tag and not day_beside([n.text], "")]
        text = clean_text("".join(words), 300) or text
    return full if full.startswith(text.rstrip(".… ")) else text


def _texts(nodes: list[Node], box: int) -> list[str]:
    inside = nodes[box : nodes[box].end]
    return [n.text.strip() for n in inside if not n.tag]


def unread(page: Page, lists: Lists, links: int) -> Literal["", "script", "json"]:
    """Why the page's list couldn't be read, if it has one that a script fills."""
    scripts = "\n".join(page.scripts())
    if _AJAX.search(scripts) and _has_empty_list(page):
        return "script"
    hinted = not lists.links and page.script_holds(*_BY_SCRIPT_HINTS)
    if hinted and _BY_SCRIPT.search(scripts):
        return "script"
    if any(entry.day for entry in lists.entries):
        return ""
    if _BY_JSON.search(scripts) and links < _SHELL_LINKS and not lists.entries:
        return "json"
    return "script" if _BY_PAGING.search(scripts) else ""


def _has_empty_list(page: Page) -> bool:
    """Whether a box that is named as a list holds nothing: it waits for a script."""
    for index in page.of("ul", "ol", "div", "tbody"):
        box = page.nodes[index]
        named = _LIST_NAME.search(box.mark) and not _PAGING_NAME.search(box.mark)
        if named and box.area == "body" and box.end <= index + 2:
            return True
    return False


def _is_year_tab(page: Page, index: int) -> bool:
    """Whether a click on it shows the rows of another year by script."""
    node = page.nodes[index]
    if node.tag == "option":
        return bool(_YEAR_TAB.fullmatch(node.get("value")))
    return bool(_YEAR_TAB.fullmatch(page.words(index))) and not target_of(node)


def more_pages(page: Page, flow: str) -> bool:
    """Whether the page's list goes on over further pages, as scripts or words of it say.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer.
    """
    if any(_is_year_tab(page, index) for index in page.of("a", "option")):
        return True
    told: list[re.Match[str]] = []
    if page.script_holds(*_PAGES_HINTS):
        told += [m for script in page.scripts() for m in _PAGES.finditer(script)]
    if _PAGES_SAID_HINT.search(flow):
        told += _PAGES_SAID.finditer(flow)
    if told:
        return any(int(match[match.lastindex or 0]) > 1 for match in told)
    return any(
        _TURNS.fullmatch(page.words(index))
        for index in page.of("a")
        if page.nodes[index].area == "body"
    )
