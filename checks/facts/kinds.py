"""Page kinds (页面类型): what sort of page it is, and whether it only says that there is none.

A page alone cannot tell that it is a soft 404 (软404): phrases such as 页面不存在 stand in articles
too, and many sites send the home page instead. It is compared with what the same host answers to a
path that nobody ever linked, and with its home page.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from checks.facts.links import target_of
from checks.facts.text import normal
from checks.facts.tree import Page
from checks.facts.types import Dated, Entry, PageFacts, PageKind

SKETCH = 64
"""Lines kept of a page's sketch."""

ALIKE = 0.9
"""Share of equal lines from which two pages say the same (project default 【建议】)."""

NEARLY = 12
"""Characters by which the texts of two answers of one not-found page may differ: the address
that was asked for, a clock, a counter (project default 【建议】)."""

_SAME_EVERYWHERE = ("challenge", "shell", "frameset")
_HOME_FILE = re.compile(r"/(?:(?:index|default|main|home)(?:_\d)?\.\w{2,5})?", re.I)
_HOME_TAG = re.compile(r"index|home|首页|首頁", re.I)
_DIGITS = re.compile(r"\d+")
_MOST_LINES, _MOST_TEXT = 3000, 400_000

_SEARCH_TITLE = re.compile(
    r"(?:搜索|检索|檢索|查询|站内搜索|全文检索)(?:结果|結果|列表|页)?|search\s*results?", re.I
)
_SEARCH_PATH = re.compile(r"search|jsearch|sousuo|jiansuo|/s\?|/query/s|was5/web|robotfront", re.I)
_SEARCH_WORDS = re.compile(
    r"(?:搜索|检索|檢索|查询|查詢)\s*(?:到\s*(?:约|相关)?\s*\d|用时|用時|耗时|记录数|結果|结果\s*[:：]?\s*(?:共|约|\d))"
    r"|(?:为您|為您|共|帮您|一共)\s*(?:找到|搜索到|检索到|查询到)[^。\n]{0,30}\d+[^。\n]{0,4}(?:条|條|个|项|篇)"
    r"|找到\s*(?:相关|約|约)[^。\n]{0,20}\d+\s*(?:条|條|个|项|篇)|搜索[^。\n]{0,20}?用时"
)
_SEARCH_HINTS = ("搜索", "检索", "檢索", "查询", "查詢", "找到")

# Of a directory: links of its own, and rows that are nothing but links.
_MIN_LINKS, _MANY_LINKS = 6, 20
_MIN_ROWS = 3
MIN_DATED, FEW_WORDS, MIN_TEXT = 5, 200, 100
"""Dated rows and characters of text that tell a list from an article (project default 【建议】)."""
# Addresses of list pages: /col/col123/, /NewsList.aspx, /showList/3361/page_1.html.
_LIST_PATH = re.compile(
    r"/col/col\d+/|/[\w-]{0,40}(?:list|column|liebiao)[\w-]{0,40}(?:\.\w{2,5}$|/\d)", re.I
)
_HAN = re.compile(r"[一-鿿]")
_SENTENCE = re.compile(r"[一-鿿”）》][。！？]")
_SITE_NAME = re.compile(
    r"(?:政府|网站|門戶網|门户网?|官网|网|局|厅|委员会|办公室|平台|职能|职责|简介|概况|指南|制度|分工)$"
)
_HEADLINE, _SENTENCES = 10, 3
_SHORT_NAME = 12
# Headlines that make a list though no day stands beside any.
_PLAIN_ROWS = 3
# Characters that even a page of nothing but names exceeds.
_SHELL_TEXT = 60
_TEXT_FIELDS = ("", "text", "search", "password")
# Menus and paths begin with the home page and are short; a site map is not.
_HOME_WORDS = re.compile(r"(?:网站|返回)?(?:首\s*页|首\s*頁|主页)|home", re.I)
_MENU_LINKS, _MENU_NODES, _MENU_WORDS = 12, 60, 8
# Terms of a glossary, whose day is that of its last change.
_MANY_TERMS = 20


