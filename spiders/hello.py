"""A ClientHello by hand (握手探测): what a server picks of what no current library offers any more.

Only the first messages of a handshake are exchanged, then the connection is closed: it shows
which protocol versions and cipher suites a server accepts, SSL 3.0, RC4 and the national suites
(国密, GB/T 38636 and RFC 8998) included, that this machine's OpenSSL was built without. Messages:
RFC 5246 7, RFC 8446 4, RFC 6101 (SSL 3.0).
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
from contextlib import suppress
from typing import Literal

from msgspec import Struct

TLCP, SSL30, TLS10, TLS11, TLS12, TLS13 = 0x0101, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
VERSIONS = {
    TLCP: "TLCP 1.1", SSL30: "SSL 3.0", TLS10: "TLS 1.0", TLS11: "TLS 1.1", TLS12: "TLS 1.2",
    TLS13: "TLS 1.3",
}  # fmt: skip
CURVE_SM2 = 0x0029
"""Named group curveSM2 (RFC 8998 3.1)."""
MOST_BYTES = 1_000_000
"""Bytes read of an answer: a certificate may name ten thousand hosts."""

_RECORD, _ALERT, _HANDSHAKE = 16384, 21, 22
_SERVER_HELLO, _CERTIFICATE, _KEY_EXCHANGE, _CERTIFICATE_REQUEST, _DONE = 2, 11, 12, 13, 14
_SUPPORTED_VERSIONS = 43
_X25519 = 0x001D
_GROUPS = (_X25519, 0x0017, 0x0018, 0x0019, 0x0100)
# RSA-PSS, ECDSA and RSA with SHA-256 to 512, SHA-1 at the end, for old servers (RFC 8446 4.2.3).
_SIGNATURES = (0x0804, 0x0403, 0x0401, 0x0805, 0x0503, 0x0501, 0x0806, 0x0603, 0x0601, 0x0203,
               0x0201, 0x0202, 0x0101)  # fmt: skip
_SM2_SIGNATURE = 0x0708


class Hello(Struct, frozen=True):
    """What is offered.

    Attributes:
        version: highest protocol version.
        suites: numbers of the cipher suites.
        sm2: offer the curve SM2 and its signature.
    """

    version: int
    suites: tuple[int, ...]
    sm2: bool = False


class Reply(Struct, frozen=True, kw_only=True):
    """What the server made of it.

    Attributes:
        result: ``accepted`` it picked a suite; ``refused`` an alert, or the end of the
            connection, instead; ``silent`` nothing within the time; ``unconnected`` no connection
            came up; ``no-tls`` the answer is no TLS.
        version, suite: that it picked.
        alert: number of its alert (RFC 8446 6), -1 for none.
        dh_bits: length of its Diffie-Hellman prime, where the suite has one.
        certificates: that it sent in the clear, DER, the host's first.
        wants_certificate: it asks for a certificate of the client.
    """

    result: Literal["accepted", "refused", "silent", "unconnected", "no-tls"]
    version: int = 0
    suite: int = 0
    alert: int = -1
    dh_bits: int = 0
    certificates: tuple[bytes, ...] = ()
    wants_certificate: bool = False


async def greet(address: str, port: int, host: str, hello: Hello, timeout: float) -> Reply:
    """Open a connection, offer, read the answer, close. Never raises for what a server does.

    Args:
        address: where to connect, already checked by the address guard; ``port`` there.
        port: see ``address``.
        host: name to ask for (SNI); an address is not sent.
        hello: what is offered.
        timeout: seconds for everything.
    """
    connected = False
    read = _Reader()
    try:
        async with asyncio.timeout(timeout):
            source, sink = await asyncio.open_connection(address, port)
            connected = True
            try:
                sink.write(_wire(hello, host))
                while not read.complete and (piece := await source.read(65536)):
                    read.take(piece)
            finally:
                sink.close()
    except TimeoutError:
        return Reply(result="silent") if connected and not read.picked else read.reply(connected)
    except (OSError, ValueError):
        return read.reply(connected)
    finally:
        with suppress(UnboundLocalError, OSError, TimeoutError):
            async with asyncio.timeout(1):
                await sink.wait_closed()
    return read.reply(connected)


def _wire(hello: Hello, host: str) -> bytes:
    legacy = min(hello.version, TLS12)
    body = _word(legacy) + os.urandom(32) + b"\x00"
    body += _vector(b"".join(map(_word, hello.suites)), 2) + b"\x01\x00"
    if hello.version != SSL30:
        body += _vector(_extensions(hello, host), 2)
    message = b"\x01" + _vector(body, 3)
    record = hello.version if hello.version in (SSL30, TLCP) else TLS10
    return b"\x16" + _word(record) + _vector(message, 2)


def _extensions(hello: Hello, host: str) -> bytes:
    groups = (CURVE_SM2, *_GROUPS) if hello.sm2 else _GROUPS
    signatures = (_SM2_SIGNATURE, *_SIGNATURES) if hello.sm2 else _SIGNATURES
    found = b""
    if not _is_address(host):
        name = _vector(b"\x00" + _vector(host.encode("ascii", "ignore"), 2), 2)
        found += _extension(0, name)
    if hello.version == TLCP:
        return found
    found += _extension(10, _vector(b"".join(map(_word, groups)), 2))
    found += _extension(11, b"\x01\x00")
    if hello.version >= TLS12:
        found += _extension(13, _vector(b"".join(map(_word, signatures)), 2))
    if hello.version == TLS13:
        found += _extension(_SUPPORTED_VERSIONS, _vector(_word(TLS13), 1))
        # A server that wants another group asks for it: that is an answer too.
        shares = b"" if hello.sm2 else _word(_X25519) + _vector(os.urandom(32), 2)
        found += _extension(51, _vector(shares, 2))
    return found


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host.strip("[]")))
    return False


def _word(number: int) -> bytes:
    return number.to_bytes(2, "big")


def _vector(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width, "big") + data


def _extension(number: int, data: bytes) -> bytes:
    return _word(number) + _vector(data, 2)


class _Reader:
    """Puts records together to messages, as far as they go in the clear."""

    def __init__(self) -> None:
        self.complete = False
        self.picked = False
        self._raw = b""
        self._messages = b""
        self._size = 0
        self._seen: dict[str, int] = {}
        self._certificates: tuple[bytes, ...] = ()
        self._no_tls = False

    def take(self, piece: bytes) -> None:
        """Read what has come so far.

        Raises:
            ValueError: it is more than anybody sends.
        """
        self._size += len(piece)
        if self._size > MOST_BYTES:
            raise ValueError("the answer does not end")
        self._raw += piece
        while not self.complete and len(self._raw) >= 5:
            kind, length = self._raw[0], int.from_bytes(self._raw[3:5], "big")
            if kind not in (_ALERT, _HANDSHAKE) or length > _RECORD + 2048:
                self._no_tls = not self.picked
                self.complete = True  # encrypted from here on, or no TLS at all
            elif len(self._raw) < 5 + length:
                return
            else:
                record, self._raw = self._raw[5 : 5 + length], self._raw[5 + length :]
                self._record(kind, record)

    def _record(self, kind: int, record: bytes) -> None:
        if kind == _ALERT:
            if len(record) == 2 and record[0] == 2:
                self._seen["alert"] = record[1]
                self.complete = True
            return
        self._messages += record
        while len(self._messages) >= 4:
            length = int.from_bytes(self._messages[1:4], "big")
            if len(self._messages) < 4 + length:
                return
            number, body = self._messages[0], self._messages[4 : 4 + length]
            self._messages = self._messages[4 + length :]
            self._message(number, body)

    def _message(self, number: int, body: bytes) -> None:
        if number == _SERVER_HELLO and len(body) >= 38:
            at = 35 + body[34]
            version = int.from_bytes(body[:2], "big")
            suite = int.from_bytes(body[at : at + 2], "big")
            self._seen |= {"version": _selected(body[at + 3 :]) or version, "suite": suite}
            self.picked = True
            self.complete = self._seen["version"] == TLS13  # the rest is encrypted
        elif number == _CERTIFICATE:
            self._certificates = tuple(_certificates(body))
        elif number == _KEY_EXCHANGE:
            # ECDHE begins with 3 (named curve); a prime is never so short that its length does.
            length = int.from_bytes(body[:2], "big")
            if body[:1] != b"\x03" and len(body) > length + 2:
                self._seen["dh_bits"] = int.from_bytes(body[2 : 2 + length], "big").bit_length()
        elif number == _CERTIFICATE_REQUEST:
            self._seen["asked"] = 1
        elif number == _DONE:
            self.complete = True

    def reply(self, connected: bool) -> Reply:
        """The answer as far as it came."""
        if not connected:
            return Reply(result="unconnected")
        seen = self._seen
        return Reply(
            result="accepted" if self.picked else "no-tls" if self._no_tls else "refused",
            version=seen.get("version", 0), suite=seen.get("suite", 0),
            alert=seen.get("alert", -1), dh_bits=seen.get("dh_bits", 0),
            certificates=self._certificates, wants_certificate=bool(seen.get("asked")),
        )  # fmt: skip


def _selected(extensions: bytes) -> int:
    """Version in the extension supported_versions (RFC 8446 4.2.1); 0 if there is none."""
    at = 2
    while at + 4 <= len(extensions):
        number = int.from_bytes(extensions[at : at + 2], "big")
        length = int.from_bytes(extensions[at + 2 : at + 4], "big")
        if number == _SUPPORTED_VERSIONS:
            return int.from_bytes(extensions[at + 4 : at + 6], "big")
        at += 4 + length
    return 0


def _certificates(body: bytes) -> list[bytes]:
    """Certificates of the message (RFC 5246 7.4.2), each after its length in three bytes."""
    found, at = [], 3
    while at + 3 <= len(body):
        length = int.from_bytes(body[at : at + 3], "big")
        found.append(body[at + 3 : at + 3 + length])
        at += 3 + length
    return found
