"""A ClientHello by hand: what servers make of it, well-behaved and not."""

from __future__ import annotations

import asyncio
import socket
import ssl

import pytest

from checks.tls_evidence import TlsOffers
from spiders.hello import SSL30, TLCP, TLS10, TLS12, TLS13, Hello, Reply, greet
from spiders.offers import BROWSER, MOST_SILENCES, learn_offers
from tests.web import handmade as hand
from tests.web.doors import serves
from tests.web.hostile import Listener, Script, silent
from tests.web.pki import Pki, Wish, ec_key, oakley, rsa_key

HOST = "www.a.gov.cn"
MODERN = Hello(TLS12, BROWSER)
PKI = Pki()


def say(script: Script, hello: Hello = MODERN, timeout: float = 5.0) -> Reply:
    with Listener(script) as server:
        return asyncio.run(greet("127.0.0.1", server.port, HOST, hello, timeout))


def offers(script: Script, timeout: float = 5.0) -> tuple[TlsOffers, int]:
    """What a server accepts, and how many connections it took to learn that."""
    with Listener(script) as server:

        async def ask(hello: Hello) -> Reply:
            return await greet("127.0.0.1", server.port, HOST, hello, timeout)

        found, _ = asyncio.run(learn_offers(ask))
        return found, server.hits


def served(**settings: object) -> Script:
    key = rsa_key()
    return serves({}, PKI.serve(Wish(names=(HOST,), key=key), **settings))


def chain() -> list[object]:
    return [PKI.issue(Wish(names=(HOST,), key=rsa_key())), PKI.middle[0]]


@pytest.mark.parametrize(
    ("hello", "version"),
    [(MODERN, TLS12), (Hello(TLS13, (0x1301, 0x1302, 0x1303)), TLS13)],
)
def test_a_version_is_accepted(hello: Hello, version: int) -> None:
    reply = say(served(), hello)
    assert (reply.result, reply.version) == ("accepted", version)
    assert reply.suite in hello.suites


def test_certificates_come_in_the_clear_up_to_tls_1_2() -> None:
    reply = say(served())
    assert reply.certificates[1] == PKI.der(PKI.middle[0])


def test_old_versions_are_refused_by_an_alert() -> None:
    reply = say(served(), Hello(TLS10, BROWSER))
    assert (reply.result, reply.alert) == ("refused", 70)  # protocol_version


def test_the_prime_of_diffie_hellman_is_measured() -> None:
    for bits in (1024, 2048):
        context = served(
            versions=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
            ciphers="DHE-RSA-AES128-SHA:@SECLEVEL=0", dh=oakley(bits),
        )  # fmt: skip
        assert say(context, Hello(TLS12, (0x0033,))).dh_bits == bits


def test_a_certificate_of_the_visitor_is_asked_for() -> None:
    script = hand.picks([hand.RSA_AES], chain(), wants_certificate=True)  # type: ignore[arg-type]
    assert say(script).wants_certificate


def test_ssl_3_and_tlcp_are_spoken() -> None:
    certificates = chain()
    old = hand.picks([hand.RC4_SHA], certificates, version=SSL30)  # type: ignore[arg-type]
    assert say(old, Hello(SSL30, (0x0005,))).version == SSL30
    national = hand.picks([hand.ECC_SM4], certificates, version=TLCP)  # type: ignore[arg-type]
    assert say(national, Hello(TLCP, (hand.ECC_SM4,))).version == TLCP


@pytest.mark.parametrize(
    ("sent", "result"),
    [
        (b"", "refused"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no-tls"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "refused"),
        (b"\x15\x03\x01\x00\x02\x01\x70", "refused"),  # a warning, then the end
        (b"\x16\x03\x03\xff\xff" + bytes(100), "no-tls"),
        (b"\x16\x03\x03\x00\x04\x02\x00\x00\x00", "refused"),  # a hello without anything in it
        (b"\x16\x03", "refused"),
        (bytes(range(256)) * 10, "no-tls"),
    ],
)
def test_answers_of_any_shape_are_sorted(sent: bytes, result: str) -> None:
    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(sent)

    assert say(script).result == result


def test_an_answer_without_end_is_left() -> None:
    record = b"\x16\x03\x03\x3f\xff\x0b\xff\xff\xff" + bytes(16379)

    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        while True:
            connection.sendall(record)

    assert say(script, timeout=30).result == "refused"


def test_silence_and_closed_ports_are_told_apart() -> None:
    assert say(silent, timeout=0.3).result == "silent"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert asyncio.run(greet("127.0.0.1", port, HOST, MODERN, 5)).result == "unconnected"


def test_what_a_server_accepts_is_learned_in_few_connections() -> None:
    found, connections = offers(served())
    assert found.accepted == ("TLS 1.3", "TLS 1.2")
    assert (found.weak, found.weak_known, found.sm2) == ((), True, False)
    assert connections <= 10


def test_a_server_that_picks_an_old_version_has_refused_the_new_one() -> None:
    script = hand.picks([hand.RSA_AES], chain(), version=TLS10)  # type: ignore[arg-type]
    found, _ = offers(script)
    assert found.versions["TLS 1.2"] == "no"
    assert found.versions["TLS 1.0"] == "yes"


def test_kinds_of_weak_ciphers_are_all_found() -> None:
    suites = [hand.TRIPLE_DES, hand.RC4_SHA, hand.NULL_SHA, hand.EXPORT_RC4, hand.RSA_AES]
    found, _ = offers(hand.picks(suites, chain()))  # type: ignore[arg-type]
    assert set(found.weak) == {"3DES", "RC4", "NULL", "EXPORT"}
    assert found.weak_known


def test_who_shuts_us_out_has_refused_nothing() -> None:
    """A wall that lets three connections through and resets all others."""
    usual, seen = served(), []

    def script(connection: socket.socket) -> None:
        seen.append(connection)
        if len(seen) <= 2:
            usual(connection)

    found, _ = offers(script)
    assert found.accepted == ("TLS 1.3", "TLS 1.2")
    assert set(found.versions.values()) == {"yes", "unknown"}
    assert not found.weak_known


def test_a_silent_server_is_left_after_two_offers() -> None:
    found, connections = offers(silent, timeout=0.2)
    assert connections == MOST_SILENCES
    assert found.accepted == () and not found.weak_known


def test_an_ecdsa_server_is_no_weaker_for_having_no_rsa() -> None:
    script = serves({}, PKI.serve(Wish(names=(HOST,), key=ec_key())))
    found, _ = offers(script)
    assert (found.accepted, found.weak) == (("TLS 1.3", "TLS 1.2"), ())
