"""The readers on our own pages in the habits of real sites: no answer is wrong."""

from __future__ import annotations

import pytest

from tests.checks.facts.own_pages import OwnPage, differences, own_pages

PAGES = list(own_pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.group}:{page.name}")
def test_what_a_page_says_is_read(page: OwnPage) -> None:
    """What is read is right; nothing is missed but what the page names as such."""
    wrong = list(differences(page))
    missed = {key for key, answer, _ in wrong if not answer}
    assert [one for one in wrong if one[1]] == []
    assert missed == set(page.truth.get("missed", "").split())


def test_names_are_unique() -> None:
    """A page is found by its name."""
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names)) > 100
