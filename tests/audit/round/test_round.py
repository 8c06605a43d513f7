"""Rounds from plan to status: real sites on loopback, a site that is never there, a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.config import Origin, Resolved
from audit.errors import UserError
from audit.register import book as register
from audit.register.read import Listed
from audit.round import book, log, plan, rejudge, run, verdict
from audit.store.store import Store
from tests.audit.fleets import FLAGS, TABLE, free, healthy, wait_for
from tests.audit.test_runner import ROOT, portal, settings
from tests.clock import FastClock
from tests.web import behaviours as b
from tests.web.internet import Internet


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def listed(store: Store, *hosts: str, **more: Any) -> None:
    sites = tuple(
        Listed(code=f"44{n:08}", name=f"站{n}", url=f"http://{host}/", **more)
        for n, host in enumerate(hosts)
    )
    taken = register.Taken(added=sites, changed=(), same=0, conflicts=(), missing=())
    register.take_in(store, taken, "test")


def planned(store: Store, round_id: str = "2026Q4", share: str = "1", **more: Any) -> book.Round:
    given: dict[str, Any] = {
        "strata": (), "seed": "seed", "window_from": date(2026, 10, 1),
        "window_to": date(2026, 10, 1), "notice_hours": 0,
    }  # fmt: skip
    wish = plan.Wish(id=round_id, share=Fraction(share), **(given | more))
    made = plan.plan(store, wish, "2026-10-01T00:00:00+00:00")
    book.save(store, made.round, made.framed, made.rows)
    return book.load(store, round_id)


def run_round(net: Internet, folder: Path, this: book.Round, store: Store, **more: Any) -> bool:
    given = replace(settings(net, folder / "out"), workers=2, indicators=TABLE, **more)
    resolved = Resolved(given, {name: Origin("flag") for name in FLAGS})
    return run.run_due(store, this, resolved, Console(), make_clock=FastClock)


def states(store: Store, this: book.Round) -> dict[str, tuple[str, str]]:
    return {s.row.site.name: (s.row.state, s.verdict) for s in verdict.sites(store, this, str)}


def test_every_site_is_seen_in_any_four_quarters(tmp_path: Path) -> None:
    with Store(tmp_path / "audit.db") as store:
        listed(store, *(f"s{n}.gov.cn" for n in range(53)))
        samples = []
        for n in range(12):
            name = f"{2026 + n // 4}Q{n % 4 + 1}"
            planned(store, name, "1/5", seed=f"seed {n}", exclude_last=n % 4)
            samples.append({row.site.key for row in book.rows(store, name)})
    for n in range(9):
        assert len(set().union(*samples[n : n + 4])) == 53, n
    assert {len(sample) for sample in samples[:3]} == {11}  # a fifth, before anything is due


def test_a_site_that_came_later_is_seen_within_its_first_year(tmp_path: Path) -> None:
    with Store(tmp_path / "audit.db") as store:
        listed(store, *(f"s{n}.gov.cn" for n in range(40)))
        planned(store, "2026Q1", "1/20")
        late = Listed(name="新站", url="new.gov.cn")
        taken = register.Taken(added=(late,), changed=(), same=0, conflicts=(), missing=())
        register.take_in(store, taken, "test")
        for name in ("2026Q2", "2026Q3", "2026Q4", "2027Q1"):
            planned(store, name, "1/20", seed="never draws it by chance")
        seen = [
            n for n in book.ids(store) for r in book.rows(store, n) if r.site.key == "new.gov.cn"
        ]
        assert seen[0] <= "2027Q1"
        (row,) = (r for r in book.rows(store, seen[0]) if r.site.key == "new.gov.cn")
        assert row.sample.due or seen[0] < "2027Q1"


def test_a_round_runs_tries_again_on_other_days_and_never_stops_for_one_site(
    internet: Internet, tmp_path: Path
) -> None:
    healthy(internet, "www.a.gov.cn")
    healthy(internet, "www.b.gov.cn", pages={**portal('<a href="/gone.html">旧页面</a>')})
    internet.name("www.none.gov.cn", a="nxdomain", aaaa="nxdomain")
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out" / "audit.db") as store:
        listed(store, "www.a.gov.cn", "www.b.gov.cn", "www.none.gov.cn")
        this = planned(store)
        assert states(store, this) == dict.fromkeys(
            ("站0", "站1", "站2"), ("planned", "not-tested")
        )
        assert not run_round(internet, tmp_path, this, store)
        told = states(store, this)
        # On their few pages no channel for questions was found, which a person has to look for.
        assert told == {
            "站0": ("done", "undecided"), "站1": ("done", "undecided"),
            "站2": ("planned", "inconclusive"),
        }  # fmt: skip
        assert len(book.tries(store, this.id)) == 3
        run_round(internet, tmp_path, this, store)  # the same day: nothing is due
        assert len(book.tries(store, this.id)) == 3
        for _day in range(2):
            rows = [r for r in book.rows(store, this.id) if r.state == "planned"]
            book.update(store, this.id, [replace(row, not_before="2026-10-01") for row in rows])
            run_round(internet, tmp_path, this, store)
        assert states(store, this)["站2"] == ("unreachable", "inconclusive")
        run_round(internet, tmp_path, this, store)
        tries = book.tries(store, this.id)
        assert [t.result for t in tries if t.key == "4400000002"] == ["unreachable"] * 3
        assert run.again(store, this) == 1
        assert states(store, this)["站2"][0] == "planned"


def test_a_run_that_was_stored_but_not_noted_is_noted_once(
    internet: Internet, tmp_path: Path
) -> None:
    healthy(internet, "www.a.gov.cn")
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out" / "audit.db") as store:
        listed(store, "www.a.gov.cn")
        this = planned(store)
        run_round(internet, tmp_path, this, store)
        (row,) = book.rows(store, this.id)
        # As after a kill between the two transactions.
        with store.writing() as db:
            db.execute("delete from round_tries")
        book.update(store, this.id, [replace(row, state="running")])
        runs = store.finished()
        run_round(internet, tmp_path, this, store)
        assert store.finished() == runs
        assert [t.result for t in book.tries(store, this.id)] == ["done"]


def test_judging_again_puts_the_same_results_in_the_same_place(
    internet: Internet, tmp_path: Path
) -> None:
    healthy(internet, "www.b.gov.cn", pages={**portal('<a href="/gone.html">旧页面</a>')})
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out" / "audit.db") as store:
        listed(store, "www.b.gov.cn")
        this = planned(store)
        run_round(internet, tmp_path, this, store)

        def stored() -> list[dict[str, Any]]:
            rows = store.rows("select * from findings order by id")
            return [{k: v for k, v in row.items() if k != "id"} for row in rows]

        before = stored()
        assert any(json.loads(row["looks"]) for row in before)
        given = replace(settings(internet, tmp_path / "out"), indicators=TABLE)
        done = rejudge.rejudge(store, this, given, Console())
        assert (done.judged, done.changed, done.failed) == (1, 0, ())
        assert stored() == before
        (folder,) = (tmp_path / "out").glob("*-www.b.gov.cn")
        (folder / "bundle" / "evidence.db").unlink()
        done = rejudge.rejudge(store, this, given, Console())
        assert (done.judged, len(done.failed)) == (0, 1)
        assert stored() == before


def test_failing_sites_come_back_as_extra_rows(tmp_path: Path) -> None:
    with Store(tmp_path / "audit.db") as store:
        listed(store, *(f"s{n}.gov.cn" for n in range(10)))
        with pytest.raises(UserError, match="not a running site"):
            planned(store, always=("none.gov.cn",))
        this = planned(store, share="1/10", always=("www.s3.gov.cn", "4400000004"))
        told = {row.site.key: row.sample.how for row in book.rows(store, this.id)}
        assert len(told) == 3 or "drawn" in (told["4400000003"], told["4400000004"])
        assert set(told) >= {"4400000003", "4400000004"}


def test_the_log_of_a_plan_gives_the_plan(tmp_path: Path) -> None:
    with Store(tmp_path / "audit.db") as store:
        listed(store, *(f"s{n}.gov.cn" for n in range(20)))
        wish = plan.Wish(
            id="2026Q4", share=Fraction("0.33"), strata=("region",), seed="x",
            window_from=date(2026, 10, 1), window_to=date(2026, 10, 5),
        )  # fmt: skip
        made = plan.plan(store, wish, "2026-10-01T00:00:00+00:00")
    path = tmp_path / "draw.json"
    path.write_bytes(made.log)
    assert log.faults(log.read(path)) == []
    assert {d.key for d in log.read(path).sample} == {row.site.key for row in made.rows}
    path.write_text("{}")
    with pytest.raises(UserError, match="not a draw log"):
        log.read(path)


def test_a_round_that_is_killed_goes_on_and_nothing_is_done_twice(
    internet: Internet, tmp_path: Path
) -> None:
    hosts = [f"www.k{n}.gov.cn" for n in range(3)]
    for host in hosts:  # each waits for a page that never comes, and that comes after the kill
        late = {"/late.html": b.flaky([b.hangs(), b.html("<title>迟</title><p>迟来的通知")])}
        healthy(internet, host, pages={**portal('<a href="/late.html">迟</a>'), **late})
    (tmp_path / "out").mkdir()
    command = [
        sys.executable, "-m", "audit", "round", "run", "2026Q4", "--delay", "0", "--workers", "2",
        "--nameserver", internet.nameserver, "--ca-file", str(internet.ca_file), "--out",
        str(tmp_path / "out"), "--indicators", "indicator-2019", "--hours", "",
        *(f"--connect-to={m}" for m in internet.connect_to),
    ]  # fmt: skip
    with Store(tmp_path / "out" / "audit.db") as store:
        listed(store, *hosts)
        this = planned(store)
    child = subprocess.Popen(
        command, cwd=tmp_path, env=dict(os.environ, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8"),
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    wait_for(lambda: all("/late.html" in str(internet.asked(host)) for host in hosts), child)
    second = subprocess.run(
        command, cwd=tmp_path, env=dict(os.environ, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert "another process is running this round" in second.stderr
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    locks = list((tmp_path / "out").glob("*/bundle/bundle.lock"))
    wait_for(lambda: all(map(free, locks)))
    with Store(tmp_path / "out" / "audit.db") as store:
        begun = {row.run_id for row in book.rows(store, this.id)}
        run_round(internet, tmp_path, this, store)
        rows = book.rows(store, this.id)
        assert {row.state for row in rows} == {"done"}
        assert {row.run_id for row in rows} == begun == store.finished()
