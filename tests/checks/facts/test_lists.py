from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types import Entry, PageFacts
from tests.corpus import corpus

URL = "http://www.example.gov.cn/tzgg/"
A = "关于公布行政许可事项清单的公告"
B = "关于召开全市安全生产会议的通知"
C = "关于征集意见建议的公示公告文件"


def page(inner: str) -> PageFacts:
    return read_page(f"<html><body>{inner}</body></html>".encode(), URL)


ROWS = [(A, "2024-05-24"), (B, "2024-05-20"), (C, "2024-04-01")]


@pytest.mark.parametrize(
    ("start", "row", "end"),
    [
        ("<ul>", "<li><a href='{n}.html'>{t}</a><span>{d}</span></li>", "</ul>"),
        ("<ul>", "<li><span>[{d}]</span><a href='{n}.html'>{t}</a></li>", "</ul>"),
        ("<ul>", "<li><a href='{n}.html'><b>{t}</b><i>{d}</i></a></li>", "</ul>"),
        ("<ul>", "<li><a href='{n}.html' title='{t}'>关于…</a>({d})</li>", "</ul>"),
        (
            "<ul>",
            "<li><a href='/c/'>[公告]</a><a href='{n}.html'>{t}</a><em>{d}</em></li>",
            "</ul>",
        ),
        (
            "<table>",
            "<tr><td>1</td><td><a href='{n}.html'>{t}</a></td><td>{d}</td></tr>",
            "</table>",
        ),
        ("<dl>", "<dd><a href='{n}.html'>{t}</a> <span>{d}</span></dd>", "</dl>"),
        (
            "<div>",
            "<div class=r><div><a href='{n}.html'>{t}</a></div><div>{d}</div></div>",
            "</div>",
        ),
        (
            "<script type='text/xml'><datastore><recordset>",
            "<record><![CDATA[<li><a href='{n}.html'>{t}</a><b>{d}</b></li>]]></record>",
            "</recordset></datastore></script>",
        ),
    ],
)
def test_rows_with_dates(start: str, row: str, end: str) -> None:
    rows = "\n".join(row.format(n=n, t=t, d=d) for n, (t, d) in enumerate(ROWS))
    if "关于…" in row:
        rows = rows.replace("关于…", "关于公布…", 1).replace("关于…", "关于…")
    facts = page(start + rows + end)
    assert [(e.title, e.day) for e in facts.entries] == ROWS
    assert [e.url for e in facts.entries] == [f"{URL}{n}.html" for n in range(3)]
    assert facts.kind == "column"
    assert facts.entries_unread == ""


def test_rows_of_a_data_block_are_links_too() -> None:
    block = f"<record><![CDATA[<li><a href='/art/1.pdf'>{A}</a><b>2024-05-24</b></li>]]></record>"
    facts = page(f"<script>{block}</script>")
    assert [(x.url, x.kind) for x in facts.links] == [
        ("http://www.example.gov.cn/art/1.pdf", "document")
    ]


def test_rows_without_dates_need_list_markup_siblings_and_a_title() -> None:
    item = "<li><a href='{}.html'>{}</a></li>"
    full = "".join(item.format(n, t) for n, (t, _) in enumerate(ROWS))
    assert [e.title for e in page(f"<ul>{full}</ul>").entries] == [A, B, C]
    two = "".join(item.format(n, t) for n, (t, _) in enumerate(ROWS[:2]))
    assert page(f"<ul>{two}</ul>").entries == ()
    assert (
        page("<ul>" + "".join(item.format(n, "机构设置") for n in range(5)) + "</ul>").entries == ()
    )
    assert page(f"<div class='main-nav'><ul>{full}</ul></div>").entries == ()
    assert page(f"<footer><ul>{full}</ul></footer>").entries == ()


