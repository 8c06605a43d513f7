from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.page import read_page
from checks.facts.tree import Page
from checks.facts.types import PageFacts
from tests.corpus import corpus

URL = "http://www.example.gov.cn/zwgk/index.html"


def page(html: str, declared: str = "") -> PageFacts:
    return read_page(html.encode(), URL, declared)


def test_meta_tags_get_their_official_spelling() -> None:
    html = (
        "<meta content='某市人民政府' name='Sitename'><meta name=siteidcode content=1100000001>"
        "<META NAME='ColumnName' CONTENT=' 通知\u00a0公告 '><meta name=PubDate content='-'>"
        "<meta name=ArticleTitle content='${title}'><meta name=ContentSource content=''>"
        "<meta name=viewport content=x><meta name=sitename content=second>"
    )
    assert page(html).meta == {
        "SiteName": "某市人民政府",
        "SiteIDCode": "1100000001",
        "ColumnName": "通知 公告",
    }


TEXT = "<p>" + "本市召开会议，研究部署有关工作。" * 10 + "</p>"
ROWS = "".join(
    f"<li><a href={n}.html>关于第{n}号事项的通知</a><i>2024-05-0{n}</i></li>" for n in range(1, 6)
)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<frameset><frame src=a.html></frameset>", "frameset"),
        ("<div id=app></div><script src=/app.js></script>", "shell"),
        ("<title>404 Not Found</title><h1>Not Found</h1>", "error"),
        ("<p>抱歉，您访问的页面不存在或已删除！</p><a href=/>返回首页</a>", "error"),
        ("<h1>关于404页面设置的通知公告</h1>发布时间：2024-05-01" + TEXT * 5, "article"),
        (f"<meta name=ArticleTitle content=某通知>{TEXT}", "article"),
        (f"<h1>某某会议召开</h1>发布时间：2024-05-01{TEXT}", "article"),
        (f"<h1>某某会议召开</h1>发布时间：2024-05-01{TEXT}<ul>{ROWS}</ul>", "article"),
        (f"<ul>{ROWS}</ul>", "column"),
        (f"<meta name=ColumnType content=首页><ul>{ROWS}</ul>", "home"),
        (TEXT, "other"),
        ("", "other"),
    ],
)
def test_kind(html: str, kind: str) -> None:
    assert page(html).kind == kind


def test_list_pages_have_no_publication_date() -> None:
    head = "<meta name=ColumnName content=公告><meta name=PubDate content=2024-05-01>"
    assert page(f"{head}<ul>{ROWS}</ul>").published is None


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<div>当前位置：<a href=/>首页</a> &gt; <a href=/a/>政务公开</a> > 通知</div>",
         ("首页", "政务公开", "通知")),
        ("<div><b>您的位置:</b><a href=/>首页</a>»<a href=/a/>公开</a></div>", ("首页", "公开")),
        ("<p>当前位置：首页 - 公开 - 预算</p>", ("首页", "公开", "预算")),
        ("<p>项目位置图</p>", ()),
    ],
)  # fmt: skip
def test_breadcrumb(html: str, names: tuple[str, ...]) -> None:
    assert page(html).breadcrumb == names


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=Refresh content='0;url=/new/'>", "http://www.example.gov.cn/new/"),
        ("<meta http-equiv=refresh content=\"0; URL='/a\'\">", "http://www.example.gov.cn/a"),
        ("<script>window.location.href='/new/'</script>", "http://www.example.gov.cn/new/"),
        ("<script>location.replace(\"/new/\");</script>", "http://www.example.gov.cn/new/"),
        ("<meta http-equiv=refresh content=300>", ""),
        (f"<script>if (x) location.href='/m/'</script>{TEXT}", ""),
    ],
)  # fmt: skip
def test_refresh(html: str, target: str) -> None:
    assert page(html).refresh == target


