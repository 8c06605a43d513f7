"""Columns that a site keeps on other hosts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.columns import Column, find_columns
from checks.facts.neighbours import (
    domain_of,
    is_neighbour,
    is_portal,
    leads_onward,
    leads_to_column,
)
from tests.checks.fixtures.column_pages import NAV, page, portal, rows, series

XXGK = "http://xxgk.nanjing.gov.cn"
PORTAL, OFFICE, COUNTY = "www.nanjing.gov.cn", "zrzy.nanjing.gov.cn", "www.jiangning.gov.cn"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.nanjing.gov.cn", "nanjing.gov.cn"),
        ("zrzy.nanjing.gov.cn", "nanjing.gov.cn"),
        ("nanjing.gov.cn", "nanjing.gov.cn"),
        ("gov.cn", ""),
        ("www.land.example.com.cn", "example.com.cn"),
        ("10.0.0.1", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_registrable_domains(host: str, domain: str) -> None:
    assert domain_of(host) == domain


def test_the_portal_of_a_domain() -> None:
    assert is_portal(PORTAL)
    assert is_portal("nanjing.gov.cn")
    assert not is_portal(OFFICE)
    assert not is_portal("10.0.0.1")


@pytest.mark.parametrize(
    ("site", "url", "words", "taken"),
    [
        (PORTAL, "http://xxgk.nanjing.gov.cn/", "政府信息公开", True),
        (PORTAL, "http://zrzy.nanjing.gov.cn/", "市规划和自然资源局", False),
        (PORTAL, "http://xxgk.nanjing.gov.cn/", "专题专栏", False),
        (PORTAL, "http://www.jiangning.gov.cn/zwgk/", "政务公开", True),
        (PORTAL, "http://www.jiangning.gov.cn/", "政务公开", False),
        (PORTAL, "https://www.sina.com.cn/xxgk/", "信息公开", False),
        (OFFICE, "http://www.nanjing.gov.cn/", "政府信息公开", False),
        (OFFICE, "http://www.nanjing.gov.cn/zrzy/xxgk/", "政府信息公开", True),
        (COUNTY, "http://www.nanjing.gov.cn/gkmlpt/jn/", "財政預決算", True),
        (COUNTY, "http://xxgk.nanjing.gov.cn/jn/", "信息公开目录", True),
        (COUNTY, "http://www.nanjing.gov.cn/jn/", "信息公开目录", False),
        (COUNTY, "http://www.gov.cn/zhengce/", "政策文件", False),
        ("10.0.0.1", "http://10.0.0.2/xxgk/", "信息公开", False),
    ],
)
def test_which_columns_elsewhere_are_read(site: str, url: str, words: str, taken: bool) -> None:
    assert leads_to_column(site, url, words) is taken


@pytest.mark.parametrize(
    ("site", "at", "url", "words", "taken"),
    [
        (PORTAL, "/", XXGK + "/cz/", "财政预决算", True),
        (PORTAL, "/", "http://www.x.gov.cn/cz/", "财政预决算", False),
        (COUNTY, "/jn/", XXGK + "/jn/cz/", "财政预决算", True),
        (COUNTY, "/jn/", XXGK + "/cz/", "财政预决算", False),
        (COUNTY, "/", XXGK + "/cz/", "财政预决算", False),
        (COUNTY, "/jn/", XXGK + "/jn/1.html", "某某会议召开", False),
    ],
)
def test_which_parts_of_it_are_read(site: str, at: str, url: str, words: str, taken: bool) -> None:
    assert leads_onward(site, XXGK + at, url, words) is taken


BUDGET = "http://xxgk.example.gov.cn/czyjs/"


def column_elsewhere(html: str, url: str = BUDGET) -> Column:
    builder = portal(nav=(*NAV, (url, "财政预决算")))
    builder.html(url, html)
    return next(c for c in find_columns(builder.build()) if c.type == "budget")


def test_a_column_of_a_neighbour_is_read() -> None:
    found = column_elsewhere(page("财政预决算", rows(*series("2026-02-20"), at="/czyjs/a")))
    assert (found.internal, found.state, found.entries, found.newest) == (
        False, "read", 6, "2026-02-20",
    )  # fmt: skip


def test_a_column_of_somebody_else_is_not() -> None:
    html = page("财政预决算", rows(*series("2026-02-20"), at="/czyjs/a"))
    assert column_elsewhere(html, "http://www.other.gov.cn/czyjs/").state == "not-seen"


@given(st.text(max_size=20), st.text(max_size=40), st.text(max_size=20))
def test_any_address_is_answered(host: str, url: str, words: str) -> None:
    assert leads_to_column(host, url, words) in (True, False)
    assert leads_onward(host, url, url + words, words) in (True, False)
    assert is_neighbour(host, f"http://{host}/{url}") in (True, False)
