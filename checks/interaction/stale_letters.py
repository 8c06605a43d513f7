"""Published replies that are not kept up (留言公开)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.columns.duty import missing_is_sure
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import rows_of
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.interaction.correspondence import MIN_LETTERS, Known, inquiry_columns, letters_of


class StaleLettersOptions(Options, frozen=True, kw_only=True):
    """``window_days``: within so many days a new reply must be published."""

    window_days: int


@check(
    id="stale-letters",
    title="No reply to a letter was published lately",
    title_pass="Replies to letters are published",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "fresh": Outcome(
            Status.PASS, "The newest published reply is of {newest} or later ({letters} read)."
        ),
        "stale": Outcome(
            Status.FAIL,
            "The newest of {letters} published replies is of {newest}, {age_days} days before the "
            "inspection; allowed are {window_days}.",
            "Publish letters with their replies as they are answered.",
        ),
        "maybe-stale": Outcome(
            Status.REVIEW,
            "No published reply of the last {window_days} days was found, but not all letters or "
            "days of replies could be read.",
            "Open the column of letters and look for a newer reply.",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED, "Too few published letters could be read to say anything."
        ),
    },
    options=StaleLettersOptions,
    version=3,
)
def stale_letters(evidence: SiteEvidence, options: StaleLettersOptions) -> Iterator[Finding]:
    """No reply to a letter was published lately (留言公开).

    Looks at:
        The letters that the columns of inquiries show, and the days of their replies.

    Basis:
        indicator-2019, 互动交流 · 留言公开; guideline-2017, 互动交流.

    Decides:
        Stale is a column of inquiries whose newest reply is older at the inspection time than
        the window of the line (two months). A letter that came within the window and is
        answered is a new reply, whatever day of the reply is shown.

    Evidence:
        The columns' pages, read twice at least 60 seconds apart.

    Does not accuse:
        Unless the columns were read to their last row, each row with its day, and each leads
        to a letter that shows the day of its reply; when a column of inquiries leads to
        another site, where newer letters may stand; when fewer than three letters were read;
        when most of the site could not be had.

    Remedy:
        Publish letters with their replies as they are answered.
    """
    every = inquiry_columns(evidence)
    columns = [c for c in every if c.internal]
    known = letters_of(evidence)
    newest = max((_replied(k) for k in known), default="")
    values: dict[str, Value] = {"window_days": options.window_days, "letters": len(known)}
    if newest:
        age = (evidence.today - date.fromisoformat(newest)).days
        values |= {"newest": newest, "age_days": age}
    if newest and age <= options.window_days:
        outcome = "fresh"
    elif len(known) < MIN_LETTERS or mass_failure(evidence):
        outcome = "unseen"
    else:
        answered = {k.letter.url for k in known if k.letter.answered}
        rows = {row.url for column in columns for row, _day, _path in rows_of(evidence, column)}
        whole = bool(columns) and all(c.internal and c.certain and c.full for c in every)
        whole = whole and missing_is_sure(evidence)  # else another such column may be out of sight
        outcome = "stale" if newest and whole and rows <= answered else "maybe-stale"
    yield stale_letters.finding(
        outcome,
        Subject("site", evidence.site.url),
        values=values,
        rests_on=[Need("page", c.url) for c in columns] or [Need("page", evidence.site.home)],
        sources=tuple(k.source for k in reversed(known)),
    )


def _replied(known: Known) -> str:
    """The day of the reply, or that of the letter, than which the reply is no older."""
    letter = known.letter
    return letter.answered or (known.since if letter.state == "answered" else "")
