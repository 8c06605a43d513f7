"""The deep lane (深读): pages that carry a verdict, read again, with the place of each word.

The fast lane (`checks.facts.page`) reads every page while crawling. This one reads, after the
crawl, the pages that a finding quotes: home, columns, guides, proposals, mailboxes, index tables,
damaged nested tables. It stands on lxml, which keeps source lines, and gives its tree to
BeautifulSoup for the part of the page that is no navigation and no footer: the whole page would
cost twice as much. Text is decoded before it is parsed: libxml2 by itself drops what follows the
first character outside GB2312 (corpus notes, 5).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from lxml import etree
from msgspec import Struct

from checks.facts.further import MARKED, PLAIN, read_further
from checks.facts.limits import MAX_DEPTH, affordable
from checks.facts.links import REFERRING, Resolver, embedded, is_clicked, start_of, target_of
from checks.facts.lists import rows_of_script
from checks.facts.lists_script import records_of, written_by
from checks.facts.places import Place, Selectors, line_of
from checks.facts.text import clean_text, written
from checks.facts.tree import BLOCKS, MUTE, Node, area_named, heads_article

MAX_PARTS = 20_000
"""Elements given to BeautifulSoup of one page; real pages have a few thousand."""

MAX_CELLS = 5000
"""Cells read of the tables of one page."""

_CELLS, _ROW, _TABLE = ("td", "th"), ("tr",), ("table",)
_REFERRING = frozenset(REFERRING)
_HIDDEN = frozenset(("script", "style", "title", "template"))
_LEFT_OUT = frozenset(("script", "style", "noscript", "svg", "head", "link", "meta", "template"))
# A wrapper of most of the page is no navigation, whatever it is called.
_LARGEST = 0.6
# Elements of the largest part that is looked through for what stands under a headline.
_HEAD = 60
_END = re.compile(rb"</(?:body|html)[^\S\n]*>", re.I)
_CONTROLS = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))


class Cell(Struct, frozen=True):
    """A cell of a table: its words and its place."""

    text: str
    place: Place


class DeepPage:
    """A page with the places of its words. Never raises, whatever the text is.

    Attributes:
        html: text of the page as parsed.
        deep: its nesting exceeds what a browser shows; no soup is made of it.
    """

    def __init__(self, html: str) -> None:
        self.html = affordable(html)
        self.deep = False
        self._root = _parse(self.html)
        self._soup: BeautifulSoup | None = None
        self._tables: BeautifulSoup | None = None
        self._targets: dict[str, etree._Element] = {}
        self._origin: dict[int, etree._Element] = {}
        self._texts: list[tuple[int, etree._Element]] = []
        self._lines: list[str] | None = None
        self._selectors: Selectors | None = None
        parts: list[str] = []
        bare: list[str] = []
        at = 0
        for owner, text, gap in _texts(self._root) if self._root is not None else ():
            parts.append(gap + text)
            if words := "".join(text.split()):
                self._texts.append((at, owner))
                bare.append(words)
                at += len(words)
        self._flow = "".join(parts)
        self._bare = "".join(bare)

    def text(self) -> str:
        """Visible text of the page, a line for each block."""
        return self._flow

    def links(self, url: str, charset: str = "utf-8") -> tuple[str, ...]:
        """Every target as the fast lane has them, in document order, each once."""
        if self._root is None:
            return ()
        base = next((e.get("href") for e in self._root.iter("base") if e.get("href")), "")
        resolver = Resolver(start_of(base or "", url, charset), charset)
        for element in self._root.iter(etree.Element):
            names = element.keys()
            if element.tag in _REFERRING or "onclick" in names:
                node = Node(str(element.tag), dict(element.attrib.items()), "", -1)
                reference = _reference(node, element)
                if target := resolver(reference) if reference else None:
                    self._targets.setdefault(target, element)
            if element.tag in PLAIN or not MARKED.isdisjoint(names):
                words = element.text or ""
                node = Node(str(element.tag), dict(element.attrib.items()), words, -1)
                for link in read_further([node], resolver, ()):
                    self._targets.setdefault(link.url, element)
        for script in self._root.iter("script"):
            for entry in rows_of_script(script.text or "", resolver):
                self._targets.setdefault(entry.url, script)
        return tuple(self._targets)

    def soup(self) -> BeautifulSoup:
        """The page without scripts, navigation and footer; its tags know their source line."""
        if self._soup is None:
            bodies = [] if self._root is None else list(self._root.iter("body"))[:1]
            self._soup = self._soup_of(bodies)
        return self._soup

    def tables(self) -> tuple[tuple[tuple[Cell, ...], ...], ...]:
        """Tables as rows of cells, each cell in the innermost table around it.

        Rows and cells that a damaged page left outside their table are rows of the table before.
        Only what lies in tables is given to BeautifulSoup.
        """
        words: dict[int, list[str]] = {}
        cells: list[tuple[Tag, int, int]] = []
        last: Tag | None = None
        for node in self._table_soup().descendants:
            if not isinstance(node, Tag):
                cell = _parent(node, _CELLS)
                if cell is not None:
                    words.setdefault(id(cell), []).append(str(node))
            elif node.name == "table":
                last = node
            elif node.name in _CELLS and len(cells) < MAX_CELLS:
                table = _parent(node, _TABLE) or last
                cells.append((node, id(table), id(_parent(node, _ROW))))
        found: dict[int, dict[int, list[Cell]]] = {}
        for tag, table_id, row_id in cells:
            text = clean_text(" ".join(words.get(id(tag), ())))
            if (place := self.locate(tag)) is not None:
                rows = found.setdefault(table_id, {})
                rows.setdefault(row_id, []).append(Cell(text, place))
        return tuple(tuple(tuple(row) for row in rows.values()) for rows in found.values())

    def _table_soup(self) -> BeautifulSoup:
        if self._tables is None:
            parts: list[etree._Element] = []
            if self._root is not None:
                walk = etree.iterwalk(self._root, events=("start",), tag=("table", "tr", *_CELLS))
                for _, element in walk:
                    parts.append(element)
                    walk.skip_subtree()
            self._tables = self._soup_of(parts)
        return self._tables

    def locate(self, what: str | Tag) -> Place | None:
        """Where a quotation or a tag of the soup stands; None if it isn't on the page.

        Blanks and line breaks don't matter, and a quotation may run over several elements. A
        masked number (``138****1234``) is found where one stands that it may be.
        """
        if isinstance(what, Tag):
            origin = self._origin.get(id(what))
            return self._place(origin) if origin is not None else None
        wanted = "".join(what.split())
        at = self._bare.find(wanted) if wanted else -1
        if at < 0 and (match := _hidden(wanted).search(self._bare) if "*" in wanted else None):
            at, wanted = match.start(), match[0]
        if at < 0:
            return self._in_block(wanted) if wanted else None
        first = bisect_right(self._texts, at, key=lambda text: text[0]) - 1
        last = bisect_right(self._texts, at + len(wanted) - 1, key=lambda text: text[0]) - 1
        element = _around(self._texts[first][1], self._texts[last][1])
        return Place(self._line(self._texts[first][1], wanted), self._selector(element))

    def _in_block(self, wanted: str) -> Place | None:
        """Where a quotation stands in the rows of a list that a script holds or writes."""
        for script in self._root.iter("script") if self._root is not None else ():
            rows = records_of(script.text or "") or written_by(script.text or "")
            tree = _parse(affordable(rows)) if rows else None
            if tree is not None and wanted in "".join("".join(tree.itertext()).split()):
                return Place(self._line(script, wanted), self._selector(script))
        return None

    def _line(self, element: etree._Element, wanted: str) -> int:
        if self._lines is None:
            self._lines = self.html.split("\n")
        return line_of(self._lines, element.sourceline or 1, wanted)

    def locate_link(self, target: str) -> Place | None:
        """Where a target stands that `links` returned; its first place if there are several."""
        element = self._targets.get(target)
        return self._place(element) if element is not None else None

    def _selector(self, element: etree._Element) -> str:
        if self._selectors is None:
            self._selectors = Selectors(element.getroottree().getroot())
        return self._selectors(element)

    def _place(self, element: etree._Element) -> Place:
        return Place(element.sourceline or 1, self._selector(element))

    def _soup_of(self, parts: list[etree._Element]) -> BeautifulSoup:
        """Parts of the tree as a soup: element by element, as BeautifulSoup's own builders do."""
        soup = BeautifulSoup("", "lxml", multi_valued_attributes=None)
        soup.reset()
        left_out = self._left_out() if parts else set()
        count = 0
        for part in parts:
            depth = 0
            walk = etree.iterwalk(part, events=("start", "end"))
            for event, element in walk:
                if event == "start":
                    depth += 1
                    if element in left_out or count >= MAX_PARTS or depth > MAX_DEPTH:
                        self.deep = self.deep or depth > MAX_DEPTH
                        left_out.add(element)
                        walk.skip_subtree()
                        continue
                    count += 1
                    self._start(soup, element)
                    continue
                depth -= 1
                if element not in left_out:
                    soup.handle_endtag(str(element.tag))
                if element.tail and element is not part:
                    soup.handle_data(element.tail)
        soup.endData()
        while soup.currentTag is not None and soup.currentTag.name != soup.ROOT_TAG_NAME:
            soup.popTag()
        return soup

    def _start(self, soup: BeautifulSoup, element: etree._Element) -> None:
        attributes = dict(element.attrib.items())
        line = element.sourceline
        tag = soup.handle_starttag(str(element.tag), None, None, attributes, sourceline=line)
        if isinstance(tag, Tag):
            self._origin[id(tag)] = element
        if element.text:
            soup.handle_data(element.text)

    def _left_out(self) -> set[etree._Element]:
        """Elements that a soup doesn't get: scripts, navigation, footer."""
        if self._root is None:
            return set()
        sizes: dict[etree._Element, int] = {}
        elements = list(self._root.iter(etree.Element))
        for element in reversed(elements):
            sizes[element] = 1 + sum(map(sizes.__getitem__, element.iterchildren(etree.Element)))
        largest = _LARGEST * len(elements)
        return {
            element
            for element in elements
            if element.tag in _LEFT_OUT
            or (
                sizes[element] <= largest
                and area_named(str(element.tag), element.get("class"), element.get("id")) != "body"
                and not (sizes[element] <= _HEAD and heads_article("".join(element.itertext())))
            )
        }


