"""Indicator sets: the official tables as data, and what checks get from them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.indicators.comparing import changes
from audit.indicators.loader import SetError, available, lines_for, load_set, options_for
from audit.indicators.model import IndicatorSet
from checks.columns.required_column import RequiredColumnOptions
from checks.facts.cadence import CADENCE
from checks.facts.synonyms import SYNONYMS
from checks.finding import Severity
from checks.framework import Check
from checks.registry import CHECKS, by_id
from checks.stale.columns_not_updated import ColumnsNotUpdatedOptions
from checks.stale.stale_home import StaleHomeOptions

SETS = tuple(load_set(name)[0] for name in available())

SMALL = """
id = "own"
version = "1"
source = "自定"
valid_from = 2024-01-01
[title]
zh = "自定指标"
en = "Own table"
[[lines]]
id = "L1"
clause = "第一条"
title = { zh = "首页", en = "Home" }
wording = { zh = "首页更新", en = "Home is updated" }
kind = "veto"
severity = "veto"
status = "confirmed"
checks = ["stale-home"]
options.stale-home = { window_days = 10 }
"""


def written(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return str(path)


def one_set(name: str) -> IndicatorSet:
    return next(one for one in SETS if one.id == name)


def own(folder: Path, text: str) -> IndicatorSet:
    return load_set(written(folder, text))[0]


def test_the_sets_that_come_along() -> None:
    assert available() == ("census-2015", "disclosure-2018", "guideline-2017", "indicator-2019")
    for name in available():
        found, digest = load_set(name)
        assert found.id == name
        assert len(digest) == 64
        assert found.valid_from > date(2015, 1, 1)


def test_a_set_from_a_file(tmp_path: Path) -> None:
    found, digest = load_set(written(tmp_path, SMALL))
    assert (found.id, found.lines[0].severity) == ("own", Severity.VETO)
    assert digest == hashlib.sha256(SMALL.encode()).hexdigest()
    assert options_for(by_id("stale-home"), [found]) == StaleHomeOptions(window_days=10)


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_every_check_is_fed_by_a_line_and_gets_its_options_from_each_set(check: Check[Any]) -> None:
    assert lines_for(check.id, SETS)
    for one in SETS:
        if lines_for(check.id, [one]):
            assert isinstance(options_for(check, [one]), check.options)


def test_texts_are_in_both_languages_and_ids_are_unique() -> None:
    for one in SETS:
        assert {line.id for line in one.lines} != set()
        told = [(one.title, True), *((group.title, True) for group in one.groups.values())]
        for line in one.lines:
            told += [(line.title, True), (line.wording, True)]
            told += [(line.note, False), (line.condition, False)]
        for texts, needed in told:
            assert set(texts) == {"zh", "en"} or (not texts and not needed)
            assert all(texts.values())


def test_every_line_of_the_tables_is_there() -> None:
    sizes = {one.id: len(one.lines) for one in SETS}
    assert sizes["disclosure-2018"] == 66
    duties = [line.id for line in one_set("disclosure-2018").lines]
    assert list(dict.fromkeys(id.partition("-")[0] for id in duties)) == [
        f"D{number:02}" for number in range(1, 65)
    ]
    table = one_set("indicator-2019")
    by_group = {
        key: [line.title["zh"] for line in table.lines if line.group == key] for key in table.groups
    }
    assert {key: len(lines) for key, lines in by_group.items()} == {
        "veto": 6, "publishing": 8, "services": 6, "interaction": 4, "functions": 8, "bonus": 5,
        "media": 3, "oversight": 9,
    }  # fmt: skip
    assert sum(group.points or 0 for group in table.groups.values()) == 100
    census = one_set("census-2015")
    assert [line.id for line in census.lines if line.kind == "veto"] == [
        "V-access", "V-home", "V-columns", "V-errors", "V-interaction",
    ]  # fmt: skip


def test_points_are_those_that_a_source_gives() -> None:
    """The figures of the tables as their sources have them; what none has, has no points."""
    points = {line.id: line.points for line in one_set("indicator-2019").lines if line.points}
    assert points == {
        "D-policies": 5, "D-statistics": 2, "D-letters": 3, "D-interpretation-links": 1,
    }  # fmt: skip
    census = {line.id: line.points for line in one_set("census-2015").lines if line.points}
    assert census["A-links-home"] == 1
    assert census["A-links-other"] == 0.1
    assert [census[id] for id in ("U-news", "U-notices", "U-personnel")] == [3, 4, 5]
    scoring = one_set("indicator-2019").scoring
    assert scoring is not None
    assert (scoring.pass_from, scoring.bonus_above, scoring.kinds) == (60, 80, ("portal",))


def test_a_notice_binds_its_own_region_only() -> None:
    duties = {line.id: line for line in one_set("disclosure-2018").lines}
    assert duties["D27"].regions == ("32",)
    for duty in duties.values():
        national = "国办发〔2018〕23号" in duty.clause
        assert bool(duty.regions) is not national, duty.id


def test_confirmed_figures_of_the_vetoes() -> None:
    assert options_for(by_id("stale-home"), SETS) == StaleHomeOptions(window_days=14)
    table = one_set("indicator-2019")
    options = options_for(by_id("columns-not-updated"), [table])
    assert isinstance(options, ColumnsNotUpdatedOptions)
    assert (options.stale, options.long, options.blank) == (5, 10, 5)
    assert options.windows == {"news": 14, "notices": 183, "policies": 183}
    (line,) = lines_for("columns-not-updated", [table])
    assert (line.figure("windows"), line.figure("long_windows")) == ("confirmed", "project-default")
    assert line.unsure


def test_words_among_the_options_are_no_figures() -> None:
    duties = {line.id: line for line in one_set("indicator-2019").lines}
    assert duties["D-profile"].figure_names == ()
    assert duties["D-statistics"].figure_names == ("points", "within_days")
    assert duties["V-access"].figure("failures") == "project-default"
    assert "failures" in duties["V-access"].figure_names


def test_the_census_asks_portals_for_more_surveys_than_others() -> None:
    census = {line.id: line for line in one_set("census-2015").lines}
    asked = {
        id: (census[id].options["few-activities"]["at_least"], census[id].kinds)
        for id in ("I-surveys-few", "I-surveys-few-other", "I-interviews", "I-interviews-other")
    }
    assert asked == {
        "I-surveys-few": (6, ("portal",)), "I-surveys-few-other": (3, ("department",)),
        "I-interviews": (6, ("portal",)), "I-interviews-other": (3, ("department",)),
    }  # fmt: skip
    assert census["A-home"].options["home-often-down"]["percent"] == 1


def test_types_of_columns_that_lines_name_exist() -> None:
    options = options_for(by_id("required-column"), SETS)
    stale = options_for(by_id("columns-not-updated"), [one_set("indicator-2019")])
    assert isinstance(options, RequiredColumnOptions)
    assert isinstance(stale, ColumnsNotUpdatedOptions)
    named = {kind for duty in options.rows for kind in duty.columns}
    named |= {*stale.windows, *stale.long_windows, *stale.first_level}
    assert named <= set(SYNONYMS.types)


def test_each_duty_is_a_row_and_a_line() -> None:
    for one in SETS:
        options = options_for(by_id("required-column"), [one])
        assert isinstance(options, RequiredColumnOptions)
        assert [(duty.duty, duty.columns) for duty in options.rows] == [
            (own.get("duty", line.id), tuple(own.get("columns", ())))
            for line in lines_for("required-column", [one])
            if (own := line.options["required-column"])
        ]
    assert [line.id for line in lines_for("required-column/D04", SETS)] == ["D04"]
    shared = lines_for("required-column/D-matters", SETS)
    assert {line.id for line in shared} == {"D-matters", "N-functions-services"}
    assert lines_for("required-column/D99", SETS) == ()


def test_a_check_without_a_line_has_no_options(tmp_path: Path) -> None:
    assert options_for(by_id("no-aaaa"), [own(tmp_path, SMALL)]) is None
    assert lines_for("no-aaaa", [own(tmp_path, SMALL)]) == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version =", "verson =", "did you mean 'version'"),
        ("clause =", "clauses =", "did you mean 'clause'"),
        ('severity = "veto"', 'severity = "heavy"', "heavy"),
        ("2024-01-01", '"soon"', "valid_from"),
        ('["stale-home"]', '["stale-hme"]', "did you mean 'stale-home'"),
        ("options.stale-home", "options.stale-column", "not among its checks"),
        ('id = "own"', "id =", "TOML"),
        ('kind = "veto"', 'kind = "veto"\npoints = 3', "line L1: points belong to deductions"),
        ('kind = "veto"', 'kind = "veto"\nregions = ["Jiangsu"]', "'Jiangsu' is no region"),
        ('kind = "veto"', 'kind = "veto"\ngroup = "x"', "line L1: there is no group 'x'"),
        (
            'kind = "veto"',
            'kind = "veto"\nfigures = { window_day = "confirmed" }',
            "no figure 'window_day' (did you mean 'window_days'?)",
        ),
        (
            'checks = ["stale-home"]\noptions.stale-home = { window_days = 10 }',
            "",
            "line L1: no check feeds it; say in “note” why",
        ),
        ('kind = "veto"', 'kind = "vetto"', "line L1"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SetError) as error:
        load_set(written(tmp_path, SMALL.replace(old, new, 1)))
    assert "own.toml" in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_the_same_id_twice(tmp_path: Path) -> None:
    line = SMALL[SMALL.index("[[lines]]") :]
    with pytest.raises(SetError, match="two lines have the id 'L1'"):
        load_set(written(tmp_path, SMALL + line))


def test_an_option_that_the_check_does_not_have(tmp_path: Path) -> None:
    found = own(tmp_path, SMALL.replace("window_days", "window_day"))
    with pytest.raises(SetError, match=r"stale-home \(lines L1\).*did you mean 'window_days'"):
        options_for(by_id("stale-home"), [found])


def test_two_lines_that_disagree(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="line L1: window_days is 10, another line says 14"):
        options_for(by_id("stale-home"), [*SETS, own(tmp_path, SMALL)])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("indicator-2091", "did you mean 'indicator-2019'"),
        ("/no/such/folder/x.toml", "check the path"),
        ("../pyproject", "no indicator set is called so"),
    ],
)
def test_a_set_that_is_not_there(name: str, says: str) -> None:
    with pytest.raises(SetError, match=says):
        load_set(name)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes(SMALL.encode("gb18030"))
    with pytest.raises(SetError, match="no TOML file in UTF-8"):
        load_set(path)


def test_the_table_of_cadence_says_what_the_set_does() -> None:
    lines = {line.id: line for line in load_set("indicator-2019")[0].lines}
    windows = lines["V-columns"].options["columns-not-updated"]["windows"]
    official = [row for row in CADENCE.periods if row.rule == "indicator-2019"]
    assert {kind: row.days for row in official for kind in row.types} == windows


EXTENDED = """
id = "province"
extends = "indicator-2019"
version = "7"
source = "省办发〔2026〕1号"
valid_from = 2026-01-01
title = { zh = "全省指标", en = "Table of the province" }
remove = ["B-surveys"]
[[lines]]
id = "D-links"
points = 0.1
cap = 5
[[lines]]
id = "V-home"
options.stale-home = { window_days = 7 }
"""


def test_a_province_changes_lines_of_another_set(tmp_path: Path) -> None:
    base = one_set("indicator-2019")
    found, digest = load_set(written(tmp_path, EXTENDED))
    lines = {line.id: line for line in found.lines}
    assert (found.id, found.version, len(found.lines)) == ("province", "7", len(base.lines) - 1)
    assert (lines["D-links"].points, lines["D-links"].cap) == (0.1, 5)
    assert lines["D-links"].checks == ("broken-internal", "broken-attachment", "broken-image",
                                       "broken-external")  # fmt: skip
    assert options_for(by_id("stale-home"), [found]) == StaleHomeOptions(window_days=7)
    assert found.scoring == base.scoring
    assert digest not in (load_set("indicator-2019")[1], hashlib.sha256(EXTENDED.encode()))
    assert [(c.sign, c.place) for c in changes(base, found)] == [
        ("~", "valid_from"),
        ("-", "B-surveys"),
        ("~", "V-home.options.stale-home.window_days"),
        ("~", "D-links.cap"),
        ("~", "D-links.points"),
    ]
    assert changes(base, base) == []


def test_a_set_beside_the_one_that_it_extends(tmp_path: Path) -> None:
    written(tmp_path, EXTENDED)
    city = EXTENDED.replace('"indicator-2019"', '"own.toml"').replace('"province"', '"city"')
    path = tmp_path / "city.toml"
    path.write_text(city.replace("points = 0.1", "points = 0.2").replace("B-surv", "B-serv")
                    .replace("B-serveys", "B-services"), "utf-8")  # fmt: skip
    found = load_set(path)[0]
    assert next(line.points for line in found.lines if line.id == "D-links") == 0.2
    assert found.id == "city"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "D-links"', 'id = "D-link"', "no line 'D-link' to change (did you mean 'D-links'?)"),
        ("B-surveys", "B-survey", "no line 'B-survey' to remove (did you mean 'B-surveys'?)"),
        ('"indicator-2019"', '"indicator-2091"', "did you mean 'indicator-2019'"),
        ('"indicator-2019"', '"own.toml"', "extend one another without end"),
        ("points = 0.1", "point = 0.1", "did you mean 'points'"),
    ],
)
def test_what_is_wrong_with_a_changed_set_is_named(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(SetError) as error:
        load_set(written(tmp_path, EXTENDED.replace(old, new, 1)))
    assert says in str(error.value)
    assert "\n" not in str(error.value)
