"""Columns in which too little was held within a year (调查征集、在线访谈、来信)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from checks.columns.duty import missing_is_sure
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns, rows_of
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, Row, check
from checks.interaction.correspondence import TYPE, letters_of


class Activity(Row, frozen=True):
    """One row: how much has to be held.

    Attributes:
        columns: types of columns whose entries count.
        name: what is counted, as findings call it.
        at_least: so many entries of the window are asked for.
        window_days: entries of so many days before the inspection count.
        bonus: they earn points (加分); that there are fewer is no fault.
    """

    columns: tuple[str, ...]
    name: str
    at_least: int
    window_days: int
    bonus: bool = False


class FewActivitiesOptions(Options, frozen=True, kw_only=True):
    """The rows; each is that of a line of an indicator set."""

    rows: tuple[Activity, ...]


@check(
    id="few-activities",
    title="Too few surveys, interviews or letters within the year",
    title_pass="Enough surveys, interviews or letters within the year",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "enough": Outcome(
            Status.PASS,
            "{subject}: {count} entries of the last {window_days} days were read; asked for are "
            "{at_least}.",
        ),
        "few": Outcome(
            Status.FAIL,
            "{subject}: the column {name} holds {count} entries of the last {window_days} days; "
            "asked for are {at_least}.",
            "Hold such activities and publish them in the column.",
        ),
        "maybe-few": Outcome(
            Status.REVIEW,
            "{subject}: {count} entries of the last {window_days} days were read; asked for are "
            "{at_least}, but not all of the column {name} could be read or bears a date.",
            "Open the column and count its entries of the last year.",
        ),
        "no-bonus": Outcome(
            Status.NOT_APPLICABLE,
            "{subject}: {count} entries of the last {window_days} days were read; {at_least} would "
            "earn a bonus.",
        ),
        "unread": Outcome(
            Status.NOT_TESTED,
            "{subject}: the column {name} exists, but its content could not be read.",
        ),
        "no-column": Outcome(
            Status.NOT_TESTED, "No column {subject} was found in which something could be counted."
        ),
    },
    options=FewActivitiesOptions,
    version=3,
)
def few_activities(evidence: SiteEvidence, options: FewActivitiesOptions) -> Iterator[Finding]:
    """Too few surveys, interviews or letters were held within the year (活动次数少).

    Looks at:
        The entries of the columns of one type (调查征集, 在线访谈, 咨询投诉), of their sub-columns
        and further pages, with the days beside them or on their own pages.

    Basis:
        census-2015, 互动回应情况: letters within a year, surveys and interviews of a year;
        indicator-2019, 加分指标 · 调查征集.

    Decides:
        Entries dated within the window (a year) are counted, each address once; announcements
        and results alike. Fewer than the line asks for are a fault; where they would only
        earn points, none.

    Evidence:
        The columns' pages, read twice at least 60 seconds apart.

    Does not accuse:
        Unless all columns of the type were read to their last row, nearly every row with a
        day, and stand on the site itself; of letters, unless some are published, as nobody
        sees the others from outside; for entries with a day ahead, as that of a term; when no
        such column was found, which other lines judge; when most of the site could not be
        had.

    Remedy:
        Hold such activities and publish them in the column.
    """
    columns = find_columns(evidence)
    today = evidence.today
    for row in options.rows:
        mine = [
            c for c in columns if not c.guessed and not c.gone and set(c.types) & {*row.columns}
        ]
        first = (today - timedelta(days=row.window_days)).isoformat()
        seen = {
            entry.url or entry.title
            for column in mine
            for entry, day, _path in rows_of(evidence, column)
            if first <= day
        }
        sure = all(c.internal and c.certain and c.full for c in mine)
        sure = sure and missing_is_sure(evidence)  # else another such column may be out of sight
        sure &= TYPE not in row.columns or bool(letters_of(evidence))
        if len(seen) >= row.at_least:
            outcome = "enough"
        elif not mine:
            outcome = "no-column"
        elif mass_failure(evidence) or all(c.state in ("unread", "not-seen") for c in mine):
            outcome = "unread"
        elif row.bonus:
            outcome = "no-bonus"
        else:
            outcome = "few" if sure else "maybe-few"
        values: dict[str, Value] = {
            "count": len(seen), "at_least": row.at_least, "window_days": row.window_days,
            "name": mine[0].name if mine else "",
        }  # fmt: skip
        yield few_activities.finding(
            outcome,
            Subject("column", row.columns[0], row.name),
            row=row.duty,
            values=values,
            rests_on=[Need("page", c.url) for c in mine] or [Need("page", evidence.site.home)],
            sources=mine[0].sources if mine else (),
        )
