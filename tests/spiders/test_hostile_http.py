"""HTTP as servers really speak it: what browsers accept is read, what breaks off is told apart."""

from __future__ import annotations

import gzip
import socket
import struct
from pathlib import Path

import pytest

from checks.evidence import SiteEvidence
from checks.observations import Attempt
from spiders.options import ConnectTo
from spiders.session import LENIENT_AFTER, Session
from tests.spiders.crawling import crawl
from tests.spiders.test_hostile_bodies import HOME, crawled, site_with
from tests.spiders.test_session import get, in_session
from tests.web import behaviours as b
from tests.web.hostile import OK, Blackhole, Listener, page, says, silent
from tests.web.internet import Internet

BODY = "<title>正文</title>".encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
CHUNK = b"%x\r\n%s\r\n" % (len(BODY), BODY)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

ACCEPTED = {
    "bare-lf": (OK + LENGTH).replace(b"\r\n", b"\n") + b"\n" + BODY,
    "no-reason": b"HTTP/1.1 200\r\n" + HTML + LENGTH + b"\r\n" + BODY,
    "no-reason-blank": b"HTTP/1.1 200 \r\n" + HTML + LENGTH + b"\r\n" + BODY,
    "lower-case": b"http/1.1 200 ok\r\n" + HTML + LENGTH + b"\r\n" + BODY,
    "http-1.0": b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + BODY,
    "equal-lengths": OK + LENGTH + LENGTH + b"\r\n" + BODY,
    "length-list": OK + LENGTH[:-2] + b", " + LENGTH[16:] + b"\r\n" + BODY,
    "obs-fold": OK + b"X-Folded: one\r\n two\r\n" + LENGTH + b"\r\n" + BODY,
    "blank-before-colon": OK + b"Server : x\r\n" + LENGTH + b"\r\n" + BODY,
    "interim": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLocation: /evil\r\n\r\n"
    + OK
    + LENGTH
    + b"\r\n"
    + BODY,
    "chunked": CHUNKED + CHUNK + b"0\r\n\r\n",
    "chunk-extension": CHUNKED + CHUNK.replace(b"\r\n", b";x=1\r\n", 1) + b"0\r\n\r\n",
    "chunked-and-length": OK
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    + CHUNK
    + b"0\r\n\r\n",
    "trailer": CHUNKED + CHUNK + b"0\r\nLocation: /evil\r\nContent-Type: image/png\r\n\r\n",
    "no-type": b"HTTP/1.1 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "high-bytes": OK + "X-Name: 政府\r\n".encode("gbk") + LENGTH + b"\r\n" + BODY,
    "no-length": OK + b"\r\n" + BODY,
}
CUT = {
    "chunked-cut": CHUNKED + CHUNK + b"100\r\nabc",
    "chunked-without-end": CHUNKED + CHUNK,
    "chunked-garbage": CHUNKED + CHUNK + b"zz\r\n",
    "short-length": OK + b"Content-Length: 5000\r\n\r\n" + BODY,
}


def read(evidence: SiteEvidence, path: str = "x.html") -> Attempt:
    """The attempt of a page that was read with its title."""
    seen, attempt = evidence.page(HOME + path), evidence.attempt(HOME + path)
    assert seen is not None and seen.facts.title == "正文"
    assert attempt is not None
    return attempt


@pytest.mark.parametrize("name", ACCEPTED)
def test_http_that_browsers_accept_is_read(internet: Internet, tmp_path: Path, name: str) -> None:
    attempt = read(site_with(internet, tmp_path, {"/x.html": b.wire(ACCEPTED[name])}))
    assert (attempt.status, attempt.failure, attempt.size) == (200, "", len(BODY))
    assert (attempt.truncated, attempt.location) == (False, "")
    assert internet.asked("www.a.gov.cn").count("/x.html") == 1


