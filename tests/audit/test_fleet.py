"""Many sites side by side: real processes, real sockets, sites that hang, reset and are missing."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.errors import UserError
from audit.fleet.deal import addresses, deal
from audit.fleet.fleet import Fleet
from audit.fleet.judge import Verdict
from audit.fleet.messages import Beat, Stage
from audit.fleet.plan import Plan
from audit.fleet.tally import Tally
from audit.runner import crawl_options
from audit.store.store import Store
from tests.audit.fleets import (
    audit,
    begin,
    free,
    healthy,
    listed,
    read_terminal,
    records,
    stored,
    wait_for,
)
from tests.audit.test_runner import ROOT, portal, settings
from tests.clock import FastClock
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet


def test_sites_that_hang_reset_or_are_missing_hold_up_nobody(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [f"www.a{n}.gov.cn" for n in range(6)]
    faulty = [f"www.b{n}.gov.cn" for n in range(3)]
    healthy(internet, *good)
    healthy(internet, *faulty, pages={**portal('<a href="/gone.html">旧页面</a>')})
    silent = {"/": b.hangs(), "/robots.txt": b.hangs()}
    healthy(internet, "www.hangs.gov.cn", pages=silent)
    healthy(internet, "www.resets.gov.cn", pages={"/": b.reset(), "/robots.txt": b.status(404)})
    internet.name("www.none.gov.cn", a="nxdomain", aaaa="nxdomain")
    internet.at("127.0.0.2", *good[:3], *faulty[:1])
    bad = ["www.hangs.gov.cn", "www.resets.gov.cn", "www.none.gov.cn"]
    listed(tmp_path, [*bad, *good, *faulty])
    assert (
        audit(internet, tmp_path, timeout=3.0) == 3
    )  # what could not be seen weighs more than faults
    out = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in out[:3]] == faulty  # the worst first
    assert all("Minor 1" in line for line in out[:3])
    assert all("could not be checked" in line for line in out if line.partition(":")[0] in bad)
    assert len(out) == 12 + 2
    done = stored(tmp_path)
    assert done == dict.fromkeys(good, (0, 0)) | dict.fromkeys(faulty, (0, 1)) | dict.fromkeys(
        bad, (0, 3)
    )
    bundles = list((tmp_path / "out").glob("*/bundle/bundle.json"))
    assert len(bundles) == 12
    for bundle in bundles:
        report = json.loads((bundle.parents[1] / "report.json").read_bytes())
        host = bundle.parents[1].name.split("-", 2)[2]
        assert report["counts"]["fail"] == (1 if host in faulty else 0)
        assert not report["partial"]
    assert records(tmp_path) == []


def test_pace_by_address_holds_over_all_sites_behind_it(internet: Internet, tmp_path: Path) -> None:
    here, there = ["a.gov.cn", "b.gov.cn", "c.gov.cn"], ["d.gov.cn", "e.gov.cn"]
    healthy(internet, *here, *there)
    internet.at("127.0.0.2", *there)
    listed(tmp_path, here + there)
    child = begin(internet, tmp_path, "--delay", "0.1", "--address-delay", "0.05")
    assert child.wait(60) == 0, child.communicate()[1]
    child.communicate()
    gap = 0.05
    for hosts in (here, there):
        starts = [r.at.timestamp() for r in internet.requests if r.host in hosts]
        assert len(starts) > 12 * len(hosts)
        # How many came in any stretch of time: a start may arrive late, but never be early.
        for first in range(len(starts)):
            last = min(first + 20, len(starts) - 1)
            assert starts[last] - starts[first] > (last - first) * gap - 4 * gap


def test_a_site_whose_run_cannot_begin_is_told_and_stops_no_other(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, "www.a.gov.cn", "www.b.gov.cn", pages=slow)
    listed(tmp_path, ["www.a.gov.cn", "www.b.gov.cn"])
    child = begin(internet, tmp_path)
    wait_for(lambda: len(internet.asked("www.a.gov.cn")) > 3, child)
    child.kill()
    child.communicate()
    (lock,) = (tmp_path / "out").glob("*-www.a.gov.cn/bundle/bundle.lock")
    wait_for(lambda: free(lock))
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another process works on it
        assert audit(internet, tmp_path, resume=True) == 2
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("www.b.gov.cn: no faults") for line in lines)
    (told,) = [line for line in lines if line.startswith("www.a.gov.cn: not finished:")]
    assert "in use by process" in told and "wait for it to end" in told
    assert len(records(tmp_path)) == 1


def test_resume_without_an_unfinished_run_is_told(internet: Internet, tmp_path: Path) -> None:
    healthy(internet, "www.a.gov.cn")
    listed(tmp_path, ["www.a.gov.cn"])
    with pytest.raises(UserError, match="no unfinished run of this list"):
        audit(internet, tmp_path, resume=True)


def test_a_run_anew_says_that_an_unfinished_one_exists(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    healthy(internet, "www.a.gov.cn")
    listed(tmp_path, ["www.a.gov.cn"])
    child = begin(internet, tmp_path)
    wait_for(lambda: records(tmp_path), child)
    child.kill()
    child.communicate()
    assert audit(internet, tmp_path) == 0
    assert "an unfinished run of this list exists; to go on with it: audit run --sites" in (
        capsys.readouterr().err
    )
    assert records(tmp_path) == []


def test_no_more_sites_are_open_than_there_are_descriptors_for(
    internet: Internet, tmp_path: Path
) -> None:
    names = [f"www.a{n}.gov.cn" for n in range(12)]
    healthy(internet, *names)
    listed(tmp_path, names)
    child = begin(internet, tmp_path, "--workers", "1", files=90)
    _out, err = child.communicate(timeout=90)
    assert child.returncode == 0, err
    assert stored(tmp_path) == dict.fromkeys(names, (0, 0))


class Bomb:
    """Kills the process that unpacks it, as the kernel does when memory runs out."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def test_a_site_whose_judging_kills_its_process_takes_no_other_along(
    internet: Internet, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    site = internet.site("www.a.gov.cn", portal())
    folder = crawl(internet, out / "run-1", site).folder.parent
    given = settings(internet, out, workers=2)

    async def both() -> tuple[Verdict | BaseException, ...]:
        with Store(out / "audit.db") as store:
            fleet = Fleet(Plan((), {}), (), given, console=Console(), store=store)
            deadly: Any = Bomb()
            return await asyncio.gather(
                fleet._verdict(deadly), fleet._verdict(folder), return_exceptions=True
            )

    broken, verdict = asyncio.run(both())
    assert isinstance(broken, BrokenProcessPool)
    assert isinstance(verdict, Verdict)
    assert verdict.record.id == "run-1"


