"""``audit run`` from a URL to its reports, on the tests' internet."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.interrupt import Interrupt
from audit.judging import load_sets
from audit.runner import check_command, collect_site, conclude_run, report_command
from audit.settings import Settings
from checks.finding import Severity
from spiders.bundle.reader import open_bundle
from tests.clock import FastClock
from tests.web import behaviours as b
from tests.web.internet import Internet

ROOT = Path(__file__).resolve().parents[2]


def portal(extra: str = "", body: str = "") -> Mapping[str, Any]:
    """A small site that works; ``extra`` goes into its home page."""
    news = "".join(
        f'<li><a href="/xw/{n}.html">云上市第{n}次政府常务会议召开</a>'
        f"<span>2026-11-{n:02}</span></li>"
        for n in range(10, 20)
    )
    articles = {
        f"/xw/{n}.html": b.html(
            f"<html><head><title>第{n}次</title></head><body><h1>云上市第{n}次政府常务会议召开</h1>"
            f"<p>发布时间：2026-11-{n:02} 09:00</p><p>{'会议研究了全市重点工作。' * 20}</p>"
            "</body></html>"
        )
        for n in range(10, 20)
    }
    home = (
        f"<html><head><title>云上市人民政府</title></head><body><ul>{news}</ul>"
        f'<a href="/xw/">政务动态</a>{extra}<p>{body}</p></body></html>'
    )
    listing = f"<html><head><title>政务动态</title></head><body><ul>{news}</ul></body></html>"
    return {"/": b.html(home), "/xw/": b.html(listing), **articles}


@dataclass
class Ran:
    """What came of a run."""

    code: int
    folder: Path
    report: dict[str, Any]
    out: str
    err: str

    def outcomes(self, check: str) -> set[tuple[str, str]]:
        """Outcome and status of a check's findings."""
        items = [*self.report["items"], *self.report["passes"]]
        return {(i["outcome"], i["status"]) for i in items if i["check"] == check}


def settings(net: Internet, out: Path, **changes: Any) -> Settings:
    given: dict[str, Any] = {"as_of": "2026-11-22", "browser": "off", **changes}
    return replace(
        Settings(),
        out=str(out), delay=0.0, timeout=120.0,
        connect_to=tuple(net.connect_to), nameserver=(net.nameserver,), ca_file=str(net.ca_file),
        **given,
    )  # fmt: skip


def run(
    net: Internet, site: str, out: Path, capsys: pytest.CaptureFixture[str], **changes: Any
) -> Ran:
    """Audit a site, a minute lasting a second."""
    given = settings(net, out, **changes)
    sets = load_sets(given.indicators)
    console = Console()
    bundle = asyncio.run(collect_site(site, given, sets, console, Interrupt(), clock=FastClock()))
    code = conclude_run(bundle, sets, given, console)
    folder = bundle.folder.parent
    printed = capsys.readouterr()
    report = json.loads((folder / "report.json").read_bytes())
    return Ran(code, folder, report, printed.out, printed.err)


def test_everything_lies_where_it_is_said_to(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal())
    ran = run(internet, home, tmp_path, capsys)
    for name in ("report.html", "report.json", "report.xlsx", "bundle/evidence.db",
                 "bundle/archive.warc.gz", "bundle/bundle.json"):  # fmt: skip
        assert (ran.folder / name).stat().st_size > 0
    assert str(ran.folder / "report.html") in ran.out
    assert str(tmp_path / "audit.db") in ran.out
    assert str(tmp_path) not in (ran.folder / "report.html").read_text("utf-8")


