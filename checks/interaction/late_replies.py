"""Replies that came late (答复时间滞后)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.interaction.correspondence import MIN_LETTERS, letters_of
from checks.workdays import working_days


class LateRepliesOptions(Options, frozen=True, kw_only=True):
    """Figures of the line.

    Attributes:
        working_days: a reply that took longer is put up.
        window_days: letters older than this count no more.
    """

    working_days: int
    window_days: int


@check(
    id="late-replies",
    title="Letters of the public were answered late",
    title_pass="Letters of the public are answered in time",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "in-time": Outcome(
            Status.PASS,
            "All {letters} letters that show both days were answered within {working_days} "
            "working days.",
        ),
        "late": Outcome(
            Status.REVIEW,
            "{count} of {letters} letters that show both days were answered after more than "
            "{working_days} working days; the longest took {longest} days.",
            "Read the letters and replies, and judge whether the delay was due.",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED,
            "Published letters that show both the day they came and the day of the reply: "
            "{letters}, too few to tell.",
        ),
    },
    options=LateRepliesOptions,
)
def late_replies(evidence: SiteEvidence, options: LateRepliesOptions) -> Iterator[Finding]:
    """Letters of the public were answered late (答复时间滞后).

    Looks at:
        The letters that the columns of inquiries show with the day they came and the day of the
        reply.

    Basis:
        indicator-2019, 互动交流 · 办理答复 (答复推诿、时间滞后); disclosure-2018, D44.

    Decides:
        Nothing by itself: letters of the last year that were answered after more working days than
        the line gives (15, a default of this project) are for a person to read.

    Evidence:
        The archived pages of these letters.

    Does not accuse:
        Never: it only reviews. Working days of years whose official calendar is not known are
        counted in favour of the site.

    Remedy:
        Read the letters and replies, and judge whether the delay was due.
    """
    both = [
        (k, days)
        for k in letters_of(evidence)
        if (days := k.days_to_reply) and 0 <= k.age(evidence.today) <= options.window_days
    ]
    late = sorted(
        ((k, (end - start).days) for k, (start, end) in both
         if working_days(start, end).least > options.working_days),
        key=lambda pair: (-pair[1], pair[0].letter.url),
    )  # fmt: skip
    values: dict[str, Value] = {"letters": len(both), "working_days": options.working_days}
    outcome = "unseen" if len(both) < MIN_LETTERS else "in-time"
    if late:
        outcome = "late"
        values |= {"count": len(late), "longest": late[0][1]}
    yield late_replies.finding(
        outcome,
        Subject("site", evidence.site.url),
        values=values,
        rests_on=[Need("page", evidence.site.home)],
        sources=tuple(k.source for k, _ in late),
    )