def test_sites_of_one_address_are_dealt_to_one_process() -> None:
    where = ["1.1.1.1", "2.2.2.2", "", "1.1.1.1", "3.3.3.3", "", "1.1.1.1"]
    hands = deal(where, 3)
    assert sorted(number for hand in hands for number in hand) == list(range(7))
    assert any({0, 3, 6} <= set(hand) for hand in hands)
    assert max(map(len, hands)) == 3
    assert deal(["1.1.1.1"] * 4, 8) == [[0, 1, 2, 3]]
    assert deal([], 8) == []


def test_an_address_is_that_of_the_mapping_the_literal_or_the_name(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {})
    internet.name("www.none.gov.cn", a="nxdomain", aaaa="nxdomain")
    internet.name("www.b.gov.cn", a=("192.88.99.7", "192.88.99.6"))
    given = crawl_options(settings(internet, Path()))
    given = replace(given, connect_to=given.connect_to[:2])
    sites = ["www.a.gov.cn", "www.b.gov.cn", "http://192.88.99.6:8080/", "www.none.gov.cn"]
    found = asyncio.run(addresses(sites, given, FastClock()))
    assert found == ["127.0.0.1", "192.88.99.6", "192.88.99.6", ""]


def test_the_tally_counts_what_came_in() -> None:
    tally = Tally(["甲", "乙", "丙\x1b[2J", "丁"], max_time=3600.0, places=2)
    assert tally.line().startswith("0 of 4 sites done · 0 running · 0 being judged · 4 waiting")
    tally.beat(0, Beat({0: Stage("crawl", 10, 40, 10, 20.0)}, 10))
    tally.beat(1, Beat({2: Stage("confirm", 1, 3, 5, 70.0)}, 5))
    assert tally.left() is None  # nobody knows how long those take that wait
    tally.took(100.0)
    assert tally.left() == 60.0 + 100.0 * 2 / 2
    tally.done, tally.fails = 1, 7
    tally.gone(1)
    assert tally.left() == 60.0 + 100.0 * 2 / 2
    assert tally.pages == 15
    assert tally.line().startswith(
        "1 of 4 sites done · 1 running · 0 being judged · 2 waiting · 15"
    )
    assert "7 faults so far · about 0:02:40 left" in tally.line()


SHOWN = """
from audit.cli.console import Console
from audit.fleet.messages import Beat, Stage
from audit.fleet.tally import Tally
tally = Tally(["甲", "x\x1b[2J[bold]"], 3600.0, 1)
tally.beat(0, Beat({0: Stage("crawl", 3, 9, 3, 61.0), 1: Stage("wait", 0, 4, 7, 5.0)}, 10))
console = Console()
console.show(tally.table, tally.line)
console.note("a note")
console.show(tally.table, tally.line)
console.close()
console.print("a result")
"""


def test_on_a_terminal_there_is_a_table(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    env = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLUMNS": "120"}
    child = subprocess.Popen(
        [sys.executable, "-c", SHOWN], cwd=tmp_path, env=env, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    while chunk := read_terminal(ours):
        seen += chunk
    os.close(ours)
    assert child.wait() == 0
    text = seen.decode()
    assert "0 of 2 sites done · 2 running" in text
    assert text.index("甲") < text.index("x\\x1b[2J[bold]")  # that has been at it longest
    assert "reading" in text and "3/9" in text and "0:01:01" in text
    assert "\x1b[2J" not in text
    assert "a note\r\n" in text
    assert text.endswith("a result\r\n")
