"""Certificates made on the fly: good ones, and one of each way in which a certificate fails."""

from __future__ import annotations

import datetime
import ssl
import tempfile
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audit.demo.table import CertificateKind

_ORGANIZATION = "Demo CA 演示根证书"


class Authority:
    """A certification authority (证书颁发机构) that lives as long as the object.

    Certificates count from the real clock: their validity is judged when they are seen.
    """

    def __init__(self) -> None:
        self._root = trustme.CA(organization_name=_ORGANIZATION)
        self._middle = self._root.create_child_ca()
        # Its intermediate is sent along: the chain is complete, only its root is unknown.
        self._stranger = trustme.CA(organization_name="Unknown CA 未受信任根证书").create_child_ca()
        self._contexts: dict[tuple[str, CertificateKind], ssl.SSLContext] = {}

    @property
    def pem(self) -> bytes:
        """The root that a client has to trust, as PEM."""
        return self._root.cert_pem.bytes()

    def context(self, host: str, kind: CertificateKind) -> ssl.SSLContext:
        """A server's TLS context for a host, with a certificate of the given kind."""
        key = (host, kind)
        if key not in self._contexts:
            self._contexts[key] = self._make(host, kind)
        return self._contexts[key]

    def _make(self, host: str, kind: CertificateKind) -> ssl.SSLContext:
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self-signed":
            _load(context, *_self_signed(host, now))
            return context
        if kind == "expired":
            leaf = self._root.issue_cert(host, not_before=now - 400 * day, not_after=now - 35 * day)
        elif kind == "not-yet-valid":
            leaf = self._root.issue_cert(host, not_before=now + 30 * day, not_after=now + 395 * day)
        else:
            authority = {"untrusted-issuer": self._stranger, "incomplete-chain": self._middle}
            name = f"other.{host}" if kind == "wrong-host" else host
            leaf = authority.get(kind, self._root).issue_cert(name)
        chain = [pem.bytes() for pem in leaf.cert_chain_pems]
        if kind == "incomplete-chain":
            chain = chain[:1]  # the intermediate certificate is what such servers forget
        _load(context, leaf.private_key_pem.bytes(), b"".join(chain))
        return context


def _load(context: ssl.SSLContext, key: bytes, chain: bytes) -> None:
    # OpenSSL reads keys from files only.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.pem"
        path.write_bytes(key + chain)
        context.load_cert_chain(path)


def _self_signed(host: str, now: datetime.datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=335))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return (
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(pem),
    )
