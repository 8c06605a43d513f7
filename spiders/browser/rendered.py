"""What the browser showed, as an exchange for the archive (渲染结果), told from a server's own."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import get_args

from checks.facts.types import PageFacts
from checks.failures import Failure
from spiders.browser.view import Shown, View
from spiders.exchange import Exchange
from spiders.reading import read_response

_FAILURES = frozenset(get_args(Failure))
_OUR_DOING = ("blocked-target", "too-large", "interrupted")


def met(view: View, shown: Shown, url: str, at: datetime, version: str) -> Exchange | None:
    """What a browser met at a link; None if it was our doing that it met nothing."""
    if shown.status:
        return as_exchange(shown, url, at, version)
    if shown.failure not in _FAILURES or shown.failure in _OUR_DOING:
        return None
    # It came, but is no page: a download, or a circle of redirects of which the browser had enough.
    came = view.visit.pages
    if came and not came[-1].failure:
        return dataclasses.replace(came[0] if came[-1].location else came[-1], url=url)
    return as_exchange(shown, url, at, version)


def facts_of(exchange: Exchange) -> PageFacts | None:
    """What its body says as a page; None if it is none."""
    return read_response(exchange.body, exchange.url, exchange.headers)


def as_exchange(
    shown: Shown, url: str, at: datetime, version: str, seconds: float = 0.0
) -> Exchange:
    """The final DOM as the archive keeps it, told from what a server sent by its header."""
    failure = shown.failure
    if failure and failure not in _FAILURES:
        failure = "interrupted"
    status = 0 if failure else shown.status or 200
    return Exchange(
        url, at, seconds=seconds, status=status,
        status_line=f"HTTP/1.1 {status} Rendered" if status else "",
        headers=[
            ("Content-Type", "text/html; charset=utf-8"),
            ("X-Rendered-By", f"Chromium/{version}"),
        ] if status else [],
        body=shown.html.encode("utf-8", "replace") if status else b"",
        failure=failure,
    )  # fmt: skip
