"""How a site's ports 443 and 80 behave: certificates, versions, ciphers and pages of all kinds."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from tests.web import handmade as hand
from tests.web.hostile import Script, request_of
from tests.web.pki import Pki, Wish, rsa_key

Pages = Mapping[str, bytes]
"""Whole answers by path."""
V = ssl.TLSVersion
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
