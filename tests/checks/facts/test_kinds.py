"""Kinds of pages: by their own bytes and address, and beside other answers of their host."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.kinds import kind_beside, likeness, says_the_same, sketch_of
from checks.facts.page import read_page
from checks.facts.types import PageFacts
from tests.corpus import corpus

SITE = "http://www.example.gov.cn"
T = "关于公布行政许可事项清单的公告"
ROW = "<li><a href='/a/{}.html'>{}</a><span>2024-05-2{}</span></li>"
ROWS = "<ul>" + "".join(ROW.format(n, T[n:], n) for n in range(5)) + "</ul>"
NAMES = "".join(f"<li><a href='/c{n}/'>栏目名称{n}</a></li>" for n in range(12))
ARTICLE = f"<h1>{T}</h1><p>发布时间：2024-05-24 来源：市政府</p><p>{'正文。' * 90}</p>"
NAV = "<div class=nav>" + "".join(f"<a href='/n{n}/'>栏目</a>" for n in range(8)) + "</div>"


def page(inner: str, path: str = "/a/b.html", head: str = "") -> PageFacts:
    html = f"<html><head>{head}</head><body>{NAV}{inner}</body></html>"
    return read_page(html.encode(), SITE + path)


@pytest.mark.parametrize(
    ("inner", "path", "head", "kind"),
    [
        (ROWS, "/", "", "home"),
        (ROWS, "/index.html", "", "home"),
        (ROWS, "/Default.aspx", "", "home"),
        (ROWS, "/x/", "<meta name=ColumnType content=首页>", "home"),
        (ROWS, "/x/", "<meta name=PageCategory content=index>", "home"),
        (ROWS, "/tzgg/index.html", "", "column"),
        (ROWS, "/?id=3", "", "column"),
        # An article that stands at the root is one still.
        (ARTICLE, "/", "", "article"),
        # The tags of a column stand on its articles, too.
        (
            ARTICLE,
            "/x.html",
            f"<meta name=ColumnType content=首页><meta name=ArticleTitle content={T}>",
            "article",
        ),
        (f"<p>为您找到相关结果约 23 条</p>{ROWS}", "/search?q=a", "", "search"),
        (f"<p>搜索记录数:23621 搜索用时:1ms</p>{ROWS}", "/deal/list.html", "", "search"),
        ("<p>共搜索到 0 条</p>", "/s/search.jsp", "<title>搜索结果</title>", "search"),
        # A list with a search box, and an article about a search, are none.
        (f"<form><input name=q>搜索</form>{ROWS}", "/tzgg/", "", "column"),
        (
            f"{ARTICLE}<p>警方搜索用时三天，共找到 5 个人。",
            "/x.html",
            "",
            "article",
        ),
        (f"<div class=map><ul>{NAMES}</ul></div>", "/wzdt/index.html", "", "directory"),
        (
            "<table><tr><td>代码</td><td>名称</td></tr>"
            + "".join(
                f"<tr><td><a href={n}.html>{n}</a></td><td><a href={n}.html>某街道</a></td></tr>"
                for n in range(110, 115)
            )
            + "</table>",
            "/46/4601.html",
            "",
            "directory",
        ),
        ("<p>本局负责统计工作。", "/jgzn/", "<meta name=ColumnName content=机构职能>", "column"),
        ("<p>" + "本局负责全市统计工作。" * 30, "/jgzn/", "", "other"),
        ("<ul><li><a href=1.html>唯一的一条通知公告</a>2024-05-24</ul>共1页", "/l/", "", "column"),
    ],
)  # fmt: skip
def test_kind(inner: str, path: str, head: str, kind: str) -> None:
    assert page(inner, path, head).kind == kind


def test_a_glossary_is_no_article_for_the_day_of_its_last_change() -> None:
    tag = "<meta name='dcterms.modified' content='2024-05-24'>"
    terms = "".join(f"<dt>用语{n}</dt><dd>{'解释' * 9}</dd>" for n in range(25))
    assert page(f"<h1>用语</h1><dl>{terms}</dl>", "/yy.html", tag).kind == "other"


def test_a_shell_at_the_root_is_a_shell() -> None:
    facts = read_page(b"<div id=app></div><script src=/app.js></script>", f"{SITE}/")
    assert facts.kind == "shell"


SIDE = "".join(f"<p>常用电话{chr(0x4E00 + n)}：市民服务热线</p>" for n in range(30))
MISSING = "<p>您访问的页面 {} 不存在，已记录，编号 {}</p>"


def missing(path: str, number: int, title: str = "页面不存在") -> PageFacts:
    return page(f"{SIDE}{MISSING.format(path, number)}", path, f"<title>{title}</title>")


HOME = page(f"{ROWS}<p>{'欢迎访问市人民政府网站。' * 9}", "/", "<title>某市人民政府</title>")


def test_the_answer_to_any_address_is_a_soft_404() -> None:
    nonsense = missing("/zzz.html", 771)
    asked = missing("/b1.html", 4242)
    assert kind_beside(asked, [nonsense], HOME, is_home=False) == "soft-404"
    assert kind_beside(asked, [], HOME, is_home=False) == asked.kind


def test_words_alone_make_no_soft_404() -> None:
    """An article may speak of pages that don't exist, and look like the frame of its site."""
    title = "<title>页面不存在</title>"
    nonsense = missing("/zzz.html", 771)
    article = page(
        f"{SIDE}<p>发布时间：2024-05-24 来源：局</p><p>网页不存在怎么办。", "/a.html", title
    )
    assert kind_beside(article, [nonsense], HOME, is_home=False) == article.kind


