"""Pages lack a tag that the guideline asks for (缺页面标签)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

TAGS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "site": (
        "网站标签",
        ("SiteName", "SiteDomain", "SiteIDCode"),
        ("home", "column", "article", "guide"),
    ),
    "column": (
        "栏目标签",
        ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
        ("column",),
    ),
    "article": ("内容标签", ("ArticleTitle", "PubDate", "ContentSource"), ("article",)),
}
"""The kinds of required (必选) tags: their Chinese name, the tags, the kinds of pages to bear them.

One finding a kind: what one template leaves out is one fault.
"""

MIN_PAGES = 3
"""Pages of such a kind that must have been read: the kind of a single one may be mistaken (project
default 【建议】)."""


class MissingTagOptions(Options, frozen=True):
    """There is nothing to set: pages bear a tag or they don't."""


@check(
    id="missing-tag",
    title="Pages lack a tag that the guideline asks for",
    title_pass="Pages bear the tags that the guideline asks for",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "present": Outcome(Status.PASS, "All {pages} pages read that have to bear {tags} do."),
        "missing": Outcome(
            Status.FAIL,
            "Of {pages} pages read that have to bear {tags}, none does, or all leave it empty.",
            "Have the templates write {tags} into each page of this kind.",
        ),
        "partly": Outcome(
            Status.REVIEW,
            "Of {pages} pages read that have to bear {tags}, {lacking} lack one of them, or leave "
            "it empty.",
            "Look at the pages, and mend the templates of those that ought to bear {tags}.",
        ),
        "too-few": Outcome(
            Status.NOT_TESTED,
            "{tags}: only {pages} pages that have to bear them were read, too few to tell.",
        ),
    },
    options=MissingTagOptions,
    version=2,
)
def missing_tag(evidence: SiteEvidence, _: MissingTagOptions) -> Iterator[Finding]:
    """Pages lack a tag that the guideline asks for (缺页面标签).

    Looks at:
        The tags (meta) of the pages on the host of the home page: SiteName, SiteDomain and
        SiteIDCode on the home page, columns, articles and guides; ColumnName, ColumnDescription,
        ColumnKeywords and ColumnType on columns; ArticleTitle, PubDate and ContentSource on
        articles.

    Basis:
        guideline-2017, 附件 网页设计规范 (国办发〔2017〕47号), where these tags are required
        (必选); indicator-2019, 功能设计 · 页面标签.

    Decides:
        A tag that none of three or more such pages bears, or that all leave empty or with a
        placeholder, is a fault; all such tags of one kind (网站标签, 栏目标签, 内容标签) are told
        as one. Where some bear a tag and others do not, a person has to look.

    Evidence:
        The first three of these pages, read twice at least 60 seconds apart.

    Does not accuse:
        When fewer than three such pages were read, where a page at two addresses counts once; when
        the name is written in other capitals or
        the attributes stand in another order; for pages of other hosts, shells, search results and
        pages of unknown kind; for one page alone; when most of the site could not be had.

    Remedy:
        Have the templates of the publishing system write the tag into each page of this kind.
    """
    host = evidence.site.host
    own = (page for page in evidence.pages if page.target.host == host)
    distinct: dict[str, Page] = {}
    for page in sorted(own, key=lambda page: (page.target.depth, page.url)):
        distinct.setdefault(page.attempt.sha256, page)  # / and /index.html are one page
    pages = distinct.values()
    lost = mass_failure(evidence)
    for kind, (name, tags, kinds) in TAGS.items():
        bound = [page for page in pages if page.facts.kind in kinds]
        sorts: dict[str, list[str]] = {}
        for tag in tags:
            lacking = [page for page in bound if tag not in page.facts.meta]
            sorts.setdefault(_outcome(bound, lacking, lost=lost), []).append(tag)
        for outcome, told in sorts.items():
            if outcome == "present" and len(sorts) > 1:
                continue
            poor = [page for page in bound if not page.facts.meta.keys() >= set(told)]
            part = "-partly" if outcome == "partly" else ""
            yield missing_tag.finding(
                outcome,
                Subject("page", f"{evidence.site.home}#{kind}{part}", name),
                values={
                    "kind": kind, "tags": "、".join(told), "pages": len(bound),
                    "lacking": len(poor),
                },
                rests_on=[Need("page", page.url) for page in poor[:MIN_PAGES]],
                sources=tuple(Source(page.url) for page in poor),
            )  # fmt: skip


def _outcome(bound: list[Page], lacking: list[Page], *, lost: bool) -> str:
    if len(bound) < MIN_PAGES or lost:
        return "too-few"
    if not lacking:
        return "present"
    return "missing" if len(lacking) == len(bound) else "partly"
