"""Service guides that lack elements (办事指南要素缺失)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns.guides import read_guides
from checks.evidence import SiteEvidence
from checks.facts.types_contents import GUIDE_ELEMENTS
from checks.finding import Finding, Need, Quote, Status, Subject
from checks.framework import Options, Outcome, check

ELEMENT_NAMES = {
    "name": "事项名称",
    "basis": "设定依据",
    "conditions": "申请条件",
    "materials": "办理材料",
    "place": "办理地点",
    "time": "办理时间",
    "phone": "联系电话",
    "process": "办理流程",
}
EMPTY = "（有标题无内容）"
"""Said of an element whose label stands on the page with nothing under it."""


class GuideOptions(Options, frozen=True, kw_only=True):
    """``missing_classes``: a guide that lacks this many of the eight elements is at fault."""

    missing_classes: int


@check(
    id="guide-elements",
    title="A service guide lacks several of its eight elements",
    title_pass="Service guides carry their elements",
    version=2,
    scope="guide",
    needs=("home",),
    outcomes={
        "complete": Outcome(Status.PASS, "The guide {subject} has {present} of 8 elements."),
        "lacking": Outcome(
            Status.FAIL,
            "The guide {subject} lacks {count} of 8 elements: {lacks}.",
            "Add the missing elements to the guide.",
        ),
        "elements-elsewhere": Outcome(
            Status.REVIEW,
            "The guide {subject} shows no {lacks}; attachments, pictures, further pages or "
            "scripts may hold them.",
            "Open the guide in a browser and look for the missing elements.",
        ),
        "no-guides": Outcome(Status.NOT_TESTED, "No service guide was among the pages read."),
    },
    options=GuideOptions,
)
def guide_elements(evidence: SiteEvidence, options: GuideOptions) -> Iterator[Finding]:
    """A service guide lacks several of its eight elements (办事指南要素缺失).

    Looks at:
        Every page that is a service guide by its own words, for the elements 事项名称, 设定依据,
        申请条件, 办理材料, 办理地点, 办理时间, 联系电话, 办理流程, under these or usual names.

    Basis:
        indicator-2019, 办事服务 · 办事指南, and the eight elements of 单项否决 · 服务不实用.

    Decides:
        A guide that lacks as many elements as the line says (4) is at fault: no label names them
        and nothing in its text speaks of them. The title of the page counts as 事项名称. A label
        with nothing or a placeholder (暂无) under it tells nothing.

    Evidence:
        The guide's page, read twice at least 60 seconds apart.

    Does not accuse:
        When the guide has attachments, pictures of its own, frames, links to details or to an
        application system, hardly any text, or scripts that no complete guide and not the home page
        uses: its elements may stand there, and a person must look. Nor for an empty place that a
        script of the page names, or tabs whose panels were not found. Notices, rules and calls of
        one year are no guides, whatever they name.

    Remedy:
        Add the missing elements to the guide.
    """
    found = False
    for guide in read_guides(evidence):
        found = True
        outcome = "complete"
        if len(guide.lacks) >= options.missing_classes:
            outcome = "elements-elsewhere" if guide.elsewhere else "lacking"
        facts, target = guide.page.facts, guide.page.target
        yield guide_elements.finding(
            outcome,
            Subject("guide", guide.page.url, facts.heading or facts.title),
            values={
                "count": len(guide.lacks),
                "present": len(GUIDE_ELEMENTS) - len(guide.lacks),
                "lacks": "、".join(
                    ELEMENT_NAMES[e] + EMPTY * (e in guide.empty) for e in guide.lacks
                ),
            },
            rests_on=[Need("page", guide.page.url)],
            sources=target.sources,
            quotes=tuple(
                Quote(guide.page.url, part.label)
                for part in facts.guide
                if part.name in guide.empty and outcome != "complete"
            ),
        )
    if not found:
        yield guide_elements.finding("no-guides", Subject("site", evidence.site.url))
