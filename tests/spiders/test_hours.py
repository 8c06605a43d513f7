"""Hours in which requests may start, in China Standard Time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spiders.hours import parse_hours

HOUR = 3600.0


def at(text: str) -> datetime:
    """A time of day in China, as the UTC that clocks give."""
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("window", "now", "closed"),
    [
        ("22-06", "22:00", 0.0),
        ("22-06", "03:00", 0.0),
        ("22-06", "05:59", 0.0),
        ("22-06", "06:00", 16 * HOUR),
        ("22-06", "21:30", 0.5 * HOUR),
        ("08-18", "07:00", HOUR),
        ("08-18", "17:59", 0.0),
        ("08-18", "18:00", 14 * HOUR),
        ("22:30 - 6:15", "22:15", 0.25 * HOUR),
        ("22:30-6:15", "06:10", 0.0),
        ("00-24", "12:00", None),
        ("18-24", "23:59", 0.0),
        ("18-24", "00:00", 18 * HOUR),
    ],
)
def test_windows(window: str, now: str, closed: float | None) -> None:
    if closed is None:
        with pytest.raises(ValueError, match=window):
            parse_hours(window)
    else:
        assert parse_hours(window).closed(at(now)) == closed


@pytest.mark.parametrize("text", ["22", "22-", "25-06", "22-22", "22:60-06", "-", "ab-cd", "٢٢-٠٦"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hours(text)