def test_a_dead_link_is_a_fault_with_its_page_and_two_looks(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal('<a href="/gone.html">已撤下的页面</a>'))
    ran = run(internet, home, tmp_path, capsys)
    assert ran.code == 1
    (item,) = [i for i in ran.report["items"] if i["check"] == "broken-internal"]
    assert (item["outcome"], item["status"], item["subject"]) == (
        "gone",
        "fail",
        home + "gone.html",
    )
    assert [(c["url"], c["anchor"]) for c in item["carriers"]] == [(home, "已撤下的页面")]
    assert [look["number"] for look in item["looks"]] == [1, 2]
    assert item["look_count"] == 2
    assert all(look["record"] > 0 for look in item["looks"])


def test_a_link_that_recovers_is_unstable_and_not_counted(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = dict(portal('<a href="/weak.html">时好时坏</a>'))
    pages["/weak.html"] = b.flaky([b.status(404), b.html("<p>好了</p>")])
    home = internet.site("www.a.gov.cn", pages)
    ran = run(internet, home, tmp_path, capsys)
    assert ran.outcomes("broken-internal") == {("gone", "review")}


def test_running_twice_keeps_both_runs(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal())
    first = run(internet, home, tmp_path, capsys)
    second = run(internet, home, tmp_path, capsys)
    assert first.folder != second.folder
    with sqlite3.connect(tmp_path / "audit.db") as db:
        assert db.execute("select count(*) from runs").fetchone() == (2,)
        assert db.execute("select count(*) from sites").fetchone() == (1,)
        stored = db.execute("select count(distinct run_id) from findings").fetchone()
        assert stored == (2,)


def test_judging_and_printing_again_give_the_same_bytes(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal('<a href="/gone.html">旧页面</a>'))
    ran = run(internet, home, tmp_path, capsys)
    names = ("report.html", "report.json", "report.xlsx")
    first = {name: (ran.folder / name).read_bytes() for name in names}
    (ran.folder / "facts.db").unlink()
    given = settings(internet, tmp_path)
    assert check_command(ran.folder / "bundle", given, Console()) == ran.code
    assert report_command(ran.folder, given, Console()) == 0
    assert {name: (ran.folder / name).read_bytes() for name in names} == first
    other = replace(given, indicators=("census-2015",))
    assert report_command(ran.folder, other, Console(), own_sets=True) == 0
    assert {name: (ran.folder / name).read_bytes() for name in names} == first
    assert report_command(ran.folder, other, Console()) == 0
    assert (ran.folder / "report.json").read_bytes() != first["report.json"]


def test_reports_in_english(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal('<a href="/gone.html">旧页面</a>'))
    ran = run(internet, home, tmp_path, capsys, lang="en")
    assert "Confirmed faults" in ran.report["conclusion"]
    (item,) = [i for i in ran.report["items"] if i["check"] == "broken-internal"]
    assert item["message"] == "The link leads nowhere: the server answers HTTP 404."


def test_personal_numbers_are_masked_everywhere(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = '<a href="/gone.html">公示：张三 11010519491231002X 13800138000</a>'
    home = internet.site("www.a.gov.cn", portal(link))
    ran = run(internet, home, tmp_path, capsys)
    with sqlite3.connect(tmp_path / "audit.db") as db:
        dumped = "\n".join(db.iterdump())
    texts = [dumped, ran.out, (ran.folder / "report.html").read_text("utf-8"),
             (ran.folder / "report.json").read_text("utf-8")]  # fmt: skip
    for text in texts:
        assert "11010519491231002X" not in text
        assert "13800138000" not in text
    assert "11*************02X 138****8000" in texts[3]


def test_hostile_titles_come_out_harmless(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = '<a href="/gone.html">\x1b[2J&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}=1+1</a>'
    home = internet.site("www.a.gov.cn", portal(link))
    ran = run(internet, home, tmp_path, capsys)
    html = (ran.folder / "report.html").read_text("utf-8")
    assert "\x1b" not in html + ran.out
    assert "<script>alert" not in html
    assert "{{7*7}}" in html


@pytest.mark.parametrize(
    ("fail_on", "code"), [(Severity.MINOR, 1), (Severity.SERIOUS, 0), (Severity.VETO, 0)]
)
def test_fail_on_decides_what_counts(
    internet: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    fail_on: Severity,
    code: int,
) -> None:
    home = internet.site("www.a.gov.cn", portal('<a href="/gone.html">旧页面</a>'))
    ran = run(internet, home, tmp_path, capsys, fail_on=fail_on, indicators=("indicator-2019",))
    worst = {i["severity"] for i in ran.report["items"] if i["status"] == "fail"}
    assert "minor" in worst and not worst & {"veto", "serious"}
    assert ran.code == code


def test_cut_by_a_budget_is_incomplete(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal('<a href="/gone.html">旧页面</a>'))
    ran = run(internet, home, tmp_path, capsys, max_pages=3)
    assert ran.code == 3
    assert ran.report["coverage"]["stopped"] == "max-pages"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b.challenge(412), "验证页面"),
        (b.challenge(521), "验证页面"),
        (b.challenge(202), "验证页面"),
        (b.challenge(403), "验证页面"),
        (b.raw(b"%PDF-1.4", "application/pdf"), "不是 HTML"),
        (b.html(""), "没有内容"),
        (b.status(500), "HTTP 500"),
        (b.reset(), "首页无法访问"),
    ],
)
def test_a_site_that_cannot_be_seen_is_inconclusive_and_never_accused(
    internet: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answer: Any,
    said: str,
) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {"/": answer, "/robots.txt": b.status(404)},
        http="redirect",
        aaaa=("2e00:9901::9",),
    )
    ran = run(internet, home, tmp_path, capsys)
    assert ran.code == 3
    assert said in ran.report["conclusion"]
    assert ran.report["counts"]["fail"] == 0
    assert (ran.folder / "bundle" / "bundle.json").exists()
    assert len([line for line in ran.err.splitlines() if line.startswith("error:")]) == 1


