"""No entry to a mode for the elderly or disabled works on the home page (适老化、无障碍入口)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check


class ElderModeOptions(Options, frozen=True):
    """There is nothing to set: there is an entry or none."""


@check(
    id="elder-mode",
    title="No working entry to a mode for the elderly or disabled was seen",
    title_pass="The entry to the mode for the elderly or disabled works",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "works": Outcome(
            Status.PASS, "A click on the entry “{entry}” of the home page has an effect."
        ),
        "idle": Outcome(
            Status.REVIEW,
            "A click on the entry “{entry}” of the home page changed nothing that a program sees.",
            "Click it in a browser; if nothing happens, repair the mode.",
        ),
        "absent": Outcome(
            Status.REVIEW,
            "No entry to a mode for the elderly or disabled was recognised on the home page.",
            "See whether there is one, in a picture perhaps; add one where it is asked for.",
        ),
        "unclear": Outcome(
            Status.NOT_TESTED, "The entry “{entry}” of the home page could not be tried."
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at the home page."),
    },
    options=ElderModeOptions,
)
def elder_mode(evidence: SiteEvidence, _: ElderModeOptions) -> Iterator[Finding]:
    """No entry to a mode for the elderly or disabled works on the home page (适老化、无障碍入口).

    Looks at:
        The home page in the browser: elements called 适老版, 长者模式, 关怀版, 无障碍 or
        alike, in words, titles and texts of pictures; and what a click on the first changes.

    Basis:
        guideline-2017, 信息无障碍 (a principle that no source confirms word by word).

    Decides:
        An entry works if the click changes address, style or content, or opens a window or dialog.
        One that changes nothing, and a page without any, are for a person to look at.

    Evidence:
        The words of the entry, and what changed.

    Does not accuse:
        Anybody: the duty is a principle, an entry may be a picture without words, and a mode may
        work in ways that a program does not see. Where scripts did not come, an entry that does
        nothing is not held against the page.

    Remedy:
        Offer large letters, high contrast and reading aloud behind an entry that is easy to see.
    """
    home = evidence.home_examined
    if home is None or not home.styled:
        outcome = "not-examined"
    elif not home.elder:
        outcome = "absent"
    elif "unclear" in home.elder_did or (not home.elder_did and not home.scripted):
        outcome = "unclear"
    else:
        outcome = "works" if home.elder_did else "idle"
    yield elder_mode.finding(
        outcome,
        Subject("page", evidence.site.home),
        values={
            "entry": home.elder if home is not None else "",
            "changed": ", ".join(home.elder_did) if home is not None else "",
        },
    )
