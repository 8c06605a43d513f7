"""Clocks that tests run with: real ones, only faster, or one that waits by moving on."""

from __future__ import annotations

import asyncio
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
    """A clock that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)
