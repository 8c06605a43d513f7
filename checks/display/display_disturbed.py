"""Scripts or parts of a page fail in a browser, or it does not fit a telephone (页面显示异常)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.examination import Examination
from checks.facts.urls import host as host_of
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check

NARROW = 375
"""Pixels of the width of a small telephone."""
TOLERANCE = 5
SHOWN = 3
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp")
"""Dead pictures are judged by ``broken-image``."""


class DisplayDisturbedOptions(Options, frozen=True):
    """There is nothing to set: a browser meets a disturbance or none."""


@check(
    id="display-disturbed",
    title="A browser meets disturbances on a page",
    title_pass="A browser meets no disturbance on the pages looked at",
    scope="page",
    outcomes={
        "undisturbed": Outcome(
            Status.PASS, "The browser met no error of a script and missed no part of the page."
        ),
        "script-errors": Outcome(
            Status.REVIEW,
            "{count} errors of scripts, for example: {example}",
            "Open the page with the browser's console and see what does not work.",
        ),
        "errors-unsure": Outcome(
            Status.NOT_TESTED,
            "Scripts failed, but the audit had stopped {stopped} requests of the page.",
        ),
        "parts-missing": Outcome(
            Status.REVIEW,
            "{count} styles, scripts or other parts of the site's own did not come, for example: "
            "{example}",
            "Put the files back, or take what asks for them out of the page.",
        ),
        "too-wide": Outcome(
            Status.REVIEW,
            "On a screen {narrow} pixels wide the home page needs {width} pixels and has to be "
            "moved sideways.",
            "Open the page on a telephone; where there is no page for telephones, let the layout "
            "follow the screen.",
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at a page of the site."),
    },
    options=DisplayDisturbedOptions,
)
def display_disturbed(evidence: SiteEvidence, _: DisplayDisturbedOptions) -> Iterator[Finding]:
    """Scripts or parts of a page fail in a browser, or it does not fit a telephone (页面显示异常).

    Looks at:
        The home page, a column, an article, a guide and a page of search results in Chromium:
        uncaught errors of scripts; styles, scripts and data of the site's own that did not come;
        and the width that the home page needs on a screen of 375 pixels.

    Basis:
        guideline-2017, 页面布局; indicator-2019, 兼容性 (usual browsers show the pages properly).

    Decides:
        Each is for a person to look at: whether the page shows properly all the same no program
        can tell.

    Evidence:
        The words of the errors, addresses and answers of the parts, the width.

    Does not accuse:
        Anybody. Errors on pages of which we stopped requests ourselves are not counted; nor are
        parts of other sites, and pictures, which ``broken-image`` judges; nor is anything when
        most of the site could not be had.

    Remedy:
        Open the page with the browser's console, and mend what it tells.
    """
    seen = evidence.examined
    if not seen or mass_failure(evidence):
        yield display_disturbed.finding("not-examined", Subject("site", evidence.site.url))
        return
    for page in seen:
        yield from _of(page, evidence.site.hosts | {evidence.site.host})


def _of(page: Examination, own: frozenset[str]) -> Iterator[Finding]:
    told: list[tuple[str, str, int, str]] = []
    missing = [
        part for part in page.missing
        if host_of(part.url) in own and not urlsplit(part.url).path.lower().endswith(_PICTURES)
    ]  # fmt: skip
    if page.errors:
        outcome = "errors-unsure" if page.stopped else "script-errors"
        told.append((outcome, "errors", len(page.errors), page.errors[0]))
    if missing:
        named = " | ".join(f"{part.url} ({part.answer})" for part in missing[:SHOWN])
        told.append(("parts-missing", "parts", len(missing), named))
    if page.width > NARROW + TOLERANCE:
        told.append(("too-wide", "width", 1, ""))
    for outcome, what, count, example in told or [("undisturbed", "", 0, "")]:
        yield display_disturbed.finding(
            outcome,
            Subject("page", f"{page.url}#{what}" if what else page.url),
            values={
                "count": count, "example": example, "stopped": page.stopped,
                "width": page.width, "narrow": NARROW,
            },
        )  # fmt: skip
