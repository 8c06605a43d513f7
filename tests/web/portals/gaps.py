"""Where the readers fall short of the truth of generated portals; a test keeps the table true.

Whoever closes a gap takes it out: the test names what is left over.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Gap(NamedTuple):
    """One shortfall of a fact.

    Attributes:
        how: answers are ``missed`` only, or some are ``wrong`` or invented.
        why: its cause.
        systems: names of the systems that it shows on.
    """

    how: Literal["missed", "wrong"]
    why: str
    systems: tuple[str, ...]


GAPS: dict[str, tuple[Gap, ...]] = {
    "entries": (Gap("missed", "two rows without a day in a box of their own", ("mixed",)),),
    "more pages": (Gap("wrong", "fewer rows read than its script counts, as above", ("mixed",)),),
    "entry days": (Gap("missed", "05-24 whose year stands on the article alone", ("vsb",)),),
    "newest entry": (Gap("missed", "as the days of the rows", ("vsb",)),),
    "column blank": (
        Gap("missed", "held back: a script or another mark of doubt", ("jpaas", "asp")),
    ),
}
"""By fact."""


def known(system: str) -> dict[str, str]:
    """What is known of one system: fact, and how it falls short at worst."""
    found: dict[str, str] = {}
    for fact, gaps in GAPS.items():
        for gap in gaps:
            if system in gap.systems and found.get(fact) != "wrong":
                found[fact] = gap.how
    return found
