"""Days of list rows (条目日期): beside the title, or on the article that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from checks.evidence import SiteEvidence
from checks.facts.types import Entry

SEEN_SOURCES = ("header", "index-table")
"""Sources of a publication date that a reader sees; ``PubDate`` is often that of regeneration."""


@dataclass
class Days:
    """The day of a row: that beside it, or a later one that its article shows.

    Lists of documents often give the day of signing (成文日期) beside the title.
    """

    evidence: SiteEvidence

    def of(self, row: Entry) -> str:
        """ISO day of a row; empty if none was read."""
        page = self.evidence.page(row.url)
        shown = page.facts.published if page else None
        if shown is None or (row.day and shown.source not in SEEN_SOURCES):
            return row.day
        return max(row.day, shown.day)
