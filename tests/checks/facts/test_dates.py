from __future__ import annotations

import csv
import unicodedata

import pytest

from checks.facts.dates import day_beside, day_in, day_of_url, fold
from checks.facts.page import read_page
from checks.facts.types import Dated
from tests.corpus import corpus

TITLE = "关于开展防汛安全检查的通知"
BODY = "<p>各县区人民政府，市政府各部门：</p><p>" + "现将有关事项通知如下。" * 30 + "</p>"
URL = "http://www.example.gov.cn/a/b.html"


def published(inner: str, url: str = URL, head: str = "") -> Dated | None:
    meta = f'<meta name="ArticleTitle" content="{TITLE}">{head}'
    html = f"<html><head>{meta}</head><body><h1>{TITLE}</h1>{inner}</body></html>"
    return read_page(html.encode(), url).published


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2018-05-24 来源：本网",
        "发布日期: 2018.05.24",
        "发布时间∶2018/5/24 09∶30",
        "发布时间：２０１８年５月２４日",
        "发布时间：<span>2018年05月24日 19时26分</span>",
        "发 布 日 期：2018-05-24",
        "發佈日期：2018-05-24",
        "发布日期：2018&#32;-05-24".replace("&#32;-", "-"),
        "时间 : 2018-05-24 10:52:50 来源 : 本网",
        "日期：2018/05/24&nbsp;&nbsp;来源：报社&nbsp;字号：[大 中 小]",
        "来源：退役军人事务局　　更新时间：2018-05-24 10:46",
        "<span>2018-05-24</span><span>来源：日报</span>",
        "<div>2018-05-24 08:03</div>",
        "2018年05月24日08:18&nbsp;&nbsp;来源：人民网",
        "<table><tr><td>索引号</td><td>0001/2018-1</td><td>成文日期</td><td>2018-05-02</td></tr>"
        "<tr><td>发布日期</td><td>2018-05-24</td></tr></table>",
    ],
)
def test_date_that_a_reader_sees(line: str) -> None:
    found = published(f"<div>{line}</div>{BODY}", head='<meta name="PubDate" content="2023-01-01">')
    assert found is not None
    assert found.day == "2018-05-24"
    assert found.source in ("header", "index-table")


def test_index_table_is_named_as_source() -> None:
    table = (
        "<table><tr><td>索引号：</td><td>1/2</td><td>成文日期：</td><td>2018-01-02</td></tr>"
        "<tr><td>发文字号</td><td>〔2018〕1号</td><td>发布日期：</td><td>2018-05-24</td></tr></table>"
    )
    found = published(table + BODY)
    assert found is not None
    assert (found.day, found.source) == ("2018-05-24", "index-table")


@pytest.mark.parametrize(
    "inner",
    [
        "<div>成文日期：2018-05-24</div>" + BODY,
        "<div>2017年8月10日</div>" + BODY,
        BODY + "<p>市政府办公室</p><p>2018年5月24日</p>",
        BODY + "<p>报名时间：2018年5月24日</p>",
        BODY + "<p>时间：2018年5月24日上午9点</p><p>地点：会议室</p>",
        BODY + "<p>请于2018年5月24日前报送。截止日期：2018-05-24</p>",
        "<div class=header>2018年5月24日 星期四</div>" + BODY,
        BODY + "<div class=footer>版权所有 2018-05-24</div>",
        BODY
        + "<ul>"
        + "<li><a href=/x>最近发布的其他通知</a><span>2018-05-24</span></li>" * 3
        + "</ul>",
        "<div>发布时间：2018-13-44</div>" + BODY,
        "<div>点击：20180524</div>" + BODY,
        "<p>发布日期：2018-05-24</p>" + "<p>发布日期：2018-05-25</p>" + BODY,
    ],
)
def test_other_dates_are_not_taken(inner: str) -> None:
    assert published(inner) is None


def test_order_of_the_other_sources() -> None:
    meta = '<meta content="2020-02-03 10:00" name="pubdate">'
    ld = '<script type="application/ld+json">{"datePublished": "2019-01-02T00:00"}</script>'
    url = "http://h.gov.cn/202103/t20210304_12.html"
    assert published(BODY, url, meta + ld) == Dated("2020-02-03", "meta", "2020-02-03 10:00")
    assert published(BODY, url, ld) == Dated("2021-03-04", "url", url)
    assert published(BODY, URL, ld) == Dated("2019-01-02", "json-ld", "2019-01-02")
    assert published(BODY, URL, '<meta name="PubDate" content="${date}">') is None


