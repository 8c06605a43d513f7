"""Images and other parts of pages that cannot be loaded (图片失效)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding
from checks.framework import check
from checks.links.judge import LinkOptions, judge_links
from checks.links.outcomes import outcomes_of


@check(
    id="broken-image",
    title="Images, styles, scripts or media of the pages cannot be loaded",
    title_pass="Images, styles, scripts and media of the pages can be loaded",
    scope="link",
    needs=("home",),
    outcomes=outcomes_of("image"),
    options=LinkOptions,
    version=5,
)
def broken_image(evidence: SiteEvidence, options: LinkOptions) -> Iterator[Finding]:
    """Images, styles, scripts or media on the site's own hosts cannot be loaded (图片失效).

    Looks at:
        Every image, style sheet, script, sound and film on the site's own hosts that a page that
        was read, or a style sheet of the site, names; each once, with all that name it.

    Basis:
        indicator-2019, 功能设计 · 可用性; census-2015, 链接可用性 (图片).

    Decides:
        404 or 410, a server error, a missing host, a refused port or a circle of redirects is a
        fault. So is an image file that is empty, is an error page, or that no browser can show.
        Any other web page in place of an image, style or script file, and addresses that stand in
        style rules only, are for a person to review.

    Evidence:
        The answer to every address on the way, archived, at two times at least 60 seconds apart,
        and a third time in a browser or hours later. Without the third look only 404, 410, missing
        hosts and bad files count; all else is for a person to review.

    Does not accuse:
        When the two looks differ; when a wall turns machines away; when robots.txt, a limit or
        the address guard kept us from looking; when the name server that knows no such host
        denies the site's own name as well; when a counter answers an image request with a page;
        when more than half of at least ten parts, or all of at least three, fail alike, or most
        of the site does.

    Remedy:
        Upload the file again, or correct its address in the template.
    """
    return judge_links(broken_image, evidence, options, "image")
