"""Duties of disclosure planted in generated portals: kept, not kept, and what only looks so.

The titles are those of `tests.checks.fixtures.duty_rows`; here every publishing system dresses
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

from checks.evidence import SiteEvidence
from tests.checks.fixtures.duty_rows import DUTIES, SAMPLES, Sample
from tests.web.portals.content import Column, Content, Document
from tests.web.portals.portal import build
from tests.web.portals.reading import evidence_of
from tests.web.portals.system import System

Variant = Literal["kept", "renamed", "absent", "spoken-of", "old", "in-part"]
"""What is planted of every duty at once.

``kept`` all is published; ``renamed`` likewise under the other names of a sample; ``absent``
nothing is; ``spoken-of`` neither, but a piece of news speaks of it; ``old`` the newest is five
years old; ``in-part`` the first title alone is there.
"""

VARIANTS: tuple[Variant, ...] = ("kept", "renamed", "absent", "spoken-of", "old", "in-part")
KEPT = ("kept", "renamed")

_OWN = {"budget", "welfare", "annual-report", "projects"}
"""Columns that every generated portal has; they make way for those that are planted."""
_NEEDED = {"interpretation"}
"""Columns that no portal can do without: their duties are planted by no fault."""


def is_planted(sample: Sample, variant: Variant) -> bool:
    """Whether the variant changes anything for a duty, so that its verdict can be told right."""
    columns = set(DUTIES[sample.duty].columns)
    if columns & _NEEDED:
        return False
    if variant == "renamed":
        return bool(sample.renamed)
    if variant == "old":
        return bool(sample.old)
    # A first title may name the part of another duty's: only lists of names are told apart.
    return variant != "in-part" or DUTIES[sample.duty].named_parts


def _titles(sample: Sample, variant: Variant) -> tuple[str, ...]:
    return {
        "kept": sample.titles,
        "renamed": sample.renamed or sample.titles,
        "absent": (),
        "spoken-of": (),
        "old": sample.titles,
        "in-part": sample.titles[:1],
    }[variant]


def plant(variant: Variant) -> Callable[[Content], None]:
    """What puts a variant of every duty into a portal, to be handed to `build`."""

    def change(content: Content) -> None:
        content.columns = [c for c in content.columns if c.type not in _OWN]
        number = max(d.id for d in content.documents) + 1
        years = 5 if variant == "old" else 0
        for place, sample in enumerate(s for s in SAMPLES if not _is_needed(s)):
            titles = _titles(sample, variant)
            if variant == "spoken-of":
                number += 1
                news = content.column("news").documents
                label = DUTIES[sample.duty].label
                title = f"{content.agency.place}召开{label}工作推进会"
                news.append(_document("news", title, content, number, 30 + place, 0))
            if not titles:
                continue
            kind = f"duty-{sample.duty.lower()}"
            name = sample.column or f"专项公开{place}"
            column = Column(kind, name, kind, 5000 + place, "list")
            for n, title in enumerate(titles):
                number += 1
                told = title.format(y=content.as_of.year - years, p=content.as_of.year - years - 1)
                column.documents.append(_document(kind, told, content, number, 20 + n, years))
            content.columns.append(column)

    return change


def _is_needed(sample: Sample) -> bool:
    return bool(set(DUTIES[sample.duty].columns) & _NEEDED)


def _document(
    kind: str, title: str, content: Content, number: int, ago: int, years: int
) -> Document:
    day = content.as_of - timedelta(days=ago + 365 * years)
    return Document(
        id=number, column=kind, title=title, published=day, time="09:30:00", tagged=day,
        source=content.agency.office, paragraphs=[f"{title}。现予公布，详见正文。" * 3],
    )  # fmt: skip


def portals(kind: type[System], seed: int) -> Iterator[tuple[Variant, SiteEvidence]]:
    """Evidence of each variant of a system's portal."""
    for variant in VARIANTS:
        portal = build(kind, seed, change=plant(variant))
        yield variant, evidence_of(portal, portal.system.home)
