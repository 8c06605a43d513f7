"""Picturing (取证截图): which pictures the findings of a draft want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.judging import LoadedSet, Terms, judge_evidence
from checks.evidence import SiteEvidence
from checks.finding import Finding, Severity, Status
from spiders.browser.pictures import Picture

MOST = 24
"""Pictures of one run."""
OF_A_CHECK = 5
"""Findings of one check that are shown; a site's hundred dead links look alike."""


def pictures_wanted(
    evidence: SiteEvidence, sets: Sequence[LoadedSet], terms: Terms
) -> list[Picture]:
    """Pictures of the home page and of every finding that costs points, the gravest first.

    Pages that show numbers of persons are never pictured: nothing could mask them there.
    """
    home = evidence.site.home
    wanted = [Picture("home", home), Picture("home", home, device="mobile")]
    shown: Counter[str] = Counter()
    for judged in judge_evidence(evidence, sets, terms):
        finding = judged.finding
        costs = judged.severity is not None and judged.severity is not Severity.HINT
        if finding.status is not Status.FAIL or not costs or shown[finding.check] >= OF_A_CHECK:
            continue
        shown[finding.check] += 1
        wanted += _of(finding, evidence)
    return [picture for picture in wanted if not _personal(evidence, picture.url)][:MOST]


def _of(finding: Finding, evidence: SiteEvidence) -> Iterator[Picture]:
    """A link on the page that carries it, and where it leads; a page as it is."""
    subject = finding.subject
    url = subject.id.partition("#")[0]
    if subject.kind == "link":
        for source in finding.sources[:1]:
            yield Picture(finding.fingerprint, source.page, mark=url)
        target = evidence.targets.get(url)
        if target is not None and target.kinds & {"page", "frame", "document"}:
            yield Picture(finding.fingerprint, url)
    elif subject.kind in ("page", "column", "guide") and url.startswith(("http://", "https://")):
        yield Picture(finding.fingerprint, url)
    elif finding.check in ("search-missing", "stale-home"):
        yield Picture(finding.fingerprint, evidence.site.home)


def _personal(evidence: SiteEvidence, url: str) -> bool:
    page = evidence.page(url)
    return page is not None and bool(page.facts.personal)
