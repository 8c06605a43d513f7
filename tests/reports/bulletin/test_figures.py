"""Rates are exact, rounded as people round, and never look whole when they are not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.bulletin.figures import Ratio, change, points

COUNTS = st.integers(0, 50_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@given(COUNTS, st.integers(0, 3))
def test_a_rate_is_the_nearest_one(counts: tuple[int, int], decimals: int) -> None:
    part, whole = counts
    rate = Ratio(part, whole).percent(decimals)
    if not whole:
        assert rate is None
        return
    assert rate is not None
    exact = Fraction(part * 100, whole)
    places = max(decimals, -int(rate.as_tuple().exponent))
    assert abs(Fraction(rate) - exact) <= Fraction(1, 2 * 10**places)
    if abs(Fraction(rate) - exact) == Fraction(1, 2 * 10**places):
        assert Fraction(rate) > exact, "half goes up"
    assert (rate == 100) == (part == whole)
    assert (rate == 0) == (part == 0)


@given(COUNTS, COUNTS, st.integers(0, 2))
def test_a_change_is_what_a_reader_subtracts(
    now: tuple[int, int], before: tuple[int, int], decimals: int
) -> None:
    rates = [Ratio(*counts) for counts in (now, before)]
    moved = change(rates[0], rates[1], decimals)
    if not now[1] or not before[1]:
        assert moved is None
        return
    printed = [Decimal(rate.text(decimals).removesuffix("%")) for rate in rates]
    assert moved == printed[0] - printed[1]


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "text"),
    [
        (2999, 3000, 1, "99.97%"),
        (734, 735, 0, "99.9%"),
        (1, 3000, 1, "0.03%"),
        (735, 735, 2, "100%"),
        (0, 7, 2, "0%"),
        (1, 8, 1, "12.5%"),
        (1, 8, 0, "13%"),
        (0, 0, 1, "–"),
    ],
)
def test_printed(part: int, whole: int, decimals: int, text: str) -> None:
    assert Ratio(part, whole).text(decimals) == text


def test_points_have_a_sign() -> None:
    found = [points(value) for value in (Decimal("2.14"), Decimal("-0.3"), Decimal("0.0"), None)]
    assert found == ["+2.14", "-0.3", "0.0", "–"]
