"""List pages (列表页): the rows of a page's lists with title, target and date."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import Literal, NamedTuple

from msgspec import Struct

from checks.facts import lists_days as days
from checks.facts import lists_script
from checks.facts.dates import day_beside, iso
from checks.facts.dates_year import years_between
from checks.facts.links import Resolver, anchor_words, followed
from checks.facts.lists_boxes import Boxes, leads_nowhere, year_above
from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import Entry, Link
from checks.facts.urls import path_kind

_ROWS = frozenset(("li", "tr", "dd", "dt", "dl"))
_BOXES = frozenset(("li", "tr", "dd", "dt", "dl", "div", "p", "article", "section", "span", "h3",
                    "h4", "h2", "h5", "td", "font", "strong", "b", "em"))  # fmt: skip
# Characters of a title: of any row, of one without a date, of one that stands alone in its box.
_MIN_TITLE, _MIN_UNDATED, _MIN_ALONE = 4, 6, 10
_MIN_SIBLINGS = 3
# A row holds few links and nodes and is found a few levels above its link.
_MOST_LINKS, _LARGEST, _CLIMB = 3, 200, 6
# Characters of a row; more is an article that holds a link.
_LONGEST = 600
# Nodes behind a link that stands in the same line without a box of its own.
_LINE = 12
MAX_ENTRIES = 5000
"""Rows kept of one page."""

_NOT_TITLE = re.compile(
    r"(?:首页|上一?页|下一?页|尾页|末页|更多|more|\W*|\d+|查看更多|详情|查看详情|返回.{0,4})\W*"
    r"|[上下]一?[篇条則则][:：∶].*",
    re.I,
)
_HEADER_LINE = re.compile(
    r"(?:来\s*源|來源|发\s*布\s*[时日]|發佈|字\s*[号體体]|浏览|阅读|访问量|索\s*引\s*号|附件)\s*(?:间|期|次数|量)?\s*[:：]"
)
_ORGANISATION = re.compile(
    r".{0,20}(?:局|委|委员会|办|办公室|厅|部|院|署|政府|管委会|中心|站|网|区|县|市|镇|乡|街道|处|队"
    r"|联合会|公司|公积金|集团|银行|大学|学院)"
)


class Lists(Struct, frozen=True):
    """What was read of a page's lists.

    Attributes:
        entries: the rows in document order.
        spans: node ranges of the dated rows, for readers that must not look into them.
        links: links of rows that stand in a data block or a script of the page.
        newest: the row of the latest day of the page's own lists: side lists (热门, 推荐, 最新)
            count only where there is no other. Of several rows of that day the first; without a
            target where only a script opens it.
        latest: the same of all lists, as on a home page, whose lists are all of other columns.
        scripted: dated rows that only a script opens.
        dated: rows with a day, or with month and day beside them; those that only a script opens
            count.
    """

    entries: tuple[Entry, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    links: tuple[Link, ...] = ()
    newest: Entry | None = None
    latest: Entry | None = None
    scripted: int = 0
    dated: int = 0


class _Row(NamedTuple):
    box: int
    end: int
    entry: Entry
    short: tuple[int, int] | None = None

    @property
    def dated(self) -> bool:
        """Whether a day stands beside it, its year told or not."""
        return bool(self.entry.day or self.short)


def read_lists(page: Page, resolver: Resolver) -> Lists:
    """Read the rows of all lists outside the footer, of Hanweb data blocks and of scripts."""
    dated = _listed(page, resolver)
    boxes = Boxes(page, "".join(page.nodes[index].text for index in page.of("title"))[:300])
    links_only = _links_only(page, dated)
    kept = [
        row
        for row in dated
        if boxes.role(row.box) != "related"
        and (row.dated or page.nodes[row.box].parent not in links_only)
    ]
    opened = [row for row in kept if row.entry.url]
    entries = [row.entry for row in opened]
    every = [row.entry for row in kept if row.entry.day]
    own = [row.entry for row in kept if row.entry.day and boxes.role(row.box) == ""]
    links: list[Link] = []
    for script in page.scripts():
        if found := rows_of_script(script, resolver):
            entries += found
            own += [entry for entry in found if entry.day]
            every += [entry for entry in found if entry.day]
            links += [Link(e.url, e.title, path_kind(e.url)) for e in found]
    return Lists(
        entries=tuple(dict.fromkeys(entries))[:MAX_ENTRIES],
        spans=tuple((row.box, row.end) for row in dated if row.entry.day),
        links=tuple(links),
        newest=_latest(own or every),
        latest=_latest(every),
        scripted=len(kept) - len(opened),
        dated=sum(row.dated for row in kept) + sum(bool(e.day) for e in entries[len(opened) :]),
    )


def rows_of_script(script: str, resolver: Resolver) -> list[Entry]:
    """Rows of lists that a script holds as a data block, or writes, and that lead somewhere."""
    rows: list[_Row] = []
    if records := lists_script.records_of(script):
        block = Page(records)
        rows = _completed(block, _rows(block, resolver))
    elif written := lists_script.written_by(script):
        rows = _listed(Page(written), resolver)
    return [row.entry for row in rows if row.entry.url]


def _listed(page: Page, resolver: Resolver) -> list[_Row]:
    """What looks like rows of lists by date, markup and siblings."""
    rows = _completed(page, _rows(page, resolver))
    groups = Counter((page.nodes[row.box].parent, row.dated) for row in rows)
    return [row for row in rows if _is_row(page, row, groups)]


def _latest(entries: list[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: entry.day, default=None)


def _links_only(page: Page, rows: list[_Row]) -> set[int]:
    """Boxes whose undated rows are links to other sites or names of offices, not entries."""
    inside: dict[int, list[Entry]] = {}
    for row in rows:
        if not row.dated:
            inside.setdefault(page.nodes[row.box].parent, []).append(row.entry)
    return {
        box
        for box, entries in inside.items()
        if sum(leads_nowhere(e.url) or bool(_ORGANISATION.fullmatch(e.title)) for e in entries) * 5
        >= len(entries) * 4
    }


def _is_row(page: Page, row: _Row, groups: Counter[tuple[int, bool]]) -> bool:
    """Whether a box with a link is a row of a list: by its date, its markup and its siblings."""
    box, entry = page.nodes[row.box], row.entry
    like_it = groups[box.parent, row.dated]
    if not entry.url:
        return bool(entry.day) and box.tag in _ROWS and like_it >= _MIN_SIBLINGS
    if row.dated:
        # A lone link beside a date may be the source in the line under a headline.
        if box.tag in _ROWS or like_it > 1:
            return True
        return len(entry.title) >= _MIN_ALONE and not _is_article(page, row.box)
    in_list = box.tag in _ROWS and box.area == "body" and like_it >= _MIN_SIBLINGS
    return in_list and len(entry.title) >= _MIN_UNDATED


def _is_article(page: Page, box: int) -> bool:
    """Whether a box with one link is a short article with its header line, not a row."""
    inside = page.nodes[box : min(page.nodes[box].end, box + _LARGEST)]
    words = page.text(box, _LONGEST)
    return any(n.tag in {"h1", "h2"} for n in inside) or bool(_HEADER_LINE.search(words))


def _completed(page: Page, rows: list[_Row]) -> list[_Row]:
    """The rows, those without a year given one where their list or a heading of it tells it."""
    if not any(row.short for row in rows):
        return rows
    lists: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        lists.setdefault(page.nodes[row.box].parent, []).append(index)
    told = list(rows)
    for members in lists.values():
        year = ""
        if any(rows[index].short for index in members):
            year = year_above(page, rows[members[0]].box)
        found = {
            index: iso(year, *short) for index in members if year and (short := rows[index].short)
        }
        listed = [rows[index].entry.day for index in members]
        for place, day in years_between(listed, [rows[index].short for index in members]):
            found.setdefault(members[place], day)
        for index, day in found.items():
            entry = rows[index].entry
            told[index] = rows[index]._replace(entry=Entry(entry.title, entry.url, day), short=None)
    return told


def _rows(page: Page, resolver: Resolver) -> list[_Row]:
    nodes = page.nodes
    urls: dict[int, str] = {}
    steps = [0] * len(nodes)
    last = ""
    for index in page.of("a"):
        if nodes[index].area == "footer":
            continue
        url = followed(page, index, resolver) or ""
        if url or nodes[index].get("href") or "onclick" in nodes[index].attrs:
            urls[index] = url
            # The picture and the headline of one row lead to the same target: one link.
            steps[index] = int(bool(url) and url != last)
            last = url or last
    links_to = [0, *accumulate(steps)]
    rows: dict[int, _Row] = {}
    cells = _Cells(page)
    for anchor, url in urls.items():
        box, end = _box(nodes, links_to, anchor), 0
        if box < 0:
            box, end = anchor, _line_end(nodes, anchor)
        title = _title(page, anchor) if end != box else ""
        if len(title) < _MIN_TITLE or _NOT_TITLE.fullmatch(title):
            continue
        known = rows.get(box)
        if known and known.entry.url and (not url or len(known.entry.title) >= len(title)):
            continue
        if not end:
            box_, end = _with_partner(nodes, links_to, box)
            texts = _texts(nodes, box_, end)
        else:
            texts = _texts(nodes, nodes[anchor].end, end)
        if sum(map(len, texts)) > _LONGEST:
            continue
        day = cells.day(box, url) if nodes[box].tag == "tr" else days.row_day(texts, url)
        if nodes[box].tag == "a" and not day:
            continue
        short = None if day else next(iter(days.months_days(texts)), None)
        if url or day:
            rows[box] = _Row(box, end, Entry(title, url, day), short)
    return [rows[box] for box in sorted(rows)]


def _box(nodes: list[Node], links_to: list[int], anchor: int) -> int:
    """The row around a link; -1 if the link stands for itself.

    It is the nearest list item with few links, else the highest box that holds this link alone.
    """
    best, index = -1, anchor
    for _ in range(_CLIMB):
        index = nodes[index].parent
        if index < 0 or nodes[index].tag not in _BOXES:
            break
        inside = links_to[nodes[index].end] - links_to[index]
        if inside > _MOST_LINKS:
            break
        if nodes[index].tag in _ROWS:
            return index if nodes[index].end - index < _LARGEST else best
        if inside <= 1 and nodes[index].end - index < _LARGEST:
            best = index
    return best


def _with_partner(nodes: list[Node], links_to: list[int], box: int) -> tuple[int, int]:
    """Range of a row; of ``<dt>`` with the ``<dd>`` behind it, of ``<dd>`` with its ``<dt>``.

    The partner must have no link of its own: then it is another row.
    """
    node = nodes[box]
    if node.tag == "dt" and node.end < len(nodes):
        after = nodes[node.end]
        if after.tag == "dd" and after.parent == node.parent and after.end - node.end < _LARGEST:
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
        if nodes[end].tag not in ("", "span", "font", "i", "em", "b", "small"):
            break
        inside = nodes[end + 1 : nodes[end].end]
        if len(inside) > _LINE or any(n.tag == "a" for n in inside):
            break
        end = nodes[end].end
    return end if end > nodes[anchor].end else anchor


class _Cells:
    """Table rows by their columns: each table's heading is looked at once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._headings: dict[int, list[str]] = {}

    def day(self, row: int, url: str) -> str:
        nodes = self.page.nodes
        cells = self._cells(row)
        texts = [(cell, _texts(nodes, cell, nodes[cell].end)) for cell in cells]
        if not any(any(map(str.isdigit, text)) for _, inside in texts for text in inside):
            return ""
        together = days.row_day([text for _, inside in texts for text in inside], url)
        names = self._names(row)
        if len(names) != len(cells):
            # Cells over several columns: which day is the deadline can't be told.
            several = sum(bool(days.row_day(inside, url)) for _, inside in texts) > 1
            if several and any(map(days.is_other_column, names)):
                return ""
            names = [""] * len(cells)
        named = [
            (f"{name} {nodes[cell].mark}".strip(), inside)
            for name, (cell, inside) in zip(names, texts, strict=True)
        ]
        if not any(name for name, _ in named):
            return together
        day = days.cell_day(named, url)
        # A day that stands in no single cell is put together from several.
        return day or ("" if any(days.row_day(inside, url) for _, inside in texts) else together)

    def _cells(self, row: int) -> list[int]:
        nodes = self.page.nodes
        found, index = [], row + 1
        while index < nodes[row].end:
            if nodes[index].tag in ("td", "th"):
                found.append(index)
            index = nodes[index].end
        return found

    def _names(self, row: int) -> list[str]:
        """Words of the table's heading row, by column."""
        nodes = self.page.nodes
        table = nodes[row].parent
        while table >= 0 and nodes[table].tag != "table":
            table = nodes[table].parent
        if table < 0:
            return []
        if table not in self._headings:
            first = next((i for i in range(table, row + 1) if nodes[i].tag == "tr"), row)
            self._headings[table] = (
                [] if first == row else [self.page.text(c, 40) for c in self._cells(first)]
            )
        return self._headings[table]


def _title(page: Page, anchor: int) -> str:
    """Title of a row; the full one of the ``title`` attribute if the words are cut short."""
    full = clean_text(page.nodes[anchor].get("title"), 300)
    text = anchor_words(page, anchor)
    if any(map(str.isdigit, text)):
        # The date of the row may stand inside its link.
        inside = page.nodes[anchor : min(page.nodes[anchor].end, anchor + _LARGEST)]
        words = [n.text for n in inside if not n.tag and not day_beside([n.text], "")]
        text = clean_text("".join(words), 300) or text
    return full if full.startswith(text.rstrip(".… ")) else text


def _texts(nodes: list[Node], start: int, end: int) -> list[str]:
    return [n.text.strip() for n in nodes[start:end] if not n.tag]


def unread(page: Page, lists: Lists, links: int) -> Literal["", "script", "json"]:
    """Why the page's list couldn't be read, if it has one that a script fills."""
    return lists_script.unread(
        page,
        dated=any(entry.day for entry in lists.entries),
        rows=bool(lists.entries),
        block=bool(lists.links),
        scripted=lists.scripted > 0,
        links=links,
    )
