"""Working days (工作日) by the official calendar of holidays and the weekends worked for them.

The calendar of a year is announced by the State Council in November of the year before, so the
library that holds it knows the years up to the one of its release. Outside of them a count has a
least and a most, as far apart as holidays and exchanged weekends (调休) ever moved it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import is_workday
from msgspec import Struct

_WEEKS = 8
# In no eight weeks since 2004 did holidays take more weekdays, or were more weekends worked.
_MOST_OFF, _MOST_WORKED = 8, 4


class WorkingDays(Struct, frozen=True):
    """How many working days a span holds: both figures are one where the calendar is known."""

    least: int
    most: int

    @property
    def known(self) -> bool:
        """Whether the official calendar of every day of the span is known."""
        return self.least == self.most


def working_days(after: date, until: date) -> WorkingDays:
    """Working days after one day up to and including another (次日起算); none if not later.

    What must be done within N working days is late only if `least` is above N, and surely in time
    if `most` isn't; between them lies a year whose calendar isn't known.
    """
    span = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    told = [_is_worked(day) for day in span]
    sure = told.count(True)
    unknown = [day for day, worked in zip(span, told, strict=True) if worked is None]
    if not unknown:
        return WorkingDays(sure, sure)
    weekdays = sum(day.weekday() < 5 for day in unknown)
    times = -(-len(unknown) // (7 * _WEEKS))
    off = min(weekdays, _MOST_OFF * times)
    worked = min(len(unknown) - weekdays, _MOST_WORKED * times)
    return WorkingDays(sure + weekdays - off, sure + weekdays + worked)


@lru_cache(maxsize=16384)
def _is_worked(day: date) -> bool | None:
    """Whether a day is worked; None in a year that the calendar doesn't know."""
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
