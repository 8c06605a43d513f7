"""robots.txt (RFC 9309): fetched once a host, obeyed, and its skips counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from protego import Protego

from spiders.fetcher import Exchange

Verdict = Literal["allowed", "robots", "robots-unreachable"]
MAX_BYTES = 512_000
"""Bytes of a robots.txt that are read (RFC 9309 2.5 asks for 500 KiB)."""
TOKEN = "GovsiteAudit"  # noqa: S105 - the product token of RFC 9309 2.2.1, no secret

# No server answered at all: there is nobody whose wishes could be asked or whose machine could be
# troubled, and the request itself will meet the same fault and record it.
_NOBODY_THERE = (
    "no-such-host",
    "dns-no-data",
    "dns-failure",
    "dns-timeout",
    "refused",
    "connect-timeout",
    "blocked-target",
    "tls",
)


class Robots:
    """What hosts allow.

    Args:
        fetch: gets a robots.txt, redirects followed.
        slow_to: told the host's ``Crawl-delay``, if it has one.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Exchange]],
        slow_to: Callable[[str, float], None],
    ) -> None:
        self._fetch = fetch
        self._slow_to = slow_to
        self._rules: dict[str, Protego | Verdict] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str, origin: str, host: str) -> Verdict:
        """Whether a URL may be fetched; ``origin`` is its scheme, host and port."""
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = self._read(await self._fetch(origin + "/robots.txt"), host)
        rules = self._rules[origin]
        if isinstance(rules, Protego):
            return "allowed" if rules.can_fetch(url, TOKEN) else "robots"
        return rules

    def _read(self, answer: Exchange, host: str) -> Protego | Verdict:
        if answer.failure in _NOBODY_THERE:
            return "allowed"
        if answer.failure or answer.status >= 500 or answer.status == 429:
            return "robots-unreachable"  # RFC 9309 2.3.1.4: assume complete disallow
        if not 200 <= answer.status < 300:
            return "allowed"  # 2.3.1.3: unavailable means no restrictions
        rules = Protego.parse(_text(answer.body))
        delay = rules.crawl_delay(TOKEN)
        if delay:
            self._slow_to(host, float(delay))
        return rules


def _text(body: bytes) -> str:
    """What is read of a robots.txt; a line that the bound cuts would say something else."""
    if len(body) > MAX_BYTES:
        body = body[: max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES), 0)]
    return body.decode("utf-8-sig", "replace")
