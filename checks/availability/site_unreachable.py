"""``site-unreachable``: the home page does not open in too many visits of a week."""

from __future__ import annotations

from collections.abc import Iterator

from checks.availability.tally import Rule, Verdict, day_of, tally
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Outcome, check

OUTCOMES: dict[Verdict, str] = {
    "nothing": "unseen",
    "impatient": "unseen",
    "interim": "interim",
    "interim-failing": "interim-failing",
    "failing": "unreachable",
    "never": "never-opened",
    "doubtful": "doubtful",
    "open": "reachable",
}
"""What a tally's verdict is as an outcome."""
_FIGURES = (
    "{failed} of {counted} visits from {first} to {last} failed: {percent} % (95 % interval"
    " {low} to {high} %)"
)


@check(
    id="site-unreachable",
    title="Website cannot be opened",
    title_pass="Website can be opened",
    scope="site",
    needs=(),
    outcomes={
        "reachable": Outcome(
            Status.PASS, f"The home page opens: {_FIGURES}, less than {{limit}} %."
        ),
        "unreachable": Outcome(
            Status.FAIL,
            f"The home page often did not open within {{seconds}} seconds: {_FIGURES}, at least"
            " {limit} %.",
            "Have the operator look at server, line and name service at the times listed in the"
            " monitoring report, and announce planned interruptions beforehand.",
        ),
        "never-opened": Outcome(
            Status.REVIEW,
            "The home page did not open in any of {counted} visits from {first} to {last}: it is"
            " down, or it does not let our network or user agent in.",
            "Open it from another network. If it does not open there either, the clause is broken;"
            " if it does, have our address and user agent allowed.",
        ),
        "doubtful": Outcome(
            Status.REVIEW,
            f"Surely {_FIGURES}; with {{doubtful}} doubtful visits it may be {{most}} %.",
            "Look at the doubtful visits in the monitoring report: whether the page would have"
            " opened for a person.",
        ),
        "interim-failing": Outcome(
            Status.REVIEW,
            f"Interim: {_FIGURES}; doubtful visits: {{doubtful}}. The rule asks for {{days}} days"
            " of {visits} visits; {full_days} such days are at hand.",
            "Let the monitoring go on to its end before anything is said; tell the operator now.",
        ),
        "interim": Outcome(
            Status.NOT_TESTED,
            f"Interim: {_FIGURES}. The rule asks for {{days}} days of {{visits}} visits;"
            " {full_days} such days are at hand.",
            "Let the monitoring go on to its end (audit monitor).",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED,
            "Not tested: of the visits that were made none can be counted.",
            "See in the monitoring report why; have our address and user agent allowed where a"
            " wall stands before the site.",
        ),
        "no-visits": Outcome(
            Status.NOT_TESTED,
            "Not tested: a single look says nothing about this. It takes {days} days of {visits}"
            " visits (audit monitor).",
            "Monitor the site with audit monitor and judge again with --monitor.",
        ),
    },
    options=Rule,
    version=2,
)
def site_unreachable(evidence: SiteEvidence, rule: Rule) -> Iterator[Finding]:
    """The home page does not open in too many visits (网站不能正常访问、站点无法访问).

    Looks at:
        The visits of a monitoring campaign (audit monitor): the home page asked for at spread
        times, several times a day, for a week.

    Basis:
        indicator-2019, 单项否决 · 站点无法访问: in a week of at least 20 visits a day, at
        intervals, the home page does not open after 15 seconds or more in 5 % of the visits or
        more.

    Decides:
        A visit failed if the page had not come whole within the time, however often it was tried
        in it. Failed visits are divided by all that count. Which failures count is a list of the
        indicator set: no answer, a refused or broken connection, no such name, an error of the
        server. What else keeps the page away (503, a page not found, an empty or half page, one
        that only says 建设中, a TLS fault, name servers that fail) is doubtful: it counts as opened
        for a fault, and as failed for a review. A page that never opened for us is for a review,
        too.

    Evidence:
        Each visit with time, duration of each part, class of the failure, address; what other
        sites or control hosts answered at the same time. The database of the campaign has them.

    Does not accuse:
        Before there are as many visits as the rule asks for, on each of the days; for visits in
        an announced maintenance window; when our own network failed or could not be proven in
        order; when a fifth of the sites fell at once; when a bot wall or robots.txt kept us out,
        or the site may be closed to us alone; for visits that were not made.

    Remedy:
        Have the operator look at server, line and name service at the times of the failed visits.
    """
    series = evidence.visits
    site = Subject("site", evidence.site.url)
    values: dict[str, Value] = {"days": rule.days, "visits": rule.visits}
    if series is None:
        yield site_unreachable.finding("no-visits", site, values=values)
        return
    told = tally(series, rule)
    seen = [visit.at for visit in series.visits]
    values |= {
        "failed": told.failed,
        "counted": told.counted,
        "doubtful": told.doubtful,
        "full_days": told.full_days,
        "percent": told.share,
        "most": told.most,
        "low": told.low,
        "high": told.high,
        "limit": _plain(rule.percent),
        "seconds": _plain(rule.seconds),
        "first": day_of(seen[0]) if seen else "",
        "last": day_of(seen[-1]) if seen else "",
    }
    outcome = OUTCOMES[told.verdict]
    yield site_unreachable.finding(
        outcome, site, values=values, rests_on=[Need("visits", series.url)]
    )


def _plain(figure: float) -> Value:
    """A figure of the table as it is written there: 15, not 15.0."""
    return int(figure) if figure == int(figure) else figure
