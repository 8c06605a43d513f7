"""Indicator sets: the official tables as data, and what checks get from them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

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


def own(folder: Path, text: str) -> IndicatorSet:
    return load_set(written(folder, text))[0]


def test_the_sets_that_come_along() -> None:
    assert available() == ("disclosure-2018", "indicator-2019")
    for name in available():
        found, digest = load_set(name)
        assert found.id == name
        assert len(digest) == 64
        assert found.valid_from > date(2018, 1, 1)


def test_a_set_from_a_file(tmp_path: Path) -> None:
    found, digest = load_set(written(tmp_path, SMALL))
    assert (found.id, found.lines[0].severity) == ("own", Severity.VETO)
    assert digest == hashlib.sha256(SMALL.encode()).hexdigest()
    assert options_for(by_id("stale-home"), [found]) == StaleHomeOptions(window_days=10)


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_every_check_is_fed_by_a_line(check: Check[Any]) -> None:
    options = options_for(check, SETS)
    assert isinstance(options, check.options)
    assert lines_for(check.id, SETS)


def test_texts_are_in_both_languages_and_ids_are_unique() -> None:
    for one in SETS:
        assert {line.id for line in one.lines} != set()
        for texts in (one.title, *(t for line in one.lines for t in (line.title, line.wording))):
            assert set(texts) == {"zh", "en"}
            assert all(texts.values())


def test_confirmed_figures_of_the_vetoes() -> None:
    assert options_for(by_id("stale-home"), SETS) == StaleHomeOptions(window_days=14)
    options = options_for(by_id("columns-not-updated"), SETS)
    assert isinstance(options, ColumnsNotUpdatedOptions)
    assert (options.stale, options.long, options.blank) == (5, 10, 5)
    assert options.windows == {"news": 14, "notices": 183, "policies": 183}
    lines = {line.id: line.status for line in lines_for("columns-not-updated", SETS)}
    assert lines == {"V-columns": "confirmed", "V-columns-long": "project-default"}


def test_types_of_columns_that_lines_name_exist() -> None:
    options = options_for(by_id("required-column"), SETS)
    stale = options_for(by_id("columns-not-updated"), SETS)
    assert isinstance(options, RequiredColumnOptions)
    assert isinstance(stale, ColumnsNotUpdatedOptions)
    named = {kind for duty in options.rows for kind in duty.columns}
    named |= {*stale.windows, *stale.long_windows, *stale.first_level}
    assert named <= set(SYNONYMS.types)


def test_each_duty_is_a_row_and_a_line() -> None:
    options = options_for(by_id("required-column"), SETS)
    assert isinstance(options, RequiredColumnOptions)
    assert [duty.duty for duty in options.rows] == ["D01", "D04", "D47"]
    assert [line.id for line in lines_for("required-column/D04", SETS)] == ["D04"]
    assert [line.id for line in lines_for("required-column", SETS)] == ["D01", "D04", "D47"]
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
