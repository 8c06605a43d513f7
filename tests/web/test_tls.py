"""The loopback internet over TLS: each certificate fails in its own way, and only in that."""

from __future__ import annotations

import ssl

import pytest
from cryptography import x509

from audit.demo.table import HttpsKind
from tests.web import behaviours as b
from tests.web.client import connect, fetch, handshake
from tests.web.internet import Internet

HOST = "www.a.gov.cn"

# OpenSSL's X509_V_ERR_* numbers.
FAULTS: dict[HttpsKind, int] = {
    "expired": 10,
    "not-yet-valid": 9,
    "self-signed": 18,
    "untrusted-issuer": 20,
    "incomplete-chain": 20,
    "wrong-host": 62,
}


def leaf(internet: Internet, host: str = HOST) -> x509.Certificate:
    with handshake(internet, host, verify=False) as tls:
        der = tls.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def test_a_good_certificate_verifies(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("安全")})
    assert fetch(internet, f"https://{HOST}/").body.decode() == "安全"
    with handshake(internet, HOST) as tls:
        assert tls.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(("kind", "code"), FAULTS.items())
def test_each_fault_fails_in_its_own_way(internet: Internet, kind: HttpsKind, code: int) -> None:
    internet.site(HOST, {"/": b.html("x")}, https=kind)
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        handshake(internet, HOST)
    assert caught.value.verify_code == code
    with handshake(internet, HOST, verify=False) as tls:
        tls.sendall(f"GET / HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        assert tls.recv(1000).startswith(b"HTTP/1.0 200")


def test_an_incomplete_chain_leaves_out_what_is_between_root_and_host(internet: Internet) -> None:
    root = x509.load_pem_x509_certificate(internet.ca_file.read_bytes())
    internet.site(HOST, {}, https="incomplete-chain")
    assert leaf(internet).issuer != root.subject
    internet.site(HOST, {}, https="good")
    assert leaf(internet).issuer == root.subject


def test_a_self_signed_certificate_names_itself(internet: Internet) -> None:
    internet.site(HOST, {}, https="self-signed")
    certificate = leaf(internet)
    assert certificate.issuer == certificate.subject
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [HOST]


def test_hosts_on_one_port_have_their_own_certificates(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("")})
    internet.site("www.b.gov.cn", {"/": b.html("")}, https="expired")
    assert fetch(internet, f"https://{HOST}/").status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(internet, "www.b.gov.cn")


def test_plain_speaks_no_tls_and_closed_refuses(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("")}, https="plain")
    with pytest.raises(ssl.SSLError) as caught:
        handshake(internet, HOST, verify=False)
    assert not isinstance(caught.value, ssl.SSLCertVerificationError)
    internet.site(HOST, {}, https="closed")
    with pytest.raises(ConnectionRefusedError):
        connect(internet, HOST, 443)
