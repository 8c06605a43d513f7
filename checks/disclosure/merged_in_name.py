"""Columns that only lead on to another site (假整合): merged in name, not in fact."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.facts.urls import host as host_of
from checks.finding import MAX_SOURCES, Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

LITTLE_TEXT = 60
"""A page with fewer characters of its own is but the frame of what it shows."""
_GOVERNMENT = (".gov.cn", ".xn--zfr164b")


class MergedOptions(Options, frozen=True):
    """There is nothing to set: a column leads on or it does not."""


@check(
    id="merged-in-name",
    title="Columns of the site only lead on to another government site",
    title_pass="The columns of the site stand on the site itself",
    scope="site",
    needs=("home", "root", "pages"),
    outcomes={
        "own": Outcome(
            Status.PASS, "No column of the site only leads on to another government site."
        ),
        "leads-on": Outcome(
            Status.REVIEW,
            "{count} columns of the site redirect to another government site, or only frame one, "
            "for example {column}: {other}",
            "See whether the other site was to be merged into this one, and move its content.",
        ),
    },
    options=MergedOptions,
)
def merged_in_name(evidence: SiteEvidence, _: MergedOptions) -> Iterator[Finding]:
    """Columns of the site only lead on to another government site (假整合).

    Looks at:
        The columns that the home page links at addresses of the site: whether they redirect to
        another host of a government, or whether their page is hardly more than a frame of one.

    Basis:
        disclosure-2018, D57 and D58 (川办发〔2018〕41号: 杜绝随意下线、“假整合”等问题).

    Decides:
        Such a column is a lead for a person. A link in the menu that openly leads elsewhere is
        none.

    Evidence:
        The pages of the columns.

    Does not accuse:
        It never does: platforms for services, data, letters and purchases are framed and
        redirected to everywhere, and old and new site may run side by side for a time.

    Remedy:
        Move the content of the merged site, and close its old address.
    """
    found = sorted(set(_leading_on(evidence)))
    yield merged_in_name.finding(
        "leads-on" if found else "own",
        Subject("site", evidence.site.url),
        values={
            "count": len(found),
            "column": found[0][0] if found else "",
            "other": found[0][2] if found else "",
        },
        rests_on=[Need("page", url) for _name, url, _other in found],
        sources=tuple(Source(url, name) for name, url, _other in found[:MAX_SOURCES]),
    )


def _leading_on(evidence: SiteEvidence) -> Iterator[tuple[str, str, str]]:
    """Name and address of each such column that the home page links, and where it leads."""
    home = evidence.home
    links = {x.url: x.text for x in home.facts.links if x.kind == "page"} if home else {}
    for url, name in links.items():
        target = evidence.targets.get(url)
        if target is None or not target.internal:
            continue
        _attempt, chain = evidence.final(url)
        page = evidence.page(url)
        framed = _framed(evidence, page) if page is not None else ""
        other = chain[-1] if _is_other(evidence, chain[-1]) else framed
        if other:
            yield name, url, other


def _framed(evidence: SiteEvidence, page: Page) -> str:
    """What a page frames of another government's host, if it has hardly any text of its own."""
    if page.facts.text_length >= LITTLE_TEXT or page.facts.entries:
        return ""
    frames = (link.url for link in page.facts.links if link.kind == "frame")
    return next((url for url in frames if _is_other(evidence, url)), "")


def _is_other(evidence: SiteEvidence, url: str) -> bool:
    host = host_of(url)
    return host.endswith(_GOVERNMENT) and host not in evidence.site.hosts
