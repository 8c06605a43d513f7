"""Service guides without a form to fetch (未提供表格样表)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

MIN_GUIDES = 5
"""Fewer guides may be of matters that take no form (project default 【建议】)."""
_WORDS = ("下载", "样表", "表格", "申请表", "申请书", "空表", "示范文本", "下載", "樣表")


class GuidesWithoutFormsOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="guides-without-forms",
    title="No service guide offers a form",
    title_pass="Service guides offer forms",
    scope="page",
    needs=("home", "root", "pages"),
    outcomes={
        "offered": Outcome(Status.PASS, "{count} of {guides} guides read offer forms or files."),
        "none": Outcome(
            Status.REVIEW,
            "None of {guides} guides read offers a form or file to fetch.",
            "Open the guides and see whether the matters take forms; if so, offer them with "
            "samples.",
        ),
        "too-few": Outcome(
            Status.NOT_TESTED, "Only {guides} guides were read, too few to say anything of forms."
        ),
    },
    options=GuidesWithoutFormsOptions,
)
def guides_without_forms(evidence: SiteEvidence, _: GuidesWithoutFormsOptions) -> Iterator[Finding]:
    """No service guide offers a form (未提供表格样表).

    Looks at:
        The links of all service guides (办事指南) of the site that were read: files, and links
        whose words speak of forms and samples (表格, 样表, 下载).

    Basis:
        indicator-2019, 办事服务 · 表格样表; census-2015, 服务实用情况 · 附件下载.

    Decides:
        Nothing by itself: that none of five or more guides offers any is for a person to look at.
        Files that do not open are told by broken-attachment.

    Evidence:
        The archived pages of these guides.

    Does not accuse:
        Never: it only reviews. Many matters take no form, and some offer it after a login only.

    Remedy:
        Open the guides and see whether the matters take forms; if so, offer them with samples.
    """
    guides = [
        page
        for page in sorted(evidence.pages, key=lambda p: (p.target.depth, p.url))
        if page.facts.kind == "guide"
    ]
    count = sum(map(_offers, guides))
    outcome = "too-few" if len(guides) < MIN_GUIDES else "none"
    yield guides_without_forms.finding(
        "offered" if count else outcome,
        Subject("site", evidence.site.url),
        values={"guides": len(guides), "count": count},
        rests_on=[Need("page", page.url) for page in guides[:3]]
        or [Need("page", evidence.site.home)],
        sources=tuple(Source(page.url) for page in guides),
    )


def _offers(page: Page) -> bool:
    return any(
        link.area == "body"
        and (link.kind == "document" or any(word in link.text for word in _WORDS))
        for link in page.facts.links
    )
