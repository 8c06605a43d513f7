"""Columns: their names, their types, and what stands in them."""

from __future__ import annotations

import json
import sys

import pytest

from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.facts.synonyms import (
    SYNONYMS,
    is_resting,
    is_topic,
    types_of,
    types_of_path,
    types_of_tag,
    types_within,
)
from tests.checks.build import PortalBuilder
from tests.checks.fixtures.column_pages import NAV, page, portal, rows, series
from tests.corpus import corpus


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("财政预决算", "budget"),
        ("財政預決算", "budget"),
        ("财政 预决算 >>", "budget"),
        ("预算/决算", "budget"),
        ("部门预决算和“三公”经费", "budget"),
        ("江门市新会区财政预决算", "budget"),
        ("区财政局部门预决算", "budget"),
        ("2024年部门预算", "budget"),
        ("本级财政预决算公开专栏", "budget"),
        ("建議提案辦理", "proposals"),
        ("市政协委员提案办理结果", "proposals"),
        ("县人大代表建议", "proposals"),
        ("辦事指南", "service-guides"),
        ("四川政务服务网", "services"),
        ("更多通知公告>>", "notices"),
        ("县政府文件", "policies"),
        ("走进武安", "profile"),
        ("今日金堂要闻", "news"),
        ("浙江省杭州市西湖区人民政府信息公开指南", "disclosure-guide"),
        ("“双随机、一公开”", "inspections"),
    ],
)
def test_names_of_columns(name: str, kind: str) -> None:
    assert kind in types_of(name)


@pytest.mark.parametrize(
    "title",
    [
        "关于2024年财政预算执行情况的报告",
        "例市财政局召开2024年部门预算公开工作会议",
        "财政局",
        "首页",
        "城市管理公告牌设置规定",
        "",
        "》》",
    ],
)
def test_titles_and_other_words_are_no_columns(title: str) -> None:
    assert types_of(title) == ()


def test_a_contained_word_only_counts_in_a_short_name() -> None:
    assert types_within("区级预决算信息汇总") == ("budget",)
    assert types_within("例市人大常委会审议财政预决算草案并作出决议") == ()


def test_every_name_of_the_table_is_found() -> None:
    for kind, row in SYNONYMS.types.items():
        for name in (row.name, *row.names):
            assert kind in types_of(name.replace("*", "例市")), name
        for tag in row.tags:
            assert kind in types_of_tag(tag), tag
        for path in row.paths:
            assert types_of_path(f"http://a.gov.cn/{path}/index.html") == (kind,), path


def test_paths_hint_at_columns_and_not_at_articles() -> None:
    assert types_of_path("http://a.gov.cn/zwgk/czyjs/") == ("budget",)
    assert types_of_path("http://a.gov.cn/czyjs/202401/t20240105_31.html") == ()


def test_archives_and_past_years_rest() -> None:
    assert is_resting("2019年工作动态")
    assert is_resting("歷史公告")
    assert not is_resting("通知公告")


def found(evidence: SiteEvidence) -> dict[str, Column]:
    return {column.name: column for column in find_columns(evidence)}


def test_a_portal_in_good_order() -> None:
    columns = found(portal().build())
    assert list(columns) == sorted(columns, key=lambda name: columns[name].url)
    news = columns["政务动态"]
    assert (news.type, news.how, news.level, news.state) == ("news", "name", 1, "read")
    assert (news.newest, news.entries, news.dated, news.certain) == ("2026-11-20", 6, 6, True)
    assert columns["机构职能"].state == "static"


def test_days_after_the_inspection_are_counted_and_left_out() -> None:
    builder = portal()
    builder.html("/xw/", page("政务动态", rows("2027-01-01", *series("2026-11-02"))))
    news = found(builder.build())["政务动态"]
    assert (news.newest, news.future) == ("2026-11-02", 1)


def test_several_addresses_of_one_column_count_once() -> None:
    builder = portal(nav=(*NAV, ("/old-news", "要闻动态"), ("/n", "新闻中心")))
    builder.answer("/old-news", status=301, location="/xw/")
    builder.answer("/n", status=302, location="/old-news")
    news = [c for c in find_columns(builder.build()) if c.type == "news"]
    assert [c.url for c in news] == ["http://www.example.gov.cn/xw/"]


