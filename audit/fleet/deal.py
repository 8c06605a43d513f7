"""Dealing (分配): which process audits which site.

Pace is kept by address, and each process keeps its own: all sites behind one address must be in
the same process.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from audit.values import parse_site
from checks.facts.urls import endpoint
from spiders.clock import Clock
from spiders.egress import Egress, Refused
from spiders.options import CrawlOptions
from spiders.resolver import Resolver

AT_ONCE = 100
"""Names that are looked up at the same time."""


async def addresses(sites: Sequence[str], options: CrawlOptions, clock: Clock) -> list[str]:
    """The address that each site is asked at; empty where there is none."""
    egress = Egress(Resolver(clock, options.nameservers), options.connect_to, options.allow_net)
    places = asyncio.Semaphore(AT_ONCE)

    async def address(site: str) -> str:
        host, port = endpoint(parse_site(site)[0])
        async with places:
            try:
                return (await egress.route(host, port)).addresses[0]
            except Refused:
                return ""

    return list(await asyncio.gather(*map(address, sites)))


def deal(where: Sequence[str], workers: int) -> list[list[int]]:
    """Part sites among processes; sites of one address stay together.

    Args:
        where: address of each site; empty where it has none.
        workers: most processes.

    Returns:
        The numbers of the sites of each process, in the order of the list; none is empty.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, address in enumerate(where):
        groups[address or f"site {number}"].append(number)
    hands: list[list[int]] = [[] for _ in range(min(workers, len(groups)))]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(hands, key=len).extend(group)
    return [sorted(hand) for hand in hands]
