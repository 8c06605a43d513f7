"""Dates of tags, JSON-LD and address: who is believed, and when two contradict each other."""

from __future__ import annotations

import pytest

from checks.facts.dates_tags import day_of_tag
from checks.facts.page import read_page
from checks.facts.types import PageFacts

BODY = "<p>" + "现将有关事项通知如下。" * 30 + "</p>"
URL = "http://www.example.gov.cn/a/b.html"


def facts(head: str, body: str = BODY, url: str = URL) -> PageFacts:
    html = f"<html><head><title>关于防汛检查的通知</title>{head}</head><body>{body}</body></html>"
    return read_page(html.encode(), url)


def day(head: str, body: str = BODY, url: str = URL) -> str:
    published = facts(head, body, url).published
    return published.day if published else ""


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2018-05-24 10:12">',
        "<meta content='2018-05-24  14:52' name='pubdate' />",
        '<meta name="firstpublishedtime" content="2018-05-24-23:59:59">',
        '<meta name="publishdate" content="2018-05-24">',
        '<meta property="article:published_time" content="2018-05-24T08:00:00+08:00">',
        '<meta itemprop="datePublished" content="2018-05-24">',
        '<meta name="og:time " content="2018-05-24 02:26:00">',
        '<meta name="PubDate" content="20180524101200">',
        '<meta name="PubDate" content="2018年5月24日">',
        '<script type="application/ld+json">[{"datePublished": "2018-05-24T10:00"}]</script>',
        '<script type="application/ld+json">{"pubDate":"2018-05-24T10:00:00"}</script>',
    ],
)
def test_sources(head: str) -> None:
    assert day(head) == "2018-05-24"


@pytest.mark.parametrize(
    "content", ["", "null", "${date}", "2018", "2018-05", "0000-00-00", "x" * 999]
)
def test_placeholders(content: str) -> None:
    assert day(f'<meta name="PubDate" content="{content}">') == ""


def test_what_a_reader_sees_wins_and_both_are_kept() -> None:
    found = facts(
        '<meta name="PubDate" content="2023-05-12 23:20">', f"<p>发布时间：2009-09-30</p>{BODY}"
    )
    assert found.published is not None
    assert found.published.day == "2009-09-30"
    assert found.dates_conflict
    assert {(d.day, d.source) for d in found.dates} == {
        ("2009-09-30", "header"),
        ("2023-05-12", "meta"),
    }


def test_two_days_are_no_conflict() -> None:
    shown = f"<p>发布时间：2018-05-24</p>{BODY}"
    assert not facts('<meta name="PubDate" content="2018-05-26">', shown).dates_conflict
    assert facts('<meta name="PubDate" content="2018-05-27">', shown).dates_conflict


def test_tag_equal_to_the_moment_of_generation_is_none() -> None:
    made = '<meta name="others" content="页面生成时间 2023-11-10 15:33:34">'
    tag = '<meta name="PubDate" content="2023-11-10 15:33:34">'
    assert day(tag + made) == ""
    assert day(tag + made, url="http://h/202311/t20231110_1.html") == "2023-11-10"
    assert day(tag + made, url="http://h/201705/t20170515_1.html") == "2017-05-15"
    assert day('<meta name="PubDate" content="2021-09-06 10:00:00">' + made) == "2021-09-06"


def test_tag_long_after_the_folder_is_none() -> None:
    tag = '<meta name="PubDate" content="2022-04-24 10:00">'
    assert day(tag, url="http://h/tjgb/201705/abc.html") == ""
    assert day(tag, url="http://h/tjgb/202204/abc.html") == "2022-04-24"
    assert day(tag, url="http://h/tjgb/202203/abc.html") == "2022-04-24"
    assert day(tag, url="http://h/tjgb/202305/abc.html") == "2022-04-24"


def test_of_two_unseen_days_the_earlier_is_believed() -> None:
    tag = '<meta name="PubDate" content="2022-04-24 10:00">'
    found = facts(tag, url="http://h/201705/t20170515_1.html")
    assert found.published is not None
    assert (found.published.day, found.published.source) == ("2017-05-15", "url")
    assert found.dates_conflict


def test_changes() -> None:
    head = (
        '<meta name="lastmodifiedtime" content="2018-05-24-10:00:00">'
        '<script type="application/ld+json">{"dateModified":"2018-05-25"}</script>'
    )
    assert [(d.day, d.source) for d in facts(head).dates if d.kind == "modification"] == [
        ("2018-05-24", "meta"),
        ("2018-05-25", "json-ld"),
    ]
    assert day(head) == ""


def test_day_of_tag() -> None:
    assert day_of_tag("2023-08-19 10∶08") == "2023-08-19"
    assert day_of_tag("20240524") == "2024-05-24"
    assert day_of_tag("20241324") == ""
    assert day_of_tag("440100000420240524") == ""
