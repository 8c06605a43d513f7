"""Manners as a person meets them: flags, what a waiting person is told, what the report prints."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from audit.cli.console import Console
from audit.config import resolve
from audit.errors import ConfigError
from audit.judging import judge_evidence, load_sets
from audit.report_model import Builder
from audit.runner import Teller, crawl_options
from audit.settings import Settings
from checks.observations import Outage, Vantage
from reports import html, text, xlsx
from reports.model import Report
from spiders.bundle.reader import Bundle
from spiders.impact import HostImpact
from spiders.network import Notice
from tests.audit.test_runner import portal, run
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

START = datetime(2026, 11, 22, 1, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def read(**flags: object) -> Settings:
    return resolve(flags, {}, Path("/")).settings


def test_settings_of_manners_reach_the_spiders() -> None:
    options = crawl_options(
        read(
            connections="2", address_delay="3", address_connections="5", hours="22-06",
            ignore_robots=" 国办发〔2019〕19号 ", control=("a.gov.cn", "b.gov.cn:8080"),
            contact="office@example.gov.cn",
        )
    )  # fmt: skip
    assert (options.connections, options.address_connections, options.address_delay) == (2, 5, 3.0)
    assert (options.hours, options.ignore_robots) == ("22-06", "国办发〔2019〕19号")
    assert options.control == ("a.gov.cn", "b.gov.cn:8080")
    assert options.mail == "office@example.gov.cn"
    plain = crawl_options(Settings())
    assert (plain.address_delay, plain.hours, plain.ignore_robots) == (None, "", "")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("hours", "22", "--hours: not hours like 22-06 or 22:30-06:00: '22'"),
        ("hours", "06-06", "--hours: not hours like 22-06 or 22:30-06:00: '06-06'"),
        ("ignore_robots", "", "--ignore-robots: say by what right robots.txt is not obeyed"),
        ("ignore_robots", "  ", "--ignore-robots: say by what right robots.txt is not obeyed"),
        ("connections", "0", "--connections: must be at least 1: 0"),
        ("address_delay", "-1", "--address-delay: not a duration like 90s, 15m or 2h: '-1'"),
        ("control", ("a b",), "--control: not a web address: 'http://a b/'"),
        ("control", ("a/b",), "--control: not a host name or HOST:PORT: 'a/b'"),
    ],
)
def test_wrong_values_are_told_in_one_line(name: str, value: object, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(**{name: value})
    assert str(error.value) == reason


def test_every_notice_has_words(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller(Console(), "A")
    for kind, told in {
        "crawl-delay": "A x asks for 10 s between requests (Crawl-delay)",
        "resting": "A x failed several times in a row: left alone for 10 s",
        "hours": "A outside the hours for requests: waiting 0 min",
        "outage": "A our own network failed: the run pauses until it is back",
        "outage-over": "A our own network is back: the run goes on",
    }.items():
        teller.notice(Notice(kind, "x", 10.0))  # type: ignore[arg-type]
        assert capsys.readouterr().err == told + "\n"


def test_crawl_delay_is_told_while_the_run_goes_on(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = b.raw(b"User-agent: *\nCrawl-delay: 10\n", "text/plain")
    home = internet.site("www.a.gov.cn", {**portal(), "/robots.txt": rules})
    ran = run(internet, home, tmp_path, capsys)
    assert ran.err.count("www.a.gov.cn asks for 10 s between requests (Crawl-delay)") == 1


def test_the_right_to_pass_robots_txt_by_is_printed_in_the_report(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = b.raw(b"User-agent: *\nDisallow: /\n", "text/plain")
    home = internet.site("www.a.gov.cn", {**portal(), "/robots.txt": rules})
    ran = run(internet, home, tmp_path, capsys, ignore_robots="省府办函〔2026〕3号")
    assert ran.report["coverage"]["pages"] > 5
    stated = {"name": "未遵守 robots.txt，依据", "value": "省府办函〔2026〕3号"}
    assert stated in ran.report["settings"]
    assert "省府办函〔2026〕3号" in (ran.folder / "report.html").read_text("utf-8")


@pytest.fixture
def bundle(internet: Internet, tmp_path: Path) -> Bundle:
    return crawl(internet, tmp_path / "r", internet.site("www.a.gov.cn", portal()))


def report_of(bundle: Bundle, lang: str, **run: Any) -> Report:
    sets = load_sets(Settings().indicators)
    judged = judge_evidence(bundle.evidence, sets)
    return Builder(
        msgspec.structs.replace(bundle, run=bundle.run | run), judged, sets, lang
    ).report()


@pytest.mark.parametrize("stored", [True, False])
def test_what_the_run_cost_the_hosts_is_printed_everywhere(bundle: Bundle, stored: bool) -> None:
    impact = [HostImpact("www.a.gov.cn", 13, 4096, 9), HostImpact("b.cn", 1, 5, 1)]
    rows = impact if stored else msgspec.to_builtins(impact)
    made = report_of(bundle, "en", impact=rows)
    assert [(i.host, i.requests, i.bytes, i.peak_per_minute) for i in made.coverage.impact] == [
        ("www.a.gov.cn", 13, 4096, 9), ("b.cn", 1, 5, 1)
    ]  # fmt: skip
    assert made.coverage.impact_count == 2
    page = html.render(made).decode()
    assert "<td>4.0 KB</td><td>9</td>" in page
    assert "busiest minute: 9 (www.a.gov.cn)" in text.summary(made, width=100, colour=False)
    assert len(xlsx.render(made)) > len(xlsx.render(report_of(bundle, "en", impact=[])))
    assert 'class="impact"' not in html.render(report_of(bundle, "en", impact=[])).decode()


def test_a_single_site_says_that_only_name_servers_and_gateway_could_be_asked(
    bundle: Bundle,
) -> None:
    assert bundle.evidence.vantage.selftest == "local"
    told = {m.name: m.value for m in report_of(bundle, "en").vantage}
    assert told["Self-test of our own network"].startswith("name servers and default gateway only")


def test_pauses_of_the_run_are_printed(bundle: Bundle) -> None:
    outage = Outage(start=START, end=START.replace(minute=7), reason="controls")
    vantage = Vantage(selftest="control", outages=(outage,))
    assert msgspec.convert(json.loads(msgspec.json.encode(vantage)), Vantage) == vantage
    evidence = dataclasses.replace(bundle.evidence, vantage=vantage)
    options = bundle.run["options"] | {"control": ["c.gov.cn"]}
    made = report_of(msgspec.structs.replace(bundle, evidence=evidence), "en", options=options)
    told = {m.name: m.value for m in made.vantage}
    assert told["Self-test of our own network"] == "compared with control hosts: c.gov.cn"
    assert told["Our own network failed"] == (
        "2026-11-22 09:00:00 – 2026-11-22 09:07:00: no control host answered;"
        " what failed then was asked again"
    )
