"""Pace (访问节奏): one request at a time to a host, never sooner than the host can bear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from spiders.clock import Clock

LONGEST_HOLD = 120.0
"""Seconds that ``Retry-After`` is waited for; a longer wish is answered by not coming back."""
LONGEST_CRAWL_DELAY = 30.0
"""Seconds of ``Crawl-delay`` that are honoured."""


class Pace:
    """Spaces requests to each host from start to start, one connection at a time.

    Args:
        clock: intervals and waiting.
        delay: least seconds between two requests to one host.
    """

    def __init__(self, clock: Clock, delay: float) -> None:
        self._clock = clock
        self._delay = delay
        self._own: dict[str, float] = {}
        self._ready: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a host's next turn and hold it while the request runs."""
        async with self._locks.setdefault(host, asyncio.Lock()):
            wait = self._ready.get(host, 0.0) - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            self._ready[host] = self._clock.monotonic() + self._own.get(host, self._delay)
            yield

    def slow_to(self, host: str, seconds: float) -> None:
        """Honour a ``Crawl-delay``: at least this many seconds between requests."""
        self._own[host] = max(self._delay, min(seconds, LONGEST_CRAWL_DELAY))

    def back_off(self, host: str, retry_after: float | None) -> None:
        """After a 429 or 503: wait as told, and ask half as often from now on."""
        slower = min(max(self._own.get(host, self._delay), 0.5) * 2, LONGEST_CRAWL_DELAY)
        self._own[host] = slower
        hold = min(retry_after if retry_after is not None else slower, LONGEST_HOLD)
        self._ready[host] = max(self._ready.get(host, 0.0), self._clock.monotonic() + hold)