def test_later_pages_belong_to_the_column() -> None:
    builder = portal()
    onward = '<a href="/xw/index_1.html">下一页</a>'
    back = '<a href="/xw/">上一页</a><a href="/xw/">首页</a>'
    builder.html("/xw/", page("政务动态", rows(*series("2026-11-20"), at="/xw/a") + onward))
    later = rows(*series("2026-10-20"), at="/xw/b") + back
    builder.html("/xw/index_1.html", page("政务动态", later))
    evidence = builder.build()
    news = [c for c in find_columns(evidence) if c.type == "news"]
    assert [(len(c.pages), c.entries, c.full) for c in news] == [(2, 12, True)]
    assert len(list(rows_of(evidence, news[0]))) == 12


TURNING = "<script>createPageHTML({n}, {at}, 'index', 'html');</script>"


@pytest.mark.parametrize(
    ("second", "held"),
    [
        (rows(*series("2026-10-20"), at="/xw/b"), (2, 12, True)),
        # The site names its pages otherwise: what came instead is no list, or nothing came.
        ("<p>您访问的页面不存在。</p>", (1, 6, False)),
        ("", (1, 6, False)),
    ],
)
def test_pages_that_a_script_turns_belong_to_the_column(
    second: str, held: tuple[int, int, bool]
) -> None:
    builder = portal()
    first = rows(*series("2026-11-20"), at="/xw/a") + TURNING.format(n=2, at=0)
    builder.html("/xw/", page("政务动态", first))
    if second:
        builder.html("/xw/index_1.html", page("政务动态", second + TURNING.format(n=2, at=1)))
    else:
        builder.answer("/xw/index_1.html", status=404)
    evidence = builder.build()
    (news,) = [c for c in find_columns(evidence) if c.type == "news"]
    assert (len(news.pages), news.entries, news.full) == held
    # Nobody linked it: it is no page of the site that may be called missing.
    target = evidence.targets["http://www.example.gov.cn/xw/index_1.html"]
    assert target.kinds == {"data"}


@pytest.mark.parametrize(("count", "whole"), [(9, True), (10, False), (15, False)])
def test_rows_that_a_script_asked_for_may_be_the_first_of_many(count: int, whole: bool) -> None:
    builder = portal()
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    script = f"<script url='{unit}' queryData=\"{{'pageType':'column','pageId':'7'}}\"></script>"
    builder.html("/xw/", page("政务动态", f"<div id=list>{script}</div>"))
    listed = rows(*series("2026-11-20", count=count), at="/xw/a")
    answer = json.dumps({"data": {"html": listed}}).encode()
    asked = f"{unit}?pageType=column&pageId=7"
    builder.answer(asked, content_type="application/json", body=answer)
    (news,) = [c for c in find_columns(builder.build()) if c.type == "news"]
    assert (news.entries, news.newest, news.full) == (count, "2026-11-20", whole)
    assert news.certain is True


def test_an_article_in_a_list_that_a_script_brings_is_no_column() -> None:
    builder = portal()
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    script = f"<script url='{unit}' queryData=\"{{'pageType':'column','pageId':'7'}}\"></script>"
    builder.html("/xw/", page("政务动态", f"<div id=list>{script}</div>"))
    listed = "<li><a href='/xw/a.html'>人事任免</a>2026-11-20</li>" * 3
    answer = json.dumps({"data": {"html": f"<ul>{listed}</ul>"}}).encode()
    asked = f"{unit}?pageType=column&pageId=7"
    builder.answer(asked, content_type="application/json", body=answer)
    builder.html(
        "/xw/a.html", f"<h1>人事任免</h1><p>发布时间：2026-11-20</p><p>{'任命。' * 99}</p>"
    )
    evidence = builder.build()
    assert not any(c.url.endswith("/xw/a.html") for c in find_columns(evidence))
    rows = [row.title for shown in evidence.listings for row in shown.facts.entries]
    assert "人事任免" in rows


def test_a_list_of_which_a_script_has_more_is_not_read_whole() -> None:
    builder = portal()
    options = "<script>var o={recordCount:'107', prepage:15}</script>"
    listed = rows(*series("2026-11-20"), at="/xw/a") + options
    builder.html("/xw/", page("政务动态", listed))
    (news,) = [c for c in find_columns(builder.build()) if c.type == "news"]
    assert (news.entries, news.newest, news.full) == (6, "2026-11-20", False)


def test_a_hub_holds_what_its_sub_columns_hold() -> None:
    builder = portal()
    subs = {"/zwgk/czyjs/": "财政预决算", "/zwgk/rsxx/": "人事信息"}
    builder.html(
        "/zwgk/",
        page("政府信息公开", "".join(f'<p><a href="{u}">{n}</a></p>' for u, n in subs.items())),
    )
    for url, name in subs.items():
        builder.html(url, page(name, rows(*series("2026-05-20"), at=f"{url}a"), path=""))
    evidence = builder.build()
    hub = found(evidence)["政府信息公开"]
    assert (hub.state, hub.newest, hub.entries) == ("read", "2026-05-20", 12)
    assert {u.rpartition("gov.cn")[2] for u in hub.children} == set(subs)
    assert {path.strip() for _, _, path in rows_of(evidence, hub)} == set(subs.values())


