"""Our own fetching, parsing and storing without Scrapy: what its engine costs.

    python -m bench.crawl.bare URL FOLDER

The one place of the benchmarks that drives the collector's inner parts.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from checks.facts.urls import host as host_of
from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.frontier import Item
from spiders.network import Network
from spiders.options import CrawlOptions
from spiders.session import Session
from spiders.sites import own_hosts

CONNECTIONS = 16


def options_of(**options: Any) -> CrawlOptions:  # noqa: ANN401 - of CrawlOptions
    """Options of a crawl on loopback without bounds."""
    wanted = {"max_pages": 10_000_000, "max_targets": 10_000_000, "delay": 0.0,
              "allow_net": ("127.0.0.0/8",), **options}  # fmt: skip
    return CrawlOptions(**wanted)


def collector_of(
    url: str, folder: Path, options: CrawlOptions, network: Network | None = None
) -> Collector:
    """Everything that one crawl needs, its bundle created in a folder; inside a running loop."""
    clock = SystemClock()
    now = clock.now()
    info = RunInfo(
        run_id="bare", tool_version="bare", site_url=url, hosts=(), as_of=now, started=now,
        options={},
    )  # fmt: skip
    session = Session(options, clock, network)
    session.claim(*own_hosts(host_of(url)))
    return Collector(session, BundleWriter(folder, info, archive=options.archive), url)


async def drive(collector: Collector, connections: int) -> None:
    """Crawl to the end, so many fetches at the same time."""
    collector.begin()
    free = connections

    async def one(item: Item) -> None:
        nonlocal free
        collector.take(item, await collector.fetch(item))
        free += 1
        start()

    def start() -> None:
        nonlocal free
        while free and (item := collector.frontier.pop()) is not None:
            free -= 1
            group.create_task(one(item))

    async with asyncio.TaskGroup() as group:
        start()


def close(collector: Collector) -> None:
    """Close the bundle and all connections."""
    collector.finish()
    collector.writer.close(collector.session.clock.now(), partial=False)
    collector.session.close()


async def crawl(url: str, folder: Path) -> None:
    """Crawl a site into a bundle."""
    collector = collector_of(url, folder, options_of(connections=CONNECTIONS))
    await drive(collector, CONNECTIONS)
    close(collector)


if __name__ == "__main__":
    asyncio.run(crawl(sys.argv[1], Path(sys.argv[2])))
