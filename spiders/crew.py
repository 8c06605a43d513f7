"""The crew (并行采集): crawls of many sites side by side, handed out in turn.

One slow or hostile site holds up nobody: each crawl has its own queue and its own places, and
waiting for a host's pace costs a crawl's own place only.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spiders.bundle.storage import StorageError
from spiders.collector import Answer, Collector
from spiders.frontier import Item

_LOG = logging.getLogger(__name__)
TICK = 1.0
"""Seconds after which what was observed is on disk, and bounds on time are looked at."""
PLACES = 64
"""Fetches of one crawl that run or wait for their turn at the same time."""


@dataclass(slots=True, eq=False)
class Crawl:
    """One site's crawl while it runs."""

    collector: Collector
    done: asyncio.Future[None] = field(default_factory=asyncio.Future)
    running: int = 0
    listed: bool = False


@dataclass(slots=True, eq=False)
class Turn:
    """One item of one crawl, handed out."""

    crawl: Crawl
    item: Item


class Crew:
    """Hands out the items of all crawls that run, one crawl after the other.

    Args:
        wake: called when something may be handed out again, or all is over.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self.wake = wake
        self._crawls: set[Crawl] = set()
        self._ready: deque[Crawl] = deque()
        self._closed = False

    async def crawl(self, collector: Collector) -> None:
        """Run a crawl to its end."""
        crawl = Crawl(collector)
        self._crawls.add(crawl)
        collector.begin()
        self._list(crawl)
        self._settle(crawl)
        self.wake()
        try:
            await crawl.done
        finally:
            self._crawls.discard(crawl)

    def close(self) -> None:
        """No more crawls will come."""
        self._closed = True
        self.wake()

    @property
    def open(self) -> bool:
        """Whether there is anything to do, or something may still come."""
        return bool(self._crawls) or not self._closed

    def pop(self) -> Turn | None:
        """The next fetch that may start; None if there is none now."""
        while self._ready:
            crawl = self._ready.popleft()
            crawl.listed = False
            if crawl.running >= PLACES:
                continue
            item = crawl.collector.frontier.pop()
            if item is None:
                continue
            crawl.running += 1
            self._list(crawl)
            return Turn(crawl, item)
        return None

    async def fetch(self, turn: Turn) -> Answer:
        """Make the fetch of a turn."""
        return await turn.crawl.collector.fetch(turn.item)

    def take(self, turn: Turn, answer: Answer) -> None:
        """Hand an answer to its crawl; a disk that fails ends that crawl in good order."""
        crawl = turn.crawl
        try:
            crawl.collector.take(turn.item, answer)
        except StorageError:
            crawl.collector.frontier.stop("storage")
        except Exception:  # noqa: BLE001 - whatever it is, the run goes on
            _LOG.exception("what came of %r could not be taken", turn.item.url)
        finally:
            crawl.running -= 1
            self._list(crawl)
            self._settle(crawl)

    def _list(self, crawl: Crawl) -> None:
        if not crawl.listed and crawl.collector.frontier.pending:
            crawl.listed = True
            self._ready.append(crawl)

    def _settle(self, crawl: Crawl) -> None:
        over = not crawl.running and not crawl.collector.frontier.pending
        if over and not crawl.done.done():
            crawl.done.set_result(None)

    async def keep_time(self) -> None:
        """Commit often and end what takes too long, until cancelled."""
        while True:
            await asyncio.sleep(TICK)
            for crawl in self._each():
                self._look_after(crawl)
                await asyncio.sleep(0)  # hundreds of commits at once would hold up all fetches

    def _each(self) -> Iterator[Crawl]:
        yield from tuple(self._crawls)

    def _look_after(self, crawl: Crawl) -> None:
        collector = crawl.collector
        if collector.seconds > collector.session.options.max_time:
            collector.frontier.stop("max-time")
            collector.session.gate.stop()  # what waits for its turn has no time left
        try:
            collector.commit()
        except StorageError:
            collector.frontier.stop("storage")
        self._settle(crawl)
