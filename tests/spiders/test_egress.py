from __future__ import annotations

import asyncio
import ipaddress

import pytest

from spiders.egress import Egress, Refused, Route, is_public
from spiders.options import ConnectTo
from spiders.resolver import Resolver
from tests.clock import StepClock
from tests.web.internet import Internet

INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "2400:3200::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def route(
    net: Internet,
    host: str,
    port: int = 80,
    *,
    connect_to: tuple[ConnectTo, ...] = (),
    allow_net: tuple[str, ...] = (),
) -> Route:
    address, _, dns_port = net.nameserver.partition(":")

    async def ask() -> Route:
        resolver = Resolver(StepClock(), ((address, int(dns_port)),))
        return await Egress(resolver, connect_to, allow_net).route(host, port)

    return asyncio.run(ask())


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.1.2.3", "169.254.169.254"])
def test_literal_inside_addresses_are_refused(internet: Internet, host: str) -> None:
    with pytest.raises(Refused) as refusal:
        route(internet, host)
    assert refusal.value.failure == "blocked-target"


def test_names_that_lead_inside_are_refused(internet: Internet) -> None:
    internet.name("inside.gov.cn", a=("10.0.0.5",))
    with pytest.raises(Refused) as refusal:
        route(internet, "inside.gov.cn")
    assert refusal.value.failure == "blocked-target"


def test_private_address_beside_a_public_one_is_dropped(internet: Internet) -> None:
    internet.name("both.gov.cn", a=("10.0.0.5", "192.88.99.7"))
    assert route(internet, "both.gov.cn").addresses == ("192.88.99.7",)


def test_allowed_network_is_allowed_and_no_other(internet: Internet) -> None:
    internet.name("inside.gov.cn", a=("10.1.0.5", "10.2.0.5"))
    assert route(internet, "inside.gov.cn", allow_net=("10.1.0.0/16",)).addresses == ("10.1.0.5",)


def test_mapping_holds_for_its_host_and_port_only(internet: Internet) -> None:
    internet.name("a.gov.cn", a=("10.0.0.5",))
    mapping = (ConnectTo("a.gov.cn", 80, "127.0.0.1", 8080),)
    assert route(internet, "a.gov.cn", connect_to=mapping) == Route(("127.0.0.1",), 8080, True)
    with pytest.raises(Refused):
        route(internet, "a.gov.cn", 443, connect_to=mapping)
    with pytest.raises(Refused):
        route(internet, "127.0.0.1", 8080, connect_to=mapping)


@pytest.mark.parametrize(
    ("records", "failure"),
    [
        ("nxdomain", "no-such-host"), ((), "dns-no-data"), ("servfail", "dns-failure"),
    ],
)  # fmt: skip
def test_dns_faults_keep_their_class(
    internet: Internet, records: str | tuple[str, ...], failure: str
) -> None:
    internet.name("x.gov.cn", a=records, aaaa=records)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        route(internet, "x.gov.cn")
    assert refusal.value.failure == failure


def test_name_with_only_an_ipv6_address_is_reached_by_it(internet: Internet) -> None:
    internet.name("six.gov.cn", aaaa=("2e00:9901::7",))
    assert route(internet, "six.gov.cn").addresses == ("2e00:9901::7",)
