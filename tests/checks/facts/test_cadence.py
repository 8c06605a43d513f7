"""Which period applies to a column, and from which rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.cadence import CADENCE, period_of
from checks.facts.synonyms import SYNONYMS, types_of


def told(name: str, level: int = 1) -> tuple[int, str] | None:
    period = period_of(name, types_of(name), level=level)
    return (period.days, period.rule) if period else None


@pytest.mark.parametrize(
    ("name", "level", "answer"),
    [
        ("政务动态", 1, (14, "indicator-2019")),
        ("今日例市", 2, (14, "indicator-2019")),
        ("通知公告", 1, (183, "indicator-2019")),
        ("通知公告", 2, (180, "pingchang")),
        ("例市政策文件", 1, (183, "indicator-2019")),
        ("人事信息", 2, (365, "census-2015")),
        ("规划计划", 2, (365, "census-2015")),
        ("财政预决算", 2, (365, "pingchang")),
        ("收费项目", 2, (365, "pingchang")),
        ("政府采购", 2, (180, "pingchang")),
        ("社会保障", 2, (60, "pingchang")),
        ("应急管理", 2, (60, "pingchang")),
        ("民生保障", 2, (90, "pingchang")),
        ("统计信息", 2, (90, "pingchang")),
        ("審計監督", 2, (90, "pingchang")),
        ("市乡村振兴", 2, (90, "pingchang")),
        ("机构职能", 1, (0, "pingchang")),
        ("领导简历", 2, (0, "pingchang")),
        ("专题专栏", 1, (0, "pingchang")),
        ("走进例市", 1, None),
        ("网站地图", 1, None),
    ],
)
def test_period_and_rule(name: str, level: int, answer: tuple[int, str] | None) -> None:
    assert told(name, level) == answer


def test_archives_and_topics_rest() -> None:
    period = period_of("2019年工作动态", ("news",), resting=True)
    assert period is not None
    assert (period.days, period.official) == (0, False)


def test_of_several_types_the_longest_period_holds() -> None:
    period = period_of("公告要闻", ("news", "notices"))
    assert period is not None
    assert period.days == 183
    assert period_of("公告概况", ("news", "profile")) is None


def test_types_exist() -> None:
    assert {kind for row in CADENCE.periods for kind in row.types} <= set(SYNONYMS.types)


@given(
    st.text(max_size=30),
    st.lists(st.sampled_from(sorted(SYNONYMS.types)), max_size=3).map(tuple),
    st.integers(1, 9),
    st.booleans(),
)
def test_any_column_gets_a_period_or_none(
    name: str, types: tuple[str, ...], level: int, resting: bool
) -> None:
    period = period_of(name, types, level=level, resting=resting)
    assert period is None or (0 <= period.days <= 365 and period.source)
