"""audit.db: what is stored comes back, a failure stores nothing, a bad file is told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from audit.errors import StoreError
from audit.exit_codes import ExitCode
from audit.store import JudgedRecord, RunRecord, ScoreRecord, SetRecord, Store
from checks.finding import Severity, Source, Status

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def run(number: int, host: str = "www.x.gov.cn", name: str = "") -> RunRecord:
    started = START + timedelta(hours=number)
    return RunRecord(
        id=f"run-{number}",
        site_url=f"https://{host}/",
        site_host=host,
        site_name=name,
        as_of=started,
        started=started,
        finished=started + timedelta(minutes=5),
        pages=7,
        exit_code=1,
        tool_version="0.1.0",
        reader_version="3",
        template_version="1",
        settings={"contact": "联系"},
        sets=(SetRecord(id="indicator-2019", version="1", sha256="ab" * 32, title="指标"),),
    )


BROKEN = JudgedRecord(
    check_id="broken-internal",
    check_version=2,
    outcome="gone",
    status=Status.FAIL,
    severity=Severity.MINOR,
    subject_kind="link",
    subject="https://www.x.gov.cn/a.html",
    subject_label="公告",
    message="HTTP 404",
    clause="指标 2.1",
    fingerprint="0123456789abcdef",
    values={"status": 404},
    sources=(Source("https://www.x.gov.cn/", "公告"), Source("https://www.x.gov.cn/b.html", "a")),
    source_count=205,
    set_id="indicator-2019",
    line_id="L1",
)
VETO = msgspec.structs.replace(
    BROKEN, check_id="z", severity=Severity.VETO, fingerprint="f" * 16, sources=()
)
PASS = JudgedRecord(
    check_id="no-aaaa", check_version=1, outcome="ok", status=Status.PASS, subject_kind="host",
    subject="www.x.gov.cn",
)  # fmt: skip


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(sql).fetchall()


def test_running_twice_keeps_both_and_the_latest_is_known(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with Store(path) as store:
        store.add_run(run(1, name="某市政府"), [BROKEN, PASS])
    with Store(path) as store:
        store.add_run(run(2), [PASS, BROKEN, VETO])
        store.add_run(run(0, host="other.gov.cn"), [])
    assert rows(path, "select id, exit_code from runs order by id") == [
        ("run-0", 1), ("run-1", 1), ("run-2", 1),
    ]  # fmt: skip
    assert rows(path, "select host, name, first_run, last_run from sites order by host") == [
        ("other.gov.cn", "", "2026-11-22T02:00:00+00:00", "2026-11-22T02:00:00+00:00"),
        ("www.x.gov.cn", "某市政府", "2026-11-22T03:00:00+00:00", "2026-11-22T04:00:00+00:00"),
    ]
    assert rows(path, "select run_id, check_id, status, severity from latest_findings") == [
        ("run-2", "z", "fail", "veto"),
        ("run-2", "broken-internal", "fail", "minor"),
        ("run-2", "no-aaaa", "pass", None),
    ]
    assert rows(path, "select page, anchor from finding_sources where finding_id = 1") == [
        ("https://www.x.gov.cn/", "公告"), ("https://www.x.gov.cn/b.html", "a"),
    ]  # fmt: skip


def test_every_version_is_stored_with_the_result(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with Store(path) as store:
        store.add_run(run(1), [BROKEN])
    assert rows(path, "select tool_version, reader_version, template_version from runs") == [
        ("0.1.0", "3", "1")
    ]
    assert rows(path, "select set_id, version, sha256 from sets_used") == [
        ("indicator-2019", "1", "ab" * 32)
    ]
    stored = rows(path, "select check_version, measured, source_count, line_id from findings")
    assert stored == [(2, '{"status": 404}', 205, "L1")]
    (settings,) = rows(path, "select settings from runs")
    assert json.loads(str(settings[0])) == {"contact": "联系"}


def test_a_run_that_cannot_be_stored_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    bad = msgspec.structs.replace(BROKEN, subject_label="\ud800")
    with Store(path) as store:
        with pytest.raises(UnicodeEncodeError):
            store.add_run(run(1), [PASS, bad])
        store.add_run(run(2), [PASS])
    assert rows(path, "select id from runs") == [("run-2",)]
    assert rows(path, "select run_id from findings") == [("run-2",)]
    assert len(rows(path, "select * from sites")) == 1


def test_the_same_run_twice_is_an_error(tmp_path: Path) -> None:
    with Store(tmp_path / "audit.db") as store:
        store.add_run(run(1), [PASS])
        with pytest.raises(StoreError, match="run run-1 is already stored"):
            store.add_run(run(1), [PASS])
    assert len(rows(tmp_path / "audit.db", "select * from findings")) == 1


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "audit.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="the database is damaged") as caught:
        Store(path)
    assert caught.value.code is ExitCode.USAGE
    assert path.read_bytes() == content


def test_a_database_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with Store(path) as store:
        store.add_run(run(1), [BROKEN] * 200)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match="the database is damaged"):
        Store(path)


def test_a_newer_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with Store(path) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "audit", "name": "m999_later", "applied_at": "2030-01-01"}
        )
    with pytest.raises(StoreError, match="made by a newer version"):
        Store(path)


def test_a_foreign_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with sqlite3.connect(path) as db:
        db.execute("create table theirs (x)")
    with pytest.raises(StoreError, match="not a database of this program"):
        Store(path)
    assert rows(path, "select name from sqlite_master") == [("theirs",)]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit.db").mkdir()
    with pytest.raises(StoreError, match="the database cannot be used"):
        Store(tmp_path / "audit.db")


WRITER = """
import sys
from pathlib import Path
from tests.audit.test_store import PASS, run
from audit.store import Store
with Store(Path(sys.argv[1])) as store:
    for n in range(5):
        store.add_run(run(int(sys.argv[2]) * 10 + n), [PASS] * 50)
"""


def test_processes_that_start_at_once_all_get_through(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(n)]) for n in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert rows(path, "select count(*) from runs") == [(20,)]
    assert rows(path, "select count(*), count(distinct id) from findings") == [(1000, 1000)]


def test_what_tables_made_of_a_run_is_told_with_its_outcome(tmp_path: Path) -> None:
    made = (
        ScoreRecord(set_id="a", result="veto", vetoes_judged=50.0),
        ScoreRecord(set_id="b", result="inconclusive", doubts=("coverage", "points"), points=97.5),
        ScoreRecord(set_id="c", result="unscored"),
    )
    with Store(tmp_path / "audit.db") as store:
        store.add_run(replace(run(1), scores=made), [])
        assert store.outcomes([run(1).id])[run(1).id].results == {"a": "veto", "b": "inconclusive"}
        store.replace_run(run(1), [])
        assert store.outcomes([run(1).id])[run(1).id].results == {}
