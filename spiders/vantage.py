"""Vantage (观测点): what this machine can see over IPv6, proven before anything is said of it."""

from __future__ import annotations

import asyncio
import socket

from checks.observations import Vantage
from spiders.egress import ipv6_source
from spiders.session import Session


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


async def _connects(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(10):
            _, writer = await asyncio.open_connection(address, port, family=socket.AF_INET6)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
