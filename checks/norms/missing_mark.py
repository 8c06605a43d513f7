"""A mark that belongs into the footer is missing (底部功能区缺标识)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.types import PageFacts
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

MARKS = {
    "code": "网站标识码",
    "icp": "ICP备案编号",
    "police": "公安机关备案标识",
    "sponsor": "主办单位",
    "contact": "联系方式",
    "party": "党政机关网站标识",
    "report": "“我为政府网站找错”入口",
}
"""The seven marks by the name of their fact (`checks.facts.types.Marks`)."""

NUMBERS = ("code", "icp", "police")
MIN_NUMBERS = 2
"""Where so many of the three numbers stand in words, the third would stand beside them (project
default 【建议】)."""

_FREE = ("sponsor", "contact")
_SCRIPTED = ("party", "report")
_HINTS = {
    "icp": re.compile(r"//beian\.miit\.gov\.cn|//www\.miitbeian\.gov\.cn|//www\.beian\.miit"),
    "police": re.compile(r"//(?:www\.)?beian\.(?:gov|mps\.gov)\.cn"),
}
_RECORD = re.compile(r"[?&](?:recordcode|code)=\d{12,14}(?!\d)", re.IGNORECASE)


class MissingMarkOptions(Options, frozen=True):
    """There is nothing to set: a mark is there or it is not."""


@check(
    id="missing-mark",
    title="The foot of the home page lacks a mark of identity",
    title_pass="The foot of the home page has the marks of identity",
    scope="page",
    needs=("home", "root", "pages"),
    outcomes={
        "present": Outcome(Status.PASS, "The home page shows the mark {mark}."),
        "missing": Outcome(
            Status.FAIL,
            "The home page shows other marks of identity in its foot, but not {mark}; nor does "
            "any other of the {pages} pages read.",
            "Add {mark} to the foot that all pages share.",
        ),
        "unsure": Outcome(
            Status.REVIEW,
            "{mark} was not recognised on the home page.",
            "Open the home page in a browser and see whether its foot shows {mark}.",
        ),
        "elsewhere": Outcome(
            Status.REVIEW,
            "{mark} was not recognised on the home page, but stands on {page}.",
            "Open the home page in a browser; if {mark} is not there, add it as on other pages.",
        ),
        "unread": Outcome(
            Status.NOT_TESTED,
            "{mark}: the foot of the home page, or a part of it, comes by script or frame and "
            "could not be read.",
        ),
    },
    options=MissingMarkOptions,
)
def missing_mark(evidence: SiteEvidence, _: MissingMarkOptions) -> Iterator[Finding]:
    """A mark of identity is missing from the foot of the home page (底部功能区缺标识).

    Looks at:
        The home page and the frames on it that were read, for seven marks: 网站标识码,
        ICP备案编号, 公安机关备案标识, 主办单位, 联系方式, 党政机关网站标识 and the entry
        我为政府网站找错; in words, links and pictures, in traditional characters too, and in what
        inline scripts write.

    Basis:
        guideline-2017, 底部功能区 and 网站标识 (国办发〔2017〕47号); indicator-2019,
        功能设计 · 网站标识 and 我为政府网站找错.

    Decides:
        A number (网站标识码, ICP, 公安备案) is missing if the other two stand on the home page,
        and no page that was read shows it. So is the party mark or the entry, if the home page
        has at least two of the numbers and no script at all. 主办单位 and 联系方式 have no fixed
        form and are for a person to look for.

    Evidence:
        The home page, read twice at least 60 seconds apart.

    Does not accuse:
        When the foot comes by script or frame, or a script stands in it; when a frame was not
        read; when the home page is a cover, a shell or a frameset; when fewer than two numbers
        were read; when a link leads to the register of filings (beian) though no number was read;
        when another page shows the mark; when most of the site could not be had.

    Remedy:
        Add the missing mark to the foot that all pages share.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    framed = [evidence.page(link.url) for link in home.facts.links if link.kind == "frame"]
    shown = [home, *(page for page in framed if page is not None)]
    others = sorted(evidence.pages, key=lambda page: (page.target.depth, page.url))
    readable = None not in framed and _readable(home.facts) and not mass_failure(evidence)
    numbers = sum(_has(shown, number) for number in NUMBERS)
    for mark, name in MARKS.items():
        elsewhere = next((page for page in others if _has([page], mark)), None)
        if _has(shown, mark):
            outcome = "present"
        elif elsewhere is not None:
            outcome = "elsewhere" if readable else "unread"
        elif not readable or (mark in _SCRIPTED and _scripts(home.facts)):
            outcome = "unread"
        elif mark in _FREE or numbers < MIN_NUMBERS or _hinted(shown, mark):
            outcome = "unsure"
        else:
            outcome = "missing"
        yield missing_mark.finding(
            outcome,
            Subject("page", f"{evidence.site.home}#{mark}", name),
            values={
                "mark": name,
                "pages": len(others),
                "page": elsewhere.url if elsewhere is not None else "",
            },
            rests_on=[Need("page", evidence.site.home)],
        )


def _has(pages: list[Page], mark: str) -> bool:
    if any(getattr(page.facts.marks, mark) for page in pages):
        return True
    links = (link.url for page in pages for link in page.facts.links)
    return mark == "police" and any(
        _HINTS["police"].search(url) and _RECORD.search(url) for url in links
    )


def _hinted(pages: list[Page], mark: str) -> bool:
    """Whether a link leads to the register of such numbers, so that one may stand in a picture."""
    hint = _HINTS.get(mark)
    return hint is not None and any(
        hint.search(link.url) for page in pages for link in page.facts.links
    )


def _readable(facts: PageFacts) -> bool:
    """Whether the foot stands on the page itself."""
    return (
        facts.kind not in ("shell", "frameset", "article", "guide")
        and not facts.cut
        and not facts.marks.unread
        and not any(link.area == "footer" for link in facts.links if link.kind == "script")
    )


def _scripts(facts: PageFacts) -> bool:
    return any(link.kind == "script" for link in facts.links)
