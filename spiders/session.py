"""Session (采集会话): everything that collecting one site shares, behind one ``get``.

Every request of a run, by the crawl or by a probe, passes robots → guard → pace → libcurl here and
nowhere else. What the sites of one process share is their `Network`.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import NotRequired, TypedDict

from checks.facts.urls import endpoint, origin
from checks.facts.urls import host as host_of
from checks.observations import Outage
from spiders.clock import Clock
from spiders.clocks import Clocks
from spiders.egress import Egress, Family, Refused, Route, is_public
from spiders.exchange import Exchange
from spiders.fetcher import BROWSER_HEADERS, CRAWL_HEADERS, browser_headers
from spiders.gate import Gate
from spiders.hours import parse_hours
from spiders.impact import Impact
from spiders.lenient import read_again, refused_by_library
from spiders.network import Network, Notice
from spiders.options import CrawlOptions
from spiders.pace import Turn
from spiders.resolver import Resolver
from spiders.robots import Verdict
from spiders.selftest import FAILURES, Watched, Way

ROBOTS_REDIRECTS = 5
"""Redirects of a robots.txt that are followed (RFC 9309 2.3.1.2)."""
LENIENT_AFTER = 1.0
"""Seconds before a page is asked for again in order to read it leniently."""
GRACE = 0.5
"""Seconds beyond its end that an exchange has to end by itself."""
_UNCONNECTED = ("refused", "connect-timeout")


class Wanted(TypedDict):
    """How an exchange is to be made, see `Fetcher.fetch`."""

    fresh: bool
    cookies: str
    resource: bool
    document: bool
    ending: bool
    method: NotRequired[str]
    post: NotRequired[bytes]
    until: NotRequired[float | None]


class Session:
    """One run's way out. Make it inside a running event loop, close it there.

    Args:
        options: limits, pace and exceptions.
        clock: the run's clock.
        network: shared with the other sites of the process; its own where none is given. The
            pace and the limits of transfers are the network's.

    Attributes:
        own: hosts of the site, see `claim`.
        gate: stops the site's requests; counts how long they were held.
        traffic: what the run cost the hosts it asked.
        clocks: what the clocks of the hosts say that answered.
        on_notice: told what a waiting person wants to know.
        on_outage: told when a time has ended in which our own network failed: what failed in it,
            or in the minute before, has to be asked again.
    """

    def __init__(self, options: CrawlOptions, clock: Clock, network: Network | None = None) -> None:
        self.options = options
        self.clock = clock
        self.network = network or Network(options, clock)
        self.resolver = Resolver(clock, options.nameservers, self.network.names)
        self.egress = Egress(self.resolver, options.connect_to, options.allow_net)
        self.gate = Gate(clock, parse_hours(options.hours) if options.hours else None)
        self.traffic = Impact()
        self.clocks = Clocks()
        self.own: set[str] = set()
        self.on_notice: Callable[[Notice], None] = lambda _notice: None
        self.on_outage: Callable[[Outage], None] = lambda _outage: None
        self._alone = network is None
        self._from = (f"From: {options.mail}",) if options.mail else ()
        self._told_slow: set[str] = set()
        self._told_hours = False
        self._watched = Watched(self._answers, self.gate, self._pause, self._outage_over)
        self.network.watch.add(self._watched)

    def claim(self, *hosts: str) -> None:
        """Count hosts as the site's own: their rests are waited for, and their pace is not shared.

        As long as none is claimed, all are.
        """
        for host in hosts:
            self.own.add(host)
            self.network.pace.claim(host)

    def is_own(self, host: str) -> bool:
        """Whether a host is the site's own."""
        return not self.own or host in self.own

    async def allowed(self, url: str) -> Verdict:
        """What the host's robots.txt says about a URL.

        Where robots.txt is not obeyed it is read all the same: its ``Crawl-delay`` holds.

        Raises:
            NotAsked: it had to be asked for, and could not be.
        """
        host = host_of(url)
        verdict = await self.network.robots.verdict(url, origin(url), host, self._robots_txt)
        crawl_delay = self.network.pace.host(host).crawl_delay
        if crawl_delay > self.options.delay and host not in self._told_slow and self.is_own(host):
            self._told_slow.add(host)
            self.on_notice(Notice("crawl-delay", host, crawl_delay))
        return "allowed" if self.options.ignore_robots else verdict

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
        conditions: tuple[str, ...] = (),
        referer: str = "",
        image: bool = False,
    ) -> Exchange:
        """GET a URL, whatever comes of it. robots.txt is the caller's to ask first.

        What fails while our own network fails is asked again afterwards.

        Args:
            url: absolute http(s) URL.
            second_look: on a new connection, with the headers of a browser.
            resource: only the beginning of the body is wanted.
            family: ``ipv6`` to connect over IPv6 or not at all.
            cookies: Cookie header of a redirect chain that set some.
            document: it is an attachment of the site, see `Fetcher.fetch`.
            ending: only its last bytes are wanted, see there too.
            conditions: header lines that ask for it only if it has changed.
            referer: of a second look, the page that carries the link.
            image: of a second look, the page shows it as an image.

        Raises:
            Stopped: the site was stopped before the request could start.
            Resting: the host failed too often; nothing is asked of it now.
        """
        plain = browser_headers(url, referer, image=image) if second_look else CRAWL_HEADERS
        headers = plain + self._from + conditions
        host, port = endpoint(url)
        # An open connection of the other family would answer for the one that is asked.
        fresh = second_look or family == "ipv6"
        wanted: Wanted = {
            "fresh": fresh, "cookies": cookies, "resource": resource, "document": document,
            "ending": ending,
        }  # fmt: skip
        while True:
            await self._clear()
            try:
                route = await self.egress.route(host, port, family)
            except Refused as refusal:
                exchange = Exchange(
                    url, self.clock.now(), failure=refusal.failure, detail=refusal.detail
                )
                self._watch(exchange, host, "")
            else:
                async with self._turn(host, route) as turn:
                    asked = turn.health_url(url)
                    if asked != url:
                        await self._look_after(asked, turn)
                        continue
                    exchange = await self._fetch(url, route, family, headers, wanted)
                    self._count(host, exchange, turn)
                self._watch(exchange, host, route.addresses[0], mapped=route.mapped)
            if not _network_class(exchange) or not await self.network.watch.was_ours(
                exchange.at, self.gate
            ):
                return exchange

    async def ask(self, url: str, until: float, *, cookies: str = "") -> Exchange:
        """GET a URL now, on a new connection with the headers of a browser.

        For visits, whose times are planned: neither pace nor breaker holds them back, and whether
        a failure was our own network's is the caller's to find out.

        Args:
            url: absolute http(s) URL.
            until: time of the event loop at which it is given up, as ``timeout``.
            cookies: see `get`.
        """
        host, port = endpoint(url)
        loop = asyncio.get_running_loop()
        at, began = self.clock.now(), loop.time()
        exchange = Exchange(url, at, failure="dns-timeout", detail="given up")
        dns_seconds = 0.0
        try:
            async with asyncio.timeout_at(until):
                route = await self.egress.route(host, port)
            dns_seconds = loop.time() - began
            if not self.egress.reaches(route):
                raise Refused("blocked-target", f"{host} has IPv6 addresses only, and we have none")
            exchange.failure = "timeout"
            async with asyncio.timeout_at(until + GRACE):  # libcurl says best what took so long
                wanted: Wanted = {
                    "fresh": True, "cookies": cookies, "resource": False, "document": False,
                    "ending": False, "until": until,
                }  # fmt: skip
                headers = BROWSER_HEADERS + self._from
                exchange = await self._fetch(url, route, "any", headers, wanted)
        except Refused as refusal:
            exchange.failure, exchange.detail = refusal.failure, refusal.detail
        except TimeoutError:
            pass
        exchange.dns_seconds = dns_seconds or loop.time() - began
        return exchange

    async def _fetch(
        self, url: str, route: Route, family: Family, headers: tuple[str, ...], wanted: Wanted
    ) -> Exchange:
        """One exchange, over the host's other family where the first does not connect.

        What only browsers understand is read again as they do.
        """
        host, port = endpoint(url)

        async def fetch(way: Route) -> Exchange:
            return await self.network.fetcher.fetch(
                url, way, host=host, port=port, headers=headers, **wanted
            )

        exchange = await fetch(route)
        if exchange.failure in _UNCONNECTED and family == "any" and not route.mapped:
            with suppress(Refused):
                other = await self._other_way(host, port, route)
                self.traffic.record(host, self.clock.monotonic(), exchange.received)
                exchange = await fetch(other)
        if refused_by_library(exchange) and wanted.get("method", "GET") == "GET":
            self.traffic.record(host, self.clock.monotonic(), exchange.received)
            await self.clock.sleep(max(self.options.delay, LENIENT_AFTER))
            cookies = wanted["cookies"]
            lines = (*headers, f"Cookie: {cookies}") if cookies else headers
            exchange = await read_again(exchange, route, host, lines, self.options)
        return exchange

    async def relay(
        self, url: str, method: str, lines: tuple[str, ...], post: bytes, *, page: bool
    ) -> Exchange:
        """Make a request that a page in the browser asks for, through guard and bounds as `get`.

        Args:
            url: absolute http(s) URL.
            method: GET, HEAD, OPTIONS or POST; which of them may go out is the caller's to say.
            lines: header lines of the browser.
            post: body.
            page: it opens a page, and waits for the host's turn; what belongs to a page comes
                at once, as it does wherever a person looks at it.

        Raises:
            Stopped, Resting: as `get`.
        """
        host, port = endpoint(url)
        wanted: Wanted = {
            "fresh": False, "cookies": "", "resource": False, "document": not page,
            "ending": False, "method": method, "post": post,
        }  # fmt: skip
        await self._clear()
        try:
            route = await self.egress.route(host, port)
        except Refused as refusal:
            return Exchange(url, self.clock.now(), failure=refusal.failure, detail=refusal.detail)
        lines += self._from
        if not page:
            exchange = await self._fetch(url, route, "any", lines, wanted)
            self.traffic.record(host, self.clock.monotonic(), exchange.received)
            return exchange
        async with self._turn(host, route) as turn:
            exchange = await self._fetch(url, route, "any", lines, wanted)
            self._count(host, exchange, turn)
        return exchange

    @asynccontextmanager
    async def connecting(self, host: str, port: int) -> AsyncIterator[None]:
        """Hold the host's turn while something else than ``get`` connects to it.

        Raises:
            Stopped, Resting: as `get`.
        """
        await self._clear()
        try:
            route = await self.egress.route(host, port)
        except Refused:
            yield  # who connects will be refused too, and says so
            return
        async with self._turn(host, route):
            self.traffic.record(host, self.clock.monotonic(), 0)
            yield

    def _turn(self, host: str, route: Route) -> Turn:
        own = self.is_own(host)
        return self.network.pace.turn(host, route.addresses[0], self.gate, own=own)

    async def _clear(self) -> None:
        closed = self.gate.closed()
        if closed and not self._told_hours:
            self.on_notice(Notice("hours", seconds=closed))
        self._told_hours = closed > 0
        await self.network.pace.clear(self.gate)

    async def _look_after(self, url: str, turn: Turn) -> None:
        """Ask a resting host for something that it answered before."""
        host, port = endpoint(url)
        try:
            route = await self.egress.route(host, port)
        except Refused:
            return
        exchange = await self.network.fetcher.fetch(url, route, host=host, port=port, resource=True)
        self._count(host, exchange, turn)

    def _count(self, host: str, exchange: Exchange, turn: Turn) -> None:
        resting = turn.told(exchange)
        if resting and self.is_own(host):
            self.on_notice(Notice("resting", host, resting))
        self.traffic.record(host, self.clock.monotonic() - exchange.seconds, exchange.received)

    def _watch(self, exchange: Exchange, host: str, address: str, *, mapped: bool = False) -> None:
        """Tell the watch over our own network what came of a request to the site itself."""
        self.clocks.saw(host, exchange)
        if not self.is_own(host):
            return
        if exchange.status:
            self.network.watch.answered(self._watched, exchange.url)
        elif _network_class(exchange):
            public = bool(address) and not mapped and is_public(ipaddress.ip_address(address))
            way: Way = "public" if public else "mapped" if address else "dns"
            self.network.watch.failed(self._watched, address or host, way)

    async def _answers(self, url: str) -> bool:
        """Whether a control host answers: asked beside the pace, which stands still then."""
        await self.clock.sleep(self.gate.closed())
        host, port = endpoint(url)
        try:
            route = await self.egress.route(host, port)
        except Refused:
            return False
        exchange = await self.network.fetcher.fetch(
            url, route, host=host, port=port, fresh=True, headers=CRAWL_HEADERS + self._from,
            resource=True,
        )  # fmt: skip
        self.traffic.record(host, self.clock.monotonic(), exchange.received)
        return exchange.status > 0

    def _pause(self, paused: bool) -> None:
        self.on_notice(Notice("outage" if paused else "outage-over"))

    def _outage_over(self, outage: Outage) -> None:
        self.on_outage(outage)

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
        """End the site's part; close all connections if nobody shares them."""
        self.network.watch.remove(self._watched)
        if self._alone:
            self.network.close()


def _network_class(exchange: Exchange) -> bool:
    return exchange.failure in FAILURES and not exchange.status
