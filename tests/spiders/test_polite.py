"""Manners towards hosts: shared pace, rest for those that fail, hours, and who we say we are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from audit.demo.table import Answer, Handler
from audit.runner import crawl_options
from audit.settings import Settings
from spiders.breaker import FAILURES, PROBES
from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import Clock, SystemClock
from spiders.collector import Collector
from spiders.exchange import Exchange
from spiders.gate import Resting, Stopped
from spiders.network import Network, Notice
from spiders.resolver import Answer as DnsAnswer
from spiders.session import Session
from tests.clock import FastClock
from tests.spiders.crawling import crawl
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet

T = TypeVar("T")
MINUTE = 60.0


def in_sessions(
    net: Internet,
    use: Callable[[list[Session]], Awaitable[T]],
    count: int = 1,
    clock: Clock | None = None,
    **changes: object,
) -> T:
    """Use so many sessions on one network."""

    async def run() -> T:
        given, now = options(net, **changes), clock or SystemClock()
        network = Network(given, now)
        sessions = [Session(given, now, network) for _ in range(count)]
        try:
            return await use(sessions)
        finally:
            for session in sessions:
                session.close()
            network.close()

    return asyncio.run(run())


def gaps(net: Internet, host: str) -> list[float]:
    """Seconds between the requests that a host got."""
    times = [request.at for request in net.requests if request.host == host]
    return [(b - a).total_seconds() for a, b in pairwise(times)]


def test_sites_side_by_side_keep_the_pace_of_a_host_together(internet: Internet) -> None:
    url = internet.site("www.far.cn", {"/": b.html("ok")})

    async def both(sessions: list[Session]) -> None:
        await asyncio.gather(*(session.get(url) for session in sessions * 2))

    in_sessions(internet, both, 2, delay=0.2)
    assert len(gaps(internet, "www.far.cn")) == 3
    assert all(gap >= 0.15 for gap in gaps(internet, "www.far.cn"))


def test_hosts_on_one_address_keep_its_pace_together(internet: Internet) -> None:
    urls = [internet.site(f"x{n}.gov.cn", {"/": b.html("ok")}) for n in range(4)]

    async def all_of_them(sessions: list[Session]) -> None:
        await asyncio.gather(*(sessions[0].get(url) for url in urls))

    in_sessions(internet, all_of_them, delay=0.8)
    times = sorted(request.at for request in internet.requests)
    assert (times[-1] - times[0]).total_seconds() >= 0.55


def test_robots_txt_and_names_are_asked_once_for_all_sites(internet: Internet) -> None:
    url = internet.site("www.far.cn", {"/": b.html("ok")})
    internet.name("dead.cn", a="nxdomain", aaaa="nxdomain")
    heard: list[tuple[int, str, str, datetime]] = []

    async def both(sessions: list[Session]) -> None:
        for number, session in enumerate(sessions):
            session.resolver.on_answer = lambda host, kind, at, _answer, n=number: heard.append(
                (n, host, kind, at)
            )
            assert await session.allowed(url) == "allowed"
            for _ in range(2):
                assert (await session.get("http://dead.cn/")).failure == "no-such-host"

    in_sessions(internet, both, 2)
    assert internet.asked("www.far.cn") == ["/robots.txt"]
    assert [(n, host, kind) for n, host, kind, _ in heard] == [
        (n, "dead.cn", kind) for n in (0, 1) for kind in ("A", "AAAA")
    ]
    assert heard[0][3] == heard[2][3]  # each evidence tells when it was really asked


def test_a_second_look_rests_on_no_answer_from_before(internet: Internet) -> None:
    internet.name("x.cn", a="nxdomain", aaaa="nxdomain")
    heard: list[DnsAnswer] = []

    async def looks(sessions: list[Session]) -> None:
        resolver = sessions[0].resolver
        resolver.on_answer = lambda _host, _kind, _at, answer: heard.append(answer)
        await resolver.lookup("x.cn", "A")
        await sessions[1].resolver.lookup("x.cn", "A")
        resolver.forget()
        internet.name("x.cn", a=("192.88.99.7",))
        assert (await resolver.lookup("x.cn", "A")).addresses == ("192.88.99.7",)

    in_sessions(internet, looks, 2)
    assert [answer.result for answer in heard] == ["no-such-name", "answer"]


def test_a_failing_foreign_host_is_left_alone_and_nobody_waits_for_it(internet: Internet) -> None:
    url = internet.site("www.far.cn", {"/": b.reset()})

    async def ask(sessions: list[Session]) -> None:
        (session,) = sessions
        session.claim("www.own.cn")
        for _ in range(FAILURES):
            assert (await session.get(url)).failure == "reset"
        began = session.clock.monotonic()
        for _ in range(50):
            with pytest.raises(Resting):
                await session.get(url)
        assert session.clock.monotonic() - began < 10.0

    in_sessions(internet, ask)
    assert len(internet.asked("www.far.cn")) == FAILURES


def test_a_resting_foreign_host_is_tried_again_later(internet: Internet) -> None:
    url = internet.site("www.far.cn", {"/": b.flaky([b.reset()] * FAILURES + [b.html("ok")])})

    async def ask(sessions: list[Session]) -> int:
        (session,) = sessions
        session.claim("www.own.cn")
        for _ in range(FAILURES):
            await session.get(url)
        await session.clock.sleep(1.1 * MINUTE)
        return (await session.get(url)).status

    assert in_sessions(internet, ask, clock=FastClock()) == 200


def test_a_row_of_dead_links_does_not_give_a_sound_site_up(internet: Internet) -> None:
    home = internet.site("www.a.cn", {"/": b.html("ok"), "/dead": b.status(503)})
    notices: list[Notice] = []

    async def ask(sessions: list[Session]) -> list[int]:
        (session,) = sessions
        session.claim("www.a.cn")
        session.on_notice = notices.append
        assert (await session.get(home)).status == 200
        return [(await session.get(home + "dead")).status for _ in range(2 * FAILURES + 1)]

    assert in_sessions(internet, ask, clock=FastClock(240.0)) == [503] * (2 * FAILURES + 1)
    dead = ["/dead"] * FAILURES
    assert internet.asked("www.a.cn") == ["/", *dead, "/", *dead, "/", "/dead"]
    assert [(n.kind, n.host, n.seconds) for n in notices] == [("resting", "www.a.cn", 60.0)] * 2


@pytest.mark.parametrize("answer", [b.status(503), b.status(429), b.reset()])
def test_a_dead_site_is_given_up_in_the_end(internet: Internet, answer: Answer | Handler) -> None:
    home = internet.site("www.a.cn", {"/": answer})

    async def ask(sessions: list[Session]) -> int:
        (session,) = sessions
        session.claim("www.a.cn")
        for asked in range(100):
            try:
                await session.get(home)
            except Resting:
                return asked
        return 100

    asked = in_sessions(internet, ask, clock=FastClock(3600.0))
    assert asked == FAILURES + PROBES == len(internet.requests)


def test_stopping_ends_the_wait_for_a_resting_site(internet: Internet) -> None:
    home = internet.site("www.a.cn", {"/": b.reset()})

    async def ask(sessions: list[Session]) -> None:
        (session,) = sessions
        for _ in range(FAILURES):
            await session.get(home)
        waiting = asyncio.ensure_future(session.get(home))
        await asyncio.sleep(0.05)
        session.gate.stop()
        with pytest.raises(Stopped):
            await waiting

    in_sessions(internet, ask)
    assert len(internet.requests) == FAILURES


def test_nothing_is_asked_outside_the_hours(internet: Internet) -> None:
    home = internet.site("www.a.cn", {"/": b.html("ok")})
    clock = FastClock(3600.0)
    soon = clock.now().astimezone(timezone(timedelta(hours=8))) + timedelta(minutes=30)
    later = soon + timedelta(hours=20)
    notices: list[Notice] = []

    async def ask(sessions: list[Session]) -> tuple[Exchange, float, float]:
        (session,) = sessions
        session.on_notice = notices.append
        exchanges = await asyncio.gather(*(session.get(home) for _ in range(3)))
        held = session.gate.held_seconds
        began = clock.monotonic()
        await session.gate.spend(10 * MINUTE)
        return exchanges[0], held, clock.monotonic() - began

    exchange, held, spent = in_sessions(
        internet, ask, clock=clock, timeout=20000.0, connect_timeout=20000.0,
        hours=f"{soon:%H:%M}-{later:%H:%M}",
    )  # fmt: skip
    assert exchange.status == 200
    assert exchange.at >= soon.replace(second=0, microsecond=0)
    assert 0 < held < 60 * MINUTE  # a minute of this clock is some milliseconds
    assert spent >= 10 * MINUTE
    assert [n.kind for n in notices] == ["hours"]


def test_time_that_was_held_is_not_spent() -> None:
    async def run() -> tuple[float, float]:
        clock = FastClock(600.0)
        session = Session(crawl_options(Settings()), clock)
        session.network.pace.pause()
        waiting = asyncio.ensure_future(session.network.pace.clear(session.gate))
        began = clock.monotonic()
        spending = asyncio.ensure_future(session.gate.spend(MINUTE))
        await clock.sleep(3 * MINUTE)
        unspent = spending.done()
        session.network.pace.resume()
        await asyncio.gather(waiting, spending)
        session.close()
        return float(unspent), clock.monotonic() - began

    unspent, took = asyncio.run(run())
    assert not unspent
    assert took >= 3.9 * MINUTE


BLOCKED_WORDS = (
    "bot", "spider", "crawl", "scan", "scrapy", "python", "curl", "wget", "libwww", "urllib",
    "requests", "httpclient", "java", "go-http", "okhttp", "axios", "node", "perl", "ruby", "php",
    "nikto", "sqlmap", "nmap", "masscan", "zgrab", "nessus", "acunetix", "awvs", "appscan",
    "w3af", "dirbuster", "havij", "netsparker", "openvas", "hydra", "headless", "phantomjs",
    "selenium", "playwright", "puppeteer", "slurp", "fetch", "harvest", "extract", "sniff",
    "grab", "probe", "attack", "exploit", "pycurl", "aiohttp", "httpx", "jakarta", "winhttp",
)  # fmt: skip
"""Words by which firewalls (ModSecurity's core rules, products sold to governments) know tools."""


@pytest.mark.parametrize("contact", ["", "https://audit.example.gov.cn/about", "mailto:a@b.cn"])
def test_the_default_user_agent_names_us_without_words_that_firewalls_block(contact: str) -> None:
    agent = Settings(contact=contact).user_agent
    assert agent.startswith("Mozilla/5.0 (compatible; GovsiteAudit/")
    assert contact in agent
    own = agent.replace(contact, "").lower() if contact else agent.lower()
    assert [word for word in BLOCKED_WORDS if word in own] == []


@pytest.mark.parametrize(
    ("contact", "sent"),
    [
        ("office@example.gov.cn", "office@example.gov.cn"),
        ("mailto:office@example.gov.cn", "office@example.gov.cn"),
        ("https://example.gov.cn/@about", None),
        ("", None),
    ],
)
def test_a_mail_address_to_turn_to_is_sent_as_from(
    internet: Internet, contact: str, sent: str | None
) -> None:
    home = internet.site("www.a.cn", {"/": b.html("ok")})
    given = crawl_options(Settings(contact=contact))

    async def ask(sessions: list[Session]) -> None:
        await sessions[0].get(home)
        await sessions[0].get(home, second_look=True)

    in_sessions(internet, ask, user_agent=given.user_agent, mail=given.mail)
    for request in internet.requests:
        assert request.headers.get("From") == sent
        assert request.headers["User-Agent"] == given.user_agent


def test_what_a_run_cost_each_host_is_counted_as_it_came_over_the_line(internet: Internet) -> None:
    text = "政府信息公开" * 5000
    home = internet.site("www.a.cn", {"/": b.gzip(text)})
    far = internet.site("www.far.cn", {}, http="closed")

    async def ask(sessions: list[Session]) -> Session:
        for url in (home, home, far):
            await sessions[0].get(url)
        async with sessions[0].connecting("www.a.cn", 443):
            pass
        return sessions[0]

    traffic = in_sessions(internet, ask).traffic
    rows = {row.host: row for row in traffic.per_host()}
    assert (rows["www.a.cn"].requests, rows["www.far.cn"].requests) == (3, 1)
    assert 0 < rows["www.a.cn"].bytes < len(text.encode()) / 10
    assert rows["www.a.cn"].peak_per_minute == 3
    assert (traffic.requests, traffic.bytes) == (4, rows["www.a.cn"].bytes)


def test_other_connections_take_turns_too(internet: Internet) -> None:
    home = internet.site("www.a.cn", {"/": b.html("ok")})

    async def ask(sessions: list[Session]) -> float:
        (session,) = sessions
        await session.get(home)
        began = session.clock.monotonic()
        async with session.connecting("www.a.cn", 443):
            return session.clock.monotonic() - began

    assert in_sessions(internet, ask, delay=0.3) >= 0.2


def test_crawl_delay_is_told_once(internet: Internet) -> None:
    rules = b.raw(b"User-agent: *\nCrawl-delay: 10\n", "text/plain")
    own = internet.site("www.a.cn", {"/robots.txt": rules})
    far = internet.site("www.far.cn", {"/robots.txt": rules})
    notices: list[Notice] = []

    async def ask(sessions: list[Session]) -> None:
        (session,) = sessions
        session.claim("www.a.cn")
        session.on_notice = notices.append
        for url in (own, far, own):
            await session.allowed(url)

    in_sessions(internet, ask)
    assert notices == [Notice("crawl-delay", "www.a.cn", 10.0)]


def test_links_to_a_failing_host_are_left_out_and_say_so(
    internet: Internet, tmp_path: Path
) -> None:
    far = [f"http://www.far.cn/{n}" for n in range(12)]
    links = "".join(f'<a href="{url}">x</a>' for url in far)
    home = internet.site("www.a.cn", {"/": b.html(f"<html><body>{links}</body></html>")})
    internet.site("www.far.cn", {url[17:]: b.reset() for url in far})
    evidence = crawl(internet, tmp_path / "r", home).evidence
    resting = evidence.coverage.unseen["host-resting"]
    seen = sum(bool(evidence.targets[url].attempts) for url in far)
    assert resting + seen == 12
    assert 1 <= seen <= FAILURES
    assert evidence.coverage.stopped == "finished"


def test_waiting_for_a_resting_site_ends_with_the_time_limit(
    internet: Internet, tmp_path: Path
) -> None:
    pages = {f"/{n}.html": b.reset() for n in range(30)}
    links = "".join(f'<a href="{path}">x</a>' for path in pages)
    home = internet.site("www.a.cn", {"/": b.html(f"<html><body>{links}</body></html>"), **pages})
    evidence = crawl(internet, tmp_path / "r", home, max_time=100.0).evidence
    coverage = evidence.coverage
    assert coverage.stopped == "max-time"
    assert not coverage.complete
    assert coverage.unseen["budget"] > 10


def test_a_home_page_that_moves_takes_the_sites_manners_along(
    internet: Internet, tmp_path: Path
) -> None:
    pages = {f"/{n}.html": b.reset() for n in range(FAILURES + 1)}
    links = "".join(f'<a href="{path}">x</a>' for path in pages)
    home = internet.site("old.cn", {"/": b.redirect("http://www.new.cn/")})
    internet.site("www.new.cn", {"/": b.html(f"<html><body>{links}</body></html>"), **pages})
    coverage = crawl(internet, tmp_path / "r", home).evidence.coverage
    assert "host-resting" not in coverage.unseen  # its rests are waited for


def test_waiting_for_the_hours_costs_the_crawl_no_time(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.cn", {"/": b.html("ok")})

    async def ask(sessions: list[Session]) -> float:
        (session,) = sessions
        session.network.pace.pause()
        waiting = asyncio.ensure_future(session.get(home))
        await session.clock.sleep(MINUTE)
        session.network.pace.resume()
        await waiting
        info = RunInfo(
            run_id="r", tool_version="t", site_url=home, hosts=(),
            as_of=session.clock.now(), started=session.clock.now(), options={},
        )  # fmt: skip
        return Collector(session, BundleWriter(tmp_path / "b", info), home).seconds

    assert 0 <= in_sessions(internet, ask, clock=FastClock(600.0)) < MINUTE
