"""Paging (翻页) of lists: how many pages one has, and where the next one is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from checks.facts.links import Resolver, followed, target_of
from checks.facts.lists_script import query_data
from checks.facts.tree import Page

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
_CREATE = re.compile(
    r"createPageHTML\s*\(\s*(?P<box>['\"][^'\"]{0,60}['\"]\s*,\s*)?(?P<n>\d{1,6})\s*,\s*(?P<at>\d{1,6})"
    r"\s*,\s*['\"](?P<name>[\w./-]{1,100})['\"]\s*,\s*['\"](?P<ext>\w{1,8})['\"]"
)
# The same without a call: ``var currentPage = 0; var countPage = 5`` and, further down,
# ``"<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>"``.
_LOOP = (
    re.compile(r"\bcurrentPage\s{0,9}=\s{0,9}(\d{1,6})\b"),
    re.compile(r"\bcountPage\s{0,9}=\s{0,9}(\d{1,6})\b"),
    re.compile(
        r"[\"']([\w-]{1,40})[\"'\s+]{0,12}_[\"'\s+]{0,12}nextPage[\"'\s+]{0,12}\.[\"'\s+]{0,12}(\w{1,8})"
    ),
)
_RECORDS = re.compile(r"<totalrecord>\s*(\d{1,9})", re.I)
# Options of a script that asks for further rows: ``recordCount:'107'`` (TRS 动静结合).
_COUNTED = re.compile(r"(?:record_?count|total_?(?:count|records?))\s*[:=]\s*['\"]?(\d{1,9})", re.I)
_COUNTED_HINTS = ("recordcount", "record_count", "totalcount", "total_count", "totalrecord",
                  "total_record")  # fmt: skip
_GROUP = re.compile(
    r"<nextgroup>\s*(?:<!\[CDATA\[)?.{0,40}?href=['\"]([^'\"]{1,2000})", re.I | re.S
)
# 下一页 as it is written beside words: marks of arrows, class names and titles of links.
_NEXT_WORDS = re.compile(r"下\s*一?\s*[页頁]|后一?页|後一?頁|next\s*page", re.I)
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|nextpage|xyy|page-?next|pg-?next)(?:$|[\s_-])", re.I)
_ARROW_LENGTH = 4
_ARROW = re.compile(r"\s*(?:>|»|›|→|>>|&gt;|＞|>>>)?\s*")


def _is_year_tab(page: Page, index: int) -> bool:
    """Whether a click on it shows the rows of another year by script."""
    node = page.nodes[index]
    if node.tag == "option":
        return bool(_YEAR_TAB.fullmatch(node.get("value")))
    return bool(_YEAR_TAB.fullmatch(page.words(index))) and not target_of(node)


def page_counts(page: Page, flow: str) -> list[int]:
    """How many pages the list has, by each script and line that says it.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer.
    """
    told: list[re.Match[str]] = []
    if page.script_holds(*_PAGES_HINTS):
        told += [m for script in page.scripts() for m in _PAGES.finditer(script)]
    if _PAGES_SAID_HINT.search(flow):
        told += _PAGES_SAID.finditer(flow)
    units = (-(-unit.total // unit.rows) for unit in _units(page))
    return [*(int(match[match.lastindex or 0]) for match in told), *units]


def more_pages(page: Page, counts: list[int], rows: int, shown: int) -> bool:
    """Whether the page's list goes on over further pages, as scripts or words of it say.

    Args:
        page: the page.
        counts: from `page_counts`.
        rows: rows read of its data blocks.
        shown: all rows read.
    """
    if shown and page.script_holds(*_COUNTED_HINTS):
        told = (m for script in page.scripts() for m in _COUNTED.finditer(script))
        if any(int(match[1]) > shown for match in told):
            return True
    if any(_is_year_tab(page, index) for index in page.of("a", "option")):
        return True
    if counts:
        return any(count > 1 for count in counts) or _has_more_records(page, rows)
    return _has_more_records(page, rows) or any(
        _TURNS.fullmatch(page.words(index))
        for index in page.of("a")
        if page.nodes[index].area == "body"
    )


def _has_more_records(page: Page, rows: int) -> bool:
    if not rows or not page.script_holds("<totalrecord"):
        return False
    told = [int(m[1]) for script in page.scripts() for m in _RECORDS.finditer(script)]
    return bool(told) and max(told) > rows


class Paging(NamedTuple):
    """What scripts say of the further pages of a list.

    Attributes:
        group: address of the further records of a data block (``<nextgroup>``) or of a unit of
            jpaas; empty if none.
        turned: address of the next page as ``createPageHTML`` writes it; empty if none.
    """

    group: str
    turned: str


def read_paging(page: Page, resolver: Resolver) -> Paging:
    """Read how the list goes on where a script writes the link.

    ``createPageHTML(5, 0, "index", "html")`` (TRS) counts from 0 and names the next page
    ``index_1.html``; with a box named first it counts from 1 and names it ``index_2.html``. The
    function stands in a file of the site's own: what it names otherwise is not there, which says
    nothing of the site.

    A unit of jpaas counts its rows, and a script asks for those of page 2 with what the unit says:
    ``<div class="pagination" rows="15" count="417" pageNo="1" unitUrl="/api-gateway/…"
    queryData="{'pageId':'7',…}">``, ``paramJson={"pageNo":2,"pageSize":15}`` (as public crawlers of
    mofcom.gov.cn and miit.gov.cn found it in the sites' page.js).
    """
    group = turned = ""
    if page.script_holds("<nextgroup"):
        found = next(filter(None, (_GROUP.search(script) for script in page.scripts())), None)
        group = (found and resolver(found[1].replace("&amp;", "&"))) or ""
    for unit in _units(page):
        if not group and unit.number * unit.rows < unit.total:
            asked = {"pageNo": unit.number + 1, "pageSize": unit.rows}
            data = json.dumps(asked, separators=(",", ":"))
            group = resolver(f"{unit.url}?{urlencode({**unit.query, 'paramJson': data})}") or ""
    if page.script_holds("createpagehtml", "countpage"):
        for name in (name for script in page.scripts() for name in _turned(script)):
            turned = resolver(name) or ""
    return Paging(group, turned)


class _Unit(NamedTuple):
    url: str
    query: dict[str, str]
    rows: int
    total: int
    number: int


def _units(page: Page) -> Iterator[_Unit]:
    """What units of jpaas say of their pages."""
    for index in page.of("div"):
        node = page.nodes[index]
        if "uniturl" not in node.attrs:
            continue
        told = [node.get(name).strip() for name in ("rows", "count", "pageno")]
        if all(re.fullmatch(r"\d{1,9}", number, re.A) for number in told) and int(told[0]):
            query = query_data(node)
            yield _Unit(node.get("uniturl"), query, *map(int, told))


def _turned(script: str) -> Iterator[str]:
    """Names of the next page that a script of TRS links."""
    for match in _CREATE.finditer(script):
        at, last = int(match["at"]), int(match["n"]) - (0 if match["box"] else 1)
        if at < last:
            yield f"{match['name']}_{at + 1}.{match['ext']}"
    here, count, named = (pattern.search(script) for pattern in _LOOP)
    if here and count and named and int(here[1]) < int(count[1]) - 1:
        yield f"{named[1]}_{int(here[1]) + 1}.{named[2]}"


def next_page(page: Page, url: str, found: str, resolver: Resolver) -> str:
    """Target of 下一页: of the link with these words, else of an arrow that is marked so.

    Args:
        page: the page.
        url: its address: a last page often links itself.
        found: target of the link with the words, if there is one.
        resolver: of the page.
    """
    if found:
        return found if found != url else ""
    for index in page.of("link"):
        node = page.nodes[index]
        if node.get("rel").strip().lower() == "next" and (target := resolver(node.get("href"))):
            return target if target != url else ""
    for index in page.of("a"):
        node = page.nodes[index]
        words = page.words(index)
        if len(words) > _ARROW_LENGTH or node.area == "footer" or not _ARROW.fullmatch(words):
            continue
        said = node.get("title") or node.get("aria-label")
        if not said:
            inside = page.nodes[index : min(node.end, index + 4)]
            said = next((n.get("alt") or n.get("title") for n in inside[1:] if n.attrs), "")
        named = node.get("rel").strip().lower() == "next" or (
            words and _NEXT_CLASS.search(node.mark)
        )
        marked = named or _NEXT_WORDS.fullmatch(said.strip())
        if marked and (target := followed(page, index, resolver)) and target != url:
            return target
    return ""
