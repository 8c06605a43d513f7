"""Works for the people without a quarter's progress (民生实事未按季度公开进展)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.facts.days import Days
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check

TYPE = "livelihood"
QUARTER = 92
"""Days of the longest quarter."""
_SPEAKS = re.compile("民生实事|民生工程|民生项目|办实事|实事项目|民生實事")


class ProgressOptions(Options, frozen=True, kw_only=True):
    """How often something new must appear.

    Attributes:
        days: a quarter, with its grace.
        months: so many months before the inspection are looked at.
    """

    days: int
    months: int


@check(
    id="progress-gap",
    title="The progress of works for the people is not published each quarter",
    title_pass="The progress of works for the people is published each quarter",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "steady": Outcome(
            Status.PASS, "In the column {name} no more than {gap} days lie between two entries."
        ),
        "gap": Outcome(
            Status.FAIL,
            "In the column {name} nothing was published from {begin} to {end}, for {gap} days.",
            "Publish the progress of the works for the people each quarter.",
        ),
        "maybe-gap": Outcome(
            Status.REVIEW,
            "In the column {name} nothing was seen from {begin} to {end}, for {gap} days, but it "
            "was not read to its end, or progress stands in other columns.",
            "See whether the progress of these months was published elsewhere.",
        ),
        "undated": Outcome(
            Status.REVIEW,
            "The entries of the column {name} bear no days, so nothing can be said of quarters.",
            "Show the day of publication beside each entry.",
        ),
        "no-column": Outcome(
            Status.NOT_TESTED, "No column of works for the people was among the pages read."
        ),
    },
    options=ProgressOptions,
    version=2,
)
def progress_gap(evidence: SiteEvidence, options: ProgressOptions) -> Iterator[Finding]:
    """The progress of works for the people isn't published each quarter (民生实事进展).

    Looks at:
        The days of all entries of the column of works for the people (民生实事) and of its
        sub-columns, within the months that the line says.

    Basis:
        disclosure-2018, D18 (洪办发〔2017〕74号: 原则上每季度公开1次年度重点工作和民生实事进展).
        The grace of 15 days is a default of the project.

    Decides:
        From an entry to the next, and from the last to the inspection, no more than a
        quarter and its grace may pass, unless each calendar quarter that has ended has an
        entry. Before the first entry nothing is asked.

    Evidence:
        The pages of the column, read twice at least 60 seconds apart.

    Does not accuse:
        When the column was not read to its last page, loads by script, or stands on
        another host; when entries of other columns speak of works for the people within
        the gap; when entries bear no days; when most of the site could not be had. A
        missing column is no matter of this check.

    Remedy:
        Publish the progress of the works for the people each quarter.
    """
    mine = [c for c in find_columns(evidence) if TYPE in c.types and not c.guessed]
    column = next((c for c in mine if c.entries), None)
    known = sorted({day for c in mine for day in _days(evidence, c)})
    first = evidence.today - timedelta(days=options.months * 31)
    # What was published last before these months is where their first silence begins.
    days = [*[day for day in known if day < first][-1:], *[day for day in known if day >= first]]
    if column is None:
        yield progress_gap.finding("no-column", Subject("site", evidence.site.url))
        return
    missed, begin, end = _longest(days, evidence.today, timedelta(days=options.days - QUARTER))
    gap = (end - begin).days
    values: dict[str, Value] = {
        "name": column.name, "gap": gap, "begin": begin.isoformat(), "end": end.isoformat(),
    }  # fmt: skip
    sure = all(c.internal and c.full and c.dated * 5 >= c.entries * 4 for c in mine if not c.gone)
    sure &= any(not c.resting for c in mine)
    if not days and all(not c.dated for c in mine):
        outcome = "undated"
    elif gap <= options.days or not missed:
        outcome = "steady"
    elif sure and not mass_failure(evidence) and not _told_elsewhere(evidence, begin, end):
        outcome = "gap"
    else:
        outcome = "maybe-gap"
    yield progress_gap.finding(
        outcome,
        Subject("column", TYPE, column.name),
        values=values,
        rests_on=[Need("page", url) for c in mine for url in c.pages],
        sources=column.sources,
    )


def _days(evidence: SiteEvidence, column: Column) -> Iterator[date]:
    for _row, day, _path in rows_of(evidence, column):
        if day and (at := date.fromisoformat(day)) <= evidence.today:
            yield at


def _longest(days: list[date], today: date, grace: timedelta) -> tuple[bool, date, date]:
    """The longest time without an entry, the last first; before others one that misses a quarter.

    A quarter that has just ended has its grace.
    """
    spans = [(_misses(begin, end), begin, end) for begin, end in pairwise(days)]
    spans += [(_misses(day, today - grace), day, today) for day in days[-1:]]
    return max(
        reversed(spans or [(False, today, today)]), key=lambda span: (span[0], span[2] - span[1])
    )


def _misses(begin: date, end: date) -> bool:
    """Whether a whole calendar quarter lies between two days: 每季度 is once in each of them."""
    following = date(begin.year + begin.month // 10, (begin.month + 2) // 3 * 3 % 12 + 1, 1)
    ended = following + timedelta(days=QUARTER)
    return ended.replace(day=1) <= end


def _told_elsewhere(evidence: SiteEvidence, begin: date, end: date) -> bool:
    """Whether a row of any list of the site speaks of works for the people within the gap."""
    days = Days(evidence)
    rows = (row for page in evidence.listings for row in page.facts.entries)
    told = (days.of(row) for row in rows if _SPEAKS.search(row.title))
    return any(begin.isoformat() < day < end.isoformat() for day in told if day)
