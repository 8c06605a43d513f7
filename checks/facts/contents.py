"""Contents of a guide's elements (办事指南要素): what stands under each label.

Labels stand in tables (beside or above their content), as headings, before a colon, in definition
lists, or as tabs whose panels lie elsewhere. A label without anything under it is ``empty``; where
the content can't be told apart (tabs whose panels we don't find), or a script may bring it, it is
``unread``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from checks.facts import contents_boxes as boxes
from checks.facts.contents_boxes import Status
from checks.facts.text import clean_text
from checks.facts.tree import Page
from checks.facts.types_contents import GUIDE_ELEMENTS, GuideElement

MAX_LABELS = 200
"""Labels looked at on one page."""

_INLINE = frozenset(("span", "em", "i", "label", "a", "font", "strong", "b"))
# 【办理材料】身份证; 办理材料：身份证.
_PARTED = re.compile(
    r"\s*(?:[一二三四五六七八九十\d]{1,3}[、.．]\s*)?[【〖\[]([^】〗\]:：]{2,14})[】〗\]]\s*[:：]?"
    r"|([^:：]{0,40})[:：]"
)
_TABS = frozenset(("li", "a", "span", "button", "div"))
_HEADS = frozenset(("h2", "h3", "h4", "h5", "h6", "dt", "th", "strong", "b"))
_NUMBERED = 4
"""Fewer characters than this before a label are its number: 一、 or （2）."""
_RANK = {"empty": 0, "unread": 1, "present": 2}

# Attributes by which a script application puts in words.
_BOUND = re.compile(r"v-|ng-|ms-|data-bind|th:|:")
_WRITES = re.compile(
    r"ajax|getJSON|XMLHttpRequest|\bfetch\(|axios|\.(?:load|get|post|html|text|append)\(\s*[^)\s]"
    r"|inner(?:HTML|Text)|textContent|\bVue\b"
)
# ``$('#' + key)``, ``getElementById(key)``: whatever has an id may be meant.
_ANY_ID = re.compile(r"['\"]#['\"]\s*\+|getElementById\(\s*[^'\"\s)]")
_NAMED = re.compile(r"[#.'\"]([A-Za-z][\w-]*)")

Elements = Callable[[str], set[str]]


class Line(NamedTuple):
    """A visible line: its words, and the nodes from its first text to the next line's."""

    words: str
    first: int
    end: int


class Label(NamedTuple):
    """A line that names elements, and what stands behind the label on it."""

    at: int
    elements: set[str]
    words: str
    rest: str


def parted(line: str) -> tuple[str, str]:
    """A line's label and what stands behind it: by its brackets or its first colon."""
    match = _PARTED.match(line)
    if match is None:
        return line, ""
    return match[1] or match[2], line[match.end() :]


def lines_of(page: Page, elements_of: Elements) -> list[Line]:
    """Visible lines outside navigation and footer, with the nodes of each.

    A label in a box of its own (``<span>``) is a line if it begins one or stands among boxes.

    Args:
        page: the page.
        elements_of: the elements that a line names as their label.
    """
    nodes = page.nodes
    starts: list[int] = []
    parts: list[list[str]] = []
    former, boxed = -1, False
    for index in page.texts:
        node = nodes[index]
        if node.area != "body":
            continue
        new = not parts or node.text.startswith("\n")
        if node.text.strip():
            box = node.parent
            own = nodes[box].tag in _INLINE and nodes[box].end == index + 1 == box + 2
            label = own and bool(elements_of(node.text))
            beside = former >= 0 and nodes[former].parent == nodes[box].parent
            numbered = bool(parts) and len("".join(parts[-1]).strip()) < _NUMBERED
            if (label and beside and not numbered) or (
                boxed and not node.text.lstrip().startswith((":", "："))
            ):
                new = True
            former = box if own else -1
            boxed = label and (new or numbered)
        if new:
            starts.append(index)
            parts.append([])
        pieces = node.text.strip("\n").split("\n")
        parts[-1].append(pieces[0] if len(pieces) == 1 else " ".join(pieces))
    ends = [*starts[1:], len(page.nodes)]
    return [
        Line(clean_text("".join(words), 2000), start, end)
        for words, start, end in zip(parts, starts, ends, strict=False)
    ]


