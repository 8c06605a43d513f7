"""The collector (采集器): what becomes of each answer. It stores and queues; it judges nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from checks.evidence import Unseen
from checks.facts.types import Link, PageFacts
from checks.facts.urls import host as host_of
from spiders.bundle.writer import BundleWriter
from spiders.fetcher import Exchange
from spiders.frontier import Frontier, Item
from spiders.robots import Verdict
from spiders.session import Session

_LOG = logging.getLogger(__name__)
MAX_LINKS = 20_000
"""Links of one page that are followed; a page with more is a trap or broken."""
MAX_HOPS = 10
"""Redirects followed from one link."""
MAX_COOKIES = 50
"""Cookies kept along one redirect chain."""
_PASSING = ("connect-timeout", "timeout", "reset", "dns-timeout", "dns-failure", "refused")


def own_hosts(host: str) -> tuple[str, ...]:
    """A host and its www or bare twin: both are the same site to everyone who types it."""
    twin = host[4:] if host.startswith("www.") else f"www.{host}"
    return (host, twin)


class Collector:
    """Drives one crawl: hands out fetches, takes answers, keeps the frontier and the bundle.

    Args:
        session: the way out.
        writer: the bundle.
        site_url: home page to begin with.
        on_progress: called with pages read, targets looked at and targets waiting.
    """

    def __init__(
        self,
        session: Session,
        writer: BundleWriter,
        site_url: str,
        on_progress: Callable[[int, int, int], None] | None = None,
    ) -> None:
        options = session.options
        self.session = session
        self.writer = writer
        self.site_url = site_url
        self.hosts = set(own_hosts(host_of(site_url)))
        self.frontier = Frontier(options.max_pages, options.max_targets, self.hosts)
        self.pages = 0
        self.looked_at = 0
        self._max_depth = options.max_depth
        self._on_progress = on_progress
        self._queued: set[int] = set()

    def begin(self) -> None:
        """Queue the home page."""
        self._add(self.site_url, page=True, depth=0)

    async def fetch(self, item: Item) -> Exchange | Verdict:
        """Make one fetch, if robots.txt allows it."""
        verdict = await self.session.allowed(item.url)
        if verdict != "allowed":
            return verdict
        cookies = "; ".join(f"{k}={v}" for k, v in item.cookies.items())
        try:
            return await self.session.get(item.url, resource=not item.page, cookies=cookies)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
            _LOG.exception("our fetcher failed on %r", item.url)
            now = self.session.clock.now()
            return Exchange(item.url, now, failure="interrupted", detail=type(error).__name__)

    def take(self, item: Item, answer: Exchange | Verdict) -> None:
        """Store an answer and queue what follows from it."""
        try:
            if isinstance(answer, Exchange):
                self._take_exchange(item, answer)
            elif answer in ("robots", "robots-unreachable"):
                self.writer.unseen(item.target_id, answer)
                self.frontier.refund(item)
        finally:
            self.frontier.done(item)  # a fault of ours must not hold up the rest of the host
        if self._on_progress is not None:
            self._on_progress(self.pages, self.looked_at, len(self._queued) - self.looked_at)

    def _take_exchange(self, item: Item, exchange: Exchange) -> None:
        facts = exchange.facts() if item.page else None
        self.writer.exchange(item.target_id, exchange, facts=facts)
        passing = exchange.failure in _PASSING or exchange.status in (502, 503, 504)
        if passing and item.tries == 0:
            self.frontier.retry(item)
            return
        self.looked_at += 1
        if exchange.location:
            self._redirect(item, exchange)
        if facts is None:
            self.frontier.refund(item)
            return
        if facts.kind == "challenge":
            return
        self.pages += 1
        self._follow(item, exchange.url, facts)

    def _follow(self, item: Item, url: str, facts: PageFacts) -> None:
        if facts.refresh:
            self._onward(item, facts.refresh)
        for position, link in enumerate(facts.links[:MAX_LINKS]):
            if link.kind == "form" or link.url == url:
                continue
            target_id = self._link(item, link)
            self.writer.link(item.target_id, target_id, link, position)

    def _link(self, item: Item, link: Link) -> int:
        known = self.writer.known(link.url)
        if known in self._queued:  # as most links are: every page repeats the navigation
            return known
        internal = host_of(link.url) in self.hosts
        page = internal and link.kind in ("page", "frame")
        same_level = link.kind == "frame"
        return self._add(link.url, page=page, depth=item.depth + (0 if same_level else 1))

    def _add(self, url: str, *, page: bool, depth: int, via: Item | None = None) -> int:
        host = host_of(url)
        target_id, _ = self.writer.target(url, internal=host in self.hosts, depth=depth)
        if target_id in self._queued:  # a probe may have asked for it before: that is no crawl
            return target_id
        self._queued.add(target_id)
        if page and depth > self._max_depth:
            self.writer.unseen(target_id, "depth")
            return target_id
        chain = (*via.chain, via.url) if via is not None else ()
        cookies = dict(via.cookies) if via is not None else {}
        self.frontier.add(Item(target_id, url, host, page, depth, chain=chain, cookies=cookies))
        return target_id

    def _redirect(self, item: Item, exchange: Exchange) -> None:
        before = len(item.cookies)
        _keep_cookies(item.cookies, exchange)
        onward = exchange.location
        if onward == item.url or onward in item.chain:
            # A server that sets a cookie and sends us back wants to see the cookie: browsers show
            # it, and open the page. Without a new cookie it is a loop, and stays one.
            if len(item.cookies) > before and len(item.chain) < MAX_HOPS:
                target_id, _ = self.writer.target(onward, internal=True, depth=item.depth)
                self.frontier.add(
                    Item(
                        target_id, onward, host_of(onward), item.page, item.depth, tries=1,
                        chain=(*item.chain, item.url), cookies=item.cookies,
                    )
                )  # fmt: skip
            return
        if len(item.chain) < MAX_HOPS:
            self._onward(item, onward)

    def _onward(self, item: Item, url: str) -> None:
        host = host_of(url)
        if item.page and (*item.chain, item.url)[0] == self.site_url:
            self.hosts.update(own_hosts(host))  # the home page moved: that is where the site is
        page = item.page and host in self.hosts
        self._add(url, page=page, depth=item.depth, via=item)

    def finish(self) -> str:
        """Store what was left out and why; returns why collecting ended."""
        frontier = self.frontier
        reason: Unseen = "interrupted" if frontier.stopped == "interrupted" else "budget"
        stopped = frontier.stopped or frontier.exhausted or "finished"
        for item in frontier.rest():
            if item.tries == 0:
                self.writer.unseen(item.target_id, reason)
        return stopped


def _keep_cookies(jar: dict[str, str], exchange: Exchange) -> None:
    for name, value in exchange.headers:
        if name.lower() != "set-cookie" or len(jar) >= MAX_COOKIES:
            continue
        try:
            cookie = SimpleCookie(value)
        except CookieError:
            continue
        jar.update({key: morsel.value for key, morsel in cookie.items() if len(value) < 4096})
