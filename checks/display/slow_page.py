"""A page takes longer to load than the guideline advises (页面加载慢)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check


class SlowPageOptions(Options, frozen=True):
    """Longest time to load, in seconds."""

    seconds: float


@check(
    id="slow-page",
    title="A page loads slowly",
    title_pass="The pages looked at load quickly",
    scope="page",
    outcomes={
        "fast": Outcome(Status.PASS, "Loaded in {seconds} s: {requests} requests, {kilobytes} kB."),
        "slow": Outcome(
            Status.REVIEW,
            "Loaded in {seconds} s, longer than {limit} s: {requests} requests, {kilobytes} kB.",
            "Load the page from a usual connection; make pictures and scripts smaller, and let "
            "browsers keep them.",
        ),
        "not-timed": Outcome(
            Status.NOT_TESTED,
            "The page was not loaded to its end, or styles or scripts of it did not come: "
            "{requests} requests, {kilobytes} kB.",
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at a page of the site."),
    },
    options=SlowPageOptions,
    version=2,
)
def slow_page(evidence: SiteEvidence, options: SlowPageOptions) -> Iterator[Finding]:
    """A page takes longer to load than the guideline advises (页面加载慢).

    Looks at:
        The home page, a column, an article, a guide and a page of search results in Chromium: the
        time until everything that belongs to the page had come, how many requests, and how much.

    Basis:
        guideline-2017, 页面设计: a page should load within 3 seconds (不宜超过3秒).

    Decides:
        A longer time is for a person to look at: it is one measurement, at this place, through
        this connection.

    Evidence:
        Seconds, requests and bytes.

    Does not accuse:
        Anybody: "should" is advice. The pauses that we make between requests are left out. Nor is
        a page praised of which styles or scripts did not come.

    Remedy:
        Make pictures and scripts smaller and fewer, and let browsers keep them.
    """
    if not evidence.examined:
        yield slow_page.finding("not-examined", Subject("site", evidence.site.url))
    for page in evidence.examined:
        slow = "slow" if page.seconds > options.seconds else "fast"
        timed = page.seconds >= 0 and page.styled and page.scripted
        yield slow_page.finding(
            slow if timed else "not-timed",
            Subject("page", page.url),
            values={
                "seconds": page.seconds, "limit": options.seconds, "requests": page.requests,
                "kilobytes": round(page.bytes / 1000),
            },
        )  # fmt: skip
