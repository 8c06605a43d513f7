"""The cases of badssl.com, rebuilt on loopback: how each is served, and what has to be said of it.

Each case is a host of its own whose port 443, and where it matters port 80, behaves in one way.
What no OpenSSL of today serves (RC4, 3DES, SSL 3.0, a prime of 512 bits, SM2) is served by hand,
up to the point where encryption would begin; such a host has its home page on port 80.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web import handmade as hand
from tests.web.hostile import Script, request_of
from tests.web.pki import EV, Pki, Wish, ec_key, oakley, rsa_key

Pages = Mapping[str, bytes]
"""Whole answers by path."""
V = ssl.TLSVersion
GOOD = "ECDHE-RSA-AES128-GCM-SHA256"
DHE = "DHE-RSA-AES128-SHA:@SECLEVEL=0"
DH1024, DH2048 = oakley(1024), oakley(2048)
DOMAIN = "case.gov.cn"


def answer(body: str, status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP answer; underscores in header names stand for hyphens."""
    data = body.encode()
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{lines}"
        f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + data


YEAR = "max-age=31536000"


def page(body: str = "", head: str = "", hsts: str = YEAR, **headers: str) -> bytes:
    """A home page of a small agency with something more on it."""
    rows = "".join(
        f'<li><a href="/{name}.html">{name}</a></li>' for name in ("要闻", "公告", "概况")
    )
    if hsts:
        headers["Strict_Transport_Security"] = hsts
    return answer(
        f"<html><head><title>例局</title>{head}</head><body><h1>例局</h1><ul>{rows}</ul>"
        f"<p>主要职责是贯彻执行有关法律法规。</p>{body}</body></html>",
        **headers,
    )


HOME = {"/": page()}
NOT_FOUND = answer("<title>404</title><p>页面不存在", "404 Not Found")
TO_HTTPS = "→ https"


def serves(pages: Pages, context: ssl.SSLContext | None = None) -> Script:
    """Answers each request with what stands for its path, over TLS if there is a context."""

    def script(connection: socket.socket) -> None:
        connection.settimeout(10)
        if context is not None:
            try:
                with context.wrap_socket(connection, server_side=True) as tls:
                    _respond(tls, pages)
            except ssl.SSLError:
                return
        else:
            _respond(connection, pages)

    return script


