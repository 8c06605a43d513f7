"""DNS lookups (域名解析) with every outcome kept apart, by dnspython.

The crawl's connections and the DNS verdicts rest on the same answers, so that nothing is checked
with one lookup and connected with another (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import dns.asyncquery
import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from msgspec import Struct

from spiders.clock import Clock

Kind = Literal["A", "AAAA", "NS"]
Result = Literal["answer", "no-data", "no-such-name", "server-failure", "timeout"]

SURE = ("answer", "no-data", "no-such-name")
"""Results that say something of the name; the others say something of the server."""
TRIES = 2
"""Questions put to each server before the next one is asked."""
TIMEOUT = 4.0
"""Seconds a server has for one answer."""
NEGATIVE_CACHE = 30.0
"""Seconds for which a name without answer is not asked for again: so that a page full of links to
a dead host takes no hour, and well below the time after which a second look asks anew."""
LONGEST_CACHE = 300.0
"""Seconds an answer is kept at most, whatever its TTL: a site may move during a long run."""


class Answer(Struct, frozen=True, kw_only=True):
    """What DNS said about one name and type; see `checks.observations.DnsAnswer`."""

    result: Result
    addresses: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    server: str = ""
    ttl: int = 0


class _Kept(Struct, frozen=True):
    at: datetime
    asked: float  # monotonic seconds
    until: float
    answer: Answer


class Names:
    """Answers that several resolvers share: the sites of one process link to the same hosts."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, Kind], _Kept] = {}
        self.asking: dict[tuple[str, Kind], asyncio.Lock] = {}


class Resolver:
    """Asks the given name servers, or the system's, one after the other, for one site.

    Args:
        clock: for the age of cached answers.
        nameservers: ``(address, port)`` pairs; empty means those of ``/etc/resolv.conf``.
        names: cache shared with other sites' resolvers.

    Attributes:
        on_answer: told each answer that this site's requests rest on, once, whichever site had
            it asked: host, type, time of asking, answer.
    """

    def __init__(
        self,
        clock: Clock,
        nameservers: tuple[tuple[str, int], ...] = (),
        names: Names | None = None,
    ) -> None:
        self.on_answer: Callable[[str, Kind, datetime, Answer], None] | None = None
        self._clock = clock
        self.servers = nameservers or system_servers()
        self._names = names or Names()
        self._told: dict[tuple[str, Kind], _Kept] = {}
        self._oldest = -math.inf

    def forget(self) -> None:
        """From now on use no answer that was asked for before: a second look asks anew."""
        self._oldest = self._clock.monotonic()

    async def lookup(self, host: str, kind: Kind, *, fresh: bool = False) -> Answer:
        """Look a name up; ``fresh`` passes the cache by. Never raises for what DNS does."""
        key = (host, kind)
        kept = None if fresh else self._usable(key)
        if kept is None:
            async with self._names.asking.setdefault(key, asyncio.Lock()):
                # Another may have asked while we waited.
                kept = (None if fresh else self._usable(key)) or await self._ask_and_keep(key)
        if self.on_answer is not None and self._told.get(key) is not kept:
            self._told[key] = kept
            self.on_answer(host, kind, kept.at, kept.answer)
        return kept.answer

    def _usable(self, key: tuple[str, Kind]) -> _Kept | None:
        kept = self._names.kept.get(key)
        if kept is None or kept.asked < self._oldest or self._clock.monotonic() >= kept.until:
            return None
        return kept

    async def _ask_and_keep(self, key: tuple[str, Kind]) -> _Kept:
        at, asked = self._clock.now(), self._clock.monotonic()
        answer = await self._ask(*key)
        age = NEGATIVE_CACHE
        if answer.result == "answer":
            age = min(float(max(answer.ttl, 5)), LONGEST_CACHE)
        kept = _Kept(at, asked, self._clock.monotonic() + age, answer)
        self._names.kept[key] = kept
        return kept

    async def _ask(self, host: str, kind: Kind) -> Answer:
        worst = Answer(result="timeout" if self.servers else "server-failure")
        for server in self.servers:
            worst = await ask(server, host, kind)
            if worst.result in SURE:
                break
        return worst


async def ask(
    server: tuple[str, int], host: str, kind: Kind, *, authoritative: bool = False
) -> Answer:
    """Put a question to one server, `TRIES` times. Never raises for what DNS does.

    Args:
        server: its address and port, checked by the address guard.
        host: name asked for; ``kind`` of record.
        kind: see ``host``.
        authoritative: it is asked as a name server of the zone: an answer without authority, such
            as a referral, is none.
    """
    try:
        query = dns.message.make_query(dns.name.from_text(host), kind)
    except dns.exception.DNSException:
        # Such a name (empty or over-long label) cannot exist anywhere (RFC 1035 2.3.4).
        return Answer(result="no-such-name")
    if authoritative:
        query.flags &= ~dns.flags.RD
    for _ in range(TRIES):
        answer = await _ask_once(query, kind, *server, authoritative)
        if answer.result in SURE:
            break
    return answer


async def _ask_once(
    query: dns.message.QueryMessage, kind: Kind, address: str, port: int, authoritative: bool
) -> Answer:
    server = f"{address}#{port}"
    try:
        reply, _ = await dns.asyncquery.udp_with_fallback(
            query, address, timeout=TIMEOUT, port=port, ignore_unexpected=True
        )
    except dns.exception.Timeout:
        return Answer(result="timeout", server=server)
    except (OSError, dns.exception.DNSException):
        return Answer(result="server-failure", server=server)
    if authoritative and not reply.flags & dns.flags.AA:
        return Answer(result="server-failure", server=server)
    return read_reply(reply, kind, server)


def read_reply(reply: dns.message.Message, kind: Kind, server: str) -> Answer:
    """Sort a reply into the five classes (RFC 2308 tells no data from no such name)."""
    code = reply.rcode()
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return Answer(result="server-failure", server=server)
    wanted = dns.rdatatype.from_text(kind)
    addresses: list[str] = []
    chain: list[str] = []
    ttl = 86400
    for rrset in reply.answer:
        ttl = min(ttl, rrset.ttl)
        if rrset.rdtype == dns.rdatatype.CNAME:
            chain.extend(str(r.target).rstrip(".") for r in rrset)
        elif rrset.rdtype == wanted == dns.rdatatype.NS:
            if rrset.name == reply.question[0].name:  # behind an alias stand those of another zone
                addresses.extend(str(r.target).rstrip(".").lower() for r in rrset)
        elif rrset.rdtype == wanted:
            addresses.extend(r.address for r in rrset)
    if addresses:
        result: Result = "answer"
    else:
        result = "no-such-name" if code == dns.rcode.NXDOMAIN else "no-data"
    return Answer(
        result=result,
        addresses=tuple(sorted(addresses)),
        chain=tuple(chain),
        server=server,
        ttl=ttl,
    )


def system_servers() -> tuple[tuple[str, int], ...]:
    """Name servers of this machine; empty if none is configured."""
    try:
        resolver = dns.asyncresolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return ()
    return tuple((str(address), 53) for address in resolver.nameservers)[:3]
