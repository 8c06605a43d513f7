"""The home page shows nothing new (首页不更新)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.stale.ages import home_articles

MIN_DATED = 5
"""Fewer dated articles than this are no measure of a home page (project default 【建议】)."""


class StaleHomeOptions(Options, frozen=True, kw_only=True):
    """``window_days``: within so many days something new must appear on the home page."""

    window_days: int


@check(
    id="stale-home",
    title="The home page has not been updated in time",
    title_pass="The home page is updated in time",
    scope="page",
    needs=(
        "home",
        "root",
    ),
    outcomes={
        "fresh": Outcome(
            Status.PASS, "The newest article on the home page is of {newest}, {age_days} days old."
        ),
        "stale": Outcome(
            Status.FAIL,
            "The newest of {dated} dated articles on the home page is of {newest}, {age_days} "
            "days before the inspection; allowed are {window_days}.",
            "Publish current content and show it on the home page.",
        ),
        "maybe-stale": Outcome(
            Status.REVIEW,
            "The newest date found on the home page is {newest}, {age_days} days old, but only "
            "{dated} of {articles} articles that it links show a date that was read.",
            "Open the home page and look for a newer article.",
        ),
        "undated": Outcome(
            Status.REVIEW,
            "No date could be read from the home page or from the {articles} articles it links.",
            "Show the date of publication on every article.",
        ),
        "no-articles": Outcome(
            Status.NOT_TESTED,
            "No article of the home page could be seen: it shows none, or only leads to columns.",
        ),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Most pages of the site could not be had, so its articles' dates were not seen.",
        ),
        "by-script": Outcome(
            Status.NOT_TESTED,
            "The home page is filled by script or by frames, so its articles were not seen.",
        ),
    },
    options=StaleHomeOptions,
)
def stale_home(evidence: SiteEvidence, options: StaleHomeOptions) -> Iterator[Finding]:
    """The home page has not been updated in time (首页不更新).

    Looks at:
        The entries of the home page with the dates beside them, and the publication dates of the
        articles that it links.

    Basis:
        indicator-2019, 单项否决 · 首页不更新.

    Decides:
        Stale is a home page whose newest article is older at the inspection time than the window
        of the line (14 days). Dates later than the inspection time count for nothing.

    Evidence:
        The home page, read twice at least 60 seconds apart.

    Does not accuse:
        Unless at least 5 articles, and 80 % of all that the home page links, show a date that
        was read (a home page that only leads to columns, or whose rows only a script opens, is
        left to a person); when the home page is filled by script or frames; when most of the site
        could not be had.

    Remedy:
        Publish current content and show it on the home page.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    days, undated = home_articles(evidence, home)
    today = evidence.today
    past = [day for day in days if day <= today.isoformat()]
    values: dict[str, Value] = {
        "dated": len(past),
        "articles": len(days) + undated,
        "window_days": options.window_days,
    }
    if past:
        age = (today - date.fromisoformat(max(past))).days
        values |= {"newest": max(past), "age_days": age}
    scripted = home.facts.kind in ("shell", "frameset") or home.facts.entries_unread
    measured = len(past) >= MIN_DATED and len(past) * 5 >= (len(days) + undated) * 4
    measured &= all(row.url for row in home.facts.entries)
    if past and age <= options.window_days:
        outcome = "fresh"
    elif scripted:
        outcome = "by-script"
    elif mass_failure(evidence):
        outcome = "site-mostly-failed"
    elif not past:
        outcome = "undated" if undated else "no-articles"
    elif measured:
        outcome = "stale"
    else:
        outcome = "maybe-stale"
    yield stale_home.finding(
        outcome,
        Subject("page", evidence.site.home, home.facts.title),
        values=values,
        rests_on=[Need("page", evidence.site.home)],
    )
