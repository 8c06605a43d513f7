"""Crawls many sites in one process and tells what it took, as JSON; started by `bench.many`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import resource
import time
from pathlib import Path
from typing import Literal, get_args

from bench.crawl.bare import close, collector_of, drive, options_of
from bench.machine import more_files
from spiders.clock import SystemClock
from spiders.collector import Collector
from spiders.network import Network
from spiders.portal import Engine

WARM = 10.0
"""Seconds between the last site's start and the beginning of the measurement."""
STEADY_PAGES = 240
"""Pages of a site that must not end while it is measured."""
SMALLEST, LARGEST = 8, 30
"""Pages of a small portal."""


def cpu() -> float:
    """Processor seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def resident() -> float:
    """Resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def peak() -> float:
    """Largest resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


Way = Literal["engine", "task", "fetch"]
"""One Scrapy engine for all sites, as ``audit run`` has it; a plain task for each instead; or only
what fetching and pacing take: requests through the sessions, nothing of them read or stored."""


async def by_task(collector: Collector) -> None:
    """Crawl without Scrapy; committed as often as the engine commits."""

    async def commit() -> None:
        while True:
            await asyncio.sleep(1.0)
            collector.commit()

    timer = asyncio.create_task(commit())
    await drive(collector, 1)
    timer.cancel()


async def by_fetch(collector: Collector) -> None:
    """Ask for one page after the other and drop what comes."""
    for number in itertools.count(1):
        url = f"{collector.site_url}{number % STEADY_PAGES}.html"
        if await collector.session.allowed(url) == "allowed":
            await collector.session.get(url)


class Fleet:
    """All sites of the process."""

    def __init__(self, given: argparse.Namespace) -> None:
        self._given = given
        self.collectors: list[Collector] = []
        self.worst = 0.0
        self.stretched: list[float] = []
        self._options = options_of(delay=1.0)
        self._network = Network(self._options, SystemClock())
        self._engine = Engine()

    async def crawl(self, collector: Collector) -> None:
        """Crawl a site to its end."""
        if self._given.way == "engine":
            await self._engine.crawl(collector)
        elif self._given.way == "fetch":
            await by_fetch(collector)
        else:
            await by_task(collector)

    async def tell(self, what: str) -> dict[str, float]:
        """Measure."""
        await self._engine.__aenter__()
        return await (self.steady() if what == "steady" else self.portals())

    def open(self, number: int, path: str) -> Collector:
        """Make everything for a site."""
        url = f"http://127.1.{number // 250}.{number % 250 + 1}:{self._given.port}{path}"
        collector = collector_of(
            url, self._given.out / str(number) / "bundle", self._options, self._network
        )
        self.collectors.append(collector)
        return collector

    @property
    def requests(self) -> int:
        """Requests made so far."""
        return sum(c.session.traffic.requests for c in self.collectors)

    async def watch(self) -> None:
        """Note how late the loop comes back at worst."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.02)
            self.worst = max(self.worst, time.monotonic() - before - 0.02)

    async def steady(self) -> dict[str, float]:
        """Sites that never end, measured for a while after all have started."""
        before, taken, sites = resident(), cpu(), self._given.sites
        for number in range(sites):
            self.open(number, "/")
        opened = (cpu() - taken) / sites
        tasks = []
        for collector in self.collectors:
            tasks.append(asyncio.create_task(self.crawl(collector)))
            await asyncio.sleep(0)
        await asyncio.sleep(WARM)
        watch = asyncio.create_task(self.watch())
        began, taken, requests = time.monotonic(), cpu(), self.requests
        await asyncio.sleep(self._given.seconds)
        wall, taken, requests = (
            time.monotonic() - began, cpu() - taken, self.requests - requests
        )  # fmt: skip
        watch.cancel()
        return {
            "rate": requests / wall, "share": taken / wall, "cpu": taken / max(requests, 1),
            "site_mb": (resident() - before) / sites, "mb": resident(), "opened": opened,
            "worst": self.worst, "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        }  # fmt: skip

    async def portals(self) -> dict[str, float]:
        """Small portals from their start to the closing of their bundles."""
        began = time.monotonic()
        watch = asyncio.create_task(self.watch())
        tasks = []
        for number in range(self._given.sites):
            tasks.append(asyncio.create_task(self._portal(number)))
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        watch.cancel()
        wall = time.monotonic() - began
        late = sorted(self.stretched)
        return {
            "wall": wall, "share": cpu() / wall, "rate": self.requests / wall, "mb": peak(),
            "middle": late[len(late) // 2], "late": late[len(late) * 95 // 100],
            "worst": self.worst, "pages": sum(c.counts.pages for c in self.collectors),
        }  # fmt: skip

    async def _portal(self, number: int) -> None:
        pages = SMALLEST + number % (LARGEST - SMALLEST + 1)
        began = time.monotonic()
        collector = self.open(number, f"/{pages}/")
        await self.crawl(collector)
        # robots.txt is a request too: the last page may be asked for after as many seconds.
        self.stretched.append((time.monotonic() - began) / pages)
        close(collector)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.many.fleet")
    parser.add_argument("what", choices=("steady", "portals"))
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--way", choices=get_args(Way), default="engine")
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    more_files()
    asyncio.run(_tell(given))


async def _tell(given: argparse.Namespace) -> None:
    told = await Fleet(given).tell(given.what)
    print(json.dumps(told), flush=True)
    os._exit(0)  # a steady crawl is simply dropped


if __name__ == "__main__":
    main()
