"""The visitor (访问器): one visit of a home page, as a person would make it.

A person who meets a broken connection tries again, and gives up when the time is over: a visit
fails if the page has not come within its patience, however often it was asked for in it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Literal

from checks.blocked import REFUSALS
from checks.facts.charset import decode
from checks.facts.urls import host as host_of
from checks.visits import Visit, VisitKind, VisitState
from spiders.cookies import Jar
from spiders.exchange import Exchange
from spiders.reading import is_page, steer
from spiders.redirects import next_step
from spiders.session import Session
from spiders.sites import with_scheme

PATIENCE = 15.0
"""Seconds after which a page that has not come does not open (国办秘函〔2019〕19号)."""
TRIES = 3
"""Times that a page is asked for in one visit at most."""
PAUSE = 0.2
"""Share of the patience that lies between two tries."""
DOUBT = 0.33
"""Share of the patience after which a page that has not come is trouble."""
MAX_REFRESH_BYTES = 4096
"""Bytes up to which a page that sends its reader on is taken for a mere signpost."""

_SHOWN = re.compile(
    r"<(?:script|i?frame|object|embed|img|svg|canvas|input|video|link)[\s>/]|http-equiv", re.I
)
_CODE = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)", re.S | re.I)
_MARKUP = re.compile(r"<!--.*?(?:-->|$)|<[^>]*>?", re.S)

MAX_PLACEHOLDER = 30_000
"""Bytes up to which a page may be a mere placeholder, …"""
FEW_WORDS = 400
"""… characters of text, …"""
FEW_LINKS = 5
"""… and links that it has at most."""
# A 建设中心 is an agency.
_PLACEHOLDER = re.compile(
    r"(?:网站|系统|本站|页面|平台|栏目)(?:正在|正|处于|尚在)?(?:建设|维护|升级|改版|调试)中(?!心)"
    r"|(?:正在|处于)(?:进行)?(?:系统|网站)?(?:建设|维护|升级|改版|调试)(?:之)?中(?!心)"
    r"|(?:建设|维护|升级|改版)中[，,。.！!\s]*(?:敬请|请稍|暂停)"
    r"|(?:网站|本站)(?:已|现已|暂时?)?(?:关闭|关停|停用|暂停(?:服务|访问))"
    r"|under\s+(?:construction|maintenance)|coming\s+soon|welcome to (?:nginx|openresty|centos)"
    r"|IIS Windows Server|apache2? .{0,20}(?:default|test) page|it works!",
    re.I,
)


class Visitor:
    """Makes visits.

    Args:
        session: the way out; its pace is not asked, as visits have their own times.
        patience: seconds for which a visit waits, by the event loop's clock.
    """

    def __init__(self, session: Session, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._session = session
        self._doors: dict[str, str] = {}  # which URL of a site without a scheme opened last

    async def visit(self, site: str, slot: int, on_trouble: Callable[[], None]) -> Visit:
        """Visit a site's home page.

        Args:
            site: URL or host name; of the latter https is tried first, then http.
            slot: number of the visit.
            on_trouble: called once as soon as the page may not open.
        """
        loop = asyncio.get_running_loop()
        at, began = self._session.clock.now(), loop.time()
        until = began + self.patience
        timer = loop.call_later(self.patience * DOUBT, on_trouble)
        tries = 0
        try:
            while True:
                tries += 1
                self._session.resolver.forget()
                exchange, state, kind = await self._open(site, until)
                if state != "failed":
                    break
                if not timer.cancelled():
                    timer.cancel()
                    on_trouble()
                pause = self.patience * PAUSE
                if tries >= TRIES or loop.time() + pause >= until:
                    break
                await asyncio.sleep(pause)
        finally:
            timer.cancel()
        seconds = loop.time() - began
        if state == "opened" and seconds >= self.patience:
            state, kind = "failed", "timeout"
        connected = max(exchange.connect_seconds, exchange.tls_seconds)
        return Visit(
            slot=slot,
            at=at,
            state=state,
            kind=kind,
            status=exchange.status,
            tries=tries,
            seconds=seconds,
            dns_seconds=exchange.dns_seconds,
            connect_seconds=exchange.connect_seconds,
            tls_seconds=max(0.0, exchange.tls_seconds - exchange.connect_seconds),
            first_byte_seconds=max(0.0, exchange.first_byte_seconds - connected),
            detail=exchange.detail if state != "opened" else "",
            address=exchange.address,
        )

    def door(self, site: str) -> str:
        """The URL at which a site opened last; empty if it has not."""
        return self._doors.get(site, "")

    async def _open(
        self, site: str, until: float
    ) -> tuple[Exchange, VisitState, VisitKind | Literal[""]]:
        """Ask for the page once, at each address that a site without a scheme may have."""
        urls = list(with_scheme(site))
        urls.sort(key=lambda url: url != self._doors.get(site))
        loop = asyncio.get_running_loop()
        for url in urls:
            # Of two doors the first must leave time for the other.
            last = url == urls[-1]
            share = until if last else loop.time() + (until - loop.time()) * DOUBT
            exchange = await self.walk(url, share)
            state, kind = judge(exchange)
            if state == "opened":
                self._doors[site] = url
            if state != "failed" or exchange.status:
                break
        return exchange, state, kind

    async def walk(self, url: str, until: float) -> Exchange:
        """Follow the redirects from a URL to its page; a loop ends with the redirect itself."""
        jar = Jar()
        chain = [url]
        while True:
            host = host_of(url)
            exchange = await self._session.ask(url, until, cookies=jar.header(host))
            fresh = jar.take(host, exchange.headers)
            onward = exchange.location or _sent_on(exchange)
            if not onward or (not exchange.location and onward in chain):
                return exchange
            step = next_step(chain, onward, new_cookie=fresh)
            if step not in ("follow", "again"):
                return exchange
            url = onward
            chain.append(url)


def _sent_on(exchange: Exchange) -> str:
    """Where a page that is a mere signpost sends its reader; empty if it is more, or nowhere."""
    if exchange.status != 200 or len(exchange.body) > MAX_REFRESH_BYTES:
        return ""
    page = steer(exchange)
    return page.refresh if page is not None and not page.challenge else ""


def judge(exchange: Exchange) -> tuple[VisitState, VisitKind | Literal[""]]:
    """Whether a page opened, by its last answer; and how it failed if it did not."""
    status, failure = exchange.status, exchange.failure
    if not status:
        kind: VisitKind = failure or "reset"  # type: ignore[assignment]
        return ("blocked" if kind == "blocked-target" else "failed"), kind
    if status in REFUSALS:
        return "blocked", "client-error"
    page = steer(exchange)
    if page is not None and page.challenge:
        return "blocked", ""
    if failure == "timeout":
        return "failed", "partial" if exchange.body else "timeout"
    if failure:
        return "failed", failure  # type: ignore[return-value]
    return _by_status(exchange)


def _by_status(exchange: Exchange) -> tuple[VisitState, VisitKind | Literal[""]]:
    status = exchange.status
    if status == 503:
        return "failed", "unavailable"
    if status >= 400:
        return "failed", "server-error" if status >= 500 else "client-error"
    if status >= 300:
        return "failed", "redirect-loop" if exchange.location else "redirect-nowhere"
    if is_blank(exchange):
        return "failed", "empty"
    return ("failed", "placeholder") if is_placeholder(exchange) else ("opened", "")


def is_blank(exchange: Exchange) -> bool:
    """Whether a page has nothing that a person could see, and nothing that might bring it."""
    if not exchange.body.strip():
        return True
    declared = exchange.header("content-type")
    if len(exchange.body) > MAX_REFRESH_BYTES or not is_page(exchange.body, declared):
        return False
    html = decode(exchange.body, declared).text
    return not _SHOWN.search(html) and not _MARKUP.sub("", html).strip()


def is_placeholder(exchange: Exchange) -> bool:
    """Whether a page only stands in for the site's: under construction, or the server's own."""
    declared = exchange.header("content-type")
    if len(exchange.body) > MAX_PLACEHOLDER or not is_page(exchange.body, declared):
        return False
    html = decode(exchange.body, declared).text
    words = " ".join(_MARKUP.sub(" ", _CODE.sub(" ", html)).split())
    few = len(words) <= FEW_WORDS and len(re.findall(r"<a\s", html, re.I)) <= FEW_LINKS
    return few and bool(_PLACEHOLDER.search(words))
