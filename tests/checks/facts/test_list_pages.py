"""Own pages in real habits of lists and kinds: every answer is right, but for those named here."""

from __future__ import annotations

import pytest

from bench.accuracy.habits import answers
from tests.checks.facts.list_pages import ListPage, list_pages

PAGES = [page for group in ("first", "second") for page in list_pages(group)]
LEFT = {
    (
        "about a county in tables: map, text with 查看详情, links to its topics",
        "type of the column",
    ),
    # Its footer bears no mark: too many words to be sure.
    ("asp.net list that says 本栏目正在建设中", "called blank"),
    # A side list may excuse a column; only its own newest row is asked for its day.
    ("side list 热点推荐 newer than the column's own rows", "called newer than it is"),
    # Days that head several lists may be that of today, too.
    ("rows under headings of their day", "kind"),
    ("rows under headings of their day", "newest day"),
    ("rows under headings of their day", "newest title"),
    ("rows under headings of their day", "newest target"),
    ("rows under headings of their day", "day of each row"),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_read_as_an_inspector_reads_it(page: ListPage) -> None:
    wrong = {
        (asked, answer, truth)
        for asked, answer, truth in answers(page)
        if answer != truth and (page.name, asked) not in LEFT
    }
    assert not wrong


def test_what_is_left_is_still_wrong() -> None:
    names = {page.name: page for page in PAGES}
    wrong = {
        (name, asked)
        for name in {name for name, _ in LEFT}
        for asked, answer, truth in answers(names[name])
        if answer != truth
    }
    assert wrong == LEFT
