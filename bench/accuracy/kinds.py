"""Page kinds: what sort of page it is, by its own bytes and address.

Labels: ``bench/labels/kinds.csv``; the rules are in ``bench/labels/README.md``. Each page counts
once in the row of all and once in that of its true kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.page import read_page

_SETS = {
    "gov": "Chinese government pages",
    "news": "Chinese pages of others",
    "foreign": "pages in other languages",
}


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by set of pages, then by true kind; the pages are real."""
    tallies: dict[tuple[str, str], Tally] = {}
    for page in labelled("kinds", half):
        label = page.rows[0]
        answer = read_page(page.body, page.url).kind
        for kind in ("all", label["kind"]):
            tally = tallies.setdefault((label["set"], kind), Tally())
            tally.add(answer, label["kind"], page.url)
    for name, words in _SETS.items():
        for (part, kind), tally in tallies.items():
            if part == name:
                yield f"{kind}, {words}", tally
