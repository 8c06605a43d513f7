"""Services that are of no use (服务不实用)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns.guides import read_guides
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check


class ServicesOptions(Options, frozen=True, kw_only=True):
    """Thresholds of the veto.

    Attributes:
        missing_classes: a guide that lacks this many of the eight elements counts.
        guides: from so many such guides the veto holds; of a site with fewer guides, if all do.
    """

    missing_classes: int
    guides: int


@check(
    id="services-impractical",
    title="Services are impractical: too many guides lack their elements",
    title_pass="Service guides are complete enough",
    scope="site",
    needs=("home",),
    outcomes={
        "below-threshold": Outcome(
            Status.PASS, "{count} of {guides} service guides lack {missing} or more elements."
        ),
        "too-many": Outcome(
            Status.FAIL,
            "{count} of {guides} service guides lack {missing} or more of the eight elements.",
            "Complete the guides that are listed under incomplete service guides.",
        ),
        "maybe-too-many": Outcome(
            Status.REVIEW,
            "{count} of the {guides} service guides read lack elements, but not all guides or "
            "not all of their parts could be seen.",
            "Open the guides in a browser and look for the missing elements.",
        ),
        "no-guides": Outcome(Status.NOT_TESTED, "No service guide was among the pages read."),
    },
    options=ServicesOptions,
)
def services_impractical(evidence: SiteEvidence, options: ServicesOptions) -> Iterator[Finding]:
    """Services are impractical because too many guides lack their elements (服务不实用).

    Looks at:
        Every page that is a service guide by its own words, as the check guide-elements does.

    Basis:
        indicator-2019, 单项否决 · 服务不实用, cases 2 and 3. The number of guides (5) is not
        confirmed by a source; the number of elements (4) is.

    Decides:
        The fault holds from as many guides as the line says, or, if the site has fewer guides and
        all of it was seen, when every one of them lacks the elements.

    Evidence:
        The pages of all guides that count, read twice at least 60 seconds apart.

    Does not accuse:
        Guides whose elements may stand in attachments, pictures, frames, further pages or scripts
        don't count. A site without any guide is not accused here: its services may be those of a
        common platform. When most of the site could not be had, nothing is said to be a fault.

    Remedy:
        Add the missing elements to the guides that are listed.
    """
    guides = list(read_guides(evidence))
    short = [g for g in guides if len(g.lacks) >= options.missing_classes]
    sure = [g for g in short if not g.elsewhere]
    few = len(guides) < options.guides
    if not guides:
        outcome = "no-guides"
    elif len(sure) >= options.guides or (
        few and len(sure) == len(guides) and evidence.coverage.complete
    ):
        outcome = "maybe-too-many" if mass_failure(evidence) else "too-many"
    elif len(short) >= options.guides or (few and len(short) == len(guides)):
        outcome = "maybe-too-many"
    else:
        outcome = "below-threshold"
    yield services_impractical.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={
            "count": len(short),
            "guides": len(guides),
            "missing": options.missing_classes,
        },
        rests_on=[Need("page", g.page.url) for g in sure],
    )
