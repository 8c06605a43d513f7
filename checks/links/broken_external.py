"""Broken links to other sites (外链失效)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding
from checks.framework import check
from checks.links.judge import LinkOptions, judge_links
from checks.links.outcomes import outcomes_of


@check(
    id="broken-external",
    title="Links to other sites do not open",
    title_pass="Links to other sites open",
    scope="link",
    needs=("home",),
    outcomes=outcomes_of("external"),
    options=LinkOptions,
    version=5,
)
def broken_external(evidence: SiteEvidence, options: LinkOptions) -> Iterator[Finding]:
    """Links to other sites do not open (外链失效).

    Looks at:
        Every address on a foreign host to which a page that was read refers, as link, image or
        other part; each once, with all the pages that carry it.

    Basis:
        indicator-2019, 功能设计 · 可用性; census-2015, 链接可用性 (外部链接).

    Decides:
        404 or 410 and a host name that does not exist are faults: the link is wrong, whoever
        runs the other server. Server errors, refused ports, timeouts and other trouble of the
        foreign server, and addresses that stand in scripts or style rules only, are for a person
        to review.

    Evidence:
        The answer to every address on the way, archived, at two times at least 60 seconds apart,
        and a third time in a browser where the run has one.

    Does not accuse:
        When the two looks differ; when the other site turns machines away (401, 403, 405, 412,
        429, 521, 999, challenge pages); when robots.txt, a limit or the address guard kept us
        from looking; when the name server that knows no such host denies the site's own name as
        well; when more than half of at least ten foreign targets, or all of at least three, fail
        alike, of all or of one host.

    Remedy:
        Correct the address or take the link off the pages listed.
    """
    return judge_links(broken_external, evidence, options, "external")
