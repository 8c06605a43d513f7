"""Coverage (覆盖): whether what the crawl saw is the site at all."""

from __future__ import annotations

from checks.evidence import SiteEvidence, once_a_view

MASS_FAILURE_FROM = 5
"""Below this many pages looked at, a share says nothing."""

LEAST_PAGES = 5
"""Fewer pages than this are no sample of a site (project default 【建议】)."""


def is_sample(evidence: SiteEvidence) -> bool:
    """Whether enough of the site was read to say that something stands nowhere on it.

    All that the home page links was looked at, and it is more than a few pages.
    """
    coverage = evidence.coverage
    return len(evidence.pages) >= LEAST_PAGES and (coverage.complete or coverage.full_depth >= 1)


@once_a_view
def mass_failure(evidence: SiteEvidence) -> bool:
    """Whether more than half of the site's own pages that were looked at could not be had.

    Then the crawl saw a mirror, a wall or an outage instead of the site, and nothing may be
    called missing, blank or dead on the strength of it (project rule 【建议】, after the rule that
    many equal failures at once are a wall: indicators §5.4). Counted are internal page targets
    with an exchange, at the end of their redirects: failures, statuses from 400, and bot walls.
    Remembered for each view, as nearly every check asks.
    """
    read = {page.url for page in evidence.pages}
    failed = seen = 0
    for url, target in evidence.targets.items():
        if not target.internal or (target.kinds and "page" not in target.kinds):
            continue
        if all(a.purpose != "crawl" for a in target.attempts):
            continue  # a front door that we tried by ourselves, no page that the site names
        attempt, _ = evidence.final(url)
        if attempt is None:
            continue
        seen += 1
        facts = None if attempt.url in read else evidence.facts(attempt)
        wall = facts is not None and facts.kind == "challenge"
        failed += bool(attempt.failure) or attempt.status >= 400 or wall
    return seen >= MASS_FAILURE_FROM and failed * 2 > seen


def dns_denies_site(evidence: SiteEvidence) -> bool:
    """Whether the name server denies the name of the very site whose pages were read.

    In a closed network, on a copy of a site, or where the operator mapped its host to an address,
    the name server says so of every name: its "does not exist" (NXDOMAIN) proves nothing there.
    """
    answer = evidence.dns(evidence.site.host, "A")
    return answer is not None and answer.result == "no-such-name"
