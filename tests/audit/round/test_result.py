"""A round beside the last one: what is new, mended or not to be compared, and every count."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UserError
from audit.round import compare_tables
from audit.round.compare import streak
from checks.finding import Severity, Status
from reports.bulletin.inputs import RoundResult, Tally
from tests.audit.round.test_decisions import Province, finding


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def consistent(told: RoundResult) -> None:
    """What has to hold of any result."""
    assert [s.key for s in told.sample] == [s.key for s in told.sites]
    assert [s.key for s in told.sample] == sorted(s.key for s in told.sample)
    (whole,) = (g for g in told.groups if not g.by)
    assert whole.now.sampled == len(told.sample)
    assert whole.now.passed == sum(s.verdict == "pass" for s in told.sites)
    assert whole.now.failed == sum(s.verdict == "fail" for s in told.sites) == len(told.retest)
    for by in ("region", "kind"):
        parts = [g.now for g in told.groups if g.by == by]
        assert sum(p.sampled for p in parts) == whole.now.sampled
        assert sum(p.passed for p in parts) == whole.now.passed
    for check in told.checks:
        seen = check.passed + check.failed + check.undecided + check.unseen
        assert seen <= len(told.sites)
    for site in told.sites:
        assert (site.verdict == "fail") == bool(site.vetoes)
        if told.public:
            assert all(f.publishable and not f.by for f in site.findings)


def test_three_quarters_in_a_row(province: Province) -> None:
    first = province.hold(
        "2026Q2", {0: [finding(1), finding(2, Severity.MINOR)], 1: [], 2: [], 3: [finding(9)]}
    )
    province.rule(first, "confirmed", key="4400000000")
    told = province.result("2026Q2")
    consistent(told)
    assert told.previous is None
    assert [s.verdict for s in told.sites] == ["fail", "pass", "pass", "undecided"]
    assert [f.history for f in told.sites[0].findings] == ["", ""]

    second = province.hold(
        "2026Q3", {0: [finding(2, Severity.MINOR)], 1: [finding(3)], 2: [], 3: [finding(9)]}
    )
    assert [r.sample.retest for r in _rows(province, "2026Q3")] == [True, False, False, False]
    province.rule(second, "confirmed")
    told = province.result("2026Q3")
    consistent(told)
    assert [s.verdict for s in told.sites] == ["pass", "fail", "pass", "fail"]
    assert [s.change for s in told.sites] == ["improved", "relapsed", "same", ""]
    assert [s.before for s in told.sites] == ["fail", "pass", "pass", "undecided"]
    assert [f.history for s in told.sites for f in s.findings] == [
        "persisting",
        "new",
        "persisting",
    ]
    assert [[f.fingerprint for f in s.fixed] for s in told.sites] == [[f"{1:016x}"], [], [], []]
    assert [s.streak for s in told.sites] == [1, 0, 2, 0]
    assert told.retest == ("4400000001", "4400000003")
    assert told.previous is not None
    assert told.previous.id == "2026Q2"
    assert [past.id for past in told.past] == ["2026Q2"]

    province.hold("2026Q4", {0: [], 1: [], 2: [], 3: []})
    told = province.result("2026Q4")
    consistent(told)
    assert [s.streak for s in told.sites] == [2, 1, 3, 1]
    groups = {(g.by, g.name): g for g in told.groups}
    assert groups["", ""].now == Tally(running=4, sampled=4, drawn=4, passed=4, drawn_passed=4)
    assert groups["", ""].before == Tally(
        running=4, sampled=4, drawn=4, passed=2, failed=2, drawn_passed=2, drawn_failed=2
    )
    assert (groups["region", "乙市"].streak, groups["region", "甲市"].streak) == (2, 1)


def _rows(province: Province, name: str) -> list:  # type: ignore[type-arg]
    from audit.round import book  # noqa: PLC0415

    return book.rows(province.store, name)


def test_what_another_version_judged_is_not_compared(province: Province) -> None:
    first = province.hold("2026Q3", {0: [finding(1)], 1: [finding(2)]})
    province.rule(first, "confirmed")
    second = province.hold("2026Q4", {0: [finding(1, check_version=2)], 1: []}, version="2")
    province.rule(second, "confirmed")
    told = province.result("2026Q4")
    consistent(told)
    assert told.sites[0].findings[0].history == "not-comparable"
    assert told.sites[0].change == "not-comparable"
    assert told.sites[1].fixed == ()
    assert not any(group.comparable for group in told.groups)
    assert len(told.not_comparable) == 2


def test_what_could_not_be_seen_is_neither_mended_nor_passed(province: Province) -> None:
    first = province.hold("2026Q3", {0: [finding(1)]})
    province.rule(first, "confirmed")
    province.hold("2026Q4", {0: []}, trouble={0: "home-unreachable"})
    told = province.result("2026Q4")
    assert (told.sites[0].verdict, told.sites[0].fixed, told.sites[0].change) == (
        "inconclusive", (), "",
    )  # fmt: skip
    assert told.sites[0].reason
    assert told.sites[1].verdict == "not-tested"


def test_nothing_is_called_new_or_mended_that_a_run_may_not_have_reached(
    province: Province,
) -> None:
    deep = finding(1, Severity.MINOR, subject_kind="link")
    ran = finding(50, status=Status.PASS)
    first = province.hold("2026Q3", {0: [deep], 1: []}, stopped="max-pages")
    province.rule(first, "confirmed")
    second = province.hold(
        "2026Q4",
        {0: [ran], 1: [finding(2, subject_kind="link"), finding(3, subject_kind="site")]},
    )
    province.rule(second, "confirmed")
    told = province.result("2026Q4").sites
    assert [f.fingerprint for f in told[0].fixed] == [f"{1:016x}"]
    assert [f.history for f in told[1].findings] == ["not-comparable", "new"]
    province.hold("2027Q1", {0: [ran], 1: [ran]}, stopped="max-pages")
    told = province.result("2027Q1").sites
    assert [f.fingerprint for f in told[1].fixed] == [f"{3:016x}"]


def test_a_quarter_left_out_ends_a_streak() -> None:
    assert streak([("2027Q1", True), ("2026Q4", True), ("2026Q3", True)]) == 3
    assert streak([("2027Q1", True), ("2026Q3", True)]) == 1
    assert streak([("2027Q1", False), ("2026Q4", True)]) == 0
    assert streak([]) == 0


def test_both_languages_and_a_round_that_is_not_there(province: Province) -> None:
    this = province.hold("2026Q4", {0: [finding(1)]})
    province.rule(this, "confirmed")
    zh, en = province.result("2026Q4"), province.result("2026Q4", lang="en")
    assert zh.sites[0].findings[0].title == "首页不更新"
    assert en.sites[0].findings[0].title.startswith("The home page")
    assert "SHA-256" in zh.method.algorithm
    assert zh.method.algorithm != en.method.algorithm
    with pytest.raises(UserError, match="has not been planned"):
        province.result("2026Q1")


def test_the_terminal_shows_a_round_beside_the_last_one(province: Province) -> None:
    first = province.hold("2026Q3", {0: [finding(1)], 1: [], 2: [], 3: [finding(9)]})
    province.rule(first, "confirmed")
    ran = finding(50, status=Status.PASS)
    second = province.hold(
        "2026Q4", {0: [ran], 1: [finding(3)], 2: [], 3: [finding(9), finding(8)]}
    )
    province.rule(second, "confirmed", key="4400000001")
    province.rule(second, "confirmed", fingerprint=f"{9:016x}")
    result = province.result("2026Q4", public=False)
    rates, changed, failed, findings = compare_tables.tables(result, findings=True)
    assert list(rates.rows[0]) == ["all sites", 4, 2, "50.0%", "50.0%", "0.0", "–"]
    assert ("乙市", 2, 2, "100%", "50.0%", "+50", 1) in [
        (*row[:4], row[4], str(row[5]).removesuffix(".0"), row[6]) for row in rates.rows
    ]
    assert [(row[0], row[2], row[3], *row[4:]) for row in changed.rows] == [
        ("4400000000", "failed", "passed", 0, 0, 1),
        ("4400000001", "passed", "failed", 1, 0, 0),
    ]
    assert [(row[0], row[3]) for row in failed.rows] == [
        ("4400000000", "passed"), ("4400000003", "failed"),
    ]  # fmt: skip
    assert [(row[0], row[1]) for row in findings.rows] == [
        ("mended", f"{1:016x}"), ("new", f"{3:016x}"), ("persisting", f"{9:016x}"),
    ]  # fmt: skip
    told = list(compare_tables.lines(result))
    assert told[0] == "decided findings: new 1, persisting 1, mended 1, not comparable 0"
    assert told[1].startswith("1 faults await a decision")


def test_other_versions_give_no_number(province: Province) -> None:
    province.hold("2026Q3", {0: []})
    province.hold("2026Q4", {0: []}, version="2")
    result = province.result("2026Q4", public=False)
    rates, *_more = compare_tables.tables(result)
    assert list(rates.rows[0][4:6]) == ["not comparable", "–"]
    told = [line for line in compare_tables.lines(result) if "not comparable:" in line]
    assert told == ["not comparable: " + result.not_comparable[0]]
    assert "indicator-2019" in told[0]
