"""Probes (探测): DNS, TLS, the four front doors, IPv6, search, and every second look."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from typing import Literal

from ada_url import URL

from checks.evidence import SECOND_LOOK_AFTER, SiteEvidence
from checks.facts.urls import host as host_of
from checks.facts.urls import is_document
from checks.finding import Need
from checks.observations import Asked, Purpose, Target
from spiders import tls
from spiders.authority import Authority
from spiders.bundle.targets import INTERNAL
from spiders.bundle.writer import BundleWriter
from spiders.cookies import Jar, distrusts
from spiders.egress import Family
from spiders.exchange import Exchange
from spiders.gate import NotAsked
from spiders.hello import Hello, Reply, greet
from spiders.offers import Ask, learn_offers
from spiders.redirects import next_step
from spiders.resolver import Answer, Kind
from spiders.session import Session
from spiders.vantage import vantage

IPV6_PREFIX = "ipv6:"
"""Prefix of the target that stands for a URL asked over IPv6 only, or of a host reached so; behind
a host and a blank stands the one address of it that was tried (of IPv4, then the port)."""
MOST_EACH = 8
"""Addresses of a host that are tried one by one."""
MAX_DOCUMENT_BYTES = 500_000_000
"""Bytes of attachments that second looks read wholly; of further ones only the beginning."""
LOOKUPS = 8
"""Names that are looked up side by side."""
LOOKUP_TIME = 120.0
"""Seconds for all of them: many a dead link leads to a zone that never answers."""
MARGIN = 1.0
"""Seconds waited beyond the least interval between two looks."""


class Prober:
    """Makes single observations for a bundle.

    Args:
        session: the way out.
        writer: the bundle.

    Attributes:
        proven_ipv6: this machine reached a known target over IPv6, so that what is not reached
            over it is the others' doing.
        render_again: opens a page in the browser once more; None without one.
        search_again: puts a question to the site's search once more; None without a browser.
        examine_again: examines a page in the browser once more; None without one.
    """

    def __init__(self, session: Session, writer: BundleWriter) -> None:
        self._session = session
        self._writer = writer
        self._authority = Authority(session.resolver, session.egress, self._opinion)
        self._look = 1
        self._document_bytes = MAX_DOCUMENT_BYTES
        self.proven_ipv6 = False
        self.render_again: Callable[[str, SiteEvidence], Awaitable[None]] | None = None
        self.search_again: Callable[[str, SiteEvidence], Awaitable[None]] | None = None
        self.examine_again: Callable[[str, SiteEvidence], Awaitable[None]] | None = None
        session.resolver.on_answer = self._answered

    async def page(
        self,
        url: str,
        *,
        look: int = 1,
        purpose: Purpose = "probe",
        internal: bool = False,
        link: Target | None = None,
    ) -> Exchange | None:
        """GET a URL and the redirects from it; returns the last answer, None if not allowed.

        The cookies that the redirects set are sent along, as browsers do (see `spiders.redirects`);
        of a second look at a ``link`` the page that carries it is named, too.
        """
        answer: Exchange | None = None
        passed: list[str] = []
        jar = Jar()
        while url:
            target_id, new = self._writer.target(url, internal=internal, depth=0)
            try:
                if await self._session.allowed(url) != "allowed":
                    if new:
                        self._writer.unseen(target_id, "robots")
                    return None
                answer = await self._get(url, target_id, look, jar, link)
            except NotAsked as why:
                if new:
                    self._writer.unseen(target_id, why.reason)
                return None
            self._store(target_id, answer, look, purpose)
            passed.append(url)
            fresh = jar.take(host_of(url), answer.headers)
            step = next_step(passed, answer.location, new_cookie=fresh)
            url = answer.location if step in ("follow", "again") else ""
        return answer

    async def _get(
        self, url: str, target_id: int, look: int, jar: Jar, link: Target | None
    ) -> Exchange:
        """One request; an attachment of the site is wanted whole, as in the crawl."""
        own = self._writer.targets.has(target_id, INTERNAL)
        # What a first look read of an attachment, a second must read, too.
        document = own and is_document(url) and self._document_bytes > 0
        again = look > 1
        cookies = jar.header(host_of(url))
        referer = link.sources[0].page if link is not None and link.sources else ""
        image = link is not None and link.kinds == {"image"}

        async def get(cookies: str) -> Exchange:
            return await self._session.get(
                url, second_look=again, cookies=cookies, document=document, referer=referer,
                image=image,
            )  # fmt: skip

        answer = await get(cookies)
        if distrusts(answer.status, cookies):
            answer = await get("")
        if document:
            self._document_bytes -= len(answer.body)
        return answer

    def _store(self, target_id: int, answer: Exchange, look: int, purpose: Purpose) -> None:
        self._writer.exchange(target_id, answer, look=look, purpose=purpose)

    def _answered(self, host: str, kind: Kind, at: datetime, answer: Answer) -> None:
        if kind != "NS":  # those stand in the row that says whose they are
            self._writer.dns(host, kind, answer, look=self._look, at=at)

    def _opinion(self, host: str, kind: Kind, answer: Answer, asked: Asked) -> None:
        at = self._session.clock.now()
        self._writer.dns(host, kind, answer, look=self._look, at=at, asked=asked)

    async def dns(self, host: str, kind: Literal["A", "AAAA"]) -> None:
        """Ask for a host's addresses, whatever is known of them; the answer is stored."""
        await self._session.resolver.lookup(host, kind, fresh=True)

    async def ipv6_names(self, host: str) -> None:
        """What DNS says of a host and IPv6: several servers' AAAA, and the zone's name servers."""
        await self._authority.opinions(host)
        proven = self.proven_ipv6
        if proven and self._look > 1:  # what was there a minute ago may be gone
            proven = (await vantage(self._session, host)).ipv6
        await self._authority.over_ipv6(host, proven=proven)

    async def tls(self, host: str, *, look: int = 1, offers: bool = True) -> bool:
        """Shake hands with a host on port 443; returns whether TLS came up.

        Args:
            host: with `IPV6_PREFIX` before it: over IPv6 only.
            look: see `checks.observations.Attempt`.
            offers: find out which versions and ciphers it accepts, too.
        """
        name = host.removeprefix(IPV6_PREFIX)
        family: Family = "any" if name == host else "ipv6"
        session = self._session
        try:
            seen = await tls.probe(
                session.egress, name, 443, session.clock.now(), session.options.ca_file,
                family=family, fetch=self._certificate, turn=lambda: session.connecting(name, 443),
            )  # fmt: skip
        except NotAsked:
            return False  # no row: what was not seen is not tested
        if offers and seen.connected:
            with suppress(NotAsked):  # the handshake was seen; what it accepts is not tested
                seen = tls.with_offers(seen, *await learn_offers(self._offer(name, seen.address)))
        self._writer.tls(host, 443, seen, look=look)
        return seen.handshake

    async def each_ipv6(self, host: str, port: int) -> None:
        """Connect to each of a host's IPv6 addresses where it has several."""
        for address in await self._several(host, "AAAA"):
            if self.proven_ipv6 or self._session.egress.maps(address):
                await self._reach(f"{IPV6_PREFIX}{host} {address}", port, look=1)

    async def each_ipv4(self, host: str, ports: Iterable[int]) -> None:
        """Try each of a host's IPv4 addresses where it has several, at each of its web ports.

        A host that the operator mapped stands elsewhere than DNS says.
        """
        egress = self._session.egress
        for address in await self._several(host, "A"):
            for port in ports:
                if egress.mapped(address, port) or not egress.mapped(host, port):
                    await self._reach(f"{host} {address} {port}", port, look=1)

    async def _several(self, host: str, kind: Literal["A", "AAAA"]) -> tuple[str, ...]:
        answer = await self._session.resolver.lookup(host, kind)
        return answer.addresses[:MOST_EACH] if len(answer.addresses) > 1 else ()

    async def _reach(self, key: str, port: int, *, look: int) -> None:
        """Try one address of a host; the key names both.

        At port 443 an IPv4 address has to shake hands, too: each may show a certificate of its own.
        """
        host, _, rest = key.removeprefix(IPV6_PREFIX).partition(" ")
        address = rest.partition(" ")[0]
        session = self._session
        at = session.clock.now()

        def turn() -> AbstractAsyncContextManager[None]:
            return session.connecting(host, port)

        with suppress(NotAsked):  # no row: what was not seen is not tested
            if port == 443 and not key.startswith(IPV6_PREFIX):
                seen = await tls.probe(
                    session.egress, host, port, at, session.options.ca_file,
                    turn=turn, address=address,
                )  # fmt: skip
            else:
                seen = await tls.reach(session.egress, address, port, at, turn=turn)
            self._writer.tls(key, port, seen, look=look)

    def _offer(self, host: str, address: str) -> Ask:
        async def ask(hello: Hello) -> Reply:
            session = self._session
            async with session.connecting(host, 443):
                route = await session.egress.route(host, 443)
                place = address if address in route.addresses else route.addresses[0]
                return await greet(place, route.port, host, hello, session.options.connect_timeout)

        return ask

    async def _certificate(self, url: str) -> bytes:
        """What lies at the address of a certificate's issuer (AIA), as browsers fetch it."""
        answer = await self._session.get(url, resource=True)
        return answer.body if answer.status == 200 and not answer.truncated else b""

    async def over_ipv6(self, url: str, *, look: int = 1) -> None:
        """GET a URL over IPv6 only."""
        target_id, _ = self._writer.target(IPV6_PREFIX + url, internal=False, depth=0)
        try:
            answer = await self._session.get(url, second_look=look > 1, family="ipv6")
        except NotAsked as why:
            self._writer.unseen(target_id, why.reason)
            return
        self._store(target_id, answer, look, "probe")

    async def front_doors(self, host: str) -> None:
        """What the site's host says to DNS, TLS, http and https, and each of its addresses."""
        if not _is_address(host):  # an address has no records of its own
            await self.dns(host, "A")
            await self.dns(host, "AAAA")
        ports = [443] if await self.tls(host) else []
        for scheme in ("http", "https"):
            answer = await self.page(f"{scheme}://{host}/", internal=True)
            if scheme == "http" and answer is not None and not answer.failure:
                ports.append(80)
        if not _is_address(host):
            await self.each_ipv4(host, ports)

    async def twin_doors(self, twin: str) -> None:
        """What the www or bare twin of the site's host says, if DNS knows it at all."""
        if _is_address(twin.removeprefix("www.")):
            return
        answer = await self._session.resolver.lookup(twin, "A")
        if answer.addresses or self._session.egress.mapped(twin, 80):
            await self.tls(twin, offers=False)
            for scheme in ("http", "https"):
                await self.page(f"{scheme}://{twin}/", internal=True)

    async def addresses(self, hosts: Iterable[str]) -> None:
        """Ask DNS for the AAAA of hosts that pages link to, a few at a time, for a while."""
        turns = asyncio.Semaphore(LOOKUPS)

        async def one(host: str) -> None:
            async with turns:
                await self._session.resolver.lookup(host, "AAAA")

        with suppress(TimeoutError):  # who has not answered by then stays unknown
            async with asyncio.timeout(LOOKUP_TIME):
                await asyncio.gather(*(one(host) for host in hosts if not _is_address(host)))

    async def random_path(self, beside: str) -> str:
        """Ask for a page that cannot exist, to know how this host says so (soft 404).

        Args:
            beside: a page; what is asked for lies in its folder and ends like it.
        """
        name = hashlib.sha256(beside.encode()).hexdigest()[:16]
        path = URL(beside).pathname
        folder, _, last = path.rpartition("/")
        dot = last.rfind(".")
        url = f"{URL(beside).origin}{folder}/{name}{last[dot:] if dot > 0 else '.html'}"
        await self.page(url, purpose="random")
        return url

    async def look_again(
        self,
        needs: Iterable[Need],
        evidence: SiteEvidence,
        progress: Callable[[int, int], None],
        *,
        look: int = 2,
    ) -> None:
        """Look once more at everything a judgement wants, once each is due.

        Args:
            needs: what to look at.
            evidence: what was seen so far.
            progress: told how many are done, and of how many.
            look: number of this look.
        """
        wanted = list(needs)
        await self.wait_for(wanted, evidence)
        self._look = look
        self._session.resolver.forget()
        wanted = await self._in_sight(wanted)
        by_host: dict[str, list[Need]] = {}
        for need in wanted:
            host = host_of(need.key) if need.kind == "page" else ""
            by_host.setdefault(host, []).append(need)
        done = 0

        async def in_turn(mine: list[Need]) -> None:
            nonlocal done
            for need in mine:
                await self._again(need, evidence)
                done += 1
                if self._writer.full:
                    self._writer.commit()
                progress(done, len(wanted))

        await asyncio.gather(*(in_turn(mine) for mine in by_host.values()))
        self._writer.commit()

    async def _in_sight(self, needs: list[Need]) -> list[Need]:
        """Those that can still be seen: our IPv6 has to be there in the second look, too."""
        sees: dict[str, bool] = {}
        kept = []
        for need in needs:
            key = need.key.removeprefix(IPV6_PREFIX)
            if key != need.key:
                host = host_of(key) if need.kind == "page" else key.partition(" ")[0]
                if host not in sees:
                    sees[host] = (await vantage(self._session, host)).ipv6
                if not sees[host]:
                    continue
            kept.append(need)
        return kept

    async def wait_for(self, needs: Sequence[Need], evidence: SiteEvidence) -> None:
        """Wait until the last first look is old enough; all others then are too."""
        clock = self._session.clock
        last = max((t for n in needs if (t := evidence.last_seen(n)) is not None), default=None)
        if last is not None:
            wait = (last + SECOND_LOOK_AFTER - clock.now()).total_seconds() + MARGIN
            if wait > 0:
                await clock.sleep(wait)

    async def _again(self, need: Need, evidence: SiteEvidence) -> None:
        look = self._look
        if need.kind == "search":
            if self.search_again is not None:
                await self.search_again(need.key, evidence)
        elif need.kind == "examination":
            if self.examine_again is not None:
                await self.examine_again(need.key, evidence)
        elif need.kind == "dns":
            host, _, kind = need.key.partition(" ")
            if kind != "NS":
                await self.dns(host, "AAAA" if kind == "AAAA" else "A")
            if kind != "A":
                await self.ipv6_names(host)
        elif need.kind == "tls" and " " in need.key:
            await self._reach(need.key, evidence.tls_probes[need.key][0].port, look=look)
        elif need.kind == "tls":
            await self.tls(need.key, look=look, offers=not need.key.startswith(IPV6_PREFIX))
        elif need.key.startswith(IPV6_PREFIX):
            await self.over_ipv6(need.key.removeprefix(IPV6_PREFIX), look=look)
        else:
            target = evidence.targets.get(need.key)
            own = target is not None and target.internal
            await self.page(need.key, look=look, internal=own, link=target)
            if self.render_again is not None:
                await self.render_again(need.key, evidence)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