def test_the_last_line_speaks_the_users_language_and_the_report_its_own(
    internet: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    home = internet.site("www.a.gov.cn", {"/": b.html(""), "/robots.txt": b.status(404)})
    ran = run(internet, home, tmp_path, capsys, lang="zh")
    (line,) = [line for line in ran.err.splitlines() if line.startswith("error:")]
    assert "the home page is empty" in line
    assert line.isascii()
    assert "首页没有内容" in ran.report["conclusion"]


def test_a_mirror_of_one_page_is_inconclusive_and_never_accused(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {"/": portal('<a href="/fw/">办事服务</a><img src="/logo.png">')["/"]}
    home = internet.site("www.a.gov.cn", pages, http="redirect", aaaa=("2e00:9901::9",))
    ran = run(internet, home, tmp_path, capsys)
    assert ran.code == 3
    assert "大部分页面打不开" in ran.report["conclusion"]
    assert ran.report["counts"]["fail"] == 0


@pytest.mark.parametrize("records", ["nxdomain", "servfail"])
def test_a_host_that_does_not_resolve_is_inconclusive(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str], records: str
) -> None:
    internet.name("www.a.gov.cn", a=records, aaaa=records)  # type: ignore[arg-type]
    ran = run(internet, "www.a.gov.cn", tmp_path, capsys)
    assert (ran.code, ran.report["counts"]["fail"]) == (3, 0)


def test_site_without_scheme_falls_back_to_http(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    internet.site("www.a.gov.cn", portal(), https="closed")
    ran = run(internet, "www.a.gov.cn", tmp_path, capsys)
    assert ran.report["site_url"] == "http://www.a.gov.cn/"
    assert ran.outcomes("https-unreachable") == {("unreachable", "fail")}


def test_a_staging_server_at_a_port_of_its_own(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    internet.site("127.0.0.1", portal('<a href="/gone.html">旧页面</a>'))
    site = f"127.0.0.1:{internet.http_port}"
    ran = run(internet, site, tmp_path, capsys, allow_net=("127.0.0.0/8",))
    assert ran.report["site_url"] == f"http://{site}/"
    failed = {i["check"] for i in ran.report["items"] if i["status"] == "fail"}
    assert "broken-internal" in failed
    assert not failed & {"https-unreachable", "no-aaaa", "no-https-redirect"}
    assert ran.code == 1


def test_operators_exceptions_are_recorded(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = internet.site("www.a.gov.cn", portal())
    ran = run(internet, home, tmp_path, capsys)
    told = {m["name"]: m["value"] for m in ran.report["vantage"]}
    assert internet.nameserver in told["操作者指定的域名服务器"]
    assert "www.a.gov.cn:80:127.0.0.1" in told["操作者指定的连接映射"]


def test_global_aaaa_with_a_mapping_to_loopback_is_reached_over_ipv6(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not internet.ipv6:
        pytest.skip("this machine has no IPv6 loopback")
    home = internet.site("www.a.gov.cn", portal(), aaaa=("2e00:9901::9",), ipv6=True)
    ran = run(internet, home, tmp_path, capsys)
    assert {status for _, status in ran.outcomes("no-aaaa")} == {"pass"}
    assert {status for _, status in ran.outcomes("ipv6-unreachable")} == {"pass"}
    looks = [look for item in ran.report["passes"] for look in item["looks"]]
    assert not [look["url"] for look in looks if look["url"].startswith("ipv6:")]
    assert "通过 IPv6：HTTP 200" in {look["result"] for look in looks}


def test_a_full_disk_is_said_and_loses_nothing_that_was_written(
    internet: Internet, tmp_path: Path
) -> None:
    text = "".join(chr(0x4E00 + n % 5000) for n in range(0, 30_000, 7))
    pages = {f"/{n}.html": b.html(f"<p>{n}{text[n:]}</p>") for n in range(300)}
    links = "".join(f'<a href="{path}">页面 {path}</a>' for path in pages)
    home = internet.site("www.a.gov.cn", {"/": b.html(f"<p>首页</p>{links}"), **pages})
    given = [f"--connect-to={m}" for m in internet.connect_to]
    command = [
        sys.executable, "-m", "audit", "run", "--site", home, "--delay", "0",
        "--nameserver", internet.nameserver, "--out", str(tmp_path / "out"), *given,
    ]  # fmt: skip
    env = dict(os.environ, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8")
    limit = 1_500_000  # bytes of one file: what a full disk looks like to an ordinary user

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    ran = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
        preexec_fn=small_files, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 4, ran.stderr
    assert "Traceback" not in ran.stderr
    errors = [line for line in ran.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert "evidence cannot be written" in errors[0]
    (folder,) = [p for p in (tmp_path / "out").iterdir() if p.is_dir()]
    kept = open_bundle(folder / "bundle")
    assert not kept.closed
    assert kept.evidence.home is not None


def test_ctrl_c_leaves_a_partial_report(internet: Internet, tmp_path: Path) -> None:
    pages = {f"/{n}.html": b.slow(0.05, b.html("<p>页面</p>")) for n in range(300)}
    links = "".join(f'<a href="{path}">页面 {path}</a>' for path in pages)
    home = internet.site("www.a.gov.cn", {"/": b.html(f"<p>首页</p>{links}"), **pages})
    given = [f"--connect-to={m}" for m in internet.connect_to]
    command = [
        sys.executable, "-m", "audit", "run", "--site", home, "--delay", "0",
        "--nameserver", internet.nameserver, "--out", str(tmp_path / "out"), *given,
    ]  # fmt: skip

    env = dict(os.environ, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8")
    process = subprocess.Popen(
        command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while len(internet.asked("www.a.gov.cn")) < 20 and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    (folder,) = [p for p in (tmp_path / "out").iterdir() if p.is_dir()]
    report = json.loads((folder / "report.json").read_bytes())
    assert report["partial"]
    assert report["counts"]["fail"] == 0
    assert str(folder / "report.html") in out
