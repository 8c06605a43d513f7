"""Clocks that tests run with: real ones, only faster, or one that waits by moving on."""

from __future__ import annotations

import asyncio
import heapq
import time
from datetime import UTC, datetime, timedelta


class FastClock:
    """The machine's clock, so many times faster; a minute between looks becomes a second."""

    def __init__(self, factor: float = 60.0) -> None:
        self._factor = factor
        self._began = time.monotonic()
        self._epoch = datetime.now(UTC)

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._factor

    def now(self) -> datetime:
        return self._epoch + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)


class StepClock:
    """A clock that stands still until everybody waits, and then goes on to the first who wakes.

    It looks at the loop's turns only: what waits for a socket is not seen.
    """

    _TURNS = 20  # of the loop without a new sleeper, until everybody is taken to be waiting

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0
        self._ticking = False
        self._idle = 0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        waking: asyncio.Future[None] = loop.create_future()
        self._count += 1
        self._idle = 0
        heapq.heappush(self._sleepers, (self.seconds + seconds, self._count, waking))
        if not self._ticking:
            self._ticking = True
            loop.call_soon(self._tick, loop)
        return await waking

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._idle += 1
        if self._idle > self._TURNS:
            self._idle = 0
            due, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():  # else it was cancelled
                self.seconds = due
                waking.set_result(None)
        self._ticking = bool(self._sleepers)
        if self._ticking:
            loop.call_soon(self._tick, loop)


class SharedClock:
    """A faster clock on which several processes agree, also one that begins after another's end.

    Args:
        epoch: when it showed the machine's time, as a POSIX timestamp.
        factor: how many times faster it runs.
    """

    def __init__(self, epoch: float, factor: float) -> None:
        self._epoch = epoch
        self._factor = factor

    def monotonic(self) -> float:
        return (time.time() - self._epoch) * self._factor

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._epoch, UTC) + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)
