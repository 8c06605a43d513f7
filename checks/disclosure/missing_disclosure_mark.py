"""Documents that don't say how they are disclosed (公文未标公开属性)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.disclosure.documents import Window, articles, is_own, is_whole, quoted, within
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Outcome, check
from checks.observations import Page

LEAST = 3
"""Of fewer documents nothing is said: one of a kind may be an exception."""


class MarkOptions(Window, frozen=True, kw_only=True):
    """Which documents are looked at.

    Attributes:
        sample: so many, the newest.
    """

    sample: int


@check(
    id="missing-disclosure-mark",
    title="Documents do not say how they are disclosed",
    title_pass="Documents say how they are disclosed",
    scope="site",
    needs=("home", "pages"),
    outcomes={
        "marked": Outcome(
            Status.PASS, "The {judged} newest documents of the site say how they are disclosed."
        ),
        "unmarked": Outcome(
            Status.FAIL,
            "{lacking} of the {judged} newest documents don't say how they are disclosed, for "
            "example {example}.",
            "Put the attribute of disclosure at the end of each document, as 此件公开发布.",
        ),
        "maybe-unmarked": Outcome(
            Status.REVIEW,
            "In {lacking} of the {judged} newest documents no attribute of disclosure was "
            "recognised, for example {example}.",
            "Open them and see whether they, or their attachments, bear the attribute.",
        ),
        "no-documents": Outcome(
            Status.NOT_TESTED,
            "Fewer than {least} documents of the site's own of the last {months} months were "
            "among the pages read.",
        ),
    },
    options=MarkOptions,
    version=2,
)
def missing_disclosure_mark(evidence: SiteEvidence, options: MarkOptions) -> Iterator[Finding]:
    """Documents don't say how they are disclosed (公文未标公开属性).

    Looks at:
        The newest documents of the site's own body that have a document number: the words at
        their end (此件公开发布, 此件主动公开), and the cell 公开方式 or 公开属性 of the index
        table.

    Basis:
        disclosure-2018, D31 (洪办发〔2017〕74号: 主动公开、依申请公开、不予公开等属性). How many
        are looked at is a default of the project.

    Decides:
        The fault holds if more than half of them lack it, by their whole text on the
        page.

    Evidence:
        The pages of the documents that lack it, read twice at least 60 seconds apart.

    Does not accuse:
        Documents that the site reprints of others, and replies to proposals, are not
        looked at. Nor is a document held against the site whose text stands in an
        attachment, a frame or a picture. When fewer lack it than half, or fewer than
        three documents were read, nothing is said to be a fault.

    Remedy:
        Put the attribute at the end of each document, as 此件公开发布.
    """
    documents = sorted(_documents(evidence, options), key=_newest_first)[: options.sample]
    lacking = [p for p in documents if p.facts.article and not p.facts.article.disclosure]
    sure = [page for page in lacking if is_whole(evidence, page)]
    if len(documents) < LEAST:
        outcome = "no-documents"
    elif not lacking:
        outcome = "marked"
    else:
        most = len(sure) * 2 > len(documents)
        outcome = "unmarked" if most else "maybe-unmarked"
    yield missing_disclosure_mark.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={
            "judged": len(documents),
            "lacking": len(lacking),
            "example": lacking[0].url if lacking else "",
            "least": LEAST,
            "months": options.months,
        },
        rests_on=[Need("page", page.url) for page in sure],
        quotes=tuple(quote for page in lacking for quote in quoted(page)),
    )


def _documents(evidence: SiteEvidence, window: Window) -> Iterator[Page]:
    """Documents of the own body with number and day, each of them once."""
    seen: set[str] = set()
    for page, article in articles(evidence):
        if article.number in seen or not article.number or article.reply is not None:
            continue
        if within(evidence, page, window) and is_own(evidence, article):
            seen.add(article.number)
            yield page


def _newest_first(page: Page) -> tuple[int, str]:
    day = page.facts.published.day if page.facts.published else ""
    return -int(day.replace("-", "") or 0), page.url
