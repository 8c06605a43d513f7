from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest

from checks.tls_evidence import Handshake
from spiders.egress import Egress
from spiders.resolver import Resolver
from spiders.tls import probe
from tests.clock import StepClock
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.client import handshake
from tests.web.internet import Internet

AT = datetime(2026, 11, 22, tzinfo=UTC)


def shake(net: Internet, host: str, **changes: object) -> Handshake:
    given = options(net, **changes)

    async def run() -> Handshake:
        egress = Egress(Resolver(StepClock(), given.nameservers), given.connect_to)
        return await probe(egress, host, 443, AT, str(net.ca_file))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("good", ""),
        ("expired", "expired"),
        ("not-yet-valid", "not-yet-valid"),
        ("wrong-host", "wrong-host"),
        ("self-signed", "self-signed"),
        ("untrusted-issuer", "untrusted-issuer"),
        ("incomplete-chain", "incomplete-chain"),
    ],
)
def test_faults_of_certificates_are_told_apart(internet: Internet, kind: str, fault: str) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")}, https=kind)  # type: ignore[arg-type]
    seen = shake(internet, "www.a.gov.cn")
    assert (seen.connected, seen.handshake, seen.fault, seen.failure) == (True, True, fault, "")
    assert seen.version.startswith("TLSv1.")
    assert seen.not_before < seen.not_after


def test_names_of_the_certificate_are_read(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")}, https="wrong-host")
    assert shake(internet, "www.a.gov.cn").names == ("other.www.a.gov.cn",)


def test_the_certificates_themselves_are_kept(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")})
    with handshake(internet, "www.a.gov.cn") as tls:
        served = tls.getpeercert(binary_form=True)
    (leaf,) = shake(internet, "www.a.gov.cn").chain
    assert leaf.der == served
    assert leaf.sha256 == hashlib.sha256(leaf.der).hexdigest()
    assert (leaf.key, leaf.signature) == ("EC", "sha256")


def test_a_port_that_speaks_no_tls(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")}, https="plain")
    seen = shake(internet, "www.a.gov.cn")
    assert (seen.connected, seen.handshake, seen.failure) == (True, False, "tls")


def test_a_closed_port(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("")}, https="closed")
    seen = shake(internet, "www.a.gov.cn")
    assert (seen.connected, seen.failure) == (False, "refused")


def test_a_name_that_leads_inside_is_not_asked(internet: Internet) -> None:
    internet.name("inside.gov.cn", a=("127.0.0.1",))
    assert shake(internet, "inside.gov.cn", connect_to=()).failure == "blocked-target"


def test_a_host_whose_first_address_is_dead_is_probed_at_the_next(internet: Internet) -> None:
    name = "127.0.0.1.nowhere.gov.cn"
    internet.site("www.a.gov.cn", {"/": b.html("")})
    internet.name(name, a=("127.0.0.1", "127.0.0.0"))
    given = options(internet)

    async def run() -> Handshake:
        egress = Egress(Resolver(StepClock(), given.nameservers), allow_net=("127.0.0.0/8",))
        return await probe(egress, name, internet.https_port, AT, str(internet.ca_file))

    seen = asyncio.run(run())
    assert (seen.connected, seen.address) == (True, "127.0.0.1")
