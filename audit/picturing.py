"""Picturing (取证截图): what the findings of a draft want a browser to show.

The visit that pictures a dead link is a look at it as well: the third, by a real browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.judging import Judged, LoadedSet, Terms, judge_evidence
from checks.evidence import SiteEvidence
from checks.finding import Finding, Severity, Status
from checks.links.outcomes import BY_ANSWER
from spiders.browser.pictures import Picture, Sights
from spiders.browser.reading import results_url

MOST = 24
"""Pictures of one run."""
OF_A_CHECK = 5
"""Findings of one check that are shown; a site's hundred dead links look alike."""


MOST_LOOKS = 50
"""Links of one run that the browser looks at."""


def sights_wanted(evidence: SiteEvidence, sets: Sequence[LoadedSet], terms: Terms) -> Sights:
    """What the browser is to show of a draft, after its second looks."""
    judged = judge_evidence(evidence, sets, terms)
    return Sights(third_looks(judged), tuple(pictures_wanted(evidence, judged)))


def third_looks(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Links that two looks call broken: those that need a third first, then the site's own.

    Of either those that most pages carry come first.
    """
    broken = [
        j.finding
        for j in judged
        if j.finding.subject.kind == "link" and j.finding.outcome in BY_ANSWER and _stands(j)
    ]
    foreign = "broken-external"
    broken.sort(
        key=lambda f: (f.status is Status.FAIL, f.check == foreign, -f.source_count, f.subject.id)
    )
    return tuple(dict.fromkeys(f.subject.id for f in broken))[:MOST_LOOKS]


def _stands(judged: Judged) -> bool:
    """Whether a fault was the same in all looks so far."""
    return judged.finding.status is Status.FAIL or judged.finding.awaiting == "third-look"


def pictures_wanted(evidence: SiteEvidence, judged: Sequence[Judged]) -> list[Picture]:
    """Pictures of the home page and of every finding that costs points, the gravest first.

    Pages that show numbers of persons are never pictured: nothing could mask them there.
    """
    home = evidence.site.home
    wanted = [Picture("home", home), Picture("home", home, device="mobile")]
    shown: Counter[str] = Counter()
    for one in judged:
        finding = one.finding
        costs = one.severity is not None and one.severity is not Severity.HINT
        if not _stands(one) or not costs or shown[finding.check] >= OF_A_CHECK:
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
    elif subject.kind == "search":
        pages = (url for trial in evidence.trials if (url := results_url(trial)))
        yield Picture(finding.fingerprint, next(pages, evidence.site.home))
    elif finding.check in ("search-missing", "stale-home"):
        yield Picture(finding.fingerprint, evidence.site.home)


def _personal(evidence: SiteEvidence, url: str) -> bool:
    page = evidence.page(url)
    return page is not None and bool(page.facts.personal)
