"""Rows in the markups of the publishing systems, and what looks like a list and is none."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.lists_script import is_data
from checks.facts.page import read_page
from checks.facts.types import Link, PageFacts
from tests.corpus import corpus

URL = "http://www.example.gov.cn/tzgg/"
A = "关于公布行政许可事项清单的公告"
B = "关于召开全市安全生产会议的通知"
C = "关于征集意见建议的公示公告文件"
ROWS = [(A, "2024-05-24"), (B, "2024-05-20"), (C, "2024-04-01")]


def page(inner: str, url: str = URL) -> PageFacts:
    return read_page(f"<html><body>{inner}</body></html>".encode(), url)


def listed(start: str, row: str, end: str) -> PageFacts:
    rows = "\n".join(row.format(n=n, t=t, d=d, s=d[5:]) for n, (t, d) in enumerate(ROWS))
    return page(start + rows + end)


@pytest.mark.parametrize(
    ("start", "row", "end"),
    [
        ("<dl>", "<dt><a href='{n}.html'>{t}</a></dt><dd>{d}</dd>", "</dl>"),
        ("<div>", "<dl><dt><a href='{n}.html'>{t}</a></dt><dd>{d}</dd></dl>", "</div>"),
        ("<dl>", "<dt>{d}</dt><dd><a href='{n}.html'>{t}</a></dd>", "</dl>"),
        ("<td>", "·<a href='{n}.html'>{t}</a>({d})<br>", "</td>"),
        ("<div>", "<a href='{n}.html'>{t}</a> <font color=gray>[{d}]</font><br/>", "</div>"),
        ("<ul>", "<li><a href='{n}.html'>{t}</a><p>发布时间：{d}　来源：市政府</p></li>", "</ul>"),
        ("<ul>", "<li><a href='{n}.html'>{t}</a><p>[{d}] 浏览 12 次</p></li>", "</ul>"),
        ("<ul>", "<li>公告<a href='{n}.html'>{t}</a> 市政府办 [{d}]</li>", "</ul>"),
        (
            "<table><tr><th>序号</th><th>标题</th><th>发布日期</th><th>截止日期</th></tr>",
            "<tr><td>1</td><td><a href='{n}.html'>{t}</a></td><td>{d}</td><td>2025-01-01</td></tr>",
            "</table>",
        ),
        (
            "<table><tr><td>标题</td><td>成文日期</td><td>发布日期</td></tr>",
            "<tr><td><a href='{n}.html'>{t}</a></td><td>2023-12-30</td><td>{d}</td></tr>",
            "</table>",
        ),
        (
            "<table class='search-list'><tbody>",
            "<tr><td class='bt'><a href='{n}.html'>{t}</a></td><td class='cwrq'>{d}</td></tr>",
            "</tbody></table>",
        ),
        (
            "<table class='search-list'><tbody>",
            "<tr><td class='bt'><a href='{n}.html'>{t}</a></td><td class='cwrq'>2020-01-01</td>"
            "<td class='fbrq'>{d}</td></tr>",
            "</tbody></table>",
        ),
    ],
)
def test_rows(start: str, row: str, end: str) -> None:
    facts = listed(start, row, end)
    assert [(e.title, e.day) for e in facts.entries] == ROWS
    assert [e.url for e in facts.entries] == [f"{URL}{n}.html" for n in range(3)]
    assert facts.newest == facts.entries[0]
    assert facts.kind == "column"


DATAPROXY = """<?xml version="1.0" encoding="utf-8"?>
<datastore><totalrecord>40</totalrecord><totalpage>3</totalpage>
<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=7&unitid=9"></a>]]>
</nextgroup><recordset>
<record><![CDATA[<li><a href="/art/2024/5/24/art_1_2.html" title="{A}">关于公布…</a>
<b>2024-05-24</b></li>]]></record>
<record><![CDATA[<li><a href="/art/2024/5/20/art_1_1.html">{B}</a><b>2024-05-20</b></li>]]></record>
</recordset></datastore>""".replace("{A}", A).replace("{B}", B)


@pytest.mark.parametrize("embedded", [True, False])
def test_records_of_hanweb_stand_in_a_script_or_are_an_answer_of_their_own(embedded: bool) -> None:
    url = "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?page=0"
    html = f"<html><body><script>{DATAPROXY}</script></body></html>" if embedded else DATAPROXY
    facts = read_page(html.encode(), url)
    assert [(e.title, e.day) for e in facts.entries] == [(A, "2024-05-24"), (B, "2024-05-20")]
    assert facts.entries[0].url == "http://www.example.gov.cn/art/2024/5/24/art_1_2.html"
    assert (facts.list_system, facts.page_count, facts.more_pages) == ("hanweb", 3, True)
    assert facts.next_records == (
        "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?page=1&columnid=7&unitid=9"
    )
    assert facts.entries_unread == ""


UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = "{'parseType':'bulidstatic','webId':'5','pageType':'column','tagId':'列表','pageId':'7'}"


def test_a_unit_of_jpaas_is_asked_as_its_script_would() -> None:
    script = f"<script src='/js/unitbuild.js' url='{UNIT}' querydata=\"{QUERY}\"></script>"
    facts = read_page(
        f"<title>列表</title><div>{script}</div>".encode(), "http://www.example.gov.cn/col/col7/"
    )
    (asked,) = facts.asked
    assert asked == (
        f"http://www.example.gov.cn{UNIT}?parseType=bulidstatic&webId=5&pageType=column"
        "&tagId=%E5%88%97%E8%A1%A8&pageId=7"
    )
    assert facts.data == (Link(asked, "", "data"),)
    assert asked not in {link.url for link in facts.links}
    other = "<ul class='list'></ul><script>$.getJSON('/l', function (d) { fill(d) })</script>"
    html = f"<title>列表</title><div>{script}</div>{other}"
    facts = read_page(html.encode(), "http://www.example.gov.cn/col/col7/")
    assert (facts.entries_unread, facts.asked) == ("script", ())
    article = script.replace("column", "article")
    assert read_page(f"<div>{article}</div>".encode(), "http://h.gov.cn/art/1.html").asked == ()


@pytest.mark.parametrize("body", ["{" * 9, '{"a":' + "[" * 99_999, '{"data":{"html":7}}', "{}x"])
def test_no_answer_of_a_unit_is_too_strange(body: str) -> None:
    assert read_page(body.encode(), f"http://www.example.gov.cn{UNIT}").entries == ()


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        ({"code": "200", "data": {"html": f"<li><a href='/art/1.html'>{A}</a>2024-05-24</li>"}}, 1),
        ({"code": "500", "data": None}, 0),
        ({"data": {"html": None}}, 0),
        ({"data": {"html": ""}}, 0),
    ],
)
def test_rows_of_a_unit(answer: object, rows: int) -> None:
    body = json.dumps(answer).encode()
    url = f"http://www.example.gov.cn{UNIT}?pageId=7"
    assert is_data(body, url)
    assert not is_data(body, "http://www.example.gov.cn/api/news")
    facts = read_page(body, url, "application/json")
    assert [entry.title for entry in facts.entries] == [A] * rows


@pytest.mark.parametrize(
    ("inner", "system", "why"),
    [
        ("<script src='/gkmlpt/static/app.js'></script><div id=app></div>", "gkmlpt", ""),
        ("<script>var _CONFIG = {u: '/gkmlpt/api'}</script><div id=app></div>", "gkmlpt", "json"),
        (
            "<script parseType='bulidstatic' url='/api-gateway/jpaas-publish-server/front/page/"
            "build/unit' querydata='{}'></script>",
            "jpaas",
            "script",
        ),
        ("<script>jpage({perpage: 15})</script>", "hanweb", "script"),
        ("<script>createPageHTML(5, 0, 'index', 'html')</script>", "trs", "script"),
        ("<div id=app></div><script>createApp({})</script>", "app", "json"),
    ],
)
def test_lists_by_script_are_recognised(inner: str, system: str, why: str) -> None:
    links = "".join(f"<a href='/n{n}/'>栏目</a>" for n in range(8))
    facts = page(f"<div class=nav>{links}</div>{inner}")
    assert (facts.list_system, facts.entries_unread) == (system, why)


def test_rows_that_only_a_script_opens_lead_nowhere() -> None:
    row = "<li><a href='javascript:;' onclick=\"show('{n}')\">{t}</a><span>{d}</span></li>"
    facts = listed("<ul>", row, "</ul>")
    assert [entry.url for entry in facts.entries] == ["", "", ""]
    assert [entry.day for entry in facts.entries] == ["2024-05-24", "2024-05-20", "2024-04-01"]
    assert (facts.newest, facts.entries_unread) == (facts.entries[0], "")


ITEM = "<li><a href='{}'>{}</a></li>"
LINKS = "".join(ITEM.format(f"{n}.html", t) for n, (t, _) in enumerate(ROWS))


@pytest.mark.parametrize(
    "inner",
    [
        f"<div class='main-nav'><ul>{LINKS}</ul></div>",
        f"<footer><ul>{LINKS}</ul></footer>",
        f"<div><h3>友情链接</h3><ul>{LINKS}</ul></div>",
        f"<div><h3>相关链接</h3><ul>{LINKS}</ul></div>",
        f"<div class='related-news'><ul>{LINKS}</ul></div>",
        f"<div><p><span>相关阅读</span><a href=/m/>更多</a></p><ul>{LINKS}</ul></div>",
        "<ul>"
        + "".join(ITEM.format(f"http://www.s{n}.gov.cn/", A[n:]) for n in range(6))
        + "</ul>",
        "<ul>"
        + "".join(
            ITEM.format(f"/go?to={n}", f"市{name}管理委员会")
            for n, name in enumerate(("国有资产", "城市建设", "卫生健康", "景区旅游"))
        )
        + "</ul>",
        "<ul>" + "".join(ITEM.format(f"index_{n}.html", str(n)) for n in range(9)) + "</ul>",
        "<ul class=page>" + ITEM.format("index_1.html", "下一页") * 4 + "</ul>",
        f"<ul>{ITEM.format('1.html', '上一篇：' + A)}{ITEM.format('2.html', '下一篇：' + B)}"
        f"{ITEM.format('3.html', '上一条：' + C)}</ul>",
        "<table class=calendar>"
        + "<tr>"
        + "".join(f"<td><a href='?d={n}'>{n}</a></td>" for n in range(1, 8))
        + "</tr>"
        + "</table>",
        "<select>" + "".join(f"<option value='/b{n}/'>{A}" for n in range(5)) + "</select>",
        "<div><a href='/a/'>政务公开</a><a href='/b/'>政务服务</a><a href='/c/'>互动交流</a></div>",
    ],
)
def test_what_looks_like_a_list_and_is_none(inner: str) -> None:
    facts = page(inner)
    assert facts.entries == ()
    assert facts.newest is None


def test_dated_related_links_are_no_rows_and_give_the_article_no_date() -> None:
    side = "".join(f"<li><a href='{n}.html'>{t}</a> {d}</li>" for n, (t, d) in enumerate(ROWS))
    line = "<div>发布时间：2023-01-05 来源：市政府</div>"
    facts = page(
        f"<h1>{A}全文</h1>{line}<p>{'正文。' * 90}</p><div><h3>相关文章</h3><ul>{side}</ul></div>"
    )
    assert facts.entries == ()
    assert facts.published is not None
    assert facts.published.day == "2023-01-05"


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>热门推荐</h3><ul>{}</ul></div>",
        "<div><h3>最新发布</h3><ul>{}</ul></div>",
        "<div><div class=t><b>点击排行</b></div><ul>{}</ul></div>",
        "<aside><ul>{}</ul></aside>",
        "<div class='side-box hot'><ul>{}</ul></div>",
    ],
)
def test_a_side_list_is_not_where_the_newest_entry_stands(box: str) -> None:
    row = "<li><a href='{}.html'>{}</a><span>{}</span></li>"
    own = "".join(row.format(n, t, d) for n, (t, d) in enumerate(ROWS))
    side = "".join(row.format(f"s{n}", f"别的栏目的新闻标题{n}", "2026-01-01") for n in range(3))
    facts = page(f"<div><h2>通知公告</h2><ul>{own}</ul></div>{box.format(side)}")
    assert facts.newest is not None
    assert (facts.newest.title, facts.newest.day) == (A, "2024-05-24")
    assert len(facts.entries) == 6
    alone = page(box.format(side))
    assert alone.newest is not None
    assert alone.newest.day == "2026-01-01"


def test_a_pinned_row_above_newer_ones_does_not_mislead() -> None:
    row = "<li><a href='{}.html'>{}</a><span>{}</span></li>"
    pinned = row.format("p", "<i>[置顶]</i>市长信箱使用说明", "2019-01-01")
    facts = page(
        f"<ul>{pinned}{''.join(row.format(n, t, d) for n, (t, d) in enumerate(ROWS))}</ul>"
    )
    assert facts.newest is not None
    assert facts.newest.day == "2024-05-24"


def test_of_several_rows_of_one_day_the_first_is_the_newest() -> None:
    row = "<li><a href='{}.html'>{}</a><span>2024-05-24</span></li>"
    facts = page(f"<ul>{''.join(row.format(n, t) for n, (t, _) in enumerate(ROWS))}</ul>")
    assert facts.newest is not None
    assert facts.newest.title == A


PIECES = st.sampled_from(
    [
        "<ul>", "</ul>", "<li>", "</li>", "<dl>", "<dt>", "<dd>", "</dl>", "<table>", "<tr>",
        "</table>", "<th>发布日期", "<td>", "<br>", "<a href='1.html'>", "<a href='#'>", "</a>", A,
        B,
        "2024-05-24", "05-24", "[2024.5.24]", "2024年", "截止日期", "<h3>相关链接</h3>",
        "<div class=hot>", "</div>", "<script>", "</script>", "<datastore>", "<record><![CDATA[",
        "]]></record>",
        "<nextgroup>", "createPageHTML(3,0,'index','html')", "共3页", "下一页", "<span>", "</span>",
        "\x00", "\ud83d\ude00", "<aside>", "0000-00-00", "99-99", "<h4>2023年</h4>",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=80))
def test_no_markup_makes_it_raise(pieces: list[str]) -> None:
    html = "".join(pieces).encode("utf-8", "replace")
    facts = read_page(html, URL)
    assert facts == read_page(html, URL)
    assert all(e.url and e.title for e in facts.entries)
    assert facts.newest is None or facts.newest.day


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_mutated_real_pages_are_read(data: st.DataObject) -> None:
    folder = corpus() / "sites"
    names = (
        "www.nmpa.gov.cn/list_ypggtg/index.html",
        "www.yichun.gov.cn/index.html",
        "www.stats.gov.cn/tjsj/tjbz/tjyqhdmhcxhfdm/default.htm",
        "www.ggzy.gov.cn/saved/search_result.html",
    )
    body = bytearray((folder / data.draw(st.sampled_from(names))).read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(body) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "double", "tag"]))
        if how == "flip":
            body[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del body[at : at + data.draw(st.integers(1, 4000))]
        elif how == "double":
            body[at:at] = body[at : at + 2000]
        else:
            body[at:at] = data.draw(st.sampled_from([b"</ul>", b"<table>", b"<!--", b"<script>"]))
        if not body:
            return
    facts = read_page(bytes(body), URL)
    assert all(len(e.day) in (0, 10) for e in facts.entries)


@pytest.mark.parametrize(
    "unit",
    [
        "<li><a href='{n}.html'>关于第{n}号事项的公告</a>05-24</li>",
        "<a href='{n}.html'>关于第{n}号事项的公告</a>(2024-05-24)<br>",
        "<dt><a href='{n}.html'>关于第{n}号事项的公告</a></dt><dd>2024-05-24</dd>",
        "<tr><td><a href='{n}.html'>关于第{n}号事项的公告</a></td><td>2024-05-24</td></tr>",
        "<div><a href='{n}.html'>关于第{n}号事项的公告</a>",
        "<div class=hot><h3>相关链接</h3><ul><li><a href='{n}.html'>关于第{n}号事项的公告</a></ul>",
    ],
)
def test_twice_the_rows_take_about_twice_the_steps(unit: str) -> None:
    """Calls are counted, as time on a busy machine says little."""
    costs = []
    for count in (200, 400):
        calls = 0

        def count_call(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in {"call", "c_call"}

        html = f"<table>{''.join(unit.format(n=n) for n in range(count))}</table>"
        sys.setprofile(count_call)
        try:
            page(html)
        finally:
            sys.setprofile(None)
        costs.append(calls)
    assert costs[1] <= 2.3 * costs[0]


def test_a_column_may_bear_the_name_of_a_side_list() -> None:
    row = "<li><a href='{}.html'>{}</a><span>{}</span></li>"
    own = "".join(row.format(n, t, d) for n, (t, d) in enumerate(ROWS))
    side = "".join(row.format(f"s{n}", f"别处的一条旧新闻标题{n}", "2020-01-01") for n in range(3))
    facts = page(
        f"<title>图片新闻_某市</title><div><h2>图片新闻</h2><ul>{own}</ul></div>"
        f"<div><h2>本站公告</h2><ul>{side}</ul></div>"
    )
    assert facts.newest is not None
    assert facts.newest.day == "2024-05-24"


def test_on_a_home_page_every_list_counts() -> None:
    row = "<li><a href='/{}.html'>{}</a><span>{}</span></li>"
    own = "".join(row.format(n, t, d) for n, (t, d) in enumerate(ROWS))
    fresh = "".join(row.format(f"s{n}", f"首页的最新新闻标题{n}", "2026-01-01") for n in range(3))
    html = f"<div><h2>政务公开</h2><ul>{own}</ul></div><div><h3>最新发布</h3><ul>{fresh}</ul></div>"
    facts = page(html, "http://www.example.gov.cn/")
    assert facts.kind == "home"
    assert facts.newest is not None
    assert facts.newest.day == "2026-01-01"


@pytest.mark.parametrize(
    "html",
    [
        # An empty box of related news before the list, and around both of them.
        "<div><div><h3>相关新闻</h3><ul></ul></div><div><ul>{own}</ul></div></div>",
        "<div><h3>相关新闻</h3><ul><li>暂无</li></ul><h3>通知公告</h3><ul>{own}</ul></div>",
        "<div><div class=l><h3>热门推荐</h3><ul>{side}</ul></div><div><ul>{own}</ul></div></div>",
        "<div><h4>点击排行</h4><ul>{side}</ul><h4>通知公告</h4><ul>{own}</ul></div>",
    ],
)
def test_a_heading_belongs_to_the_list_right_behind_it(html: str) -> None:
    row = "<li><a href='{}.html'>{}</a><span>{}</span></li>"
    own = "".join(row.format(n, t, d) for n, (t, d) in enumerate(ROWS))
    side = "".join(row.format(f"s{n}", f"别的栏目的新闻标题{n}", "2026-01-01") for n in range(3))
    facts = page(html.format(own=own, side=side))
    assert [(e.title, e.day) for e in facts.entries if e.title in dict(ROWS)] == ROWS
    assert facts.newest is not None
    assert (facts.newest.title, facts.newest.day) == (A, "2024-05-24")


def test_links_of_scripts_in_a_row_do_not_hide_it() -> None:
    tools = "".join(f"<a href='javascript:share({n})'>分享到微博微信{n}</a>" for n in range(5))
    row = "<li><a href='{n}.html'>{t}</a><span>{d}</span>" + tools + "</li>"
    facts = listed("<ul>", row, "</ul>")
    assert [(e.title, e.day) for e in facts.entries] == ROWS


def test_a_short_article_with_one_link_is_no_row_of_a_list() -> None:
    """Else its date would be that of a row, and the article be left without one."""
    facts = page(
        f"<div class=main><h2>{A}</h2><ul><li><i>发布时间：</i>2024-05-24 16:58</li>"
        "<li><i>来源：</i>市水务局</li></ul><div id=zoom><p>要减少办事环节，切实方便群众办事。</p>"
        f"<p>相关文件：<a href='1.html'>{B}全文</a></p></div></div>"
    )
    assert facts.entries == ()
    assert facts.published is not None
    assert facts.published.day == "2024-05-24"


def test_rows_without_dates_beside_paging_are_read() -> None:
    inner = f"<ul>{LINKS}</ul><script>createPageHTML(1, 0, 'index', 'html')</script>"
    facts = page(inner)
    assert (len(facts.entries), facts.entries_unread) == (3, "")


def test_rows_that_a_script_writes_are_read() -> None:
    rows = "\n".join(
        f"""document.write('<li><a href="/t2024050{n}.html" target="_blank"><i></i>{A}{n}</a>');
        document.write('<span>[2024-05-0{n}]</span></li>');"""
        for n in range(1, 5)
    )
    facts = page(f"<h2>政策解读</h2><ul><script>{rows}</script></ul>")
    days = [f"2024-05-0{n}" for n in range(1, 5)]
    assert [(e.title, e.day) for e in facts.entries] == [
        (f"{A}{n}", day) for n, day in enumerate(days, 1)
    ]
    assert {e.url for e in facts.entries} <= {link.url for link in facts.links}
    assert (facts.kind, facts.entries_unread) == ("column", "")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        # Put together of parts: there are rows, but which ones is not in the bytes.
        ("for(i in d){document.write('<li><a href=\"'+d[i].u+'\">'+d[i].t+'</a></li>')}", "script"),
        # Tools, marks and counters are no list.
        ("document.write('<a href=\"/tw/\">繁體</a>')", ""),
        ("document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E\"))", ""),
    ],
)
def test_what_a_script_writes_may_be_no_list(script: str, why: str) -> None:
    links = "".join(f"<a href='/n{n}/'>栏目</a>" for n in range(8))
    facts = page(f"<div class=nav>{links}</div><h2>政策解读</h2><script>{script}</script>")
    assert (facts.entries, facts.entries_unread) == ((), why)
