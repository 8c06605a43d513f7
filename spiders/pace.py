"""Pace (访问节奏): how often, and with how many connections, a host and an address are asked.

Many sites stand on one platform: what a host may bear its address must bear for all of them. All
sites that a process crawls share one `Pace`; a turn costs no task, no timer and, where nothing has
to be waited for, no wait.
"""

from __future__ import annotations

import asyncio
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

from spiders.breaker import Breaker
from spiders.clock import Clock
from spiders.exchange import Exchange
from spiders.gate import Gate, Resting

LONGEST_INTERVAL = 30.0
"""Seconds between two requests to a host beyond which neither ``Crawl-delay``, errors nor slowness
take us; a longer ``delay`` of the operator's holds."""
LONGEST_HOLD = 900.0
"""Seconds of a ``Retry-After`` that are honoured."""
FOREIGN_HOLD = 60.0
"""Seconds of a ``Retry-After`` that are waited for at a host that is not the site's own."""
BUSY = (429, 503)
"""Statuses by which a host says that it is asked too much."""
NETWORK = ("connect-timeout", "timeout", "reset", "refused")
"""Failures that a host in trouble shows, or the network on the way."""

_SLOWEST_START = 0.5  # seconds doubled by the first 429 where there is no delay at all
_EASE = 0.95  # share of a slowed-down interval that remains after each good answer
_SMOOTH = 0.25  # weight of the newest latency
_SETTLED = 5  # answers before which a host's latency is not yet known
_SLOW = 0.5  # seconds to the first byte below which a host is never called slow


class _Host:
    """What is known of one host."""

    __slots__ = (
        "answers", "breaker", "claimed", "crawl_delay", "good", "hold", "last", "latency",
        "quickest", "slots", "slower",
    )  # fmt: skip

    def __init__(self, connections: int) -> None:
        self.slots = asyncio.Semaphore(connections)
        self.breaker = Breaker()
        self.claimed = False
        self.good = ""  # a URL that it answered well
        self.last = -math.inf  # start of the latest request
        self.hold = -math.inf  # nothing is asked before
        self.crawl_delay = 0.0
        self.slower = 0.0  # interval after 429 and 503, 0 if there were none of late
        self.latency = 0.0  # seconds to the first byte, smoothed
        self.quickest = math.inf  # the least that was: the baseline
        self.answers = 0

    @property
    def strain(self) -> float:
        """How many times longer than usual the host takes, beyond twice; 1 if not."""
        if self.answers < _SETTLED:
            return 1.0
        return max(1.0, self.latency / max(_SLOW, 2 * self.quickest))

    def took(self, seconds: float) -> None:
        """Take a latency in."""
        self.answers += 1
        weight = max(_SMOOTH, 1 / self.answers)
        self.latency += (seconds - self.latency) * weight
        if self.answers >= _SETTLED:
            self.quickest = min(self.quickest, self.latency)


class _Address:
    __slots__ = ("last", "slots")

    def __init__(self, connections: int) -> None:
        self.slots = asyncio.Semaphore(connections)
        self.last = -math.inf


class Pace:
    """Gives each request its turn.

    Args:
        clock: intervals and waiting.
        delay: least seconds from the start of one request to a host to the start of the next.
        connections: requests to a host at the same time.
        address_delay: the same as ``delay`` for all hosts on one address; a quarter of it if None.
        address_connections: requests to an address at the same time, at least ``connections``;
            without any delay there is no such limit.
        share: processes that work side by side. Sites are parted among them; a host that no site
            of ours has claimed may be asked by all, so each asks it so many times less often.
    """

    def __init__(
        self,
        clock: Clock,
        delay: float,
        *,
        connections: int = 1,
        address_delay: float | None = None,
        address_connections: int = 4,
        share: int = 1,
    ) -> None:
        self.clock = clock
        self.share = share
        self.address_delay = delay / 4 if address_delay is None else address_delay
        self._delay = delay
        self._connections = connections
        self._by_address = delay > 0 or self.address_delay > 0
        self._address_connections = max(connections, address_connections)
        self._hosts: dict[str, _Host] = {}
        self._addresses: dict[str, _Address] = {}
        self._going = asyncio.Event()
        self._going.set()

    def host(self, name: str) -> _Host:
        """The state of a host."""
        known = self._hosts.get(name)
        if known is None:
            known = self._hosts[name] = _Host(self._connections)
        return known

    def address(self, name: str) -> _Address | None:
        """The state of an address; None where addresses have no limit."""
        if not name or not self._by_address:
            return None
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = _Address(self._address_connections)
        return known

    def turn(self, host: str, address: str, gate: Gate, *, own: bool = True) -> Turn:
        """Wait for the turn of a host and its address, and hold it while the request runs.

        Args:
            host: that is asked.
            address: that the connection goes to; empty if there is no telling.
            gate: of the site that asks.
            own: the host is one of that site's own: its rest is waited for.

        Raises:
            Stopped: on entering, the site was stopped.
            Resting: on entering, the host rests, and that is not waited for.
        """
        return Turn(self, self.host(host), self.address(address), gate, own)

    def claim(self, host: str) -> None:
        """A host is one of our sites' own."""
        self.host(host).claimed = True

    def slow_to(self, host: str, seconds: float) -> None:
        """Honour a ``Crawl-delay``: at least this many seconds between requests."""
        self.host(host).crawl_delay = min(seconds, LONGEST_INTERVAL)

    def interval(self, host: _Host) -> float:
        """Least seconds from start to start, as things stand."""
        usual = max(self._delay, host.crawl_delay, host.slower) * host.strain
        return min(usual, max(self._delay, LONGEST_INTERVAL)) * self.shares(host)

    def shares(self, host: _Host) -> int:
        """Among how many processes the host's pace is shared."""
        return 1 if host.claimed else self.share

    def busy(self, host: _Host, retry_after: float | None) -> None:
        """After a 429 or 503: wait as told, and ask half as often for a while."""
        slower = max(self._delay, host.crawl_delay, host.slower, _SLOWEST_START) * 2
        host.slower = min(slower, LONGEST_INTERVAL)
        hold = min(retry_after if retry_after is not None else host.slower, LONGEST_HOLD)
        host.hold = max(host.hold, self.clock.monotonic() + hold)

    def ease(self, host: _Host) -> None:
        """After a good answer: come back to the usual pace, little by little."""
        if host.slower:
            host.slower *= _EASE
            if host.slower <= max(self._delay, _SLOWEST_START):
                host.slower = 0.0

    def pause(self) -> None:
        """Let no turn begin until `resume`: our own network is in doubt."""
        self._going.clear()

    def resume(self) -> None:
        """Let turns begin again."""
        self._going.set()

    def forgive(self) -> None:
        """Forget the failures of all hosts: they were ours."""
        for host in self._hosts.values():
            host.breaker.reset()

    async def clear(self, gate: Gate) -> None:
        """Wait until a site may send anything at all: inside its hours, our network in order.

        Raises:
            Stopped: the site was stopped.
        """
        if gate.stopped or self.held(gate):
            with gate.waiting():
                await self.until_clear(gate)

    async def until_clear(self, gate: Gate) -> None:
        """The same inside `Gate.waiting`."""
        while self.held(gate):
            with gate.held():
                if closed := gate.closed():
                    await self.clock.sleep(closed)
                else:
                    await self._going.wait()

    def held(self, gate: Gate) -> bool:
        """Whether nothing may be sent now, to whatever host."""
        return not self._going.is_set() or gate.closed() > 0


