"""The score: vetoes first, points once for a fact, no conclusion without enough of the table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from audit.indicators.loader import load_set
from audit.indicators.model import Group, IndicatorSet, Line, Scoring, Where
from audit.indicators.profile import Profile
from audit.judging import Judged
from audit.scoring.model import Figure, LineResult, Score
from audit.scoring.score import score
from audit.selecting import Selection
from checks.finding import Finding, Severity, Status, Subject, SubjectKind, Value

PORTAL = Profile(kind="portal", level="county", region="360922", services=True)
TEXT = {"zh": "甲", "en": "a"}


def line(id: str, check: str = "", **fields: object) -> Line:
    values: dict[str, object] = {
        "id": id, "clause": "第一条", "title": TEXT, "wording": TEXT, "kind": "deduction",
        "severity": Severity.MINOR, "status": "confirmed", "checks": (check,) if check else (),
    }  # fmt: skip
    return Line(**(values | fields))  # type: ignore[arg-type]


def table(*lines: Line, groups: dict[str, Group] | None = None, **rules: object) -> IndicatorSet:
    scoring: dict[str, object] = {"pass_from": 60, "bonus_above": 80, "kinds": ("portal",)}
    return IndicatorSet(
        id="own", version="1", title=TEXT, source="自定", valid_from=date(2020, 1, 1),
        groups=groups or {}, lines=lines, scoring=Scoring(**(scoring | rules)),  # type: ignore[arg-type]
    )  # fmt: skip


def finding(
    check: str, status: Status = Status.FAIL, subject: str = "http://a/", **values: Value
) -> Finding:
    kind: SubjectKind = "site" if subject == "site" else "link"
    return Finding(
        check=check, check_version=1, outcome=status.value, status=status,
        subject=Subject(kind, subject), values=values,
    )  # fmt: skip


def scored(
    model: IndicatorSet, findings: Iterable[Finding], profile: Profile = PORTAL, *,
    trouble: bool = False, complete: bool = True, ignore: tuple[str, ...] = (),
) -> Score:  # fmt: skip
    judged = [
        Judged(f, tuple(one for one in model.lines if f.check.partition("/")[0] in one.checks))
        for f in findings
    ]
    return score(
        model, profile, judged, complete=complete, trouble=trouble,
        selection=Selection(ignore=ignore),
    )  # fmt: skip


def of(made: Score, id: str) -> LineResult:
    return next(result for result in made.lines if result.line.id == id)


VETO = line("V", "veto", kind="veto", severity=Severity.VETO)
OK = finding("veto", Status.PASS, "site")


def test_one_veto_fails_and_nothing_else_is_counted() -> None:
    made = scored(table(VETO, line("D", "d", points=90)), [finding("veto"), finding("d")])
    assert (made.result, made.points, made.doubts) == ("veto", None, ())
    assert of(made, "D").deducted is None


def test_a_veto_holds_however_little_was_seen() -> None:
    others = (line(f"W{n}", kind="veto", note=TEXT) for n in range(9))
    made = scored(table(VETO, *others), [finding("veto")], trouble=True)
    assert made.result == "veto"
    assert made.vetoes.percent == 10.0


@pytest.mark.parametrize(
    ("each", "faults", "points", "result", "bonus"),
    [(20, 1, 80, "pass", False), (19, 1, 81, "pass", True), (20, 2, 60, "pass", False),
     (20.5, 2, 59, "fail", False), (0.1, 3, 99.7, "pass", True), (60, 2, 0, "fail", False)],
)  # fmt: skip
def test_the_lines_of_60_and_80(
    each: float, faults: int, points: float, result: str, bonus: bool
) -> None:
    found = [finding("d", subject=f"http://a/{n}") for n in range(faults)]
    made = scored(table(VETO, line("D", "d", points=each)), [OK, *found])
    assert (made.points, made.result, made.bonus) == (points, result, bonus)


def test_caps_of_lines_and_of_first_level_indicators() -> None:
    found = [finding("d", subject=f"http://a/{n}") for n in range(9)]
    found += [finding("e", subject=f"http://a/{n}") for n in range(9)]
    groups = {"g": Group(title=TEXT, points=7)}
    lines = (line("D", "d", points=2, cap=5, group="g"), line("E", "e", points=1, group="g"))
    made = scored(table(VETO, *lines, groups=groups), [OK, *found])
    assert (of(made, "D").deducted, of(made, "E").deducted) == (5, 9)
    assert made.points == 93


def test_once_for_a_line_whatever_the_number() -> None:
    found = [finding("d", subject=f"http://a/{n}") for n in range(9)]
    made = scored(table(VETO, line("D", "d", points=5, per="line")), [OK, *found])
    assert made.deducted == 5
    assert len(of(made, "D").counted) == 9


def test_a_measured_value_says_how_many_times() -> None:
    made = scored(
        table(VETO, line("D", "d", points=5, measure="percent")), [OK, finding("d", percent=3.7)]
    )
    assert made.deducted == 15


def test_a_fact_is_never_deducted_twice() -> None:
    light = line("D", "d", points=3, fact="updates")
    heavy = line("E", "e", points=4, fact="updates")
    apart = line("F", "f", points=1)
    found = [finding("d"), finding("e"), finding("f"), finding("d", subject="http://a/2")]
    made = scored(table(VETO, light, heavy, apart), [OK, *found])
    assert [of(made, id).deducted for id in "DEF"] == [3, 4, 1]
    assert (len(of(made, "D").spared), len(of(made, "E").spared)) == (1, 0)
    assert made.deducted == 8


def test_a_finding_that_feeds_two_lines_costs_the_heavier_once() -> None:
    made = scored(
        table(VETO, line("D", "d", points=1), line("E", "d", points=2)), [OK, finding("d")]
    )
    assert (of(made, "D").deducted, of(made, "E").deducted, made.deducted) == (0, 2, 2)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.FAIL])
def test_only_faults_cost(status: Status) -> None:
    made = scored(table(VETO, line("D", "d", points=50)), [OK, finding("d", status)])
    assert (made.points, made.deducted) == (100, 0)


def test_a_line_without_points_is_judged_and_lowers_the_scored_share() -> None:
    lines = (line("D", "d", points=1), line("E", "e", note=TEXT))
    made = scored(table(VETO, *lines), [OK, finding("d"), finding("e")])
    assert of(made, "E").state == "fail"
    assert of(made, "E").deducted is None
    assert (made.judged.percent, made.scored.percent) == (100.0, 50.0)
    assert (made.result, made.doubts, made.points) == ("inconclusive", ("points",), 99)


def test_below_the_bar_there_is_no_conclusion_not_even_a_bad_one() -> None:
    lines = [line(f"D{n}", f"d{n}", points=30) for n in range(4)]
    unseen = [finding(f"d{n}", Status.NOT_TESTED) for n in range(2, 4)]
    found = [OK, finding("d0"), finding("d1", subject="http://a/1"), *unseen]
    made = scored(table(VETO, *lines), found)
    assert (made.points, made.result, made.doubts) == (40, "inconclusive", ("points",))
    lower = scored(table(VETO, *lines, coverage=50), found)
    assert lower.result == "fail"


def test_suspicions_of_a_veto_and_a_site_out_of_sight_leave_it_open() -> None:
    model = table(VETO, line("D", "d", points=1))
    suspected = scored(model, [finding("veto", Status.REVIEW), finding("d", Status.PASS, "site")])
    assert suspected.doubts == ("review", "coverage")
    assert scored(model, [OK, finding("d", Status.PASS, "site")], trouble=True).doubts == (
        "trouble",
    )


def test_departments_are_judged_by_vetoes_only() -> None:
    model = table(VETO, line("D", "d", points=90))
    for profile in (Profile(kind="department"), Profile()):
        made = scored(model, [OK, finding("d")], profile)
        assert (made.result, made.points) == ("pass", None)
    assert scored(table(VETO, line("D", "d"), kinds=()), [OK], Profile()).points == 100


def test_without_services_the_rest_is_scaled_up() -> None:
    groups = {"s": Group(title=TEXT, points=25, status="unconfirmed"),
              "r": Group(title=TEXT, points=75)}  # fmt: skip
    lines = (line("S", "s", points=25, group="s", services=True),
             line("R", "r", points=15, group="r"))  # fmt: skip
    model = table(VETO, *lines, groups=groups, without="s")
    bare = Profile(kind="portal", services=False)
    made = scored(model, [OK, finding("r")], bare)
    assert (made.points, made.deducted, made.scaled) == (80, 15, True)  # (75 - 15) × 4/3
    assert made.scored.percent == 100.0
    assert Figure("", "groups.s", "unconfirmed") in made.figures
    unknown = scored(model, [OK, finding("r")], Profile(kind="portal"))
    assert (unknown.points, unknown.scaled, unknown.scored.percent) == (85, False, 75.0)


def test_what_became_of_each_line() -> None:
    lines = (
        line("A", note=TEXT),
        line("B", note=TEXT, automation="manual"),
        line("C", note=TEXT, automation="outside"),
        line("E", "e", regions=("32",)),
        line("F", "f"),
        line("G", "g"),
        line("H", checks=("h", "i")),
    )
    found = [finding("f", Status.NOT_APPLICABLE, "site"), finding("h", Status.PASS, "site"),
             finding("i", Status.REVIEW)]  # fmt: skip
    made = scored(table(*lines), found, ignore=("g",))
    states = {result.line.id: (result.state, result.why) for result in made.lines}
    assert states == {
        "A": ("no-check", ""), "B": ("manual", ""), "C": ("outside", ""),
        "E": ("not-applicable", "region"), "F": ("not-applicable", "no-subject"),
        "G": ("left-out", ""), "H": ("review", ""),
    }  # fmt: skip
    assert of(made, "H").judged == 0.5
    partly = scored(table(*lines), found, complete=False)
    assert of(partly, "F").state == "not-tested"


def test_unconfirmed_figures_are_named_where_they_are_used() -> None:
    unsure = line("D", "d", points=1, status="unconfirmed")
    unused = line("E", "e", points=1, status="unconfirmed")
    model = table(VETO, unsure, unused, figures={"pass_from": "project-default"})
    made = scored(model, [OK, finding("d"), finding("e", Status.NOT_TESTED)])
    assert made.figures == (
        Figure("", "pass_from", "project-default"),
        Figure("D", "points", "unconfirmed"),
    )


def test_home_page_links_weigh_more_in_the_census() -> None:
    census = load_set("census-2015")[0]
    lines = {one.id: one for one in census.lines}
    assert lines["A-links-home"].where == Where(home=True)
    assert lines["A-links-other"].where == Where(home=False)
    home = Judged(finding("broken-internal"), (lines["A-links-home"],))
    other = Judged(finding("broken-internal", subject="http://a/2"), (lines["A-links-other"],))
    made = score(census, PORTAL, [home, other], complete=True, trouble=False)
    assert made.deducted == 1.1
    assert Figure("", "pass_from", "unconfirmed") in made.figures
