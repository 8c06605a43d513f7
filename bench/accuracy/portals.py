"""Generated portals: each fact of a page and of a column, by publishing system.

The pages are ours (``tests/web/portals``), in the habits of the systems; figures on them say
whether a habit is read at all, and nothing of how often it occurs. They are never added to those
of real pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.generated import portals
from bench.accuracy.pages import Half
from bench.accuracy.score import Tally
from tests.web.portals.facts import FACTS
from tests.web.portals.reading import (
    COLUMN_FACTS,
    Answered,
    compare,
    compare_columns,
    evidence_of,
)


def _count(tally: Tally, one: Answered, where: str) -> None:
    if one.fact.single:
        tally.add(min(one.answer, default=""), min(one.truth, default=""), where)
    else:
        tally.add_all(set(one.answer), set(one.truth), where)


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by fact, then by system; the row of all systems first."""
    names = [*(fact.name for fact in FACTS), *COLUMN_FACTS]
    tallies: dict[str, dict[str, Tally]] = {name: {"all systems": Tally()} for name in names}
    for site, portal in portals(half):
        answers = [*compare(portal), *compare_columns(portal, evidence_of(portal))]
        for one in answers:
            of_fact = tallies[one.fact.name]
            own = of_fact.setdefault(portal.system.name, Tally())
            for tally in (of_fact["all systems"], own):
                _count(tally, one, f"{site} {one.path}")
    for name, of_fact in tallies.items():
        for system, tally in of_fact.items():
            yield f"{name}, {system}", tally
