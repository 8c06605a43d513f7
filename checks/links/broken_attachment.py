"""Attachments that cannot be opened (附件失效)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding
from checks.framework import check
from checks.links.judge import LinkOptions, judge_links
from checks.links.outcomes import outcomes_of


@check(
    id="broken-attachment",
    title="Attachments cannot be opened",
    title_pass="Attachments can be opened",
    scope="link",
    needs=("home",),
    outcomes=outcomes_of("attachment"),
    options=LinkOptions,
    version=5,
)
def broken_attachment(evidence: SiteEvidence, options: LinkOptions) -> Iterator[Finding]:
    """Attachments on the site's own hosts cannot be opened (附件失效).

    Looks at:
        Every document (PDF, Word, Excel, ZIP …) on the site's own hosts to which a page that was
        read links; each once, with all the pages that carry the link.

    Basis:
        indicator-2019, 功能设计 · 可用性; census-2015, 链接可用性 (附件) and 附件下载: attachments
        must open.

    Decides:
        As for pages: 404 or 410, a server error, a missing host, a refused port or a circle of
        redirects is a fault. So is an empty file, an error page that comes with a success status,
        and a PDF or zipped document (DOCX, XLSX, OFD, ZIP) that no program can open. Any other
        web page in place of the file, and bytes that no file of such a name has, are for a person
        to review: it may be a step before the download.

    Evidence:
        The answer to every address on the way, archived, at two times at least 60 seconds apart,
        and a third time in a browser or hours later. Without the third look only 404, 410, missing
        hosts and bad files count; all else is for a person to review.

    Does not accuse:
        When the two looks differ; when a wall or a login turns machines away; when robots.txt,
        a limit or the address guard kept us from looking; when the name server that knows no such
        host denies the site's own name as well; when the file was only read in part; when more
        than half of at least ten attachments, or all of at least three, fail alike, or most of
        the site does.

    Remedy:
        Upload the file again, correct the address, or take the link off the pages listed.
    """
    return judge_links(broken_attachment, evidence, options, "attachment")
