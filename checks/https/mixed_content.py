"""Encrypted pages load parts without encryption (混合内容)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

ACTIVE = frozenset({"script", "style", "frame"})
"""Parts that can change the whole page; browsers refuse them (W3C Mixed Content, blockable)."""
PASSIVE = frozenset({"image", "media"})
"""Parts that browsers upgrade or only warn about."""
FORM = frozenset({"form"})
"""No part of the page, but what a visitor enters leaves it unencrypted; browsers warn."""


class MixedContentOptions(Options, frozen=True):
    """There is nothing to set: a part is loaded over HTTP or it is not."""


@dataclass
class _Host:
    """What one host's parts are, and which pages load them."""

    kinds: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    pages: dict[str, Page] = field(default_factory=dict)


@check(
    id="mixed-content",
    title="HTTPS pages load parts over unencrypted HTTP",
    title_pass="HTTPS pages load all their parts over HTTPS",
    scope="host",
    needs=("home",),
    outcomes={
        "none": Outcome(Status.PASS, "All parts of {count} HTTPS pages are loaded over HTTPS."),
        "active": Outcome(
            Status.FAIL,
            "HTTPS pages load scripts, styles or frames from {host} over HTTP; browsers refuse "
            "them. For example {example} ({count} addresses in all).",
            "Change these addresses to https:// in the pages and templates.",
        ),
        "passive": Outcome(
            Status.REVIEW,
            "HTTPS pages load images or media from {host} over HTTP; browsers upgrade them or "
            "warn. For example {example} ({count} addresses in all).",
            "Change these addresses to https:// in the pages and templates.",
        ),
        "form": Outcome(
            Status.REVIEW,
            "Forms on HTTPS pages are sent to {host} over HTTP; browsers warn before they send. "
            "For example {example} ({count} addresses in all).",
            "Change these addresses to https:// in the pages and templates.",
        ),
        "no-https-pages": Outcome(
            Status.NOT_APPLICABLE, "No page of the site was read over HTTPS."
        ),
    },
    options=MixedContentOptions,
    version=2,
)
def mixed_content(evidence: SiteEvidence, _: MixedContentOptions) -> Iterator[Finding]:
    """HTTPS pages load parts over unencrypted HTTP (混合内容).

    Looks at:
        Scripts, styles, frames, images, media and forms of every page that was read over HTTPS.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018 (防攻击、防篡改、防病毒).
        The distinction of active and passive parts: W3C Mixed Content.

    Decides:
        A script, style sheet or frame with an http:// address is a fault: browsers do not load
        it. Images, media and forms that are sent over HTTP are for a person to review: browsers
        upgrade them or warn. One finding for each host that the parts come from.

    Evidence:
        The archived page, read twice at least 60 seconds apart, and the addresses on it.

    Does not accuse:
        On pages read over HTTP; on pages that tell browsers to upgrade such requests (Content
        Security Policy, upgrade-insecure-requests); for links that a visitor follows himself.

    Remedy:
        Change these addresses to https:// in the pages and templates.
    """
    pages = [page for page in evidence.pages if page.url.startswith("https:")]
    site = Subject("site", evidence.site.url)
    if not pages:
        yield mixed_content.finding("no-https-pages", site)
        return
    hosts = _insecure(pages)
    for host, found in sorted(hosts.items()):
        listed = sorted(found.pages.values(), key=lambda page: (page.target.depth, page.url))
        yield mixed_content.finding(
            "active" if found.kinds & ACTIVE else "passive" if found.kinds & PASSIVE else "form",
            Subject("host", host),
            values={"host": host, "example": min(found.parts), "count": len(found.parts)},
            rests_on=[Need("page", listed[0].url)],
            sources=tuple(Source(page.url, page.facts.title) for page in listed),
        )
    if not hosts:
        yield mixed_content.finding("none", site, values={"count": len(pages)})


def _insecure(pages: list[Page]) -> dict[str, _Host]:
    """Parts with an http:// address by host; of each host only those of the gravest kind."""
    hosts: dict[str, _Host] = {}
    for kinds in (ACTIVE, PASSIVE, FORM):
        settled = set(hosts)
        for page in pages:
            if page.facts.upgrades_insecure:
                continue
            for link in page.facts.links:
                host = urlsplit(link.url).hostname or ""
                if link.kind in kinds and link.url.startswith("http:") and host not in settled:
                    found = hosts.setdefault(host, _Host())
                    found.kinds.add(link.kind)
                    found.parts.add(link.url)
                    found.pages[page.url] = page
    return hosts
