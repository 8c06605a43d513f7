"""Published letters that lack what belongs to them (留言公开要素)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.interaction.correspondence import MIN_LETTERS, letters_of

ELEMENTS = {
    "asked": "留言时间", "answered": "答复时间", "by": "答复单位", "content": "答复内容",
}  # fmt: skip
"""What belongs to a published letter, by the field of `checks.facts.types.Letter`."""

SHARE = 5
"""An element that less than one letter in so many shows is lacking (project default 【建议】)."""


class LetterElementsOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="letter-elements",
    title="Published letters lack day, answering office or reply",
    title_pass="Published letters show days, answering office and reply",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "shown": Outcome(Status.PASS, "The {letters} letters read show {elements}."),
        "lacking": Outcome(
            Status.REVIEW,
            "On the pages of {letters} published letters {elements} was not recognised.",
            "Open some of the letters and see whether it is shown.",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED,
            "Pages of published letters that were read: {letters}, too few to tell.",
        ),
    },
    options=LetterElementsOptions,
)
def letter_elements(evidence: SiteEvidence, _: LetterElementsOptions) -> Iterator[Finding]:
    """Published letters lack day, answering office or reply (留言公开要素).

    Looks at:
        The own pages of the letters that the columns of inquiries show.

    Basis:
        guideline-2017, 互动交流: letters and replies are public. Which elements belong to them is
        a default of this project.

    Decides:
        Nothing by itself: an element (留言时间, 答复时间, 答复单位, 答复内容) that under a fifth
        of three or more answered letters shows is for a person to look for.

    Evidence:
        The archived pages of these letters.

    Does not accuse:
        Never: it only reviews. Letters that are not answered count for nothing here.

    Remedy:
        Open some of the letters and see whether it is shown; have the template show it.
    """
    answered = [k for k in letters_of(evidence) if k.own and k.letter.state == "answered"]
    lacking = [
        name
        for field, name in ELEMENTS.items()
        if sum(bool(getattr(k.letter, field)) for k in answered) * SHARE < len(answered)
    ]
    outcome = "lacking" if lacking else "shown"
    yield letter_elements.finding(
        outcome if len(answered) >= MIN_LETTERS else "unseen",
        Subject("site", evidence.site.url),
        values={"letters": len(answered), "elements": "、".join(lacking or ELEMENTS.values())},
        rests_on=[Need("page", evidence.site.home)],
        sources=tuple(k.source for k in answered),
    )
