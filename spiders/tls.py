"""TLS probe (证书探测): one verified handshake, and one unverified to read what was served."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from typing import Any

import certifi
from cryptography import x509
from msgspec import Struct

from checks.evidence import Failure, TlsFault
from checks.facts.text import clean_text
from spiders.egress import Egress, Refused

TIMEOUT = 15.0
"""Seconds for connecting and the handshake together."""
MOST_ADDRESSES = 4
"""Addresses of a host that are tried until one answers, as browsers do."""

# X509_V_ERR_* of OpenSSL (x509_vfy.h), as SSLCertVerificationError.verify_code gives them.
_FAULTS: dict[int, TlsFault] = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "untrusted-issuer",
    62: "wrong-host",
}
_NO_ISSUER = (2, 20, 21)
# GM/T 0015 and RFC 8998: curve and signature algorithm of certificates of commercial cryptography.
_SM2_OIDS = ("1.2.156.10197.1.301", "1.2.156.10197.1.501")


class Handshake(Struct, frozen=True, kw_only=True):
    """What a handshake showed; see `checks.evidence.TlsProbe` for the fields."""

    at: datetime
    connected: bool = False
    handshake: bool = False
    fault: TlsFault = ""
    failure: Failure | str = ""
    detail: str = ""
    version: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""
    address: str = ""


def trust(ca_file: str = "") -> ssl.SSLContext:
    """A verifying context: the system's roots, Mozilla's, and the operator's CA file.

    Mozilla's are added since on a machine without any root every certificate would look untrusted.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # reads what is served; verification is told apart
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


async def probe(
    egress: Egress, host: str, port: int, at: datetime, context: ssl.SSLContext
) -> Handshake:
    """Shake hands with a host and sort what is wrong with its certificate.

    Args:
        egress: the address guard.
        host: name that the certificate must hold for; ``port`` of the service.
        port: see ``host``.
        at: time of the observation.
        context: verifying context from `trust`.
    """
    try:
        route = await egress.route(host, port)
    except Refused as refusal:
        return Handshake(at=at, failure=refusal.failure, detail=refusal.detail)
    seen = Handshake(at=at)
    for address in route.addresses[:MOST_ADDRESSES]:
        seen = await _probe(address, route.port, host, at, context)
        if seen.connected:
            break
    return seen


async def _probe(
    address: str, port: int, host: str, at: datetime, context: ssl.SSLContext
) -> Handshake:
    fault: TlsFault = ""
    detail = ""
    try:
        served = await _shake(address, port, host, context)
    except ssl.SSLCertVerificationError as error:
        code = error.verify_code
        detail = clean_text(error.verify_message, 200)
        try:
            served = await _shake(address, port, host, _lenient())
        except (OSError, ssl.SSLError, TimeoutError) as second:
            return Handshake(
                at=at,
                connected=True,
                failure="tls",
                detail=clean_text(str(second), 200),
                address=address,
            )
        fault = _fault(code, served)
    except ssl.SSLError as error:
        return await _second_try(address, port, host, at, error)
    except (OSError, TimeoutError) as error:
        return _unconnected(at, address, error)
    return _describe(at, address, served, fault, detail)


async def _second_try(
    address: str, port: int, host: str, at: datetime, error: ssl.SSLError
) -> Handshake:
    """The strict handshake failed before any certificate: old protocol, or no TLS at all."""
    try:
        served = await _shake(address, port, host, _lenient())
    except (OSError, ssl.SSLError, TimeoutError):
        text = clean_text(error.reason or str(error), 200)
        return Handshake(at=at, connected=True, failure="tls", detail=text, address=address)
    return _describe(at, address, served, "other", clean_text(error.reason or str(error), 200))


class _Served(Struct, frozen=True):
    version: str
    leaf: bytes
    sent: int


def _sent(tls: Any) -> int:  # noqa: ANN401 - ssl.SSLObject, wider than its stubs
    """How many certificates the server sent; public in the library only from Python 3.13 on."""
    source = tls if hasattr(tls, "get_unverified_chain") else tls._sslobj
    return len(source.get_unverified_chain() or ())


async def _shake(address: str, port: int, host: str, context: ssl.SSLContext) -> _Served:
    async with asyncio.timeout(TIMEOUT):
        _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host)
        try:
            tls: Any = writer.get_extra_info("ssl_object")
            leaf = tls.getpeercert(binary_form=True) or b""
            return _Served(tls.version() or "", leaf, _sent(tls))
        finally:
            writer.close()


def _unconnected(at: datetime, address: str, error: OSError | TimeoutError) -> Handshake:
    if isinstance(error, ConnectionRefusedError):
        failure: Failure = "refused"
    elif isinstance(error, TimeoutError):
        failure = "connect-timeout"
    else:
        failure = "reset"
    return Handshake(at=at, failure=failure, detail=clean_text(str(error), 200), address=address)


def _describe(
    at: datetime, address: str, served: _Served, fault: TlsFault, detail: str
) -> Handshake:
    base = Handshake(
        at=at,
        connected=True,
        handshake=True,
        fault=fault,
        detail=detail,
        version=served.version,
        address=address,
    )
    leaf = _leaf(served.leaf)
    if leaf is None:
        return base
    return Handshake(
        at=at,
        connected=True,
        handshake=True,
        fault=fault,
        detail=detail,
        version=served.version,
        address=address,
        subject=clean_text(leaf.subject.rfc4514_string(), 300),
        issuer=clean_text(leaf.issuer.rfc4514_string(), 300),
        names=_names(leaf),
        not_before=leaf.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        not_after=leaf.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _leaf(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(clean_text(n, 255) for n in names.get_values_for_type(x509.DNSName))[:50]


def _fault(code: int, served: _Served) -> TlsFault:
    leaf = _leaf(served.leaf)
    if leaf is not None and leaf.signature_algorithm_oid.dotted_string in _SM2_OIDS:
        return "sm2"
    if code in _NO_ISSUER:
        # The leaf alone was sent: most likely the intermediate was forgotten, which browsers that
        # know it from elsewhere do not even notice.
        return "incomplete-chain" if served.sent <= 1 else "untrusted-issuer"
    return _FAULTS.get(code, "other")
