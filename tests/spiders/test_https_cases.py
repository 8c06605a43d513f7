"""Every case of badssl.com is judged right, through a whole run of its own; docs/https-cases.md."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from audit.collecting import Job, collect
from audit.interrupt import Interrupt
from audit.values import parse_connect_to
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status
from checks.framework import judge, wanted
from checks.registry import CHECKS
from spiders.bundle.reader import open_bundle
from spiders.clock import Clock
from spiders.network import Network
from spiders.options import ConnectTo, CrawlOptions
from spiders.portal import Engine
from tests.clock import FastClock
from tests.spiders.crawling import AS_OF
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.badssl import CASES, GROUPS
from tests.web.doors import DOMAIN, TO_HTTPS, Case, answer, serves
from tests.web.hostile import Listener
from tests.web.internet import Internet
from tests.web.pki import Pki

TABLE = Path(__file__).parents[2] / "docs" / "https-cases.md"
HTTPS = tuple(check for check in CHECKS if check.family == "https")
TITLES = {check.id: check for check in HTTPS}


def judged(evidence: SiteEvidence) -> list[Finding]:
    return [f for check in HTTPS for f in judge(check, evidence, check.options())]


def needs(evidence: SiteEvidence) -> tuple[Need, ...]:
    return wanted(judged(evidence))


@contextmanager
def listening(pki: Pki, cases: tuple[Case, ...]) -> Iterator[tuple[ConnectTo, ...]]:
    """The cases at ports of their own; what is closed leads to a port where nobody listens."""
    with ExitStack() as stack:
        found = []
        for case in cases:
            https = {"Location": f"https://{case.at}/"}
            plain = {path: answer("", "301 Moved", **https) for path in ("/", "/robots.txt")}
            pages = plain if case.plain == TO_HTTPS else case.plain
            assert not isinstance(pages, str)
            http = stack.enter_context(Listener(serves(pages)))
            found.append(ConnectTo(case.at, 80, "127.0.0.1", http.port))
            port = 9  # discard: closed on loopback
            if case.secure is not None:
                port = stack.enter_context(Listener(case.secure(pki, case.at))).port
            found.append(ConnectTo(case.at, 443, "127.0.0.1", port))
        yield tuple(found)


async def run_all(
    cases: tuple[Case, ...], given: CrawlOptions, folder: Path, clock: Clock
) -> dict[str, list[Finding]]:
    """Audit all cases side by side, as sites of one process."""
    async with Engine() as engine:
        network = Network(given, clock)

        async def one(case: Case) -> list[Finding]:
            job = Job(
                site=f"{'https' if case.plain == TO_HTTPS else 'http'}://{case.at}/",
                folder=folder / case.at, run_id=case.at, as_of=AS_OF, options=given,
                recorded={}, tool_version="test",
            )  # fmt: skip
            bundle = await collect(
                job, needs, lambda *_: None, Interrupt(), clock=clock, engine=engine,
                network=network,
            )  # fmt: skip
            return judged(open_bundle(bundle).evidence)

        try:
            results = await asyncio.gather(*map(one, cases))
        finally:
            network.close()
    return {case.name: found for case, found in zip(cases, results, strict=True)}


def told(findings: list[Finding]) -> dict[str, str]:
    """Outcomes that a reader would stop at; a fault has to be confirmed."""
    silent = (Status.PASS, Status.NOT_APPLICABLE)
    return {
        f.check: f.outcome for f in findings if f.status not in silent or f.outcome == "outdated"
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_case_is_judged_right(internet: Internet, tmp_path: Path) -> None:
    pki = Pki()
    der = {"middle": pki.middle[0], "stranger": pki.stranger[0]}
    internet.site(
        f"aia.{DOMAIN}",
        {
            f"/{name}.crt": b.raw(pki.der(certificate), "application/pkix-cert")
            for name, certificate in der.items()
        },
    )
    roots = tmp_path / "roots.pem"
    roots.write_bytes(pki.pem)
    for case in CASES:
        internet.name(case.at, a=("192.88.99.1",))
    with listening(pki, CASES) as ports:
        own = tuple(parse_connect_to(text) for text in internet.connect_to)
        given = options(
            internet, connect_to=(*ports, *own), ca_file=str(roots), max_pages=1, max_targets=5,
            address_connections=50, timeout=60.0, connect_timeout=60.0,
        )  # fmt: skip
        findings = asyncio.run(run_all(CASES, given, tmp_path, FastClock()))
    wrong = {
        case.name: (told(findings[case.name]), case.said)
        for case in CASES
        if told(findings[case.name]) != case.said
    }
    assert wrong == {}
    awaiting = {
        (name, f.check): f.awaiting for name, found in findings.items() for f in found if f.awaiting
    }
    assert awaiting == {}


def table() -> str:
    """The table of docs/https-cases.md, as the cases have it."""
    lines = []
    for title, cases in GROUPS.items():
        lines += [f"## {title}", "", "| case | what is said | note |", "|---|---|---|"]
        for case in cases:
            verdict = "; ".join(
                f"`{check}`: {outcome} ({status_of(check, outcome)})"
                for check, outcome in case.said.items()
            )
            lines.append(f"| {case.name} | {verdict or 'nothing'} | {case.note} |")
        lines.append("")
    return "\n".join(lines)


def status_of(check: str, outcome: str) -> str:
    known = TITLES[check].outcomes
    return known[outcome].status.value if outcome in known else "not-tested"


def test_the_table_in_the_documents_says_the_same() -> None:
    text = TABLE.read_text("utf-8")
    start = text.index("## Certificates")
    assert text[start:].rstrip() == table().rstrip()
    assert re.search(rf"\b{len(CASES)} cases\b", text)