def locate(html: str, quote: str) -> Place | None:
    """Where a quotation stands on a page; for several of one page make a `DeepPage`."""
    return DeepPage(html).locate(quote)


def _reference(node: Node, element: etree._Element) -> str:
    """Where an element leads; empty if nowhere."""
    if is_clicked(node):
        return target_of(node)
    parent = element.getparent()
    return embedded(node.tag, node.get, str(parent.tag) if parent is not None else "")[0]


def _hidden(masked: str) -> re.Pattern[str]:
    """What a masked number may have been, with hyphens or without."""
    return re.compile("-?".join("[0-9Xx]" if c == "*" else re.escape(c) for c in masked[:40]))


def _parse(html: str) -> etree._Element | None:
    """Tree of a text; None if there is nothing in it."""
    # libxml2 ends at a NUL, and takes no text that names an encoding.
    # libxml2 also ends at the first </html>, which parts put together by the server bring along.
    clean = _END.sub(b"", html.encode("utf-8", "replace").translate(_CONTROLS))
    if not clean.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(clean, parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Visible texts with the element that each stands in and the break before it."""
    gap = ""
    muted: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS:
            gap = "\n"
        if event == "start":
            if muted is None and (element.tag in _HIDDEN or element.tag in MUTE):
                muted = element
                if element.tag == "script" and (words := written(element.text or "")):
                    yield element, words, gap
                    gap = ""
            owner, text = element, element.text
        else:
            if element is muted:
                muted = None
            owner, text = element.getparent(), element.tail
            if owner is None:
                break
        if muted is None and text:
            if text.isspace():
                gap = gap or " "
            else:
                yield owner, text, gap
                gap = ""


def _around(one: etree._Element, other: etree._Element) -> etree._Element:
    """The innermost element around both."""
    if one is other:
        return one
    above = {one, *one.iterancestors()}
    for element in (other, *other.iterancestors()):
        if element in above:
            return element
    return one


def _parent(node: PageElement, names: tuple[str, ...]) -> Tag | None:
    """The nearest element of these names around a node (``find_parent`` makes a filter a call)."""
    above = node.parent
    while above is not None and above.name not in names:
        above = above.parent
    return above
