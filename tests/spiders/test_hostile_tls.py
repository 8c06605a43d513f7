"""TLS with every fault, and the walls that stand before pages: told apart, never passed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from checks.evidence import SiteEvidence
from spiders.options import ConnectTo
from tests.spiders.crawling import crawl
from tests.spiders.test_hostile_bodies import HOME, site_with
from tests.spiders.test_session import get
from tests.web import behaviours as b
from tests.web.hostile import Listener, old_tls, page, silent
from tests.web.internet import Internet


def mapped(internet: Internet, port: int, host: str = "www.b.gov.cn") -> tuple[ConnectTo, ...]:
    """The internet's mappings and one host more on a port of this machine."""
    given = [m.split(":") for m in internet.connect_to if "[" not in m]
    own = tuple(ConnectTo(h, int(p), a, int(q)) for h, p, a, q in given)
    return (*own, *(ConnectTo(host, p, "127.0.0.1", port) for p in (80, 443)))


def test_tls_that_never_completes_ends_at_the_connect_deadline(
    internet: Internet, tmp_path: Path
) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html('<a href="https://www.b.gov.cn/">x</a><a href="/h.html">h</a>'),
            "/h.html": b.html("<title>健康</title>"),
        },
    )
    with Listener(silent) as server:
        evidence = crawl(
            internet,
            tmp_path / "r",
            home,
            connect_to=mapped(internet, server.port),
            timeout=2.0,
            connect_timeout=0.5,
        ).evidence
        answer = get(
            internet,
            "https://www.b.gov.cn/",
            connect_to=mapped(internet, server.port),
            timeout=2.0,
            connect_timeout=0.5,
        )
    assert (answer.failure, answer.status) == ("timeout", 0)
    assert 0.4 <= answer.seconds < 2
    # Its robots.txt can't be had: RFC 9309 lets nothing else be asked for.
    assert evidence.targets["https://www.b.gov.cn/"].unseen == "robots-unreachable"
    assert evidence.page(home + "h.html") is not None


@pytest.mark.parametrize(
    "kind",
    [
        "expired",
        "not-yet-valid",
        "self-signed",
        "wrong-host",
        "incomplete-chain",
        "untrusted-issuer",
    ],
)
def test_a_page_behind_any_tls_fault_is_read(internet: Internet, tmp_path: Path, kind: str) -> None:
    internet.site(
        "www.a.gov.cn",
        {"/": b.html('<a href="/x.html">x</a>'), "/x.html": b.wire(page("<title>正文"))},
        https=kind,  # type: ignore[arg-type]
    )
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
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(1))
        .sign(key, hashes.SHA256())
    )
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
