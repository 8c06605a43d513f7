"""A small authoritative name server (域名服务器) for loopback, over UDP and TCP (RFC 1035).

It keeps apart what a resolver must keep apart: answer, no data (RFC 2308), no such name, server
failure, refusal and silence.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

DnsFault = Literal["nxdomain", "servfail", "refused", "timeout", "garbage"]
"""How a lookup goes wrong; ``timeout`` never answers, ``garbage`` is no DNS message."""

Records = tuple[str, ...] | DnsFault
"""Addresses, or the fault; an empty tuple is an answer without data (NODATA)."""


@dataclass(frozen=True)
class Name:
    """What the server says about one name.

    ``alias`` is a CNAME that it answers first; ``ns`` are the name servers of a zone that begins
    here.
    """

    a: Records = ()
    aaaa: Records = ()
    alias: str = ""
    ns: Records = ()

    @property
    def has_address(self) -> bool:
        """Whether any lookup brings an address."""
        return any(isinstance(records, tuple) and records for records in (self.a, self.aaaa))


Lookup = Callable[[str], Name | None]
"""Finds a name in lower case without final dot; None is NXDOMAIN."""

_TTL = 60
_RCODES = {
    "nxdomain": dns.rcode.NXDOMAIN,
    "servfail": dns.rcode.SERVFAIL,
    "refused": dns.rcode.REFUSED,
}
_TYPES = {dns.rdatatype.A: "a", dns.rdatatype.AAAA: "aaaa", dns.rdatatype.NS: "ns"}


def reply(query: bytes, lookup: Lookup) -> bytes | None:
    """Answer one wire-format query; None means silence.

    A query that is no DNS message is met with silence too.
    """
    try:
        message = dns.message.from_wire(query)
    except dns.exception.DNSException:
        return None
    if not message.question:
        return None
    answer = dns.message.make_response(message, recursion_available=True)
    answer.flags |= dns.flags.AA
    question = message.question[0]
    asked = question.name.to_text(omit_final_dot=True).lower()
    owner = asked
    for _ in range(8):  # a chain of aliases longer than this is nothing we serve
        name = lookup(owner)
        if name is None or not name.alias:
            break
        answer.answer.append(
            dns.rrset.from_text(f"{owner}.", _TTL, "IN", "CNAME", f"{name.alias}.")
        )
        owner = name.alias
    records: Records = "nxdomain"
    if name is not None:
        field = _TYPES.get(question.rdtype)
        records = getattr(name, field) if field else ()
    if records == "timeout":
        return None
    if records == "garbage":
        return query[:2] + b"\xff" * 7
    if isinstance(records, str):
        answer.set_rcode(_RCODES[records])
    elif records:
        if question.rdtype == dns.rdatatype.NS:
            records = tuple(f"{record}." for record in records)
        answer.answer.append(
            dns.rrset.from_text(f"{owner}.", _TTL, "IN", question.rdtype, *records)
        )
    if not records or records == "nxdomain":
        # RFC 2308: negative answers carry the SOA of the zone.
        name_of_owner = dns.name.from_text(owner)
        zone = dns.name.root if len(name_of_owner) < 3 else name_of_owner.parent()
        answer.authority.append(
            dns.rrset.from_text(zone, _TTL, "IN", "SOA", "ns.invalid. admin.invalid. 1 60 60 60 60")
        )
    return answer.to_wire()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def connection_made(
        self,
        transport: asyncio.DatagramTransport,  # type: ignore[override]
    ) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = reply(data, self._lookup)
        if answer is not None:
            self._transport.sendto(answer, addr)


class NameServer:
    """The server itself; lives in a running event loop.

    Args:
        lookup: its names.
        address: of this machine, where it listens.
        port: where it listens; 0 for any free one.
    """

    def __init__(self, lookup: Lookup, address: str = "127.0.0.1", port: int = 0) -> None:
        self._lookup = lookup
        self._address = address
        self._wanted = port
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen on a port of its address, the same for UDP and TCP.

        Raises:
            OSError: no such port is free.
        """
        udp, tcp = _same_port(self._address, self._wanted)
        self.port = udp.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._lookup), sock=udp
        )
        self._tcp = await asyncio.start_server(self._serve_tcp, sock=tcp)

    async def stop(self) -> None:
        """Stop listening."""
        if self._udp is not None:
            self._udp.close()
        if self._tcp is not None:
            self._tcp.close()

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # RFC 1035 4.2.2: each message goes after its length in two bytes.
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                answer = reply(await reader.readexactly(length), self._lookup)
                if answer is not None:
                    writer.write(struct.pack("!H", len(answer)) + answer)
                    await writer.drain()
        writer.close()


def _same_port(address: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket bound to one number; another program may hold one of the two."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for attempt in range(20):
        udp = socket.socket(family, socket.SOCK_DGRAM)
        tcp = socket.socket(family, socket.SOCK_STREAM)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            udp.bind((address, port))
            tcp.bind(udp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
            if attempt == 19:
                raise
        else:
            return udp, tcp
    raise AssertionError
