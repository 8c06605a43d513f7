"""Visits: when they are due, what opens, whose fault it is, and that none is lost or doubled."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from audit.demo.table import Answer, Handler
from checks.visits import Visit
from spiders.bundle.lock import InUseError
from spiders.session import Session
from spiders.uptime.campaign import Campaign, CampaignError, Window, is_new, set_windows
from spiders.uptime.plan import DAY, Plan
from spiders.uptime.reader import read
from spiders.uptime.visitor import Visitor
from tests.clock import FastClock, SharedClock
from tests.spiders.monitoring import PATIENCE, begin, go_on, start, visits
from tests.spiders.test_session import in_session, options
from tests.web import behaviours as b
from tests.web.internet import Internet

START = datetime(2026, 11, 25, 16, tzinfo=UTC)
WEEK = Plan(seed="one", start=START, length=7 * DAY, per_day=24)
SITES = [f"http://www.s{n}.gov.cn/" for n in range(200)]
HOME = b.html("<title>首页</title><p>云上市人民政府")


def test_every_day_has_its_visits_and_two_are_never_near() -> None:
    assert WEEK.number == 168
    for site in SITES:
        due = [WEEK.due(site, slot) for slot in range(WEEK.number)]
        assert Counter((at - START) // DAY for at in due) == dict.fromkeys(range(7), 24)
        gaps = [later - earlier for earlier, later in itertools.pairwise(due)]
        assert min(gaps) >= WEEK.interval / 2
        assert min(gaps) - WEEK.grace >= WEEK.grace


def test_times_follow_from_the_seed_and_use_the_whole_interval() -> None:
    same = Plan(seed="one", start=START, length=7 * DAY, per_day=24)
    other = Plan(seed="two", start=START, length=7 * DAY, per_day=24)
    due = [WEEK.due(site, slot) for site in SITES for slot in range(24)]
    assert due == [same.due(site, slot) for site in SITES for slot in range(24)]
    assert due != [other.due(site, slot) for site in SITES for slot in range(24)]
    sixths = Counter(int((at - START) % WEEK.interval / WEEK.interval * 6) for at in due)
    assert sorted(sixths) == list(range(6))
    assert len(set(due)) == len(due)


def visit(net: Internet, site: str) -> Visit:
    async def make(session: Session) -> Visit:
        return await Visitor(session, PATIENCE).visit(site, 7, lambda: None)

    return in_session(net, make, timeout=PATIENCE, connect_timeout=PATIENCE)


@pytest.mark.parametrize(
    ("answer", "state", "kind"),
    [
        (HOME, "opened", ""),
        (b.cookie_redirect(HOME), "opened", ""),
        (b.html("<script src=app.js></script>"), "opened", ""),
        (b.status(500), "failed", "server-error"),
        (b.status(503), "failed", "unavailable"),
        (b.status(404), "failed", "client-error"),
        (b.status(403), "blocked", "client-error"),
        (b.challenge(412), "blocked", "client-error"),
        (b.challenge(200), "blocked", ""),
        (b.html(""), "failed", "empty"),
        (b.html("<html><body> <!-- 首页 --> </body></html>"), "failed", "empty"),
        (b.html("<title>例局</title><h1>网站建设中，敬请期待</h1>"), "failed", "placeholder"),
        (b.html("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>"), "failed",
         "placeholder"),
        (b.html("<style>.a{}</style><p>系统正在维护中<script>var a=1</script>"), "failed",
         "placeholder"),
        (b.html("<title>例市网站建设中心</title><p>例市网站建设中心简介"), "opened", ""),
        (b.html(f"<p>网站建设中</p><p>{'本市今日召开会议。' * 50}"), "opened", ""),
        (b.html(f"<p>栏目建设中</p>{'<a href=/a>栏目</a>' * 6}"), "opened", ""),
        (b.redirect("/"), "failed", "redirect-loop"),
        (b.redirect("javascript:alert(1)"), "failed", "redirect-nowhere"),
        (b.slow(PATIENCE * 2, HOME), "failed", "timeout"),
        (b.flaky([b.status(502), HOME]), "opened", ""),
        (b.meta_refresh("/gone"), "failed", "client-error"),
    ],
)  # fmt: skip
def test_what_opens(internet: Internet, answer: Answer, state: str, kind: str) -> None:
    site = internet.site("www.a.gov.cn", {"/": answer})
    seen = visit(internet, site)
    assert (seen.state, seen.kind, seen.slot) == (state, kind, 7)
    assert seen.seconds < PATIENCE + 1


def test_a_page_that_stops_coming_is_half_a_page(internet: Internet) -> None:
    async def drip(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(b"<title>home</title><p>beginning")
        await asyncio.sleep(PATIENCE * 3)
        return response

    seen = visit(internet, internet.site("www.a.gov.cn", {"/": drip}))
    assert (seen.state, seen.kind, seen.status) == ("failed", "partial", 200)
    assert seen.seconds == pytest.approx(PATIENCE, abs=0.5)


def test_the_doors_of_a_site_without_scheme(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": HOME}, https="closed")
    internet.site("www.b.gov.cn", {"/": HOME}, http="closed")
    internet.site("www.c.gov.cn", {"/": HOME}, http="closed", https="closed")
    internet.name("www.d.gov.cn", a="nxdomain", aaaa="nxdomain")
    found = {host: visit(internet, f"www.{host}.gov.cn") for host in "abcd"}
    assert {host: (v.state, v.kind) for host, v in found.items()} == {
        "a": ("opened", ""),
        "b": ("opened", ""),
        "c": ("failed", "refused"),
        "d": ("failed", "no-such-host"),
    }
    assert found["c"].tries == 3
    assert found["b"].tls_seconds > 0
    assert found["a"].tls_seconds == 0


def test_parts_are_timed_apart(internet: Internet) -> None:
    site = internet.site("www.a.gov.cn", {"/": b.slow(0.2, HOME)})
    seen = visit(internet, site)
    assert seen.first_byte_seconds > 0.15 > seen.connect_seconds > 0
    assert seen.seconds >= seen.dns_seconds + seen.connect_seconds + seen.first_byte_seconds


class Switch:
    """Sites that can be made to hang, one by one or all."""

    def __init__(self, net: Internet, count: int) -> None:
        self.hanging: set[str] = set()
        self.sites = [net.site(f"www.s{n}.gov.cn", {"/": self._handler(n)}) for n in range(count)]
        net.site("control.cn", {"/": self._handler(-1)})

    def _handler(self, number: int) -> Handler:
        async def handle(request: web.BaseRequest) -> Answer:
            if self.hanging & {str(number), "all"}:
                await asyncio.sleep(60)
            return HOME

        return handle


def test_a_site_that_fails_while_others_answer(internet: Internet, tmp_path: Path) -> None:
    switch = Switch(internet, 4)
    switch.hanging = {"2"}
    clock = FastClock(600)
    begin(tmp_path / "m.db", clock, switch.sites, hours=3)
    asyncio.run(go_on(tmp_path / "m.db", clock, options(internet)))
    found = visits(tmp_path / "m.db")
    assert [len(seen) for seen in found.values()] == [3, 3, 3, 3]
    made = {site: [v for v in seen if v.state != "missed"] for site, seen in found.items()}
    failed = made.pop(switch.sites[2])
    assert {(v.state, v.kind, v.vantage) for v in failed} == {("failed", "timeout", "sound")}
    assert {v.state for seen in made.values() for v in seen} == {"opened"}


def test_our_own_outage_is_never_the_sites(internet: Internet, tmp_path: Path) -> None:
    switch = Switch(internet, 4)
    clock = FastClock(600)
    path = tmp_path / "m.db"
    begin(path, clock, switch.sites, hours=6)

    async def run() -> None:
        async def outage() -> None:
            await asyncio.sleep(9)
            switch.hanging = {"all"}
            await asyncio.sleep(9)
            switch.hanging = set()

        failing = asyncio.create_task(outage())
        await go_on(path, clock, options(internet, control=("control.cn",)))
        await failing

    asyncio.run(run())
    states = Counter(v.state for seen in visits(path).values() for v in seen)
    assert states["failed"] == 0
    assert states["ours"] > 0
    assert states["opened"] > states["ours"]
    with read(path) as campaign:
        assert len(campaign.outages) >= 1


def test_with_nobody_to_ask_a_failure_proves_nothing(internet: Internet, tmp_path: Path) -> None:
    switch = Switch(internet, 1)
    switch.hanging = {"0"}
    clock = FastClock(600)
    begin(tmp_path / "m.db", clock, switch.sites, hours=1)
    asyncio.run(go_on(tmp_path / "m.db", clock, options(internet)))
    (seen,) = visits(tmp_path / "m.db")[switch.sites[0]]
    assert (seen.state, seen.vantage) == ("failed", "unproven")


def test_robots_txt_is_obeyed_once_it_is_known(internet: Internet, tmp_path: Path) -> None:
    rules = b.raw(b"User-agent: *\nDisallow: /", "text/plain")
    site = internet.site("www.a.gov.cn", {"/": HOME, "/robots.txt": rules})
    clock = FastClock(3600)
    begin(tmp_path / "m.db", clock, [site], hours=4)
    asyncio.run(go_on(tmp_path / "m.db", clock, options(internet)))
    assert [v.state for v in visits(tmp_path / "m.db")[site]] == ["opened"] + ["robots"] * 3
    assert internet.asked("www.a.gov.cn") == ["/", "/robots.txt"]


@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_no_visit_is_lost_or_doubled(
    internet: Internet, tmp_path: Path, seed: int
) -> None:
    switch = Switch(internet, 20)
    path = tmp_path / "m.db"
    epoch, factor = time.time(), 1800.0
    clock = SharedClock(epoch, factor)
    begin(path, clock, switch.sites, hours=6)
    before: dict[tuple[int, int], tuple[object, ...]] = {}
    for pause in (2.0 + seed / 3, 3.0, 2.5 - seed / 3):
        process = start(path, epoch, factor, options(internet))
        process.join(pause)
        process.kill()
        process.join()
        with sqlite3.connect(path) as db:
            rows = {(r[0], r[1]): tuple(r) for r in db.execute("select * from visits")}
        assert {key: rows[key] for key in before} == before  # what was written stands
        before = rows
    last = start(path, epoch, factor, options(internet))
    last.join(60)
    assert last.exitcode == 0
    found = visits(path)
    assert all([v.slot for v in seen] == list(range(6)) for seen in found.values())
    states = Counter(v.state for seen in found.values() for v in seen)
    assert set(states) <= {"opened", "missed"}
    assert states["opened"]
    with read(path) as campaign:
        assert [s.ended for s in campaign.stretches][-1] == "finished"


def test_a_visit_that_was_missed_says_when_it_was_due(internet: Internet, tmp_path: Path) -> None:
    site = internet.site("www.a.gov.cn", {"/": HOME})
    clock = FastClock(3600)
    path = tmp_path / "m.db"
    begin(path, clock, [site], hours=4)
    time.sleep(2.2)  # more than two hours of the clock in which nobody visits
    asyncio.run(go_on(path, clock, options(internet)))
    seen = visits(path)[site]
    assert [v.slot for v in seen] == [0, 1, 2, 3]
    assert seen[0].state == "missed"
    assert seen[3].state == "opened"
    with read(path) as campaign:
        assert seen[0].at == campaign.terms.plan.due(site, 0).replace(
            microsecond=seen[0].at.microsecond
        )


def test_a_campaign_has_one_writer_and_is_refused_if_it_is_none(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    assert is_new(path)
    begin(path, FastClock(), ["http://www.a.gov.cn/"], hours=2)
    assert not is_new(path)
    campaign = Campaign(path)
    with pytest.raises(InUseError) as refused:
        Campaign(path)
    assert refused.value.holder["pid"].isdigit()
    campaign.close()
    Campaign(path).close()
    (tmp_path / "other.db").write_bytes(b"not a database, but a text " * 40)
    with pytest.raises(CampaignError, match="not the database of a campaign"):
        Campaign(tmp_path / "other.db")
    (tmp_path / "empty.db").touch()
    assert is_new(tmp_path / "empty.db")


def test_windows_hold_for_their_site_hours_and_days(internet: Internet, tmp_path: Path) -> None:
    sites = [internet.site(f"www.s{n}.gov.cn", {"/": HOME}) for n in range(2)]
    clock = FastClock(3600)
    path = tmp_path / "m.db"
    begin(path, clock, sites, hours=6)
    asyncio.run(go_on(path, clock, options(internet)))
    first = visits(path)[sites[0]]
    set_windows(path, [Window(site="s0.gov.cn", began=first[1].at, ended=first[3].at)])
    found = visits(path)
    assert [v.announced for v in found[sites[0]]] == [False, True, True, False, False, False]
    assert not any(v.announced for v in found[sites[1]])
    hour = (first[4].at + timedelta(hours=8)).hour
    hours = f"{hour}-{(hour + 1) % 24}"
    day = timedelta(days=1)
    always = Window(site="*", hours=hours, began=first[0].at - day, ended=first[5].at + day)
    set_windows(path, [always])
    held = [v for v in visits(path)[sites[0]] if v.announced]
    assert first[4].slot in {v.slot for v in held}
    assert len(held) < 3


def test_sites_that_fall_together_are_counted_together(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    begin(path, FastClock(), [f"http://www.s{n}.gov.cn/" for n in range(10)], hours=3)
    campaign = Campaign(path)
    for number, place in enumerate(campaign.places):
        for slot in range(3):
            # 0 is down all the time, 1 to 3 fall in the second interval, 4 at the same address.
            down = number == 0 or (slot == 1 and number in (1, 2, 3, 4))
            address = f"192.0.2.{min(number, 3)}"
            at = START + timedelta(hours=slot)
            campaign.add(
                place,
                Visit(
                    slot=slot, at=at, state="failed" if down else "opened",
                    kind="timeout" if down else "", vantage="sound" if down else "",
                    address=address,
                ),
            )  # fmt: skip
    campaign.commit(START)
    campaign.close()
    found = visits(path)
    together = found["http://www.s1.gov.cn/"][1].together
    assert (together.visited, together.fell, together.places) == (10, 4, 3)
    assert found["http://www.s0.gov.cn/"][2].together.fell == 0
