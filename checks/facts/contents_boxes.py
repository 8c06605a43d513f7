"""Boxes of a guide (办事指南的表格与栏框): which cell, row or box holds what a label names."""

from __future__ import annotations

import re
from typing import Literal

from checks.facts.tree import Node, Page

Status = Literal["present", "empty", "unread"]

QUOTE = 300
"""Characters kept of the content of one element."""

MOST = 200
"""Boxes looked at in one."""

NOTHING = re.compile(
    r"[\s　:：;；,，。.、/\\|—–_\-*（(]*(?:暂无|暂缺|null|undefined|none|略|待(?:补充|完善|更新|定)"
    r"|(?:内容|正在)?(?:更新|建设|整理|完善)中|敬请期待|[xX×]{3,}[-xX×]*|[返回]回?(?:顶部|页首)|top)?"
    r"[\s　。.…）)]*",
    re.I,
)
_HOLDS = frozenset(
    (
        "img",
        "iframe",
        "object",
        "embed",
        "video",
        "a",
        "input",
        "select",
        "textarea",
        "svg",
        "canvas",
    )
)
CELLS = frozenset(("td", "th"))
_PAIRED = frozenset(("div", "span", "p"))
_LABEL_NODES = 12


def up(page: Page, index: int, tags: frozenset[str]) -> int:
    """The nearest element of these names around a node, at most six levels up; -1 if none is."""
    for _ in range(6):
        index = page.nodes[index].parent
        if index < 0:
            return -1
        if page.nodes[index].tag in tags:
            return index
    return -1


def label_cell(page: Page, index: int, tags: frozenset[str]) -> int:
    """The cell that holds a label and nothing else; a table of the layout holds whole guides."""
    cell = up(page, index, tags)
    return cell if cell >= 0 and page.nodes[cell].end - cell <= _LABEL_NODES else -1


def children(page: Page, box: int, tags: frozenset[str] | None) -> list[int]:
    """Elements right inside a box, of these names or of any but scripts."""
    nodes = page.nodes
    found: list[int] = []
    child = box + 1
    while child < nodes[box].end and len(found) < MOST:
        tag = nodes[child].tag
        if tag in tags if tags else tag and tag not in ("script", "style", "br"):
            found.append(child)
        child = nodes[child].end
    return found


def beside(page: Page, index: int) -> int:
    """The cell beside a label's cell, the ``<dd>`` behind its ``<dt>``; -1 if there is none.

    A pair of boxes in a box of their own is a row, too.
    """
    nodes = page.nodes
    cell = label_cell(page, index, CELLS | {"dt"})
    if cell < 0:
        box = up(page, index, _PAIRED)
        if box < 0 or nodes[box].end - box > _LABEL_NODES or nodes[box].parent < 0:
            return -1
        pair = children(page, nodes[box].parent, None)
        return pair[1] if len(pair) == 2 and pair[0] == box else -1
    parent, behind = nodes[cell].parent, nodes[cell].end
    while behind < nodes[parent].end and not nodes[behind].tag:
        behind += 1
    if behind >= nodes[parent].end:
        return -1
    wanted = ("dd",) if nodes[cell].tag == "dt" else ("td", "th")
    return behind if nodes[behind].tag in wanted else -1


def below(page: Page, cell: int) -> tuple[Status, str] | None:
    """The cell under a cell of a row that has labels only."""
    nodes = page.nodes
    row = nodes[cell].parent
    if row < 0 or nodes[row].tag != "tr":
        return None
    cells = children(page, row, CELLS)
    if len(cells) < 2 or any(nodes[c].end - c > _LABEL_NODES for c in cells):
        return None
    # A row of label, content, label, content has an empty cell beside the label.
    if any(not page.text(c, 40) for c in cells):
        return None
    below = nodes[row].end
    if below >= len(nodes) or nodes[below].tag != "tr":
        return None
    under = children(page, below, CELLS)
    if len(under) != len(cells):
        return None
    return filled(page, under[cells.index(cell)])


def farther(page: Page, cell: int) -> tuple[Literal["present", "empty"], str]:
    """Content behind an empty cell beside a label: a gap, or the row below, may part them.

    The third cell of three, a further ``<dd>``, and rows below that have nothing where the labels
    stand, or that the label's cell spans.
    """
    nodes = page.nodes
    if nodes[cell].tag == "dd":
        behind = nodes[cell].end
        while behind < nodes[nodes[cell].parent].end and nodes[behind].tag in ("dd", ""):
            if nodes[behind].tag and filled(page, behind)[0] == "present":
                return filled(page, behind)
            behind = nodes[behind].end
        return "empty", ""
    row = nodes[cell].parent
    cells = children(page, row, CELLS)
    if nodes[cell].tag not in CELLS or not 2 <= len(cells) <= 3:
        return "empty", ""
    if len(cells) == 3 and cell == cells[1] and filled(page, cells[2])[0] == "present":
        return filled(page, cells[2])
    spans = nodes[cells[0]].get("rowspan")
    left = int(spans) - 1 if spans.isascii() and spans.isdigit() and len(spans) < 4 else 0
    below = nodes[row].end
    while below < len(nodes) and nodes[below].tag in ("tr", ""):
        if nodes[below].tag:
            under = children(page, below, CELLS)
            gap = len(under) > 1 and not page.text(under[0], 40)
            if left <= 0 and not gap:
                break
            for one in under:
                if filled(page, one)[0] == "present":
                    return filled(page, one)
            left -= 1
        below = nodes[below].end
    return "empty", ""


def filled(page: Page, box: int) -> tuple[Literal["present", "empty"], str]:
    """What a box holds, words first."""
    text = page.text(box, QUOTE)
    if not NOTHING.fullmatch(text):
        return "present", text
    inside = page.nodes[box : min(page.nodes[box].end, box + 400)]
    if any(map(holds, inside)):
        return "present", ""
    return "empty", ""


def holds(node: Node) -> bool:
    """Whether a box holds something without words: a picture, a field, a link that leads away."""
    if node.tag == "a":
        return node.get("href").strip()[:1] not in ("", "#")
    return node.tag in _HOLDS or "url(" in node.get("style")
