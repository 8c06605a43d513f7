"""The portal spider (门户爬虫): Scrapy's engine around the crew of collectors."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
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
from spiders.collector import Answer, Collector
from spiders.crew import Crew, Turn
from spiders.options import CrawlOptions
from spiders.session import Session
from spiders.sites import with_scheme

BATCH = 16
"""Pages handed to the spider in one go: reading them holds up the network for some milliseconds."""


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
        """Hand pages to their crawls."""
        for turn, answer in response.meta["answers"]:
            self.crew.take(turn, answer)
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

    One request of Scrapy's stands for the pages that come next, whichever they are: what Scrapy
    does for each request takes as long as a third of what we do for a page.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrewScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether anything may still come."""
        return _crew(self._crawler).open

    def enqueue_request(self, request: Request) -> bool:  # noqa: ARG002 - Scrapy's signature
        """Take nothing: the crew knows what is to be fetched."""
        return False

    def next_request(self) -> Request | None:
        """Start whatever may start; ask for the pages that come of it, unless that was done."""
        engine = self._crawler.engine
        lanes = engine.downloader if engine is not None else None
        if not isinstance(lanes, Lanes):
            raise TypeError("the scheduler of the portal spider works with its own lanes")
        lanes.start()
        return Request("http://pages.invalid/") if lanes.wants_asking else None


class Lanes:
    """Scrapy's downloader, backed by the crew: no slots, no middlewares, no retries.

    Pace, robots.txt, guard and bounds are the session's (`spiders.session`). Pages go through
    Scrapy to the spider; of everything else (images, attachments, links to other sites) only the
    answer is stored.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.active: set[object] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pages = 0  # under way
        self._answers: deque[tuple[Turn, Answer]] = deque()
        self._asked: tuple[Request, Deferred[Response]] | None = None
        self._soon = False

    def needs_backout(self) -> bool:
        """Never: each crawl has its own places."""
        return False

    @property
    def wants_asking(self) -> bool:
        """Whether pages are under way that nobody has asked for."""
        return self._asked is None and bool(self._pages or self._answers)

    def fetch(self, request: Request) -> Deferred[Response]:
        """The pages that come next, at most `BATCH`; failures are answers too."""
        self.active.add(request)
        self._asked = request, Deferred()
        self._hand_over_soon()
        return self._asked[1]

    def start(self) -> None:
        """Start whatever may start."""
        crew = _crew(self._crawler)
        while (turn := crew.pop()) is not None:
            self._pages += turn.item.page
            task = asyncio.ensure_future(self._run(crew, turn))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, crew: Crew, turn: Turn) -> None:
        answer = await crew.fetch(turn)
        if turn.item.page:
            self._pages -= 1
            self._answers.append((turn, answer))
            self._hand_over_soon()
            return
        crew.take(turn, answer)
        self.start()
        if self.wants_asking:
            crew.wake()

    def _hand_over_soon(self) -> None:
        """Hand over what is there once all that comes at the same time has come."""
        if self._answers and self._asked is not None and not self._soon:
            self._soon = True
            asyncio.get_running_loop().call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._soon = False
        if self._asked is None:
            return
        request, answered = self._asked
        self._asked = None
        self.active.discard(request)
        there = min(BATCH, len(self._answers))
        request.meta["answers"] = [self._answers.popleft() for _ in range(there)]
        answered.callback(Response(request.url, request=request))

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
