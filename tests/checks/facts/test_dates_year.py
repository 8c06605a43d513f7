"""The year of a day that is written without one."""

from __future__ import annotations

import pytest

from checks.facts.dates_year import month_of_url, year_near, years_between


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("", ""),
        ("http://h/t20180524_1.html", "2018-05-24"),
        ("http://h/201805/x.html", "2018-05-24"),
        ("http://h/2018-05/x.html", "2018-05-24"),
        ("http://h/t20180601_1.html", "2018-05-24"),
        ("http://h/201806/x.html", "2018-05-24"),
        ("http://h/201809/x.html", ""),
        ("http://h/t20190101_1.html", ""),
    ],
)
def test_year_near(url: str, day: str) -> None:
    assert year_near(5, 24, url) == day


def test_a_row_of_december_on_a_page_of_january() -> None:
    assert year_near(12, 30, "http://h/t20240103_1.html") == "2023-12-30"
    assert year_near(2, 29, "http://h/202402/x.html") == "2024-02-29"
    assert year_near(2, 29, "http://h/202302/x.html") == ""
    assert year_near(13, 1, "http://h/202302/x.html") == ""


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["2018-06-01", "", "2018-05-01"], [(1, "2018-05-24")]),
        (["2018-05-01", "", "2018-06-01"], [(1, "2018-05-24")]),
        (["2019-01-02", "", "2018-05-01"], []),
        (["2018-05-20", "", "2018-05-01"], []),
        (["", "", "2018-06-01"], []),
    ],
)
def test_years_between(days: list[str], told: list[tuple[int, str]]) -> None:
    short = [None if day else (5, 24) for day in days]
    assert [*years_between(days, short)] == told


def test_month_of_url() -> None:
    assert month_of_url("http://h/a/202405/x.html") == "2024-05"
    assert month_of_url("http://h/a/2024-5/x.html") == "2024-05"
    assert month_of_url("http://h/a/202413/x.html") == ""