def test_text_length_leaves_links_navigation_and_scripts_out() -> None:
    html = (
        "<div class=nav>导航文字</div><p>正 文</p><a href=/>链接</a><script>var x</script>"
        "<style>p{}</style><footer>页脚</footer><noscript>无</noscript>"
    )
    assert page(html).text_length == 2


def test_strings_are_cleaned() -> None:
    facts = page("<title>a\x01b\u202e&#xD800;c</title><h1>x\x1b y</h1><a href=/>\x07k</a>")
    assert (facts.title, facts.heading, facts.links[0].text) == ("ab�c", "x y", "k")


def test_gbk_page_keeps_everything_behind_a_rare_character() -> None:
    html = "<meta charset=gb2312><a href=1.html>镕基</a><a href=2.html>其后的链接</a>"
    facts = read_page(html.encode("gb18030"), URL)
    assert [link.text for link in facts.links] == ["镕基", "其后的链接"]
    assert (facts.charset, facts.charset_declared) == ("gb18030", "gb2312")


@given(st.binary(max_size=2000), st.text(max_size=40), st.text(max_size=40))
def test_no_bytes_make_it_raise(body: bytes, url: str, declared: str) -> None:
    assert isinstance(read_page(body, url, declared), PageFacts)


PIECES = st.sampled_from(
    (
        "<ul>", "</ul>", "<li>", "<a href=", "'x.html'", ">", "</a>", "<table><form>", "<td>",
        "<!--", "-->", "<script>", "</script>", "<record><![CDATA[", "]]>", "<title>",
        "<template>", "<svg>", "2024-05-24", "05-24", "发布时间：", "当前位置：", "下一页",
        "索引号", "办理流程：", "<meta ", "http-equiv=refresh content=0;url=", "charset=gbk",
        "<base href=", "\x00", "<input name=q>", "&#xD800;", "<frameset>", "<noscript>",
        "onclick=\"open('a')\"", " ", "\n", "标题文字若干",
    )
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=60), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_no_broken_markup_makes_it_raise(pieces: list[str], charset: str) -> None:
    facts = read_page("".join(pieces).encode(charset), URL)
    assert facts == read_page("".join(pieces).encode(charset), URL)


def test_every_real_page_is_read_and_says_what_it_is() -> None:
    folder = corpus()
    kinds = {
        "sites/www.gov.cn/gongbao/2007-23/content_711039.html": "article",
        "sites/www.yichun.gov.cn/index.html": "home",
        "sites/www.nmpa.gov.cn/list_ypggtg/index.html": "column",
        "sites/www.ggzy.gov.cn/saved/search_result.html": "search",
        "sites/www.stats.gov.cn/_waf_challenge/challenge1.htm": "challenge",
        "sites/www.ipaustralia.gov.au/ip-glossary.html": "other",
        "labelled/list-detail/list/dfa66_announcement.html": "column",
        "labelled/list-detail/list/hrfund_announcement.html": "column",
        "labelled/list-detail/list/rtfund_xxpl.html": "column",
        "labelled/list-detail/article/ifeng_news1_detail_20220630.html": "article",
    }
    found = {path: read_page((folder / path).read_bytes(), URL).kind for path in kinds}
    assert found == kinds
    for path in (folder / "sites").rglob("*.htm*"):
        assert read_page(path.read_bytes(), URL).charset


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        ("<div class='art-top'><a href='/'>首页</a>发布时间：2024-05-24</div>", True),
        ("<div class='xl-top'><ul><li>索 引 号：</li><li>11/2024-1</li></ul></div>", True),
        ("<div class='top'><a href='/'>首页</a>今天是2026年11月30日</div>", False),
        ("<div class='top'>发布时间：<a href='/week'>一周内</a></div>", False),
    ],
)
def test_what_stands_under_a_headline_is_no_navigation(part: str, seen: bool) -> None:
    page = Page(f"<body>{part}<div>{'<p>正文。</p>' * 9}</div></body>")
    assert (page.flow().startswith("\n正文")) is not seen
