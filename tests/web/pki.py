"""Certificates of every kind, right and wrong, from a small authority made for the test."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from math import lcm
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID as Aia
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DAY = timedelta(days=1)
EV = "2.23.140.1.1"

# Object identifiers of RSA signatures differ in their last byte only (RFC 8017 A.2.4): with it,
# the prefix of the digest that is signed.
_RSA_OID = bytes.fromhex("2a864886f70d0101")
_OLD_HASHES = {
    "md5": (b"\x04", bytes.fromhex("3020300c06082a864886f70d020505000410")),
    "sha1": (b"\x05", bytes.fromhex("3021300906052b0e03021a05000414")),
}


@cache
def ec_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    """A key on a curve, the same for the whole test run."""
    return ec.generate_private_key(curve())


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key of that length, the same for the whole test run; long ones from well-known primes."""
    if bits < 4096:
        return rsa.generate_private_key(65537, bits)
    half = bits // 2
    offsets = {2048: (124476, 560316), 4096: (240904, 5736041)}[half]
    p = _prime(half, _pi, offsets[0])  # RFC 3526
    q = _prime(half, _e, offsets[1])  # RFC 7919 A
    d = pow(65537, -1, lcm(p - 1, q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q)
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def oakley(bits: int) -> int:
    """A prime of 1024 or 2048 bits for Diffie-Hellman (RFC 2409 6.2, RFC 3526 3)."""
    return _prime(bits, _pi, {1024: 129093, 2048: 124476}[bits])


def _prime(bits: int, constant: Any, offset: int) -> int:
    return int(2**bits - 2 ** (bits - 64) - 1 + 2**64 * (constant(bits - 130) + offset))


def _e(bits: int) -> int:
    """The integer part of e times 2 to the power of ``bits``."""
    term = total = 1 << (bits + 64)
    count = 1
    while term:
        term //= count
        total += term
        count += 1
    return total >> 64


def _pi(bits: int) -> int:
    """The same of pi, by Machin's formula."""
    one = 1 << (bits + 64)

    def arctan(x: int) -> int:
        term = total = one // x
        n, sign = 3, -1
        while term:
            term //= x * x
            total += sign * (term // n)
            n, sign = n + 2, -sign
        return total

    return 4 * (4 * arctan(5) - arctan(239)) >> 64


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a certificate shall say; by default all that a good one does.

    Attributes:
        names: subject alternative names; none at all leaves the extension out.
        common_name: empty for none.
        subject: further parts of the subject by OID.
        days: validity, from and until, counted from now.
        key: of the host; ``hash``: that the signature rests on.
        ca: it may sign others.
        ocsp, crl, issuer: addresses named in it.
        policy: OID of a certificate policy.
    """

    names: tuple[str, ...] = ()
    common_name: str = ""
    subject: tuple[tuple[x509.ObjectIdentifier, str], ...] = ()
    days: tuple[float, float] = (-30, 60)
    key: Key = field(default_factory=ec_key)
    hash: str = "sha256"
    ca: bool = False
    ocsp: str = "http://ocsp.ca.cn/"
    crl: str = ""
    issuer: str = ""
    policy: str = ""


class Pki:
    """A root that is trusted, an intermediate that is sent along, and one that is not."""

    def __init__(self) -> None:
        self.root = self._self_signed("Test Root 测试根证书", ca=True)
        self.stranger = self._self_signed("Unknown Root 未受信任", ca=True)
        self.licensed = self._self_signed("某省数字证书认证中心 Root CA", ca=True)
        self.strange_middle = self._middle(self.stranger, "Unknown Intermediate")
        self.middle = self._middle(self.root, "Test Intermediate")
        self.old_middle = self._middle(self.root, "Test Old Intermediate", hash="sha1")

    @property
    def pem(self) -> bytes:
        """The root that a client has to trust."""
        return self.root[0].public_bytes(serialization.Encoding.PEM)

    def _self_signed(self, name: str, ca: bool) -> tuple[x509.Certificate, Key]:
        key = rsa.generate_private_key(65537, 2048)
        wish = Wish(common_name=name, key=key, ca=ca, ocsp="", days=(-400, 3650))
        return self._make(wish, _name(wish), key), key

    def _middle(
        self, above: tuple[x509.Certificate, Key], name: str, **more: Any
    ) -> tuple[x509.Certificate, Key]:
        key = rsa.generate_private_key(65537, 2048)
        wish = Wish(common_name=name, key=key, ca=True, days=(-300, 1800), **more)
        return self._make(wish, above[0].subject, above[1]), key

    def self_signed(self, host: str) -> ssl.SSLContext:
        """A certificate that a host made for itself."""
        wish = Wish(names=(host,), common_name=host)
        return self.context([self._make(wish, _name(wish), wish.key)], wish.key)

    def issue(self, wish: Wish, by: tuple[x509.Certificate, Key] | None = None) -> x509.Certificate:
        """A certificate as wished, by the intermediate unless another is given."""
        above, key = by or self.middle
        return self._make(wish, above.subject, key)

    @staticmethod
    def der(certificate: x509.Certificate) -> bytes:
        """Its bytes."""
        return certificate.public_bytes(serialization.Encoding.DER)

    def sm2(self, host: str) -> x509.Certificate:
        """A certificate of national cryptography (国密): curve and signature are SM2 by name.

        Nothing signs with SM2 here, so its signature holds for nobody, as for all who lack SM2.
        """
        made = self._make(Wish(names=(host,)), self.middle[0].subject, ec_key())
        whole = made.public_bytes(serialization.Encoding.DER)
        for old, new in (
            ("2a8648ce3d030107", "2a811ccf5501822d"),
            ("2a8648ce3d040302", "2a811ccf55018375"),
        ):
            whole = whole.replace(bytes.fromhex(old), bytes.fromhex(new))
        return x509.load_der_x509_certificate(whole)

    def serve(self, wish: Wish, **settings: Any) -> ssl.SSLContext:
        """A server's context with such a certificate and its chain, see `context`."""
        return self.context([self.issue(wish), self.middle[0]], wish.key, **settings)

    def context(
        self,
        chain: Iterable[x509.Certificate],
        key: Key,
        *,
        versions: tuple[ssl.TLSVersion, ssl.TLSVersion] | None = None,
        ciphers: str = "DEFAULT:@SECLEVEL=0",
        dh: int = 0,
    ) -> ssl.SSLContext:
        """A server's context; ``dh`` is a prime of its Diffie-Hellman exchange."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(ciphers)
        if versions is not None:
            context.minimum_version, context.maximum_version = versions
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        pem += b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain)
        with tempfile.TemporaryDirectory() as folder:  # OpenSSL reads keys from files only
            path = Path(folder) / "chain.pem"
            path.write_bytes(pem)
            context.load_cert_chain(path)
            if dh:
                (Path(folder) / "dh.pem").write_bytes(_dh_pem(dh))
                context.load_dh_params(str(Path(folder) / "dh.pem"))
        return context

    def _make(self, wish: Wish, issuer: x509.Name, signer: Key) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(wish))
            .issuer_name(issuer)
            .public_key(wish.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + wish.days[0] * DAY)
            .not_valid_after(now + wish.days[1] * DAY)
            .add_extension(x509.BasicConstraints(wish.ca, None), critical=True)
        )
        if wish.names:
            names = x509.SubjectAlternativeName([x509.DNSName(name) for name in wish.names])
            builder = builder.add_extension(names, critical=not _name(wish).rdns)
        access = [
            x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
            for method, url in ((Aia.OCSP, wish.ocsp), (Aia.CA_ISSUERS, wish.issuer))
            if url
        ]
        if access:
            builder = builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
        if wish.crl:
            point = x509.DistributionPoint(
                [x509.UniformResourceIdentifier(wish.crl)], None, None, None
            )
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if wish.policy:
            policy = x509.PolicyInformation(x509.ObjectIdentifier(wish.policy), None)
            builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
        wanted = getattr(hashes, wish.hash.upper())() if wish.hash in _NEW else hashes.SHA256()
        made = builder.sign(signer, wanted)
        return made if wish.hash in _NEW else _signed_anew(made, signer, wish.hash)


# Curve P-256 and ECDSA with SHA-256, and what stands in their place (GM/T 0006).
_SM2 = (("2a8648ce3d030107", "2a811ccf5501822d"), ("2a8648ce3d040302", "2a811ccf55018375"))
_NEW = ("sha256", "sha384", "sha512")


def _name(wish: Wish) -> x509.Name:
    parts = [x509.NameAttribute(oid, value) for oid, value in wish.subject]
    if wish.common_name:
        parts.append(x509.NameAttribute(NameOID.COMMON_NAME, wish.common_name))
    return x509.Name(parts)


def _signed_anew(made: x509.Certificate, signer: Key, old: str) -> x509.Certificate:
    """The same certificate signed with a hash that libraries don't sign with any more."""
    if not isinstance(signer, rsa.RSAPrivateKey):
        raise TypeError("only RSA is signed by hand")
    last, prefix = _OLD_HASHES[old]
    tbs = made.tbs_certificate_bytes.replace(_RSA_OID + b"\x0b", _RSA_OID + last)
    numbers = signer.private_numbers()
    size = signer.key_size // 8
    digest = prefix + hashlib.new(old, tbs, usedforsecurity=False).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    signed = pow(int.from_bytes(padded, "big"), numbers.d, numbers.public_numbers.n)
    whole = made.public_bytes(serialization.Encoding.DER)
    whole = whole.replace(made.tbs_certificate_bytes, tbs)
    whole = whole.replace(_RSA_OID + b"\x0b", _RSA_OID + last)
    whole = whole.replace(made.signature, signed.to_bytes(size, "big"))
    return x509.load_der_x509_certificate(whole)


def _dh_pem(prime: int) -> bytes:
    import base64  # noqa: PLC0415

    def integer(number: int) -> bytes:
        body = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return b"\x02" + _length(len(body)) + body

    inner = integer(prime) + integer(2)
    text = base64.encodebytes(b"\x30" + _length(len(inner)) + inner)
    return b"-----BEGIN DH PARAMETERS-----\n" + text + b"-----END DH PARAMETERS-----\n"


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    body = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body
