"""Hosts with several IPv4 addresses: real DNS, a real connection to each of 127.0.0.x."""

from __future__ import annotations

from pathlib import Path

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need
from checks.framework import judge, wanted
from checks.registry import by_id
from checks.tls_evidence import Handshake
from spiders import tls
from spiders.options import ConnectTo
from spiders.probes import MOST_EACH
from spiders.session import Session
from tests.spiders.crawling import crawl
from tests.spiders.test_session import in_session, options
from tests.web import behaviours as b
from tests.web.doors import HOME, good, serves
from tests.web.hostile import Listener
from tests.web.internet import ADDRESS, Internet
from tests.web.pki import Pki

HOST = "www.a.gov.cn"
PAGES = {"/": b.html("<title>例局</title><p>主要职责</p><p>政务动态</p>")}
OTHER = "192.88.99.2"
CLOSED = 9  # discard: closed on loopback
CHECK = by_id("dead-address")


def judged(evidence: SiteEvidence) -> Finding:
    (finding,) = judge(CHECK, evidence, CHECK.options())
    return finding


def needs(evidence: SiteEvidence) -> tuple[Need, ...]:
    return wanted([judged(evidence)])


def run(net: Internet, folder: Path, *each: ConnectTo) -> SiteEvidence:
    """A run whose way to each address of the host is mapped as given."""
    given = (*each, *options(net).connect_to)
    return crawl(net, folder / "run", f"http://{HOST}/", needs, connect_to=given).evidence


def looks(evidence: SiteEvidence, address: str, port: int) -> list[tuple[int, str]]:
    return [(p.look, p.failure) for p in evidence.tls_probes[f"{HOST} {address} {port}"]]


def tried(evidence: SiteEvidence) -> list[str]:
    return sorted(key.split(" ")[1] for key in evidence.tls_probes if " " in key)


def test_a_dead_address_beside_a_live_one_is_for_review(internet: Internet, tmp_path: Path) -> None:
    internet.site(HOST, PAGES, https="closed", a=(ADDRESS, OTHER))
    with Listener(serves(HOME), "127.0.0.2") as alive:
        evidence = run(
            internet,
            tmp_path,
            ConnectTo(ADDRESS, 80, "127.0.0.2", alive.port),
            ConnectTo(OTHER, 80, "127.0.0.3", CLOSED),
        )
        assert alive.hits == 2
    finding = judged(evidence)
    assert (finding.outcome, finding.status.value, finding.awaiting) == ("one-dead", "review", "")
    assert finding.values["dead"] == OTHER
    assert looks(evidence, ADDRESS, 80) == [(1, ""), (2, "")]
    assert looks(evidence, OTHER, 80) == [(1, "refused"), (2, "refused")]


def test_each_address_shakes_hands_by_itself(internet: Internet, tmp_path: Path) -> None:
    pki = Pki()
    authority = tmp_path / "ca.pem"
    authority.write_bytes(pki.pem)
    internet.site(HOST, PAGES, a=(ADDRESS, OTHER))
    new, old = good()(pki, HOST), good(days=(-400, -30))(pki, HOST)
    with Listener(new, "127.0.0.2") as first, Listener(old, "127.0.0.3") as other:
        given = (
            ConnectTo(HOST, 443, "127.0.0.2", first.port),
            ConnectTo(ADDRESS, 443, "127.0.0.2", first.port),
            ConnectTo(OTHER, 443, "127.0.0.3", other.port),
            *options(internet).connect_to,
        )
        home = f"http://{HOST}/"
        evidence = crawl(
            internet, tmp_path / "run", home, needs, connect_to=given, ca_file=str(authority)
        ).evidence
    finding = judged(evidence)
    assert (finding.outcome, finding.status.value) == ("handshake-differs", "review")
    assert finding.values["odd"] == OTHER
    seen = {a: evidence.tls(f"{HOST} {a} 443") for a in (ADDRESS, OTHER)}
    assert {a: p.fault for a, p in seen.items() if p is not None} == {ADDRESS: "", OTHER: "expired"}


def test_all_that_answer_are_in_order_and_at_most_eight_are_tried(
    internet: Internet, tmp_path: Path
) -> None:
    addresses = tuple(f"192.88.99.{n}" for n in range(10, 10 + MOST_EACH + 2))
    internet.site(HOST, PAGES, https="closed", a=addresses)
    with Listener(serves(HOME), "127.0.0.2") as alive:
        each = (ConnectTo(a, 80, "127.0.0.2", alive.port) for a in addresses)
        evidence = run(internet, tmp_path, *each)
    assert judged(evidence).outcome == "all-answer"
    assert tried(evidence) == sorted(addresses)[:MOST_EACH]


def test_addresses_of_our_own_network_are_not_connected_to(internet: Internet) -> None:
    with Listener(serves(HOME), "127.0.0.2") as own:

        async def looks(session: Session) -> list[Handshake]:
            now = session.clock.now()
            return [
                await tls.probe(session.egress, HOST, own.port, now, address="127.0.0.2"),
                await tls.reach(session.egress, "127.0.0.2", own.port, now),
            ]

        seen = in_session(internet, looks)
        assert [s.failure for s in seen] == ["blocked-target"] * 2
        assert own.hits == 0


def test_a_host_that_the_operator_mapped_is_not_looked_for_where_dns_says(
    internet: Internet, tmp_path: Path
) -> None:
    internet.site(HOST, PAGES, a=(ADDRESS, OTHER))
    evidence = run(internet, tmp_path)
    assert tried(evidence) == []
    assert judged(evidence).outcome == "no-probe"


def test_one_address_needs_no_look_of_its_own(internet: Internet, tmp_path: Path) -> None:
    internet.site(HOST, PAGES)
    evidence = run(internet, tmp_path)
    assert tried(evidence) == []
    assert judged(evidence).outcome == "single"
