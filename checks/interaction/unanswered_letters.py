"""Letters that wait for a reply (互动回应差)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns.duty import missing_is_sure
from checks.coverage import is_sample, mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.interaction.correspondence import MIN_LETTERS, Known, inquiry_columns, letters_of

RESTS_ON = 5
"""Letters that are looked at again; they are the oldest."""


class UnansweredOptions(Options, frozen=True, kw_only=True):
    """Figures of the line.

    Attributes:
        window_days: letters older than this count no more.
        unanswered_days: so long a letter may wait.
        apart: words in the names of columns that the line leaves aside.
    """

    window_days: int
    unanswered_days: int
    apart: tuple[str, ...] = ()


@check(
    id="unanswered-letters",
    title="Letters of the public wait too long for a reply",
    title_pass="Letters of the public are answered",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "answered": Outcome(
            Status.PASS,
            "{letters} published letters of the last {window_days} days were read; none waits "
            "longer than {unanswered_days} days.",
        ),
        "unanswered": Outcome(
            Status.FAIL,
            "Published letters marked as not answered more than {unanswered_days} days after they "
            "came: {count}; the oldest is of {oldest}.",
            "Answer the letters listed, and publish the replies.",
        ),
        "maybe-unanswered": Outcome(
            Status.REVIEW,
            "{count} published letters show no reply more than {unanswered_days} days after they "
            "came, or are said to be still in hand; the oldest is of {oldest}.",
            "Open the letters and see whether they were answered, and whether they had to be.",
        ),
        "no-letters": Outcome(
            Status.NOT_TESTED,
            "There is a channel for questions ({name}), but too few letters with day and reply "
            "could be read there.",
            "Look through the published letters in a browser.",
        ),
        "no-channel": Outcome(
            Status.REVIEW,
            "No channel for questions and advice was found on any of the {pages} pages read.",
            "Look for such a channel in a browser; if there is none, open one.",
        ),
        "too-little-seen": Outcome(
            Status.NOT_TESTED,
            "No channel for questions was found, but not enough of the site was seen to be sure.",
            "Run the audit again when more of the site can be read.",
        ),
    },
    options=UnansweredOptions,
)
def unanswered_letters(evidence: SiteEvidence, options: UnansweredOptions) -> Iterator[Finding]:
    """Letters of the public wait too long for a reply (互动回应差).

    Looks at:
        The letters that the columns of inquiries (咨询投诉, 领导信箱, 留言板) show: the day on
        which each came, its state (已回复, 待回复), the day and the words of the reply, in lists
        and on the letters' own pages.

    Basis:
        indicator-2019, 单项否决 · 互动回应差; census-2015, 单项否决 · 互动回应差; disclosure-2018,
        D44.

    Decides:
        A letter of the last year is unanswered if it came, or where no day of it is shown
        was published, more than three months (92 days) before the inspection, words say
        that it is not answered (未回复, 待回复), and its own page shows no reply. What is still
        in hand (处理中, 已受理), or shows neither a state nor a reply, is for a person to look
        at. So is a site on which no channel was found.

    Evidence:
        The pages of the five oldest such letters and the lists that lead to them, read twice at
        least 60 seconds apart.

    Does not accuse:
        In columns that the line leaves aside (在线访谈, 调查征集, 网上信访, 纪检举报); for letters
        whose own page was not read, that bear no day, or are in hand; where letters are not
        published, which nobody sees from outside; when most of the site could not be had.

    Remedy:
        Answer the letters, and publish the replies.
    """
    site = Subject("site", evidence.site.url)
    columns = inquiry_columns(evidence, options.apart)
    known = letters_of(evidence, options.apart)
    recent = [k for k in known if 0 <= k.age(evidence.today) <= options.window_days]
    waiting = [
        k
        for k in recent
        if k.letter.state != "answered" and k.age(evidence.today) > options.unanswered_days
    ]
    sure = [k for k in waiting if k.own and k.letter.state == "open"]
    values: dict[str, Value] = {
        "letters": len(recent), "pages": len(evidence.pages),
        "window_days": options.window_days, "unanswered_days": options.unanswered_days,
    }  # fmt: skip
    told: list[Known] = []
    if mass_failure(evidence) or not is_sample(evidence):
        outcome = "too-little-seen"
    elif waiting:
        outcome, told = ("unanswered", sure) if sure else ("maybe-unanswered", waiting)
        values |= {"count": len(told), "oldest": told[0].since}
    elif len(recent) >= MIN_LETTERS:
        outcome = "answered"
    elif columns:
        outcome = "no-letters"
        values["name"] = columns[0].name
    else:
        outcome = "no-channel" if missing_is_sure(evidence) else "too-little-seen"
    yield unanswered_letters.finding(
        outcome,
        site,
        values=values,
        rests_on=[need for k in told[:RESTS_ON] for need in k.needs]
        or [Need("page", evidence.site.home)],
        sources=tuple(k.source for k in told),
    )