def _respond(connection: socket.socket, pages: Pages) -> None:
    head = request_of(connection)
    if head:
        connection.sendall(pages.get(head.split(b" ", 2)[1].decode("ascii", "replace"), NOT_FOUND))


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        name: as badssl.com calls it, or of our own.
        secure: what port 443 does; None is closed.
        said: outcomes by check; what is not named passes, or does not apply.
        plain: pages of port 80; `TO_HTTPS` redirects everything.
        host: another host name than that of the case.
        note: what is served otherwise than there, or why.
    """

    name: str
    secure: Callable[[Pki, str], Script] | None
    said: Mapping[str, str] = field(default_factory=dict)
    plain: Pages | str = TO_HTTPS
    host: str = ""
    note: str = ""

    @property
    def at(self) -> str:
        """Its host."""
        return self.host or f"{self.name.lower().replace('.', '-')}.{DOMAIN}"


def good(pages: Pages = HOME, **wish: Any) -> Callable[[Pki, str], Script]:
    """A good certificate but for what is wished otherwise; functions are of the host."""

    def make(pki: Pki, host: str) -> Script:
        return serves(pages, pki.serve(_wish(host, wish)))

    return make


def _wish(host: str, wish: Mapping[str, Any]) -> Wish:
    told = {name: value(host) if callable(value) else value for name, value in wish.items()}
    return Wish(**{"names": (host,), **told})


def settings(**settings: Any) -> Callable[[Pki, str], Script]:
    """A good certificate on a server of certain versions or ciphers."""

    def make(pki: Pki, host: str) -> Script:
        return serves(HOME, pki.serve(Wish(names=(host,), key=rsa_key()), **settings))

    return make


def by_hand(
    *suites: int, version: int = 0x0303, dh_bits: int = 0, wants_certificate: bool = False
) -> Callable[[Pki, str], Script]:
    """A server whose first messages alone are served."""

    def make(pki: Pki, host: str) -> Script:
        chain = [pki.issue(Wish(names=(host,), key=rsa_key())), pki.middle[0]]
        return hand.picks(
            suites, chain, version=version, dh_bits=dh_bits, wants_certificate=wants_certificate
        )

    return make


def chain(
    make: Callable[[Pki, Wish], tuple[x509.Certificate, ...]], **wish: Any
) -> Callable[[Pki, str], Script]:
    """A server that sends a chain of its own making."""

    def build(pki: Pki, host: str) -> Script:
        wanted = _wish(host, wish)
        return serves(HOME, pki.context(make(pki, wanted), wanted.key))

    return build


def self_signed(pki: Pki, host: str) -> Script:
    """A certificate that the host made for itself."""
    return serves(HOME, pki.self_signed(host))


def client_required(pki: Pki, host: str) -> Script:
    """Nobody without a certificate of his own comes in; TLS 1.2, where that shows at once."""
    context = pki.serve(Wish(names=(host,), key=rsa_key()), versions=(V.TLSv1_2, V.TLSv1_2))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=pki.pem.decode())
    return serves(HOME, context)


def sm2(pki: Pki, host: str) -> Script:
    """National cryptography: the dual certificates of TLCP, SM2 by their curve and signature."""
    return hand.picks([hand.ECC_SM4], [pki.sm2(host), pki.sm2(host)], version=0x0101)


def sm2_beside(pki: Pki, host: str) -> Script:
    """TLCP and TLS on one port, told apart by the first bytes, as gateways of the country do."""
    national = sm2(pki, host)
    usual = serves(HOME, pki.serve(Wish(names=(host,))))

    def script(connection: socket.socket) -> None:
        first = connection.recv(3, socket.MSG_PEEK)
        (national if first[1:3] == b"\x01\x01" else usual)(connection)

    return script


def picky(pki: Pki, host: str) -> Script:
    """Shakes hands only with whom it takes for a browser: by an extension that few leave out."""
    usual = serves(HOME, pki.serve(Wish(names=(host,))))

    def script(connection: socket.socket) -> None:
        if b"\x00\x17\x00\x00" in connection.recv(4096, socket.MSG_PEEK):
            usual(connection)

    return script


def speaks_http(_pki: Pki, _host: str) -> Script:
    """Plain HTTP on port 443, and its usual answer to what is none."""

    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer("Bad Request", "400 Bad Request"))

    return script


AIA = f"http://aia.{DOMAIN}/middle.crt"
"""Where the intermediate lies that some servers leave out."""
LOGIN = (
    '<form action="/in" method="post"><input name="user"><input type="password" name="p"></form>'
)
CARD = '<form action="/pay" method="post"><label>银行卡号 <input name="n"></label></form>'
LETTER = '<form action="/s" method="post"><textarea name="t"></textarea></form>'
WRITTEN = f"<script>document.write({LOGIN!r})</script>"
TO_HTTP = f'<form action="http://http.{DOMAIN}/s" method="post"><input name="q"></form>'
SCRIPT = f'<script src="http://cdn.{DOMAIN}/a.js"></script>'
IMAGE = f'<img src="http://cdn.{DOMAIN}/a.png">'
ICON = f'<link rel="icon" href="http://cdn.{DOMAIN}/i.ico">'
UPGRADE = '<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests">'
EV_SUBJECT = (
    (NameOID.COUNTRY_NAME, "CN"),
    (NameOID.ORGANIZATION_NAME, "例局"),
    (NameOID.BUSINESS_CATEGORY, "Government Entity"),
)
HTTP_ONLY = {"https-unreachable": "unreachable"}
OUTDATED = {"https-unreachable": "outdated", "weak-encryption": "only-outdated"}
OLD_ONLY = {"weak-encryption": "only-outdated"}
UNTRUSTED = {"certificate-invalid": "untrusted-issuer"}
NEED_HOME = (
    "https-unreachable", "no-https-redirect", "entrances-differ", "no-hsts", "mixed-content",
    "insecure-form",
)  # fmt: skip
WEAK_HASH = {"certificate-weak": "weak-signature"}
LONG = "long-extended-subdomain-name-containing-many-letters-and-dashes"
LONGER = "longextendedsubdomainnamewithoutdashesinordertotestwordwrapping"


def closed(name: str, body: str, **said: str) -> Case:
    """A site over HTTP alone, with something on its home page."""
    told = {check.replace("_", "-"): outcome for check, outcome in said.items()}
    return Case(name, None, {**HTTP_ONLY, **told}, {"/": page(body)})


def many(count: int) -> Callable[[str], tuple[str, ...]]:
    """Names of a certificate, the host's own the last of so many."""
    return lambda host: (*(f"n{number}.{DOMAIN}" for number in range(count - 1)), host)


