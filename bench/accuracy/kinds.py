"""Page kinds: what sort of page it is, by its own bytes and address.

Labels: ``bench/labels/kinds.csv``; the rules are in ``bench/labels/README.md``. Each page counts
once in the row of all and once in that of its true kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.page import read_page


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by true kind; the pages are real."""
    tallies = {"all": Tally()}
    for page in labelled("kinds", half):
        truth = page.rows[0]["kind"]
        answer = read_page(page.body, page.url).kind
        for tally in (tallies["all"], tallies.setdefault(truth, Tally())):
            tally.add(answer, truth, page.url)
    for kind, tally in tallies.items():
        yield f"{kind}, real", tally
