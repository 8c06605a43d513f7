"""robots.txt (RFC 9309): fetched once a host and day, obeyed, and its skips counted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Literal

from msgspec import Struct
from protego import Protego

from spiders.clock import Clock
from spiders.exchange import Exchange

Verdict = Literal["allowed", "robots", "robots-unreachable"]
MAX_BYTES = 512_000
"""Bytes of a robots.txt that are read (RFC 9309 2.5 asks for 500 KiB)."""
TOKEN = "GovsiteAudit"  # noqa: S105 - the product token of RFC 9309 2.2.1, no secret
KEPT = 86_400.0
"""Seconds for which rules hold (RFC 9309 2.4: a day at most)."""
UNREACHABLE = 600.0
"""Seconds after which a robots.txt that could not be read is asked for again."""
NOBODY = 60.0
"""The same where no server was there at all."""
TRIES = 2
"""Requests for a robots.txt before it is unreachable: one lost packet must not shut a site out."""

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
# The parser matches beginnings of names; RFC 9309 2.2.1 wants the whole product token, in any
# case, and the group of all others where none is ours.
_AGENT = re.compile(r"^[ \t]*user[- ]?agent[ \t]*:[ \t]*([^#\n]*).*$", re.I | re.M)
_PRODUCT = re.compile(r"[A-Za-z_-]*")


class _Rules(Struct, frozen=True):
    rules: Protego | Verdict
    until: float  # monotonic seconds


class Robots:
    """What hosts allow; shared by all sites of a process.

    Args:
        clock: for the age of rules.
        slow_to: told the host's ``Crawl-delay``, if it has one.
    """

    def __init__(self, clock: Clock, slow_to: Callable[[str, float], None]) -> None:
        self._clock = clock
        self._slow_to = slow_to
        self._known: dict[str, _Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(
        self, url: str, origin: str, host: str, fetch: Callable[[str], Awaitable[Exchange]]
    ) -> Verdict:
        """Whether a URL may be fetched.

        Args:
            url: that is asked about.
            origin: its scheme, host and port.
            host: its host.
            fetch: gets a robots.txt, redirects followed.
        """
        known = self._usable(origin)
        if known is None:
            async with self._locks.setdefault(origin, asyncio.Lock()):
                known = self._usable(origin) or await self._read(origin, host, fetch)
        rules = known.rules
        if isinstance(rules, Protego):
            return "allowed" if rules.can_fetch(url, TOKEN) else "robots"
        return rules

    def _usable(self, origin: str) -> _Rules | None:
        known = self._known.get(origin)
        return known if known is not None and self._clock.monotonic() < known.until else None

    async def _read(
        self, origin: str, host: str, fetch: Callable[[str], Awaitable[Exchange]]
    ) -> _Rules:
        for _ in range(TRIES):
            rules, keep = _judge(await fetch(origin + "/robots.txt"))
            if rules != "robots-unreachable":
                break
        if isinstance(rules, Protego):
            delay = rules.crawl_delay(TOKEN)
            if delay:
                self._slow_to(host, float(delay))
        known = self._known[origin] = _Rules(rules, self._clock.monotonic() + keep)
        return known


def _judge(answer: Exchange) -> tuple[Protego | Verdict, float]:
    """What an answer to a request for robots.txt means, and for how many seconds."""
    if answer.failure in _NOBODY_THERE:
        return "allowed", NOBODY
    if answer.failure or answer.status >= 500 or answer.status == 429:
        return "robots-unreachable", UNREACHABLE  # RFC 9309 2.3.1.4: assume complete disallow
    if not 200 <= answer.status < 300:
        return "allowed", KEPT  # 2.3.1.3: unavailable means no restrictions
    body = answer.body
    if len(body) > MAX_BYTES or answer.truncated:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]  # half a rule could forbid the whole site
    text = "\n".join(body.decode("utf-8-sig", "replace").splitlines())
    return Protego.parse(_AGENT.sub(_whole_token, text)), KEPT


def _whole_token(line: re.Match[str]) -> str:
    name = line[1].strip()
    if name != "*":
        product = _PRODUCT.match(name)
        ours = product is not None and product[0].lower() == TOKEN.lower()
        name = TOKEN if ours else "other"
    return f"User-agent: {name}"
