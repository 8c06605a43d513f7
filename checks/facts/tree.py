"""The page as a flat list of nodes in document order: one parse, one walk, then plain Python."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import accumulate, chain

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.facts.limits import affordable
from checks.facts.text import clean_text, written
from checks.facts.types import Area

MAX_NODES = 500_000
"""Nodes read of one page; real pages have a few thousand."""

MAX_NAV_PROSE = 300
"""Characters outside links up to which a part can be navigation."""

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
        "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "html", "iframe", "legend", "li", "main", "menu", "nav", "ol",
        "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
# Text that a reader doesn't see as text of the page; links in it still count.
MUTE = frozenset(("noscript", "select", "textarea", "object", "iframe", "noframes", "audio",
                   "video", "svg"))  # fmt: skip
_RAW = frozenset(("script", "style", "title"))
_NO_AREA = frozenset(("html", "body", "main", "article", "form", "a", "span", "p", "h1", "h2", "h3",
                      "td", "tr", "tbody", "input", "img", "i", "em", "b", "label"))  # fmt: skip
# Words of templates for their parts, as whole parts of a class or id (`top_nav`, `headBox`).
_NAV = re.compile(
    r"(?:^|[_-])(?:header|head|top|menu)(?:box|bar|list|wrap|con|link|\d)*(?:$|[_-])"
    r"|(?:^|[_-])(?:main|top|site|sub|left|side|m|se)?_?-?nav|Nav|navi|daohang|menu$",
)
_FOOT = re.compile(r"foot|copyright|dibu|banquan|^bottom|[_-]bottom$", re.I)
PARTS = ("head", "top", "menu", "nav", "daohang", "foot", "copyright", "dibu", "banquan", "bottom")
"""Whatever names navigation or a footer holds one of these, in any case."""
_CONTENT = re.compile(
    r"article|content|detail|news|tit|info|text|^list|zhengwen|single|^(?:margin|padding|border|m|p)"
    r"-|^nav-(?:single|tab)",
    re.I,
)


# What stands under a headline: a labelled day, a source, or the index number of an index table.
_UNDER_HEADLINE = re.compile(
    r"(?:发\s?布|更\s?新|公\s?开|成\s?文|發\s?[布佈])\s?(?:日\s?期|[时時]\s?[间間])\s?[:：∶]?\s{0,9}(?:19|20)\d\d"
    r"|索\s{0,4}引\s{0,4}[号號]\s{0,4}[:：]|(?<![一-鿿])(?:信息|文章|稿件)?(?:来\s{0,4}源|來\s{0,4}源|稿\s?源)\s{0,4}[:：]"
)


_HINTS = ("源", "期", "间", "間", "号", "號")


# Thousands are made for a page and none refers to another: the garbage collector may ignore them.
class Node(Struct, gc=False):
    """One element or text.

    Attributes:
        tag: element name in lower case; empty for text.
        attrs: attributes; a value is None where it has none.
        text: of a text node: its words, starting with a line break where a block begins and
            with a blank where white space was; of script, style and title: their content.
            Empty for other elements.
        parent: index of the parent, -1 for the root.
        end: index behind the last node inside this one.
        area: part of the page.
    """

    tag: str
    attrs: dict[str, str | None]
    text: str
    parent: int
    end: int = 0
    area: Area = "body"

    def get(self, name: str) -> str:
        """Value of an attribute; empty if absent."""
        return self.attrs.get(name) or ""

    @property
    def mark(self) -> str:
        """Class and id together, the words by which templates name their parts."""
        return f"{self.get('class')} {self.get('id')}"


INSIDE = 1000
"""Nodes looked at for the words of one element: bounds what nested links can cost."""
NO_ATTRIBUTES: dict[str, str | None] = {}
# A longer word of a class is looked at each time: kept answers must not hold much memory.
_SHORT = 60


class Page:
    """A parsed page.

    Attributes:
        nodes: elements and texts in document order, without comments and templates.
        texts: indexes of the texts.
        clicked: indexes of the elements that a script answers a click on.
        followed: addresses that clicks on elements lead to, as far as asked for.
        cut: the page exceeds the limits, its end was not read.
    """

    def __init__(self, html: str) -> None:
        parsed = affordable(html)
        self.nodes: list[Node] = []
        self.texts: list[int] = []
        self.clicked: list[int] = []
        self.followed: dict[int, str | None] = {}
        self._unlinked: list[int] = []
        self._tags: defaultdict[str, list[int]] = defaultdict(list)
        self._words: dict[int, str] = {}
        self._sums: list[int] = []
        self._script: str | None = None
        self._flatten(LexborHTMLParser(parsed).root)
        self.cut = len(parsed) < len(html) or len(self.nodes) >= MAX_NODES
        self._paint()
        self._body = [index for index in self.texts if self.nodes[index].area == "body"]

    def of(self, *tags: str) -> list[int]:
        """Indexes of the elements of these names, in document order."""
        found = [self._tags[tag] for tag in tags if tag in self._tags]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))

    def text(self, index: int, limit: int = 2000) -> str:
        """Cleaned visible text inside a node."""
        end = self.nodes[index].end
        if end == index + 2:  # most often a single text
            return clean_text(
                "" if self.nodes[index + 1].tag else self.nodes[index + 1].text, limit
            )
        inside = self.nodes[index : min(end, index + INSIDE)]
        return clean_text("".join([n.text for n in inside if not n.tag]), limit)

    def words(self, index: int) -> str:
        """Visible text of a link, at most 300 characters; kept, as several readers ask for it."""
        words = self._words.get(index)
        if words is None:
            words = self._words[index] = self.text(index, 300)
        return words

    def flow(self, skip: tuple[tuple[int, int], ...] = ()) -> str:
        """Visible text outside navigation, footer and the node ranges to skip.

        Every block begins on a line of its own.
        """
        kept: list[int] = []
        start = 0
        for first, end in skip:
            kept += self._body[start : bisect_left(self._body, first)]
            start = max(start, bisect_left(self._body, end))
        return "".join([self.nodes[index].text for index in kept + self._body[start:]])

    @cached_property
    def all_text(self) -> str:
        """Visible text of the whole page, navigation and footer included."""
        return "".join([self.nodes[index].text for index in self.texts])

    def own_text_length(self) -> int:
        """Characters of visible text outside links, navigation and footer."""
        texts = (self.nodes[index] for index in self._unlinked)
        words = "".join([node.text for node in texts if node.area == "body"])
        return len("".join(words.split()))

    def unlinked(self) -> list[int]:
        """Indexes of the texts outside links, navigation and footer."""
        return [index for index in self._unlinked if self.nodes[index].area == "body"]

    def scripts(self, kind: str = "") -> list[str]:
        """Contents of the inline scripts; of those only whose type holds ``kind``."""
        found = (self.nodes[i] for i in self.of("script"))
        return [n.text for n in found if n.text and kind in n.get("type").lower()]

    def script_holds(self, *words: str) -> bool:
        """Whether an inline script holds one of these words, given in lower case, in any case."""
        if self._script is None:
            self._script = "\n".join(self.scripts()).lower()
        script = self._script
        return any(word in script for word in words)

    # One loop, as calls for each of the nodes would take longer than all the rest.
    def _flatten(self, node: LexborNode | None) -> None:  # noqa: PLR0912, PLR0915
        nodes, tags = self.nodes, self._tags
        open_: list[tuple[Node, LexborNode | None]] = []
        parent, gap = -1, ""
        mute: Node | None = None
        link: Node | None = None
        while node is not None or open_:
            if node is None:
                closed, node = open_.pop()
                closed.end = len(nodes)
                parent = closed.parent
                if closed.tag in BLOCKS:
                    gap = "\n"
                if closed is mute:
                    mute = None
                elif closed is link:
                    link = None
                continue
            index = len(nodes)
            if index >= MAX_NODES:
                node = None
                continue
            tag = node.tag or "-"
            if tag == "-text":
                if mute is None:
                    text = node.text_content or ""
                    if text.isspace():
                        gap = gap or " "
                    else:
                        nodes.append(Node("", NO_ATTRIBUTES, gap + text, parent, index + 1))
                        gap = ""
                        self.texts.append(index)
                        if link is None:
                            self._unlinked.append(index)
            elif tag[0] != "-" and tag != "template":
                attrs = node.attributes or NO_ATTRIBUTES
                made = Node(tag, attrs, "", parent, index + 1)
                nodes.append(made)
                tags[tag].append(index)
                if tag in BLOCKS:
                    gap = "\n"
                if "onclick" in attrs:
                    self.clicked.append(index)
                if tag in _RAW:
                    made.text = node.text() or ""
                    if tag == "script" and mute is None and (words := written(made.text)):
                        self.texts.append(index + 1)
                        if link is None:
                            self._unlinked.append(index + 1)
                        nodes.append(Node("", NO_ATTRIBUTES, gap + words, index, index + 2))
                        made.end, gap = index + 2, ""
                elif (child := node.first_child) is not None:
                    if tag == "a":
                        link = link or made
                    elif tag in MUTE:
                        mute = mute or made
                    open_.append((made, node.next))
                    node, parent = child, index
                    continue
            node = node.next

    def _paint(self) -> None:
        """Give every node its area, from the outermost containers that look like nav or footer."""
        nodes = self.nodes
        # A wrapper of most of the page is no navigation, whatever it is called.
        largest = max(60, 0.6 * len(nodes))
        until = 0
        for index in self.of(*(self._tags.keys() - _NO_AREA)):
            node = nodes[index]
            if index < until or not 2 <= node.end - index <= largest:
                continue
            area = _area(node, nodes)
            if area == "body":
                continue
            if area == "nav" and (
                self._prose(index, node.end) > MAX_NAV_PROSE or self._heads(index, node.end)
            ):
                continue
            until = node.end
            for inner in nodes[index:until]:
                inner.area = area

    def _heads(self, first: int, end: int) -> bool:
        """Whether a part holds what stands under a headline, whatever it is called: ``art-top``."""
        at = self._unlinked
        inside = at[bisect_left(at, first) : bisect_left(at, end)]
        return heads_article("".join([self.nodes[index].text for index in inside]))

    def _prose(self, first: int, end: int) -> int:
        """Characters in a range of nodes that aren't words of a link."""
        at = self._unlinked
        if not self._sums:
            self._sums = [0, *accumulate(len(self.nodes[index].text.strip()) for index in at)]
        return self._sums[bisect_left(at, end)] - self._sums[bisect_left(at, first)]


