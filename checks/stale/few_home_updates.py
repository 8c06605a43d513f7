"""The home page and its columns bring little that is new (首页栏目更新量少)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.days import Days
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.stale.ages import home_articles


class FewHomeUpdatesOptions(Options, frozen=True, kw_only=True):
    """``at_least`` updates are asked for within ``window_days`` before the inspection."""

    window_days: int
    at_least: int


@check(
    id="few-home-updates",
    title="The columns of the home page have too few updates",
    title_pass="The columns of the home page have enough updates",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "enough": Outcome(
            Status.PASS,
            "{count} articles of the last {window_days} days were read on the home page and in "
            "its columns; asked for are {at_least}.",
        ),
        "few": Outcome(
            Status.FAIL,
            "The home page and its columns show {count} articles of the last {window_days} days; "
            "asked for are {at_least}.",
            "Publish more often, and show what is new on the home page.",
        ),
        "maybe-few": Outcome(
            Status.REVIEW,
            "{count} articles of the last {window_days} days were read; asked for are {at_least}, "
            "but not all articles bear a date and not all columns could be read.",
            "Count on the home page and in its columns what was published in this time.",
        ),
        "none": Outcome(
            Status.NOT_APPLICABLE,
            "No article of the last {window_days} days was read: whether there is none at all is "
            "told by the line on the home page (首页不更新).",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED,
            "The home page is filled by script or by frames, or most of the site could not be had.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=FewHomeUpdatesOptions,
)
def few_home_updates(evidence: SiteEvidence, options: FewHomeUpdatesOptions) -> Iterator[Finding]:
    """The columns of the home page have too few updates (首页栏目更新量少).

    Looks at:
        The articles that the home page links and the entries of the site's columns, with their
        days.

    Basis:
        census-2015, 信息更新情况 · 首页栏目: fewer than 10 updates within two weeks.

    Decides:
        Articles dated within the window are counted, each address once. A home page shows only
        the first rows of its columns, so all rows of the columns count as well.

    Evidence:
        The home page, read twice at least 60 seconds apart.

    Does not accuse:
        When there is no update at all, which is a line of its own; unless every article of the
        home page shows a date or the undated ones would not be enough, and every column of the
        site was read whole; when rows of the home page are opened by script alone, which may
        fill them as well; when the home page is filled by script or frames; when most of the
        site could not be had.

    Remedy:
        Publish more often, and show what is new on the home page.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    first = (evidence.today - timedelta(days=options.window_days)).isoformat()
    last = evidence.today.isoformat()
    days = Days(evidence)
    columns = [c for c in find_columns(evidence) if not c.resting and not c.gone]
    pages = [home, *(evidence.page(url) for c in columns for url in c.pages)]
    entries = (row for page in pages if page is not None for row in page.facts.entries)
    rows = {row.url or row.title: row for row in entries}
    recent = {url for url, row in rows.items() if first <= days.of(row) <= last}
    shown, undated = home_articles(evidence, home)
    count = max(len(recent), sum(first <= day <= last for day in shown))
    whole = all(c.internal and (c.certain or c.state in ("static", "blank")) for c in columns)
    whole &= all(row.url for row in home.facts.entries)
    scripted = home.facts.kind in ("shell", "frameset") or home.facts.entries_unread
    if count >= options.at_least:
        outcome = "enough"
    elif scripted or mass_failure(evidence):
        outcome = "unseen"
    elif not count:
        outcome = "none"
    else:
        outcome = "few" if whole and count + undated < options.at_least else "maybe-few"
    values: dict[str, Value] = {
        "count": count, "window_days": options.window_days, "at_least": options.at_least,
    }  # fmt: skip
    yield few_home_updates.finding(
        outcome,
        Subject("page", evidence.site.home, home.facts.title),
        values=values,
        rests_on=[Need("page", evidence.site.home)],
    )
