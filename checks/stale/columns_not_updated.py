"""Too many columns of a site are not kept up (栏目不更新, 单项否决)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.stale.ages import is_older, window_of


class ColumnsNotUpdatedOptions(Options, frozen=True, kw_only=True):
    """Thresholds of the veto.

    Attributes:
        windows: by column type, days within which something new must appear.
        first_level: types that are judged on the first level only (一级栏目).
        stale: from so many columns past their window the veto holds.
        long_windows: by column type, days after which a column counts as long not updated.
        long: from so many such columns the veto holds.
        blank: from so many blank columns the veto holds.
    """

    windows: dict[str, int]
    first_level: tuple[str, ...] = ()
    stale: int
    long_windows: dict[str, int]
    long: int
    blank: int


@check(
    id="columns-not-updated",
    title="Too many columns are not updated or blank",
    title_pass="Columns are kept up",
    scope="site",
    needs=(
        "home",
        "root",
    ),
    outcomes={
        "below-threshold": Outcome(
            Status.PASS,
            "{stale} columns past their window, {long} long not updated, {blank} blank: below "
            "{stale_limit}, {long_limit} and {blank_limit}.",
        ),
        "too-many": Outcome(
            Status.FAIL,
            "{stale} columns past their window (veto from {stale_limit}), {long} long not updated "
            "(veto from {long_limit}), {blank} blank (veto from {blank_limit}).",
            "Update the columns listed as stale, and fill or remove the blank ones.",
        ),
        "maybe-too-many": Outcome(
            Status.REVIEW,
            "Together with columns that could not be read to the end, {stale} columns are past "
            "their window, {long} long not updated, {blank} blank.",
            "Open the columns that are listed for review and look for newer entries.",
        ),
        "partly-seen": Outcome(
            Status.NOT_TESTED,
            "Too few columns could be read: {read} were, {unseen} were not.",
        ),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Most pages of the site could not be had, so its columns were not counted.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=ColumnsNotUpdatedOptions,
)
def columns_not_updated(
    evidence: SiteEvidence, options: ColumnsNotUpdatedOptions
) -> Iterator[Finding]:
    """Too many columns are not updated or blank (栏目不更新, 单项否决).

    Looks at:
        All columns of the site, as stale-column and blank-column do.

    Basis:
        indicator-2019, 单项否决 · 栏目不更新: 5 or more columns of news, notices and policies past
        their window; 10 or more that should be updated and are not for long; 5 or more blank.

    Decides:
        Each of the three counts is compared with its limit; one reached is enough. After how many
        days a column is long not updated is no official figure and comes with the line.

    Evidence:
        The pages of all columns that count, read twice at least 60 seconds apart.

    Does not accuse:
        Columns that stale-column and blank-column don't accuse don't count. If with them a limit
        would be reached, a person must look; if so many were not seen, or the crawl did not come
        to the end or two clicks deep, nothing is said.

    Remedy:
        Update the columns listed as stale, and fill or remove the blank ones.
    """
    columns = [c for c in find_columns(evidence) if c.internal]
    today, first = evidence.today, options.first_level
    stale = [c for c in columns if is_older(c, today, options.windows, first)]
    long = [c for c in columns if is_older(c, today, options.long_windows)]
    blank = [c for c in columns if c.state == "blank"]
    unseen = [c for c in columns if c.state in ("unread", "not-seen") and not c.gone]
    read = [c for c in columns if c.state not in ("unread", "not-seen")]
    undated = [c for c in columns if c.state == "undated"]
    windowed = [c for c in unseen + undated if window_of(c, options.windows, first)]
    limits = (options.stale, options.long, options.blank)
    sure = [[c for c in group if c.certain] for group in (stale, long)] + [blank]
    if mass_failure(evidence):
        outcome = "site-mostly-failed"
    elif _reached([len(group) for group in sure], limits):
        outcome = "too-many"
    elif _reached([len(stale), len(long), len(blank)], limits):
        outcome = "maybe-too-many"
    elif (
        not read
        or not (evidence.coverage.complete or evidence.coverage.full_depth >= 2)
        or _reached([len(stale) + len(windowed), len(long), len(blank) + len(unseen)], limits)
    ):
        outcome = "partly-seen"
    else:
        outcome = "below-threshold"
    counts = [stale, long, blank] if outcome == "maybe-too-many" else sure
    values: dict[str, Value] = {"unseen": len(unseen), "read": len(read)}
    for name, group, limit in zip(("stale", "long", "blank"), counts, limits, strict=True):
        values |= {name: len(group), f"{name}_limit": limit}
    yield columns_not_updated.finding(
        outcome,
        Subject("site", evidence.site.url),
        values=values,
        rests_on=[Need("page", c.url) for group in sure for c in group],
    )


def _reached(counts: list[int], limits: tuple[int, int, int]) -> bool:
    return any(count >= limit for count, limit in zip(counts, limits, strict=True))