def read(page: Page, elements_of: Elements) -> tuple[GuideElement, ...]:
    """Every labelled element with its content, in the order of the eight; the fullest of several.

    Args:
        page: the page.
        elements_of: the elements that a line names as their label.
    """
    lines = lines_of(page, elements_of)
    labels = list(_labels(page, lines, elements_of))[:MAX_LABELS]
    best: dict[str, GuideElement] = {}
    status: Status
    for number, label in enumerate(labels):
        following = labels[number + 1].at if number + 1 < len(labels) else len(lines)
        arranged = None if label.rest else _arranged(page, lines, labels, number)
        if arranged and arranged[0] != "unread":
            status, text = arranged
        else:
            status, text = _content(page, lines, label, following)
            if arranged and status == "empty":
                status = "unread"
        if status == "empty" and filled_later(page, lines[label.at]):
            status = "unread"
        for name in label.elements:
            old = best.get(name)
            if old is None or _RANK[status] > _RANK[old.status]:
                best[name] = GuideElement(name, label.words, status, text)
    return tuple(best[name] for name in GUIDE_ELEMENTS if name in best)


def filled_later(page: Page, line: Line) -> bool:
    """Whether a script may fill what stands empty on and behind a line.

    It stands there itself, or it names that place or what lies around it and writes or loads words.
    """
    nodes = page.nodes
    box = nodes[line.first].parent
    while box > 0 and nodes[box].parent == box - 1 and nodes[box - 1].end == nodes[box].end:
        box -= 1
    end = nodes[nodes[box].parent].end if box > 0 else line.end
    inside = nodes[line.first : min(line.end, end, line.first + 400)]
    if any(n.tag == "script" or any(map(_BOUND.match, n.attrs)) for n in inside):
        return True
    script = "\n".join(page.scripts())
    if not _WRITES.search(script):
        return False
    around = list(inside)
    index = nodes[line.first].parent
    while index >= 0 and nodes[index].tag != "body":
        around.append(nodes[index])
        index = nodes[index].parent
    if _ANY_ID.search(script) and any(node.get("id") for node in inside):
        return True
    names = {name for node in around for name in node.mark.split()}
    return not names.isdisjoint(_NAMED.findall(script))


def _labels(page: Page, lines: list[Line], elements_of: Elements) -> Iterator[Label]:
    starts = [line.first for line in lines]
    bold: dict[int, str] = {}
    for index in page.of("strong", "b"):
        first = page.texts[bisect_left(page.texts, index) :][:1]
        if first and first[0] < page.nodes[index].end and page.nodes[index].area == "body":
            bold.setdefault(bisect_right(starts, first[0]) - 1, page.text(index, 40))
    for at, line in enumerate(lines):
        for words in (line.words, bold.get(at, "")):
            if words and (elements := elements_of(words)):
                named, rest = parted(line.words)
                if words is not line.words and line.words.startswith(words):
                    named, rest = words, line.words[len(words) :].lstrip(":：")
                yield Label(at, elements, clean_text(named, 40), rest.strip())
                break