CERTIFICATES = (
    Case("expired", good(days=(-400, -30)), {"certificate-invalid": "expired"}),
    Case("not-yet-valid", good(days=(30, 90)), {"certificate-invalid": "not-yet-valid"}),
    Case("wrong.host", good(names=("other.cn",)), {"certificate-invalid": "wrong-host"}),
    Case("self-signed", self_signed, {"certificate-invalid": "self-signed"}),
    Case(
        "untrusted-root",
        chain(lambda pki, wish: (pki.issue(wish, pki.stranger), pki.stranger[0])),
        UNTRUSTED,
    ),
    Case(
        "untrusted-root-unsent",
        chain(lambda pki, wish: (pki.issue(wish, pki.strange_middle), pki.strange_middle[0])),
        UNTRUSTED,
        note="as is usual, the root itself is not sent",
    ),
    Case(
        "chinese-root",
        chain(lambda pki, wish: (pki.issue(wish, pki.licensed), pki.licensed[0])),
        {"certificate-invalid": "issuer-elsewhere"},
        note="a licensed authority, which only browsers made in China may trust",
    ),
    Case(
        "untrusted-root-aia",
        chain(
            lambda pki, wish: (pki.issue(wish, pki.stranger),),
            issuer=f"http://aia.{DOMAIN}/stranger.crt",
        ),
        UNTRUSTED,
        note="what is fetched never becomes a root",
    ),
    *(
        Case(name, good(), note="browsers have a list for it")
        if name == "pinning-test"
        else Case(
            name,
            chain(lambda pki, wish: (pki.issue(wish, pki.stranger), pki.stranger[0])),
            UNTRUSTED,
            note="a root that some program put on its users' machines",
        )
        for name in (
            "superfish",
            "edellroot",
            "dsdtestprovider",
            "preact-cli",
            "webpack-dev-server",
            "mitm-software",
            "captive-portal",
            "pinning-test",
        )
    ),
    Case(
        "revoked",
        good(ocsp="", crl="http://crl.ca.cn/ca.crl"),
        note="that a way to revoke is named is judged; revocation itself is not looked up",
    ),
    Case("revoked-info-absent", good(ocsp=""), {"certificate-weak": "no-revocation"}),
    Case("no-common-name", good(subject=EV_SUBJECT[:2])),
    Case("no-subject", good()),
    Case(
        "common-name-only",
        good(names=(), common_name=lambda host: host),
        {"certificate-invalid": "no-names"},
        note="browsers have not read it since 2017",
    ),
    Case(
        "incomplete-chain",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=AIA),
        {"certificate-invalid": "incomplete-chain"},
        note="the intermediate can be fetched",
    ),
    Case(
        "incomplete-chain-unnamed",
        chain(lambda pki, wish: (pki.issue(wish),)),
        {"certificate-invalid": "chain-not-completable"},
    ),
    Case(
        "incomplete-chain-dead",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=f"http://aia.{DOMAIN}/gone.crt"),
        {"certificate-invalid": "chain-not-completable"},
    ),
    Case(
        "incomplete-and-expired",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=AIA, days=(-90, -5)),
        {"certificate-invalid": "expired"},
        note="the worse of the two is told",
    ),
    Case("expires-in-5-days", good(days=(-85, 5)), {"certificate-invalid": "expires-soon"}),
    Case("short-lived", good(days=(-3, 3), ocsp=""), note="six days in all"),
    Case("sha256", good()),
    Case("sha384", good(hash="sha384")),
    Case("sha512", good(hash="sha512")),
    Case("sha1-2016", good(hash="sha1"), WEAK_HASH),
    Case("sha1-2017", good(hash="sha1"), WEAK_HASH),
    Case(
        "sha1-intermediate",
        chain(lambda pki, wish: (pki.issue(wish, pki.old_middle), pki.old_middle[0])),
        WEAK_HASH,
    ),
    Case("md5", good(hash="md5"), WEAK_HASH),
    Case("1000-sans", good(names=many(1000))),
    Case(
        "10000-sans",
        good(names=many(10_000)),
        {"https-unreachable": "unclear"},
        HOME,
        note="more than 100 KB: OpenSSL and browsers refuse it",
    ),
    Case("ecc256", good()),
    Case("ecc384", good(key=lambda _: ec_key(ec.SECP384R1))),
    Case("rsa1024", good(key=lambda _: rsa_key(1024)), {"certificate-weak": "weak-key"}),
    Case("rsa2048", good(key=lambda _: rsa_key(2048))),
    Case("rsa4096", good(key=lambda _: rsa_key(4096))),
    Case("rsa8192", good(key=lambda _: rsa_key(8192))),
    Case("extended-validation", good(policy=EV, subject=EV_SUBJECT)),
    Case("no-sct", good(), note="Certificate Transparency is not judged"),
    Case("invalid-expected-sct", good(), note="the same"),
    Case("wildcard", good(names=(f"*.{DOMAIN}",))),
    Case(
        "wildcard-too-deep",
        good(names=(f"*.{DOMAIN}",)),
        {"certificate-invalid": "wrong-host"},
        host=f"www.deep.{DOMAIN}",
        note="a star stands for one label",
    ),
    Case("idn", good(), host="xn--fsqv94c.xn--zfr164b", note="例市.政务"),
    Case(LONG, good()),
    Case(LONGER, good()),
    Case("spoofed-favicon", good({"/": page(head='<link rel="icon" href="/lock.ico">')})),
    Case("lock-favicon", good({"/": page(head='<link rel="icon" href="/lock.ico">')})),
)
CLIENTS = (
    Case("client", good(), note="a certificate of the visitor is welcome, none is needed"),
    Case(
        "client-cert-missing",
        good({"/": answer("No required SSL certificate was sent", "400 Bad Request")}),
        dict.fromkeys(NEED_HOME, "no-evidence"),
        note="the page is an error: nothing is said of what stands on it",
    ),
    Case(
        "client-cert-required",
        client_required,
        {"https-unreachable": "client-certificate"},
        HOME,
        note="the handshake itself fails without one",
    ),
)
ENCRYPTION = (
    Case("tls-v1-0", settings(versions=(V.TLSv1, V.TLSv1)), OLD_ONLY),
    Case("tls-v1-1", settings(versions=(V.TLSv1_1, V.TLSv1_1)), OLD_ONLY),
    Case("tls-v1-2", settings(versions=(V.TLSv1_2, V.TLSv1_2))),
    Case("tls-v1-3", settings(versions=(V.TLSv1_3, V.TLSv1_3))),
    Case("ssl-v3", by_hand(hand.RSA_AES, version=0x0300), OUTDATED, HOME),
    Case("cbc", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="ECDHE-RSA-AES128-SHA")),
    Case("static-rsa", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="AES128-SHA")),
    Case("rc4", by_hand(hand.RC4_SHA), OUTDATED, HOME),
    Case("rc4-md5", by_hand(hand.RC4_MD5), OUTDATED, HOME),
    Case("3des", by_hand(hand.TRIPLE_DES), OUTDATED, HOME),
    Case("export", by_hand(hand.EXPORT_RC4), OUTDATED, HOME),
    Case(
        "null",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="NULL-SHA:@SECLEVEL=0"),
        OUTDATED,
        HOME,
    ),
    Case(
        "anonymous",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="AECDH-AES128-SHA:@SECLEVEL=0"),
        OUTDATED,
        HOME,
        note="no certificate is shown",
    ),
    Case(
        "mozilla-old",
        settings(versions=(V.TLSv1, V.TLSv1_3)),
        {"weak-encryption": "outdated-accepted"},
    ),
    Case("mozilla-intermediate", settings(versions=(V.TLSv1_2, V.TLSv1_3))),
    Case("mozilla-modern", settings(versions=(V.TLSv1_3, V.TLSv1_3))),
    Case("dh480", by_hand(hand.DHE_AES, dh_bits=480), OUTDATED, HOME),
    Case("dh512", by_hand(hand.DHE_AES, dh_bits=512), OUTDATED, HOME),
    Case("dh1024", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=DHE, dh=DH1024), OLD_ONLY),
    Case(
        "dh2048",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=DHE, dh=DH2048),
        OLD_ONLY,
        note="nothing but DHE, which browsers have given up",
    ),
    Case(
        "dh-small-subgroup",
        by_hand(hand.DHE_AES, dh_bits=2048),
        OUTDATED,
        HOME,
        note="the prime's length is judged, not the number itself",
    ),
    Case("dh-composite", by_hand(hand.DHE_AES, dh_bits=2048), OUTDATED, HOME, note="the same"),
    Case(
        "dh1024-beside",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=f"{GOOD}:{DHE}", dh=DH1024),
        {"weak-encryption": "outdated-accepted"},
    ),
    Case(
        "null-beside",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=f"{GOOD}:NULL-SHA:@SECLEVEL=0"),
        {"weak-encryption": "weak-accepted"},
    ),
    Case(
        "sm2",
        sm2,
        {"https-unreachable": "sm2", "certificate-invalid": "sm2"},
        HOME,
        note="national cryptography alone: said to be so, not called broken",
    ),
    Case(
        "picky",
        picky,
        {"weak-encryption": "unknown"},
        note="refuses all that our offers look like: its refusals prove nothing",
    ),
    Case("sm2-beside", sm2_beside, note="national and international on one port"),
)
HTTP = (
    Case("http", None, HTTP_ONLY, HOME),
    closed("http-textarea", LETTER),
    closed("http-password", LOGIN, insecure_form="plain-password"),
    closed("http-login", LOGIN, insecure_form="plain-password"),
    Case(
        "http-dynamic-login",
        None,
        HTTP_ONLY,
        {"/": page(WRITTEN)},
        note="a form that only a script writes is not seen without a browser",
    ),
    closed("http-credit-card", CARD, insecure_form="plain-data"),
    Case("http-on-443", speaks_http, {"https-unreachable": "unclear"}, HOME),
)
UPGRADES = (
    Case("hsts", good()),
    Case("preloaded-hsts", good(), note="the list of browsers is not looked up"),
    Case("subdomain.preloaded-hsts", good()),
    Case("no-hsts", good({"/": page(hsts="")}), {"no-hsts": "absent"}),
    Case("short-hsts", good({"/": page(hsts="max-age=60")}), {"no-hsts": "short"}),
    Case("broken-hsts", good({"/": page(hsts="yes")}), {"no-hsts": "invalid"}),
    Case("upgrade", good({"/": page(SCRIPT, UPGRADE)})),
    Case("https-everywhere", good(), {"no-https-redirect": "stays-on-http"}, HOME),
    Case("mixed", good({"/": page(IMAGE)}), {"mixed-content": "passive"}),
    Case("very", good({"/": page(IMAGE + SCRIPT)}), {"mixed-content": "active"}),
    Case("mixed-script", good({"/": page(SCRIPT)}), {"mixed-content": "active"}),
    Case("mixed-favicon", good({"/": page(head=ICON)}), {"mixed-content": "passive"}),
    Case("mixed-form", good({"/": page(TO_HTTP)}), {"mixed-content": "form"}),
)
GROUPS: Mapping[str, tuple[Case, ...]] = {
    "Certificates": CERTIFICATES,
    "Certificates of the visitor": CLIENTS,
    "Versions and ciphers": ENCRYPTION,
    "Plain HTTP": HTTP,
    "Upgrades and mixed content": UPGRADES,
}
CASES = tuple(case for cases in GROUPS.values() for case in cases)
