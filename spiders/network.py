"""The network (网络): what all sites of one process share on their way out."""

from __future__ import annotations

import asyncio
from typing import Literal

from msgspec import Struct

from spiders.clock import Clock
from spiders.fetcher import Fetcher
from spiders.options import CrawlOptions
from spiders.pace import Pace
from spiders.resolver import Names, system_servers
from spiders.robots import Robots
from spiders.selftest import Watch

BROWSERS = 2
"""Browsers that one process runs at a time. Each takes half a gigabyte; a search waits more than it
computes, so that two share a core."""


class Notice(Struct, frozen=True):
    """Something that a person who waits for a run wants to know.

    Attributes:
        kind: ``crawl-delay`` the host asks for ``seconds`` between requests; ``resting`` the host
            failed so often that it is left alone for now; ``hours`` nothing is asked before the
            hours begin in ``seconds``; ``outage`` our own network failed, the run pauses;
            ``outage-over`` it goes on.
        host: that it is about; empty for all.
    """

    kind: Literal["crawl-delay", "resting", "hours", "outage", "outage-over"]
    host: str = ""
    seconds: float = 0.0


class Network:
    """Connections, pace, rules of robots.txt, names and the watch over our own network.

    Make one inside a running event loop for all the sites that a process crawls side by side.

    Args:
        options: pace, and the limits of transfers, of all sites.
        clock: the run's clock.
    """

    def __init__(self, options: CrawlOptions, clock: Clock) -> None:
        self.clock = clock
        self.names = Names()
        self.fetcher = Fetcher(options, clock)
        self.pace = Pace(
            clock,
            options.delay,
            connections=options.connections,
            address_delay=options.address_delay,
            address_connections=options.address_connections,
            share=options.share,
        )
        self.browsers = asyncio.Semaphore(BROWSERS)
        self.robots = Robots(clock, self.pace.slow_to)
        servers = options.nameservers or system_servers()
        self.watch = Watch(clock, self.pace, servers, options.control)

    def close(self) -> None:
        """Close all connections."""
        self.watch.close()
        self.fetcher.close()
