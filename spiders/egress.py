"""The address guard (出口策略): the one place that says where a connection may go.

Resolve → check → connect to exactly the address that was checked; crawler, probes and everything
that will ever open a connection ask here, at every hop.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Literal

from msgspec import Struct

from checks.failures import Failure
from spiders.options import ConnectTo
from spiders.resolver import Answer, Resolver

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Family = Literal["any", "ipv6"]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST6 = ipaddress.ip_network("2000::/3")
_DNS_FAILURES: dict[str, Failure] = {
    "no-such-name": "no-such-host",
    "no-data": "dns-no-data",
    "server-failure": "dns-failure",
    "timeout": "dns-timeout",
}


class Route(Struct, frozen=True):
    """Where a connection may go: checked addresses, and the port there."""

    addresses: tuple[str, ...]
    port: int
    mapped: bool = False


class Refused(Exception):
    """There is no way to a host: DNS has no address, or the guard forbids all of them."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


def is_public(address: IPAddress) -> bool:
    """Whether an address is a public unicast one, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST6:  # site-local, IPv4-compatible, local NAT64 (RFC 4291 2.4)
            return False
    return address.is_global and not address.is_multicast


class Egress:
    """Decides on every connection.

    Args:
        resolver: where names become addresses.
        connect_to: operator's mappings; each is allowed for exactly its address and port.
        allow_net: CIDRs that are allowed though they are not public.

    Attributes:
        ipv6: this machine has an IPv6 address of its own.
    """

    def __init__(
        self,
        resolver: Resolver,
        connect_to: tuple[ConnectTo, ...] = (),
        allow_net: tuple[str, ...] = (),
    ) -> None:
        self.resolver = resolver
        self.ipv6 = bool(ipv6_source())
        self._mappings = connect_to
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(n) for n in allow_net)

    def mapped(self, host: str, port: int) -> tuple[ConnectTo, ...]:
        """Mappings that hold for a host and port, in the order given."""
        return tuple(m for m in self._mappings if m.matches(host, port))

    def maps(self, host: str) -> bool:
        """Whether the operator mapped a web port of a host to an IPv6 address."""
        return any(":" in m.address for port in (80, 443) for m in self.mapped(host, port))

    def permits(self, address: IPAddress) -> bool:
        """Whether an address may be connected to without a mapping."""
        return is_public(address) or any(
            address.version == net.version and address in net for net in self._allowed
        )

    def reaches(self, route: Route) -> bool:
        """Whether this machine has the family of addresses that a route needs."""
        addresses = [ipaddress.ip_address(a) for a in route.addresses]
        return (
            self.ipv6 or route.mapped or any(a.version == 4 or not is_public(a) for a in addresses)
        )

    async def route(self, host: str, port: int, family: Family = "any") -> Route:
        """Find the way to a host.

        Args:
            host: name or IP literal, as it stands in a URL (IPv6 in brackets or not).
            port: port of the URL.
            family: ``ipv6`` for IPv6 addresses only.

        Raises:
            Refused: no address, or none that may be connected to.
        """
        mappings = [m for m in self.mapped(host, port) if family == "any" or ":" in m.address]
        if mappings:
            first = mappings[0]
            return Route((first.address,), first.to_port, mapped=True)
        literal = _literal(host)
        addresses = [literal] if literal is not None else await self._resolve(host, family)
        usable = [a for a in addresses if family == "any" or a.version == 6]
        allowed = tuple(str(a) for a in usable if self.permits(a))
        if allowed:
            return Route(allowed, port)
        if usable:
            raise Refused("blocked-target", f"{host} leads to a non-public address")
        raise Refused("dns-no-data", f"{host} has no IPv6 address")

    async def _resolve(self, host: str, family: Family) -> list[IPAddress]:
        answers: list[Answer] = []
        if family == "any":
            answers.append(await self.resolver.lookup(host, "A"))
        if family == "ipv6" or answers[0].result != "answer":
            answers.append(await self.resolver.lookup(host, "AAAA"))
        found = [ipaddress.ip_address(a) for answer in answers for a in answer.addresses]
        if found:
            return found
        # The kinder of two failures wins: a server failure is not proof that a name is missing.
        for result in ("timeout", "server-failure", "no-data", "no-such-name"):
            if any(a.result == result for a in answers):
                raise Refused(_DNS_FAILURES[result], f"DNS: {host} {result}")
        raise Refused("dns-failure", f"DNS: {host}")


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def ipv6_source() -> str:
    """This machine's global IPv6 address, empty if it has none; no packet is sent."""
    try:  # a kernel without IPv6 has no such sockets at all
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(("2001:db8::1", 9))
            address = str(probe.getsockname()[0]).partition("%")[0]
    except OSError:
        return ""
    return address if ipaddress.IPv6Address(address).is_global else ""
