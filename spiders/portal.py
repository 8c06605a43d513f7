"""The portal spider (门户爬虫): Scrapy's engine around the collector."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import msgspec
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred

from spiders.bundle.writer import BundleWriter, RunInfo, StorageError
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.fetcher import Exchange
from spiders.frontier import Item
from spiders.options import CrawlOptions
from spiders.robots import Verdict
from spiders.session import Session, with_scheme

COMMIT_EVERY = 1.0
"""Seconds after which what was observed is on disk."""
MOST_AT_ONCE = 64
"""Fetches of one crawl that run or wait for their turn at the same time."""


class PortalSpider(Spider):
    """Crawls one portal breadth first into a bundle.

    Args:
        site: URL of the home page, for ``scrapy crawl portal -a site=URL``.
        collector: an open collector, where a runner has made one.
        out: folder for the run's folder.
        options: fields of `CrawlOptions` as text (``-a max_pages=10 -a allow_net=10.0.0.0/8``).
    """

    name = "portal"

    def __init__(
        self,
        site: str = "",
        collector: Collector | None = None,
        out: str = "audit-out",
        **options: str,
    ) -> None:
        super().__init__()
        # Scrapy's own voice is for its developers; what a run has to say comes from the runner.
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        self._site = site
        self._out = Path(out)
        self._options = _read_options(options)
        self._collector = collector
        self._alone = collector is None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def collector(self) -> Collector:
        """The collector; there is one as soon as the crawl has started."""
        if self._collector is None:
            raise RuntimeError("the portal spider has not started")
        return self._collector

    async def start(self) -> AsyncIterator[Request]:
        """Queue the home page; the scheduler hands everything out."""
        if self._collector is None:
            self._collector = _stand_alone(self._site, self._options, self._out)
        self.collector.begin()
        self._tasks = [
            asyncio.create_task(self._stop_in_time()),
            asyncio.create_task(self._commit_often()),
        ]
        return
        yield Request("data:,")  # makes this an asynchronous generator, as Scrapy wants

    def parse(self, response: Response) -> Iterator[Any]:
        """Hand an answer to the collector."""
        take(self.collector, response.meta["item"], response.meta["answer"])
        return iter(())

    async def _stop_in_time(self) -> None:
        session = self.collector.session
        left = session.options.max_time - self.collector.seconds
        await session.clock.sleep(max(0.0, left))
        self.collector.frontier.stop("max-time")

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            try:
                self.collector.commit()
            except StorageError:
                self.collector.frontier.stop("storage")
                return

    async def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's signature
        """Stop the timers; alone, close the bundle too."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._alone and self._collector is not None:
            _close_alone(self._collector)


def take(collector: Collector, item: Item, answer: Exchange | Verdict) -> None:
    """Hand an answer to the collector; a disk that fails ends the crawl in good order."""
    try:
        collector.take(item, answer)
    except StorageError:
        collector.frontier.stop("storage")


class FrontierScheduler(BaseScheduler):
    """Scrapy's scheduler, backed by the collector's frontier.

    Pages become requests of Scrapy's; everything else (images, attachments, links to other sites)
    is looked at beside it, as nothing is done with it but storing the answer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pages: deque[Item] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    @property
    def _collector(self) -> Collector | None:
        spider = self._crawler.spider
        return spider._collector if isinstance(spider, PortalSpider) else None

    def has_pending_requests(self) -> bool:
        """Whether anything may still start."""
        collector = self._collector
        return collector is not None and (collector.frontier.pending or bool(self._pages))

    def enqueue_request(self, request: Request) -> bool:
        """Take a page that the lanes met while they looked for others; nothing else comes here."""
        if "item" not in request.meta:
            return False
        self._pages.append(request.meta["item"])
        return True

    def next_request(self) -> Request | None:
        """Make the next request, if a page may be fetched; start everything else on the way."""
        if self._pages:
            return page_request(self._pages.popleft())
        engine = self._crawler.engine
        if self._collector is None or engine is None:
            return None
        lanes = engine.downloader
        if not isinstance(lanes, Lanes):
            raise TypeError("the scheduler of the portal spider works with its own lanes")
        found = lanes.start_others(self._collector)
        return None if found is None else page_request(found)


def page_request(item: Item) -> Request:
    """Scrapy's request for an item; Scrapy rewrites URLs in its own way, so it sees the host."""
    return Request(f"http://{item.host or 'unknown.invalid'}/", meta={"item": item})


class Lanes:
    """Scrapy's downloader, backed by the collector's fetch: no slots, no middlewares, no retries.

    Pace, robots.txt, guard and bounds are the session's (`spiders.session`).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.active: set[object] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def needs_backout(self) -> bool:
        """Whether enough is under way."""
        return len(self.active) >= MOST_AT_ONCE

    def fetch(self, request: Request) -> Deferred[Response]:
        """Fetch a page for Scrapy; failures are answers too."""
        answered: Deferred[Response] = Deferred()
        self.active.add(request)
        self._begin(self._page(request, answered))
        return answered

    async def _page(self, request: Request, answered: Deferred[Response]) -> None:
        request.meta["answer"] = await self._collector.fetch(request.meta["item"])
        self.active.discard(request)
        answered.callback(Response(request.url, request=request))

    def start_others(self, collector: Collector) -> Item | None:
        """Start whatever may start; returns the first page met, which is Scrapy's to ask for."""
        while not self.needs_backout():
            item = collector.frontier.pop()
            if item is None or item.page:
                return item
            self.active.add(item)
            self._begin(self._other(collector, item))
        return None

    async def _other(self, collector: Collector, item: Item) -> None:
        try:
            answer = await collector.fetch(item)
            take(collector, item, answer)
        finally:
            self.active.discard(item)
        page = self.start_others(collector)
        engine = self._crawler.engine
        if engine is not None and (page is not None or not self.active):
            # Scrapy looks whether all is done when it is handed something, even if it's nothing.
            engine.crawl(page_request(page) if page is not None else Request("data:,"))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def _collector(self) -> Collector:
        spider = self._crawler.spider
        if not isinstance(spider, PortalSpider):
            raise TypeError("these lanes serve the portal spider")
        return spider.collector

    def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()


def _read_options(given: dict[str, str]) -> CrawlOptions:
    """Options of a crawl from the text that ``scrapy crawl -a`` hands over."""
    lists = {"allow_net"}
    values = {k: v.split(",") if k in lists else v for k, v in given.items()}
    try:
        return msgspec.convert(values, CrawlOptions, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"-a: {error}") from None


def _stand_alone(site: str, options: CrawlOptions, out: Path) -> Collector:
    """Make everything that a runner would: ``scrapy crawl`` stands alone."""
    urls = with_scheme(site) if site else ()
    if not urls:
        raise ValueError("tell the site: scrapy crawl portal -a site=https://www.example.gov.cn/")
    clock = SystemClock()
    now = clock.now()
    run_id = now.strftime("%Y%m%d-%H%M%S-scrapy")
    info = RunInfo(
        run_id=run_id, tool_version="scrapy", site_url=urls[0], hosts=(), as_of=now, started=now,
        options={},
    )  # fmt: skip
    writer = BundleWriter(out / run_id / "bundle", info, archive=options.archive)
    return Collector(Session(options, clock), writer, urls[0])


def _close_alone(collector: Collector) -> None:
    session = collector.session
    collector.writer.note(
        hosts=tuple(sorted(collector.hosts)), stopped=collector.finish(),
        requests=session.traffic.requests, bytes=session.traffic.bytes,
    )  # fmt: skip
    collector.writer.close(session.clock.now(), partial=False)
    session.close()