def sketch_of(flow: str) -> tuple[int, ...]:
    """Sketch of a page's text: the smallest digests of the lines outside navigation and footer.

    Two sketches share about as many members as the pages share lines (bottom-k MinHash, Broder
    1997). Digits are left out: clocks, counters and numbers of requests change with each answer.
    """
    lines = _DIGITS.sub("", flow[:_MOST_TEXT]).split("\n", _MOST_LINES)[:_MOST_LINES]
    words = {"".join(line.split()) for line in set(lines)}
    digests = {zlib.crc32(word.encode("utf-8", "replace")) for word in words if len(word) > 1}
    return tuple(sorted(digests)[:SKETCH])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Share of lines that two pages have in common, from their sketches; 0 if either has none."""
    if not one or not other:
        return 0.0
    first = sorted({*one, *other})[:SKETCH]
    common = set(one) & set(other)
    return sum(digest in common for digest in first) / len(first)


def says_the_same(one: PageFacts, other: PageFacts, needed: float = ALIKE) -> bool:
    """Whether two answers of a host are one page but for a clock, a counter or the address asked.

    Title, length and lines must agree, and neither may show a publication date or a row that the
    other lacks: a short article in the frame of its site is no copy of another page.

    Args:
        one: facts of a page.
        other: facts of another answer of the host.
        needed: share of lines that must be equal.
    """
    if normal(one.title) != normal(other.title) or normal(one.heading) != normal(other.heading):
        return False
    if (one.published and one.published.day) != (other.published and other.published.day):
        return False
    if abs(one.text_length - other.text_length) > NEARLY:
        return False
    rows, others = ({e.url or e.title for e in facts.entries} for facts in (one, other))
    if rows != others:
        return False
    if not one.sketch and not other.sketch:
        return bool(one.title) and one.text_length == other.text_length > 0
    return likeness(one.sketch, other.sketch) >= needed


def is_nothing(facts: PageFacts, nonsense: PageFacts, home: PageFacts | None) -> bool:
    """Whether a page is the host's answer to a path that nobody linked.

    Where all pages of a site bear one title, the title tells nothing, and every line must agree.
    """
    if nonsense.kind in _SAME_EVERYWHERE or facts.kind in _SAME_EVERYWHERE:
        # A wall or an empty shell looks the same at every address and says nothing of this one.
        return False
    telling = home is not None and normal(home.title) != normal(facts.title) and facts.title
    return says_the_same(facts, nonsense, ALIKE if telling else 1.0)


def kind_beside(
    facts: PageFacts, nonsense: Iterable[PageFacts], home: PageFacts | None, *, is_home: bool
) -> PageKind:
    """Kind of a page, its host's other answers known: also ``soft-404``.

    Args:
        facts: of the page, answered with a status that says that it is there.
        nonsense: of what the same host answered to paths that nobody linked, with such a status.
        home: of its home page; None if it was not read.
        is_home: the page is the home page, or stands at one of its usual addresses.
    """
    if is_home:
        return facts.kind
    if any(is_nothing(facts, other, home) for other in nonsense):
        return "soft-404"
    alike = home is not None and home.kind not in _SAME_EVERYWHERE
    if alike and home is not None and says_the_same(facts, home):
        return "soft-404"
    return facts.kind


class Content(NamedTuple):
    """What was read of a page, as far as its kind shows in it.

    Attributes:
        url: its address.
        meta: the official tags.
        title: its title.
        entries: rows of its lists.
        dated: rows with a day beside them, the year told or not.
        paged: it is one of several pages of a list, or says how many there are.
        links: links to pages and documents.
        published: its publication date.
        flow: its visible text outside navigation and footer.
        text_length: characters of that outside links.
        says_nothing: it says that a search found nothing.
    """

    url: str
    meta: dict[str, str]
    title: str
    entries: tuple[Entry, ...]
    dated: int
    paged: bool
    links: int
    published: Dated | None
    flow: str
    text_length: int
    says_nothing: bool


def content_kind(page: Page, read: Content) -> PageKind:  # noqa: PLR0911 - one line a kind
    """Kind of a page with content, by address, tags, dates, rows and links."""
    meta, published, dated = read.meta, read.published, read.dated
    seen = published is not None and published.source in ("header", "index-table")
    article = "ArticleTitle" in meta
    tagged = "ColumnName" in meta or "ColumnType" in meta
    if not article and read.links >= MIN_DATED and _is_home(page, read, seen=seen):
        return "home"
    if not seen and _is_search_result(page, read):
        return "search"
    if seen or (article and not (dated >= MIN_DATED and read.text_length < FEW_WORDS)):
        return "article"
    if dated >= _MIN_ROWS or (dated and read.paged):
        return "column"
    if not dated and not article and _is_directory(page, read.text_length):
        return "directory"
    if read.entries and tagged:
        return "column"
    if not article and _is_plain_list(read):
        return "column"
    if published and read.text_length > MIN_TEXT:
        return "other" if len(page.of("dt")) >= _MANY_TERMS else "article"
    listed = tagged or _LIST_PATH.search(urlsplit(read.url).path)
    if listed and not article and read.text_length < FEW_WORDS:
        return "column"
    return "article" if _is_prose(read) else "other"


def _is_prose(read: Content) -> bool:
    """Whether it is a piece under a headline, though no date was read: sentences, and a title.

    Pages about an office have its name for a title, tables have no sentences.
    """
    title = re.split(r"[_|—–-]", read.title)[0].strip()
    headline = len(_HAN.findall(title)) >= _HEADLINE and not _SITE_NAME.search(title)
    return headline and len(_SENTENCE.findall(read.flow)) >= _SENTENCES


def _is_home(page: Page, read: Content, *, seen: bool) -> bool:
    """Whether it is a home page: by its tag, or by standing at the root of its host.

    An article may stand there, too: where a site was shut down, or a host serves one page only.
    """
    if read.meta.get("ColumnType") == "首页":
        return True
    parts = urlsplit(read.url)
    if not parts.query and _HOME_FILE.fullmatch(parts.path or "/"):
        return not seen or read.dated >= MIN_DATED
    for index in page.of("meta"):
        node = page.nodes[index]
        if node.get("name").lower() == "pagecategory":
            return bool(_HOME_TAG.fullmatch(node.get("content").strip()))
    return False


def _is_search_result(page: Page, read: Content) -> bool:
    """Whether it answers a query: it counts what was found, and has it or is named so.

    One that is named so may also say that nothing was found, or show the words asked for in its
    own box.
    """
    named = _SEARCH_TITLE.search(read.title) or _SEARCH_PATH.search(read.url)
    if named and (read.says_nothing or _shows_query(page, read.url)):
        return True
    if not any(hint in read.flow for hint in _SEARCH_HINTS):
        return False
    if not _SEARCH_WORDS.search(read.flow):
        return False
    return bool(read.entries) or bool(named)


def _shows_query(page: Page, url: str) -> bool:
    """Whether a text field holds a value of the address's query."""
    query = urlsplit(url).query
    if not query:
        return False
    fields = (page.nodes[index] for index in page.of("input"))
    shown = {n.get("value").strip() for n in fields if n.get("type").lower() in _TEXT_FIELDS}
    return bool(shown.intersection(value.strip() for _, value in parse_qsl(query)))


