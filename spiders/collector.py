"""The collector (采集器): what becomes of each answer. It stores and queues; it judges nothing."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from checks.facts.steering import Steering
from checks.facts.types import Link
from checks.facts.urls import host as host_of
from checks.facts.urls import is_document
from checks.observations import Outage, Unseen
from spiders.bundle.former import Former
from spiders.bundle.targets import DONE, INTERNAL, PAGE, QUEUED, Trail
from spiders.bundle.writer import BundleWriter
from spiders.cookies import distrusts
from spiders.exchange import Exchange
from spiders.frontier import Frontier, Item
from spiders.gate import NotAsked
from spiders.harmless import harmless
from spiders.neighbours import Neighbours
from spiders.reading import sheet_links, steer
from spiders.redirects import next_step
from spiders.robots import Verdict
from spiders.session import Session
from spiders.sites import own_hosts
from spiders.traps import Traps, without_session

Answer = Exchange | Verdict | Unseen
"""What came of an item: an exchange, or why there was none."""

_LOG = logging.getLogger(__name__)
MAX_LINKS = 20_000
"""Links of one page that are followed; a page with more is a trap or broken."""
MAX_DOCUMENT_BYTES = 500_000_000
"""Bytes of a site's attachments that are read wholly; of further ones only the beginning."""
_PAGES = ("page", "frame", "data")
# A site map by its usual name; under any other an XML file is an attachment.
_MAP = re.compile(r"/sitemap[\w-]{0,30}\.xml$", re.IGNORECASE)
_PASSING = ("connect-timeout", "timeout", "reset", "dns-timeout", "dns-failure", "refused")


class Counts(msgspec.Struct):
    """How far a crawl has come; it stands in the bundle, so that a crawl can go on elsewhere.

    Attributes:
        pages: pages of the site read.
        looked_at: targets looked at for good.
        queued: targets ever queued.
        pages_spent, others_spent: fetches that count against the budgets.
        document_bytes: bytes read of the site's own attachments.
        seconds: time spent crawling.
    """

    pages: int = 0
    looked_at: int = 0
    queued: int = 0
    pages_spent: int = 0
    others_spent: int = 0
    document_bytes: int = 0
    seconds: float = 0.0


