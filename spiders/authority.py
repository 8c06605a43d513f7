"""Who speaks for a name (权威域名服务器): each name server of ours, and those of the zone itself.

A verdict about a DNS record rests on two servers at least: on two of ours that know of it, else on
the zone's own (RFC 1034 4.3). Whether these can be asked over IPv6 is asked here as well.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from msgspec.structs import replace

from checks.observations import Asked
from spiders.egress import Egress, Family, Refused, Route
from spiders.resolver import SURE, Answer, Kind, Resolver, ask

MOST_SERVERS = 4
"""Name servers of a zone that are asked."""
MOST_RESOLVERS = 3
MOST_ALIASES = 8
"""Aliases (CNAME) of a name that are followed."""
MOST_LABELS = 8

Store = Callable[[str, Kind, Answer, Asked], None]
"""Takes an answer into the bundle: host, type, answer, which kind of server gave it."""


class Authority:
    """Asks about one name after the other, and stores every answer.

    Args:
        resolver: the session's.
        egress: the address guard; name servers have to pass it too.
        store: takes the answers.
    """

    def __init__(self, resolver: Resolver, egress: Egress, store: Store) -> None:
        self._resolver = resolver
        self._egress = egress
        self._store = store

    async def opinions(self, host: str) -> None:
        """Ask each server of ours for the AAAA of a host, and the zone's own for a second opinion.

        Only where two of ours know of an address are these left out: many a network's name server
        filters what its clients cannot use.
        """
        with_address = 0
        for server in self._resolver.servers[:MOST_RESOLVERS]:
            answer = await ask(server, host, "AAAA")
            self._store(host, "AAAA", answer, "opinion")
            with_address += bool(answer.addresses)
        if with_address < 2:
            await self._of_the_zone(host)

    async def _of_the_zone(self, host: str) -> None:
        """Ask name servers of the zone for the AAAA; aliases are followed from zone to zone."""
        name, passed = host, [host]
        for _ in range(MOST_ALIASES):
            _, servers = await self.name_servers(name)
            answers = [
                (label, await ask(server, name, "AAAA", authoritative=True))
                for label, server in await self._places(servers)
            ]
            onward = next((a.chain[-1] for _, a in answers if a.chain and not a.addresses), "")
            if not onward or onward in passed or any(a.addresses for _, a in answers):
                chain = tuple(passed[1:])
                for label, answer in answers:
                    told = replace(answer, server=label, chain=(*chain, *answer.chain))
                    self._store(host, "AAAA", told, "authoritative")
                return
            name = onward
            passed.append(name)

    async def name_servers(self, host: str) -> tuple[str, tuple[str, ...]]:
        """The zone that a name lies in, and the names of its name servers; empty if unknown."""
        labels = host.rstrip(".").split(".")[-MOST_LABELS:]
        for start in range(len(labels) - 1):
            zone = ".".join(labels[start:])
            answer = await self._resolver.lookup(zone, "NS")
            if answer.addresses:
                return zone, answer.addresses
            if answer.result not in SURE:
                return "", ()
        return "", ()

    async def over_ipv6(self, host: str, *, proven: bool) -> None:
        """Ask the name servers of a host's zone about it over IPv6.

        Args:
            host: the host.
            proven: this machine has shown that it has IPv6; else only those are asked to which the
                operator mapped the way.
        """
        zone, names = await self.name_servers(host)
        told = Answer(result="answer" if names else "server-failure", addresses=names)
        self._store(host, "NS", replace(told, chain=(zone,) if zone else ()), "")
        for name in names[:MOST_SERVERS]:
            await self._resolver.lookup(name, "AAAA")  # its answer is stored as all are
        for label, server in await self._places(names, "ipv6", only_mapped=not proven):
            # About the zone itself: what ails the host's own records is another question.
            answer = await ask(server, zone, "NS", authoritative=True)
            told = replace(answer, server=label, chain=(zone,))
            self._store(host, "NS", told, "over-ipv6")

    async def _places(
        self, names: tuple[str, ...], family: Family = "any", *, only_mapped: bool = False
    ) -> list[tuple[str, tuple[str, int]]]:
        """Where name servers are asked, and what a reader may know of it."""
        found = []
        for name in names[:MOST_SERVERS]:
            try:
                route = await self._egress.route(name, 53, family)
            except Refused:
                continue
            if only_mapped and not route.mapped:
                continue
            address = route.addresses[0]
            found.append((_label(name, route), (address, route.port)))
        return found


def _label(name: str, route: Route) -> str:
    """The server as a report may name it: where the operator mapped the way, by name alone."""
    if route.mapped:
        return name
    return f"{name} [{ipaddress.ip_address(route.addresses[0])}]"
