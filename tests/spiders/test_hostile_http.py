"""HTTP as servers really speak it: what browsers accept is read, what breaks off is told apart."""

from __future__ import annotations

import datetime
import socket
import struct
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from checks.evidence import Attempt, SiteEvidence
from spiders.options import ConnectTo
from spiders.session import Session
from tests.spiders.crawling import crawl
from tests.spiders.test_hostile_bodies import HOME, crawled, site_with
from tests.spiders.test_session import get, in_session
from tests.web import behaviours as b
from tests.web.hostile import OK, Blackhole, Listener, old_tls, page, says, silent
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
    + OK + LENGTH + b"\r\n" + BODY,
    "chunked": CHUNKED + CHUNK + b"0\r\n\r\n",
    "chunk-extension": CHUNKED + CHUNK.replace(b"\r\n", b";x=1\r\n", 1) + b"0\r\n\r\n",
    "chunked-and-length": OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    + CHUNK + b"0\r\n\r\n",
    "trailer": CHUNKED + CHUNK + b"0\r\nLocation: /evil\r\nContent-Type: image/png\r\n\r\n",
    "no-type": b"HTTP/1.1 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "high-bytes": OK + "X-Name: 政府\r\n".encode("gbk") + LENGTH + b"\r\n" + BODY,
    "no-length": OK + b"\r\n" + BODY,
}  # fmt: skip
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