class Collector:
    """Drives one crawl: hands out fetches, takes answers, keeps the frontier and the bundle.

    Args:
        session: the way out.
        writer: the bundle; one that is taken up again brings its frontier.
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
        self.neighbours = Neighbours(host_of(site_url), self.hosts)
        self.counts = Counts()
        self.former: Former | None = None
        self._targets = writer.targets
        self._aliases: dict[str, int] = {}
        self._failed: deque[tuple[datetime, int, bool]] = deque(maxlen=1000)
        self._traps = Traps(max(1.0, options.max_pages / 5000))
        self._max_depth = options.max_depth
        self._on_progress = on_progress
        self._began = self._now()
        self._before = 0.0
        self.frontier = Frontier(
            writer.targets, options.max_pages, options.max_targets, self.hosts,
            per_host=options.connections,
        )  # fmt: skip

    def begin(self) -> None:
        """Queue the home page, or what was left when this crawl was cut off."""
        self._began = self._now()
        if self.writer.resumed:
            self._take_up()
        home = self.writer.known(self.site_url)
        if not home or not self._targets.has(home, QUEUED):
            self._add(self.site_url, page=True, depth=0)

    def _take_up(self) -> None:
        """Fill the frontier from the bundle."""
        row = self.writer.run_row()
        self.counts = msgspec.json.decode(row["crawl"], type=Counts)
        self._before = self.counts.seconds
        self.frontier.pages_left -= self.counts.pages_spent
        self.frontier.others_left -= self.counts.others_spent
        self.hosts.update(msgspec.json.decode(row["hosts"], type=list[str]))
        trails = self.writer.trails()
        targets = self._targets
        for number in range(1, len(targets) + 1):
            if targets.marks[number] & QUEUED:
                url = targets.urls[number]
                if (bare := without_session(url)) != url:
                    self._aliases.setdefault(bare, number)
                if targets.has(number, PAGE):
                    self._traps.page(url)
                if not targets.has(number, DONE):
                    self.frontier.add(number, host_of(url), trails.get(number))

    @property
    def seconds(self) -> float:
        """Time spent crawling, in this process and in earlier ones."""
        return self._before + self._now() - self._began

    def _now(self) -> float:
        """Seconds that stand still while the hours, or a fault of our own network, hold us."""
        return self.session.clock.monotonic() - self.session.gate.held_seconds

    def retry_since(self, outage: Outage) -> None:
        """Ask again for what failed while our own network did."""
        while self._failed and outage.covers(self._failed[-1][0]):
            _, target_id, page = self._failed.pop()
            self.writer.reopened(target_id)
            self.counts.looked_at -= 1
            if page:
                self.frontier.pages_left += 1
            else:
                self.counts.others_spent -= 1
                self.frontier.others_left += 1
            host = host_of(self._targets.urls[target_id])
            self._queue(target_id, host, page=page, trail=Trail(tries=1))

    async def fetch(self, item: Item) -> Answer:
        """Make one fetch, if robots.txt allows it."""
        try:
            verdict = await self.session.allowed(item.url)
            return await self._get(item) if verdict == "allowed" else verdict
        except NotAsked as decision:
            return decision.reason
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
            _LOG.exception("our fetcher failed on %r", item.url)
            now = self.session.clock.now()
            return Exchange(item.url, now, failure="interrupted", detail=type(error).__name__)

    async def _get(self, item: Item) -> Exchange:
        cookies = item.trail.jar.header(item.host)
        document = not item.page and self._targets.has(item.target_id, INTERNAL)
        document = document and self.counts.document_bytes < MAX_DOCUMENT_BYTES
        document = document and is_document(item.url)
        resource = not item.page
        former = self.former
        conditions = former.conditions(item.url) if former is not None and item.page else ()
        answer = await self.session.get(
            item.url, resource=resource, cookies=cookies, document=document, conditions=conditions
        )
        if conditions and former is not None:
            answer = former.unchanged(answer)
        if distrusts(answer.status, cookies):
            answer = await self.session.get(item.url, resource=resource, document=document)
        if document:
            self.counts.document_bytes += len(answer.body)
        return answer

    def take(self, item: Item, answer: Answer) -> None:
        """Store an answer and queue what follows from it."""
        try:
            if isinstance(answer, Exchange):
                self._take_exchange(item, answer)
            elif answer == "interrupted":  # it waits as before
                self.frontier.stop("interrupted")  # whoever stopped the site, nothing more starts
                self.frontier.refund(item)
                self.frontier.add(item.target_id, item.host, item.trail)
            elif answer != "allowed":
                if not item.trail.tries:  # else it was seen, if only once
                    self.writer.unseen(item.target_id, answer)
                self.writer.done(item.target_id)
                self.frontier.refund(item)
        finally:
            self.frontier.done(item)  # a fault of ours must not hold up the rest of the host
        if self.writer.full:
            self.commit()
        if self._on_progress is not None:
            counts = self.counts
            self._on_progress(counts.pages, counts.looked_at, counts.queued - counts.looked_at)

    def commit(self) -> None:
        """Bring everything so far into the bundle, the state of the crawl with it."""
        self.counts.seconds = self.seconds
        self.writer.note(hosts=tuple(sorted(self.hosts)), crawl=self.counts)
        self.writer.commit()

    def _take_exchange(self, item: Item, exchange: Exchange) -> None:
        counts = self.counts
        self.writer.exchange(item.target_id, exchange)
        passing = exchange.failure in _PASSING or exchange.status in (502, 503, 504)
        if passing and item.trail.tries == 0:
            item.trail.tries = 1
            self.frontier.refund(item)
            self._queue(item.target_id, item.host, page=item.page, trail=item.trail)
            return
        counts.looked_at += 1
        self.writer.done(item.target_id)
        if exchange.failure:
            self._failed.append((exchange.at, item.target_id, item.page))
        if exchange.location:
            self._redirect(item, exchange)
        page = steer(exchange) if item.page else None
        if not item.page:
            counts.others_spent += 1
            self._follow_sheet(item, exchange)
        elif page is None:  # no page after all: it costs no page
            self.frontier.refund(item)
        else:
            counts.pages_spent += 1
        if page is None or page.challenge:
            return
        counts.pages += 1
        self._follow(item, exchange.url, page)

    def _follow(self, item: Item, url: str, page: Steering) -> None:
        if page.refresh:
            self._onward(item, page.refresh)
        self.writer.links(item.target_id, self._discovered(item, url, page.links[:MAX_LINKS]))

    def _follow_sheet(self, item: Item, exchange: Exchange) -> None:
        """Queue what a style sheet of the site refers to."""
        links = sheet_links(exchange) if self._targets.has(item.target_id, INTERNAL) else ()
        if links:
            self.writer.links(item.target_id, self._discovered(item, exchange.url, links))

    def _discovered(
        self, item: Item, url: str, links: tuple[Link, ...]
    ) -> Iterator[tuple[int, Link]]:
        """Links with their targets; those not known yet are queued on the way."""
        ids, marks = self._targets.ids, self._targets.marks
        elsewhere = self.neighbours.is_elsewhere(url)
        for link in links:
            if link.kind == "form" or link.url == url:
                continue
            known = ids.get(link.url)
            # As most links are: every page repeats the navigation.
            if known is None or not marks[known] & QUEUED:
                column = self.neighbours.takes(url, item.depth, link)
                if elsewhere and not column:
                    continue  # the rest of another's site is none of ours
                known = self._discover(item, link, column=column)
            elif elsewhere:
                continue
            yield known, link

    def _discover(self, item: Item, link: Link, *, column: bool = False) -> int:
        leads_on = link.kind in _PAGES or (link.kind == "document" and _MAP.search(link.url))
        page = bool(leads_on) and (column or host_of(link.url) in self.hosts)
        same_level = link.kind in ("frame", "data")
        if not harmless(link.url, link.text):
            return self._leave(link.url, "side-effect", depth=item.depth + 1)
        return self._add(link.url, page=page, depth=item.depth + (0 if same_level else 1))

    def _add(self, url: str, *, page: bool, depth: int, via: Item | None = None) -> int:
        """Queue a URL unless it is known; returns the id of its target."""
        bare = without_session(url)
        if bare != url and via is None and bare in self._aliases:
            return self._aliases[bare]  # the same page under another session: one is enough
        host = host_of(url)
        internal = host in self.hosts
        target_id, _ = self.writer.target(url, internal=internal, depth=depth)
        if bare != url:
            self._aliases.setdefault(bare, target_id)
        if self._targets.has(target_id, QUEUED):
            return target_id  # a probe may have asked for it before: that is no crawl
        reason: Unseen | None = None
        if page:
            reason = "depth" if depth > self._max_depth else self._traps.page(url)
        elif not internal:
            reason = self._traps.host(host)
        if reason is not None:
            return self._leave(url, reason, depth=depth, page=page)
        trail = None
        if via is not None:
            chain = (*via.trail.chain, via.url)
            trail = Trail(chain=chain, jar=via.trail.jar.copy())
        self.counts.queued += 1
        self._queue(target_id, host, page=page, trail=trail)
        return target_id

    def _leave(self, url: str, reason: Unseen, *, depth: int, page: bool = False) -> int:
        """Store a URL that is not asked for, and why; returns the id of its target."""
        internal = host_of(url) in self.hosts
        target_id, _ = self.writer.target(url, internal=internal, depth=depth)
        self.writer.unseen(target_id, reason)
        self._targets.marks[target_id] |= QUEUED | DONE | (PAGE if page else 0)
        return target_id

    def _queue(self, target_id: int, host: str, *, page: bool, trail: Trail | None) -> None:
        self.writer.queued(target_id, page=page, trail=trail)
        self.frontier.add(target_id, host, trail)

    def _redirect(self, item: Item, exchange: Exchange) -> None:
        trail = item.trail
        new = trail.jar.take(item.host, exchange.headers)
        step = next_step((*trail.chain, item.url), exchange.location, new_cookie=new)
        if step == "follow":
            self._onward(item, exchange.location)
        elif step == "again":
            # A server that sets a cookie and sends us back wants to see it: browsers show it,
            # and open the page.
            target_id = self._targets.ids[exchange.location]
            again = Trail(tries=1, chain=(*trail.chain, item.url), jar=trail.jar.copy())
            self.writer.reopened(target_id)
            self._queue(target_id, host_of(exchange.location), page=item.page, trail=again)
            self.counts.queued += 1

    def _onward(self, item: Item, url: str) -> None:
        host = host_of(url)
        if item.page and (*item.trail.chain, item.url)[0] == self.site_url:
            self.hosts.update(own_hosts(host))  # the home page moved: that is where the site is
            self.session.claim(*own_hosts(host))
        page = item.page and (host in self.hosts or item.host not in self.hosts)
        self._add(url, page=page, depth=item.depth, via=item)

    def finish(self) -> str:
        """Store what was left out and why; returns why collecting ended."""
        frontier = self.frontier
        reason: Unseen = "interrupted" if frontier.stopped == "interrupted" else "budget"
        stopped = frontier.stopped or frontier.exhausted or "finished"
        self.commit()
        self.writer.leave_rest(reason)
        return stopped
