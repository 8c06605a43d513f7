"""Pages lack a tag that the guideline asks for (缺页面标签)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import Page, SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check

_SITE = ("home", "column", "article", "guide")
TAGS: dict[str, tuple[str, ...]] = {
    "SiteName": _SITE,
    "SiteDomain": _SITE,
    "SiteIDCode": _SITE,
    "ColumnName": ("column",),
    "ColumnDescription": ("column",),
    "ColumnKeywords": ("column",),
    "ColumnType": ("column",),
    "ArticleTitle": ("article",),
    "PubDate": ("article",),
    "ContentSource": ("article",),
}
"""The tags that are required (必选), and the kinds of pages that have to bear them."""

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
        "present": Outcome(
            Status.PASS, "All {pages} pages read that have to bear the tag {tag} do."
        ),
        "missing": Outcome(
            Status.FAIL,
            "Of {pages} pages read that have to bear the tag {tag}, none does, or all leave it "
            "empty.",
            "Have the templates write the tag {tag} into each page of this kind.",
        ),
        "partly": Outcome(
            Status.REVIEW,
            "Of {pages} pages read that have to bear the tag {tag}, {lacking} do not, or leave it "
            "empty.",
            "Look at the pages, and mend the templates of those that ought to bear the tag {tag}.",
        ),
        "too-few": Outcome(
            Status.NOT_TESTED,
            "Tag {tag}: only {pages} pages that have to bear it were read, too few to tell.",
        ),
    },
    options=MissingTagOptions,
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
        placeholder, is a fault. Where some bear it and others do not, a person has to look.

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
    for tag, kinds in TAGS.items():
        bound = [page for page in pages if page.facts.kind in kinds]
        lacking = [page for page in bound if tag not in page.facts.meta]
        yield missing_tag.finding(
            _outcome(bound, lacking, lost=lost),
            Subject("page", f"{evidence.site.home}#{tag}", tag),
            values={"tag": tag, "pages": len(bound), "lacking": len(lacking)},
            rests_on=[Need("page", page.url) for page in lacking[:MIN_PAGES]],
            sources=tuple(Source(page.url) for page in lacking),
        )


def _outcome(bound: list[Page], lacking: list[Page], *, lost: bool) -> str:
    if len(bound) < MIN_PAGES or lost:
        return "too-few"
    if not lacking:
        return "present"
    return "missing" if len(lacking) == len(bound) else "partly"
