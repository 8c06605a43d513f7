"""Search trials (搜索测试): ask the site's own search for titles that the site itself published."""

from __future__ import annotations

from urllib.parse import quote_plus

from ada_url import URL

from checks.evidence import Page, SearchTrial, SiteEvidence
from checks.facts.types import SearchForm
from spiders.bundle.writer import BundleWriter
from spiders.probes import Prober
from spiders.session import Session

TRIALS = 3
"""Titles that are asked for."""
SHORTEST_TITLE = 8
"""Characters below which a title is too common to be a fair question."""


def box(evidence: SiteEvidence) -> tuple[SearchForm | None, str]:
    """The search box to use and the charset of its page; plain GET forms first."""
    pages = [p for p in (evidence.home, *evidence.pages) if p is not None][:50]
    found = [(form, p.facts.charset) for p in pages for form in p.facts.searches]
    found.sort(key=lambda f: (f[0].scripted, f[0].method != "get"))
    return found[0] if found else (None, "utf-8")


def questions(evidence: SiteEvidence) -> list[tuple[str, str]]:
    """Titles and URLs of articles that the crawl read: newest first, one a column folder."""
    articles = [p for p in evidence.pages if p.facts.kind == "article" and _title(p)]
    # A page published on the inspection day may not be indexed yet: that would be no fault.
    today = evidence.today.isoformat()
    dated = [p for p in articles if p.facts.published is not None and p.facts.published.day < today]
    dated.sort(key=lambda p: (p.facts.published.day if p.facts.published else "", p.url))
    chosen: dict[str, tuple[str, str]] = {}
    for page in reversed(dated):
        chosen.setdefault(page.url.rsplit("/", 1)[0], (_title(page), page.url))
    rest = [(_title(p), p.url) for p in reversed(dated)]
    return list(dict.fromkeys([*chosen.values(), *rest]))[:TRIALS]


def _title(page: Page) -> str:
    title = page.facts.meta.get("ArticleTitle") or page.facts.heading
    return title if len(title) >= SHORTEST_TITLE else ""


def request_url(form: SearchForm, charset: str, query: str) -> str:
    """The URL that a browser would ask for (WHATWG form submission, page's own charset)."""
    pairs = [*form.fixed, (form.field, query)]
    encoded = "&".join(
        f"{_quoted(name, charset)}={_quoted(value, charset)}" for name, value in pairs
    )
    action = URL(form.action)
    action.search = encoded
    action.hash = ""
    return action.href


def _quoted(text: str, charset: str) -> str:
    return quote_plus(text.encode(charset, "xmlcharrefreplace"))


async def try_search(
    session: Session, writer: BundleWriter, prober: Prober, evidence: SiteEvidence
) -> None:
    """Put the questions, or store why they could not be put."""
    form, charset = box(evidence)
    if form is None:
        return
    asked = questions(evidence)
    if not asked:
        writer.search(SearchTrial(query="", known_url="", skipped="no-title"))
        return
    for query, known_url in asked:
        trial = SearchTrial(query=query, known_url=known_url)
        if form.scripted or not form.field:
            writer.search(SearchTrial(query=query, known_url=known_url, skipped="scripted"))
            return
        if form.method != "get":
            writer.search(SearchTrial(query=query, known_url=known_url, skipped="post"))
            return
        url = request_url(form, charset, query)
        if await session.allowed(url) != "allowed":
            writer.search(SearchTrial(query=query, known_url=known_url, skipped="robots"))
            return
        await prober.page(url, purpose="search")
        writer.search(SearchTrial(query=trial.query, known_url=trial.known_url, url=url))
