"""The count of visits: intervals against published figures, and that no doubt accuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.availability.tally import Rule, standing, tally, wilson
from checks.visits import Together, Visit, Visits

RULE = Rule(days=7, visits=20, seconds=15.0, percent=5.0, failures=("timeout", "refused"))
START = datetime(2026, 11, 25, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    [  # published: Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
        (29, 29, 88.30, 100.0),
        (0, 0, 0.0, 100.0),
    ],
)
def test_the_interval_is_wilsons(hits: int, number: int, low: float, high: float) -> None:
    assert wilson(hits, number) == pytest.approx((low, high), abs=0.011)


VISITS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    state=st.sampled_from(["opened", "failed", "blocked", "robots", "ours", "missed"]),
    kind=st.sampled_from(["timeout", "refused", "partial", "unavailable"]),
    vantage=st.sampled_from(["sound", "unproven"]),
    announced=st.booleans(),
    together=st.builds(
        Together,
        visited=st.integers(1, 20),
        fell=st.integers(0, 20),
        places=st.integers(0, 5),
    ),
)


def series(visits: list[dict[str, Any]], per_day: int = 24) -> Visits:
    made = tuple(
        Visit(slot=n, at=START + timedelta(days=n) / per_day, **fields)
        for n, fields in enumerate(visits)
    )
    end = START + timedelta(days=7)
    return Visits(url="u", start=START, end=end, per_day=per_day, patience=15.0, visits=made)


@given(st.lists(VISITS, max_size=40))
def test_all_visits_stand_somewhere_and_shares_keep_their_order(
    visits: list[dict[str, Any]],
) -> None:
    told = tally(series(visits), RULE)
    assert told.counted == told.opened + told.failed + told.doubtful
    assert told.counted + sum(told.left_out.values()) == len(visits)
    assert sum(told.kinds.values()) == told.failed + told.doubtful
    assert 0 <= told.low <= told.share <= told.high <= 100
    assert told.share <= told.most


@given(st.lists(VISITS, max_size=12), st.integers(1, 10), st.integers(0, 48))
def test_a_fault_needs_the_visits_of_the_table_and_sure_failures(
    odd: list[dict[str, Any]], often: int, well: int
) -> None:
    visits = [{"state": "opened"}] * well + (odd * often + [{"state": "opened"}]) * 7
    told = tally(series(visits), RULE)
    if told.verdict == "failing":
        sure = [
            v for v in series(visits).visits
            if v.state == "failed" and v.kind in RULE.failures and v.vantage == "sound"
            and not v.announced
        ]  # fmt: skip
        assert told.full_days >= 7
        assert told.counted >= 140
        assert len(sure) >= told.failed >= 0.05 * told.counted


def test_a_day_short_of_visits_keeps_the_result_interim() -> None:
    bad = {"state": "failed", "kind": "timeout", "vantage": "sound"}
    week = [bad] * 20 + [{"state": "opened"}] * 148
    assert tally(series(week), RULE).verdict == "failing"
    week[100:105] = [{"state": "missed"}] * 5
    assert tally(series(week), RULE).verdict == "interim-failing"
    assert tally(series(week[:140]), RULE).full_days == 5


def test_a_fifth_of_the_sites_at_few_addresses_is_a_dead_platform() -> None:
    fields: dict[str, Any] = {"state": "failed", "kind": "timeout", "vantage": "sound"}
    one = Visit(slot=0, at=START, together=Together(visited=10, fell=5, places=1), **fields)
    many = Visit(slot=0, at=START, together=Together(visited=10, fell=5, places=3), **fields)
    few = Visit(slot=0, at=START, together=Together(visited=100, fell=5, places=5), **fields)
    assert [standing(v, RULE) for v in (one, many, few)] == ["failed", "doubtful", "failed"]