def is_shell(page: Page, flow: str) -> bool:
    """Whether a page without links shows hardly a word and no field, and has scripts.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer, links included.
    """
    if not page.of("script") or len("".join(flow.split())) >= _SHELL_TEXT:
        return False
    fields = (page.nodes[index] for index in page.of("input", "textarea"))
    return not any(n.area == "body" and n.get("type").lower() in _TEXT_FIELDS for n in fields)


def _is_plain_list(read: Content) -> bool:
    """Whether it is a list of headlines without days, and hardly any other text."""
    headlines = sum(len(entry.title) >= _HEADLINE for entry in read.entries)
    return headlines >= _PLAIN_ROWS and read.text_length < FEW_WORDS


def _is_directory(page: Page, text_length: int) -> bool:
    """Whether it leads on by names: tables whose rows are links, site maps, fronts of columns."""
    nodes = page.nodes
    names: dict[str, int] = {}
    until = 0
    for index in page.of("a"):
        if index < until or nodes[index].area != "body" or not target_of(nodes[index]):
            continue
        words = page.words(index)
        if len(words) < _MENU_WORDS and _HOME_WORDS.fullmatch(words):
            until = _menu_end(page, index)
        elif len(words) >= 2:
            names.setdefault(words, len(_DIGITS.sub("", words)))
    rows = [count for row in page.of("tr") if (count := _links_alone(page, row))]
    if sum(rows) >= _MANY_LINKS or (rows and text_length < FEW_WORDS):
        return True
    lengths = sorted(names.values())
    short = len(lengths) >= _MIN_LINKS and lengths[len(lengths) // 2] < _SHORT_NAME
    return short and text_length <= 2 * sum(map(len, names))


def _menu_end(page: Page, anchor: int) -> int:
    """End of the menu or path that a link to the home page begins; that of the link if none."""
    nodes, index = page.nodes, anchor
    while (index := nodes[index].parent) >= 0 and nodes[index].end - index <= _MENU_NODES:
        links = sum(n.tag == "a" for n in nodes[index : nodes[index].end])
        if links > 1:
            return nodes[index].end if links <= _MENU_LINKS else nodes[anchor].end
    return nodes[anchor].end


def _links_alone(page: Page, row: int) -> int:
    """Links of a table row that holds no words beside them; 0 if it does, or has but one."""
    nodes = page.nodes
    until, links = row, 0
    for index in range(row + 1, min(nodes[row].end, row + 200)):
        node = nodes[index]
        if index < until:
            continue
        if node.tag == "a":
            until = node.end
            links += bool(target_of(node) and page.words(index))
        elif not node.tag and node.text.strip():
            return 0
    return links if links > 1 else 0
