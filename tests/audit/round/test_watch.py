"""Closed and migrated sites: which of them still live."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.register import book
from audit.register.read import Listed
from audit.register.watch import watch
from audit.store.store import Store
from tests.audit.fleets import TABLE, healthy
from tests.audit.test_runner import settings
from tests.clock import FastClock
from tests.web import behaviours as b
from tests.web.internet import Internet


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def test_who_is_gone_leads_on_or_still_lives(internet: Internet, tmp_path: Path) -> None:
    healthy(internet, "www.updated.gov.cn", "www.alive.gov.cn", "www.new.gov.cn")
    healthy(internet, "www.moved.gov.cn", pages={"/": b.redirect("https://www.new.gov.cn/")})
    healthy(internet, "www.wall.gov.cn", pages={"/": b.challenge(521)})
    internet.name("www.gone.gov.cn", a="nxdomain", aaaa="nxdomain")
    days = {"updated": "2026-09-30", "alive": "2026-11-22"}
    names = ("updated", "alive", "moved", "wall", "gone")
    sites = tuple(
        Listed(name=n, url=f"http://www.{n}.gov.cn/", state="closed", since=days.get(n, ""))
        for n in names
    )
    taken = book.Taken(added=sites, changed=(), same=0, conflicts=(), missing=())
    out = tmp_path / "out"
    out.mkdir()
    with Store(out / "audit.db") as store:
        book.take_in(store, taken, "test")
        given = replace(settings(internet, out), workers=1, indicators=TABLE)
        found = watch(store, book.registered(store), given, Console(), FastClock)
        told = {w.site.site.name: (w.state, w.detail) for w in found}
        assert told["updated"][0] == "updated"
        assert told["updated"][1] > "2026-09-30"
        assert told["alive"] == ("alive", told["updated"][1])
        assert told["moved"] == ("leads-on", "new.gov.cn")
        assert told["wall"][0] == "unseen"
        assert told["gone"] == ("gone", "no-such-host")
        site = book.find(store, "www.updated.gov.cn")
        assert site is not None
        assert [e.field for e in book.events(store, site)] == ["", "updated"]
