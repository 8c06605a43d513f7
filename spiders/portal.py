"""The portal spider (门户爬虫): Scrapy's engine around the crew of collectors."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import msgspec
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.internet.defer import Deferred

from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.crew import Crew, Turn
from spiders.options import CrawlOptions
from spiders.session import Session, with_scheme


class PortalSpider(Spider):
    """Crawls portals breadth first, each into its bundle.

    Args:
        site: URL of the home page, for ``scrapy crawl portal -a site=URL``.
        crew: the crawls to run, where a runner brings them.
        out: folder for the run's folder.
        options: fields of `CrawlOptions` as text (``-a max_pages=10 -a allow_net=10.0.0.0/8``).
    """

    name = "portal"

    def __init__(
        self, site: str = "", crew: Crew | None = None, out: str = "audit-out", **options: str
    ) -> None:
        super().__init__()
        # Scrapy's own voice is for its developers; what a run has to say comes from the runner.
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        self._site = site
        self._out = Path(out)
        self._options = _read_options(options)
        self._alone = crew is None
        self._tasks: list[asyncio.Task[None]] = []
        self.crew = crew or Crew()

    async def start(self) -> AsyncIterator[Request]:
        """Begin to hand out; the scheduler does it from now on."""
        self.crew.wake = self._wake
        self._tasks.append(asyncio.create_task(self.crew.keep_time()))
        if self._alone:
            self._tasks.append(asyncio.create_task(self._crawl_alone()))
        # Hundreds of thousands of objects live as long as the crawl: looking through them for
        # garbage again and again would take a quarter of its time.
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        return
        yield Request("data:,")  # makes this an asynchronous generator, as Scrapy wants

    def parse(self, response: Response) -> Iterator[Any]:
        """Hand an answer to its crawl."""
        self.crew.take(response.meta["turn"], response.meta["answer"])
        return iter(())

    def _wake(self) -> None:
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            engine.crawl(Request("data:,"))  # Scrapy looks around when it is handed something

    async def _crawl_alone(self) -> None:
        try:
            collector = _stand_alone(self._site, self._options, self._out)
            await self.crew.crawl(collector)
            session = collector.session
            collector.writer.note(
                stopped=collector.finish(),
                requests=session.traffic.requests, bytes=session.traffic.bytes,
            )  # fmt: skip
            collector.writer.close(session.clock.now(), partial=False)
            session.close()
        except Exception:
            self.logger.exception("the crawl failed")
        finally:
            self.crew.close()

    async def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's signature
        """Stop the timers."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


class CrewScheduler(BaseScheduler):
    """Scrapy's scheduler, backed by the crew.

    Pages become requests of Scrapy's; everything else (images, attachments, links to other sites)
    is looked at beside it, as nothing is done with it but storing the answer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pages: deque[Turn] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrewScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether anything may still come."""
        return bool(self._pages) or _crew(self._crawler).open

    def enqueue_request(self, request: Request) -> bool:
        """Take a page that the lanes met while they looked for others; nothing else comes here."""
        if "turn" not in request.meta:
            return False
        self._pages.append(request.meta["turn"])
        return True

    def next_request(self) -> Request | None:
        """Make the next request, if a page may be fetched; start everything else on the way."""
        if self._pages:
            return page_request(self._pages.popleft())
        engine = self._crawler.engine
        lanes = engine.downloader if engine is not None else None
        if not isinstance(lanes, Lanes):
            raise TypeError("the scheduler of the portal spider works with its own lanes")
        turn = lanes.start_others()
        return None if turn is None else page_request(turn)


def page_request(turn: Turn) -> Request:
    """Scrapy's request for a turn; Scrapy rewrites URLs in its own way, so it sees the host."""
    return Request(f"http://{turn.item.host or 'unknown.invalid'}/", meta={"turn": turn})


class Lanes:
    """Scrapy's downloader, backed by the crew: no slots, no middlewares, no retries.

    Pace, robots.txt, guard and bounds are the session's (`spiders.session`).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.active: set[object] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def needs_backout(self) -> bool:
        """Never: each crawl has its own places."""
        return False

    def fetch(self, request: Request) -> Deferred[Response]:
        """Fetch a page for Scrapy; failures are answers too."""
        answered: Deferred[Response] = Deferred()
        self.active.add(request)
        self._begin(self._page(request, answered))
        return answered

    async def _page(self, request: Request, answered: Deferred[Response]) -> None:
        request.meta["answer"] = await _crew(self._crawler).fetch(request.meta["turn"])
        self.active.discard(request)
        answered.callback(Response(request.url, request=request))

    def start_others(self) -> Turn | None:
        """Start whatever may start; returns the first page met, which is Scrapy's to ask for."""
        crew = _crew(self._crawler)
        while (turn := crew.pop()) is not None and not turn.item.page:
            self.active.add(turn)
            self._begin(self._other(crew, turn))
        return turn

    async def _other(self, crew: Crew, turn: Turn) -> None:
        try:
            crew.take(turn, await crew.fetch(turn))
        finally:
            self.active.discard(turn)
        page = self.start_others()
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None and page is not None:
            engine.crawl(page_request(page))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()


def _crew(crawler: Crawler) -> Crew:
    spider = crawler.spider
    if not isinstance(spider, PortalSpider):
        raise TypeError("these parts of the engine serve the portal spider")
    return spider.crew


class Engine:
    """Scrapy's engine for the crawls of this process; use it in an ``async with`` block."""

    def __init__(self) -> None:
        self._crew = Crew()
        self._work: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Engine:
        settings = Settings()
        settings.setmodule("spiders.settings", priority="project")
        runner = AsyncCrawlerRunner(settings)
        self._work = asyncio.ensure_future(runner.crawl(PortalSpider, crew=self._crew))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._crew.close()
        if self._work is not None:
            await self._work

    async def crawl(self, collector: Collector) -> None:
        """Run one crawl to its end, beside all others of this engine."""
        await self._crew.crawl(collector)


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
