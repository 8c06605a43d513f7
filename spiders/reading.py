"""Reading (读取): from a response to the facts of its page, the same while crawling and later."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import msgspec

from checks.facts.catalogue import is_catalogue
from checks.facts.charset import magic
from checks.facts.further import read_sheet
from checks.facts.links import Resolver
from checks.facts.lists_script import is_data
from checks.facts.sitemap import is_sitemap, read_sitemap
from checks.facts.steering import Steering, read_steering
from checks.facts.types import Link, PageFacts
from spiders.exchange import Exchange

_LOG = logging.getLogger(__name__)
# Pages that hold these may ask for further rows: the full reader knows where.
_ASKS = (b"<nextgroup", b"jpaas-publish-server", b"createPageHTML(", b"countPage",
         b".json'", b'.json"', b"_isJson=true")  # fmt: skip
_HTML = ("text/html", "application/xhtml+xml")


def read_response(body: bytes, url: str, headers: Iterable[tuple[str, str]]) -> PageFacts | None:
    """Facts of a response's body; None if it is neither a page nor rows that a script asks for."""
    declared = csp = ""
    for name, value in headers:
        if name.lower() == "content-type":
            declared = declared or value
        elif name.lower() == "content-security-policy":
            csp += value.lower()
    if not is_page(body, declared) and not is_data(body, url):
        return None
    try:
        facts = _read_page(body, url, declared)
    except Exception:  # noqa: BLE001 - whatever it is, the run goes on
        # A fault of our reader: the page counts as not read, the run goes on and says so.
        _LOG.exception("our reader failed on %r; the page counts as not read", url)
        return None
    if "upgrade-insecure-requests" in csp:
        # The header says it for the page as the meta tag would (W3C Upgrade Insecure Requests).
        return msgspec.structs.replace(facts, upgrades_insecure=True)
    return facts


def _read_page(body: bytes, url: str, declared: str) -> PageFacts:
    from checks.facts.page import read_page  # noqa: PLC0415 - a tenth of a second, for few crawls

    return read_page(body, url, declared)


def steer(exchange: Exchange) -> Steering | None:
    """What leads a crawl on from a response; None if it is neither a page nor rows of one."""
    body, url, declared = exchange.body, exchange.url, exchange.header("content-type")
    page = is_page(body, declared)
    if not exchange.status or not (page or is_data(body, url) or is_sitemap(body)):
        return None
    try:
        if not page and is_sitemap(body):
            return Steering(tuple(Link(u, "", "page") for u in read_sitemap(body)))
        if page and not is_catalogue(url) and not any(sign in body for sign in _ASKS):
            return read_steering(body, url, declared)
        facts = _read_page(body, url, declared)
        return Steering((*facts.links, *facts.data), facts.refresh, facts.challenge)
    except Exception:  # noqa: BLE001 - whatever it is, the run goes on
        _LOG.exception("our reader failed on %r; nothing of the page is followed", exchange.url)
        return None


def sheet_links(exchange: Exchange) -> tuple[Link, ...]:
    """What a style sheet refers to; nothing if the response is none."""
    if exchange.status != 200 or exchange.content_type != "text/css":
        return ()
    resolver = Resolver(exchange.url, "utf-8")
    return read_sheet(exchange.body.decode("utf-8", "replace"), resolver)


def is_page(body: bytes, declared: str) -> bool:
    """Whether a body is HTML: by its label or, unlabelled, by its bytes."""
    kind = declared.partition(";")[0].strip().lower()
    if kind in _HTML:
        # A drawing under this label is shown as a page, too: its markup is HTML's.
        found = magic(body)
        return found in ("html", "text", "other", "empty") or (
            found == "image" and body[:1000].lstrip()[:1] == b"<"
        )
    return kind == "" and magic(body) == "html"
