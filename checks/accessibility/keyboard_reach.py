"""The main navigation is not reached by keyboard (键盘操作)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.examination import Examination
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check


class KeyboardReachOptions(Options, frozen=True):
    """There is nothing to set: the focus comes there or it does not."""


@check(
    id="keyboard-reach",
    title="The main navigation was not reached by keyboard",
    title_pass="The main navigation is reached by keyboard",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "reached": Outcome(
            Status.PASS, "A link of the main navigation had the focus after {tabs} presses of Tab."
        ),
        "not-reached": Outcome(
            Status.REVIEW,
            "No link of the main navigation ({menu} links) got the focus by the first 120 presses "
            "of Tab (WCAG 2.1: 2.1.1).",
            "Go through the home page with Tab; links need an href, and no negative tabindex.",
        ),
        "trapped": Outcome(
            Status.REVIEW,
            "The focus stayed with one element ({trap}) however often Tab was pressed (WCAG 2.1: "
            "2.1.2).",
            "Go through the home page with Tab; no script may hold the focus back.",
        ),
        "no-menu": Outcome(
            Status.NOT_TESTED,
            "No main navigation was recognised on the home page, so none was looked for.",
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at the home page."),
    },
    options=KeyboardReachOptions,
)
def keyboard_reach(evidence: SiteEvidence, _: KeyboardReachOptions) -> Iterator[Finding]:
    """The main navigation is not reached by keyboard (键盘操作).

    Looks at:
        The home page in the browser: which element has the focus after each press of Tab, 120 at
        most, until a link of the main navigation has it.

    Basis:
        guideline-2017, 信息无障碍 (a principle); WCAG 2.1, 2.1.1 and 2.1.2.

    Decides:
        A link of the navigation that gets the focus is a pass. None, or an element that keeps the
        focus for 8 presses, is for a person to look at.

    Evidence:
        Number of presses, number of links looked for, and the element that kept the focus.

    Does not accuse:
        Anybody: a menu may come after many links, or be opened in ways of its own. Frames, players
        and fields that have several stops inside are not taken for traps.

    Remedy:
        Make the menu of links with an href, and put it near the beginning of the page.
    """
    home = evidence.home_examined
    yield keyboard_reach.finding(
        _outcome(home),
        Subject("page", evidence.site.home),
        values={
            "tabs": home.tabs if home is not None else -1,
            "menu": home.menu if home is not None else -1,
            "trap": home.trap if home is not None else "",
        },
    )


def _outcome(home: Examination | None) -> str:
    if home is None or not home.styled:
        return "not-examined"
    if home.menu < 0:
        return "no-menu"
    if home.trap:
        return "trapped"
    return "reached" if home.tabs > 0 else "not-reached"
