"""Broken links to the site's own pages (站内死链)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding
from checks.framework import check
from checks.links.judge import LinkOptions, judge_links
from checks.links.outcomes import outcomes_of


@check(
    id="broken-internal",
    title="Links to the site's own pages do not open",
    title_pass="Links to the site's own pages open",
    scope="link",
    needs=("home",),
    outcomes=outcomes_of("internal"),
    options=LinkOptions,
    version=5,
)
def broken_internal(evidence: SiteEvidence, options: LinkOptions) -> Iterator[Finding]:
    """Links to the site's own pages do not open (站内死链).

    Looks at:
        Every address on the site's own hosts to which a page that was read links, or which it
        shows in a frame; each address once, with all the pages that carry the link.

    Basis:
        indicator-2019, 功能设计 · 可用性: links on the home page and on other pages must open
        (census-2015, 链接可用性).

    Decides:
        Redirects are followed to their end, with the cookies that they set. A fault is HTTP 404
        or 410, a server error (5xx except 503), a host name that does not exist, a refused port,
        redirects in a circle, or a page that says in words that nothing is there and is the same
        as the site's answer to nonsense. Timeouts, DNS, TLS and connection trouble, other
        statuses, answers that take longer than the table allows, other redirects that lead
        nowhere, pages that only look like the site's answer to nonsense, and addresses that stand
        in scripts only are for a person to review.

    Evidence:
        The answer to every address on the way, archived, at two times at least 60 seconds apart,
        and a third time in a browser or hours later. Without the third look only 404, 410, missing
        hosts and bad files count; all else is for a person to review.

    Does not accuse:
        When the two looks differ; when a wall or a login turns machines away (401, 403, 405, 412,
        429, 521, challenge pages); when robots.txt, a limit or the address guard kept us from
        looking; when the name server that knows no such host denies the site's own name as well;
        when the page that comes with HTTP 404 has content and the link's own words for a title;
        when more than half of the site's pages, more than half of at least ten links, or all of at
        least three fail alike.

    Remedy:
        Put the page back, correct the address, or take the link off the pages listed.
    """
    return judge_links(broken_internal, evidence, options, "internal")