def test_a_short_page_in_the_frame_of_a_site_of_one_title_is_no_soft_404() -> None:
    """Where all pages have one title, one line of its own tells a page from the missing one."""
    title = "<title>某市人民政府</title>"
    nonsense = missing("/zzz.html", 771, "某市人民政府")
    short = page(f"{SIDE}<p>局长：某某某，办公电话 87654321，分管财务</p>", "/ld.html", title)
    assert abs(short.text_length - nonsense.text_length) <= 12
    assert kind_beside(short, [nonsense], HOME, is_home=False) == short.kind
    same = missing("/zzz.html", 772, "某市人民政府")
    assert kind_beside(same, [nonsense], HOME, is_home=False) == "soft-404"


def test_the_home_page_at_another_address_is_a_soft_404() -> None:
    copy = page(
        f"{ROWS}<p>{'欢迎访问市人民政府网站。' * 9}", "/gone.html", "<title>某市人民政府</title>"
    )
    assert kind_beside(copy, [], HOME, is_home=False) == "soft-404"
    assert kind_beside(HOME, [HOME], HOME, is_home=True) == "home"


@pytest.mark.parametrize(
    "html",
    [
        "<div id=app></div><script src=/app.js></script>",
        "<script>$_ts=window['$_ts'];</script>",
        "<frameset><frame src=a.html></frameset>",
    ],
)
def test_what_looks_the_same_everywhere_tells_nothing(html: str) -> None:
    one, other = (read_page(html.encode(), f"{SITE}/{path}") for path in ("a", "zzz"))
    assert kind_beside(one, [other], other, is_home=False) == one.kind


def test_rows_and_dates_tell_pages_apart() -> None:
    title = "<title>通知公告</title>"
    more = "<ul>" + "".join(ROW.format(f"z{n}", T[n:], n) for n in range(5)) + "</ul>"
    one, other = page(f"{SIDE}{ROWS}", "/a/", title), page(f"{SIDE}{more}", "/b/", title)
    assert not says_the_same(one, other)


@given(st.text(), st.text())
def test_sketches_of_any_text(one: str, other: str) -> None:
    first, second = sketch_of(one), sketch_of(other)
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1 if first else 0)
    assert len(first) <= 64


def test_digits_do_not_change_a_sketch() -> None:
    assert sketch_of("今天是2024年5月24日\n访问量 12") == sketch_of(
        "今天是2026年11月2日\n访问量 99871"
    )


def test_likeness_is_about_the_share_of_equal_lines() -> None:
    lines = [f"第{chr(0x4E00 + n)}行文字" for n in range(400)]
    half = sketch_of("\n".join(lines)), sketch_of("\n".join(lines[200:]))
    assert 0.3 < likeness(*half) < 0.7


def test_no_two_real_pages_of_one_host_are_taken_for_one() -> None:
    """Hundreds of pages with one title, of codes and names alone."""
    folder = corpus() / "sites/www.stats.gov.cn/tjsj"
    paths = sorted(folder.rglob("*.htm*"))[::3]
    pages = [read_page(path.read_bytes(), f"{SITE}/{path.name}") for path in paths]
    assert len(pages) > 80
    assert not any(says_the_same(one, other) for one, other in combinations(pages, 2))
