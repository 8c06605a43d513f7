"""The tree of a catalogue page, and the answers of its interface."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.lists_script import is_data
from checks.facts.page import read_page
from checks.facts.records import day_of
from checks.facts.types import MAX_CATALOGUE, CatalogueColumn, Entry, Link, PageFacts

HOST = "http://www.example.gov.cn"
SHELL = f"{HOST}/nyj/gkmlpt/index"
API = f"{HOST}/nyj/gkmlpt/api/all"


def shell(tree: str, url: str = SHELL, sid: str = "SID: '755001'") -> PageFacts:
    script = f"window._CONFIG = {{ {sid}, TREE: {tree}, SERVICE_AREA_ID: 755 }};"
    return read_page(f"<div id=app></div><script>{script}</script>".encode(), url)


def branch(number: object, name: object, *below: object, jump: object = "") -> dict[str, object]:
    return {"id": number, "name": name, "jump_url": jump, "children": list(below)}


def records(number: int) -> str:
    return f"{API}/{number}?page=1&sid=755001"


def test_a_tree_gives_columns_and_links() -> None:
    tree = [
        branch(5, "政策文件", branch(6, "规范性文件"), branch(8, "更早", jump="/zcwj/")),
        branch("7", "通知公告"),
        branch(9, "外站", branch(10, "其下"), jump="https://www.other.gov.cn/a.html"),
        branch(11, "脚本", jump="javascript:alert(1)"),
    ]
    facts = shell(json.dumps(tree))
    assert facts.catalogue == (
        CatalogueColumn("政策文件", records(5)),
        CatalogueColumn("通知公告", records(7)),
        CatalogueColumn("规范性文件", records(6), records(5)),
        CatalogueColumn("其下", records(10)),
    )
    links = {(link.url, link.text) for link in facts.links}
    assert links == {(f"{HOST}/zcwj/", "更早"), ("https://www.other.gov.cn/a.html", "外站")}
    assert facts.data == tuple(Link(c.records, c.name, "data") for c in facts.catalogue)
    assert (facts.list_system, facts.entries_unread) == ("gkmlpt", "json")


@pytest.mark.parametrize(
    ("tree", "url", "sid"),
    [
        ('[{"id": 5, "name": "政策"}]', f"{HOST}/gkmlpt/content/1/2/post_3.html", "SID: '1'"),
        ('[{"id": 5, "name": "政策"}]', f"{HOST}/zwgk/index", "SID: '1'"),
        ('[{"id": 5, "name": "政策"}]', SHELL, "SITE: '1'"),
        ("tree()", SHELL, "SID: '1'"),
        ("[{'id': 5}]", SHELL, "SID: '1'"),
        ("[" * 99_999, SHELL, "SID: '1'"),
        ('[7, null, {"id": "x", "name": "a"}, {"id": 5, "name": [1]}]', SHELL, "SID: '1'"),
    ],
)
def test_what_is_no_tree_gives_nothing(tree: str, url: str, sid: str) -> None:
    assert shell(tree, url, sid).catalogue == ()


def test_rows_of_a_large_tree_are_asked_for_within_bounds() -> None:
    facts = shell(json.dumps([branch(n, f"栏目{n}") for n in range(1, 400)]))
    assert (len(facts.catalogue), len(facts.data)) == (399, MAX_CATALOGUE)


def article(n: int, **changes: object) -> dict[str, object]:
    url = f"{HOST}/nyj/gkmlpt/content/1/2/post_{n}.html"
    return {
        "id": n,
        "title": f"关于第{n}件事的通知",
        "url": url,
        "create_time": 1781771108,
    } | changes


def answer(*articles: object, url: str = records(5), **changes: object) -> PageFacts:
    said = {"articles": list(articles), "total": len(articles), "classify": {"id": 5}}
    return read_page(json.dumps(said | changes).encode(), url, "application/json")


def test_an_answer_is_a_list_with_days_of_beijing() -> None:
    facts = answer(
        article(
            1, title="关于<em>农机</em>补贴&amp;管理的通知<br/>", display_publish_time=1700000000
        ),
        # Half past midnight, 16:30 of the day before by UTC.
        article(2, create_time=0, display_publish_time=1704040200),
        article(3, create_time="1704040200000", date=1781771108, created_at="2026-06-18 16:25:04"),
        article(4, create_time=None, date=1781771108),
        article(5, url="javascript:alert(1)"),
        article(6, url="", post_url="//www.example.gov.cn/b.html"),
        article(7, url="https://www.example.gov.cn/c.html"),
        article(8, url="https://www.other.gov.cn/d.html"),
        classify={"id": 5, "name": "规范性文件", "post_count": 40},
    )
    first, *others = facts.entries
    assert first == Entry(
        "关于农机补贴&管理的通知", f"{HOST}/nyj/gkmlpt/content/1/2/post_1.html", "2026-06-18"
    )
    assert [e.day for e in others[:3]] == ["2024-01-01", "2024-01-01", ""]
    assert [e.url for e in others[3:]] == [
        "", f"{HOST}/b.html", f"{HOST}/c.html", "https://www.other.gov.cn/d.html",
    ]  # fmt: skip
    assert facts.newest == first
    assert {link.url for link in facts.links} == {e.url for e in facts.entries if e.url}
    assert (facts.kind, facts.heading, facts.records) == ("column", "规范性文件", 8)
    assert (facts.next_records, facts.more_pages, facts.entries_unread) == ("", False, "")


@pytest.mark.parametrize(
    ("page", "total", "onward"),
    [(1, 100, ""), (1, 101, "2"), (2, 201, "3"), (2, 150, ""), (0, 900, "")],
)
def test_a_long_list_names_its_next_page(page: int, total: int, onward: str) -> None:
    rows = [article(n) for n in range(min(100, max(0, total - 100 * (max(page, 1) - 1))))]
    facts = answer(*rows, url=f"{API}/5?page={page}&sid=755001", total=total)
    assert facts.next_records == (f"{API}/5?page={onward}&sid=755001" if onward else "")


def test_an_empty_list_says_so() -> None:
    facts = answer(total=0, classify={"id": "5", "name": "空", "post_count": 0})
    assert (facts.records, facts.entries, facts.newest, facts.kind) == (0, (), None, "column")


@pytest.mark.parametrize(
    "changes",
    [
        {"total": 3},
        {"total": None},
        {"total": "many"},
        {"articles": None},
        {"articles": [{"url": "/a.html"}], "total": 1},
        {"articles": ["a"], "total": 1},
        {"articles": [article(1)], "total": 0},
        {"classify": {"id": 6}},
        {"classify": {"id": 5, "post_count": 7}},
        {"classify": "5"},
    ],
)
def test_an_answer_that_is_not_of_its_form_is_none(changes: dict[str, object]) -> None:
    facts = answer(**({"total": 0} | changes))  # type: ignore[arg-type]
    assert (facts.records, facts.entries) == (None, ())
    body = json.dumps({"articles": [], "total": 0, "classify": {"id": 5}} | changes).encode()
    assert not is_data(body, records(5))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1781771108, "2026-06-18"),
        (1781771108.5, "2026-06-18"),
        (1781771108000, "2026-06-18"),
        ("1781771108", "2026-06-18"),
        ("2026-6-8 16:25", "2026-06-08"),
        ("2026-06-18T00:00:00", "2026-06-18"),
        ("2026-02-30", ""),
        ("20260618", ""),
        ("昨天", ""),
        (-5, ""),
        (10**30, ""),
        (None, ""),
    ],
)
def test_times_of_interfaces(value: Any, day: str) -> None:
    assert day_of(value) == day


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ("articles", "total", "classify", "id", "title", "url", "create_time", "name",
             "children", "jump_url", "data", "results", "TITLE", "URL", "page", "rows")
        ),
        inner, max_size=5,
    ),
)  # fmt: skip


@given(_VALUES)
def test_nothing_is_too_strange(value: object) -> None:
    body = json.dumps(value)
    for url in (records(5), f"{HOST}/list.json", f"{HOST}/searchList/7?_isJson=true"):
        assert is_data(body.encode(), url) is (read_page(body.encode(), url).records is not None)
    assert isinstance(shell(body).catalogue, tuple)


FILE = f"{HOST}/yw/liebiao/YWLB.json"


def test_a_file_beside_a_list_has_all_of_its_rows() -> None:
    rows = [
        {"TITLE": "某市召开会议", "SUB_TITLE": "", "URL": "./202611/c_1.htm", "DOCRELPUBTIME": day}
        for day in ("2026-11-20", "2026-11-18 09:00", "")
    ]
    facts = read_page(json.dumps(rows).encode(), FILE, "application/json")
    first = Entry(
        "某市召开会议", "http://www.example.gov.cn/yw/liebiao/202611/c_1.htm", "2026-11-20"
    )
    assert facts.entries[0] == facts.newest == first
    assert [entry.day for entry in facts.entries] == ["2026-11-20", "2026-11-18", ""]
    assert (facts.records, facts.more_pages) == (3, False)
    for other in ([], [{"title": "x", "url": "/a"}], {"TITLE": "x", "URL": "/a"}, [1]):
        assert not is_data(json.dumps(other).encode(), FILE)


SEARCH = (
    "http://www.example.gov.cn/searchList/a1?_isAgg=true&_isJson=true&_pageSize=2&_template=&page="
)


@pytest.mark.parametrize(("page", "total", "onward"), [(1, 5, 2), (2, 5, 3), (3, 5, 0), (1, 2, 0)])
def test_a_list_of_a_joint_platform_goes_on(page: int, total: int, onward: int) -> None:
    row = {"title": "公告", "url": "//www.example.gov.cn/c1/content.shtml", "publishedTime": 1,
           "publishedTimeStr": "2026-09-01 16:38:00"}  # fmt: skip
    count = min(2, total - 2 * (page - 1))
    told = {"results": [row] * count, "page": page, "rows": 2, "total": total}
    facts = read_page(json.dumps({"data": told}).encode(), f"{SEARCH}{page}")
    entry = Entry("公告", "http://www.example.gov.cn/c1/content.shtml", "2026-09-01")
    assert facts.entries == (entry,) * count
    assert facts.next_records == (f"{SEARCH}{onward}" if onward else "")
    assert facts.records == total
    assert not is_data(json.dumps({"data": told | {"results": []}}).encode(), f"{SEARCH}{page}")


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ('$.ajax({url: "./YWLB.json", type: "get", success: f}); $("#ywlist").html(x)', FILE),
        ('$.ajax({type: "get", dataType: "json", url: "YWLB.json"}); $("#ywlist")', FILE),
        ("$.getJSON('YWLB.json', function (d) { $('.rows').html(d) })", FILE),
        ("$.get('/searchList/a?_isJson=true&page=1'); $('#ywlist')",
         "http://www.example.gov.cn/searchList/a?_isJson=true&page=1"),
        ('$.ajax({url: "./YWLB.json", type: "post"}); $("#ywlist")', ""),
        ('$.post("./YWLB.json"); $("#ywlist")', ""),
        ('$.ajax({url: "./YWLB" + n + ".json"}); $("#ywlist")', ""),
        ('$.ajax({url: "./YWLB.json" + t}); $("#ywlist")', ""),
        ('$.ajax({url: "http://api.other.cn/YWLB.json"}); $("#ywlist")', ""),
        ('$.ajax({url: "/delete.do"}); $("#ywlist")', ""),
        ('$.ajax({url: "./YWLB.json"}); $("#weather")', ""),
        ('$.ajax({url: "./YWLB.json"}); $.get("/hits"); $("#ywlist")', ""),
    ],
)  # fmt: skip
def test_a_script_that_plainly_gets_a_list_is_followed(script: str, asked: str) -> None:
    page = "<title>要闻</title><ul id='ywlist' class='rows'></ul><script>{}</script>"
    facts = read_page(page.format(script).encode(), "http://www.example.gov.cn/yw/liebiao/")
    assert facts.entries_unread == "script"
    assert facts.asked == ((asked,) if asked else ())
    twice = f"<ul class='list'></ul>{page}".format(script)
    assert read_page(twice.encode(), "http://www.example.gov.cn/yw/liebiao/").asked == ()
