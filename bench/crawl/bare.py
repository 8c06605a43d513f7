"""Our own fetching, parsing and storing without Scrapy: what its engine costs.

python -m bench.crawl.bare URL FOLDER
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.options import CrawlOptions
from spiders.session import Session

CONCURRENCY = 16


async def crawl(url: str, folder: Path) -> None:
    """Crawl a site into a bundle."""
    clock = SystemClock()
    options = CrawlOptions(
        max_pages=1_000_000, max_targets=1_000_000, delay=0.0, allow_net=("127.0.0.0/8",)
    )
    session = Session(options, clock)
    now = clock.now()
    info = RunInfo(
        run_id="bare", tool_version="bare", site_url=url, hosts=(), as_of=now, started=now,
        options={},
    )  # fmt: skip
    collector = Collector(session, BundleWriter(folder, info), url)
    collector.begin()
    running: set[asyncio.Task[None]] = set()

    async def one() -> None:
        item = collector.frontier.pop()
        while item is not None:
            collector.take(item, await collector.fetch(item))
            item = collector.frontier.pop()

    while collector.frontier.pending or running:
        while collector.frontier.pending and len(running) < CONCURRENCY:
            running.add(asyncio.create_task(one()))
            await asyncio.sleep(0)
        _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    collector.finish()
    collector.writer.close(clock.now(), partial=False)
    session.close()


if __name__ == "__main__":
    asyncio.run(crawl(sys.argv[1], Path(sys.argv[2])))
