"""The self-test (自检) of our own network: when many sites fail at once, the fault is ours."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import dns.asyncquery
import dns.exception
import dns.message

from checks.observations import Outage
from spiders.clock import Clock
from spiders.gate import Gate
from spiders.pace import NETWORK, Pace

FAILURES = (*NETWORK, "dns-timeout", "dns-failure")
"""Failures that our own network would bring about too."""
TOGETHER = 60.0
"""Seconds within which many sites fail…"""
SHARE = 0.2
"""… so large a share of them…"""
LEAST = 3
"""… and at least so many, at as many addresses: one dead platform is not our network."""
ALONE = 5
"""Failures in a row of each site that raise the doubt where there are fewer sites than `LEAST`."""
EVERY = 30.0
"""Seconds between two looks whether the network is back."""
CONTROLS = 5
"""Control hosts asked in one look."""
PATIENCE = 4.0
"""Seconds that a name server has to answer."""
LONGEST_OUTAGE = 7200.0
"""Seconds after which the sites are stopped as if interrupted: a run always ends."""

Reason = Literal["controls", "resolver", "gateway"]
Way = Literal["dns", "public", "mapped"]
"""How a failing host was to be reached: it had no address yet; a public address; an address that
the operator mapped or allowed, of which resolver and gateway say nothing."""


@dataclass(eq=False)
class Watched:
    """One site as the self-test sees it.

    Attributes:
        ask: asks for a URL; whether an answer came.
        gate: of the site.
        on_pause: told when an outage is established, and when it is over; of all sites of a
            process only one is told.
        on_outage: told when an outage has ended.
        good_url: a URL of the site's own hosts that was answered; empty at first.
        failures: of its own hosts, in a row; ``last_failure`` of them: when, where, how reached.
    """

    ask: Callable[[str], Awaitable[bool]]
    gate: Gate
    on_pause: Callable[[bool], None]
    on_outage: Callable[[Outage], None]
    good_url: str = ""
    failures: int = 0
    last_failure: tuple[float, str, Way] = field(default=(0.0, "", "mapped"))


class Watch:
    """Watches what all sites of a process meet, and pauses them when the fault is ours.

    Args:
        clock: the run's clock.
        pace: that is paused.
        servers: name servers, to see whether they answer.
        controls: ``HOST`` or ``HOST:PORT`` that the operator named.

    Attributes:
        outages: that have ended, in order.
        outage_since: when the present pause began, if an outage was established; else None.
    """

    def __init__(
        self,
        clock: Clock,
        pace: Pace,
        servers: tuple[tuple[str, int], ...],
        controls: tuple[str, ...] = (),
    ) -> None:
        self.outages: list[Outage] = []
        self.outage_since: datetime | None = None
        self._clock = clock
        self._pace = pace
        self._servers = servers
        self._controls = tuple(f"http://{host}/" for host in controls)
        self._sites: dict[Watched, None] = {}
        self._most_sites = 0
        self._failing: dict[Watched, None] = {}
        self._quiet_until = 0.0
        self._test: asyncio.Task[None] | None = None

    @property
    def means(self) -> Literal["sites", "control", "local"]:
        """By what a fault of our own could be told; see `Vantage.selftest`."""
        if self._controls:
            return "control"
        return "sites" if self._most_sites > 1 else "local"

    def add(self, site: Watched) -> None:
        """Watch a site."""
        self._sites[site] = None
        self._most_sites = max(self._most_sites, len(self._sites))

    def remove(self, site: Watched) -> None:
        """A site has ended."""
        self._sites.pop(site, None)
        self._failing.pop(site, None)

    def answered(self, site: Watched, url: str) -> None:
        """A host of the site's own answered."""
        site.good_url = url
        if site.failures:
            site.failures = 0
            self._failing.pop(site, None)

    def failed(self, site: Watched, place: str, way: Way) -> None:
        """A host of the site's own failed with one of `FAILURES`.

        Args:
            site: whose.
            place: address, or the host if it has none.
            way: how it was to be reached.
        """
        now = self._clock.monotonic()
        site.failures += 1
        site.last_failure = (now, place, way)
        self._failing[site] = None
        if self._test is None and now >= self._quiet_until and self._doubtful(now):
            # From here to the verdict nobody starts; whoever fails meanwhile waits in `was_ours`.
            self._pace.pause()
            self._test = asyncio.create_task(self._examine())

    async def was_ours(self, at: datetime, gate: Gate) -> bool:
        """Whether a failure at that time was our network's; waits for a test under way.

        Raises:
            Stopped: the site was stopped while it waited.
        """
        if self._test is not None:
            with gate.waiting(), gate.held():
                await asyncio.wait([self._test])
        return self.doubtful(at)

    def doubtful(self, at: datetime) -> bool:
        """Whether a failure at that time lies in an outage or the minute before."""
        return any(outage.covers(at) for outage in self.outages)

    def close(self) -> None:
        """End a test under way."""
        if self._test is not None:
            self._test.cancel()

    def _doubtful(self, now: float) -> bool:
        failed = [f for s in self._failing if now - (f := s.last_failure)[0] <= TOGETHER]
        if len(self._sites) < LEAST:
            tellable = bool(self._known_good()) or any(way != "mapped" for _, _, way in failed)
            return tellable and all(site.failures >= ALONE for site in self._sites)
        places = {place for _, place, _ in failed}
        return len(failed) >= SHARE * len(self._sites) and len(places) >= LEAST

    def _known_good(self) -> list[tuple[Watched, str]]:
        """Control hosts: what the operator named, then sites that answered, sound ones first."""
        sites = sorted(self._sites, key=lambda site: site.failures)
        named = [(sites[0], url) for url in self._controls] if sites else []
        alone = len(self._sites) == 1  # a site is no control of itself
        return named + [(s, s.good_url) for s in sites if s.good_url and not alone]

    async def _examine(self) -> None:
        try:
            reason = await self._fault()
            if reason:
                await self._sit_out(reason)
        finally:
            self._failing.clear()
            for site in self._sites:
                site.failures = 0
            self._quiet_until = self._clock.monotonic() + TOGETHER
            self._test = None
            self._pace.resume()

    async def _sit_out(self, reason: Reason) -> None:
        start, began = self._clock.now(), self._clock.monotonic()
        self.outage_since = start
        self._tell(True)
        still: Reason | Literal[""] = reason
        while still and self._clock.monotonic() - began < LONGEST_OUTAGE:
            await self._clock.sleep(EVERY)
            still = await self._fault()
        self.outage_since = None
        outage = Outage(start=start, end=self._clock.now(), reason=reason)
        self.outages.append(outage)
        self._pace.forgive()
        self._tell(False)
        for site in list(self._sites):
            if still:
                site.gate.stop()
            site.on_outage(outage)

    def _tell(self, paused: bool) -> None:
        for site in list(self._sites)[:1]:
            site.on_pause(paused)

    async def _fault(self) -> Reason | Literal[""]:
        """What is wrong with our network; empty if nothing is, as far as can be told."""
        controls = self._known_good()[:CONTROLS]
        if controls:
            answers = await asyncio.gather(*(site.ask(url) for site, url in controls))
            return "" if any(answers) else "controls"
        if not await resolver_answers(self._servers):
            return "resolver"
        public = any(site.last_failure[2] == "public" for site in self._failing)
        return "gateway" if public and not has_default_route() else ""


