"""The first messages of a TLS server by hand, for what no OpenSSL of today can serve.

It picks a version and a suite, sends its certificates and, for Diffie-Hellman, a prime; nothing
is ever encrypted. That is as far as a probe of versions and ciphers goes (RFC 5246 7.3).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.web.hostile import Script

RC4_MD5, RC4_SHA, TRIPLE_DES, NULL_SHA, EXPORT_RC4 = 0x0004, 0x0005, 0x000A, 0x0002, 0x0003
DHE_AES, RSA_AES, ECC_SM4 = 0x0033, 0x002F, 0xE013


def picks(
    suites: Iterable[int],
    chain: Iterable[x509.Certificate],
    *,
    version: int = 0x0303,
    dh_bits: int = 0,
    wants_certificate: bool = False,
) -> Script:
    """Speaks one version and these suites, in this order; everything else meets an alert.

    A client that offers a newer version gets this one, one that only knows older ones an alert.
    """
    wanted = tuple(suites)
    certificates = b"".join(_vector(c.public_bytes(Encoding.DER), 3) for c in chain)

    def script(connection: socket.socket) -> None:
        hello = _hello(connection)
        offered_version, offered = _offered(hello)
        suite = next((number for number in wanted if number in offered), 0)
        knows = offered_version == version or (version >= 0x0300 and offered_version > version)
        if not suite or not knows:
            connection.sendall(b"\x15" + version.to_bytes(2, "big") + b"\x00\x02\x02\x28")
            return
        number = version.to_bytes(2, "big")
        messages = _message(2, number + bytes(32) + b"\x00" + suite.to_bytes(2, "big") + b"\x00")
        messages += _message(11, _vector(certificates, 3))
        if dh_bits:
            prime = (1 << (dh_bits - 1) | 1).to_bytes((dh_bits + 7) // 8, "big")
            messages += _message(12, _vector(prime, 2) + _vector(b"\x02", 2) + _vector(prime, 2))
        if wants_certificate:
            messages += _message(13, b"\x01\x01\x00\x02\x04\x01\x00\x00")
        messages += _message(14, b"")
        for at in range(0, len(messages), 16384):
            connection.sendall(b"\x16" + number + _vector(messages[at : at + 16384], 2))
        connection.settimeout(5)
        while connection.recv(4096):  # the client will have seen enough
            pass

    return script


def _hello(connection: socket.socket) -> bytes:
    data = b""
    while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5], "big"):
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    return data[5:]


def _offered(hello: bytes) -> tuple[int, tuple[int, ...]]:
    if len(hello) < 40 or hello[0] != 1:
        return 0, ()
    at = 39 + hello[38]
    length = int.from_bytes(hello[at : at + 2], "big")
    suites = hello[at + 2 : at + 2 + length]
    numbers = (int.from_bytes(suites[i : i + 2], "big") for i in range(0, length, 2))
    return int.from_bytes(hello[4:6], "big"), tuple(numbers)


def _message(number: int, body: bytes) -> bytes:
    return bytes([number]) + _vector(body, 3)


def _vector(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width, "big") + data