def test_sub_columns_in_a_circle_end() -> None:
    builder = portal()
    for here, there in (("/zwgk/", "/zwgk/a/"), ("/zwgk/a/", "/zwgk/")):
        path = '<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a> &gt; 公开专栏'
        builder.html(
            here, page("公开专栏", f'<p><a href="{there}">政府信息公开</a></p>', path=path)
        )
    columns = [c for c in find_columns(builder.build()) if "/zwgk/" in c.url]
    assert {(c.url.rpartition("zwgk/")[2], c.state) for c in columns} == {
        ("", "static"),
        ("a/", "static"),
    }


def test_the_map_of_the_site_is_no_column() -> None:
    builder = portal(nav=(*NAV, ("/map/", "网站地图"), ("/open", "政务公开")))
    builder.answer("/open", status=302, location="/map/")
    builder.html("/map/", page("网站地图", "<h1>网站地图</h1>"))
    assert not [c for c in find_columns(builder.build()) if c.url.endswith("/map/")]


def test_a_page_that_forwards_is_the_page_it_forwards_to() -> None:
    builder = portal()
    builder.html("/zwgk/", "<meta http-equiv='refresh' content='0;url=/zwgk/zn/'>")
    builder.html("/zwgk/zn/", page("信息公开指南", rows(*series("2026-10-10"), at="/zwgk/zn/a")))
    column = next(c for c in find_columns(builder.build()) if "disclosure" in c.types)
    assert (column.url[-9:], column.level, column.state) == ("/zwgk/zn/", 1, "read")


def test_blocked_failed_and_gone_columns_are_not_seen() -> None:
    builder = portal()
    builder.answer("/xw/", status=403, body=b"denied")
    builder.answer("/tzgg/", failure="timeout")
    builder.answer("/zcwj/", status=404, body=b"404 Not Found")
    columns = found(builder.build())
    assert {columns[n].state for n in ("政务动态", "通知公告", "政策文件")} == {"not-seen"}
    assert [n for n, c in columns.items() if c.gone] == ["政策文件"]


def test_columns_are_found_once_for_each_view() -> None:
    evidence = portal().build()
    assert find_columns(evidence) is find_columns(evidence)
    assert find_columns(evidence) is not find_columns(evidence.at_look(2))


def test_no_home_page() -> None:
    builder = PortalBuilder(fill=False)
    builder.answer("/", failure="timeout")
    assert find_columns(builder.build()) == ()


def test_real_home_page_of_a_city() -> None:
    body = (corpus() / "sites" / "www.yichun.gov.cn" / "index.html").read_bytes()
    builder = PortalBuilder("http://www.yichun.gov.cn/", as_of="2023-06-01", fill=False)
    builder.answer("/", body=body)
    columns = find_columns(builder.build())
    types = {kind for column in columns for kind in column.types}
    assert {"budget", "policies", "news", "interpretation", "gazette", "annual-report"} <= types
    assert {column.state for column in columns} == {"not-seen"}


def test_real_list_page() -> None:
    body = (corpus() / "sites" / "www.nmpa.gov.cn" / "list_ypggtg" / "index.html").read_bytes()
    builder = PortalBuilder("http://www.nmpa.gov.cn/", as_of="2025-11-01", fill=False)
    builder.html("/", '<title>药监</title><div class="nav"><a href="/list_ypggtg/">公告</a></div>')
    builder.answer("/list_ypggtg/", body=body)
    column = next(c for c in find_columns(builder.build()) if "list_ypggtg" in c.url)
    # Its path names 药品 between the home page and it.
    assert column.level == 2
    assert (column.name, column.type, column.state) == ("药品公告通告", "notices", "read")
    assert (column.entries, column.newest, column.full) == (20, "2025-10-14", False)


def test_addresses_of_one_page_are_one_column() -> None:
    nav = (*NAV, ("/tzgg/index.html", "公告公示"), ("https://www.example.gov.cn/tzgg/", "公示"))
    builder = portal(nav=nav)
    for url in ("/tzgg/", "/tzgg/index.html", "https://www.example.gov.cn/tzgg/"):
        builder.html(url, page("通知公告", rows(*series("2026-09-16"), at="/tzgg/a"), nav=nav))
    columns = [c for c in find_columns(builder.build()) if "/tzgg/" in c.url]
    assert [c.url for c in columns] == ["http://www.example.gov.cn/tzgg/"]


