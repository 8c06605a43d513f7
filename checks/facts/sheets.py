"""Style sheets (样式表): which links their rules keep from a reader's eyes.

Sheets lie apart from the pages that they style, so this is read only where a link asks for it (see
`checks.links.hidden_link`), not with the facts of a page. Only plain rules are read: names,
classes and ids, and these inside one another. What a rule does at a touch, on paper, or on a small
screen only is left out, and so is what a weightier rule shows again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from checks.facts.concealed import DEPTH, way_of_style
from checks.facts.further import uncommented
from checks.facts.links import Resolver, base_of
from checks.facts.tree import Node, Page
from checks.facts.types import Concealment

MOST_SHEET = 500_000
"""Characters read of one style sheet."""
MOST_RULES = 20_000
"""Rules kept of all sheets of a page."""
_BRACE = re.compile(r"[{}]")
_EVERYWHERE = re.compile(
    r"@media\s+(?:only\s+)?(?:all|screen)\s*|@layer.*|@supports.*", re.I | re.S
)
_PART = re.compile(r"([a-z][a-z\d]*)?((?:[.#][\w-]+)*)", re.I)
_NAME = re.compile(r"[.#][\w-]+")
_SHOWS = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.I)
_CUT = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.I)
_SMALL_FONT = re.compile(r"font-size\s*:", re.I)


class StyledPage:
    """A page with the style sheets that it names for screens.

    Args:
        html: its text.
        url: its address.
        charset: its charset, by which its references are read.

    Attributes:
        sheets: addresses of its style sheets, in order.
        own: its own style rules.
    """

    def __init__(self, html: str, url: str, charset: str) -> None:
        self._page = Page(html)
        self._resolve = Resolver(base_of(self._page, url, charset), charset)
        nodes = self._page.nodes
        named = (nodes[i] for i in self._page.of("link") if _is_sheet(nodes[i]))
        found = (self._resolve(node.get("href")) for node in named if node.get("href"))
        self.sheets = tuple(dict.fromkeys(url for url in found if url))
        styles = (nodes[i] for i in self._page.of("style"))
        self.own = "\n".join(node.text for node in styles if _on_screens(node.get("media")))

    def hidden_links(self, hiding: Hiding, wanted: Collection[str]) -> dict[str, Concealment]:
        """Which of some targets it links to, and only in places that rules hide."""
        ways: defaultdict[str, set[Concealment | None]] = defaultdict(set)
        for index in self._page.of("a"):
            href = self._page.nodes[index].get("href")
            target = self._resolve(href) if href else None
            if target and target in wanted:
                ways[target].add(hiding.way(self._page, index))
        return {
            target: min(way for way in found if way)
            for target, found in ways.items()
            if None not in found
        }


def _is_sheet(node: Node) -> bool:
    rel = node.get("rel").lower().split()
    fit = "stylesheet" in rel and "alternate" not in rel and "disabled" not in node.attrs
    return fit and _on_screens(node.get("media"))


def _on_screens(media: str) -> bool:
    return not media or bool(_EVERYWHERE.fullmatch(f"@media {media}"))


class _Rule(Struct, frozen=True, gc=False):
    """A rule: tag and names (``.class``, ``#id``) of each part of its selector, innermost first."""

    parts: tuple[tuple[str, frozenset[str]], ...]
    weight: tuple[bool, int, int, int, int]
    way: Concealment | None


class Hiding:
    """The rules of some style sheets that hide or show.

    Args:
        sheets: their texts, in the order of the page.
    """

    def __init__(self, sheets: Iterable[str]) -> None:
        self._by_key: defaultdict[str, list[_Rule]] = defaultdict(list)
        count = 0
        for sheet in sheets:
            for selectors, body in _blocks(uncommented(sheet[:MOST_SHEET])):
                way = _way(body)
                if way is None and not _SHOWS.search(body):
                    continue
                for selector in selectors.split(","):
                    if count < MOST_RULES and (parts := _parts(selector)):
                        count += 1
                        rule = _Rule(parts, _weight(parts, body, count), way)
                        tag, names = parts[0]
                        self._by_key[min(names, default=tag)].append(rule)

    def way(self, page: Page, index: int) -> Concealment | None:
        """How an element is hidden, by itself or by what is around it; None if it is not."""
        for _ in range(DEPTH):
            node = page.nodes[index]
            if node.parent < 0 or node.tag == "body":
                return None
            ruling = max(
                (rule for rule in self._about(node) if _matches(rule, page, index)),
                key=lambda rule: rule.weight,
                default=None,
            )
            if ruling and ruling.way and not _SHOWS.search(node.get("style")):
                return ruling.way
            index = node.parent
        return None

    def _about(self, node: Node) -> Iterator[_Rule]:
        for key in (node.tag, *_names(node)):
            yield from self._by_key.get(key, ())


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that hold on any screen."""
    opened: list[str] = []
    at = 0
    for brace in _BRACE.finditer(css):
        inside = css[at : brace.start()]
        if brace[0] == "{":
            opened.append(inside.rpartition(";")[2].strip())
        elif opened:
            head = opened.pop()
            if not head.startswith("@") and all(map(_EVERYWHERE.fullmatch, opened)):
                yield head, inside[:2000]
        at = brace.end()


def _way(body: str) -> Concealment | None:
    """How a rule hides; of no size only what is cut off there, for else its content shows."""
    way = way_of_style(body)
    sure = way != "size" or _CUT.search(body) or _SMALL_FONT.search(body)
    return way if sure else None


def _parts(selector: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Parts of a plain selector, innermost first; nothing of any other."""
    found = []
    for word in reversed(selector.split()):
        match = _PART.fullmatch(word)
        if match is None or not match[0]:
            return ()
        found.append(((match[1] or "").lower(), frozenset(_NAME.findall(match[2]))))
    return tuple(found)


def _weight(
    parts: tuple[tuple[str, frozenset[str]], ...], body: str, order: int
) -> tuple[bool, int, int, int, int]:
    """Which of two rules wins (CSS Cascade: importance, specificity, order)."""
    names = [name for _, some in parts for name in some]
    ids = sum(name[0] == "#" for name in names)
    return "!important" in body, ids, len(names) - ids, sum(bool(tag) for tag, _ in parts), order


def _names(node: Node) -> set[str]:
    names = {f".{name}" for name in node.get("class").split()}
    return names | {f"#{node.get('id')}"} if node.get("id") else names


def _matches(rule: _Rule, page: Page, index: int) -> bool:
    """Whether an element is meant: the innermost part is it, the others are around it in order."""
    if not _fits(rule.parts[0], page.nodes[index]):
        return False
    left = list(rule.parts[1:])
    while left and (index := page.nodes[index].parent) >= 0:
        if _fits(left[0], page.nodes[index]):
            left.pop(0)
    return not left


def _fits(part: tuple[str, frozenset[str]], node: Node) -> bool:
    tag, names = part
    return tag in ("", node.tag) and names <= _names(node)
