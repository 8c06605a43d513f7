"""TLS probe (证书探测): one verified handshake, others to read what was served and what is missing.

How old the protocol is, and how weak a key or a cipher, is told apart from whether the certificate
holds: every handshake here takes what is offered, and `spiders.offers` and the checks judge that.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct
from msgspec.structs import replace

from checks.facts.text import clean_text
from checks.failures import Failure
from checks.tls_evidence import Handshake, TlsFault, TlsOffers
from spiders.certificates import (
    MOST_CERTIFICATES,
    Fetch,
    describe,
    is_own,
    is_sm2,
    missing,
    names_of,
    nothing,
    parse,
    top_of,
)
from spiders.egress import Egress, Family, Refused
from spiders.hello import Reply

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
    64: "wrong-host",
}
Turn = Callable[[], AbstractAsyncContextManager[None]]
_NO_ISSUER = (2, 20, 21)
_PARTIAL_CHAIN = getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)


@lru_cache(maxsize=4)
def trust(ca_file: str = "") -> ssl.SSLContext:
    """`verifying`, made once: reading the roots takes a tenth of a second."""
    return verifying(ca_file)


def verifying(ca_file: str = "") -> ssl.SSLContext:
    """A verifying context: the system's roots, Mozilla's, and the operator's CA file.

    Mozilla's are added since on a machine without any root every certificate would look untrusted.
    Old protocols and weak ciphers are taken, so that they are not told as faults of a certificate.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    # Neither is what browsers do; Python sets both from 3.13 on.
    context.verify_flags &= ~(_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT)
    # Browsers have not read the common name as a host's since 2017 (RFC 9525 2).
    context.hostname_checks_common_name = False
    _take_all(context)
    return context


