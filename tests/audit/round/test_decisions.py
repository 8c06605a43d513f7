"""Decisions: nothing is published that nobody looked at, nothing that was said is ever lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from audit.decisions import desk, events, sheet
from audit.decisions.events import Action
from audit.errors import UserError
from audit.register import book as register
from audit.register.read import Listed
from audit.round import book, plan, verdict
from audit.round.result import round_result
from audit.store.records import (
    JudgedRecord,
    LookRecord,
    RunRecord,
    ScoreRecord,
    SetRecord,
)
from audit.store.store import Store
from checks.finding import Severity, Source, Status
from reports.bulletin.inputs import RoundResult

DAY = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def finding(n: int, severity: Severity = Severity.VETO, **more: Any) -> JudgedRecord:
    given: dict[str, Any] = {
        "check_id": "stale-home", "check_version": 1, "outcome": "stale", "status": Status.FAIL,
        "subject_kind": "page", "subject": f"https://x.gov.cn/{n}", "message": f"message {n}",
        "fingerprint": f"{n:016x}", "values": {"days": 40 + n}, "set_id": "indicator-2019",
        "line_id": "V-home", "sources": (Source("https://x.gov.cn/"),), "source_count": 1,
        "looks": (LookRecord(number=1, at="2026-10-01 08:00:00", result="HTTP 200", url="u"),),
    }  # fmt: skip
    return JudgedRecord(severity=severity, **(given | more))


PASSED = finding(99, check_id="no-aaaa", status=Status.PASS, outcome="pass")


class Province:
    """Sites in a database, and rounds whose runs are written straight into it."""

    def __init__(self, folder: Path, count: int = 4) -> None:
        self.store = Store(folder / "audit.db")
        self.sites = tuple(
            Listed(
                code=f"44{n:08}", name=f"站{n}", url=f"http://s{n}.gov.cn/",
                region="甲市" if n % 2 else "乙市", kind="portal" if n < 2 else "department",
            )
            for n in range(count)
        )  # fmt: skip
        taken = register.Taken(added=self.sites, changed=(), same=0, conflicts=(), missing=())
        register.take_in(self.store, taken, "test")

    def hold(self, name: str, found: dict[int, list[JudgedRecord]], **more: Any) -> book.Round:
        """A round with full coverage; ``found``: findings by number of the site."""
        version = more.pop("version", "1")
        trouble, scores = more.pop("trouble", {}), more.pop("scores", {})
        stopped = more.pop("stopped", "finished")
        given: dict[str, Any] = {"strata": ("region",), "seed": "s", "notice_hours": 0}
        wish = plan.Wish(
            id=name, share=Fraction(1), window_from=date(2026, 10, 1),
            window_to=date(2026, 10, 1), **(given | more),
        )  # fmt: skip
        made = plan.plan(self.store, wish, DAY.isoformat())
        rows, tries = [], []
        for n, row in enumerate(made.rows):
            if n not in found:
                rows.append(row)
                continue
            run = RunRecord(
                id=f"{name}-{n}", site_url=row.site.url, site_host=f"s{n}.gov.cn", as_of=DAY,
                started=DAY, finished=DAY + timedelta(hours=1), pages=10, tool_version="1",
                reader_version="1", template_version="1", trouble=trouble.get(n, ""),
                sets=(SetRecord(id="indicator-2019", version=version, sha256="ab"),),
                scores=(scores[n],) if n in scores else (), stopped=stopped,
            )  # fmt: skip
            self.store.add_run(run, [*found[n], PASSED])
            rows.append(replace(row, run_id=run.id, state="done"))
            tries.append(book.Try(key=row.site.key, run_id=run.id, day="2026-10-01", result="done"))
        book.save(self.store, made.round, made.framed, rows)
        book.update(self.store, name, [], tries)
        return book.load(self.store, name)

    def rule(self, this: book.Round, action: Action, who: str = "张敏", **wanted: Any) -> None:
        """Say the same of all findings of a round (of one site or fingerprint)."""
        for item in desk.items(self.store, this):
            row = {**item.ruled.row, "key": item.site.row.site.key}
            if all(row[name] == value for name, value in wanted.items()):
                desk.say(self.store, item, action, who=who, reason="看过")

    def verdicts(self, this: book.Round, now: datetime = DAY) -> list[str]:
        return [site.verdict for site in verdict.sites(self.store, this, str, now)]

    def result(self, name: str, **more: Any) -> RoundResult:
        return round_result(self.store, name, **more)


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def test_a_site_neither_passes_nor_fails_before_a_person_has_looked(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)], 1: [], 2: [finding(2, Severity.MINOR)]})
    assert province.verdicts(this) == ["undecided", "pass", "pass", "not-tested"]
    told = province.result("2026Q4")
    assert [len(site.findings) for site in told.sites] == [0, 0, 0, 0]
    assert [site.undecided for site in told.sites] == [1, 0, 1, 0]
    province.rule(this, "confirmed", fingerprint=f"{1:016x}")
    assert province.verdicts(this) == ["fail", "pass", "pass", "not-tested"]
    (shown,) = province.result("2026Q4").sites[0].findings
    assert (shown.ruling, shown.publishable, shown.by, shown.reason) == ("confirmed", True, "", "")
    assert shown.evidence[0].result == "HTTP 200"
    assert shown.sources == ("https://x.gov.cn/",)
    assert province.result("2026Q4", public=False).sites[0].findings[0].by == "张敏"


def test_a_dismissed_finding_is_out_of_the_public_edition_and_stays_inside(
    province: Province,
) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    province.rule(this, "confirmed")
    province.rule(this, "dismissed", who="李强")
    assert province.verdicts(this)[0] == "pass"
    assert province.result("2026Q4").sites[0].findings == ()
    assert province.result("2026Q4").sites[0].dismissed == 0
    inside = province.result("2026Q4", public=False).sites[0]
    assert (inside.dismissed, inside.findings[0].ruling, inside.findings[0].by) == (
        1, "dismissed", "李强",
    )  # fmt: skip
    assert len(province.store.rows("select * from decisions")) == 2


def test_an_appeal_takes_a_fault_back_until_it_is_confirmed_again(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    for action, wanted in (
        ("confirmed", "fail"), ("appealed", "undecided"), ("confirmed", "fail"),
        ("rectified", "fail"),
    ):  # fmt: skip
        province.rule(this, action)  # type: ignore[arg-type]
        assert province.verdicts(this)[0] == wanted
    assert province.result("2026Q4").sites[0].findings[0].ruling == "rectified"


def test_what_is_mended_without_having_been_confirmed_is_no_fault(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    province.rule(this, "rectified")
    assert province.verdicts(this)[0] == "pass"


def test_two_people_have_to_say_so_where_the_office_wants_it(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1), finding(2, Severity.HINT)]}, two_person=True)
    province.rule(this, "confirmed")
    assert province.verdicts(this)[0] == "undecided"
    assert [i.state for i in desk.items(province.store, this)] == ["half", "confirmed"]
    province.rule(this, "confirmed", fingerprint=f"{1:016x}")  # the same person again
    assert province.verdicts(this)[0] == "undecided"
    province.rule(this, "confirmed", who="李强", fingerprint=f"{1:016x}")
    assert province.verdicts(this)[0] == "fail"


def test_agencies_have_their_time_before_anything_is_published(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)], 1: [finding(2)]}, notice_hours=72)
    (first, *_rest) = desk.items(province.store, this)
    with pytest.raises(UserError, match="not confirmed"):
        desk.say(province.store, first, "notified", who="x", reason="")
    province.rule(this, "confirmed")
    assert province.verdicts(this)[:2] == ["undecided", "undecided"]
    found = desk.items(province.store, this)
    with pytest.raises(UserError, match="not told yet"):
        desk.say(province.store, found[0], "replied", who="某局", reason="已知悉")
    assert desk.notify(province.store, found, "李强") == 2
    assert desk.notify(province.store, desk.items(province.store, this), "李强") == 0
    now = datetime.now(UTC)
    assert province.verdicts(this, now + timedelta(hours=71))[:2] == ["undecided", "undecided"]
    assert province.verdicts(this, now + timedelta(hours=73))[:2] == ["fail", "fail"]
    province.rule(this, "replied", who="某局", fingerprint=f"{2:016x}")
    assert province.verdicts(this, now)[:2] == ["undecided", "fail"]
    assert province.result("2026Q4").sites[1].findings[0].reply == "看过"


def test_other_evidence_opens_a_finding_again_and_the_same_does_not(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    province.rule(this, "confirmed")
    (run,) = province.store.rows("select * from runs")
    record = RunRecord(
        id=run["id"], site_url=run["site_url"], site_host="s0.gov.cn", as_of=DAY, started=DAY,
        finished=DAY, tool_version="1", reader_version="1", template_version="1",
    )  # fmt: skip
    (before,) = desk.items(province.store, this)
    province.store.replace_run(record, [PASSED, finding(1, message="in other words")])
    assert province.verdicts(this)[0] == "fail"
    with pytest.raises(UserError, match="no fault or suspicion"):  # its number is never used again
        desk.find(province.store, before.id)
    province.store.replace_run(record, [finding(1, values={"days": 3})])
    (item,) = desk.items(province.store, this)
    assert province.verdicts(this)[0] == "undecided"
    assert (item.state, item.ruled.standing.outdated) == ("open", True)
    assert item.before.startswith("confirmed")


def test_what_was_seen_once_is_never_confirmed(province: Province) -> None:
    once = finding(1, status=Status.REVIEW, awaiting="second-look")
    this = province.hold("2026Q4", {0: [once], 1: [finding(2, status=Status.REVIEW)]})
    assert province.verdicts(this)[:2] == ["undecided", "undecided"]
    first, second = desk.items(province.store, this)
    with pytest.raises(UserError, match="seen once only"):
        desk.say(province.store, first, "confirmed", who="x", reason="y")
    desk.say(province.store, second, "confirmed", who="x", reason="y")
    assert province.verdicts(this)[:2] == ["undecided", "fail"]
    desk.say(province.store, first, "dismissed", who="x", reason="y")
    assert province.verdicts(this)[:2] == ["pass", "fail"]


@pytest.mark.parametrize(("who", "reason"), [("", "y"), ("x", ""), (" ", " ")])
def test_a_decision_needs_a_name_and_a_reason(province: Province, who: str, reason: str) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    (item,) = desk.items(province.store, this)
    with pytest.raises(UserError, match="name of a person and a reason"):
        desk.say(province.store, item, "confirmed", who=who, reason=reason)


def test_the_database_lets_nobody_change_what_was_said(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    province.rule(this, "confirmed")
    for query in ("update decisions set action = 'dismissed'", "delete from decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            province.store.db.execute(query)


ACTIONS = st.sampled_from(["confirmed", "dismissed", "rectified", "appealed", "replied"])


@given(said=st.lists(st.tuples(ACTIONS, st.sampled_from("甲乙")), max_size=8), two=st.booleans())
@settings(max_examples=200, deadline=None)
def test_nothing_stands_without_enough_people_after_the_last_objection(
    said: list[tuple[Action, str]], two: bool
) -> None:
    names = (
        "run_id", "fingerprint", "check_id", "check_version", "outcome", "status", "measured",
        "looks", "source_count",
    )  # fmt: skip
    row = {**dict.fromkeys(names, ""), "severity": "veto"}
    told = [
        events.Event(at=f"{n}", run_id="", fingerprint="", digest=events.digest(row),
                     action=action, who=who)
        for n, (action, who) in enumerate(said)
    ]  # fmt: skip
    standing = events.standing(row, told, two_person=two)
    after = [n for n, (action, _who) in enumerate(said) if action in ("dismissed", "appealed")]
    since = said[after[-1] + 1 :] if after else said
    people = {who for action, who in since if action == "confirmed"}
    assert standing.stands == (len(people) >= (2 if two else 1))
    assert standing.publishable(0, DAY) == standing.stands


def filled(path: Path, rows: dict[int, tuple[str, str, str]]) -> None:
    made = openpyxl.load_workbook(path)
    page = made.active
    assert page is not None
    for number, words in rows.items():
        for column, word in zip("MNO", words, strict=True):
            page[f"{column}{number}"] = word
    made.save(path)


@pytest.mark.parametrize("lang", ["C", "zh_CN.UTF-8"])
def test_a_sheet_goes_out_and_comes_back(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("LC_ALL", lang)
    this = province.hold("2026Q4", {0: [finding(n) for n in range(1, 6)]})
    found = desk.items(province.store, this)
    path = tmp_path / "d.xlsx"
    path.write_bytes(sheet.export(found, this.id, {"stale-home": "=首页不更新"}))
    filled(path, {
        2: ("确认", "", "看过"), 3: ("DISMISS", "李强", "已并入"), 4: ("maybe", "", "看过"),
        5: ("确认", "", ""),
    })  # fmt: skip
    told, problems = sheet.read(path, found, "张敏")
    assert [(e.action, e.who, e.reason) for e in told] == [
        ("confirmed", "张敏", "看过"), ("dismissed", "李强", "已并入")
    ]  # fmt: skip
    assert len(problems) == 2
    assert "4" in problems[0].message
    page = openpyxl.load_workbook(path).active
    assert page is not None
    assert page["E2"].value == "=首页不更新"
    assert page["E2"].data_type == "s"
    events.append(province.store, told)
    assert province.verdicts(this)[0] == "fail"


def test_a_sheet_from_before_the_evidence_changed_is_refused(
    province: Province, tmp_path: Path
) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    found = desk.items(province.store, this)
    path = tmp_path / "d.xlsx"
    path.write_bytes(sheet.export(found, this.id, {}))
    filled(path, {2: ("confirm", "x", "y")})
    row = {**found[0].ruled.row, "measured": '{"days": 1}'}
    changed = replace(found[0], ruled=verdict.Ruled(row, found[0].ruled.standing, False))
    told, problems = sheet.read(path, [changed])
    assert told == []
    assert "has changed since the export" in problems[0].message
    with pytest.raises(UserError, match="no header row"):
        path.write_text("a,b\n1,2\n")
        sheet.read(path, found)


def test_two_sets_that_ask_for_other_figures_are_ruled_on_apart(province: Province) -> None:
    twin = finding(1, Severity.HINT, values={"days": 9}, set_id="other", line_id="x")
    this = province.hold("2026Q4", {0: [finding(1), twin]})
    first, second = desk.items(province.store, this)
    desk.say(province.store, first, "confirmed", who="x", reason="y")
    first, second = desk.items(province.store, this)
    assert (first.state, second.state) == ("confirmed", "open")
    assert not second.ruled.standing.outdated
    assert second.before == ""


def score(result: str, points: float | None) -> ScoreRecord:
    return ScoreRecord(set_id="indicator-2019", result=result, points=points, vetoes_judged=87.5)


def test_a_score_below_the_line_fails_once_all_that_it_rests_on_is_decided(
    province: Province,
) -> None:
    minor = [finding(1, Severity.MINOR), finding(2, Severity.MINOR)]
    this = province.hold("2026Q4", {0: minor, 1: minor, 2: []}, scores={
        0: score("fail", 55.0), 1: score("pass", 81.0), 2: score("inconclusive", 100.0),
    })  # fmt: skip
    assert province.verdicts(this)[:3] == ["undecided", "pass", "pass"]
    province.rule(this, "confirmed")
    assert province.verdicts(this)[:3] == ["fail", "pass", "pass"]
    told = province.result("2026Q4").sites
    assert [site.score for site in told] == [55.0, 81.0, None, None]
    assert [site.judged_share for site in told] == [0.875, 0.875, 0.875, None]
    province.rule(this, "dismissed", fingerprint=f"{1:016x}")
    assert province.verdicts(this)[:3] == ["inconclusive", "pass", "pass"]
    assert [site.score for site in province.result("2026Q4").sites] == [None] * 4
