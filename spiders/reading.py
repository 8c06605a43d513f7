"""Reading (读取): from a response to the facts of its page, the same while crawling and later."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import msgspec

from checks.facts.charset import magic
from checks.facts.page import read_page
from checks.facts.steering import Steering, read_steering
from checks.facts.types import PageFacts
from spiders.fetcher import Exchange

_LOG = logging.getLogger(__name__)
_HTML = ("text/html", "application/xhtml+xml")


def read_response(body: bytes, url: str, headers: Iterable[tuple[str, str]]) -> PageFacts | None:
    """Facts of a response's body; None if a browser would not show it as a page."""
    declared = csp = ""
    for name, value in headers:
        if name.lower() == "content-type":
            declared = declared or value
        elif name.lower() == "content-security-policy":
            csp += value.lower()
    if not is_page(body, declared):
        return None
    try:
        facts = read_page(body, url, declared)
    except Exception:  # noqa: BLE001 - whatever it is, the run goes on
        # A fault of our reader: the page counts as not read, the run goes on and says so.
        _LOG.exception("our reader failed on %r; the page counts as not read", url)
        return None
    if "upgrade-insecure-requests" in csp:
        # The header says it for the page as the meta tag would (W3C Upgrade Insecure Requests).
        return msgspec.structs.replace(facts, upgrades_insecure=True)
    return facts


def steer(exchange: Exchange) -> Steering | None:
    """What leads a crawl on from a response; None if it is no page."""
    if not exchange.status or not is_page(exchange.body, exchange.header("content-type")):
        return None
    try:
        return read_steering(exchange.body, exchange.url, exchange.header("content-type"))
    except Exception:  # noqa: BLE001 - whatever it is, the run goes on
        _LOG.exception("our reader failed on %r; nothing of the page is followed", exchange.url)
        return None


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
