"""The visits of a round: of its sample, from its seed, and what its runs are judged by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.judging import open_bundle
from audit.monitor.evidence import judged_by, of_round, with_visits
from audit.round import book, status, visits
from audit.sites_file import Site, digest
from audit.store.store import Store
from checks.visits import Visit
from spiders.uptime.campaign import Campaign, Terms
from spiders.uptime.plan import Plan
from spiders.uptime.reader import read
from tests.audit.fleets import TABLE, healthy
from tests.audit.round.test_round import listed, planned, run_round
from tests.audit.test_runner import settings
from tests.clock import FastClock
from tests.web.internet import Internet

HOSTS = ("www.a.gov.cn", "www.b.gov.cn")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "out").mkdir()
    made = Store(tmp_path / "out" / "audit.db")
    listed(made, *HOSTS)
    return made


def week(folder: Path, this: book.Round, store: Store, failing: str) -> None:
    """A campaign of the round that ended an hour ago; one site often did not open."""
    rows = book.rows(store, this.id)
    start = datetime.now(UTC) - timedelta(days=7, hours=1)
    plan = Plan(seed=this.seed, start=start, length=timedelta(days=7), per_day=24)
    sites = digest([Site(row.site.url, row.site.name) for row in rows])
    terms = Terms(plan=plan, patience=15.0, list=sites, tool_version="1")
    campaign = Campaign(folder / of_round(this.id), terms, [(r.site.url, "") for r in rows])
    campaign.begin_stretch(start)
    for place in campaign.places:
        for slot in range(plan.number):
            visit = Visit(
                slot=slot, at=plan.due(place.url, slot), state="opened", address="1.2.3.4"
            )
            if failing in place.url and slot % 10 == 0:
                visit = replace(
                    visit, state="failed", kind="timeout", vantage="sound", seconds=15.0
                )
            campaign.add(place, visit)
    campaign.commit(plan.end, "finished")
    campaign.close()


def accessible(store: Store) -> dict[str, str]:
    """What was said of each site's availability."""
    query = "select run_id, status from findings where check_id = 'site-unreachable'"
    said = {row["run_id"]: row["status"] for row in store.rows(query)}
    return {host: said[run] for host in HOSTS for run in said if run.endswith(host)}


def test_runs_are_judged_again_once_the_week_is_over(
    internet: Internet, tmp_path: Path, store: Store
) -> None:
    for host in HOSTS:
        healthy(internet, host)
    this = planned(store)
    out = tmp_path / "out"
    given = replace(settings(internet, out), indicators=TABLE, workers=1)
    run_round(internet, tmp_path, this, store)
    assert accessible(store) == dict.fromkeys(HOSTS, "not-tested")
    assert status.status(store, this, str).visits is None
    week(out, this, store, failing="www.b.gov.cn")
    code, done = visits.visit(store, this, given, Console())
    assert code is ExitCode.CLEAN
    assert done is not None
    assert (done.judged, done.failed) == (2, ())
    assert accessible(store) == {HOSTS[0]: "pass", HOSTS[1]: "fail"}
    told = status.status(store, this, str).visits
    assert told is not None
    assert told.made == told.total == 2 * 7 * 24
    # A run that is judged by itself finds the visits of its quarter, too.
    (run, *_others) = sorted(path for path in out.iterdir() if path.is_dir())
    visits_of_run = with_visits(open_bundle(run), "").evidence.visits
    assert visits_of_run is not None
    assert visits_of_run.file == of_round(this.id)
    store.close()


def test_the_sample_is_visited_from_the_seed_and_no_other_list(
    internet: Internet, tmp_path: Path, store: Store
) -> None:
    for host in HOSTS:
        healthy(internet, host)
    this, out = planned(store), tmp_path / "out"
    given = replace(settings(internet, out), indicators=TABLE, workers=1, control=HOSTS)
    assert judged_by(given, this.id) == given
    code, done = visits.visit(
        store, this, given, Console(), make_clock=lambda: FastClock(1800),
        length=timedelta(hours=2),
    )  # fmt: skip
    assert (code, done and done.judged) == (ExitCode.CLEAN, 0)
    assert judged_by(given, this.id).monitor == str(out / of_round(this.id))
    with read(out / of_round(this.id)) as campaign:
        assert [place.host for place in campaign.places] == list(HOSTS)
        assert campaign.terms.plan.seed == this.seed
        assert campaign.made == 4
    with pytest.raises(UserError, match="another --for"):  # a week: other terms than these
        visits.visit(store, this, given, Console())
    store.close()


def test_a_damaged_file_of_visits_is_told_in_one_line(tmp_path: Path, store: Store) -> None:
    this = planned(store)
    (tmp_path / "out" / of_round(this.id)).write_bytes(b"no database at all" * 100)
    with pytest.raises(UserError, match=r"visits-2026Q4\.db"):
        status.status(store, this, str)
    store.close()
