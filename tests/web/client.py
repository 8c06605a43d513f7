"""A plain client for the tests' internet, made of the standard library and dnspython."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import dns.message
import dns.query
import dns.rdatatype

from audit.demo.serve import Loopback


@dataclass(frozen=True)
class Reply:
    """What came back; header names in lower case, the last of a name wins."""

    status: int
    headers: dict[str, str]
    body: bytes


def address(net: Loopback, host: str, port: int) -> tuple[str, int]:
    """Where ``connect_to`` sends a host.

    Raises:
        KeyError: the host is not mapped.
    """
    for mapping in net.connect_to:
        name, asked, rest = mapping.split(":", 2)
        if (name, asked) == (host, str(port)):
            where, _, number = rest.rpartition(":")
            return where.strip("[]"), int(number)
    raise KeyError(host)


def connect(net: Loopback, host: str, port: int, timeout: float = 10) -> socket.socket:
    """A TCP connection to the host under its mapping."""
    return socket.create_connection(address(net, host, port), timeout=timeout)


def handshake(net: Loopback, host: str, verify: bool = True) -> ssl.SSLSocket:
    """A TLS connection to the host's port 443 that trusts the internet's own root."""
    context = ssl.create_default_context(cafile=str(net.ca_file))
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    sock = connect(net, host, 443)
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise


def fetch(
    net: Loopback,
    url: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    timeout: float = 10,
) -> Reply:
    """One HTTP exchange on a connection of its own; redirects are not followed."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    client = http.client.HTTPConnection(host, timeout=timeout)
    if parts.scheme == "https":
        client.sock = handshake(net, host)
        client.sock.settimeout(timeout)
    else:
        client.sock = connect(net, host, 80, timeout)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        client.request(method, target, headers={"Host": host, **(headers or {})})
        answer = client.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())
    finally:
        client.close()


def ask(
    net: Loopback, name: str, kind: str = "A", *, tcp: bool = False, timeout: float = 5
) -> dns.message.Message:
    """Ask the name server."""
    query = dns.message.make_query(name, dns.rdatatype.from_text(kind))
    host, _, port = net.nameserver.partition(":")
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, host, timeout=timeout, port=int(port))
