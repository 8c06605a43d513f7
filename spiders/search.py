"""Search trials (搜索测试): ask the site's own search for titles that the site itself published."""

from __future__ import annotations

from urllib.parse import quote_plus

from ada_url import URL

from checks.evidence import SiteEvidence
from checks.facts.types import SearchForm
from checks.observations import SearchTrial
from spiders.bundle.writer import BundleWriter
from spiders.probes import Prober
from spiders.questions import questions
from spiders.session import Session

TRIALS = 3
"""Titles that are asked for."""


def box(evidence: SiteEvidence) -> tuple[SearchForm | None, str]:
    """The search box to use and the charset of its page; plain GET forms first."""
    pages = [p for p in (evidence.home, *evidence.pages) if p is not None][:50]
    found = [(form, p.facts.charset) for p in pages for form in p.facts.searches]
    found.sort(key=lambda f: (f[0].scripted, f[0].method != "get"))
    return found[0] if found else (None, "utf-8")


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
    session: Session, writer: BundleWriter, prober: Prober, evidence: SiteEvidence, seed: str
) -> None:
    """Put the questions by the form's own request, for want of a browser to do it.

    Where they could not be put the reason is stored.
    """
    form, charset = box(evidence)
    if form is None:
        return
    asked = [q for q in questions(evidence, seed) if q.kind == "title"][:TRIALS]
    if not asked:
        writer.search(SearchTrial(query="", known_url="", skipped="no-title"))
        return
    for query, known_url in ((q.words, q.known_url) for q in asked):
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
