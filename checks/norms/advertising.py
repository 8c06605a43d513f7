"""Parts of advertising networks on pages of the site (商业广告)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.coverage import is_sample
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

NETWORKS = (
    "pos.baidu.com", "cpro.baidu.com", "cpro.baidustatic.com", "dup.baidustatic.com",
    "googlesyndication.com", "doubleclick.net", "googleadservices.com", "tanx.com",
    "alimama.com", "alimama.cn", "gdt.qq.com", "union.sogou.com", "inte.sogou.com",
    "lianmeng.360.cn", "mediav.com", "ipinyou.com", "adsame.com", "allyes.com", "adnxs.com",
    "criteo.com", "taboola.com", "outbrain.com",
)  # fmt: skip
"""Hosts from which advertising networks deliver (project list 【建议】)."""


class AdvertisingOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="advertising",
    title="Pages load parts of advertising networks",
    title_pass="No page loads parts of advertising networks",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "none": Outcome(
            Status.PASS, "{pages} pages were read; none refers to an advertising network."
        ),
        "suspected": Outcome(
            Status.REVIEW,
            "{pages} pages refer to {host}, which delivers advertising.",
            "Open the pages listed; if they show commercial advertising, take it off.",
        ),
        "too-little-seen": Outcome(
            Status.NOT_TESTED, "Only {pages} pages were read, too few to speak for the site."
        ),
    },
    options=AdvertisingOptions,
)
def advertising(evidence: SiteEvidence, _: AdvertisingOptions) -> Iterator[Finding]:
    """Pages load parts of advertising networks (商业广告).

    Looks at:
        The hosts of all links, scripts, frames and pictures of the pages that were read.

    Basis:
        guideline-2017, 链接 (不得链接商业广告).

    Decides:
        Nothing by itself: hosts of a list of advertising networks are for a person to look at.
        Advertising that the site serves itself is not recognised.

    Evidence:
        The archived pages with the reference.

    Does not accuse:
        Never: it only reviews. Counters of visits and maps are no advertising.

    Remedy:
        Open the pages listed; if they show commercial advertising, take it off.
    """
    found: dict[str, list[Page]] = defaultdict(list)
    for page in sorted(evidence.pages, key=lambda p: (p.target.depth, p.url)):
        hosts = {urlsplit(link.url).hostname or "" for link in page.facts.links}
        for network in {name for host in hosts if (name := network_of(host))}:
            found[network].append(page)
    for network, pages in sorted(found.items()):
        yield advertising.finding(
            "suspected",
            Subject("host", network),
            values={"host": network, "pages": len(pages)},
            rests_on=[Need("page", pages[0].url)],
            sources=tuple(Source(page.url) for page in pages),
        )
    if not found:
        outcome = "none" if is_sample(evidence) else "too-little-seen"
        site = Subject("site", evidence.site.url)
        yield advertising.finding(outcome, site, values={"pages": len(evidence.pages)})


def network_of(host: str) -> str:
    """The advertising network that a host belongs to; empty if to none."""
    return next((n for n in NETWORKS if host == n or host.endswith(f".{n}")), "")
