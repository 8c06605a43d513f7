"""Who speaks for a name: resolvers that part, the zone's own servers, aliases, and IPv6."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from audit.demo.nameserver import Name
from audit.demo.serve import ZONE_SERVER
from audit.values import parse_connect_to
from checks.observations import Asked
from spiders.authority import Authority
from spiders.egress import Egress
from spiders.resolver import Answer, Kind, Resolver
from tests.clock import StepClock
from tests.spiders.test_session import options
from tests.web.internet import ADDRESS6, Internet

HOST = "www.a.gov.cn"
Told = list[tuple[str, Kind, Answer, Asked]]


def ask(
    net: Internet,
    what: Callable[[Authority], Any],
    *others: tuple[str, int],
    mappings: tuple[str, ...] = (),
) -> Told:
    """Ask with the internet's name server and others beside it; returns what was stored."""
    given = options(net)
    told: Told = []

    async def run() -> None:
        resolver = Resolver(StepClock(), (*given.nameservers, *others))
        ways = (*map(parse_connect_to, mappings), *given.connect_to)
        await what(Authority(resolver, Egress(resolver, ways), lambda *row: told.append(row)))

    asyncio.run(run())
    return told


def results(told: Told, asked: Asked) -> list[str]:
    return [answer.result for _, _, answer, kind in told if kind == asked]


@contextmanager
def liar(net: Internet, **names: Name) -> Iterator[tuple[str, int]]:
    """A name server beside the internet's that says something else of some hosts."""
    known = {name.replace("_", "."): told for name, told in names.items()}
    with net.other_nameserver(known) as place:
        yield place


def test_one_server_of_ours_is_borne_out_by_the_zones(internet: Internet) -> None:
    internet.site(HOST, {})
    told = ask(internet, lambda a: a.opinions(HOST))
    assert results(told, "opinion") == ["no-data"]
    assert results(told, "authoritative") == ["no-data"]
    assert [answer.server for _, _, answer, kind in told if kind == "authoritative"] == [
        ZONE_SERVER
    ]


def test_two_that_know_an_address_are_enough(internet: Internet) -> None:
    internet.site(HOST, {}, aaaa=(ADDRESS6,))
    with liar(internet) as other:
        told = ask(internet, lambda a: a.opinions(HOST), other)
    assert results(told, "opinion") == ["answer", "answer"]
    assert results(told, "authoritative") == []


def test_two_that_know_of_none_may_both_filter(internet: Internet) -> None:
    internet.site(HOST, {})
    with liar(internet) as other:
        told = ask(internet, lambda a: a.opinions(HOST), other)
    assert results(told, "opinion") == ["no-data", "no-data"]
    assert results(told, "authoritative") == ["no-data"]


def test_where_two_part_the_zones_own_are_asked(internet: Internet) -> None:
    internet.site(HOST, {}, aaaa=(ADDRESS6,))
    with liar(internet, www_a_gov_cn=Name(a=("192.88.99.1",))) as other:
        told = ask(internet, lambda a: a.opinions(HOST), other)
    assert results(told, "opinion") == ["answer", "no-data"]
    assert results(told, "authoritative") == ["answer"]


@pytest.mark.parametrize("fault", ["servfail", "refused", "timeout", "garbage", "nxdomain"])
def test_every_result_is_kept_apart(internet: Internet, fault: Any) -> None:
    internet.site(HOST, {}, aaaa=fault)
    (first, *_), *_ = [results(ask(internet, lambda a: a.opinions(HOST)), "opinion")]
    wanted = {"nxdomain": "no-such-name", "timeout": "timeout"}
    assert first == wanted.get(fault, "server-failure")


def test_aliases_are_followed_into_other_zones(internet: Internet) -> None:
    internet.name(HOST, alias="a.cdn.cn")
    internet.name("a.cdn.cn", alias="b.edge.cn")
    internet.name("b.edge.cn", a=("192.88.99.1",), aaaa=(ADDRESS6,))
    told = ask(internet, lambda a: a.opinions(HOST))
    (ours,) = [answer for _, _, answer, kind in told if kind == "opinion"]
    assert (ours.chain, ours.addresses) == (("a.cdn.cn", "b.edge.cn"), (ADDRESS6,))


def test_an_alias_that_ends_in_nothing_is_no_data(internet: Internet) -> None:
    internet.name(HOST, alias="a.cdn.cn")
    internet.name("a.cdn.cn", a=("192.88.99.1",))
    told = ask(internet, lambda a: a.opinions(HOST))
    assert set(results(told, "opinion") + results(told, "authoritative")) == {"no-data"}


def test_a_ring_of_aliases_ends(internet: Internet) -> None:
    internet.name("a.ring.cn", alias="b.ring.cn")
    internet.name("b.ring.cn", alias="a.ring.cn")
    told = ask(internet, lambda a: a.opinions("a.ring.cn"))
    assert not any(answer.addresses for _, _, answer, _ in told)


def test_the_zones_servers_are_found_above_the_host(internet: Internet) -> None:
    internet.site("www.deep.a.gov.cn", {})
    found: list[Any] = []

    async def look(authority: Authority) -> None:
        found.append(await authority.name_servers("www.deep.a.gov.cn"))

    ask(internet, look)
    assert found == [("deep.a.gov.cn", (ZONE_SERVER,))]


def test_name_servers_are_asked_over_ipv6_where_the_way_is_known(internet: Internet) -> None:
    if not internet.ipv6:
        pytest.skip("this machine has no ::1")
    internet.site(HOST, {}, aaaa=(ADDRESS6,))
    told = ask(internet, lambda a: a.over_ipv6(HOST, proven=False))
    (servers,) = [answer for _, kind, answer, asked in told if kind == "NS" and not asked]
    assert (servers.addresses, servers.chain) == ((ZONE_SERVER,), ("a.gov.cn",))
    assert results(told, "over-ipv6") == ["answer"]


def test_without_ipv6_no_name_server_is_asked_over_it(internet: Internet) -> None:
    internet.name(HOST, a=("192.88.99.1",))
    internet.name("a.gov.cn", ns=("ns.other.cn",))
    internet.name("ns.other.cn", aaaa=(ADDRESS6,))
    told = ask(internet, lambda a: a.over_ipv6(HOST, proven=False))
    assert results(told, "over-ipv6") == []


def test_a_name_server_inside_is_not_asked(internet: Internet) -> None:
    internet.name(HOST, a=("192.88.99.1",))
    internet.name("a.gov.cn", ns=("ns.inside.cn",))
    internet.name("ns.inside.cn", a=("127.0.0.1",), aaaa=("::1",))
    told = ask(internet, lambda a: a.opinions(HOST))
    assert results(told, "authoritative") == []
    assert results(ask(internet, lambda a: a.over_ipv6(HOST, proven=True)), "over-ipv6") == []