ODD = {
    "length-no-number": OK + b"Content-Length: abc\r\n\r\n" + BODY,
    "length-negative": OK + b"Content-Length: -1\r\n\r\n" + BODY,
    "length-empty": OK + b"Content-Length:\r\n\r\n" + BODY,
    "no-colon": OK + b"a line that is no header\r\n" + LENGTH + b"\r\n" + BODY,
    "http-2-by-name": OK.replace(b"HTTP/1.1", b"HTTP/2") + LENGTH + b"\r\n" + BODY,
    "http-1.2": OK.replace(b"HTTP/1.1", b"HTTP/1.2") + LENGTH + b"\r\n" + BODY,
    "blank-lines-first": b"\r\n\r\n" + OK + LENGTH + b"\r\n" + BODY,
    "encoding-is-a-charset": OK + b"Content-Encoding: utf-8\r\n" + LENGTH + b"\r\n" + BODY,
    "encoding-unknown": OK + b"Content-Encoding: foo\r\n\r\n" + BODY,
    "transfer-unknown": OK + b"Transfer-Encoding: foo\r\n\r\n" + BODY,
    "odd-and-gzip": OK + b"junk\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(BODY),
}


@pytest.mark.parametrize("name", ODD)
def test_http_that_only_browsers_accept_is_read_at_the_second_asking(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    attempt = read(site_with(internet, tmp_path, {"/x.html": b.wire(ODD[name])}))
    assert (attempt.status, attempt.failure, attempt.size) == (200, "", len(BODY))
    assert attempt.detail  # libcurl's objection is kept
    first, second = (r.at for r in internet.requests if r.target == "/x.html")
    assert (second - first).total_seconds() >= LENIENT_AFTER / 60  # an hour is a minute here


HOPELESS = {
    "lengths-differ": OK + b"Content-Length: 8\r\nContent-Length: 9\r\n\r\n" + BODY,
    "nul-in-head": OK + b"X: a\0b\r\n\r\n" + BODY,
    "no-head": BODY,
    "zstd": OK + b"Content-Encoding: zstd\r\n\r\n" + BODY,
    "six-layers": OK + b"Content-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\n\r\n" + BODY,
    "status-0": OK.replace(b"200", b"000") + LENGTH + b"\r\n" + BODY,
    "no-status": b"HTTP/1.1\r\n" + HTML + b"\r\n" + BODY,
    "binary": bytes(range(256)) * 1000,
}


@pytest.mark.parametrize("name", HOPELESS)
def test_what_no_browser_shows_is_a_failure_and_the_crawl_goes_on(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    attempt = crawled(internet, tmp_path, b.wire(HOPELESS[name]))
    assert attempt.failure == "protocol"
    assert 1 <= internet.asked("www.a.gov.cn").count("/x.html") <= 2


def test_an_endless_odd_answer_is_left_at_the_limit(internet: Internet) -> None:
    endless = b.wire(OK + b"no colon\r\n\r\n", *[b"x" * 100_000] * 40)
    home = internet.site("www.a.gov.cn", {"/": endless})
    answer = get(internet, home, page_bytes=1_000_000)
    assert (answer.status, answer.truncated, len(answer.body)) == (200, True, 1_000_000)


@pytest.mark.parametrize("name", CUT)
def test_cut_bodies_are_read_as_far_as_they_came(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    attempt = read(site_with(internet, tmp_path, {"/x.html": b.wire(CUT[name])}))
    assert (attempt.status, attempt.failure, attempt.truncated) == (200, "", True)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"http/1.1 404 no", 404),
        (b"Http/1.0 301 x", 301),
        (b"HTTP/1.1 999 x", 999),
        (b"HTTP/1.1 521 x", 521),
        (b"HTTP/1.1 600", 600),
    ],
)
def test_odd_status_lines_keep_their_status(internet: Internet, line: bytes, status: int) -> None:
    internet.site("www.a.gov.cn", {"/": b.wire(line + b"\r\n" + HTML + LENGTH + b"\r\n" + BODY)})
    assert get(internet, HOME).status == status


