"""Made-up addresses are answered as if a page were there (不存在的页面未返回404)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check

_NOT_HERE = (404, 410)


class NoMissingPageOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="no-missing-page",
    title="Pages that do not exist are answered as if they did",
    title_pass="Pages that do not exist are said to be missing",
    scope="site",
    needs=("home",),
    outcomes={
        "told": Outcome(
            Status.PASS, "A made-up address is answered with status {status} (page not found)."
        ),
        "as-page": Outcome(
            Status.REVIEW,
            "A made-up address is answered with status {status}, as if there were a page: {url}",
            "Have the server answer with status 404 and a page that leads back to the site.",
        ),
        "unclear": Outcome(
            Status.NOT_TESTED,
            "What the site answers to a made-up address could not be seen.",
        ),
    },
    options=NoMissingPageOptions,
)
def no_missing_page(evidence: SiteEvidence, _: NoMissingPageOptions) -> Iterator[Finding]:
    """Pages that do not exist are answered as if they did (不存在的页面未返回404).

    Looks at:
        The answers to addresses that nobody linked, which the audit made up, redirects followed.

    Basis:
        guideline-2017, 页面与链接: a missing page is answered with 404 and a friendly page (not
        confirmed by the original).

    Decides:
        404 and 410 tell it. Any good status is for a person to look at, as nothing in the
        confirmed text forbids it; dead links hide behind such answers.

    Evidence:
        The archived answer to the made-up address.

    Does not accuse:
        Never: it only reviews. Refusals, bot walls, errors of the server and no answer at all say
        nothing.

    Remedy:
        Have the server answer with status 404 and a page that leads back to the site.
    """
    site = Subject("site", evidence.site.url)
    seen = []
    for url in sorted(evidence.random_paths):
        attempt, _chain = evidence.final(url)
        if attempt is None or attempt.failure or is_blocked(evidence, attempt):
            continue
        if attempt.status in _NOT_HERE or 200 <= attempt.status < 300:
            seen.append((attempt.status in _NOT_HERE, attempt.status, url))
    if not seen:
        yield no_missing_page.finding("unclear", site)
        return
    told, status, url = min(seen)
    yield no_missing_page.finding(
        "told" if told else "as-page",
        site,
        values={"status": status, "url": url},
        rests_on=[Need("page", url)],
    )
