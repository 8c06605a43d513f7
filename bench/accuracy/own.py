"""Our own pages in the habits of real sites: days, title, source, numbers, disclosure, body.

Written and labelled before the reader was run on them; then faults seen there led to rules, so that
nothing is blind any more. What came out when they were first read stands in the labels' README.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.dates import misleads
from bench.accuracy.pages import Half
from bench.accuracy.score import Tally
from tests.checks.facts.own_pages import DAYS, WORDS, Answer, OwnPage, answer, own_pages


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """A row for each fact; no half of these pages is kept for measuring only."""
    if half:
        return
    read = [(page, answer(page)) for page in own_pages()]
    for key in (*DAYS, *WORDS):
        yield f"{key}, own pages in real habits", fact(read, key)
        if key == "published":
            yield f"{key}, dangerous, own pages in real habits", _danger(read)
    yield "body: first, last and no outside words, own pages in real habits", _body(read)


def fact(read: list[tuple[OwnPage, Answer]], key: str) -> Tally:
    """Answers on one fact; of several that are right the one given counts as wanted."""
    tally = Tally()
    for page, given in read:
        wanted = page.wanted(key)
        if wanted is not None:
            said = given.facts[key]
            tally.add(said, said if said in wanted else max(wanted), page.name)
    return tally


def _danger(read: list[tuple[OwnPage, Answer]]) -> Tally:
    tally = Tally()
    for page, given in read:
        wanted = page.wanted("published")
        if wanted is not None:
            misled = all(misleads(given.facts["published"], day) for day in wanted)
            tally.add("misleads" if misled else "", "", page.name)
    return tally


def _body(read: list[tuple[OwnPage, Answer]]) -> Tally:
    tally = Tally()
    for page, given in read:
        for words in (*page.words("first"), *page.words("last")):
            tally.add(words if words in given.text else "", words, page.name)
        for words in page.words("outside"):
            tally.add(words if words in given.text else "", "", page.name)
    return tally
