"""What must hold for every check in the registry (house rule: "One check")."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from audit.indicators.loader import available, load_set, options_for
from checks.evidence import SiteEvidence
from checks.finding import Finding, Status
from checks.framework import UNSEEN, Check, judge, run_once
from checks.manual import HEADINGS, WORDS, page, sections
from checks.registry import CHECKS, by_id
from reports.i18n import translations
from tests.checks.build import Case, PortalBuilder

CHINESE = re.compile("[\u4e00-\u9fff]")
ZH = translations("zh").gettext
every_check = pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])


@cache
def cases(check_id: str) -> tuple[Case, ...]:
    name = f"tests.checks.fixtures.{check_id.replace('-', '_')}"
    if importlib.util.find_spec(name) is None:
        return ()
    return tuple(importlib.import_module(name).CASES)


@cache
def judged(check_id: str) -> tuple[tuple[Case, SiteEvidence, tuple[Finding, ...]], ...]:
    rows = []
    for case in cases(check_id):
        evidence = case.evidence()
        rows.append((case, evidence, tuple(judge(by_id(check_id), evidence, case.options))))
    return tuple(rows)


ALL_CASES = [(check.id, number) for check in CHECKS for number in range(len(cases(check.id)))]


@pytest.mark.parametrize(
    ("check_id", "number"), ALL_CASES, ids=[f"{i}: {cases(i)[n].name}" for i, n in ALL_CASES]
)
def test_case_comes_out_as_expected(check_id: str, number: int) -> None:
    case, _, findings = judged(check_id)[number]
    assert {finding.outcome for finding in findings} == case.expect
    statuses = {finding.status for finding in findings}
    if case.kind == "fail":
        worst = {outcome.status for outcome in by_id(check_id).outcomes.values()}
        assert (Status.FAIL if Status.FAIL in worst else Status.REVIEW) in statuses
    else:
        assert Status.FAIL not in statuses
    if case.kind == "pass":
        assert Status.PASS in statuses


@every_check
def test_has_pass_and_fail_and_does_not_accuse_cases(check: Check[Any]) -> None:
    assert {case.kind for case in cases(check.id)} == {"pass", "fail", "does-not-accuse"}


@every_check
def test_every_outcome_is_reached_by_a_case(check: Check[Any]) -> None:
    reached = {f.outcome for _, _, findings in judged(check.id) for f in findings}
    assert set(check.outcomes) - reached == set()


@every_check
def test_order_of_observations_changes_nothing(check: Check[Any]) -> None:
    for case, evidence, findings in judged(check.id):
        shuffled = list(evidence.targets.items())
        for order in (reversed(shuffled), random.Random(1).sample(shuffled, len(shuffled))):
            other = replace(evidence, targets=dict(order))
            assert judge(check, other, case.options) == list(findings), case.name


@every_check
def test_raises_on_nothing(check: Check[Any]) -> None:
    unreachable = PortalBuilder(fill=False)
    unreachable.answer("/", failure="timeout")
    empty_page = PortalBuilder(fill=False)
    empty_page.answer("/", body=b"<html></html>")
    empty_page.html("/a", "")
    empty_page.dns("AAAA", "answer")
    empty_page.tls(failure="reset")
    nothing = PortalBuilder(fill=False)
    for builder in (nothing, unreachable, empty_page):
        for options in {repr(case.options): case.options for case in cases(check.id)}.values():
            statuses = {finding.status for finding in judge(check, builder.build(), options)}
            assert statuses
            assert Status.ERROR not in statuses
            assert Status.FAIL not in statuses or builder is empty_page


@every_check
def test_fails_only_on_observations_that_can_be_repeated(check: Check[Any]) -> None:
    for case, evidence, _ in judged(check.id):
        for finding in run_once(check, evidence, case.options):
            if finding.status is Status.FAIL:
                assert finding.rests_on, case.name


@every_check
def test_one_finding_a_problem(check: Check[Any]) -> None:
    for case, _, findings in judged(check.id):
        keys = [finding.key for finding in findings]
        assert len(keys) == len(set(keys)), case.name


@every_check
def test_file_folder_and_id_are_one_name(check: Check[Any]) -> None:
    folder, file = check.run.__module__.split(".")[-2:]
    assert (file.replace("_", "-"), folder) == (check.id, check.family)
    assert by_id(check.id) is check


@every_check
def test_docstring_has_all_headings_in_order(check: Check[Any]) -> None:
    told = sections(check)
    assert tuple(heading for heading, _ in told) == HEADINGS
    assert all(len(text) > 20 for _, text in told)


def words_of(check: Check[Any]) -> list[str]:
    words = [check.title, check.title_pass]
    for outcome in check.outcomes.values():
        words += [outcome.message, outcome.remedy]
    return [word for word in words if word] + [text for _, text in sections(check)]


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@every_check
def test_everything_it_says_is_said_in_chinese(check: Check[Any]) -> None:
    untold = [words for words in words_of(check) if not CHINESE.search(ZH(words))]
    assert untold == []


def test_words_of_the_framework_are_said_in_chinese() -> None:
    words = [*HEADINGS, *WORDS, *itertools.chain(*((o.message,) for o in UNSEEN.values()))]
    assert [word for word in words if not CHINESE.search(ZH(word))] == []


@every_check
def test_messages_and_translations_use_the_values_that_findings_carry(check: Check[Any]) -> None:
    for _, _, findings in judged(check.id):
        for finding in findings:
            message = {**check.outcomes, **UNSEEN}[finding.outcome].message
            assert placeholders(message) == placeholders(ZH(message))
            assert placeholders(message) <= {*finding.values, "subject"}


@every_check
def test_remedies_are_given_for_all_that_asks_for_one(check: Check[Any]) -> None:
    for outcome in check.outcomes.values():
        wanted = outcome.status in (Status.FAIL, Status.REVIEW)
        assert bool(outcome.remedy) >= wanted
        assert not (outcome.remedy and outcome.status is Status.PASS)


@every_check
def test_a_line_of_an_indicator_set_feeds_on_it(check: Check[Any]) -> None:
    sets = [load_set(name)[0] for name in available()]
    options = options_for(check, sets)
    assert options is not None
    assert isinstance(options, check.options)


def test_no_check_is_left_out_of_the_registry() -> None:
    folder = Path(__file__).parents[2] / "checks"
    files = [p for p in folder.glob("*/*.py") if p.parent.name != "facts"]
    defined = {
        value.id
        for path in files
        for value in vars(
            importlib.import_module(f"checks.{path.parent.name}.{path.stem}")
        ).values()
        if isinstance(value, Check)
    }
    assert sorted(defined) == sorted(check.id for check in CHECKS)


@every_check
def test_manual_page_shows_everything_in_both_languages(check: Check[Any]) -> None:
    english, chinese = page(check, str), page(check, ZH)
    assert english.startswith(f"# {check.title}\n")
    assert chinese.startswith(f"# {ZH(check.title)}\n")
    for words in words_of(check):
        if words != check.title_pass:
            assert words in english
            assert ZH(words) in chinese


def test_unknown_check_is_answered_with_near_names() -> None:
    with pytest.raises(KeyError, match="broken-internal"):
        by_id("broken-internals")
    with pytest.raises(KeyError, match="mixed-content"):
        by_id("?")
