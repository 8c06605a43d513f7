from __future__ import annotations

from pathlib import Path

import pytest

from spiders.traps import (
    MAX_PATH_PATTERN,
    MAX_PER_HOST,
    MAX_QUERY_PATTERN,
    MAX_SIBLINGS,
    Traps,
    without_session,
)
from tests.spiders.crawling import crawl
from tests.spiders.test_portal import page
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "http://www.a.gov.cn"


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("/a.do;jsessionid=0A1B?id=1", "/a.do?id=1"),
        ("/a.php?PHPSESSID=12&id=1", "/a.php?id=1"),
        ("/a?id=1&sid=0123456789abcdef0123", "/a?id=1"),
        ("/a?_t=1700000000000", "/a"),
        ("/a?id=2&random=0.123456789", "/a?id=2"),
        # An article may well be called sid 12: only what looks like a session is one.
        ("/a?sid=12", "/a?sid=12"),
        ("/a?t=3&page=2", "/a?t=3&page=2"),
        ("/a?classid=1700000000000", "/a?classid=1700000000000"),
        ("/zwgk/gkml.html?name=公开目录&time=2024", "/zwgk/gkml.html?name=公开目录&time=2024"),
    ],
)
def test_a_session_makes_no_new_page(url: str, bare: str) -> None:
    assert without_session(HOST + url) == HOST + bare


def test_one_form_of_address_is_asked_for_only_so_often() -> None:
    traps = Traps()
    asked = [traps.page(f"{HOST}/cal?year={n}&month=1") for n in range(MAX_QUERY_PATTERN + 5)]
    assert asked == [None] * MAX_QUERY_PATTERN + ["pattern"] * 5
    articles = [traps.page(f"{HOST}/art/{n}.html") for n in range(MAX_PATH_PATTERN + 1)]
    assert articles.count("pattern") == 1
    assert Traps(10).page(f"{HOST}/cal?year=1") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/a/b/a/b/a/b/a/c.html", "path"),
        ("/" + "/".join("abcdefghijklmnopqrstuvw"), "path"),
        ("/2024/05/05/05/news.html", None),
        ("/a//b//c//d//", None),
        ("/zwgk/xxgk/2024/art_1_2.html", None),
    ],
)
def test_addresses_that_grow_or_repeat_are_left_out(path: str, said: str | None) -> None:
    assert Traps().page(HOST + path) == said


def test_a_wildcard_domain_has_only_so_many_hosts() -> None:
    traps = Traps()
    said = [traps.host(f"h{n}.a.gov.cn") for n in range(MAX_SIBLINGS + 2)]
    assert said == [None] * MAX_SIBLINGS + ["hosts"] * 2
    assert traps.host("h0.a.gov.cn") is None
    assert traps.host("www.b.gov.cn") is None


def test_one_other_host_is_asked_only_so_often() -> None:
    traps = Traps()
    said = [traps.host("www.b.gov.cn") for _ in range(MAX_PER_HOST + 1)]
    assert said == [None] * MAX_PER_HOST + ["budget"]


def test_a_calendar_without_end_ends_and_is_told(internet: Internet, tmp_path: Path) -> None:
    months = [f"/cal?m={n}" for n in range(MAX_QUERY_PATTERN + 30)]
    pages = {month: b.html(page()) for month in months}
    home = internet.site("www.a.gov.cn", {"/": b.html(page(*months, "/1.html")), **pages,
                                          "/1.html": b.html(page())})  # fmt: skip
    coverage = crawl(internet, tmp_path / "r", home).evidence.coverage
    assert coverage.unseen == {"pattern": 30}
    assert (coverage.pages, coverage.complete) == (MAX_QUERY_PATTERN + 2, False)


def test_one_page_under_many_sessions_is_one_page(internet: Internet, tmp_path: Path) -> None:
    links = [f"/x.jsp;jsessionid=AB{n}?id=1" for n in range(12)]
    home = internet.site(
        "www.a.gov.cn", {"/": b.html(page(*links)), **{x: b.html(page()) for x in links}}
    )
    evidence = crawl(internet, tmp_path / "r", home).evidence
    assert [p.url for p in evidence.pages] == [home, home.rstrip("/") + links[0]]
    (target,) = (t for t in evidence.targets.values() if "jsessionid" in t.url)
    assert len(target.sources) == 12
