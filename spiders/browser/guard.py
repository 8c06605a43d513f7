"""The guard proxy (出口代理): the browser's only way out, and it leads through the session.

The browser takes it for an HTTP proxy. It unwraps TLS on this machine and makes each request itself
by `Session.relay`: the same address guard, mappings, name servers, limits of sizes and times, pace
and impact record as for the crawl, at every redirect hop. Interception inside the browser would let
redirects, WebSockets and workers through; here nothing has another way.

What is not GET, HEAD or OPTIONS is stopped, except POSTs by which a page looks something up: a
script of the page, or its search form, to the page's own host or platform. Each is kept.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import ssl
from contextlib import suppress
from typing import Literal

import tldextract
import trustme
from ada_url import URL
from msgspec import Struct

from checks.facts.urls import host as host_of
from spiders.exchange import Exchange
from spiders.gate import NotAsked
from spiders.harmless import harmless
from spiders.session import Session

MOST_REQUESTS = 400
"""Requests of one page."""
MOST_PAGES = 30
"""Pages and frames opened by one page: redirect hops and reloads count."""
MOST_BYTES = 80_000_000
"""Bytes of all that one page asks for."""
MOST_POSTS = 30
"""Looking-up by POST of one page."""
MOST_POST = 65_536
"""Bytes sent by one of them: a question, no upload."""
MOST_HEAD = 65_536
AT_ONCE = 6
"""Requests of a page to one host at the same time, as browsers do."""

Denied = Literal[
    "", "method", "budget", "websocket", "closed", "malformed", "harm", "robots", "barred"
]
"""Why the guard did not make a request: not a method that reads; the page's budget is used up; a
WebSocket; no page is being looked at; not HTTP; it would change something; robots.txt; the browser
is only to show that it sets out for the host."""

_HOP = frozenset(
    ("host", "connection", "proxy-connection", "proxy-authorization", "accept-encoding",
     "content-length", "transfer-encoding", "upgrade", "te", "trailer", "keep-alive", "from",
     "expect")
)  # fmt: skip
_OURS = frozenset(
    ("connection", "content-length", "content-encoding", "transfer-encoding", "keep-alive",
     "alt-svc", "strict-transport-security", "trailer", "upgrade", "proxy-authenticate")
)  # fmt: skip
_FORMS = ("application/x-www-form-urlencoded", "application/json", "text/plain", "")
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=())


class Asked(Struct, kw_only=True):
    """One request of a page.

    Attributes:
        url: absolute URL.
        method: of the request.
        page: it opens a page or a frame.
        status: of the answer; 0 if there was none.
        failure: why there was none, see `checks.failures.Failure`.
        denied: why the guard did not make it.
        bytes: received.
        seconds: it took.
        sent: body of a POST, to see what it asks; never kept.
    """

    url: str
    method: str
    page: bool
    status: int = 0
    failure: str = ""
    denied: Denied = ""
    bytes: int = 0
    seconds: float = 0.0
    sent: str = ""


class Visit:
    """What one look of the browser asks for.

    Args:
        home: hosts of the site; with them, and all of their domains, a page's script may look
            something up by POST.

    Attributes:
        searching: a search is being operated: where it leads, its scripts may look up too.
        forms: hosts that its form may be sent to by POST.
        barred: hosts that nothing is asked of from now on.
        asked: every request, in order.
        running: requests under way.
        bytes: received.
        changed: the loop's time of the last beginning or end of a request.
    """

    def __init__(self, home: frozenset[str]) -> None:
        self.home = home
        self.searching = False
        self.forms: set[str] = set()
        self.barred: set[str] = set()
        self.asked: list[Asked] = []
        self.running = 0
        self.bytes = 0
        self.changed = asyncio.get_running_loop().time()
        self.pages: list[Exchange] = []

    @property
    def posts(self) -> list[Asked]:
        """Requests that were not GET and went out."""
        return [a for a in self.asked if a.method == "POST" and not a.denied]

    def failure(self, url: str) -> str:
        """Why a page did not come; empty if it came, or was not asked for."""
        for asked in reversed(self.asked):
            if asked.page and asked.url.partition("#")[0] == url.partition("#")[0]:
                return asked.failure or asked.denied
        return ""

    def denies(self, request: _Request) -> Denied:
        """Whether a request of the page has to be stopped."""
        if len(self.asked) >= MOST_REQUESTS or self.bytes >= MOST_BYTES:
            return "budget"
        if request.page and sum(a.page for a in self.asked) >= MOST_PAGES:
            return "budget"
        if "upgrade" in request.headers:
            return "websocket"
        if not harmless(request.url):
            return "harm"
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return ""
        return "" if request.method == "POST" and self._looks_up(request) else "method"

    def _looks_up(self, request: _Request) -> bool:
        if len(self.posts) >= MOST_POSTS or len(request.body) > MOST_POST:
            return False
        if request.headers.get("content-type", "").partition(";")[0].strip() not in _FORMS:
            return False
        host = host_of(request.url)
        if request.page:
            return host in self.forms
        asking = {platform(h) for h in (*self.home, *self.forms)}
        if self.searching:  # browsers say truly whose script asks
            asking.add(platform(host_of(request.headers.get("origin", ""))))
        return platform(host) in asking


def platform(host: str) -> str:
    """The domain that a host was registered under (x.gov.cn), or the host itself."""
    return _SUFFIXES(host).top_domain_under_public_suffix or host


class _Request(Struct, frozen=True):
    url: str
    method: str
    headers: dict[str, str]
    lines: tuple[str, ...]
    body: bytes = b""

    @property
    def page(self) -> bool:
        """Whether it opens a page: browsers ask for one in these words, and never else."""
        dest = self.headers.get("sec-fetch-dest")
        if dest is not None:
            return dest in ("document", "iframe", "frame")
        return "upgrade-insecure-requests" in self.headers


class _BadRequest(Exception):
    pass


class Guard:
    """A proxy on loopback for one browser.

    Args:
        session: the way out.

    Attributes:
        visit: the look under way; without one nothing goes out.
        user, password: without these words nobody on this machine may use it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.visit: Visit | None = None
        self.user, self.password = "guard", secrets.token_urlsafe(24)
        self._server: asyncio.Server | None = None
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._working: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it listens, as a proxy's URL."""
        if self._server is None:
            raise RuntimeError("the guard is not listening")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen."""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("guard.invalid").configure_cert(self._tls)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_HEAD)

    async def close(self) -> None:
        """Stop listening and end what is under way."""
        if self._server is not None:
            self._server.close()
        for task in list(self._working):
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        try:
            await self._connection(reader, writer)
        except (OSError, ssl.SSLError, EOFError, _BadRequest, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # closing: the connection is all there is to end
        finally:
            with suppress(OSError, RuntimeError):
                writer.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """All requests of one connection; after CONNECT they come in TLS, for that host alone."""
        origin = ""
        while True:
            method, target, headers, lines = await _head(reader)
            if not origin and headers.get("proxy-authorization", "") != self._words:
                await _say(writer, 407, [("Proxy-Authenticate", 'Basic realm="guard"')])
                continue
            if not origin and method == "CONNECT":
                origin = f"https://{target.removesuffix(':443')}"
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await writer.drain()
                await writer.start_tls(self._tls)
                continue
            url = f"{origin}{target}" if origin else target
            size = headers.get("content-length", "0")
            if not url.startswith(("http://", "https://")) or not size.isdigit():
                raise _BadRequest
            if int(size) > MOST_POST:
                await _say(writer, 403)
                raise _BadRequest
            body = await reader.readexactly(int(size))
            request = _Request(URL(url).href, method, headers, lines, body)
            if not await self._answer(request, writer):
                return

    @property
    def _words(self) -> str:
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    async def _answer(self, request: _Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; returns whether the connection may go on."""
        visit = self.visit
        if visit is None:
            await _say(writer, 403)
            return True
        asked = Asked(
            url=request.url, method=request.method, page=request.page,
            sent=request.body.decode("utf-8", "replace"),
        )  # fmt: skip
        barred = host_of(request.url) in visit.barred
        asked.denied = "barred" if barred else visit.denies(request)
        if not asked.denied and request.page and not await self._allowed(request.url):
            asked.denied = "robots"
        visit.asked.append(asked)
        if asked.denied:
            await _say(writer, 403)
            return True
        visit.running += 1
        try:
            exchange = await self._relay(request)
        except NotAsked:
            asked.denied = "closed"
            await _say(writer, 403)
            return True
        finally:
            visit.running -= 1
            visit.changed = asyncio.get_running_loop().time()
        asked.status, asked.failure = exchange.status, exchange.failure
        asked.bytes, asked.seconds = exchange.received, exchange.seconds
        visit.bytes += max(exchange.received, len(exchange.body))
        if request.page:
            visit.pages.append(exchange)
        if not exchange.status:
            return False  # the browser shows its own words for it
        await _pass_on(writer, exchange, request.method)
        return True

    async def _allowed(self, url: str) -> bool:
        try:
            return await self._session.allowed(url) == "allowed"
        except NotAsked:
            return False

    async def _relay(self, request: _Request) -> Exchange:
        host = host_of(request.url)
        slots = self._slots.setdefault(host, asyncio.Semaphore(AT_ONCE))
        async with slots:
            return await self._session.relay(
                request.url, request.method, request.lines, request.body, page=request.page
            )


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], tuple[str, ...]]:
    """Method, target, headers in lower case, and the lines that are passed on."""
    text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = text.rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        raise _BadRequest
    pairs = [(name.strip(), value.strip()) for name, _, value in (x.partition(":") for x in rest)]
    headers = {name.lower(): value for name, value in pairs}
    lines = tuple(f"{name}: {value}" for name, value in pairs if name.lower() not in _HOP)
    return words[0], words[1], headers, lines


async def _say(
    writer: asyncio.StreamWriter, status: int, headers: list[tuple[str, str]] | None = None
) -> None:
    lines = [f"HTTP/1.1 {status} Guard", *(f"{k}: {v}" for k, v in headers or ())]
    writer.write("\r\n".join([*lines, "Content-Length: 0", "", ""]).encode())
    await writer.drain()


async def _pass_on(writer: asyncio.StreamWriter, exchange: Exchange, method: str) -> None:
    """Hand an answer to the browser as it was read: decompressed, within our bounds."""
    head = [f"HTTP/1.1 {exchange.status} {'OK' if exchange.status < 400 else 'Error'}"]
    head += [
        f"{k}: {v}".replace("\r", " ")
        for k, v in exchange.headers
        if k.isascii() and k.lower() not in _OURS
    ]
    bodiless = exchange.status in (204, 304)
    if not bodiless:
        head.append(f"Content-Length: {len(exchange.body)}")
    writer.write("\r\n".join([*head, "", ""]).encode("latin-1", "replace"))
    if not bodiless and method != "HEAD":
        writer.write(exchange.body)
    await writer.drain()
