"""Columns that are not updated in time (栏目不更新)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.stale.ages import age_of, newest_rows, window_of


class StaleColumnOptions(Options, frozen=True, kw_only=True):
    """Windows of the table.

    Attributes:
        windows: by column type, days within which something new must appear.
        first_level: types that are judged on the first level only (一级栏目).
    """

    windows: dict[str, int]
    first_level: tuple[str, ...] = ()


@check(
    id="stale-column",
    title="A column has not been updated in time",
    title_pass="Columns are updated in time",
    scope="column",
    needs=("home",),
    outcomes={
        "fresh": Outcome(
            Status.PASS, "{subject}: the newest entry is of {newest}, {age_days} days old."
        ),
        "stale": Outcome(
            Status.FAIL,
            "{subject}: the newest entry is of {newest}, {age_days} days before the inspection; "
            "allowed are {window_days}.",
            "Publish current content in the column, or merge it into one that is kept up.",
        ),
        "maybe-stale": Outcome(
            Status.REVIEW,
            "{subject}: the newest date found is {newest}, {age_days} days old, but not all of "
            "the column could be read.",
            "Open the column and look for a newer entry.",
        ),
        "undated": Outcome(
            Status.REVIEW,
            "{subject}: neither its {entries} entries nor their articles bear a usable date.",
            "Show the date of publication beside each entry.",
        ),
        "unread": Outcome(
            Status.NOT_TESTED, "{subject}: its list is loaded by script or was not seen."
        ),
        "no-column": Outcome(
            Status.NOT_TESTED, "No column for which the table gives a window was recognised."
        ),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Most pages of the site could not be had, so no column was judged.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=StaleColumnOptions,
)
def stale_column(evidence: SiteEvidence, options: StaleColumnOptions) -> Iterator[Finding]:
    """A column has not been updated in time (栏目不更新).

    Looks at:
        Columns of news (动态、要闻), of notices (通知公告) and of policies (政策文件), the latter
        two on the first level; their list pages and sub-columns, and where a list shows no dates
        the articles it leads to.

    Basis:
        indicator-2019, 单项否决 · 栏目不更新 case 1, and 发布解读 · 动态要闻 and 政策文件.

    Decides:
        Stale is a column whose newest entry is older at the inspection time than the window of
        its type: 14 days for news, 6 months (183 days) for notices and policies. Dates later
        than the inspection time count for nothing. If a column may be of two types, the longer
        window holds.

    Evidence:
        The column's page, read twice at least 60 seconds apart.

    Does not accuse:
        When a sub-column or frame was not seen, the list is loaded by script, is undated in parts,
        goes on over pages that were not read without plainly standing newest first, or is the same
        on most pages of the site; when its page loads a script that no other page loads; when the
        articles show later days than the list; when the column's path names another column above it
        and the type counts on the first level only; when the column is an archive, a past year or
        part of a topic, or its type is guessed; when most of the site could not be had. Blank
        columns are told by blank-column.

    Remedy:
        Publish current content in the column, or merge it into one that is kept up.
    """
    site = Subject("site", evidence.site.url)
    if mass_failure(evidence):
        yield stale_column.finding("site-mostly-failed", site)
        return
    found = False
    for column in find_columns(evidence):
        window = window_of(column, options.windows, options.first_level)
        if not window or column.state in ("blank", "static"):
            continue
        found = True
        # Of several types the one with the longest window holds.
        kind = max(column.types, key=lambda name: options.windows[name])
        values: dict[str, Value] = {"type": kind, "window_days": window, "entries": column.entries}
        if column.newest:
            values |= {"newest": column.newest, "age_days": age_of(column, evidence.today)}
        outcome = _outcome(column, values, window)
        yield stale_column.finding(
            outcome,
            Subject("column", column.url, column.name),
            values=values,
            rests_on=[Need("page", url) for url in (column.url, *column.children)],
            sources=column.sources,
            quotes=newest_rows(evidence, column) if outcome in ("stale", "maybe-stale") else (),
        )
    if not found:
        yield stale_column.finding("no-column", site)


def _outcome(column: Column, values: dict[str, Value], window: int) -> str:
    if column.newest and int(values["age_days"]) <= window:
        return "fresh"
    if column.state in ("unread", "not-seen"):
        return "unread"
    if not column.newest:
        return "undated"
    return "stale" if column.certain else "maybe-stale"