def test_year_from_the_address() -> None:
    row = f"<li><a href='202405/t20240524_1.html'>{A}</a><span>05-24</span></li>"
    assert page(f"<ul>{row}</ul>").entries[0].day == "2024-05-24"


def test_a_date_in_the_title_is_not_the_date_of_the_row() -> None:
    rows = "".join(f"<li><a href='{n}'>关于2024年5月24日停水的通知{n}</a></li>" for n in range(3))
    assert {e.day for e in page(f"<ul>{rows}</ul>").entries} == {""}


def test_the_source_in_a_header_line_is_no_row() -> None:
    line = (
        "<div><div><span>2024-05-24 10:00</span><a href='http://s.cn/'>证券时报网</a></div></div>"
    )
    assert page(f"<h1>{A}</h1>{line}<p>{'正文。' * 90}</p>").entries == ()


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ("<script>$.post('/module/web/jpage/dataproxy.jsp')</script>", "script"),
        ("<div class=page><script>createPageHTML(5, 0, 'index', 'html')</script></div>", "script"),
        ("<ul class='news-list'></ul><script>$.ajax({url: '/l'})</script>", "script"),
        ("<div id=app></div><script>var _CONFIG = {API: '/gkmlpt/api'}</script>", "json"),
        ("<div id=app></div><script>new Vue({el: '#app'})</script>", "json"),
        ("<ul class='news-list'></ul>", ""),
        ("<p>暂无内容</p><script>$.ajax({url: '/count'})</script>", ""),
    ],
)
def test_lists_that_a_script_fills(inner: str, why: str) -> None:
    links = "".join(f"<a href='/n{n}/'>栏目</a>" for n in range(8))
    facts = page(f"<div class=nav>{links}</div>{inner}")
    assert (facts.entries, facts.entries_unread) == ((), why)


def test_real_list_page() -> None:
    body = (corpus() / "sites/www.nmpa.gov.cn/list_ypggtg/index.html").read_bytes()
    facts = read_page(body, "https://www.nmpa.gov.cn/list_ypggtg/index.html")
    assert facts.kind == "column"
    assert len(facts.entries) == 20
    assert facts.entries[0].day == "2025-10-14"
    assert all(isinstance(e, Entry) and e.day and e.title for e in facts.entries)
    assert facts.next_page == "https://www.nmpa.gov.cn/list_ypggtg/index_1.html"


@pytest.mark.parametrize(
    ("inner", "more"),
    [
        ("<script>createPageHTML(5, 0, 'index', 'html');</script>", True),
        ("<script>createPageHTML('page_div', 26, 1, 'list', 'shtml', 389)</script>", True),
        ("<script>createPageHTML(1, 0, 'index', 'html');</script>", False),
        ("<script>var countPage = 12//共多少页</script>", True),
        ("<script type=text/xml><totalpage>4</totalpage></script>", True),
        ("<p>共 3 页</p>", True),
        ("<p>共1页</p><a href='javascript:;'>下一页</a>", False),
        ("<p>第1/7页</p>", True),
        ("<a href='javascript:go(2)'>2</a>", True),
        ("<a href='javascript:go(2)'>下一页</a>", True),
        ("<a href=/x>工作动态</a>", False),
        ("<p>共1页</p><a href='javascript:;' onclick='show(2026)'>2026年</a>", True),
        ("<select><option value=2026>2026年</select>", True),
        ("<a href='/2026/'>2026年</a>", False),
    ],
)
def test_more_pages(inner: str, more: bool) -> None:
    assert page(inner).more_pages is more


def test_a_list_by_script_beside_a_static_one() -> None:
    static = "".join(f"<li><a href='{n}.html'>{A}</a>2024-05-2{n}</li>" for n in range(4))
    script = "<script>$.get('/api', show)</script>"
    assert page(f"<ul class=list></ul>{script}<ul>{static}</ul>").entries_unread == "script"
    assert page(f"<div class=pagelist></div>{script}<ul>{static}</ul>").entries_unread == ""
