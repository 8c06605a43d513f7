"""Where links stand (链接位置): on which pages, in which part of them, whether by a template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import get_args

from msgspec import Struct

from checks.evidence import SiteEvidence
from checks.facts.types import Place
from checks.finding import Source, Value

FRAME_FROM = 3
"""Pages from which on a link in navigation or footer is the template's, not the page's…"""
TEMPLATE_FROM = 5
"""… and from which on any link is that half of the pages carry (project rules 【建议】)."""
_ORDER: tuple[Place, ...] = get_args(Place)
_CODE = {"style", "script"}


class Spread(Struct, frozen=True):
    """How far one link is spread over the site.

    Attributes:
        sources: the pages that carry it, each once, with the words and the place of the link.
        place: the part of a page where most carry it; empty if unknown.
        home: whether the home page carries it: the tables count its links apart. A page further
            down that the audit began with is none.
        template: it stands in a template: one change there mends all pages.
        code: it stands in style rules and scripts only, which may never be used.
    """

    sources: tuple[Source, ...]
    place: str = ""
    home: bool = False
    template: bool = False
    code: bool = False

    @property
    def values(self) -> dict[str, Value]:
        """What a finding says of it."""
        return {
            "pages": len(self.sources),
            "place": self.place,
            "home": int(self.home),
            "template": int(self.template),
        }


def spreads(evidence: SiteEvidence, urls: Collection[str]) -> dict[str, Spread]:
    """Where each of some links stands."""
    places = _places(evidence, urls)
    return {url: _spread(evidence, url, places.get(url, {})) for url in urls}


def _places(evidence: SiteEvidence, urls: Collection[str]) -> dict[str, dict[str, Place]]:
    """Places by link and page; of several on one page the one that a reader meets first."""
    found: dict[str, dict[str, Place]] = {url: {} for url in urls}
    pages = {source.page for url in urls for source in evidence.targets[url].sources}
    attempts = {page: a for page in sorted(pages) if (a := evidence.attempt(page)) is not None}
    for page, attempt in attempts.items():
        facts = evidence.facts(attempt)
        for link in facts.links if facts is not None else ():
            if link.url in found:
                before = found[link.url].get(page, link.area)
                found[link.url][page] = min(before, link.area, key=_ORDER.index)
    sheets = {page for page, attempt in attempts.items() if attempt.content_type == "text/css"}
    for url in urls:
        carriers = {source.page for source in evidence.targets[url].sources}
        found[url].update(dict.fromkeys(sheets & carriers, "style"))
    return found


def _spread(evidence: SiteEvidence, url: str, places: Mapping[str, Place]) -> Spread:
    words: dict[str, str] = {}
    for source in evidence.targets[url].sources:
        words[source.page] = words.get(source.page) or source.anchor
    sources = tuple(Source(page, anchor, places.get(page, "")) for page, anchor in words.items())
    counts = Counter(source.place for source in sources if source.place)
    place = max(counts, key=lambda p: (counts[p], p), default="")
    framed = counts["nav"] + counts["footer"]
    wide = len(sources) >= TEMPLATE_FROM and 2 * len(sources) >= len(evidence.pages)
    return Spread(
        sources,
        place,
        home=evidence.begins_at_root
        and not words.keys().isdisjoint({evidence.site.home, evidence.site.url}),
        template=(len(sources) >= FRAME_FROM and 2 * framed > len(sources)) or wide,
        code=bool(sources) and all(source.place in _CODE for source in sources),
    )
