"""``audit monitor`` as a user meets it: begin, go on, refuse, announce, report, judge."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from audit.cli.console import Console
from audit.errors import UserError
from audit.judging import judge_evidence, load_sets
from audit.monitor.evidence import with_visits
from audit.monitor.maintenance import read_windows
from audit.monitor.report import report_command
from audit.monitor.run import Wish, monitor
from audit.monitor.unit import cron, service
from audit.runner import check_command, collect_site, conclude_run
from audit.settings import Settings
from audit.sites_file import Site
from checks.finding import Severity, Status
from checks.visits import Visit
from reports.i18n import translations
from reports.monitor import render
from reports.monitor.model import MonitorReport
from spiders.uptime.campaign import Campaign, Terms
from spiders.uptime.plan import Plan
from tests.audit.test_cli import audit
from tests.audit.test_runner import portal
from tests.clock import FastClock
from tests.web import behaviours as b
from tests.web.internet import Internet

ROOT = Path(__file__).resolve().parents[2]
HOME = b.html("<title>首页</title><p>云上市人民政府")
START = datetime(2026, 11, 16, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def settings(net: Internet, folder: Path, **changes: object) -> Settings:
    given: dict[str, object] = {
        "out": str(folder), "connect_to": tuple(net.connect_to), "nameserver": (net.nameserver,),
        "ca_file": str(net.ca_file), "delay": 0.0, "lang": "en",
    }  # fmt: skip
    return Settings(**(given | changes))  # type: ignore[arg-type]


def week(path: Path, *sites: tuple[str, str, set[int]], per_day: int = 24, days: int = 7) -> None:
    """A campaign that is over: for each site URL, name, and numbers of the failed visits."""
    plan = Plan(seed="s", start=START, length=timedelta(days=days), per_day=per_day)
    terms = Terms(plan=plan, patience=15.0, list="", tool_version="1")
    campaign = Campaign(path, terms, [(url, name) for url, name, _ in sites])
    campaign.begin_stretch(START)
    for place, (url, _name, failed) in zip(campaign.places, sites, strict=True):
        for slot in range(plan.number):
            bad = {"kind": "timeout", "vantage": "sound", "seconds": 15.0}
            fields = {"state": "failed", **bad} if slot in failed else {"state": "opened"}
            visit = Visit(slot=slot, at=plan.due(url, slot), address="1.2.3.4", **fields)
            campaign.add(place, visit)
    campaign.commit(plan.end, "finished")
    campaign.close()


def report_of(path: Path) -> MonitorReport:
    file = path.with_name(f"{path.stem}-report.json")
    return msgspec.json.decode(file.read_bytes(), type=MonitorReport)


def test_a_campaign_from_its_list_to_its_report(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = [
        Site(internet.site(f"www.s{n}.gov.cn", {"/": HOME}), f"site {n}") for n in range(3)
    ]  # fmt: skip
    clock = FastClock(1800)
    wish = Wish(
        path=tmp_path / "monitor.db", sites=tuple(sites), length=timedelta(hours=2), per_day=24
    )
    given = settings(internet, tmp_path, control=("www.s1.gov.cn", "nobody.gov.cn"))
    told = monitor(wish, given, Console(), make_clock=lambda: clock)
    said = capsys.readouterr()
    assert told == 0
    assert "3 sites, 24 visits a day each" in said.err
    assert "interim results only" in said.err
    assert "control host nobody.gov.cn does not answer now" in said.err
    assert "www.s1.gov.cn does not" not in said.err
    assert "audit monitor report" in said.out
    code = report_command(wish.path, None, settings(internet, tmp_path), Console())
    report = report_of(wish.path)
    assert code == 3
    assert report.ended
    assert {row.verdict for row in report.sites} == {"interim"}
    assert {len(row.timeline) for row in report.sites} == {2}
    assert all(set(row.timeline) <= {"o", "m"} for row in report.sites)
    # The same command once more: nothing is left to do.
    assert monitor(wish, settings(internet, tmp_path), Console(), make_clock=lambda: clock) == 0


def test_a_week_is_judged_and_the_worst_comes_first(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "monitor.db"
    week(
        path,
        ("http://www.a.gov.cn/", "甲", set()),
        ("http://www.b.gov.cn/", "乙", set(range(0, 168, 19))),
        ("http://www.c.gov.cn/", "丙", {3}),
    )  # fmt: skip
    assert report_command(path, None, settings(internet, tmp_path), Console()) == 1
    report = report_of(path)
    assert [(row.name, row.status) for row in report.sites] == [
        ("乙", Status.FAIL), ("丙", Status.PASS), ("甲", Status.PASS)
    ]  # fmt: skip
    worst = report.sites[0]
    assert (worst.failed, worst.counted, worst.share) == (9, 168, 5.36)
    assert (worst.low, worst.high) == (2.84, 9.87)
    assert worst.failures[0].reason == "no answer within the time limit"
    assert worst.timeline.count("f") == 9
    assert "✕ 乙" in capsys.readouterr().out
    again = path.with_name("monitor-report.html").read_bytes()
    report_command(path, None, settings(internet, tmp_path), Console())
    assert path.with_name("monitor-report.html").read_bytes() == again


def test_announced_maintenance_takes_visits_out(internet: Internet, tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    week(path, ("http://www.b.gov.cn/", "乙", set(range(50, 54)) | set(range(90, 96))))
    assert report_command(path, None, settings(internet, tmp_path), Console()) == 1
    # The third day, for four of the visits: 20 are left of it.
    announced = tmp_path / "announced.csv"
    begin, end = (START + timedelta(hours=8 + n) for n in (50, 54))
    announced.write_text(
        "网址,开始,结束,原因,审核状态\n"
        f"www.b.gov.cn,{begin:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},机房检修,通过\n"
        f"www.b.gov.cn,2026-11-01,2026-12-31,整月检修,驳回\n",
        "utf-8",
    )
    assert report_command(path, announced, settings(internet, tmp_path), Console()) == 0
    row = report_of(path).sites[0]
    assert (row.failed, row.counted, row.timeline.count("a")) == (6, 164, 4)
    assert "机房检修" in report_of(path).windows[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("site,from,to\nwww.a.gov.cn,2026-11-25,2026-11-24\n", "line 2: it ends before it begins"),
        ("site,from,to\nwww.a.gov.cn,soon,2026-11-24\n", "line 2: not a date"),
        ("site,from,to\n,2026-11-24,2026-11-25\n", "line 2: no site"),
        ("site,from,to,hours\n*,2026-11-24,2026-11-25,night\n", "line 2: not hours"),
    ],
)
def test_a_wrong_window_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(UserError, match=reason):
        read_windows(file, tmp_path)


def test_windows_in_audit_toml(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text(
        'lang = "en"\n[[maintenance]]\nsite = "*"\nfrom = 2026-11-24T22:00:00\nto = 2026-11-26\n'
        'hours = "22-06"\nreason = "机房停电"\n',
        "utf-8",
    )
    windows = read_windows(None, tmp_path)
    assert windows is not None
    assert (windows[0].site, windows[0].hours, windows[0].reason) == ("*", "22-06", "机房停电")
    assert windows[0].began == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert windows[0].ended == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert audit("config", "show", cwd=tmp_path).returncode == 0
    (tmp_path / "audit.toml").write_text('[[maintenance]]\nsite = "*"\nform = 1\n', "utf-8")
    with pytest.raises(UserError, match="unknown key 'form'"):
        read_windows(None, tmp_path)


def test_another_campaign_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("www.a.gov.cn\n", "utf-8")
    (tmp_path / "audit-out").mkdir()
    week(tmp_path / "audit-out" / "monitor.db", ("http://www.b.gov.cn/", "乙", set()))
    told = audit("monitor", "--sites", "sites.csv", cwd=tmp_path)
    assert told.returncode == 2
    assert "holds a campaign with another --sites" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--for", "soon"), "--for: not a time like 12h, 7d or 2w"),
        (("--visits", "0"), "--visits: must be from 1 to 288"),
        (("--sites", "nothing.csv"), "nothing.csv: there is no such file"),
        ((), "no campaign to go on with"),
        (("--campaign", "no/where/m.db"), "there is no such folder"),
        (("report",), "there is no such file"),
        (("--visits", "24", "report"), "options stand behind “audit monitor report”"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, words: tuple[str, ...], reason: str) -> None:
    told = audit("monitor", *words, cwd=tmp_path)
    assert told.returncode == 2
    assert reason in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_ctrl_c_keeps_the_state_and_a_second_process_is_refused(
    internet: Internet, tmp_path: Path
) -> None:
    internet.site("www.a.gov.cn", {"/": HOME})
    (tmp_path / "sites.csv").write_text("http://www.a.gov.cn/\n", "utf-8")
    mapped = [word for text in internet.connect_to for word in ("--connect-to", text)]
    command = ["monitor", "--sites", "sites.csv", "--for", "1h", *mapped]
    first = subprocess.Popen(
        [sys.executable, "-m", "audit", *command], cwd=tmp_path, text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert first.stderr is not None
    seen = iter(first.stderr)
    while not next(seen).startswith("visits: "):
        pass
    second = audit(*command, cwd=tmp_path)
    first.send_signal(signal.SIGINT)
    _out, rest = first.communicate(timeout=30)
    assert second.returncode == 2
    assert f"the campaign is under way: process {first.pid}" in second.stderr
    assert first.returncode == 130
    assert "the same command goes on" in rest
    report = audit("monitor", "report", cwd=tmp_path)
    assert report.returncode == 3


def test_a_run_is_judged_with_the_campaign_beside_it(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    internet.site("www.a.gov.cn", portal())
    given = settings(
        internet, tmp_path, max_pages=3, max_targets=0, as_of="2026-11-24",
        indicators=("indicator-2019",), fail_on=Severity.VETO,
    )  # fmt: skip
    sets = load_sets(given.indicators)
    from audit.interrupt import Interrupt  # noqa: PLC0415

    bundle = asyncio.run(
        collect_site(
            "http://www.a.gov.cn/", given, sets, Console(), Interrupt(), clock=FastClock(600)
        )
    )

    def finding() -> tuple[str, Status, str]:
        (found,) = (
            j for j in judge_evidence(with_visits(bundle, "").evidence, sets)
            if j.finding.check == "site-unreachable"
        )  # fmt: skip
        return found.finding.outcome, found.finding.status, str(found.severity)

    assert finding() == ("no-visits", Status.NOT_TESTED, "veto")
    week(tmp_path / "monitor.db", ("a.gov.cn", "甲", set(range(0, 168, 12))))
    assert finding() == ("unreachable", Status.FAIL, "veto")
    assert conclude_run(bundle, sets, given, Console()) in (1, 3)
    capsys.readouterr()
    check_command(bundle.folder.parent, given, Console())
    told = json.loads((bundle.folder.parent / "report.json").read_bytes())
    (item,) = (i for i in told["items"] if i["check"] == "site-unreachable")
    assert "14 of 168 visits from 2026-11-17 to 2026-11-23 failed: 8.33 %" in item["message"]
    assert item["look_count"] == 14
    assert item["looks"][0]["result"] == "no answer within the time limit"
    # A campaign of another quarter counts only if it is named.
    site = msgspec.structs.replace(bundle.evidence.site, as_of=START + timedelta(days=120))
    other = msgspec.structs.replace(
        bundle, evidence=dataclasses.replace(bundle.evidence, site=site)
    )
    assert with_visits(other, "").evidence.visits is None
    assert with_visits(other, str(tmp_path / "monitor.db")).evidence.visits is not None


def test_the_unit_and_the_cron_line_hold_whatever_a_path_has() -> None:
    words = ["--sites", '/srv/50% "a" $x/s.csv', "--for", "7d"]
    unit = service(words, Path("/srv/50%"))
    assert 'monitor --sites "/srv/50%% \\"a\\" $$x/s.csv" --for 7d' in unit
    assert "WorkingDirectory=/srv/50%%\n" in unit
    line = cron(words, Path("/srv/my sites")).splitlines()[-1]
    assert line.startswith("*/5 * * * * cd '/srv/my sites' && flock -n monitor.cron ")
    assert re.search(r"(?<!\\)%", line) is None


def test_hostile_names_are_harmless_in_every_format(tmp_path: Path, internet: Internet) -> None:
    path = tmp_path / "monitor.db"
    evil = '<script>alert(1)</script>\x1b[2J"&\u202e'
    week(path, ("http://www.b.gov.cn/", evil, set(range(0, 168, 10))))
    report_command(path, None, settings(internet, tmp_path), Console())
    page = path.with_name("monitor-report.html").read_text("utf-8")
    assert "<script" not in page
    assert "\x1b" not in page + render.text(report_of(path))
    assert "\u202e" not in page


def test_a_report_of_many_healthy_sites_stays_small(tmp_path: Path, internet: Internet) -> None:
    path = tmp_path / "monitor.db"
    week(path, *((f"http://www.s{n}.gov.cn/", f"站{n}", set()) for n in range(100)))
    report_command(path, None, settings(internet, tmp_path), Console())
    assert path.with_name("monitor-report.html").stat().st_size < 100 * 4000


def test_everything_that_the_report_says_is_said_in_chinese(
    tmp_path: Path, internet: Internet
) -> None:
    path = tmp_path / "monitor.db"
    week(path, ("http://www.b.gov.cn/", "乙", set(range(0, 168, 10))))
    report_command(path, None, settings(internet, tmp_path, lang="zh"), Console())
    report = report_of(path)
    said = [
        report.title, report.conclusion, *(f.name for f in (*report.facts, *report.versions)),
        *(row.conclusion for row in report.sites), *report.stretches,
        *(v.reason for v in report.sites[0].failures), *(v.label for v in report.sites[0].failures),
    ]  # fmt: skip
    assert [text for text in said if not re.search("[\u4e00-\u9fff]", text)] == []
    source = (ROOT / "audit/monitor/report.py").read_text("utf-8")
    zh = translations("zh").gettext
    for text in re.findall(r"self\._\(\s*\"((?:[^\"\\]|\\.)*)\"\s*\)", source):
        assert re.search("[\u4e00-\u9fff]", zh(text)), text


def test_a_site_that_never_opened_is_for_a_person_to_look_at(
    tmp_path: Path, internet: Internet
) -> None:
    path = tmp_path / "monitor.db"
    never, well = set(range(168)), set[int]()
    week(path, ("http://www.b.gov.cn/", "乙", never), ("http://www.a.gov.cn/", "甲", well))
    assert report_command(path, None, settings(internet, tmp_path), Console()) == 0
    row = report_of(path).sites[0]
    assert (row.name, row.status, row.share) == ("乙", Status.REVIEW, 100.0)