def _area(node: Node, nodes: list[Node]) -> Area:
    if node.tag in ("nav", "footer", "header"):
        words = node.mark.split()
        inside = nodes[node.parent].tag if node.parent >= 0 else ""
        if inside in ("article", "main", "section") or (words and _CONTENT.search(words[0])):
            return "body"
        return "footer" if node.tag == "footer" else "nav"
    if not node.attrs:
        return "body"
    for word in node.mark.split():
        area = _named(word) if len(word) <= _SHORT else _named.__wrapped__(word)
        if area != "body":
            return area
    return "body"


def heads_article(words: str) -> bool:
    """Whether words are those of an article's head: a labelled day, a source, an index number."""
    return any(map(words.__contains__, _HINTS)) and _UNDER_HEADLINE.search(words) is not None


def area_named(tag: str, classes: str | None, identity: str | None) -> Area:
    """Area that an element by itself stands for, by its name and the words of its marks."""
    if tag in _NO_AREA or not (classes or identity or tag in ("nav", "footer", "header")):
        return "body"
    if tag in ("nav", "footer"):
        return "footer" if tag == "footer" else "nav"
    for word in f"{classes or ''} {identity or ''}".split():
        area = _named(word) if len(word) <= _SHORT else _named.__wrapped__(word)
        if area != "body":
            return area
    return "body"


@lru_cache(maxsize=4096)
def _named(word: str) -> Area:
    """Area that a word of a class or id stands for; templates use few words again and again."""
    if _CONTENT.search(word):
        return "body"
    if _FOOT.search(word):
        return "footer"
    return "nav" if _NAV.search(word) else "body"