class Turn:
    """One request's turn; see `Pace.turn`.

    Attributes:
        probe: the request is the one that finds out whether a resting host is well again.
    """

    __slots__ = ("_address", "_gate", "_host", "_own", "_pace", "probe")

    def __init__(
        self, pace: Pace, host: _Host, address: _Address | None, gate: Gate, own: bool
    ) -> None:
        self._pace = pace
        self._host = host
        self._address = address
        self._gate = gate
        self._own = own
        self.probe = False

    async def __aenter__(self) -> Turn:
        self._wait_for_host()  # a host that rests is told at once, not at the end of its queue
        with self._gate.waiting():
            await self._host.slots.acquire()
            try:
                await self._both()
            except BaseException:
                self._host.slots.release()
                raise
        now = self._pace.clock.monotonic()
        self._host.last = now
        if self._address is not None:
            self._address.last = now
        self.probe = self._host.breaker.begin()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.probe:  # nothing was told of it
            self._host.breaker.dropped()
        if self._address is not None:
            self._address.slots.release()
        self._host.slots.release()

    async def _both(self) -> None:
        """Wait for host and address. Whoever waits for its host holds no place of the address."""
        address = self._address
        if address is None:
            return await self._ready()
        while True:
            await self._ready()
            await address.slots.acquire()
            try:
                gap = self._pace.address_delay * self._pace.shares(self._host)
                while (wait := address.last + gap - self._pace.clock.monotonic()) > 0:
                    await self._pace.clock.sleep(wait)
                late = self._wait_for_host() > 0 or self._pace.held(self._gate)
            except BaseException:
                address.slots.release()
                raise
            if not late:
                return None
            address.slots.release()

    async def _ready(self) -> None:
        while True:
            if self._pace.held(self._gate):
                await self._pace.until_clear(self._gate)
            elif (wait := self._wait_for_host()) > 0:
                await self._pace.clock.sleep(wait)
            else:
                return

    def _wait_for_host(self) -> float:
        """Seconds until the host may be asked.

        Raises:
            Resting: too long to wait for it.
        """
        host = self._host
        now = self._pace.clock.monotonic()
        rest = host.breaker.wait(now)
        hold = host.hold - now
        if rest > 0 and (not self._own or rest == math.inf):
            raise Resting
        if hold > FOREIGN_HOLD and not self._own:
            raise Resting
        return max(rest, hold, host.last + self._pace.interval(host) - now)

    def health_url(self, url: str) -> str:
        """What to ask in this turn: a URL, or first one that the resting host answered before.

        A row of dead links on a sound host must not look like a host that stays dead.
        """
        return self._host.good if self.probe and self._host.good else url

    def told(self, exchange: Exchange) -> float:
        """Draw conclusions from what came of the request.

        Returns:
            For how many seconds the host is left alone from now on; 0 if it is not.
        """
        host, pace = self._host, self._pace
        probe, self.probe = self.probe, False
        if exchange.status in BUSY:
            pace.busy(host, retry_after(exchange, pace.clock.now()))
            return host.breaker.failed(pace.clock.monotonic(), probe=probe)
        if exchange.failure in NETWORK and not exchange.status:
            return host.breaker.failed(pace.clock.monotonic(), probe=probe)
        host.breaker.succeeded(probe=probe)
        pace.ease(host)
        if 200 <= exchange.status < 300:
            host.good = exchange.url
            waited = max(exchange.connect_seconds, exchange.tls_seconds)
            host.took(max(0.0, exchange.first_byte_seconds - waited))
        return 0.0


def retry_after(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for, as a number or a date (RFC 9110 10.2.3); None if none.

    A date is read against the server's own ``Date``: its clock may be wrong.
    """
    value = exchange.header("retry-after").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    wanted = _date(value)
    if wanted is None:
        return None
    return max(0.0, (wanted - (_date(exchange.header("date")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
