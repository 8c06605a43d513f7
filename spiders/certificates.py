"""Certificates (证书) as they were served: what they say, and what is missing between them."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID as Aia
from cryptography.x509.oid import ExtensionOID

from checks.facts.text import clean_text
from checks.tls_evidence import MOST_NAMES, Certificate

Fetch = Callable[[str], Awaitable[bytes]]
"""Gets what lies at an http address, through the address guard; empty if nothing came."""

MOST_CERTIFICATES = 10
"""Certificates of a chain that are looked at."""
MOST_KEPT = 16_384
"""Bytes of a certificate up to which it is kept itself."""
MOST_MISSING = 3
"""Certificates that are fetched to complete a chain."""

# GM/T 0015 and GB/T 20518: curve SM2, and signatures with it.
_SM2_CURVE = bytes.fromhex("06082a811ccf5501822d")
_SM2_SIGNATURE = "1.2.156.10197.1.501"
# CA/Browser Forum, Baseline Requirements 7.1.6.1 and EV Guidelines 9.3.2.
_POLICIES = {"2.23.140.1.1": "EV", "2.23.140.1.2.2": "OV", "2.23.140.1.2.1": "DV"}
_KEYS: tuple[tuple[type, str, int], ...] = (
    (rsa.RSAPublicKey, "RSA", 0), (ec.EllipticCurvePublicKey, "EC", 0),
    (dsa.DSAPublicKey, "DSA", 0), (ed25519.Ed25519PublicKey, "Ed25519", 256),
    (ed448.Ed448PublicKey, "Ed448", 456),
)  # fmt: skip


async def nothing(_url: str) -> bytes:
    """A `Fetch` that gets nothing."""
    return b""


def parse(der: bytes) -> x509.Certificate | None:
    """A certificate from its bytes; None if they are none."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def is_sm2(certificate: x509.Certificate) -> bool:
    """Whether it is one of national commercial cryptography (国密): SM2 key or signature."""
    signed = certificate.signature_algorithm_oid.dotted_string == _SM2_SIGNATURE
    return signed or _SM2_CURVE in certificate.tbs_certificate_bytes


def describe(certificate: x509.Certificate) -> Certificate:
    """What a certificate says. Never raises for malformed parts; they are left empty."""
    key, bits = _key(certificate)
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Certificate(
        subject=_name(lambda: certificate.subject),
        issuer=_name(lambda: certificate.issuer),
        not_before=certificate.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        not_after=certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        key=key,
        bits=bits,
        signature=_signature(certificate),
        sha256=hashlib.sha256(der).hexdigest(),
        own=is_own(certificate),
        revocation=_revocation(certificate),
        issuers=_aia(certificate, Aia.CA_ISSUERS),
        validation=_validation(certificate),
        der=der if len(der) <= MOST_KEPT else b"",
    )


def names_of(certificate: x509.Certificate) -> tuple[tuple[str, ...], int]:
    """Subject alternative names (RFC 5280 4.2.1.6), the first `MOST_NAMES`, and how many."""
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return (), 0
    names = [*held.get_values_for_type(x509.DNSName)]
    names += [str(address) for address in held.get_values_for_type(x509.IPAddress)]
    return tuple(clean_text(name, 255) for name in names[:MOST_NAMES]), len(names)


def is_own(certificate: x509.Certificate) -> bool:
    """Whether subject and issuer are one, as in roots and self-made certificates."""
    with suppress(ValueError):
        return certificate.subject == certificate.issuer and bool(list(certificate.subject))
    return False


def top_of(chain: list[x509.Certificate]) -> x509.Certificate:
    """The last certificate that can be reached from the host's own, issuer by issuer."""
    top, left = chain[0], chain[1:MOST_CERTIFICATES]
    while not is_own(top):
        above = next((c for c in left if _issued(c, top)), None)
        if above is None:
            break
        left = [c for c in left if c is not above]
        top = above
    return top


def _issued(above: x509.Certificate, below: x509.Certificate) -> bool:
    with suppress(ValueError):
        return above.subject == below.issuer
    return False


async def missing(
    chain: list[x509.Certificate], fetch: Fetch
) -> tuple[list[x509.Certificate], bool]:
    """Fetch what the chain lacks, from the addresses in it, as browsers do (RFC 5280 4.2.2.1).

    Returns the certificates that came, and whether an address was named that brought none.
    """
    found: list[x509.Certificate] = []
    top = top_of(chain)
    while len(found) < MOST_MISSING and not is_own(top):
        addresses = [a for a in _aia(top, Aia.CA_ISSUERS) if a.startswith("http://")]
        if not addresses:
            return found, False
        came = [c for address in addresses[:2] for c in _load(await fetch(address))]
        above = next((c for c in came if _issued(c, top)), None)
        if above is None:
            return found, True
        found.append(above)
        top = above
    return found, False


def _load(data: bytes) -> list[x509.Certificate]:
    """Certificates in a file: DER, PEM, or the message PKCS #7 that some authorities keep."""
    if not data:
        return []
    one = parse(data)
    if one is not None:
        return [one]
    for read in (x509.load_pem_x509_certificates, pkcs7.load_der_pkcs7_certificates):
        with suppress(ValueError, UnsupportedAlgorithm):
            return read(data)[:MOST_CERTIFICATES]
    return []


def _name(read: Callable[[], x509.Name]) -> str:
    with suppress(ValueError):
        return clean_text(read().rfc4514_string(), 300)
    return ""


def _key(certificate: x509.Certificate) -> tuple[str, int]:
    if _SM2_CURVE in certificate.tbs_certificate_bytes:
        return "SM2", 256
    with suppress(ValueError, UnsupportedAlgorithm):
        key = certificate.public_key()
        for kind, name, bits in _KEYS:
            if isinstance(key, kind):
                return name, bits or int(getattr(key, "key_size", 0))
    return "", 0


def _signature(certificate: x509.Certificate) -> str:
    oid = certificate.signature_algorithm_oid.dotted_string
    if oid == _SM2_SIGNATURE:
        return "sm3"
    with suppress(ValueError, UnsupportedAlgorithm):
        held = certificate.signature_hash_algorithm
        return held.name if held is not None else "none"  # Ed25519 hashes by itself
    return {"1.2.840.113549.1.1.2": "md2", "1.2.840.113549.1.1.4": "md5"}.get(oid, "")


def _aia(certificate: x509.Certificate, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    with suppress(x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        held = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
        return tuple(
            clean_text(d.access_location.value, 500)
            for d in held.value
            if d.access_method == method
            and isinstance(d.access_location, x509.UniformResourceIdentifier)
        )
    return ()


def _revocation(certificate: x509.Certificate) -> tuple[str, ...]:
    found = ["ocsp"] if _aia(certificate, Aia.OCSP) else []
    with suppress(x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        certificate.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS)
        found.append("crl")
    return tuple(found)


def _validation(certificate: x509.Certificate) -> str:
    with suppress(x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        held = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
        known = [_POLICIES.get(policy.policy_identifier.dotted_string, "") for policy in held]
        return next(filter(None, known), "")
    return ""