def _content(
    page: Page, lines: list[Line], label: Label, following: int
) -> tuple[Literal["present", "empty"], str]:
    """What stands behind a label up to the next one; in a table or ``<dl>`` only the next cell."""
    nodes = page.nodes
    first = lines[label.at].first
    beside = -1 if label.rest else boxes.beside(page, first)
    if beside >= 0 and _within(page, beside, lines[label.at]):
        beside = -1  # 一、 and the label itself
    if beside >= 0:
        if following < len(lines) and nodes[beside].end > lines[following].first >= beside:
            return "empty", ""
        found = boxes.filled(page, beside)
        return found if found[0] == "present" else boxes.farther(page, beside)
    text = [label.rest] if label.rest else []
    end = lines[label.at].end
    for line in lines[label.at + 1 : following]:
        head = nodes[nodes[line.first].parent].tag
        if not text and head in _HEADS and head == nodes[nodes[first].parent].tag:
            break  # the next heading, though of no element
        text.append(line.words)
        end = line.end
        if len("".join(text)) > boxes.QUOTE:
            break
    words = clean_text(" ".join(text), boxes.QUOTE)
    if not boxes.NOTHING.fullmatch(words):
        return "present", words
    inside = nodes[first : min(end, first + 400)]
    # What goes on behind the range is the box of the next label.
    if any(node.area == "body" and node.end <= end and boxes.holds(node) for node in inside):
        return "present", ""
    return "empty", ""


def _within(page: Page, box: int, line: Line) -> bool:
    """Whether the first words of a box stand on a line."""
    text = page.texts[bisect_left(page.texts, box) :][:1]
    return bool(text) and text[0] < min(line.end, page.nodes[box].end)


def _arranged(
    page: Page, lines: list[Line], labels: list[Label], number: int
) -> tuple[Status, str] | None:
    """Content of a label in a row of labels: the cell below it, or the panel of its tab."""
    run = _run(labels, number)
    if len(run) < 2:
        return None
    first = lines[labels[number].at].first
    cell = boxes.label_cell(page, first, boxes.CELLS)
    if cell >= 0:
        row = page.nodes[cell].parent
        inside = sum(row < lines[labels[n].at].first < page.nodes[row].end for n in run)
        return boxes.below(page, cell) if inside >= 2 else None
    tab = len(run) >= 3 and boxes.up(page, first, _TABS) >= 0 and not _row(page, first)
    if tab and boxes.beside(page, first) < 0:
        return _panel(page, lines, labels, run, number)
    return None


def _run(labels: list[Label], number: int) -> list[int]:
    """Numbers of the labels that follow each other without anything between, this one included."""
    start = end = number
    while start and labels[start - 1].at == labels[start].at - 1 and not labels[start - 1].rest:
        start -= 1
    while end + 1 < len(labels) and labels[end + 1].at == labels[end].at + 1:
        end += 1
        if labels[end].rest:
            end -= 1
            break
    return list(range(start, end + 1))


def _row(page: Page, index: int) -> bool:
    """Whether a label stands in a definition list, a paragraph or a heading: no tab does."""
    return boxes.up(page, index, frozenset(("dt", "p", "h1", "h2", "h3", "h4", "h5", "h6"))) >= 0


def _panel(
    page: Page, lines: list[Line], labels: list[Label], run: list[int], number: int
) -> tuple[Status, str]:
    """The panel of a tab: by the address ``#id`` of its link, else the n-th box behind the tabs."""
    nodes = page.nodes
    first = [lines[labels[n].at].first for n in run]
    tab = boxes.up(page, first[run.index(number)], frozenset(("a",)))
    if tab >= 0 and (wanted := nodes[tab].get("href").partition("#")[2]):
        for index in page.of("div", "section", "li", "dd"):
            if nodes[index].get("id") == wanted:
                return boxes.filled(page, index)
    box = first[0]
    while box >= 0 and nodes[box].end <= first[-1]:
        box = nodes[box].parent
    parent = nodes[box].parent if box >= 0 else -1
    if parent < 0:
        return "unread", ""
    behind = [c for c in boxes.children(page, parent, None) if c >= nodes[box].end]
    if behind and len(behind) < len(run):
        behind = boxes.children(page, behind[0], None)
    if len(behind) != len(run):
        return "unread", ""
    return boxes.filled(page, behind[run.index(number)])
