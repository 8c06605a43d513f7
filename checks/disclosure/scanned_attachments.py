"""Attachments that are pictures of text (附件为扫描图片)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check


class ScannedOptions(Options, frozen=True, kw_only=True):
    """How many of the files may be pictures.

    Attributes:
        least: of fewer files that could be looked into nothing is said.
        percent: up to this share of them may be pictures without words.
    """

    least: int
    percent: int


@check(
    id="scanned-attachments",
    title="Attachments are pictures that nobody can search or use",
    title_pass="Attachments can be searched and used",
    scope="site",
    needs=("home", "pages"),
    outcomes={
        "usable": Outcome(
            Status.PASS, "Of {files} attachments {scanned} are pictures without words."
        ),
        "scanned": Outcome(
            Status.REVIEW,
            "{scanned} of {files} attachments are pictures without words, for example {example}.",
            "Publish tables and documents as files whose text can be searched and copied.",
        ),
        "few-files": Outcome(
            Status.NOT_TESTED, "Fewer than {least} attachments of the site could be looked into."
        ),
    },
    options=ScannedOptions,
)
def scanned_attachments(evidence: SiteEvidence, options: ScannedOptions) -> Iterator[Finding]:
    """Attachments are pictures that nobody can search or use (附件为扫描图片).

    Looks at:
        The site's own attachments (PDF, Word, Excel …) that opened: whether they hold words.

    Basis:
        disclosure-2018, D14 (国办发〔2018〕23号: 公开的信息可检索、可核查、可利用). How many are
        looked at, and which share may be pictures, are defaults of the project.

    Decides:
        Nothing by itself: where more than the share are pictures without words, a person looks.

    Evidence:
        The archived files, as they were downloaded.

    Does not accuse:
        Never: it only reviews, as a signed document may well be scanned. Files that are damaged,
        too large, of unknown format or protected by a password don't count.

    Remedy:
        Publish tables and documents as files whose text can be searched and copied.
    """
    read = [a for a in evidence.attachments if a.facts.state in ("text", "empty")]
    scanned = [a for a in read if a.facts.state == "empty" and a.facts.kind == "pdf"]
    scanned.sort(key=lambda a: a.target.url)
    if len(read) < options.least:
        outcome = "few-files"
    else:
        outcome = "scanned" if len(scanned) * 100 > options.percent * len(read) else "usable"
    yield scanned_attachments.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={
            "files": len(read),
            "scanned": len(scanned),
            "least": options.least,
            "example": scanned[0].target.url if scanned else "",
        },
        rests_on=[Need("page", a.target.url) for a in scanned],
        sources=tuple(source for a in scanned for source in a.target.sources),
    )
