"""What a TLS server showed (证书与加密): in one handshake."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checks.failures import Failure

MOST_NAMES = 50
"""Names of a certificate that are kept."""

TlsFault = Literal[
    "",
    "expired",
    "not-yet-valid",
    "wrong-host",
    "self-signed",
    "untrusted-issuer",
    "incomplete-chain",
    "sm2",
    "other",
]


class Certificate(Struct, frozen=True, kw_only=True):
    """One certificate as it was served (RFC 5280).

    Attributes:
        subject, issuer: distinguished names (RFC 4514).
        not_before, not_after: validity, UTC ISO 8601.
        key: kind of public key: ``RSA``, ``EC``, ``SM2``, ``DSA`` …; empty if unknown.
        bits: its length.
        signature: hash that its signature rests on: ``sha256``, ``sha1``, ``md5``, ``sm3`` …
        sha256: fingerprint.
        own: it is signed by itself, as roots are.
        revocation: ways named in it by which it could be revoked: ``ocsp``, ``crl``.
        issuers: addresses at which its issuer's certificate lies (AIA).
        validation: ``EV``, ``OV``, ``DV`` by the policies of the CA/Browser Forum; empty if none.
        der: the certificate itself, so that a third person can look for himself; empty if it is
            larger than 16 KiB.
    """

    subject: str = ""
    issuer: str = ""
    not_before: str = ""
    not_after: str = ""
    key: str = ""
    bits: int = 0
    signature: str = ""
    sha256: str = ""
    own: bool = False
    revocation: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    validation: str = ""
    der: bytes = b""


class TlsOffers(Struct, frozen=True, kw_only=True):
    """What a server accepted when it was offered one thing at a time.

    Attributes:
        versions: ``yes``, ``no`` or ``unknown`` by protocol (``TLS 1.2`` …); empty if not tried.
        weak: kinds of cipher suites accepted that current browsers refuse (``RC4``, ``3DES`` …).
        weak_known: all of them were offered, and the server went on answering.
        dh_bits: length of its Diffie-Hellman prime; 0 if it uses none.
        sm2: it speaks national commercial cryptography (国密 SM2/SM4).
        wants_certificate: it asks for a certificate of the client.
    """

    versions: dict[str, str] = {}
    weak: tuple[str, ...] = ()
    weak_known: bool = False
    dh_bits: int = 0
    sm2: bool = False
    wants_certificate: bool = False

    @property
    def accepted(self) -> tuple[str, ...]:
        """Protocol versions that were accepted, the newest first."""
        return tuple(name for name, told in self.versions.items() if told == "yes")


class Handshake(Struct, frozen=True, kw_only=True):
    """One TLS handshake of our own (RFC 8446, RFC 9525 for names).

    Attributes:
        connected: TCP came up.
        handshake: TLS came up without verification.
        fault: why verification fails; empty if it does not.
        failure: why there was no connection or handshake (see `Failure`); empty otherwise.
        not_before, not_after: validity of the leaf, UTC ISO 8601; empty if unknown.
        names: subject alternative names of the leaf, at most `MOST_NAMES`.
        name_count: how many it has.
        chain: certificates as served, the host's first; of SM2 servers those of signing and
            encryption.
        completes: whether what is missing between host and root could be had from the addresses
            in the certificates: ``yes``; ``no`` none is named, or it does not lead to a trusted
            root; ``unknown`` it could not be fetched; empty where nothing is missing.
        offers: protocol versions and ciphers accepted; None if not tried.
    """

    at: datetime
    connected: bool = False
    handshake: bool = False
    fault: TlsFault = ""
    failure: Failure | Literal[""] = ""
    detail: str = ""
    version: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    name_count: int = 0
    not_before: str = ""
    not_after: str = ""
    address: str = ""
    chain: tuple[Certificate, ...] = ()
    completes: Literal["", "yes", "no", "unknown"] = ""
    offers: TlsOffers | None = None

    @property
    def tried(self) -> bool:
        """Whether there was an address to connect to, and nothing of ours kept us from it."""
        return self.connected or self.failure in ("refused", "connect-timeout", "reset", "tls", "")
