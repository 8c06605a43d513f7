"""Generated pages as labelled ones: whole portals of each publishing system with their truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bench.accuracy.pages import Half, half_of
from tests.web.portals import SYSTEMS, Portal, build
from tests.web.portals.truth import PageTruth

SEEDS = range(4)
"""Seeds that the measures use; each changes names, dates, marks and traps of every portal."""


@dataclass(frozen=True)
class GeneratedPage:
    """One page of a portal, with the members of `bench.accuracy.pages.LabelledPage` and its truth.

    Attributes:
        sha256: digest of the body, hexadecimal.
        body: bytes as they are served.
        url: address that it stands at.
        site: what the halves are split by: system and seed.
        system: publishing system.
        truth: what is true of it.
    """

    sha256: str
    body: bytes
    url: str
    site: str
    system: str
    truth: PageTruth

    @property
    def half(self) -> Half:
        """The half that its site is in."""
        return half_of(self.site)


@cache
def _portals() -> tuple[tuple[str, Portal], ...]:
    return tuple((f"{kind.name}#{seed}", build(kind, seed)) for kind in SYSTEMS for seed in SEEDS)


def portals(half: Half | None = None) -> Iterator[tuple[str, Portal]]:
    """Portals with the name that their half goes by; those of one half if one is named."""
    for site, portal in _portals():
        if half in (None, half_of(site)):
            yield site, portal


def generated(half: Half | None = None) -> Iterator[GeneratedPage]:
    """Pages of all portals; those of one half if one is named."""
    for site, portal in portals(half):
        for path, truth in portal.truth.items():
            body = portal.body(path)
            digest = hashlib.sha256(body).hexdigest()
            yield GeneratedPage(digest, body, portal.url(path), site, portal.system.name, truth)
