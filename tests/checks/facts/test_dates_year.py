"""The year of a day that is written without one."""

from __future__ import annotations

import pytest

from checks.facts.dates import month_of_url, year_between, year_for


@pytest.mark.parametrize(
    ("sources", "day"),
    [
        ({}, ""),
        ({"url": "http://h/t20180524_1.html"}, "2018-05-24"),
        ({"url": "http://h/201805/x.html"}, "2018-05-24"),
        ({"url": "http://h/2018-05/x.html"}, "2018-05-24"),
        ({"url": "http://h/t20180601_1.html"}, ""),
        ({"url": "http://h/201806/x.html"}, ""),
        ({"article": "2018-05-24"}, "2018-05-24"),
        ({"article": "2018-05-25"}, ""),
        ({"article": "2018-05-24", "url": "http://h/201905/x.html"}, ""),
        ({"article": "2018-05-24", "heading": "2019年"}, "2018-05-24"),
        ({"heading": "2018年"}, "2018-05-24"),
        ({"heading": "2018年工作 2019年"}, ""),
        ({"heading": "20185"}, ""),
    ],
)
def test_year_for(sources: dict[str, str], day: str) -> None:
    assert year_for(5, 24, **sources) == day


def test_no_such_day() -> None:
    assert year_for(2, 29, heading="2018年") == ""
    assert year_for(2, 29, heading="2020年") == "2020-02-29"
    assert year_for(13, 1, heading="2020年") == ""


@pytest.mark.parametrize(
    ("newer", "older", "day"),
    [
        ("2018-06-01", "2018-05-01", "2018-05-24"),
        ("2019-01-02", "2018-05-01", "2018-05-24"),
        ("2019-06-01", "2018-05-01", ""),
        ("2019-01-02", "2018-06-01", ""),
        ("2021-01-02", "2018-01-01", ""),
        ("2018-05-01", "2018-06-01", ""),
        ("", "2018-06-01", ""),
    ],
)
def test_year_between(newer: str, older: str, day: str) -> None:
    assert year_between(5, 24, newer, older) == day


def test_month_of_url() -> None:
    assert month_of_url("http://h/a/202405/x.html") == "2024-05"
    assert month_of_url("http://h/a/2024-5/x.html") == "2024-05"
    assert month_of_url("http://h/a/202413/x.html") == ""
