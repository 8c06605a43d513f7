"""Which pages the browser opens: to read them (需渲染的页面), and to examine them (页面体检)."""

from __future__ import annotations

from urllib.parse import unquote_plus, urlsplit

from checks.evidence import SiteEvidence
from checks.facts.catalogue import is_answered
from checks.facts.types import PageFacts
from checks.observations import Page, SearchTrial
from spiders.browser.examine import Wanted

FEW_WORDS = 200
"""Characters of text below which a page with scripts may show something else in a browser."""


def unread_pages(evidence: SiteEvidence) -> list[str]:
    """Addresses of pages that only a browser can read, the most useful first.

    The home page comes first, where script makes its content, its head or its foot; then lists
    that script fills (Hanweb, jpaas, gkmlpt unless its rows came), near the root before deep; then
    guides with parts that could not be told apart.
    """
    home = evidence.home
    wanted = [home] if home is not None and needs_browser(home.facts, home=True) else []
    columns = [
        page
        for page in evidence.pages
        if needs_browser(page.facts) and not is_answered(evidence, page.facts)
    ]
    guides = [p for p in evidence.pages if any(e.status == "unread" for e in p.facts.guide)]

    def order(page: Page) -> tuple[int, str]:
        return (page.target.depth, page.url)

    pages = [*wanted, *sorted(columns, key=order), *sorted(guides, key=order)]
    return list(dict.fromkeys(page.url for page in pages))


def needs_browser(facts: PageFacts, *, home: bool = False) -> bool:
    """Whether a page's own bytes do not show what a person sees."""
    if facts.kind == "shell" or facts.entries_unread:
        return True
    if not home:
        return False
    bare = facts.text_length < FEW_WORDS and len(facts.links) < FEW_WORDS and bool(facts.scripts)
    menus = any(link.area == "nav" for link in facts.links)
    return facts.marks.unread == "script" or (bare and not menus)


def shows_more(before: PageFacts | None, after: PageFacts | None) -> bool:
    """Whether the browser's page is worth keeping in place of the bytes."""
    if after is None or after.kind in ("challenge", "error"):
        return False
    if before is None:
        return True
    known = {link.url for link in before.links}
    more = any(link.url not in known for link in after.links)
    return (
        more or after.text_length > before.text_length or len(after.entries) > len(before.entries)
    )


def pages_to_examine(evidence: SiteEvidence) -> list[Wanted]:
    """The home page, and the first column, article, guide and page of results of the site."""
    home = evidence.home
    if home is None:
        return []
    entries = {link.url for link in home.facts.links if link.area == "nav"}
    menu = frozenset(entries - {home.url, evidence.site.url})  # the logo leads home, too
    wanted = [Wanted(url=home.url, role="home", menu=menu)]
    pages = sorted(evidence.pages, key=lambda page: (page.target.depth, page.url))
    for role in ("column", "article", "guide"):
        page = next((p for p in pages if p.facts.kind == role and p.url != home.url), None)
        if page is not None:
            wanted.append(Wanted(url=page.url, role=role))
    found = next((url for t in evidence.searches if (url := results_url(t))), "")
    return [*wanted, Wanted(url=found, role="search")] if found else wanted


def results_url(trial: SearchTrial) -> str:
    """The address of a page of results, if it shows them to whoever opens it; else empty."""
    address = trial.url.partition("#")[0]
    words = trial.query[:12]
    return address if words and words in unquote_plus(urlsplit(address).query) else ""
