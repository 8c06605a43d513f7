"""The self-test: whose fault it is when many sites fail at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from audit.demo.nameserver import Lookup, Name, reply
from checks.observations import Outage
from spiders.exchange import Exchange
from spiders.gate import Stopped
from spiders.network import Network, Notice
from spiders.options import ConnectTo, CrawlOptions
from spiders.selftest import ALONE, has_default_route
from spiders.session import Session
from tests.clock import FastClock
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet


class Town:
    """Hosts ``h1.cn``, ``h2.cn`` … each on an address of its own on loopback, which can be dead."""

    def __init__(self, count: int, *, one_address: bool = False) -> None:
        self.dead: set[str] = set()
        self.asked: list[str] = []
        self.hosts = [f"h{n}.cn" for n in range(1, count + 1)]
        self._addresses = {
            host: "127.0.0.2" if one_address else f"127.0.0.{n}"
            for n, host in enumerate(self.hosts, 2)
        }
        self._mappings: list[ConnectTo] = []

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        host = next(line[6:] for line in head.splitlines() if line.lower().startswith("host:"))
        self.asked.append(host)
        if host in self.dead:
            writer.transport.abort()
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()

    @contextlib.asynccontextmanager
    async def open(self, clock: FastClock, **changes: object) -> AsyncIterator[list[Session]]:
        """Serve the hosts and make a session for each, on one network."""
        servers = []
        for address in dict.fromkeys(self._addresses.values()):
            server = await asyncio.start_server(self._answer, address, 0)
            servers.append(server)
            port = server.sockets[0].getsockname()[1]
            for host, where in self._addresses.items():
                if where == address:
                    self._mappings.append(ConnectTo(host, 80, address, port))
        given = CrawlOptions(delay=0.0, connect_to=tuple(self._mappings), **changes)  # type: ignore[arg-type]
        network = Network(given, clock)
        sessions = [Session(given, clock, network) for _ in self.hosts]
        for session, host in zip(sessions, self.hosts, strict=True):
            session.claim(host)
        try:
            yield sessions
        finally:
            network.close()
            for server in servers:
                server.close()

    async def ask_all(self, sessions: list[Session], times: int = 1) -> list[Exchange]:
        """Ask each host, all at once."""
        return [
            exchange
            for _ in range(times)
            for exchange in await asyncio.gather(
                *(s.get(f"http://{h}/") for s, h in zip(sessions, self.hosts, strict=True))
            )
        ]


def in_town(
    town: Town,
    use: Callable[[list[Session], FastClock], Awaitable[None]],
    factor: float = 120.0,
    **changes: object,
) -> None:
    async def run() -> None:
        clock = FastClock(factor)
        async with town.open(clock, **changes) as sessions:
            await use(sessions, clock)

    asyncio.run(run())


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


def test_when_nothing_answers_any_more_all_wait_and_ask_again() -> None:
    town = Town(5)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        watch = sessions[0].network.watch
        told: list[Outage] = []
        pauses: list[str] = []
        for session in sessions:
            session.on_outage = told.append
            session.on_notice = lambda notice: pauses.append(notice.kind)
        await town.ask_all(sessions)
        town.dead = set(town.hosts)
        failing = asyncio.ensure_future(town.ask_all(sessions))
        await until(lambda: watch.outage_since is not None)
        assert not failing.done()
        town.dead = set()
        exchanges = await failing
        (outage,) = watch.outages
        # Two had failed before the third raised the doubt: whoever keeps them asks again.
        assert sorted(e.status for e in exchanges) == [0, 0, 200, 200, 200]
        assert all(watch.doubtful(e.at) for e in exchanges if e.failure)
        assert [e.status for e in await town.ask_all(sessions)] == [200] * 5
        assert outage.reason == "controls"
        assert told == [outage] * 5
        assert pauses == ["outage", "outage-over"]
        assert watch.outage_since is None
        assert (outage.end - outage.start).total_seconds() >= 30
        assert sum(s.gate.held_seconds > 0 for s in sessions) == 3
        assert watch.means == "sites"

    in_town(town, use)


def test_a_few_failing_sites_are_their_own_fault_once_another_answers() -> None:
    town = Town(6)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        await town.ask_all(sessions)
        town.dead = set(town.hosts[:4])
        town.asked.clear()
        exchanges = await town.ask_all(sessions)
        assert [e.failure for e in exchanges] == ["reset"] * 4 + ["", ""]
        assert sessions[0].network.watch.outages == []
        assert len(town.asked) > len(town.hosts)  # control hosts were asked

    in_town(town, use)


def test_one_dead_platform_is_not_our_network() -> None:
    town = Town(5, one_address=True)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        await town.ask_all(sessions)
        town.dead = set(town.hosts)
        town.asked.clear()
        exchanges = await town.ask_all(sessions)
        assert [e.failure for e in exchanges] == ["reset"] * 5
        assert len(town.asked) == 5

    in_town(town, use)


def test_two_failing_sites_of_three_raise_no_doubt() -> None:
    town = Town(3)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        await town.ask_all(sessions)
        town.dead = set(town.hosts[:2])
        town.asked.clear()
        await town.ask_all(sessions)
        assert len(town.asked) == 3

    in_town(town, use)


def test_an_outage_without_end_stops_the_sites_and_accuses_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("spiders.selftest.LONGEST_OUTAGE", 600.0)
    town = Town(4)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        await town.ask_all(sessions)
        town.dead = set(town.hosts)
        began = clock.monotonic()
        ended = await asyncio.gather(
            *(s.get(f"http://{h}/") for s, h in zip(sessions, town.hosts, strict=True)),
            return_exceptions=True,
        )
        assert clock.monotonic() - began >= 600
        assert sum(isinstance(e, Stopped) for e in ended) == 2

    in_town(town, use, factor=1000.0)


def test_stopping_does_not_wait_for_the_network() -> None:
    town = Town(4)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        await town.ask_all(sessions)
        town.dead = set(town.hosts)
        waits = [
            asyncio.ensure_future(s.get(f"http://{h}/"))
            for s, h in zip(sessions, town.hosts, strict=True)
        ]
        await until(lambda: sessions[0].network.watch.outage_since is not None)
        for session in sessions:
            session.gate.stop()
        ended = await asyncio.gather(*waits, return_exceptions=True)
        assert sum(isinstance(e, Stopped) for e in ended) == 2

    in_town(town, use, factor=1.0)


def test_failures_of_the_minute_before_are_not_believed_either() -> None:
    town = Town(5)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        watch = sessions[0].network.watch
        await town.ask_all(sessions)
        first = clock.now()
        await clock.sleep(90)
        town.dead = set(town.hosts[:2])
        early = await asyncio.gather(
            *(s.get(f"http://{h}/") for s, h in zip(sessions[:2], town.hosts[:2], strict=True))
        )
        town.dead = set(town.hosts)
        failing = asyncio.ensure_future(town.ask_all(sessions))
        await until(lambda: watch.outage_since is not None)
        town.dead = set()
        await failing
        assert [e.failure for e in early] == ["reset"] * 2
        assert all(watch.doubtful(e.at) for e in early)
        assert not watch.doubtful(first)
        assert not watch.doubtful(clock.now())

    in_town(town, use)


def test_a_single_site_is_compared_with_the_control_hosts_that_were_named() -> None:
    town = Town(2)
    asked_after: list[int] = []

    async def use(sessions: list[Session], clock: FastClock) -> None:
        sessions[1].close()
        site, watch = sessions[0], sessions[0].network.watch
        assert watch.means == "control"
        town.dead = {"h1.cn"}
        for _ in range(ALONE):
            assert (await site.get("http://h1.cn/")).failure == "reset"
        assert watch.outages == []
        asked_after.append(town.asked.count("h2.cn"))

    in_town(town, use, control=("h2.cn",))
    assert asked_after == [1]


def test_a_single_site_without_control_hosts_is_believed_to_fail_by_itself() -> None:
    town = Town(1)

    async def use(sessions: list[Session], clock: FastClock) -> None:
        watch = sessions[0].network.watch
        assert watch.means == "local"
        town.dead = {"h1.cn"}
        for _ in range(ALONE):
            assert (await sessions[0].get("http://h1.cn/")).failure == "reset"
        assert watch.outages == []

    in_town(town, use)


class Servant(asyncio.DatagramProtocol):
    """A name server that says nothing as long as it is mute."""

    def __init__(self, lookup: Lookup) -> None:
        self.mute = True
        self._lookup = lookup

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = reply(data, self._lookup)
        if answer is not None and not self.mute:
            self._transport.sendto(answer, addr)


def test_a_single_site_waits_for_dead_name_servers(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spiders.resolver.TIMEOUT", 0.05)
    monkeypatch.setattr("spiders.selftest.PATIENCE", 0.05)
    internet.site("www.a.cn", {"/": b.html("ok")}, a=("127.0.0.1",))
    url = f"http://www.a.cn:{internet.http_port}/"
    notices: list[Notice] = []
    server = Servant(lambda name: Name(a=("127.0.0.1",)))

    async def run() -> tuple[list[str], Exchange, list[Outage]]:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: server, local_addr=("127.0.0.1", 0)
        )
        given = options(
            internet, connect_to=(), allow_net=("127.0.0.0/8",),
            nameservers=(transport.get_extra_info("sockname"),),
        )  # fmt: skip
        session = Session(given, FastClock(240.0))
        session.on_notice = notices.append
        try:
            failures = []
            for _ in range(ALONE - 1):
                failures.append(str((await session.get(url)).failure))
            waiting = asyncio.ensure_future(session.get(url))
            await until(lambda: session.network.watch.outage_since is not None)
            server.mute = False
            return failures, await waiting, session.network.watch.outages
        finally:
            session.close()
            transport.close()

    failures, exchange, outages = asyncio.run(run())
    assert failures == ["dns-timeout"] * (ALONE - 1)
    assert exchange.status == 200
    assert [o.reason for o in outages] == ["resolver"]
    assert [n.kind for n in notices] == ["outage", "outage-over"]


V4 = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
LOCAL = "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
DEFAULT = "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
V6_NIL = f"{'0' * 32} 00 {'0' * 32} 00 {'0' * 32} ffffffff 00000001 00000000 00200200 lo\n"
V6_DEFAULT = f"{'0' * 32} 00 {'0' * 32} 00 fe80{'0' * 27}1 00000400 00000001 0 00450003 eth0\n"


@pytest.mark.parametrize(
    ("v4", "v6", "known"),
    [
        (V4 + LOCAL, "", False),
        (V4 + LOCAL + DEFAULT, "", True),
        (V4, V6_NIL, False),
        (V4, V6_NIL + V6_DEFAULT, True),
        (None, None, True),
    ],
)
def test_the_default_gateway_is_read_from_the_kernel(
    tmp_path: Path, v4: str | None, v6: str | None, known: bool
) -> None:
    if v4 is not None and v6 is not None:
        (tmp_path / "route").write_text(v4)
        (tmp_path / "ipv6_route").write_text(v6)
    assert has_default_route(tmp_path) is known
