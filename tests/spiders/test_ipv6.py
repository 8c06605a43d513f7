"""The five answers about IPv6, each by a whole run: real DNS, real connections over ::1."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.demo.nameserver import DnsFault
from audit.demo.serve import ZONE_SERVER
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need
from checks.framework import judge, wanted
from checks.registry import CHECKS
from spiders.options import ConnectTo
from tests.spiders.crawling import crawl
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.doors import page, serves
from tests.web.hostile import Listener
from tests.web.internet import ADDRESS6, Internet

HOST = "www.a.gov.cn"
HOME = b.html(
    "<title>例局</title><h1>例局</h1><p>主要职责</p><p>政务动态</p><p>通知公告</p>"
    '<a href="/a.html">概况</a><a href="http://zwfw.a.gov.cn/">办事</a>'
)
PAGES = {"/": HOME, "/a.html": b.html("<title>概况</title><p>例局概况与机构设置")}
IPV6 = tuple(check for check in CHECKS if check.family == "ipv6")


def judged(evidence: SiteEvidence) -> list[Finding]:
    return [f for check in IPV6 for f in judge(check, evidence, check.options())]


def needs(evidence: SiteEvidence) -> tuple[Need, ...]:
    return wanted(judged(evidence))


def told(evidence: SiteEvidence) -> dict[str, tuple[str, str]]:
    return {f.check: (f.outcome, f.awaiting or f.status.value) for f in judged(evidence)}


@pytest.fixture
def dual(internet: Internet) -> Internet:
    """A site with both addresses, and a service of its domain with IPv4 alone."""
    if not internet.ipv6:
        pytest.skip("this machine has no ::1")
    internet.site(HOST, PAGES, aaaa=(ADDRESS6,), https="closed")
    internet.site("zwfw.a.gov.cn", {"/": b.html("<title>办事")}, https="closed")
    return internet


def run(net: Internet, folder: Path, *six: ConnectTo, without: str = "") -> SiteEvidence:
    """A run whose way to the host over IPv6 is mapped; ``without`` leaves a mapping out."""
    given = tuple(m for m in options(net).connect_to if not without or m.host != without)
    return crawl(net, folder / "run", f"http://{HOST}/", needs, connect_to=(*given, *six)).evidence


def over(port: int, tls: int = 0) -> tuple[ConnectTo, ...]:
    ways = (ConnectTo(HOST, 80, "::1", port),)
    return (*ways, ConnectTo(HOST, 443, "::1", tls)) if tls else ways


def listening(pages: dict[str, bytes]) -> Listener:
    return Listener(serves(pages), "::1")


def test_all_five_are_answered(dual: Internet, tmp_path: Path) -> None:
    body = HOME.body.decode()
    with listening(
        {"/": b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()}
    ) as six:
        found = told(run(dual, tmp_path, *over(six.port)))
    assert found == {
        "nameservers-without-ipv6": ("answers", "pass"),
        "no-aaaa": ("published", "pass"),
        "ipv6-unreachable": ("answers", "pass"),
        "ipv6-differs": ("same", "pass"),
        "links-without-ipv6": ("some-without", "review"),
    }


def test_shares_are_counted_by_links_and_by_hosts(dual: Internet, tmp_path: Path) -> None:
    evidence = run(dual, tmp_path)
    (share,) = [f for f in judged(evidence) if f.check == "links-without-ipv6"]
    assert (share.values["second"], share.values["second_hosts"]) == (50.0, 50.0)
    assert share.values["names"] == "zwfw.a.gov.cn"


def test_another_page_over_ipv6_is_a_fault(dual: Internet, tmp_path: Path) -> None:
    default = page("<p>Welcome to nginx</p>")
    other = default.replace("例局".encode(), "默认".encode())
    with listening({"/": other}) as six:
        found = told(run(dual, tmp_path, *over(six.port)))
    assert found["ipv6-unreachable"] == ("answers", "pass")
    assert found["ipv6-differs"] == ("other", "fail")


def test_without_vantage_reachability_is_not_tested_and_aaaa_is(
    dual: Internet, tmp_path: Path
) -> None:
    found = told(run(dual, tmp_path, without=ZONE_SERVER))
    assert found["no-aaaa"][0] == "published"
    assert found["ipv6-unreachable"] == ("no-vantage", "not-tested")
    assert found["nameservers-without-ipv6"] == ("no-vantage", "not-tested")
    assert found["ipv6-differs"] == ("not-comparable", "not-applicable")


def test_a_mapping_that_does_not_answer_proves_nothing(dual: Internet, tmp_path: Path) -> None:
    found = told(run(dual, tmp_path, *over(9)))
    assert found["ipv6-unreachable"] == ("no-vantage", "not-tested")


def test_a_site_without_address_and_a_zone_without_ipv6(internet: Internet, tmp_path: Path) -> None:
    internet.site(HOST, PAGES, https="closed")
    internet.name("a.gov.cn", ns=("ns1.dns.cn",))
    internet.name("ns1.dns.cn", a=("192.88.99.7",))
    evidence = run(internet, tmp_path, ConnectTo("ns1.dns.cn", 53, "127.0.0.1", port_of(internet)))
    found = told(evidence)
    assert found["no-aaaa"] == ("no-aaaa", "fail")
    assert found["nameservers-without-ipv6"] == ("no-address", "fail")
    assert found["ipv6-unreachable"] == ("no-address", "not-applicable")


def port_of(net: Internet) -> int:
    return int(net.nameserver.partition(":")[2])


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("servfail", "dns-trouble"), ("timeout", "dns-trouble"), ("nxdomain", "no-such-name")],
)
def test_dns_that_does_not_answer_accuses_nobody(
    internet: Internet, tmp_path: Path, fault: DnsFault, outcome: str
) -> None:
    internet.site(HOST, PAGES, aaaa=fault, https="closed")
    found = told(run(internet, tmp_path))
    assert found["no-aaaa"][0] == outcome
    assert "fail" not in {status for _, status in found.values()}


def test_a_dead_address_beside_a_live_one_is_named(internet: Internet, tmp_path: Path) -> None:
    if not internet.ipv6:
        pytest.skip("this machine has no ::1")
    dead = "2409:8c00::dead"
    internet.site(HOST, PAGES, aaaa=(ADDRESS6, dead), https="closed")
    with listening({"/": page(HOME.body.decode())}) as six:
        each = (ConnectTo(ADDRESS6, 80, "::1", six.port), ConnectTo(dead, 80, "::1", 9))
        evidence = run(internet, tmp_path, *over(six.port), *each)
    (finding,) = [f for f in judged(evidence) if f.check == "ipv6-unreachable"]
    assert (finding.outcome, finding.status.value, finding.awaiting) == ("one-dead", "review", "")
    assert finding.values["dead"] == dead
    assert [p.failure for p in evidence.tls_probes[f"ipv6:{HOST} {dead}"]] == ["refused"] * 2
