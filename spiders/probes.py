"""Probes (探测): DNS, TLS, the four front doors, IPv6, search, and every second look."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from ada_url import URL

from checks.evidence import SECOND_LOOK_AFTER, Purpose, SiteEvidence, Vantage
from checks.facts.urls import host as host_of
from checks.facts.urls import is_document
from checks.finding import Need
from spiders import tls
from spiders.bundle.writer import BundleWriter
from spiders.egress import ipv6_source
from spiders.fetcher import Exchange
from spiders.gate import NotAsked
from spiders.resolver import Answer, Kind
from spiders.session import Session

MAX_HOPS = 10
IPV6_PREFIX = "ipv6:"
"""Prefix of the target that stands for a URL asked over IPv6 only."""
MAX_DOCUMENT_BYTES = 500_000_000
"""Bytes of attachments that second looks read wholly; of further ones only the beginning."""
MARGIN = 1.0
"""Seconds waited beyond the least interval between two looks."""


class Prober:
    """Makes single observations for a bundle.

    Args:
        session: the way out.
        writer: the bundle.
    """

    def __init__(self, session: Session, writer: BundleWriter) -> None:
        self._session = session
        self._writer = writer
        self._trust = tls.trust(session.options.ca_file)
        self._look = 1
        self._document_bytes = MAX_DOCUMENT_BYTES
        session.resolver.on_answer = self._answered

    async def page(
        self,
        url: str,
        *,
        look: int = 1,
        purpose: Purpose = "probe",
        internal: bool = False,
    ) -> Exchange | None:
        """GET a URL and the redirects from it; returns the last answer, None if not allowed."""
        answer: Exchange | None = None
        passed: list[str] = []
        while url and url not in passed and len(passed) <= MAX_HOPS:
            passed.append(url)
            target_id, new = self._writer.target(url, internal=internal, depth=0)
            try:
                if await self._session.allowed(url) != "allowed":
                    if new:
                        self._writer.unseen(target_id, "robots")
                    return None
                # What a first look read of an attachment, a second must read, too.
                document = look > 1 and is_document(url) and self._document_bytes > 0
                answer = await self._session.get(url, second_look=look > 1, document=document)
            except NotAsked as why:
                if new:
                    self._writer.unseen(target_id, why.reason)
                return None
            if document:
                self._document_bytes -= len(answer.body)
            self._store(target_id, answer, look, purpose)
            url = answer.location
        return answer

    def _store(self, target_id: int, answer: Exchange, look: int, purpose: Purpose) -> None:
        self._writer.exchange(target_id, answer, look=look, purpose=purpose)

    def _answered(self, host: str, kind: Kind, at: datetime, answer: Answer) -> None:
        self._writer.dns(host, kind, answer, look=self._look, at=at)

    async def dns(self, host: str, kind: Literal["A", "AAAA"]) -> None:
        """Ask for a host's addresses, whatever is known of them; the answer is stored."""
        await self._session.resolver.lookup(host, kind, fresh=True)

    async def tls(self, host: str, *, look: int = 1) -> bool:
        """Shake hands with a host on port 443; returns whether TLS came up."""
        try:
            async with self._session.connecting(host, 443):
                at = self._session.clock.now()
                seen = await tls.probe(self._session.egress, host, 443, at, self._trust)
        except NotAsked:
            return False  # no row: what was not seen is not tested
        self._writer.tls(host, 443, seen, look=look)
        return seen.handshake

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
        """What the site's host says to DNS, TLS, http and https."""
        if not _is_address(host):  # an address has no records of its own
            await self.dns(host, "A")
            await self.dns(host, "AAAA")
        await self.tls(host)
        for scheme in ("http", "https"):
            await self.page(f"{scheme}://{host}/", internal=True)

    async def random_path(self, home: str) -> str:
        """Ask for a page that cannot exist, to know how this host says so (soft 404)."""
        name = hashlib.sha256(home.encode()).hexdigest()[:16]
        url = f"{URL(home).origin}/{name}.html"
        await self.page(url, purpose="random")
        return url

    async def look_again(
        self, needs: Iterable[Need], evidence: SiteEvidence, progress: Callable[[int, int], None]
    ) -> None:
        """Make the second look at everything a draft judgement wants, once each is due."""
        wanted = list(needs)
        await self._until_due(wanted, evidence)
        self._look = 2
        self._session.resolver.forget()
        by_host: dict[str, list[Need]] = {}
        for need in wanted:
            host = host_of(need.key) if need.kind == "page" else ""
            by_host.setdefault(host, []).append(need)
        done = 0

        async def in_turn(mine: list[Need]) -> None:
            nonlocal done
            for need in mine:
                await self._again(need)
                done += 1
                if self._writer.full:
                    self._writer.commit()
                progress(done, len(wanted))

        await asyncio.gather(*(in_turn(mine) for mine in by_host.values()))
        self._writer.commit()

    async def _until_due(self, needs: list[Need], evidence: SiteEvidence) -> None:
        """Wait until the last first look is old enough; all others then are too."""
        clock = self._session.clock
        last = max((t for n in needs if (t := evidence.last_seen(n)) is not None), default=None)
        if last is not None:
            wait = (last + SECOND_LOOK_AFTER - clock.now()).total_seconds() + MARGIN
            if wait > 0:
                await clock.sleep(wait)

    async def _again(self, need: Need) -> None:
        if need.kind == "dns":
            host, _, kind = need.key.partition(" ")
            await self.dns(host, "AAAA" if kind == "AAAA" else "A")
        elif need.kind == "tls":
            await self.tls(need.key, look=2)
        elif need.key.startswith(IPV6_PREFIX):
            await self.over_ipv6(need.key.removeprefix(IPV6_PREFIX), look=2)
        else:
            await self.page(need.key, look=2)


async def vantage(session: Session, host: str) -> Vantage:
    """Prove what this machine can see over IPv6 (RFC 4291, RFC 6724).

    A route in the table proves nothing: there must be a global source address and a completed
    connection to the target the operator named. A mapping of the site's host to an IPv6 address
    proves itself by the connection.
    """
    mapped = [m for p in (80, 443) for m in session.egress.mapped(host, p) if ":" in m.address]
    if mapped:
        reached = await _connects(mapped[0].address, mapped[0].to_port)
        told = "mapped by the operator" if reached else "mapped address does not answer"
        return Vantage(ipv6=reached, ipv6_detail=told)
    source = ipv6_source()
    if not source:
        return Vantage(ipv6_detail="no global IPv6 source address")
    target = session.options.ipv6_target
    if target is None:
        return Vantage(ipv6_detail="no known IPv6 target is configured")
    if await _connects(*target):
        return Vantage(ipv6=True, ipv6_detail="known target reached")
    return Vantage(ipv6_detail="known target not reached over IPv6")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


async def _connects(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(10):
            _, writer = await asyncio.open_connection(address, port, family=socket.AF_INET6)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
