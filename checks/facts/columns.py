"""Columns (栏目): which a site has, what stands in them, and how new the newest is.

Columns are recognised by the ColumnType and ColumnName tags, by the words of links to them, by
headings and breadcrumbs, and, as mere guesses, by contained words and path abbreviations
(indicators §3.5, §6.1). Everything that could not be read is said to be so: a column is ``blank``
only if nothing on its page, under it, or loaded by it could hold content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence, once_a_view
from checks.facts.cadence import Period, period_of
from checks.facts.candidates import Candidate, Candidates, is_paging, stem_of
from checks.facts.catalogue import is_answered
from checks.facts.column import Column, State
from checks.facts.days import Days
from checks.facts.neighbours import is_neighbour
from checks.facts.synonyms import is_resting, is_topic
from checks.facts.text import normal
from checks.facts.types import Entry
from checks.observations import Page

__all__ = ["Column", "State", "find_columns", "rows_of"]

_NOT_HERE = (404, 410)
# Rows from which on an answer to a script (jpaas) may be but the first of several where it does not
# count its pages: sites ask for ten or more at a time (project default 【建议】).
_UNIT = 10
# Columns below columns that are counted in; a tree that goes deeper is none that a person climbs.
_DEEPEST = 50


@once_a_view
def find_columns(evidence: SiteEvidence) -> tuple[Column, ...]:
    """All columns of a site in order of level and discovery; remembered for each view."""
    return tuple(_Reader(evidence).columns())


def rows_of(evidence: SiteEvidence, column: Column) -> Iterator[tuple[Entry, str, str]]:
    """Rows of a column and its sub-columns: the row, its day, the names of its sub-columns."""
    known = {c.url: c for c in find_columns(evidence)}
    days = Days(evidence)
    waiting, done = [(column, "")], set()
    while waiting:
        here, path = waiting.pop(0)
        if here.url in done:
            continue
        done.add(here.url)
        for url in here.pages:
            page = evidence.page(url)
            for row in page.facts.entries if page else ():
                yield row, days.of(row), path
        waiting += [(known[u], f"{path} {known[u].name}") for u in here.children if u in known]


@dataclass
class _Lists:
    """What the pages of one column hold, before its sub-columns are counted in."""

    pages: list[Page]
    next_unread: bool
    hidden: bool
    rows: list[Entry]


class _Reader:
    """Reads what stands in the candidates of one view."""

    def __init__(self, evidence: SiteEvidence) -> None:
        self.evidence = evidence
        self.found = Candidates(evidence)
        self.today = evidence.today.isoformat()
        self.days = Days(evidence)
        self.made: dict[str, Column] = {}
        self.open: set[str] = set()

    def columns(self) -> list[Column]:
        for url in self.found.by_url:
            self._column(url)
        above: dict[str, str] = {}
        for column in sorted(self.made.values(), key=lambda c: c.level):
            for url in column.children:
                above.setdefault(url, column.url)
        finished = [
            msgspec.structs.replace(c, parent=above.get(c.url, ""), period=_period(c))
            for c in self.made.values()
        ]
        return sorted(finished, key=lambda c: c.level)

    @cached_property
    def _frame_rows(self) -> set[str]:
        """Rows that more than half of the list pages carry: side lists of the template."""
        lists = [p for p in self.evidence.pages if p.facts.kind == "column" and p.facts.entries]
        count = Counter(u for p in lists for u in {e.url for e in p.facts.entries if e.url})
        return {u for u, n in count.items() if n * 2 > len(lists)} if len(lists) >= 5 else set()

    @cached_property
    def _carriers(self) -> Counter[str]:
        """How many pages refer to a target outside navigation and footer."""
        pages = ({x.url for x in p.facts.links if x.area == "body"} for p in self.evidence.pages)
        return Counter(url for page in pages for url in page)

    @cached_property
    def _home_forms(self) -> set[str]:
        home = self.evidence.home
        return {x.url for x in home.facts.links if x.kind == "form"} if home else set()

    @cached_property
    def _static_scripts(self) -> set[str]:
        """Scripts that also stand on pages whose list is in the HTML: they fill no lists."""
        return {
            url
            for page in self.evidence.pages
            if page.facts.kind == "column" and not page.facts.entries_unread
            if any(row.url not in self._frame_rows for row in page.facts.entries)
            for url in page.facts.scripts
        }

    @cached_property
    def _script_carriers(self) -> Counter[str]:
        """How many pages load a script, whatever query its address carries."""
        return Counter(url for page in self.evidence.pages for url in page.facts.scripts)

    def _loads_its_own(self, page: Page) -> bool:
        """Whether it loads a script that no other page loads: that might bring newer rows."""
        return any(self._script_carriers[url] == 1 for url in page.facts.scripts)

    def _column(self, url: str) -> Column:
        if url in self.made:
            return self.made[url]
        one = self.found.by_url[url]
        self.open.add(url)
        self.made[url] = self._judged(one)
        self.open.discard(url)
        return self.made[url]

    def _judged(self, one: Candidate) -> Column:
        page, crumbs = one.page, one.page.facts.breadcrumb if one.page else ()
        column = Column(
            url=one.url,
            name=one.name,
            types=one.types,
            how=one.how,
            level=1 if one.nav and not one.above and len(crumbs) <= 2 else max(2, one.depth),
            internal=one.internal,
            resting=is_resting(one.name) or self._in_topic(one, crumbs),
            sources=tuple(dict.fromkeys(one.sources)),
        )
        if one.asked and page is None:
            return msgspec.structs.replace(column, state="unread")
        if page is None or not self._is_readable(one):
            attempt = self.evidence.attempt(one.url)
            good = attempt is not None and 200 <= attempt.status < 300
            file = good and attempt is not None and self.evidence.facts(attempt) is None
            return msgspec.structs.replace(
                column,
                state="static" if file and one.internal else "not-seen",
                gone=attempt is not None and attempt.status in _NOT_HERE,
            )
        if one.asked and page.facts.records is None:
            return msgspec.structs.replace(column, state="unread")
        if self._is_home_copy(page) or is_blocked(self.evidence, page.attempt):
            return msgspec.structs.replace(column, state="unread")
        if page.facts.kind in ("article", "guide"):
            return msgspec.structs.replace(column, state="static", pages=(page.url,))
        return self._counted(column, page)

    def _is_readable(self, one: Candidate) -> bool:
        """Whether what stands at its address is the site's, here or with a neighbour."""
        return one.internal or is_neighbour(self.evidence.site.host, one.url)

    def _in_topic(self, one: Candidate, crumbs: tuple[str, ...]) -> bool:
        """Whether its path, or every page that links it, is that of a topic."""
        if is_topic("", one.url) or any(is_topic(name, "") for name in crumbs[:-1]):
            return True
        above = map(self.evidence.page, {source.page for source in one.sources} - {one.url})
        pages = [page for page in above if page]
        return bool(pages) and all(is_topic(page.facts.title, page.url) for page in pages)

    def _is_home_copy(self, page: Page) -> bool:
        """Whether a page is what the site also answers at its home or at a made-up path."""
        urls = [self.evidence.site.home, *self.evidence.random_paths]
        same = {a.sha256 for a in map(self.evidence.attempt, urls) if a is not None}
        return page.attempt.sha256 != "" and page.attempt.sha256 in same

    def _lists(self, page: Page) -> _Lists:
        if page.facts.catalogue:  # its lists are those of its columns
            return _Lists([page], False, not is_answered(self.evidence, page.facts), [])
        pages, next_unread, hidden = [page], False, False
        known = {page.url}
        for here in pages:
            facts = here.facts
            data = [self.evidence.page(url) for url in facts.asked]
            brought = any(p and p.facts.entries for p in data) and all(data)
            if not brought:
                hidden |= bool(facts.entries_unread) or facts.kind in ("shell", "frameset")
            frames = [x.url for x in facts.links if x.kind == "frame"]
            onward = self._onward(here)
            for url in [*onward, *frames, *(facts.asked if brought else ())]:
                following = self.evidence.page(url)
                # What a script may name otherwise counts where it is a list.
                other = following is not None and url == facts.turned_page
                other |= facts.records is not None and url == facts.next_records
                if following is None or (other and not following.facts.entries):
                    next_unread |= url in onward
                    hidden |= url in frames
                elif following.url not in known:
                    known.add(following.url)
                    pages.append(following)
        if not any(self._onward(here) for here in pages):
            next_unread = any(here.facts.more_pages for here in pages)
        units = {url for here in pages for url in here.facts.asked}
        told = {p.url for p in pages if p.facts.page_count or p.facts.records is not None}
        next_unread |= any(p.url in units - told and len(p.facts.entries) >= _UNIT for p in pages)
        rows = [
            row
            for here in pages
            for row in here.facts.entries
            if row.day or (row.url and self.found.end(row.url) not in self.found.by_url)
        ]
        rows += self._loose(pages, {row.url for row in rows})
        return _Lists(pages, next_unread, hidden, rows)

    def _onward(self, here: Page) -> list[str]:
        """Where a list goes on: its next page, or its further records."""
        facts = here.facts
        told = facts.next_page or facts.next_records or facts.turned_page
        return [told] if told else []

    def _loose(self, pages: list[Page], rows: set[str]) -> Iterator[Entry]:
        """Articles that a list page links outside its rows, such as a pinned one (置顶)."""
        for link in (link for page in pages for link in page.facts.links):
            if link.area != "body" or link.kind != "page" or link.url in rows:
                continue
            article = self.evidence.page(link.url)
            if article is None or article.facts.kind != "article":
                continue
            # A pinned 重要公告 is an article, though a column may have that name.
            if link.url not in self.found.by_url or link.url not in self.found.home_links:
                rows.add(link.url)
                yield Entry(link.text, link.url)

    def _counted(self, column: Column, page: Page) -> Column:
        lists = self._lists(page)
        children, unsure = self._children(column, page, lists)
        rows = [r for r in lists.rows if r.url not in self._frame_rows]
        only_frame = bool(lists.rows) and not rows
        days = [self.days.of(row) for row in rows]
        past = [d for d in days if d and d <= self.today]
        # What a script opens it may also have filled, or fill with something else.
        opened = all(row.url for here in lists.pages for row in here.facts.entries)
        deep = len(self.open) > _DEEPEST
        below = [] if deep else [self._column(u) for u in children if u not in self.open]
        unseen_below = (
            unsure
            or (deep and bool(children))
            or any(c.state in ("unread", "not-seen") and not c.gone for c in below)
        )
        entries = len(rows) + sum(c.entries for c in below)
        dated = len(past) + sum(c.dated for c in below)
        state: State
        if lists.hidden or only_frame:
            state = "unread"
        elif entries:
            state = "read" if dated else "undated"
        elif unseen_below:
            state = "unread"
        else:
            state = self._empty_state(column, lists, has_children=bool(children))
        whole = state in ("read", "blank", "static") and not unseen_below
        whole = whole and opened and not self._loads_its_own(page)
        sorted_ = not lists.next_unread or _descending(days)
        return msgspec.structs.replace(
            column,
            state=state,
            entries=entries,
            dated=dated,
            future=sum(d > self.today for d in days) + sum(c.future for c in below),
            newest=max([*past, *(c.newest for c in below)], default=""),
            certain=whole
            and sorted_
            and state == "read"
            and dated * 5 >= entries * 4
            and (not days or bool(days[0]))
            and all(c.certain for c in below if c.entries),
            full=whole and not lists.next_unread and all(c.full or c.gone for c in below),
            pages=tuple(p.url for p in lists.pages),
            children=tuple(children),
        )

    def _children(self, column: Column, page: Page, lists: _Lists) -> tuple[list[str], bool]:
        """Sub-columns that a page links, and whether it links something that may be one."""
        rows = {row.url for row in lists.rows}
        own = {p.url for p in lists.pages}
        stem = stem_of(page.url)
        names, own_crumbs = self._names(column, page), len(page.facts.breadcrumb)
        children = {url: None for url in self.found.below.get(column.url, ()) if url not in own}
        unsure = False
        for link in page.facts.links:
            end = self.found.end(link.url)
            if link.kind != "page" or end in own or link.url in rows:
                continue
            one = self.found.by_url.get(end)
            if one is None:
                target = self.evidence.targets.get(end)
                unsure |= (
                    link.area == "body"
                    and target is not None
                    and target.internal
                    and not target.attempts
                    and end not in self.found.home_links
                    and not is_paging(link.text)
                )
                continue
            crumbs = [normal(c) for c in one.page.facts.breadcrumb] if one.page else []
            if len(crumbs) > own_crumbs > 0:
                below = bool(names & set(crumbs[:-1]))
            else:
                below = bool(stem) and end.startswith(stem)
            if below or (own_crumbs == 0 and names & set(crumbs[:-1])):
                children[end] = None
            elif not crumbs and end not in self.found.home_links and one.internal:
                unsure |= link.area == "body"
        return list(children), unsure

    def _names(self, column: Column, page: Page) -> set[str]:
        """Names by which pages below a column may know it."""
        anchors = self.found.by_url[column.url].anchors
        return {normal(n) for n in (column.name, *anchors, *page.facts.breadcrumb[-1:])} - {""}

    def _may_be_hub(self, column: Column, page: Page) -> bool:
        """Whether the page may be an entrance to other pages that the site's menu hides from us.

        It is none if the site shows its tree, by breadcrumbs or by folders, and nothing is below.
        """
        if page.facts.entries:
            return True
        if self._names(column, page) & self.found.upper_crumbs:
            return True
        if column.level == 1 and self.found.nav_unread:
            return True
        folder = page.url.endswith("/") and bool(stem_of(page.url))
        return not page.facts.breadcrumb and not folder

    def _empty_state(  # noqa: PLR0911 - one line a reason
        self, column: Column, lists: _Lists, *, has_children: bool
    ) -> State:
        """What a page without any row is: a text, something out of sight, or nothing."""
        told = lists.pages[0].facts.records
        if told is not None and not has_children:
            return "unread" if told else "blank"
        words = not all(page.facts.wordless for page in lists.pages)
        if has_children or words or self._may_be_hub(column, lists.pages[0]):
            return "static"
        if any(page.facts.cut for page in lists.pages):
            return "unread"
        own = {page.url for page in lists.pages} | {self.evidence.site.home}
        crumbs = {normal(name) for name in lists.pages[0].facts.breadcrumb}
        stem = stem_of(column.url)
        if any(page.facts.scripts - self._static_scripts for page in lists.pages):
            return "unread"
        for link in (link for page in lists.pages for link in page.facts.links):
            if link.kind == "frame" and self.found.end(link.url) not in self.found.home_links:
                return "unread"
            if link.area != "body" or link.kind in ("script", "style", "frame"):
                continue
            end = self.found.end(link.url)
            if link.kind == "form" and end in self._home_forms:
                continue
            if end in own or is_paging(link.text) or normal(link.text) in crumbs:
                continue
            if self._carriers[link.url] <= 2 or (stem and end.startswith(stem)):
                return "static"
        return "blank"


def _period(column: Column) -> Period | None:
    if column.guessed:
        return None
    return period_of(column.name, column.types, level=column.level, resting=column.resting)


def _descending(days: list[str]) -> bool:
    """Whether a list plainly stands newest first (a few pinned rows may break the order)."""
    pairs = list(zip([d for d in days if d], [d for d in days if d][1:], strict=False))
    return len(pairs) > 1 and sum(a >= b for a, b in pairs) * 5 >= len(pairs) * 4
