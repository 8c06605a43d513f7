"""The loopback internet's name server: the answers that a resolver has to keep apart."""

from __future__ import annotations

import socket

import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from audit.demo.serve import ZONE_SERVER
from tests.web.client import address, ask
from tests.web.internet import ADDRESS, ADDRESS6, Internet

HOST = "www.a.gov.cn"


def addresses(message: dns.message.Message) -> list[str]:
    return [item.address for rrset in message.answer for item in rrset if hasattr(item, "address")]


@pytest.mark.parametrize("tcp", [False, True])
def test_addresses_of_both_families(internet: Internet, tcp: bool) -> None:
    internet.site(HOST, {}, a=(ADDRESS, "192.88.99.2"), aaaa=(ADDRESS6,))
    assert sorted(addresses(ask(internet, HOST, "A", tcp=tcp))) == [ADDRESS, "192.88.99.2"]
    assert addresses(ask(internet, HOST.upper(), "AAAA", tcp=tcp)) == [ADDRESS6]


def test_no_data_is_an_answer_with_soa(internet: Internet) -> None:
    internet.site(HOST, {})
    for kind in ("AAAA", "TXT"):
        answer = ask(internet, HOST, kind)
        assert answer.rcode() == dns.rcode.NOERROR
        assert not answer.answer
        assert [rrset.rdtype for rrset in answer.authority] == [dns.rdatatype.SOA]


def test_unknown_names_do_not_exist(internet: Internet) -> None:
    answer = ask(internet, "www.unknown.gov.cn")
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert [rrset.rdtype for rrset in answer.authority] == [dns.rdatatype.SOA]


@pytest.mark.parametrize("tcp", [False, True])
def test_failures(internet: Internet, tcp: bool) -> None:
    internet.name(HOST, a="servfail", aaaa="refused")
    assert ask(internet, HOST, "A", tcp=tcp).rcode() == dns.rcode.SERVFAIL
    assert ask(internet, HOST, "AAAA", tcp=tcp).rcode() == dns.rcode.REFUSED
    internet.name(HOST, a="nxdomain")
    assert ask(internet, HOST, "A", tcp=tcp).rcode() == dns.rcode.NXDOMAIN


@pytest.mark.parametrize("tcp", [False, True])
def test_timeout_is_silence_for_that_type_only(internet: Internet, tcp: bool) -> None:
    internet.site(HOST, {}, aaaa="timeout")
    with pytest.raises(dns.exception.Timeout):
        ask(internet, HOST, "AAAA", tcp=tcp, timeout=0.2)
    assert addresses(ask(internet, HOST, "A", tcp=tcp)) == [ADDRESS]


def test_garbage_is_no_message(internet: Internet) -> None:
    internet.name(HOST, a="garbage")
    with pytest.raises(dns.exception.DNSException):
        ask(internet, HOST, tcp=True)


def test_alias_is_followed_and_shown(internet: Internet) -> None:
    internet.site("cdn.a.gov.cn", {}, aaaa=(ADDRESS6,))
    internet.name(HOST, alias="cdn.a.gov.cn")
    answer = ask(internet, HOST, "AAAA")
    assert [rrset.rdtype for rrset in answer.answer] == [dns.rdatatype.CNAME, dns.rdatatype.AAAA]
    assert addresses(answer) == [ADDRESS6]
    internet.name("loop.a.gov.cn", alias="loop.a.gov.cn")
    assert not addresses(ask(internet, "loop.a.gov.cn"))


def test_a_query_that_is_no_dns_gets_no_answer_and_does_no_harm(internet: Internet) -> None:
    internet.site(HOST, {})
    host, _, port = internet.nameserver.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.2)
        sock.sendto(b"\x00", (host, int(port)))
        with pytest.raises(TimeoutError):
            sock.recv(512)
    assert addresses(ask(internet, HOST)) == [ADDRESS]


def test_names_without_address_are_not_mapped(internet: Internet) -> None:
    internet.site(HOST, {})
    internet.name("gone.a.gov.cn", a="nxdomain", aaaa="nxdomain")
    internet.name("empty.a.gov.cn")
    mapped = [mapping.split(":")[0] for mapping in internet.connect_to]
    assert [name for name in mapped if name != ZONE_SERVER] == [HOST, HOST]
    with pytest.raises(KeyError):
        address(internet, "gone.a.gov.cn", 80)


def test_each_zone_has_its_name_server(internet: Internet) -> None:
    internet.site(HOST, {})
    assert not ask(internet, HOST, "NS").answer
    (found,) = ask(internet, "a.gov.cn", "NS").answer
    assert [str(item.target) for item in found] == [f"{ZONE_SERVER}."]
    assert addresses(ask(internet, ZONE_SERVER))
