"""Session (采集会话): everything that collecting one site shares, behind one ``get``.

Every request of a run, by the crawl or by a probe, passes robots → pace → guard → libcurl here and
nowhere else.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import partial

from ada_url import URL

from checks.facts.urls import host as host_of
from checks.facts.urls import resolve
from spiders.clock import Clock
from spiders.egress import Egress, Family, Refused, Route
from spiders.fetcher import BROWSER_HEADERS, CRAWL_HEADERS, Exchange, Fetcher
from spiders.lenient import read_again, refused_by_library
from spiders.options import CrawlOptions
from spiders.pace import Pace
from spiders.resolver import Resolver
from spiders.robots import Robots, Verdict

ROBOTS_REDIRECTS = 5
"""Redirects of a robots.txt that are followed (RFC 9309 2.3.1.2)."""
LENIENT_AFTER = 1.0
"""Seconds before a page is asked for again in order to read it leniently."""
_UNCONNECTED = ("refused", "connect-timeout")


@dataclass
class Traffic:
    """Impact of the run on the hosts it asked (影响记录)."""

    requests: int = 0
    bytes: int = 0


class Session:
    """One run's way out. Make it inside a running event loop, close it there.

    Args:
        options: limits, pace and exceptions.
        clock: the run's clock.
    """

    def __init__(self, options: CrawlOptions, clock: Clock) -> None:
        self.options = options
        self.clock = clock
        self.resolver = Resolver(clock, options.nameservers)
        self.egress = Egress(self.resolver, options.connect_to, options.allow_net)
        self.pace = Pace(clock, options.delay)
        self.robots = Robots(self._robots_txt, self.pace.slow_to)
        self.fetcher = Fetcher(options, clock)
        self.traffic = Traffic()

    async def allowed(self, url: str) -> Verdict:
        """What the host's robots.txt says about a URL."""
        return await self.robots.verdict(url, URL(url).origin, host_of(url))

    async def get(
        self,
        url: str,
        *,
        second_look: bool = False,
        resource: bool = False,
        family: Family = "any",
        cookies: str = "",
        document: bool = False,
        ending: bool = False,
    ) -> Exchange:
        """GET a URL, whatever comes of it. robots.txt is the caller's to ask first.

        Args:
            url: absolute http(s) URL.
            second_look: on a new connection, with the headers of a browser.
            resource: only the beginning of the body is wanted.
            family: ``ipv6`` to connect over IPv6 or not at all.
            cookies: Cookie header of a redirect chain that set some.
            document: it is an attachment of the site, see `Fetcher.fetch`.
            ending: only its last bytes are wanted, see there too.
        """
        host, port = _endpoint(url)
        async with self.pace.turn(host):
            try:
                route = await self.egress.route(host, port, family)
            except Refused as refusal:
                return Exchange(
                    url, self.clock.now(), failure=refusal.failure, detail=refusal.detail
                )
            fetch = partial(
                self.fetcher.fetch,
                url,
                host=host,
                port=port,
                # An open connection of the other family would answer for the one that is asked.
                fresh=second_look or family == "ipv6",
                headers=BROWSER_HEADERS if second_look else CRAWL_HEADERS,
                cookies=cookies,
                resource=resource,
                document=document,
                ending=ending,
            )
            exchange = await fetch(route)
            if exchange.failure in _UNCONNECTED and family == "any" and not route.mapped:
                with contextlib.suppress(Refused):
                    exchange = await fetch(await self._other_way(host, port, route))
            if refused_by_library(exchange):
                self.traffic.requests += 1
                await self.clock.sleep(max(self.options.delay, LENIENT_AFTER))
                lines = (*CRAWL_HEADERS, f"Cookie: {cookies}") if cookies else CRAWL_HEADERS
                exchange = await read_again(exchange, route, host, lines, self.options)
            self.traffic.requests += 1
            self.traffic.bytes += len(exchange.body)
            if exchange.status in (429, 503):
                self.pace.back_off(host, _retry_after(exchange))
            return exchange

    async def _other_way(self, host: str, port: int, tried: Route) -> Route:
        """IPv6 addresses of a host whose IPv4 addresses are dead (RFC 8305).

        Raises:
            Refused: it has none, they were tried, or this machine has no IPv6.
        """
        if not self.egress.ipv6 or any(":" in address for address in tried.addresses):
            raise Refused("dns-no-data", f"no other way to {host}")
        return await self.egress.route(host, port, "ipv6")

    async def _robots_txt(self, url: str) -> Exchange:
        exchange = await self.get(url, resource=True)
        for _ in range(ROBOTS_REDIRECTS):
            if not exchange.location:
                break
            exchange = await self.get(exchange.location, resource=True)
        return exchange

    def close(self) -> None:
        """Close all connections."""
        self.fetcher.close()


def _endpoint(url: str) -> tuple[str, int]:
    parsed = URL(url)
    port = int(parsed.port) if parsed.port else (443 if parsed.protocol == "https:" else 80)
    return parsed.hostname, port


def _retry_after(exchange: Exchange) -> float | None:
    """Seconds of a ``Retry-After`` header (RFC 9110 10.2.3); None for a date or none."""
    value = exchange.header("retry-after").strip()
    return float(value) if value.isdigit() else None


def with_scheme(site: str) -> tuple[str, ...]:
    """URLs to try for a site as a person writes it: https first where no scheme is given."""
    if "://" in site:
        url = resolve(site, site)
        return (url,) if url else ()
    tries = (f"{scheme}://{site}" for scheme in ("https", "http"))
    tries = (resolve(url, url) or "" for url in tries)
    return tuple(url for url in tries if url)
