"""One exchange at a time: what servers do, and what is recorded of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from audit.values import parse_connect_to
from spiders.clock import SystemClock
from spiders.exchange import Exchange
from spiders.options import CrawlOptions
from spiders.session import Session
from spiders.sites import with_scheme
from tests.web import behaviours as b
from tests.web.internet import Internet

T = TypeVar("T")


def options(net: Internet, **changes: object) -> CrawlOptions:
    address, _, port = net.nameserver.partition(":")
    given: dict[str, object] = {
        "delay": 0.0,
        "examinations": 0,
        "timeout": 2.0,
        "connect_timeout": 2.0,
        "connect_to": tuple(parse_connect_to(text) for text in net.connect_to),
        "nameservers": ((address, int(port)),),
        "ca_file": net.ca_file,
        "user_agent": "Mozilla/5.0 (compatible; GovsiteAudit/test)",
    }
    return CrawlOptions(**(given | changes))  # type: ignore[arg-type]


def in_session(net: Internet, use: Callable[[Session], Awaitable[T]], **changes: object) -> T:
    async def run() -> T:
        session = Session(options(net, **changes), SystemClock())
        try:
            return await use(session)
        finally:
            session.close()

    return asyncio.run(run())


def get(net: Internet, url: str, **changes: object) -> Exchange:
    return in_session(net, lambda s: s.get(url), **changes)


def test_a_page_with_its_headers_times_and_address(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.html("<p>首页</p>")})
    answer = get(internet, home)
    assert (answer.status, answer.failure, answer.body.decode()) == (200, "", "<p>首页</p>")
    assert answer.content_type == "text/html"
    assert answer.address == "127.0.0.1"
    assert 0 < answer.first_byte_seconds <= answer.seconds
    sent = internet.requests[-1].headers
    assert sent["User-Agent"] == "Mozilla/5.0 (compatible; GovsiteAudit/test)"
    assert "Sec-Fetch-Mode" not in sent


def test_the_second_look_comes_like_a_browser_on_a_new_connection(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.html("<p>首页</p>")})

    async def looks(session: Session) -> None:
        for second in (False, False, True):
            await session.get(home, second_look=second)

    in_session(internet, looks)
    first, again, second = internet.requests
    assert first.port == again.port != second.port
    assert second.headers["Sec-Fetch-Mode"] == "navigate"
    assert second.headers["User-Agent"] == first.headers["User-Agent"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b.reset(), "reset"),
        (b.hangs(), "timeout"),
        (b.wire(b"SSH-2.0-OpenSSH_9.2\r\n"), "protocol"),
        (b.huge_headers(400_000), "too-large"),
        (b.bad_gzip(), "protocol"),
    ],
)
def test_failures_have_their_class(internet: Internet, answer: object, failure: str) -> None:
    home = internet.site("www.a.gov.cn", {"/": answer})  # type: ignore[dict-item]
    got = get(internet, home)
    assert got.failure == failure
    assert got.detail


def test_closed_port_is_refused(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")}, https="closed")
    assert get(internet, "https://www.a.gov.cn/").failure == "refused"


def test_missing_name_is_told_apart_from_a_broken_name_server(internet: Internet) -> None:
    internet.name("gone.gov.cn", a="nxdomain", aaaa="nxdomain")
    internet.name("sick.gov.cn", a="servfail", aaaa="servfail")
    assert get(internet, "http://gone.gov.cn/").failure == "no-such-host"
    assert get(internet, "http://sick.gov.cn/").failure == "dns-failure"


def test_inside_addresses_are_never_asked(internet: Internet) -> None:
    internet.name("inside.gov.cn", a=("127.0.0.1",))
    for url in (
        "http://inside.gov.cn/",
        f"http://127.0.0.1:{internet.http_port}/",
        f"http://[::ffff:127.0.0.1]:{internet.http_port}/",
    ):
        assert get(internet, url, connect_to=()).failure == "blocked-target"
    assert internet.requests == []


def test_content_is_read_over_a_broken_certificate(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("<p>首页</p>")}, https="expired")
    assert get(internet, "https://www.a.gov.cn/").status == 200


def test_endless_body_stops_at_the_limit(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.never_ends()})
    answer = get(internet, home, page_bytes=100_000)
    assert (answer.status, answer.truncated, len(answer.body)) == (200, True, 100_000)


def test_decompressed_bytes_are_counted(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.gzip("内" * 500_000)})
    answer = get(internet, home, page_bytes=100_000)
    assert (answer.truncated, len(answer.body)) == (True, 100_000)


def test_cut_body_is_still_what_a_browser_shows(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.truncated(b"<p>text</p>")})
    answer = get(internet, home)
    assert (answer.status, answer.failure, answer.truncated) == (200, "", True)
    assert answer.body == b"<p>text</p>"


def test_redirect_target_is_absolute_and_not_followed(internet: Internet) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.redirect("/栏目/?q=1#top")})
    answer = get(internet, home)
    assert answer.location == "http://www.a.gov.cn/%E6%A0%8F%E7%9B%AE/?q=1"
    assert len(internet.requests) == 1


def test_too_many_requests_slow_us_down_as_told(internet: Internet) -> None:
    home = internet.site(
        "www.a.gov.cn", {"/": b.flaky([b.status(429, headers={"Retry-After": "1"}), b.html("ok")])}
    )

    async def twice(session: Session) -> list[int]:
        return [(await session.get(home)).status for _ in range(2)]

    assert in_session(internet, twice) == [429, 200]
    first, second = (request.at for request in internet.requests)
    assert (second - first).total_seconds() > 0.8  # as it arrives: the first may have been late


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b.raw(b"User-agent: *\nDisallow: /private/\n", "text/plain"), "robots"),
        (b.raw(b"User-agent: GovsiteAudit\nDisallow: /\n", "text/plain"), "robots"),
        (b.status(404), "allowed"),
        (b.status(503), "robots-unreachable"),
        (b.hangs(), "robots-unreachable"),
        (b.html("<html><body>没有这个文件</body></html>"), "allowed"),
    ],
)
def test_robots_txt_is_read_as_rfc_9309_says(
    internet: Internet, answer: object, verdict: str
) -> None:
    internet.site("www.a.gov.cn", {"/robots.txt": answer})  # type: ignore[dict-item]
    asked = in_session(internet, lambda s: s.allowed("http://www.a.gov.cn/private/x.html"))
    assert asked == verdict


def test_robots_txt_is_fetched_once_and_its_delay_is_kept(internet: Internet) -> None:
    rules = b.raw(b"User-agent: *\nCrawl-delay: 1\n", "text/plain")
    home = internet.site("www.a.gov.cn", {"/robots.txt": rules, "/": b.html("ok")})

    async def twice(session: Session) -> None:
        for _ in range(2):
            await session.allowed(home)
            await session.get(home)

    in_session(internet, twice)
    assert internet.asked("www.a.gov.cn") == ["/robots.txt", "/", "/"]
    _, first, second = (request.at for request in internet.requests)
    assert (second - first).total_seconds() > 0.8  # as it arrives: the first may have been late


def test_site_without_scheme_is_tried_with_https_first() -> None:
    assert with_scheme("www.a.gov.cn") == ("https://www.a.gov.cn/", "http://www.a.gov.cn/")
    assert with_scheme("http://www.a.gov.cn/x") == ("http://www.a.gov.cn/x",)
    assert with_scheme("ftp://www.a.gov.cn/") == ()
