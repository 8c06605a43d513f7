"""The page as a flat list of nodes in document order: one parse, one walk, then plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.facts.limits import affordable
from checks.facts.text import clean_text
from checks.facts.types import Area

MAX_NODES = 500_000
"""Nodes read of one page; real pages have a few thousand."""

MAX_NAV_PROSE = 300
"""Characters outside links up to which a part can be navigation."""

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
        "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "html", "iframe", "legend", "li", "main", "menu", "nav", "ol",
        "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
# Text that a reader doesn't see as text of the page; links in it still count.
_MUTE = frozenset(("noscript", "select", "textarea", "object", "iframe", "noframes", "audio",
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
_CONTENT = re.compile(
    r"article|content|detail|news|tit|info|text|^list|zhengwen|single|^(?:margin|padding|border|m|p)"
    r"-|^nav-(?:single|tab)",
    re.I,
)


@dataclass(slots=True)
class Node:
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


# Nodes looked at for the words of one element: bounds what nested links can cost.
_INSIDE = 1000
_NONE: dict[str, str | None] = {}


class Page:
    """A parsed page.

    Attributes:
        nodes: elements and texts in document order, without comments and templates.
        cut: the page exceeds the limits, its end was not read.
    """

    def __init__(self, html: str) -> None:
        parsed = affordable(html)
        self.nodes = _flatten(parsed)
        self.cut = len(parsed) < len(html) or len(self.nodes) >= MAX_NODES
        _paint(self.nodes)
        self._words: dict[int, str] = {}
        self._tags: dict[str, list[int]] = {}
        for index, node in enumerate(self.nodes):
            if node.tag:
                self._tags.setdefault(node.tag, []).append(index)

    def of(self, *tags: str) -> list[int]:
        """Indexes of the elements of these names, in document order."""
        found = [self._tags.get(tag, []) for tag in tags]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))

    def text(self, index: int, limit: int = 2000) -> str:
        """Cleaned visible text inside a node."""
        inside = self.nodes[index : min(self.nodes[index].end, index + _INSIDE)]
        return clean_text("".join([n.text for n in inside if not n.tag]), limit)

    def words(self, index: int) -> str:
        """Visible text of a link, at most 300 characters; kept, as several readers ask for it."""
        if index not in self._words:
            self._words[index] = self.text(index, 300)
        return self._words[index]

    def flow(self, skip: tuple[tuple[int, int], ...] = ()) -> str:
        """Visible text outside navigation, footer and the node ranges to skip.

        Every block begins on a line of its own.
        """
        pieces: list[str] = []
        start = 0
        for first, end in (*skip, (len(self.nodes), len(self.nodes))):
            pieces += [n.text for n in self.nodes[start:first] if not n.tag and n.area == "body"]
            start = max(start, end)
        return "".join(pieces)

    def own_text_length(self) -> int:
        """Characters of visible text outside links, navigation and footer."""
        total, until = 0, 0
        for index, node in enumerate(self.nodes):
            if node.tag == "a":
                until = max(until, node.end)
            elif not node.tag and index >= until and node.area == "body":
                total += len("".join(node.text.split()))
        return total

    def scripts(self, kind: str = "") -> list[str]:
        """Contents of the inline scripts; of those only whose type holds ``kind``."""
        found = (self.nodes[i] for i in self._tags.get("script", []))
        return [n.text for n in found if n.text and kind in n.get("type").lower()]


def _flatten(html: str) -> list[Node]:
    nodes: list[Node] = []
    open_: list[tuple[int, LexborNode | None]] = []
    node: LexborNode | None = LexborHTMLParser(html).root
    parent, mute, gap = -1, -1, ""
    while node is not None or open_:
        if node is None:
            index, node = open_.pop()
            nodes[index].end = len(nodes)
            parent = nodes[index].parent
            gap = "\n" if nodes[index].tag in _BLOCKS else gap
            mute = -1 if mute == index else mute
            continue
        index = len(nodes)
        if index >= MAX_NODES:
            node = None
            continue
        tag = node.tag or "-"
        child = None
        if tag == "-text":
            if mute < 0:
                text = node.text_content or ""
                if text.isspace():
                    gap = gap or " "
                else:
                    nodes.append(Node("", _NONE, gap + text, parent, index + 1))
                    gap = ""
        elif tag[0] != "-" and tag != "template":
            nodes.append(Node(tag, node.attributes, "", parent, index + 1))
            gap = "\n" if tag in _BLOCKS else gap
            if tag in _RAW:
                nodes[index].text = node.text() or ""
            else:
                child = node.child
        if child is None:
            node = node.next
            continue
        if tag in _MUTE and mute < 0:
            mute = index
        open_.append((index, node.next))
        node, parent = child, index
    return nodes


def _paint(nodes: list[Node]) -> None:
    """Give every node its area, from the outermost containers that look like nav or footer."""
    prose = _prose(nodes)
    until = 0
    for index, node in enumerate(nodes):
        if index < until or node.end - index < 2:
            continue
        area = _area(node, nodes)
        # A wrapper of most of the page is no navigation, whatever it is called.
        if area == "body" or node.end - index > max(60, 0.6 * len(nodes)):
            continue
        if area == "nav" and prose[node.end] - prose[index] > MAX_NAV_PROSE:
            continue
        until = node.end
        for inner in nodes[index:until]:
            inner.area = area


def _prose(nodes: list[Node]) -> list[int]:
    """Characters that aren't words of a link, before each node and before the end."""
    sums, total, until = [0], 0, 0
    for index, node in enumerate(nodes):
        if node.tag == "a":
            until = max(until, node.end)
        elif not node.tag and index >= until:
            total += len(node.text.strip())
        sums.append(total)
    return sums


def _area(node: Node, nodes: list[Node]) -> Area:
    words = node.mark.split()
    if node.tag in ("nav", "footer", "header"):
        inside = nodes[node.parent].tag if node.parent >= 0 else ""
        if inside in ("article", "main", "section") or (words and _CONTENT.search(words[0])):
            return "body"
        return "footer" if node.tag == "footer" else "nav"
    if node.tag in _NO_AREA:
        return "body"
    for word in words:
        if _CONTENT.search(word):
            continue
        if _FOOT.search(word):
            return "footer"
        if _NAV.search(word):
            return "nav"
    return "body"