@pytest.mark.parametrize("status", [204, 304])
def test_a_body_where_none_may_be_is_not_taken_for_the_next_answer(
    internet: Internet, status: int
) -> None:
    odd = b"HTTP/1.1 %d X\r\n" % status + LENGTH + b"\r\n" + BODY
    internet.site("www.a.gov.cn", {"/": b.wire(odd), "/next": b.html("<p>next")})

    async def both(session: Session) -> list[tuple[int, bytes]]:
        answers = [await session.get(HOME), await session.get(HOME + "next")]
        return [(answer.status, answer.body) for answer in answers]

    assert in_session(internet, both) == [(status, b""), (200, b"<p>next")]


STAGES = {
    "no-byte": b"",
    "status-line": b"HTTP/1.1 2",
    "head": OK + b"X-",
    "after-head": OK + LENGTH + b"\r\n",
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_reset_before_the_body_is_no_answer(
    internet: Internet, tmp_path: Path, stage: str
) -> None:
    attempt = crawled(internet, tmp_path, b.reset(STAGES[stage]))
    assert (attempt.failure, attempt.size) == ("reset", 0)
    assert attempt.detail
    # Once more, later; each time on a new connection too if a kept one breaks (RFC 9112 9.3.1).
    assert 2 <= internet.asked("www.a.gov.cn").count("/x.html") <= 4


def test_a_reset_in_the_body_leaves_what_came(internet: Internet, tmp_path: Path) -> None:
    broken = b.reset(OK + b"Content-Length: 5000\r\n\r\n" + BODY)
    evidence = site_with(internet, tmp_path, {"/x.html": broken})
    attempt = evidence.attempt(HOME + "x.html")
    assert attempt is not None
    # What the kernel held back when the connection broke is gone; what came is kept.
    assert (attempt.failure, attempt.truncated) in (("", True), ("reset", False))


def test_a_kept_connection_that_the_server_drops_costs_no_page(internet: Internet) -> None:
    def one_each(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(page())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with Listener(one_each) as server:
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.1", server.port),)

        async def three(session: Session) -> list[int]:
            return [(await session.get(f"{HOME}{n}")).status for n in range(3)]

        assert in_session(internet, three, connect_to=mapping) == [200, 200, 200]
        assert server.hits == 3


SLOW = {
    "silence": (b.hangs(), "timeout", 0),
    "slow-head": (
        b.wire(
            *[b"HTTP/1.1 200 OK\r\n"[n : n + 1] for n in range(17)], *[b"X: 1\r\n"] * 99, pause=0.1
        ),
        "timeout",
        0,
    ),
    "slow-body": (b.drip(BODY * 9, 0.1, "text/html; charset=utf-8"), "timeout", 200),
}


@pytest.mark.parametrize("name", SLOW)
def test_slow_answers_end_at_the_deadline_and_others_are_read(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    answer, failure, status = SLOW[name]
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html('<a href="/x.html">x</a><a href="/healthy.html">h</a>'),
            "/x.html": answer,
            "/healthy.html": b.html("<title>健康</title>"),
        },
    )
    evidence = crawl(internet, tmp_path / "r", home, timeout=1.0, connect_timeout=1.0).evidence
    attempts = evidence.targets[home + "x.html"].attempts
    assert {(a.failure, a.status) for a in attempts} == {(failure, status)}
    assert all(0.9 <= a.seconds < 5 for a in attempts)
    assert internet.asked("www.a.gov.cn").count("/x.html") <= 2
    assert evidence.page(home + "healthy.html") is not None


def test_an_address_that_swallows_connections_is_a_connect_timeout(internet: Internet) -> None:
    with Listener(silent) as server, Blackhole("127.0.0.3", server.port):
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.3", server.port),)
        answer = get(internet, HOME, connect_to=mapping, connect_timeout=0.5)
    assert (answer.failure, answer.status) == ("connect-timeout", 0)


def test_a_server_that_speaks_first_is_no_http(internet: Internet) -> None:
    with Listener(says(b"220 ftp.a.gov.cn ready\r\n")) as server:
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.1", server.port),)
        assert get(internet, HOME, connect_to=mapping).failure == "protocol"