def test_generation_date_counts_where_another_source_agrees() -> None:
    table = "<div><label>索引号：</label>1/2 <label>生成日期：</label>2023-05-11</div>" + BODY
    regenerated = '<meta name="PubDate" content="2023-08-16">'
    found = published(table, "http://h.gov.cn/x/202305/ab.html", regenerated)
    assert found is not None
    assert (found.day, found.source) == ("2023-05-11", "index-table")
    other = published(table, "http://h.gov.cn/x/ab.html", regenerated)
    assert other == Dated("2023-08-16", "meta", "2023-08-16")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://h/t20240524_123.html", "2024-05-24"),
        ("http://h/art/2018/5/24/art_1_2.html", "2018-05-24"),
        ("http://h/202405/24/c_1.htm", "2024-05-24"),
        ("http://h/2024-05/24/content_1.htm", "2024-05-24"),
        ("http://h/20240524/324fdc3e4908431392b82d19ab10de6b/c.html", "2024-05-24"),
        ("http://h/n1/2024/0524/c1013-311.html", "2024-05-24"),
        ("http://h/2024/0524/1.html", ""),
        ("http://h/2007-23/content_711039.html", ""),
        ("http://h/202405/abc.html", ""),
        ("http://h/?d=/2024/05/24/", ""),
        ("http://h/t20241324_1.html", ""),
    ],
)
def test_day_of_url(url: str, day: str) -> None:
    assert day_of_url(url) == day


@pytest.mark.parametrize(
    ("texts", "url", "day"),
    [
        (["标题", "[2018-05-24]"], "", "2018-05-24"),
        (["（2018-5-4）"], "", "2018-05-04"),
        (["2018.05.24 10:30"], "", "2018-05-24"),
        (["24", "2018-05"], "", "2018-05-24"),
        (["2018年5月", "24日"], "", "2018-05-24"),
        (["05-24"], "http://h/t20180524_1.html", "2018-05-24"),
        (["05/24"], "http://h/201805/x.html", "2018-05-24"),
        (["05-24"], "http://h/t20180601_1.html", "2018-05-24"),
        (["05-24"], "http://h/x.html", ""),
        (["关于2018年5月24日停水的通知"], "", ""),
        (["2018-05-24", "2018-08-01", "云政发〔2018〕4号"], "", "2018-08-01"),
        (["2018-02-30"], "", ""),
        (["阅读 2018"], "", ""),
        ([], "", ""),
    ],
)
def test_day_beside(texts: list[str], url: str, day: str) -> None:
    assert day_beside(texts, url) == day


def test_day_in() -> None:
    assert day_in("2023-08-19 10∶08") == "2023-08-19"
    assert day_in("2019-09-06107") == ""
    assert day_in("") == ""


def test_no_real_page_gets_a_wrong_date() -> None:
    folder = corpus()
    wanted: dict[str, str] = {}
    with (folder / "labelled/gov-page-facts/facts.csv").open(encoding="utf-8") as rows:
        wanted |= {row["path"]: row["publication_date"] for row in csv.DictReader(rows)}
    with (folder / "labelled/dates-zh-news/labels.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            wanted[f"labelled/dates-zh-news/{row['file']}"] = row["publication_date"]
    found = {}
    for path in wanted:
        url = "http://" + path.removeprefix("sites/").removeprefix("labelled/")
        facts = read_page((folder / path).read_bytes(), url)
        found[path] = facts.published.day if facts.published else ""
    wrong = {p: (found[p], day) for p, day in wanted.items() if found[p] not in ("", day)}
    assert wrong == {}
    assert sum(found[p] == "" != day for p, day in wanted.items()) <= 1


def test_folding_a_long_text_is_normalisation() -> None:
    every = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    for context in ("e{}，", "，{}中", "か{}\n"):
        text = "".join(context.format(char) for char in every)
        assert fold(text) == unicodedata.normalize("NFKC", text)
