"""List pages (列表页): the rows of a page's lists with title, target and date."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from msgspec import Struct

from checks.facts import lists_script
from checks.facts.dates import iso
from checks.facts.dates_year import years_between
from checks.facts.links import Resolver
from checks.facts.lists_boxes import Boxes, leads_nowhere, year_above
from checks.facts.lists_rows import (
    LARGEST,
    LISTED,
    LONGEST,
    MIN_ALONE,
    MIN_SIBLINGS,
    MIN_UNDATED,
    Row,
    rows_in,
)
from checks.facts.tree import Page
from checks.facts.types import Entry, Link
from checks.facts.urls import path_kind

MAX_ENTRIES = 5000
"""Rows kept of one page."""

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
        entries: the rows in document order; dated ones that only a script opens have no target.
        spans: node ranges of the dated rows, for readers that must not look into them.
        links: links of rows that stand in a data block or a script of the page.
        newest: the row of the latest day of the page's own lists: side lists (热门, 推荐, 最新)
            count only where there is no other. Of several rows of that day the first; without a
            target where only a script opens it.
        latest: the same of all lists, as on a home page, whose lists are all of other columns.
        dated: rows with a day, or with month and day beside them.
    """

    entries: tuple[Entry, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    links: tuple[Link, ...] = ()
    newest: Entry | None = None
    latest: Entry | None = None
    dated: int = 0


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
    entries = [row.entry for row in kept]
    every = [row.entry for row in kept if row.entry.day]
    own = [row.entry for row in kept if row.entry.day and boxes.role(row.box) == ""]
    links: list[Link] = []
    for script in page.scripts():
        if found := rows_of_script(script, resolver):
            entries += found
            own += [entry for entry in found if entry.day]
            every += [entry for entry in found if entry.day]
            links += [Link(e.url, e.title, path_kind(e.url)) for e in found]
    known = dict.fromkeys(entry for entry in entries if entry.url)
    return Lists(
        entries=tuple(e for e in entries if not e.url or known.pop(e, 0) is None)[:MAX_ENTRIES],
        spans=tuple((row.box, row.end) for row in dated if row.entry.day),
        links=tuple(links),
        newest=_latest(own or every),
        latest=_latest(every),
        dated=sum(row.dated for row in kept) + sum(bool(e.day) for e in entries[len(kept) :]),
    )


def rows_of_script(script: str, resolver: Resolver) -> list[Entry]:
    """Rows of lists that a script holds as a data block, or writes, and that lead somewhere."""
    rows: list[Row] = []
    if records := lists_script.records_of(script):
        block = Page(records)
        rows = _completed(block, rows_in(block, resolver))
    elif written := lists_script.written_by(script):
        rows = _listed(Page(written), resolver)
    return [row.entry for row in rows if row.entry.url]


def _listed(page: Page, resolver: Resolver) -> list[Row]:
    """What looks like rows of lists by date, markup and siblings."""
    rows = _completed(page, rows_in(page, resolver))
    groups = Counter((page.nodes[row.box].parent, row.dated) for row in rows)
    return [row for row in rows if _is_row(page, row, groups)]


def _latest(entries: list[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: entry.day, default=None)


def _links_only(page: Page, rows: list[Row]) -> set[int]:
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


def _is_row(page: Page, row: Row, groups: Counter[tuple[int, bool]]) -> bool:
    """Whether a box with a link is a row of a list: by its date, its markup and its siblings."""
    box, entry = page.nodes[row.box], row.entry
    like_it = groups[box.parent, row.dated]
    if not entry.url:
        return bool(entry.day) and like_it >= MIN_SIBLINGS
    if row.dated:
        # A lone link beside a date may be the source in the line under a headline.
        if box.tag in LISTED or like_it > 1:
            return True
        return len(entry.title) >= MIN_ALONE and not _is_article(page, row.box)
    in_list = box.tag in LISTED and box.area == "body" and like_it >= MIN_SIBLINGS
    return in_list and len(entry.title) >= MIN_UNDATED


def _is_article(page: Page, box: int) -> bool:
    """Whether a box with one link is a short article with its header line, not a row."""
    inside = page.nodes[box : min(page.nodes[box].end, box + LARGEST)]
    words = page.text(box, LONGEST)
    return any(n.tag in {"h1", "h2"} for n in inside) or bool(_HEADER_LINE.search(words))


def _completed(page: Page, rows: list[Row]) -> list[Row]:
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


def unread(page: Page, lists: Lists, links: int) -> Literal["", "script", "json"]:
    """Why the page's list couldn't be read, if it has one that a script fills."""
    return lists_script.unread(
        page,
        dated=any(entry.day for entry in lists.entries),
        rows=bool(lists.entries),
        block=bool(lists.links),
        links=links,
    )