async def resolver_answers(servers: tuple[tuple[str, int], ...]) -> bool:
    """Whether any name server says anything, a refusal included.

    Asked is what it can answer by itself: ``localhost`` (RFC 6761 6.3) and the root's servers.
    """
    questions = (dns.message.make_query("localhost.", "A"), dns.message.make_query(".", "NS"))
    for address, port in servers:
        for question in questions:
            with contextlib.suppress(dns.exception.DNSException, OSError):
                await dns.asyncquery.udp(question, address, timeout=PATIENCE, port=port)
                return True
    return False


def has_default_route(folder: Path = Path("/proc/net")) -> bool:
    """Whether the kernel knows a default gateway, of either family; True where it cannot be told.

    Nothing is sent: it is read from the kernel's tables of routes.
    """
    try:
        v4 = [line.split() for line in (folder / "route").read_text().splitlines()[1:]]
        file = folder / "ipv6_route"
        v6 = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    except OSError:
        return True
    # Destination and mask nil, and a gateway that is not (route(8), net/ipv6/route.c).
    return any(r[1] == "00000000" == r[7] and r[2] != "00000000" for r in v4 if len(r) > 7) or any(
        r[:2] == ["0" * 32, "00"] and r[4] != "0" * 32 for r in v6 if len(r) > 4
    )