@pytest.mark.parametrize("name", CUT)
def test_cut_bodies_are_read_as_far_as_they_came(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    attempt = read(site_with(internet, tmp_path, {"/x.html": b.wire(CUT[name])}))
    assert (attempt.status, attempt.failure, attempt.truncated) == (200, "", True)


@pytest.mark.parametrize(
    ("line", "status"),
    [(b"http/1.1 404 no", 404), (b"Http/1.0 301 x", 301), (b"HTTP/1.1 999 x", 999),
     (b"HTTP/1.1 521 x", 521), (b"HTTP/1.1 600", 600)],
)  # fmt: skip
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


def mapped(internet: Internet, port: int, host: str = "www.b.gov.cn") -> tuple[ConnectTo, ...]:
    """The internet's mappings and one host more on a port of this machine."""
    given = [m.split(":") for m in internet.connect_to if "[" not in m]
    own = tuple(ConnectTo(h, int(p), a, int(q)) for h, p, a, q in given)
    return (*own, *(ConnectTo(host, p, "127.0.0.1", port) for p in (80, 443)))


SLOW = {
    "silence": (b.hangs(), "timeout", 0),
    "slow-head": (b.wire(*[b"HTTP/1.1 200 OK\r\n"[n : n + 1] for n in range(17)], *[b"X: 1\r\n"] * 99,
                         pause=0.1), "timeout", 0),
    "slow-body": (b.drip(BODY * 9, 0.1, "text/html; charset=utf-8"), "timeout", 200),
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_slow_answers_end_at_the_deadline_and_others_are_read(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    answer, failure, status = SLOW[name]
    home = internet.site(
        "www.a.gov.cn",
        {"/": b.html('<a href="/x.html">x</a><a href="/healthy.html">h</a>'), "/x.html": answer,
         "/healthy.html": b.html("<title>健康</title>")},
    )  # fmt: skip
    evidence = crawl(internet, tmp_path / "r", home, timeout=1.0, connect_timeout=1.0).evidence
    attempts = evidence.targets[home + "x.html"].attempts
    assert {(a.failure, a.status) for a in attempts} == {(failure, status)}
    assert all(0.9 <= a.seconds < 5 for a in attempts)
    assert internet.asked("www.a.gov.cn").count("/x.html") <= 2
    assert evidence.page(home + "healthy.html") is not None


def test_tls_that_never_completes_ends_at_the_connect_deadline(
    internet: Internet, tmp_path: Path
) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {"/": b.html('<a href="https://www.b.gov.cn/">x</a><a href="/h.html">h</a>'),
         "/h.html": b.html("<title>健康</title>")},
    )  # fmt: skip
    with Listener(silent) as server:
        evidence = crawl(
            internet, tmp_path / "r", home, connect_to=mapped(internet, server.port),
            timeout=2.0, connect_timeout=0.5,
        ).evidence  # fmt: skip
        answer = get(
            internet, "https://www.b.gov.cn/", connect_to=mapped(internet, server.port),
            timeout=2.0, connect_timeout=0.5,
        )  # fmt: skip
    assert (answer.failure, answer.status) == ("timeout", 0)
    assert 0.4 <= answer.seconds < 2
    # Its robots.txt can't be had: RFC 9309 lets nothing else be asked for.
    assert evidence.targets["https://www.b.gov.cn/"].unseen == "robots-unreachable"
    assert evidence.page(home + "h.html") is not None


def test_an_address_that_swallows_connections_is_a_connect_timeout(internet: Internet) -> None:
    with Listener(silent) as server, Blackhole("127.0.0.3", server.port):
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.3", server.port),)
        answer = get(internet, HOME, connect_to=mapping, connect_timeout=0.5)
    assert (answer.failure, answer.status) == ("connect-timeout", 0)


@pytest.mark.parametrize(
    "kind",
    ["expired", "not-yet-valid", "self-signed", "wrong-host", "incomplete-chain", "untrusted-issuer"],
)  # fmt: skip
def test_a_page_behind_any_tls_fault_is_read(
    internet: Internet, tmp_path: Path, kind: str
) -> None:
    internet.site(
        "www.a.gov.cn", {"/": b.html('<a href="/x.html">x</a>'), "/x.html": b.wire(page("<title>正文"))},
        https=kind,  # type: ignore[arg-type]
    )  # fmt: skip
    evidence = crawl(internet, tmp_path / "r", "https://www.a.gov.cn/").evidence
    seen = evidence.page("https://www.a.gov.cn/x.html")
    assert seen is not None and seen.facts.title == "正文"
    probe = evidence.tls("www.a.gov.cn")
    assert probe is not None and probe.fault == kind


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_page_behind_tls_1_0_is_read(internet: Internet, tmp_path: Path) -> None:
    pem = tmp_path / "old.pem"
    pem.write_bytes(self_signed())
    with Listener(old_tls(str(pem), page("<title>正文"))) as server:
        mapping = (ConnectTo("www.a.gov.cn", 443, "127.0.0.1", server.port),)
        answer = get(internet, "https://www.a.gov.cn/", connect_to=mapping)
    assert (answer.status, answer.failure) == (200, "")


def self_signed() -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def walled(evidence: SiteEvidence) -> str:
    """Name of the wall that stands before /x.html; it is no page of the site."""
    attempt = evidence.attempt(HOME + "x.html")
    assert attempt is not None
    facts = evidence.facts(attempt)
    assert facts is not None and facts.kind == "challenge"
    assert evidence.page(HOME + "x.html") is None
    assert HOME + "x.html" not in {page.url for page in evidence.pages}
    return facts.challenge


@pytest.mark.parametrize("code", [202, 401, 403, 405, 412, 418, 429, 503, 521, 999])
def test_a_bot_wall_is_a_challenge_and_nothing_on_it_is_followed(
    internet: Internet, tmp_path: Path, code: int
) -> None:
    wall = (
        "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='q';</script></head>"
        '<body><a href="/trap.html"></a></body></html>'
    )
    evidence = site_with(internet, tmp_path, {"/x.html": b.status(code, wall)})
    assert walled(evidence) == "ruishu"
    assert "/trap.html" not in internet.asked("www.a.gov.cn")
    assert internet.asked("www.a.gov.cn").count("/x.html") <= 3


@pytest.mark.parametrize("code", [412, 202, 521, 403])
def test_the_walls_that_are_known_are_recognised(
    internet: Internet, tmp_path: Path, code: int
) -> None:
    evidence = site_with(internet, tmp_path, {"/x.html": b.challenge(code)})
    assert walled(evidence)


def test_a_captcha_page_with_200_is_a_challenge(internet: Internet, tmp_path: Path) -> None:
    captcha = b.html("<title>安全验证</title><p>请完成安全验证</p><script>initGeetest()</script>")
    evidence = site_with(internet, tmp_path, {"/x.html": captcha})
    assert walled(evidence)


@pytest.mark.parametrize("https", ["plain", "closed"])
def test_a_port_without_tls_is_a_fault_and_http_is_read(
    internet: Internet, tmp_path: Path, https: str
) -> None:
    link = '<a href="https://www.b.gov.cn/">x</a>'
    internet.site("www.b.gov.cn", {"/": b.html("x")}, https=https)  # type: ignore[arg-type]
    evidence = site_with(internet, tmp_path, {"/x.html": b.html(link)})
    attempt = evidence.attempt("https://www.b.gov.cn/")
    assert attempt is not None
    assert attempt.failure == ("tls" if https == "plain" else "refused")


def test_a_server_that_speaks_first_is_no_http(internet: Internet) -> None:
    with Listener(says(b"220 ftp.a.gov.cn ready\r\n")) as server:
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.1", server.port),)
        assert get(internet, HOME, connect_to=mapping).failure == "protocol"
