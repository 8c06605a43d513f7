"""Outline (栏目树): which column a menu or a site map puts under which other one.

Menus and site maps (网站地图) nest: a list inside an entry, a ``dd`` after its ``dt``, a list after
a heading. Only the nesting that the markup shows is read; what merely looks indented is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.facts.links import Resolver, followed
from checks.facts.tree import Node, Page
from checks.facts.types import Branch
from checks.facts.urls import path_kind

MAX_BRANCHES = 2000
"""Pairs kept of one page."""

_SITE_MAP = re.compile(
    r"(?:网站|站点)(?:地图|导航|导览)|(?:網站|站點)(?:地圖|導航|導覽)|site\s*map", re.I
)
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENTRIES = ("li", "dl")
_NESTS = ("ul", "ol", "dl", "dd", "div", "table", "menu", "p")
# Menus are the same on all pages: those near the root are enough.
_NEAR = 2


@dataclass(slots=True)
class _Open:
    """An entry, definition list or headed part that is being read.

    Attributes:
        end: index of the node behind it.
        box: index of the element that holds a heading; -1 for other parts.
        limit: the heading's own end: a link behind it is no head; 0 for other parts.
        head: address of the link that stands for it; empty if none does.
        nested: whether what may hold its children has begun.
    """

    end: int
    box: int = -1
    limit: int = 0
    head: str = ""
    nested: bool = False


def is_site_map(title: str) -> bool:
    """Whether a page by its title is the map of its site (网站地图)."""
    return bool(_SITE_MAP.search(title))


def read_branches(page: Page, resolver: Resolver, url: str, title: str) -> tuple[Branch, ...]:
    """Pairs of a column and the one above it, in document order.

    Args:
        page: the parsed page.
        resolver: resolves its references.
        url: its address; of pages far from the root the menus are not read again.
        title: its title or heading; on a site map all links count, else those of the navigation.
    """
    whole = is_site_map(title)
    if not whole and urlsplit(url).path.count("/") > _NEAR:
        return ()
    nodes = page.nodes
    found: dict[Branch, None] = {}
    stack: list[_Open] = []
    for index in page.of("a", "dt", *_HEADS, *sorted({*_ENTRIES, *_NESTS})):
        node = nodes[index]
        if not whole and node.area != "nav":
            continue
        while stack and stack[-1].end <= index:
            stack.pop()
        if node.tag != "a":
            _open(stack, nodes, index)
        elif (target := followed(page, index, resolver)) and path_kind(target) == "page":
            _place(stack, index, target, found)
            if len(found) >= MAX_BRANCHES:
                break
    return tuple(found)


def _open(stack: list[_Open], nodes: list[Node], index: int) -> None:
    """Begin what an element begins: a part of its own, or the inside of the one around it."""
    node = nodes[index]
    top = stack[-1] if stack else None
    if node.tag == "dt":
        if top is not None:  # one list may have several terms
            top.head, top.nested = "", False
    elif node.tag in _HEADS:
        if top is not None and top.box == node.parent:
            stack.pop()
        if node.parent >= 0:
            stack.append(_Open(nodes[node.parent].end, node.parent, node.end))
    else:
        if top is not None and node.tag in _NESTS:
            top.nested = True
        if node.tag in _ENTRIES:
            stack.append(_Open(node.end))


def _place(stack: list[_Open], index: int, url: str, found: dict[Branch, None]) -> None:
    """Give a link its part: it heads the innermost one, or stands under what heads one."""
    for number, part in enumerate(reversed(stack)):
        if not part.head and not part.nested and (not part.limit or index < part.limit):
            if number == 0:
                part.head = url
                continue
            return
        if part.head and part.nested:
            if part.head != url:
                found.setdefault(Branch(url, part.head))
            return
        if part.head and not part.limit:
            return  # beside the head, in the same entry: nobody knows which is above
