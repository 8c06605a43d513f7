"""Levels (层级): the home page, what it links to (二级链接), what those pages link to (三级链接).

The national measures of IPv6 support count links in these three levels.
"""

from __future__ import annotations

from collections import Counter

from checks.evidence import SiteEvidence
from checks.observations import Target

LEVELS = (1, 2, 3)
_FOLLOWED = {"page", "document", "frame"}


def level_of(evidence: SiteEvidence, target: Target) -> int:
    """1 for the home page, 2 for what it links to, 3 for what those pages link to; 0 for others.

    A target counts where it is found first; links that a visitor follows count, parts that a page
    loads do not.
    """
    if target.url == evidence.site.home:
        return 1
    if not target.kinds & _FOLLOWED or not target.url.startswith(("http://", "https://")):
        return 0
    return target.depth + 1 if 0 < target.depth < LEVELS[-1] else 0


def linked_hosts(evidence: SiteEvidence) -> list[str]:
    """Hosts of the three levels, those of most links first."""
    counts = Counter(t.host for t in evidence.targets.values() if level_of(evidence, t))
    return sorted(counts, key=lambda host: (-counts[host], host))
