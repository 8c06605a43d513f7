"""Places (出处): where in the archived pages stands what a report quotes.

Only pages that a fault or a suspicion quotes are read again, each once, when the report is made:
the crawl and the judgement pay nothing for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from checks.evidence import SiteEvidence
from checks.facts.places import Place
from checks.finding import Finding, Quote, Source, Status

if TYPE_CHECKING:
    from checks.facts.deep import DeepPage

MAX_PAGES = 200
"""Pages read again for one report."""
MAX_CARRIERS = 3
"""Pages of one finding on which its link is looked up."""


class Placer:
    """Looks up places, page by page.

    Args:
        evidence: what the bundle holds.
    """

    def __init__(self, evidence: SiteEvidence) -> None:
        self._evidence = evidence
        self._read: set[str] = set()
        self._walked: WeakSet[DeepPage] = WeakSet()
        self._known: dict[tuple[str, str, str], Place | None] = {}

    def carriers(self, finding: Finding) -> dict[Source, Place]:
        """Where the link to a finding's subject stands on the first pages that carry it."""
        if finding.status not in (Status.FAIL, Status.REVIEW) or "://" not in finding.subject.id:
            return {}
        found: dict[Source, Place] = {}
        for source in finding.sources[:MAX_CARRIERS]:
            target = finding.subject.id.removesuffix(f"#{finding.outcome}")
            if place := self._place(source.page, target, source.anchor):
                found[source] = place
        return found

    def quoted(self, quote: Quote) -> Place | None:
        """Where a quotation stands."""
        return self._place(quote.page, "", quote.words)

    def _place(self, url: str, target: str, words: str) -> Place | None:
        key = (url, target, words)
        if key not in self._known:
            self._known[key] = self._look_up(url, target, words)
        return self._known[key]

    def _look_up(self, url: str, target: str, words: str) -> Place | None:
        attempt, _ = self._evidence.final(url)
        if attempt is None or (url not in self._read and len(self._read) >= MAX_PAGES):
            return None
        self._read.add(url)
        page = self._evidence.deep(attempt)
        if page is None:
            return None
        facts = self._evidence.facts(attempt)
        charset = facts.charset if facts else "utf-8"
        if target and page not in self._walked:
            page.links(attempt.url, charset)
            self._walked.add(page)
        return (page.locate_link(target) if target else None) or page.locate(words)