def _take_all(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    # Not the anonymous ones: who shows no certificate has not shown a valid one.
    context.set_ciphers("ALL:!aNULL:@SECLEVEL=0")
    context.options |= 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: what the server cannot is not our matter


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # reads what is served; verification is told apart
    _take_all(context)
    return context


async def probe(
    egress: Egress,
    host: str,
    port: int,
    at: datetime,
    ca_file: str = "",
    *,
    family: Family = "any",
    fetch: Fetch = nothing,
    turn: Turn = nullcontext,
    address: str = "",
) -> Handshake:
    """Shake hands with a host and sort what is wrong with its certificate.

    Args:
        egress: the address guard.
        host: name that the certificate must hold for; ``port`` of the service.
        port: see ``host``.
        at: time of the observation.
        ca_file: the operator's roots, see `verifying`.
        family: ``ipv6`` to connect over IPv6 or not at all.
        fetch: gets certificates that the server left out; without it none is fetched.
        turn: entered around each connection, so that the host's pace is kept.
        address: the one address of the host to try; empty for those that DNS gives.
    """
    try:
        route = await egress.route(address or host, port, family)
    except Refused as refusal:
        return Handshake(at=at, failure=refusal.failure, detail=refusal.detail)
    seen = Handshake(at=at)
    for place in route.addresses[:MOST_ADDRESSES]:
        seen = await _Probe(
            address=place, port=route.port, host=host.strip("[]"), at=at, ca_file=ca_file,
            fetch=fetch, turn=turn,
        ).run()  # fmt: skip
        if seen.connected:
            break
    return seen


async def reach(
    egress: Egress, address: str, port: int, at: datetime, turn: Turn = nullcontext
) -> Handshake:
    """Open a TCP connection to one address of a host, and no more.

    Args:
        egress: the address guard.
        address: IP address.
        port: of the service.
        at: time of the observation.
        turn: see `probe`.
    """
    try:
        route = await egress.route(address, port)
    except Refused as refusal:
        return Handshake(at=at, failure=refusal.failure, detail=refusal.detail, address=address)
    try:
        async with turn(), asyncio.timeout(TIMEOUT):
            _, writer = await asyncio.open_connection(route.addresses[0], route.port)
    except (OSError, TimeoutError) as error:
        return unconnected(error, at, address)
    writer.close()
    return Handshake(at=at, connected=True, address=address)


def unconnected(error: OSError | TimeoutError, at: datetime, address: str) -> Handshake:
    """What is known of a connection that did not come up."""
    if isinstance(error, ConnectionRefusedError):
        failure: Failure = "refused"
    elif isinstance(error, TimeoutError):
        failure = "connect-timeout"
    else:
        failure = "reset"
    return Handshake(at=at, failure=failure, detail=clean_text(str(error), 200), address=address)


class _Served(Struct, frozen=True):
    version: str
    chain: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class _Probe:
    """The handshakes with one address."""

    address: str
    port: int
    host: str
    at: datetime
    ca_file: str
    fetch: Fetch
    turn: Turn

    async def run(self) -> Handshake:
        """Verified first; then, where that fails, to see what was served."""
        try:
            served = await self._shake(trust(self.ca_file))
        except ssl.SSLCertVerificationError as error:
            return await self._faulty(error)
        except ssl.SSLError as error:
            return await self._once_more(error)
        except (OSError, TimeoutError) as error:
            return unconnected(error, self.at, self.address)
        return self._told(served)

    async def _faulty(self, error: ssl.SSLCertVerificationError) -> Handshake:
        detail = clean_text(error.verify_message, 200)
        try:
            served = await self._shake(_lenient())
        except (OSError, ssl.SSLError, TimeoutError) as second:
            return self._failed("tls", str(second))
        chain = [c for der in served.chain[:MOST_CERTIFICATES] if (c := parse(der)) is not None]
        told = replace(self._told(served), detail=detail)
        code = error.verify_code
        if chain and is_sm2(chain[0]):
            return replace(told, fault="sm2")
        if code not in _NO_ISSUER or not chain:
            return replace(told, fault=_FAULTS.get(code, "other"))
        return await self._without_issuer(told, chain)

    async def _without_issuer(self, told: Handshake, chain: list[x509.Certificate]) -> Handshake:
        """An issuer is missing: it may be a root that nobody trusts, or only not sent along."""
        if is_own(top_of(chain)):
            return replace(told, fault="untrusted-issuer")
        found, unfetched = await missing(chain, self.fetch)
        if found:
            fault = await self._verify_with([c for c in found if not is_own(c)])
            if fault not in ("incomplete-chain", "other"):
                # What was missing is there now; a worse fault behind it goes first.
                return replace(told, fault=fault or "incomplete-chain", completes="yes")
            if is_own(found[-1]):
                return replace(told, fault="untrusted-issuer", completes="no")
        if unfetched:
            return replace(told, fault="incomplete-chain", completes="unknown")
        # The host's certificate alone was sent: most likely the intermediate was forgotten, which
        # browsers that know it from elsewhere do not even notice.
        alone = len(chain) <= 1
        return replace(
            told, fault="incomplete-chain" if alone else "untrusted-issuer", completes="no"
        )

    async def _verify_with(self, more: list[x509.Certificate]) -> TlsFault:
        """Verify once more with further certificates at hand; none of them becomes a root."""
        context = verifying(self.ca_file)
        if more:
            context.load_verify_locations(
                cadata=b"".join(c.public_bytes(Encoding.DER) for c in more)
            )
        try:
            await self._shake(context)
        except ssl.SSLCertVerificationError as error:
            if error.verify_code in _NO_ISSUER:
                return "incomplete-chain"
            return _FAULTS.get(error.verify_code, "other")
        except (OSError, ssl.SSLError, TimeoutError):
            return "other"
        return ""

    async def _once_more(self, error: ssl.SSLError) -> Handshake:
        """The handshake failed before any certificate: an odd server, or no TLS at all."""
        text = clean_text(error.reason or str(error), 200)
        try:
            served = await self._shake(_lenient())
        except (OSError, ssl.SSLError, TimeoutError):
            return self._failed("tls", text)
        return replace(self._told(served), fault="other", detail=text)

    async def _shake(self, context: ssl.SSLContext) -> _Served:
        async with self.turn(), asyncio.timeout(TIMEOUT):
            _, writer = await asyncio.open_connection(
                self.address, self.port, ssl=context, server_hostname=self.host
            )
            try:
                tls: Any = writer.get_extra_info("ssl_object")
                return _Served(tls.version() or "", _sent(tls))
            finally:
                writer.close()

    def _told(self, served: _Served) -> Handshake:
        shown = Handshake(
            at=self.at, connected=True, handshake=True, version=served.version,
            address=self.address,
        )  # fmt: skip
        return with_chain(shown, served.chain)

    def _failed(self, failure: Failure, detail: str) -> Handshake:
        return Handshake(
            at=self.at, connected=True, failure=failure, detail=clean_text(detail, 200),
            address=self.address,
        )  # fmt: skip


def _sent(tls: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - ssl.SSLObject, wider than its stubs
    """Certificates that the server sent; public in the library only from Python 3.13 on."""
    source = tls if hasattr(tls, "get_unverified_chain") else tls._sslobj
    chain = source.get_unverified_chain() or ()
    # Encoding 2 is DER (_ssl.ENCODING_DER).
    return tuple(c if isinstance(c, bytes) else bytes(c.public_bytes(2)) for c in chain)


def with_chain(shown: Handshake, chain: tuple[bytes, ...]) -> Handshake:
    """The same with what the certificates say that were served."""
    read = [c for der in chain[:MOST_CERTIFICATES] if (c := parse(der)) is not None]
    if not read:
        return shown
    told = tuple(map(describe, read))
    names, count = names_of(read[0])
    return replace(
        shown, subject=told[0].subject, issuer=told[0].issuer, names=names, name_count=count,
        not_before=told[0].not_before, not_after=told[0].not_after, chain=told,
    )  # fmt: skip


def with_offers(shown: Handshake, offers: TlsOffers, picks: tuple[Reply, ...]) -> Handshake:
    """The same with what the server accepts.

    Where no handshake of ours came about, the certificates that it sent in the clear say whose
    they are, and whether they are of national cryptography (国密).
    """
    shown = replace(shown, offers=offers)
    if shown.handshake:
        return shown
    served = next((reply.certificates for reply in picks if reply.certificates), ())
    if served:
        shown = with_chain(shown, served)
    if offers.sm2 and not offers.accepted:
        return replace(shown, fault="sm2")
    return shown
