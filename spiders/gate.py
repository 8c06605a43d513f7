"""The gate (放行): whether a request of one site may start now, and how its waiting is ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from checks.observations import Unseen
from spiders.clock import Clock
from spiders.hours import Hours


class NotAsked(Exception):
    """A request was not made, by our own decision.

    Attributes:
        reason: why, in the words of the evidence.
    """

    reason: Unseen


class Stopped(NotAsked):
    """The site's run was told to stop while the request waited, or before."""

    reason = "interrupted"


class Resting(NotAsked):
    """The host failed so often that nothing is asked of it for now, or for the rest of the run."""

    reason = "host-resting"


class Gate:
    """One site's gate.

    Args:
        clock: the run's clock.
        hours: hours in which requests may start; None for all day.

    Attributes:
        stopped: nothing may start any more.
    """

    def __init__(self, clock: Clock, hours: Hours | None = None) -> None:
        self.stopped = False
        self._clock = clock
        self._hours = hours
        self._waiting: set[asyncio.Task[object]] = set()
        self._holds = 0
        self._held = 0.0
        self._held_since = 0.0

    def stop(self) -> None:
        """End all waiting at once: each waiting request raises `Stopped`, and so does any new."""
        self.stopped = True
        for task in self._waiting:
            task.cancel()

    def reopen(self) -> None:
        """Let requests start again after `stop`: the steps behind a crawl that ran out of time."""
        self.stopped = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait inside this, in a task, for `stop` to end it.

        Raises:
            Stopped: stopped before or while waiting.
        """
        if self.stopped:
            raise Stopped
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("requests are made from a task")
        asked = task.cancelling()
        self._waiting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            # As asyncio.timeout does: a cancellation from elsewhere stays one.
            if self.stopped and task.uncancel() <= asked:
                raise Stopped from None
            raise
        finally:
            self._waiting.discard(task)

    def closed(self) -> float:
        """Seconds until the hours begin; 0 inside them."""
        return 0.0 if self._hours is None else self._hours.closed(self._clock.now())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Count the time spent inside as held, however many requests are held at the same time."""
        if not self._holds:
            self._held_since = self._clock.monotonic()
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds:
                self._held += self._clock.monotonic() - self._held_since

    @property
    def held_seconds(self) -> float:
        """Seconds in which requests were held back by the hours or a fault of our own network."""
        running = self._clock.monotonic() - self._held_since if self._holds else 0.0
        return self._held + running

    async def spend(self, seconds: float) -> None:
        """Wait until so many seconds have passed in which nothing was held back."""
        began = self._clock.monotonic() - self.held_seconds
        while True:
            left = seconds - (self._clock.monotonic() - self.held_seconds - began)
            if left <= 0:
                return
            await self._clock.sleep(left)
