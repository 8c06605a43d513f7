"""One HTTP exchange at a time, by libcurl on the event loop (RFC 9110, RFC 9112).

libcurl reads what servers really send, counts decompressed bytes while they stream, and connects
only to the addresses it is handed: it never resolves a name itself and never follows a redirect.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pycurl

from checks.facts.text import clean_text
from checks.failures import Failure
from spiders.clock import Clock
from spiders.egress import Route
from spiders.exchange import Exchange
from spiders.options import CrawlOptions
from spiders.transfers import Transfers

BROWSER_HEADERS = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.6",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: none",
    "Sec-Fetch-User: ?1",
    "Upgrade-Insecure-Requests: 1",
)
"""What a browser sends when a person types an address; the User-Agent stays ours."""
_IMAGE_HEADERS = (
    "Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.6",
    "Sec-Fetch-Dest: image",
    "Sec-Fetch-Mode: no-cors",
)
CRAWL_HEADERS = (
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.6",
)
FIRST_BYTES = 65_536
"""Bytes read at either end of an attachment that is longer than we read: enough to know what it is
and whether it is whole."""
CODINGS = frozenset(("gzip", "x-gzip", "deflate", "br", "zstd", "compress"))
"""Content codings that mean compression; browsers pass over any other word (RFC 9110 8.4.1)."""
# Browsers take a status line in any case; libcurl takes other cases for HTTP/1.0 200 when told so.
_ALIASES = ["http/1.1 ", "http/1.0 "]
_STATUS = re.compile(rb"http/\d(?:\.\d)?\s+(\d{3})", re.I)


def browser_headers(url: str, referer: str = "", *, image: bool = False) -> tuple[str, ...]:
    """What a browser sends for a link on a page; without one, as if the address had been typed.

    Servers that show their files on their own pages only (防盗链) want to see the page. To other
    hosts only its origin is told, and nothing where https leads to http (W3C Referrer Policy,
    strict-origin-when-cross-origin).
    """
    if not referer:
        return BROWSER_HEADERS
    page, asked = urlsplit(referer), urlsplit(url)
    same = (page.scheme, page.netloc) == (asked.scheme, asked.netloc)
    told = referer if same else f"{page.scheme}://{page.netloc}/"
    kept = _IMAGE_HEADERS if image else BROWSER_HEADERS
    lines = [line for line in kept if not line.startswith("Sec-Fetch-Site")]
    lines.append(f"Sec-Fetch-Site: {'same-origin' if same else 'cross-site'}")
    if page.scheme == "http" or asked.scheme == "https":
        lines.append(f"Referer: {told}")
    return tuple(lines)


class Fetcher:
    """Runs exchanges on libcurl's multi interface, many at once on one event loop."""

    def __init__(self, options: CrawlOptions, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._transfers = Transfers()
        self._spare: list[_Handle] = []

    async def fetch(
        self,
        url: str,
        route: Route,
        *,
        host: str,
        port: int,
        fresh: bool = False,
        headers: tuple[str, ...] = CRAWL_HEADERS,
        cookies: str = "",
        resource: bool = False,
        document: bool = False,
        ending: bool = False,
        method: str = "GET",
        post: bytes = b"",
        until: float | None = None,
    ) -> Exchange:
        """GET a URL over a checked route; every failure is an `Exchange` too.

        Args:
            url: absolute http(s) URL.
            route: where the connection goes, from `Egress.route`.
            host: host of the URL, ``port`` its port.
            port: see ``host``.
            fresh: use a new connection and close it afterwards (second look).
            headers: header lines sent beside User-Agent and Accept-Encoding.
            cookies: value of the Cookie header; empty for none.
            resource: the body is wanted only for its beginning.
            document: it is an attachment of the site, read up to ``document_bytes``; of one that
                announces more only `FIRST_BYTES`.
            ending: only the last `FIRST_BYTES` are wanted (RFC 9110 14.1.2); a server that knows
                no ranges answers 200 with the first.
            method: another method, which only the browser's guard asks for.
            post: body sent with it.
            until: time of the event loop at which it is broken off, beside the usual bounds.
        """
        exchange = Exchange(url, self._clock.now())
        handle = self._spare.pop() if self._spare else _Handle(self._options)
        # Setting a handle up takes two dozen calls: one that is asked for more of the same stays.
        usual = method == "GET" and until is None and not (fresh or ending or cookies)
        way = (headers, route, host, port)
        if not usual or handle.way != way:
            handle.way = None
            self._prepare(handle, headers, cookies)
            self._direct(handle.curl, route, host, port)
            handle.way = way if usual else None
        curl, inbox = handle.curl, handle.inbox
        if ending:
            curl.setopt(pycurl.RANGE, f"-{FIRST_BYTES}")
            curl.unsetopt(pycurl.ACCEPT_ENCODING)
        if method != "GET":
            _ask_with(curl, method, post)
        if until is not None:
            self._bound(curl, until - asyncio.get_running_loop().time())
        if fresh:
            curl.setopt(pycurl.FRESH_CONNECT, 1)
            curl.setopt(pycurl.FORBID_REUSE, 1)
        curl.setopt(pycurl.URL, url.encode("ascii", "ignore"))
        inbox.open(resource, document, ending)
        try:
            code = await self._transfers.perform(curl)
            inbox.finish(exchange, code, curl)
        finally:
            inbox.empty()
            self._spare.append(handle)
        return exchange

    def _prepare(self, handle: _Handle, headers: tuple[str, ...], cookies: str) -> None:
        options = self._options
        handle.curl.reset()
        set_ = handle.curl.setopt
        set_(pycurl.HEADERFUNCTION, handle.inbox.header)
        set_(pycurl.WRITEFUNCTION, handle.inbox.write)
        set_(pycurl.PATH_AS_IS, 1)
        set_(pycurl.USERAGENT, options.user_agent)
        set_(pycurl.HTTPHEADER, list(headers))
        set_(pycurl.ACCEPT_ENCODING, "")
        set_(pycurl.PROXY, "")
        set_(pycurl.NOPROXY, "*")
        set_(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        set_(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        set_(pycurl.HTTP200ALIASES, _ALIASES)
        set_(pycurl.FOLLOWLOCATION, 0)
        set_(pycurl.NOSIGNAL, 1)
        set_(pycurl.CONNECTTIMEOUT_MS, int(options.connect_timeout * 1000))
        set_(pycurl.TIMEOUT_MS, int(options.timeout * 1000))
        # Content is audited over a broken TLS too; the fault itself is the TLS probe's to tell.
        set_(pycurl.SSL_VERIFYPEER, 0)
        set_(pycurl.SSL_VERIFYHOST, 0)
        set_(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_0)  # that or newer
        set_(pycurl.SSL_CIPHER_LIST, "DEFAULT:@SECLEVEL=0")
        if cookies:
            set_(pycurl.COOKIE, cookies)

    def _bound(self, curl: Any, seconds: float) -> None:  # noqa: ANN401
        """Leave a transfer no more than so many seconds."""
        options = self._options
        for option, usual in (
            (pycurl.TIMEOUT_MS, options.timeout),
            (pycurl.CONNECTTIMEOUT_MS, options.connect_timeout),
        ):
            curl.setopt(option, max(1, int(min(seconds, usual) * 1000)))  # 0 would mean no bound

    def _direct(self, curl: Any, route: Route, host: str, port: int) -> None:  # noqa: ANN401
        """Let the connection go to the checked addresses and nowhere else."""
        name = host.strip("[]")
        bracketed = f"[{name}]" if ":" in name else name
        addresses = [f"[{a}]" if ":" in a else a for a in route.addresses]
        if route.mapped:
            curl.setopt(pycurl.CONNECT_TO, [f"{bracketed}:{port}:{addresses[0]}:{route.port}"])
        else:
            curl.setopt(pycurl.RESOLVE, [f"{bracketed}:{port}:{','.join(addresses)}"])
        curl.setopt(pycurl.OPENSOCKETFUNCTION, _Door(route))

    def close(self) -> None:
        """Close all connections."""
        for handle in self._spare:
            handle.curl.close()
        self._transfers.close()


def _ask_with(curl: Any, method: str, post: bytes) -> None:  # noqa: ANN401
    """Send another method than GET."""
    if method == "HEAD":
        curl.setopt(pycurl.NOBODY, 1)
        return
    curl.setopt(pycurl.CUSTOMREQUEST, method)
    if method == "POST":
        curl.setopt(pycurl.POSTFIELDSIZE, len(post))
        curl.setopt(pycurl.COPYPOSTFIELDS, post)


class _Door:
    """Opens sockets to the checked addresses only, however libcurl came to another one."""

    def __init__(self, route: Route) -> None:
        self._open_to = {(ipaddress.ip_address(a), route.port) for a in route.addresses}

    def __call__(self, _purpose: int, to: Any) -> Any:  # noqa: ANN401 - pycurl has no types
        host, port = to.addr[:2]
        if (ipaddress.ip_address(host), port) not in self._open_to:
            return pycurl.SOCKET_BAD
        return socket.socket(to.family, to.socktype, to.protocol)


class _Handle:
    """One of libcurl's handles.

    Attributes:
        way: what it is set up for; None if for nothing that comes again.
    """

    __slots__ = ("curl", "inbox", "way")

    def __init__(self, options: CrawlOptions) -> None:
        self.curl = pycurl.Curl()
        self.inbox = _Inbox(options)
        self.way: tuple[tuple[str, ...], Route, str, int] | None = None


class _Inbox:
    """Collects one response after the other, each within its bounds."""

    def __init__(self, options: CrawlOptions) -> None:
        self._options = options
        self.open(False, False, False)

    def open(self, resource: bool, document: bool, ending: bool) -> None:
        """Begin anew; see `Fetcher.fetch`."""
        self._resource = resource
        self._document = document
        self._ending = ending
        self._truncated = False
        self._whole_head = False
        self._head_size = 0
        self._limit = -1
        self.empty()

    def empty(self) -> None:
        """Hold nothing of what came."""
        self._body = bytearray()
        self._head: list[bytes] = []

    def header(self, line: bytes) -> int | None:
        """Take one header line; refuse when there are too many."""
        if line[:1] in b"Hh" and not self._limited and _STATUS.match(line):
            # A 1xx response came before, or this is the first line.
            self._head.clear()
            self._whole_head = False
        self._head_size += len(line)
        if self._head_size > self._options.header_bytes:
            return 0
        if self._whole_head:  # a trailer: it must not change what the head has said
            return None
        self._head.append(line)
        self._whole_head = not line.strip()
        return None

    def write(self, chunk: bytes) -> int | None:
        """Take a piece of the decompressed body; stop at the limit."""
        if not self._limited:
            self._limit = self._body_limit()
        room = self._limit - len(self._body)
        self._body += chunk[:room]
        if len(chunk) > room:
            self._truncated = True
            return 0
        return None

    @property
    def _limited(self) -> bool:
        return self._limit >= 0

    def _said(self, name: bytes) -> bytes:
        """First value of a header, in lower case."""
        pairs = (line.partition(b":") for line in self._head)
        return next((v.strip().lower() for k, _, v in pairs if k.strip().lower() == name), b"")

    def _body_limit(self) -> int:
        if self._ending:
            return FIRST_BYTES
        kind = self._said(b"content-type")
        if self._document:
            length = self._said(b"content-length")
            longer = length.isdigit() and int(length) > self._options.document_bytes
            return FIRST_BYTES if longer else self._options.document_bytes
        page = kind.startswith((b"text/html", b"application/xhtml")) or not kind
        if page and not self._resource:
            return self._options.page_bytes
        return self._options.resource_bytes

    def finish(self, exchange: Exchange, code: int, curl: Any) -> None:  # noqa: ANN401
        """Fill the exchange with what came and why it ended."""
        exchange.truncated = self._truncated
        info: Callable[[int], Any] = curl.getinfo
        exchange.seconds = info(pycurl.TOTAL_TIME)
        exchange.dns_seconds = info(pycurl.NAMELOOKUP_TIME)
        exchange.connect_seconds = info(pycurl.CONNECT_TIME)
        exchange.tls_seconds = info(pycurl.APPCONNECT_TIME)
        exchange.first_byte_seconds = info(pycurl.STARTTRANSFER_TIME)
        exchange.address = info(pycurl.PRIMARY_IP) or ""
        exchange.received = info(pycurl.SIZE_DOWNLOAD_T) + info(pycurl.HEADER_SIZE)
        exchange.body = bytes(self._body)
        if self._whole_head:  # a head that broke off is no response
            lines = [h.decode("latin-1").rstrip("\r\n") for h in self._head]
            said = _STATUS.match(self._head[0])
            exchange.status = int(said[1]) if said else info(pycurl.RESPONSE_CODE)
            exchange.status_line = clean_text(lines[0], 200)
            pairs = (line.partition(":") for line in lines[1:] if ":" in line)
            exchange.headers = [(k.strip(), v.strip()) for k, _, v in pairs]
        if code == pycurl.E_OK or exchange.truncated:
            return
        if exchange.status and (code == pycurl.E_PARTIAL_FILE or (self._body and code in _CUT)):
            # Browsers show what came of a cut body: no accusation rests on the missing rest.
            exchange.truncated = True
            return
        if exchange.status < 200:
            exchange.status = 0  # nothing came behind an interim response
        exchange.failure = _failure(code, curl, bool(exchange.address), self._head_size)
        exchange.detail = clean_text(curl.errstr() or f"curl error {code}", 300)


_CONNECT: dict[int, Failure] = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "connect-timeout",
}
# The body broke off: by a reset, a wrong chunk, wrong compressed data, or more of it behind its
# end (libcurl's word for that is a write error; browsers ignore what follows the first member).
_CUT = (pycurl.E_RECV_ERROR, pycurl.E_BAD_CONTENT_ENCODING, pycurl.E_WRITE_ERROR)
_CLASSES: dict[int, Failure] = {
    pycurl.E_UNSUPPORTED_PROTOCOL: "protocol",
    pycurl.E_BAD_CONTENT_ENCODING: "protocol",
    pycurl.E_URL_MALFORMAT: "protocol",
    8: "protocol",  # CURLE_WEIRD_SERVER_REPLY, which has no name in pycurl
    100: "too-large",  # CURLE_TOO_LARGE: libcurl's own bounds on a header line and their number
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_SSL_CIPHER: "tls",
    pycurl.E_PEER_FAILED_VERIFICATION: "tls",
    pycurl.E_SSL_CERTPROBLEM: "tls",
}


def _failure(code: int, curl: Any, connected: bool, head: int) -> Failure:  # noqa: ANN401
    if code == pycurl.E_COULDNT_CONNECT:
        # No route from here says as much about this machine as about the host: only a port that
        # said no is "refused".
        number = curl.getinfo(pycurl.OS_ERRNO)
        return _CONNECT.get(number, "reset")
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return "timeout" if connected else "connect-timeout"
    if code == pycurl.E_WRITE_ERROR and head:
        return "too-large"
    return _CLASSES.get(code, "reset")
