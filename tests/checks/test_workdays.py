"""Working days against the official holiday calendars, and their margin where none is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.workdays import WorkingDays, working_days

day = date.fromisoformat


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        # 苏政办发〔2018〕42号: 30 working days from 24 May, without the festival of 18 June.
        ("2018-05-24", "2018-07-06", 30),
        ("2018-05-24", "2018-07-09", 31),
        # A Sunday that was worked for the National Day.
        ("2018-09-29", "2018-09-30", 1),
        ("2018-09-30", "2018-10-07", 0),
        # The Spring Festival of 2020 was prolonged to 2 February.
        ("2020-01-23", "2020-02-03", 1),
        ("2026-11-20", "2026-11-23", 1),
        ("2018-05-24", "2018-05-24", 0),
        ("2018-05-24", "2018-05-01", 0),
    ],
)
def test_known_years_are_exact(after: str, until: str, count: int) -> None:
    assert working_days(day(after), day(until)) == WorkingDays(count, count)


@given(st.dates(date(2004, 1, 1), date(2025, 6, 1)), st.integers(0, 400))
def test_the_margin_of_an_unknown_year_holds_in_every_known_one(after: date, length: int) -> None:
    exact = working_days(after, after + timedelta(days=length))
    assert exact.known
    # 400 years later the days of the week are the same and no calendar is known.
    later = after.replace(year=after.year + 400)
    judged = working_days(later, later + timedelta(days=length))
    assert judged.least <= exact.least <= judged.most
    assert judged.known == (length == 0)


def test_a_span_that_begins_in_a_known_year_keeps_what_is_known_of_it() -> None:
    judged = working_days(day("2026-12-28"), day("2027-01-04"))
    assert judged.least == 3
    assert judged.most >= 5
