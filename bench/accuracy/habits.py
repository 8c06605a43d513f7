"""Own pages in real habits of lists and kinds: invented pages, each with its truth beside it.

The pages: ``tests/checks/facts/lists_pages``, ``first``, then ``second``. The last rows ask what
the checks would make of a page as a column of a site: called blank that has content, or shown to
hold nothing newer than a day that is not its newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from bench.accuracy.pages import Half, half_of
from bench.accuracy.score import Tally
from checks.facts.columns import find_columns
from checks.facts.membership import column_of
from checks.facts.page import read_page
from checks.facts.text import normal
from checks.facts.types import PageFacts
from tests.checks.build import PortalBuilder
from tests.checks.facts.list_pages import ListPage, list_pages, neighbour

_GROUPS = {
    "first": "first set of invented pages, not blind since",
    "second": "second set of invented pages, not blind since",
}
_TITLE = 12
"""Characters that tell a title from the others of its page."""


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by set of pages, then by question."""
    for group, words in _GROUPS.items():
        tallies: dict[str, Tally] = {}
        for page in list_pages(group):
            if half not in (None, half_of(page.name)):
                continue
            for asked, answer, truth in answers(page):
                tallies.setdefault(asked, Tally()).add(answer, truth, page.name)
        for asked, tally in tallies.items():
            yield f"{asked}, {words}", tally


def answers(page: ListPage) -> Iterator[tuple[str, str, str]]:
    """What is asked of a page, the reader's answer, and the truth; empty stands for none."""
    facts = read_page(page.body, page.url)
    # Of several right answers that which was given is the truth.
    yield "kind", facts.kind, facts.kind if facts.kind in page.kinds else page.kinds[0]
    if page.asked:
        yield from _newest(page, facts)
    onward = page.next_pages
    yield "next page", facts.next_page, facts.next_page if facts.next_page in onward else onward[0]
    lists = {"column", "home", "directory", "search", "other", "shell"}
    if lists.intersection(page.kinds):
        # A shell says by its kind that its list wasn't read.
        read = "script" if facts.kind == "shell" else facts.entries_unread
        yield "unread", "yes" if read else "", "yes" if page.unread else ""
    if page.path:
        yield "path", " > ".join(facts.breadcrumb), " > ".join(page.path)
    if page.types is not None:
        told = "|".join(sorted(page.types))
        types = set(column_of(facts).types)
        yield "type of the column", told if page.types <= types else "|".join(sorted(types)), told
    if "column" in page.kinds:
        yield from _verdicts(page)


def _newest(page: ListPage, facts: PageFacts) -> Iterator[tuple[str, str, str]]:
    newest, truth = facts.newest, page.newest
    yield "newest day", newest.day if newest else "", truth.day if truth else ""
    if truth:
        title = normal(newest.title) if newest else ""
        wanted = normal(truth.title)[:_TITLE]
        yield "newest title", wanted if wanted in title else title, wanted
        yield "newest target", newest.url if newest else "", truth.target
    read = [(normal(entry.title), entry.day) for entry in facts.entries]
    for row in page.rows:
        wanted = normal(row.title)[:_TITLE]
        yield "day of each row", next((day for title, day in read if wanted in title), ""), row.day


def _verdicts(page: ListPage) -> Iterator[tuple[str, str, str]]:
    """The page as a column of a site whose other columns have rows."""
    home = urljoin(page.url, "/")
    if page.url == home:
        return
    builder = PortalBuilder(home, as_of="2026-12-01")
    builder.answer(home, body=page.home)
    builder.answer(page.url, body=page.body)
    for link in read_page(page.home, home).links:
        if link.kind == "page" and link.url not in (home, page.url) and link.url.startswith(home):
            builder.answer(link.url, body=neighbour(page, link.url, link.text or "其他"))
    column = next((c for c in find_columns(builder.build()) if c.url == page.url), None)
    if column is None:
        return
    yield "called blank", "yes" if column.state == "blank" else "", "yes" if page.blank else ""
    newest = page.newest.day if page.newest else ""
    older = column.certain and column.newest < newest
    yield "called older than it is", column.newest if older else "", ""
    newer = column.newest > newest and page.asked
    yield "called newer than it is", column.newest if newer else "", ""
