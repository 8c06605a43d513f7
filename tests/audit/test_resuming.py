"""Runs that were cut off are found, named and taken up by the runner."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from audit.cli.console import Console
from audit.config import Origin, Resolved
from audit.errors import UserError
from audit.resuming import newest, read_unfinished, settings_of, unfinished
from audit.runner import audit_site, resume_site
from spiders.bundle import writer
from tests.audit.test_runner import portal, settings
from tests.clock import FastClock
from tests.spiders.killing import start
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet


def cut_off(net: Internet, out: Path) -> str:
    """Begin a run and kill it in the middle."""
    pages = {path: b.slow(0.05, page) for path, page in portal().items()}
    site = net.site("www.a.gov.cn", pages)
    process = start(site, out / "run-1", options(net, timeout=60.0), resume=False)
    database = out / "run-1" / "bundle" / "evidence.db"
    while committed(database) < 3:
        time.sleep(0.02)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return site


def committed(database: Path) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as db:
        try:
            return int(db.execute("select count(*) from attempts where purpose='crawl'")
                       .fetchone()[0])  # fmt: skip
        except sqlite3.OperationalError:
            return 0


def test_a_run_that_was_killed_is_found_and_brought_to_its_report(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = cut_off(internet, tmp_path)
    run = newest(tmp_path)
    assert (run.run_id, run.site, run.interrupted) == ("run-1", site, False)
    given = settings(internet, tmp_path)
    flags = {n: Origin("flag") for n in ("connect_to", "nameserver", "delay", "timeout", "out")}
    now = settings_of(run.options, Resolved(given, flags))
    assert now.connect_to == given.connect_to
    resume_site(run, now, Console(), FastClock())
    report = json.loads((tmp_path / "run-1" / "report.json").read_bytes())
    assert report["coverage"]["pages"] == 12
    with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
        assert db.execute("select id from runs").fetchall() == [("run-1",)]
    assert "report.html" in capsys.readouterr().out
    with pytest.raises(UserError, match="finished"):
        read_unfinished(tmp_path / "run-1")
    assert unfinished(tmp_path) == []


def test_a_run_in_another_folder_keeps_its_results_beside_it(
    internet: Internet, tmp_path: Path
) -> None:
    cut_off(internet, tmp_path)
    run = read_unfinished(tmp_path / "run-1")
    given = settings(internet, tmp_path / "elsewhere")
    flags = {n: Origin("flag") for n in ("connect_to", "nameserver", "delay", "timeout")}
    now = settings_of(run.options, Resolved(given, flags))
    resume_site(run, now, Console(), FastClock())
    with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
        assert db.execute("select id from runs").fetchall() == [("run-1",)]
    assert not (tmp_path / "elsewhere").exists()


def test_recorded_settings_hold_unless_a_flag_says_otherwise(
    internet: Internet, tmp_path: Path
) -> None:
    cut_off(internet, tmp_path)
    run = newest(tmp_path)
    run.options.update(max_pages=7, delay=2.5)
    given = settings(internet, tmp_path)
    assert settings_of(run.options, Resolved(given, {})).max_pages == 7
    flagged = settings_of(run.options, Resolved(given, {"max_pages": Origin("flag")}))
    assert (flagged.max_pages, flagged.delay) == (500, 2.5)


def test_nothing_to_resume_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no unfinished run here"):
        newest(tmp_path)
    with pytest.raises(UserError, match="not a bundle"):
        read_unfinished(tmp_path)


def test_a_disk_that_fills_up_stops_the_run_before_it_is_full(
    internet: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = internet.site("www.a.gov.cn", portal())
    monkeypatch.setattr(writer, "DISK_FLOOR", 10**18)
    with pytest.raises(UserError, match="cannot be written") as told:
        audit_site(home, settings(internet, tmp_path), Console())
    assert "audit run --resume" in str(told.value.hint)
    assert len(unfinished(tmp_path)) == 1