def test_a_column_of_a_topic_rests() -> None:
    builder = portal(nav=(*NAV, ("/hd/", "专题专栏")))
    builder.html("/hd/", page("专题专栏", "<p><a href='/a1/'>文明城市创建</a></p>"))
    inside = "<p><a href='/a2/'>工作动态</a></p>"
    builder.html("/a1/", page("文明城市创建专题", inside, path="<i></i>"))
    builder.html("/a2/", page("工作动态", rows(*series("2020-09-16"), at="/a2/a"), path="<i></i>"))
    resting = {c.url.rpartition("cn/")[2]: c.resting for c in find_columns(builder.build())}
    assert resting["a2/"] and not resting["xw/"]


@pytest.mark.parametrize(
    ("name", "url", "topic"),
    [
        ("专题专栏", "", True),
        ("扫黑除恶专项斗争专题", "", True),
        ("", "http://h/ztzl/shce/gzdt/", True),
        ("政府信息公开专栏", "", False),
        ("工作动态", "http://h/gzdt/", False),
    ],
)
def test_topics(name: str, url: str, topic: bool) -> None:
    assert is_topic(name, url) is topic


def menu(*names: tuple[str, str], inside: str = "") -> str:
    items = "".join(f'<li><a href="{url}">{name}</a></li>' for url, name in names)
    return f'<div class="nav"><ul>{items}{inside}</ul></div>'


def test_a_menu_puts_columns_on_the_second_level() -> None:
    inside = (
        '<li><a href="/zwgk/">政府信息公开</a><ul><li><a href="/gg/">政务公告</a></li></ul></li>'
    )
    builder = portal(home=menu(*NAV, inside=inside) + rows(*series("2026-11-20")))
    for url, name in (("/gg/", "政务公告"), ("/zwgk/", "政府信息公开")):
        builder.html(url, page(name, rows(*series("2026-01-20"), at=f"{url}a"), path="无"))
    columns = found(builder.build())
    assert (columns["通知公告"].level, columns["政务公告"].level) == (1, 2)
    assert columns["政务公告"].parent == columns["政府信息公开"].url
    assert columns["政务公告"].url in columns["政府信息公开"].children
    assert columns["政务公告"].period is not None
    assert columns["政务公告"].period.days == 180


def test_a_site_map_shows_the_tree() -> None:
    map_ = (
        "<title>网站地图</title><div><dl><dt><a href='/zwgk/'>政府信息公开</a></dt>"
        "<dd><a href='/zcwj/'>政策文件</a></dd></dl></div>"
    )
    builder = portal(nav=(*NAV, ("/map.html", "网站地图")))
    builder.html("/map.html", map_)
    columns = found(builder.build())
    assert columns["政策文件"].parent == columns["政府信息公开"].url
    assert columns["政策文件"].level == 2
    assert "网站地图" not in columns


def test_a_tree_without_end_is_read_as_far_as_anybody_climbs() -> None:
    names = [f"/c{n}/" for n in range(400)]
    links = "".join(f'<li><a href="{url}">动态{url}</a><ul>' for url in names)
    builder = portal(nav=(*NAV, ("/map.html", "网站地图")))
    builder.html("/map.html", f"<title>网站地图</title><div><ul>{links}")
    for url in names:
        builder.html(url, page("政务动态", rows(*series("2026-11-20"), at=url)))
    assert len([c for c in find_columns(builder.build()) if c.type == "news"]) > 300


def calls(evidence: SiteEvidence) -> int:
    """Calls of functions that finding the columns takes."""
    count = 0

    def seen(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    assert evidence.pages  # read beforehand
    sys.setprofile(seen)
    try:
        find_columns(evidence)
    finally:
        sys.setprofile(None)
    return count


def many(count: int) -> SiteEvidence:
    names = [(f"/l{n}/", f"第{n}号栏目") for n in range(count)]
    builder = portal(home=menu(*NAV, *names) + rows(*series("2026-11-20")), nav=NAV)
    for url, name in names:
        builder.html(url, page(name, rows(*series("2026-11-20"), at=f"{url}a")))
    return builder.build()


def test_the_work_grows_as_the_pages_do() -> None:
    find_columns(many(5))  # fills what is remembered of names
    small, large = calls(many(40)), calls(many(160))
    assert large < small * 5
