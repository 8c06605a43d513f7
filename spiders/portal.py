"""The portal spider (门户爬虫): Scrapy's engine around the collector."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response

from checks.evidence import Vantage
from spiders.bundle.writer import BundleWriter, RunInfo, StorageError
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.frontier import Item
from spiders.options import CrawlOptions
from spiders.session import Session, with_scheme

COMMIT_EVERY = 1.0
"""Seconds after which what was observed is on disk."""


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
        meta = response.meta
        try:
            self.collector.take(meta["item"], meta["answer"])
        except StorageError:
            self.collector.frontier.stop("storage")
        return iter(())

    async def _stop_in_time(self) -> None:
        session = self.collector.session
        await session.clock.sleep(session.options.max_time)
        self.collector.frontier.stop("max-time")

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            try:
                self.collector.writer.commit()
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


class FrontierScheduler(BaseScheduler):
    """Scrapy's scheduler, backed by the collector's frontier."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

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
        return self._collector is not None and self._collector.frontier.pending

    def enqueue_request(self, request: Request) -> bool:  # noqa: ARG002 - Scrapy's signature
        """Nothing comes this way: the collector queues by itself."""
        return False

    def next_request(self) -> Request | None:
        """Make the next request, if one may start."""
        item = self._collector.frontier.pop() if self._collector is not None else None
        return None if item is None else _request(item)


def _request(item: Item) -> Request:
    # Scrapy rewrites URLs in its own way; the handler asks for the item's. Only the host matters.
    return Request(
        f"http://{item.host or 'unknown.invalid'}/",
        meta={"item": item, "download_slot": item.host},
        dont_filter=True,
    )


class Handler:
    """Download handler: the collector's fetch, for every scheme Scrapy may ask for."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Handler:
        """Scrapy's constructor."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch; failures are answers too."""
        spider = self._crawler.spider
        if not isinstance(spider, PortalSpider):
            raise TypeError("this handler serves the portal spider")
        request.meta["answer"] = await spider.collector.fetch(request.meta["item"])
        return Response(request.url, request=request)

    async def close(self) -> None:
        """Nothing of its own to close."""


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
    writer = BundleWriter(out / run_id / "bundle", info)
    return Collector(Session(options, clock), writer, urls[0])


def _close_alone(collector: Collector) -> None:
    session = collector.session
    collector.writer.progress(
        hosts=tuple(sorted(collector.hosts)), stopped=collector.finish(), vantage=Vantage(),
        random_paths=(), requests=session.traffic.requests, traffic_bytes=session.traffic.bytes,
    )  # fmt: skip
    collector.writer.close(session.clock.now(), partial=False)
    session.close()
