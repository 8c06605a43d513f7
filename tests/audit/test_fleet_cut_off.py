"""Lists of sites that are cut off: killed workers, killed parents, signals; nothing is lost."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import threading
from pathlib import Path

import pytest

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
from tests.audit.test_runner import portal
from tests.web import behaviours as b
from tests.web.internet import Internet


def test_a_worker_that_is_killed_takes_no_other_along_and_its_sites_go_on(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, "www.a.gov.cn", "www.b.gov.cn", pages=slow)
    healthy(internet, "www.c.gov.cn", "www.d.gov.cn")
    internet.at("127.0.0.2", "www.c.gov.cn", "www.d.gov.cn")
    listed(tmp_path, ["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn", "www.d.gov.cn"])
    child = begin(internet, tmp_path)
    wait_for(lambda: len(internet.asked("www.a.gov.cn")) > 6, child)
    (lock,) = (tmp_path / "out").glob("*-www.a.gov.cn/bundle/bundle.lock")
    os.kill(int(json.loads(lock.read_text())["pid"]), signal.SIGKILL)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 4, err
    assert "Traceback" not in err
    lines = {line.partition(":")[0]: line for line in out.splitlines()}
    for host in ("www.a.gov.cn", "www.b.gov.cn"):
        assert "not finished: its process ended unexpectedly (SIGKILL)" in lines[host]
        assert f"audit run --resume {tmp_path / 'out'}" in lines[host]
    assert stored(tmp_path) == dict.fromkeys(("www.c.gov.cn", "www.d.gov.cn"), (0, 0))
    assert len(records(tmp_path)) == 1
    before = {host: len(internet.asked(host)) for host in lines if host.startswith("www.")}
    assert audit(internet, tmp_path, resume=True) == 0
    assert stored(tmp_path) == dict.fromkeys(before, (0, 0))
    assert records(tmp_path) == []
    for host in ("www.c.gov.cn", "www.d.gov.cn"):  # what was done is not done again
        assert len(internet.asked(host)) == before[host]
    pages = [r.target for r in internet.requests if r.host == "www.a.gov.cn"]
    assert set(portal()) <= set(pages)
    assert "www.c.gov.cn: no faults" in capsys.readouterr().out


def test_ctrl_c_closes_all_sites_in_good_order_and_resume_goes_on(
    internet: Internet, tmp_path: Path
) -> None:
    names = [f"www.a{n}.gov.cn" for n in range(4)]
    stopping = threading.Event()

    def busy() -> bool:
        return len(internet.asked(names[1])) > 6 and not stopping.is_set()

    # However slow this machine is: the second site is under way when it is stopped.
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, names[1], pages={path: b.held(busy, page) for path, page in slow.items()})
    healthy(internet, *names[2:], pages=slow)
    healthy(internet, names[0])
    internet.at("127.0.0.2", names[3])
    listed(tmp_path, names)
    child = begin(internet, tmp_path, "--at-once", "2")
    wait_for(lambda: names[0] in stored_so_far(tmp_path), child)
    wait_for(lambda: len(internet.asked(names[1])) > 6, child)
    child.send_signal(signal.SIGINT)
    stopping.set()
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert "Traceback" not in err
    assert f"to go on: audit run --sites {tmp_path / 'sites.txt'} --resume" in err
    partial = {host for host, (cut, _code) in stored(tmp_path).items() if cut}
    assert names[1] in partial and names[0] not in partial
    for host in partial:
        assert f"{host}: " in out and "interrupted" in out
        (report,) = (tmp_path / "out").glob(f"*-{host}/report.json")
        assert json.loads(report.read_bytes())["partial"]
    assert audit(internet, tmp_path, resume=True) == 0
    assert stored(tmp_path) == dict.fromkeys(names, (0, 0))
    assert records(tmp_path) == []


def stored_so_far(folder: Path) -> dict[str, tuple[int, int]]:
    try:
        return stored(folder)
    except sqlite3.OperationalError:
        return {}


def test_ctrl_c_twice_stops_now_and_loses_nothing(internet: Internet, tmp_path: Path) -> None:
    names = ["www.a.gov.cn", "www.b.gov.cn"]
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, *names, pages=slow)
    internet.at("127.0.0.2", names[1])
    listed(tmp_path, names)
    child = begin(internet, tmp_path)
    wait_for(lambda: min(len(internet.asked(name)) for name in names) > 4, child)
    child.send_signal(signal.SIGTERM)
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert "Traceback" not in err
    assert audit(internet, tmp_path, resume=True) == 0
    assert {host: cut for host, (cut, _code) in stored(tmp_path).items()} == dict.fromkeys(names, 0)


def test_a_terminal_that_hangs_up_ends_the_sites_in_good_order(
    internet: Internet, tmp_path: Path
) -> None:
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, "www.a.gov.cn", pages=slow)
    listed(tmp_path, ["www.a.gov.cn"])
    ours, theirs = pty.openpty()
    child = begin(internet, tmp_path, output=theirs)
    os.close(theirs)
    while len(internet.asked("www.a.gov.cn")) < 6:
        assert read_terminal(ours)
    os.close(ours)
    child.send_signal(signal.SIGHUP)
    assert child.wait(60) == 130
    assert stored(tmp_path) == {"www.a.gov.cn": (1, 130)}


def test_a_parent_that_is_killed_takes_its_workers_along(
    internet: Internet, tmp_path: Path
) -> None:
    slow = {path: b.slow(0.15, page) for path, page in portal().items()}
    healthy(internet, "www.a.gov.cn", pages=slow)
    listed(tmp_path, ["www.a.gov.cn"])
    child = begin(internet, tmp_path)
    wait_for(lambda: len(internet.asked("www.a.gov.cn")) > 6, child)
    child.kill()
    child.communicate()
    (lock,) = (tmp_path / "out").glob("*/bundle/bundle.lock")
    wait_for(lambda: free(lock))
    assert audit(internet, tmp_path, resume=True) == 0
    assert stored(tmp_path) == {"www.a.gov.cn": (0, 0)}
