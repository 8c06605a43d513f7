"""The path (面包屑) of a page: names from the home page down to it, as 当前位置 shows them."""

from __future__ import annotations

import re

from checks.facts.text import clean_text
from checks.facts.tree import Node, Page

_HERE = re.compile(
    r"(?:您?现?在?(?:当前|您(?:现在)?的?|所在|目前)的?(?:所在)?位置|當前位置|您的位置|當前所在)|^\s*位置(?=\s*[:：])"
)
# A box with more nodes is not that of the line alone.
_NODES = 60
_LENGTH = 2000
_MOST = 10
_SPLIT = re.compile(r"\s*(?:>|»|›|/|→|\\|\||＞|&gt;|::|－|(?<=\s)-(?=\s))+\s*")
# Words of templates for the box of the path, where no word stands before it. Some are used for
# other boxes, too: there arrows must stand between the names.
_MARK = re.compile(
    r"(?:^|[\s_-])(?:(?P<sure>bread-?crumbs?|crumbs?|mbx|mianbaoxie|dqwz|weizhi)"
    r"|location|position|(?:now|nav)?path|curpos)(?:$|[\s_-])",
    re.I,
)
_ARROW = re.compile(r"[>»›→＞]|::")
_DEEPEST = 6
_HOME = re.compile(r"(?:网站|本站|返回|门户)?\s*(?:首\s*页|首\s*頁|主\s*页)|home", re.I)
_BOXES = ("div", "ol", "ul", "p", "td", "span", "nav", "section")


def read_path(page: Page) -> tuple[str, ...]:
    """Names behind 当前位置, or in a box marked as the path that begins with the home page.

    Args:
        page: the page.

    Returns:
        The names, home first; empty if the page shows no path.
    """
    nodes = page.nodes
    for index in page.texts:
        node = nodes[index]
        if "位置" not in node.text or not _HERE.search(node.text):
            continue
        own = _HERE.split(node.text, maxsplit=1)[-1]
        # The whole path as one text: what stands around it isn't its own.
        box = index if _SPLIT.search(own.strip("：:∶ \n\t")) else _box(nodes, node.parent)
        if nodes[box].end - box <= _NODES:
            return _names(nodes, index, nodes[box].end)
    return _marked(page)


def _marked(page: Page) -> tuple[str, ...]:
    for index in page.of(*_BOXES):
        node = page.nodes[index]
        if not node.attrs or node.end - index > _NODES or not (mark := _MARK.search(node.mark)):
            continue
        if not mark["sure"] and not _ARROW.search(page.text(index)):
            continue
        names = _names(page.nodes, index, node.end)
        if 1 < len(names) <= _DEEPEST and _HOME.fullmatch(names[0]):
            return names
    return ()


def _names(nodes: list[Node], first: int, end: int) -> tuple[str, ...]:
    texts = [n.text for n in nodes[first:end] if not n.tag]
    if not texts:
        return ()
    words = _HERE.split("".join(texts), maxsplit=1)[-1][:_LENGTH].lstrip("：:∶ \n\t")
    parts = _SPLIT.split(words)
    if len(parts) == 1:
        # The style sheet draws the arrows between the items of a list.
        parts = [_HERE.split(texts[0], maxsplit=1)[-1].lstrip("：:∶ \n\t"), *texts[1:]]
    names = [clean_text(part, 60).strip(" []【】-") for part in parts]
    return tuple(name for name in names if name)[:_MOST]


def _box(nodes: list[Node], parent: int) -> int:
    """The nearest box around the words that holds their links; their own if none does."""
    box = parent
    for _ in range(3):
        if box < 0:
            break
        if any(n.tag == "a" for n in nodes[box : min(nodes[box].end, box + _NODES)]):
            return box
        box = nodes[box].parent
    return parent
