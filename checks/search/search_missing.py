"""The site has no search of its own (无站内搜索)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

_NAMED = ("搜索", "检索", "站内查询", "全站查询", "信息查询", "搜一下", "搜一搜", "search")
_LEADS_TO_SEARCH = re.compile(
    r"search|sousuo|jiansuo|/ss/|//so\.|//s\.|/s\?|siteCode=", re.IGNORECASE
)
MIN_LINKS = 10
"""A home page with fewer links is taken for a cover, not for one that lacks a search box."""


class SearchMissingOptions(Options, frozen=True):
    """There is nothing to set: a way to search is there or it is not."""


@check(
    id="search-missing",
    title="The site has no search of its own",
    title_pass="The site has a search of its own",
    scope="site",
    needs=("home", "root", "pages"),
    outcomes={
        "box": Outcome(Status.PASS, "A search box stands on {page}."),
        "operated": Outcome(Status.PASS, "A browser found a search on {page} and operated it."),
        "link": Outcome(Status.PASS, "A link to the search stands on {page}."),
        "missing": Outcome(
            Status.FAIL,
            "Neither a search box nor a link to one stands on the home page or on any of the "
            "{count} pages read.",
            "Put a search box that covers the whole site on the home page.",
        ),
        "unsure": Outcome(
            Status.REVIEW,
            "No search box was found, but the home page is built by script or frames, or could "
            "not be read in full.",
            "Open the home page in a browser and see whether a search box is there.",
        ),
    },
    options=SearchMissingOptions,
    version=2,
)
def search_missing(evidence: SiteEvidence, _: SearchMissingOptions) -> Iterator[Finding]:
    """The site has no search of its own (无站内搜索).

    Looks at:
        Search boxes, script-driven ones included and such as only a magnifying glass or a name in
        the page tells of, and links called 搜索, 检索, 高级搜索 or 站内搜索 or leading to a
        search, on the home page and on every other page that was read.

    Basis:
        indicator-2019, 功能设计 · 站内搜索; disclosure-2018, D52 (检索).

    Decides:
        A search that a browser operated, a box or a link to one on any page is a pass. A home page
        with content of its own and without either, like all other pages that were read, is a fault.

    Evidence:
        The home page, read twice at least 60 seconds apart.

    Does not accuse:
        When the home page is a cover or a frameset, when script fills it or its head, when frames
        of it were not read, when most of the site could not be had: then a person must look.

    Remedy:
        Put a search box that covers the whole site on the home page.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    pages = [home, *sorted(evidence.pages, key=lambda page: (page.target.depth, page.url))]
    box = next((page for page in pages if page.facts.searches), None)
    link = next((page for page in pages if _links_to_search(page)), None)
    if any(trial.via == "browser" and trial.url for trial in evidence.searches):
        outcome, page = "operated", home.url
    elif box is not None:
        outcome, page = "box", box.url
    elif link is not None:
        outcome, page = "link", link.url
    else:
        outcome, page = "missing" if _is_full(evidence, home) else "unsure", home.url
    yield search_missing.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={"page": page, "count": len(evidence.pages)},
        rests_on=[Need("page", evidence.site.home)],
    )


def _links_to_search(page: Page) -> bool:
    return any(
        any(name in normal(link.text) for name in _NAMED) or _LEADS_TO_SEARCH.search(link.url)
        for link in page.facts.links
        if link.kind in ("page", "frame", "form")
    )


def _is_full(evidence: SiteEvidence, home: Page) -> bool:
    """Whether the home page shows by itself what a visitor sees."""
    facts = home.facts
    frames = [link.url for link in facts.links if link.kind == "frame"]
    return (
        facts.kind not in ("shell", "frameset", "article", "guide")
        and not facts.entries_unread
        and sum(link.kind == "page" for link in facts.links) >= MIN_LINKS
        # Where the head of the page is put in by script, a search box would come with it.
        and any(link.area == "nav" for link in facts.links)
        and all(evidence.page(url) is not None for url in frames)
        and not mass_failure(evidence)
    )
