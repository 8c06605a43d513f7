"""Rows (条目) of lists: the box around each link, or around what a script opens, with its day."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from checks.facts import lists_days as days
from checks.facts.dates import day_beside
from checks.facts.links import Resolver, anchor_words, followed
from checks.facts.lists_cells import Cells, texts_of
from checks.facts.text import clean_text
from checks.facts.tree import BLOCKS, Node, Page
from checks.facts.types import Entry

LISTED = frozenset(("li", "tr", "dd", "dt", "dl"))
"""Elements that are rows of lists by their name."""
_BOXES = frozenset(("li", "tr", "dd", "dt", "dl", "div", "p", "article", "section", "span", "h3",
                    "h4", "h2", "h5", "td", "font", "strong", "b", "em"))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Characters of a title: of any row, of one without a date, of one that needs no second look.
_MIN_TITLE, MIN_UNDATED, MIN_ALONE = 4, 6, 10
MIN_SIBLINGS = 3
"""Rows alike from which on boxes are taken for a list."""
# Boxes without a link that are alike, from which on they are taken for a list.
_MIN_UNLINKED = 5
# A row holds few links and nodes and is found a few levels above its link.
_MOST_LINKS, _CLIMB = 3, 6
LARGEST = 200
"""Nodes of a row."""
LONGEST = 600
"""Characters of a row; more is an article that holds a link."""
# Nodes beside a link that stands in the same line without a box of its own.
_LINE = 12
_INLINE = ("", "span", "font", "i", "em", "b", "small", "img")
_NOT_TITLE = re.compile(
    r"(?:首页|上一?页|下一?页|尾页|末页|更多|more|\W*|\d+|查看更多|详情|查看详情|返回.{0,4})\W*"
    r"|[上下]一?[篇条则][则:：∶].*",
    re.I,
)
_HAN = re.compile(r"[一-鿿]")
# 标题：… in the ``title`` attribute, with 发布时间：… in the line below.
_CALLED = re.compile(r"\s*(?:文章)?标题\s*[:：]\s*")


class Row(NamedTuple):
    """A row: its box and the node behind it, what it says, month and day if the year is missing."""

    box: int
    end: int
    entry: Entry
    short: tuple[int, int] | None = None

    @property
    def dated(self) -> bool:
        """Whether a day stands beside it, its year told or not."""
        return bool(self.entry.day or self.short)


def rows_in(page: Page, resolver: Resolver) -> list[Row]:
    """What may be rows of lists, in document order; those without a target have a day."""
    found = _Finder(page, resolver)
    rows = found.linked()
    rows |= {row.box: row for row in found.clicked() if row.box not in rows}
    if not any(row.dated for row in rows.values()):
        rows |= {row.box: row for row in found.unlinked()}
    return [rows[box] for box in sorted(rows)]


class _Finder:
    """Looks for the rows of one page."""

    def __init__(self, page: Page, resolver: Resolver) -> None:
        self.page, self.nodes, self.resolver = page, page.nodes, resolver
        self.cells = Cells(page)
        self.urls: dict[int, str] = {}
        steps = [0] * len(self.nodes)
        last = ""
        for index in page.of("a"):
            node = self.nodes[index]
            if node.area == "footer":
                continue
            url = followed(page, index, resolver) or ""
            if url or node.get("href") or "onclick" in node.attrs:
                self.urls[index] = url
                # The picture and the headline of one row lead to the same target: one link.
                # What a script opens counts by its words: tools of a row have few.
                new = url != last if url else len(page.words(index)) >= MIN_UNDATED
                steps[index] = int(new)
                last = url or last
        self.links_to = [0, *accumulate(steps)]

    def linked(self) -> dict[int, Row]:
        """Rows around links, by their boxes."""
        rows: dict[int, Row] = {}
        wide: dict[int, Row] = {}
        for anchor, url in self.urls.items():
            box, end = self._box(anchor, url)
            if end == box and self._links(self.nodes[box].parent) > 1:
                continue
            title = self._title(anchor)
            if len(title) < _MIN_TITLE or _NOT_TITLE.fullmatch(title):
                continue
            known = rows.get(box)
            if known and not self._is_better(title, url, known.entry):
                continue
            row = self._row(anchor, box, end, Entry(title, url))
            if row is None:
                continue
            if not row.dated and (wider := self._wider(row)):
                wide[box] = wider
            if row.entry.day or (url and end != box):
                rows[box] = row
        groups = Counter(self.nodes[row.box].parent for row in wide.values())
        for box, row in wide.items():
            if groups[self.nodes[row.box].parent] >= MIN_SIBLINGS:
                rows.pop(box, None)
                rows.setdefault(row.box, row)
        return rows

    def clicked(self) -> list[Row]:
        """Rows without a link that a script opens: ``<tr onclick="view(7)">``."""
        boxes = (i for i in self.page.clicked if self.nodes[i].tag in ("tr", "li", "div", "dl"))
        return [row for box in boxes if (row := self._without_link(box)) is not None]

    def unlinked(self) -> list[Row]:
        """Rows of a list that shows titles and days and nothing that leads on.

        Boxes of one class, each with a day: a script opens them. Tables are data, not lists.
        """
        groups: dict[tuple[int, str], list[int]] = {}
        for box in self.page.of("li", "div"):
            node = self.nodes[box]
            if node.area == "body" and 3 < node.end - box < LARGEST and node.get("class"):
                groups.setdefault((node.parent, node.get("class")), []).append(box)
        rows: list[Row] = []
        for boxes in groups.values():
            if len(boxes) >= _MIN_UNLINKED:
                found = [row for box in boxes if (row := self._without_link(box)) is not None]
                rows += found if len(found) == len(boxes) else []
        return rows

    def _without_link(self, box: int) -> Row | None:
        node = self.nodes[box]
        if node.area != "body" or node.end - box >= LARGEST:
            return None
        if any(n.tag == "a" for n in self.nodes[box : node.end]):
            return None
        url = (followed(self.page, box, self.resolver) or "") if "onclick" in node.attrs else ""
        texts = texts_of(self.nodes, box, node.end)
        day = self.cells.day(box, url) if node.tag == "tr" else days.row_day(texts, url)
        titles = [text for text in texts if not day_beside([text], "")]
        title = clean_text(max(titles, key=len, default=""), 300)
        if not day or len(title) < MIN_UNDATED or sum(map(len, texts)) > LONGEST:
            return None
        return Row(box, node.end, Entry(title, url, day))

    def _box(self, anchor: int, url: str) -> tuple[int, int]:
        """The row around a link, and its end where the row isn't the box itself, else 0.

        A link that stands for itself, in a line of text or as a card with a day of its own, is its
        own box; one with nothing beside it is no row: then the end is the box.
        """
        box = self._around(anchor)
        if box >= 0:
            if self.nodes[box].tag == "tr" and self._links(box) > 1:
                cell = self._own_cell(anchor, box, url)
                return (cell, 0) if cell >= 0 else (box, 0)
            return box, 0
        end = _line_end(self.nodes, anchor)
        if end != anchor:
            return anchor, end
        inside = texts_of(self.nodes, anchor, self.nodes[anchor].end)
        if len(inside) > 1 and days.row_day(inside, url):
            return anchor, 0
        return anchor, (-1 if _line_start(self.nodes, anchor) != anchor else anchor)

    def _row(self, anchor: int, box: int, end: int, entry: Entry) -> Row | None:
        nodes = self.nodes
        if end == box:
            end, texts = nodes[anchor].end, []
        elif end < 0:
            end = nodes[anchor].end
            texts = texts_of(nodes, _line_start(nodes, anchor), anchor)
        elif end:
            texts = texts_of(nodes, nodes[anchor].end, end)
        else:
            first, end = _with_partner(nodes, self.links_to, box)
            texts = texts_of(nodes, first, end)
        if sum(map(len, texts)) > LONGEST:
            return None
        url = entry.url
        day = self.cells.day(box, url) if nodes[box].tag == "tr" else days.row_day(texts, url)
        day = day or days.told_day(nodes[anchor].get("title"))
        short = None if day else next(iter(days.months_days(texts)), None)
        return Row(box, end, Entry(entry.title, url, day), short)

    def _wider(self, row: Row) -> Row | None:
        """The row with the boxes around it that hold no other link, if a day stands there.

        Templates write a list or a table a row, title and day in boxes of their own.
        """
        nodes, index, url = self.nodes, row.box, row.entry.url
        found: Row | None = None
        for _ in range(_CLIMB + 2):
            index = nodes[index].parent
            if index < 0 or nodes[index].tag in ("body", "html", "form"):
                break
            if self._links(index) > 1 or nodes[index].end - index >= LARGEST:
                break
            if found:
                found = found._replace(box=index, end=nodes[index].end)
                continue
            texts = texts_of(nodes, index, nodes[index].end)
            if sum(map(len, texts)) > LONGEST:
                break
            tr = nodes[index].tag == "tr"
            day = self.cells.day(index, url) if tr else days.row_day(texts, url)
            short = None if day else next(iter(days.months_days(texts)), None)
            if day or (short and url):
                entry = Entry(row.entry.title, url, day)
                found = Row(index, nodes[index].end, entry, short)
        return found

    def _links(self, box: int) -> int:
        """Different links inside a box."""
        return self.links_to[self.nodes[box].end] - self.links_to[box]

    def _around(self, anchor: int) -> int:
        """The box around a link; -1 if the link stands for itself.

        It is the nearest list item with few links, else the highest box that holds this link alone.
        """
        nodes, best, index = self.nodes, -1, anchor
        for _ in range(_CLIMB):
            index = nodes[index].parent
            if index < 0 or nodes[index].tag not in _BOXES:
                break
            inside = self._links(index)
            if inside > _MOST_LINKS:
                break
            if nodes[index].tag in LISTED:
                return index if nodes[index].end - index < LARGEST else best
            if inside <= 1 and nodes[index].end - index < LARGEST:
                best = index
        return best

    def _own_cell(self, anchor: int, row: int, url: str) -> int:
        """The cell of a link that has a day of its own, in a table row of several; or -1."""
        nodes, cell = self.nodes, nodes_parent(self.nodes, anchor, "td", row)
        if cell < 0 or self._links(cell) > 1:
            return -1
        return cell if days.row_day(texts_of(nodes, cell, nodes[cell].end), url) else -1

    def _is_better(self, title: str, url: str, known: Entry) -> bool:
        """Whether a further link of a row tells its title better than the one before."""
        if not known.url:
            return bool(url)
        if not url or (url == known.url and len(known.title) >= MIN_ALONE):
            # A second link to the same target is the beginning of the text.
            return False
        return len(title) > len(known.title)

    def _title(self, anchor: int) -> str:
        """Title of a row; that of the ``title`` attribute if the words are cut short or none."""
        page, node = self.page, self.nodes[anchor]
        told = node.get("title")
        if _CALLED.match(told):
            told = _CALLED.sub("", told).partition("\n")[0]
        full = clean_text(told, 300)
        text = anchor_words(page, anchor)
        if len(text) > MIN_ALONE or any(map(str.isdigit, text)):
            text = self._headline(anchor) or text
        if full and not _HAN.search(text):
            return full
        return full if full.startswith(text.rstrip(".… ")) else text

    def _headline(self, anchor: int) -> str:
        """Words of a link without the day inside it; of one with several blocks the headline."""
        nodes = self.nodes
        end = min(nodes[anchor].end, anchor + LARGEST)
        inside = range(anchor + 1, end)
        heading = next((i for i in inside if nodes[i].tag in _HEADINGS), -1)
        if heading >= 0 and (words := self.page.text(heading, 300)):
            return words
        blocks: list[str] = []
        for index in inside:
            node = nodes[index]
            if node.tag or day_beside([node.text], ""):
                continue
            if not blocks or node.text.startswith("\n"):
                blocks.append("")
            blocks[-1] += node.text
        several = any(nodes[i].tag in BLOCKS and nodes[i].tag != "br" for i in inside)
        titles = [clean_text(block, 300) for block in blocks]
        if several and (first := next((t for t in titles if len(t) >= MIN_UNDATED), "")):
            return first
        return clean_text("".join(blocks), 300)


def nodes_parent(nodes: list[Node], index: int, tag: str, until: int) -> int:
    """The nearest element of a name around a node and inside another; -1 if there is none."""
    while index > until:
        index = nodes[index].parent
        if index > until and nodes[index].tag == tag:
            return index
    return -1


def _with_partner(nodes: list[Node], links_to: list[int], box: int) -> tuple[int, int]:
    """Range of a row; of ``<dt>`` with the ``<dd>`` behind it, of ``<dd>`` with its ``<dt>``.

    The partner must have no link of its own: then it is another row.
    """
    node = nodes[box]
    if node.tag == "dt" and node.end < len(nodes):
        after = nodes[node.end]
        if after.tag == "dd" and after.parent == node.parent and after.end - node.end < LARGEST:
            alone = links_to[after.end] == links_to[node.end]
            return box, after.end if alone else node.end
    if node.tag == "dd" and nodes[box - 1].parent >= 0:
        before = box - 1
        while before >= 0 and before > box - _LINE and nodes[before].parent != node.parent:
            before = nodes[before].parent
        if before >= 0 and nodes[before].tag == "dt" and nodes[before].parent == node.parent:
            alone = links_to[box] == links_to[before]
            return before if alone else box, node.end
    return box, node.end


def _line_end(nodes: list[Node], anchor: int) -> int:
    """End of the line of a link that has no box: at a line break, another link or a block.

    Old ASP pages write ``<a>标题</a>(2024-05-24)<br>`` a hundred times into one cell.
    """
    end = nodes[anchor].end
    parent = nodes[anchor].parent
    stop = min(len(nodes), end + _LINE)
    while end < stop and nodes[end].parent == parent:
        if nodes[end].tag not in _INLINE:
            break
        inside = nodes[end + 1 : nodes[end].end]
        if len(inside) > _LINE or any(n.tag == "a" for n in inside):
            break
        end = nodes[end].end
    return end if end > nodes[anchor].end else anchor


def _line_start(nodes: list[Node], anchor: int) -> int:
    """Start of the line of a link behind which nothing stands: ``[2024-05-24] <a>标题</a><br>``.

    The line must begin behind a line break or with its box: what stands between two links is the
    day of the one before.
    """
    parent, index = nodes[anchor].parent, anchor
    while index - 1 > parent and anchor - index < _LINE:
        before = index - 1
        while nodes[before].parent != parent and before > anchor - _LINE:
            before = nodes[before].parent
        if nodes[before].parent != parent:
            return anchor
        if nodes[before].tag == "br":
            return index
        inside = nodes[before + 1 : index]
        if nodes[before].tag not in _INLINE or any(n.tag == "a" for n in inside):
            return anchor
        index = before
    return index if index - 1 == parent else anchor
