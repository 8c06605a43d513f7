from __future__ import annotations

import pytest

from checks.facts.further import read_sheet
from checks.facts.links import MAX_LINKS, Resolver
from checks.facts.page import read_page
from checks.facts.types import Link, PageFacts

URL = "http://www.example.gov.cn/a/index.html"
ROOT = "http://www.example.gov.cn"


def page(html: str) -> PageFacts:
    return read_page(html.encode(), URL)


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ("<a href=b.html>政务 公开</a>", Link(f"{ROOT}/a/b.html", "政务 公开", "page")),
        ("<a href=b.html title=公告></a>", Link(f"{ROOT}/a/b.html", "公告", "page")),
        ("<a href=/b.pdf>附件</a>", Link(f"{ROOT}/b.pdf", "附件", "document")),
        ("<a href=/b.jpg>图</a>", Link(f"{ROOT}/b.jpg", "图", "image")),
        ("<map><area href=/m alt=区></map>", Link(f"{ROOT}/m", "区", "page")),
        ("<img src=/i.png alt=徽>", Link(f"{ROOT}/i.png", "徽", "image")),
        ("<img data-src=/z.png>", Link(f"{ROOT}/z.png", "", "image")),
        ("<img src=/i.png data-src=/z.png>", Link(f"{ROOT}/i.png", "", "image")),
        ("<img srcset='/s.png 1x'>", Link(f"{ROOT}/s.png", "", "image")),
        ("<picture><source srcset=/a.webp></picture>", Link(f"{ROOT}/a.webp", "", "image")),
        ("<video poster=/p.jpg></video>", Link(f"{ROOT}/p.jpg", "", "image")),
        ("<input type=image src=/go.gif>", Link(f"{ROOT}/go.gif", "", "image")),
        ("<table background='/b.gif'><tr></table>", Link(f"{ROOT}/b.gif", "", "image")),
        ("<p style='background: url(/b.gif)'>", Link(f"{ROOT}/b.gif", "", "image")),
        (
            "<style>p{background:URL( '/b.gif' )}</style>",
            Link(f"{ROOT}/b.gif", "", "image", "style"),
        ),
        ("<style>@import '/c.css';</style>", Link(f"{ROOT}/c.css", "", "style", "style")),
        (
            "<script>function f(){ window.open('/w.html', '_blank') }</script>",
            Link(f"{ROOT}/w.html", "", "page", "script"),
        ),
        ("<link rel=stylesheet href=/c.css>", Link(f"{ROOT}/c.css", "", "style")),
        ("<link rel='shortcut icon' href=/f.ico>", Link(f"{ROOT}/f.ico", "", "image")),
        ("<script src=/j.js></script>", Link(f"{ROOT}/j.js", "", "script")),
        ("<iframe src=/f.html></iframe>", Link(f"{ROOT}/f.html", "", "frame")),
        ("<video src=/v.mp4></video>", Link(f"{ROOT}/v.mp4", "", "media")),
        ("<form action=/s></form>", Link(f"{ROOT}/s", "", "form")),
        ("<div onclick=\"window.open('/w.html')\">窗</div>", Link(f"{ROOT}/w.html", "窗", "page")),
        (
            "<a href='javascript:;' onclick=\"location.href='/o.html'\">办</a>",
            Link(f"{ROOT}/o.html", "办", "page"),
        ),
        ("<p></p><noscript><a href=/n>无脚本</a></noscript>", Link(f"{ROOT}/n", "", "page")),
        ("<div class=mainNav><a href=/n>导航</a></div>", Link(f"{ROOT}/n", "导航", "page", "nav")),
        ("<div id=footer><a href=/n>底</a></div>", Link(f"{ROOT}/n", "底", "page", "footer")),
        ("<header><a href=/n>头</a></header>", Link(f"{ROOT}/n", "头", "page", "nav")),
    ],
)
def test_link(html: str, link: Link) -> None:
    assert page(html).links == (link,)


def test_all_pictures_of_a_srcset_are_links() -> None:
    srcset = "/s,1.png 1x,/m.png 1.5x, data:image/gif;base64,R0 3x, /l.png, /x.png"
    urls = [link.url for link in page(f"<img srcset='{srcset}'>").links]
    assert urls == [f"{ROOT}/{name}.png" for name in ("s,1", "m", "l", "x")]


def test_references_of_a_style_sheet() -> None:
    css = "@import url(a.css); p{background:url(../b.png) no-repeat} @font-face{src:url(c.eot)}"
    links = read_sheet(css, Resolver(f"{ROOT}/css/main.css", "utf-8"))
    assert [(link.url, link.kind) for link in links] == [
        (f"{ROOT}/css/a.css", "style"),
        (f"{ROOT}/b.png", "image"),
    ]


@pytest.mark.parametrize("bad", ["/* ", "@font-face {", "@import ", "behavior:", "url('"])
def test_a_sheet_of_beginnings_without_an_end_is_read_at_once(bad: str) -> None:
    # Bounded by construction; a quadratic reader would not come back.
    resolver = Resolver(f"{ROOT}/css/main.css", "utf-8")
    assert len(read_sheet(f"p{{background:url(b.png)}}{bad * 300_000}", resolver)) <= 2


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <a href=/x>注释</a> -->",
        "<template><a href=/x>模板</a></template>",
        "<script>document.write('<a href=/x>脚本</a>')</script>",
        "<a href='{{item.url}}'>模板</a>",
        "<a href=#>顶</a><a>无</a><a href=''>空</a><a href='javascript:go()'>脚本</a>",
        "<link rel=canonical href=/x>",
        "<style>/* p{background:url(/b.gif)} */ p{background:url(data:image/gif,x)}</style>",
        "<style>@font-face{font-family:x;src:url(/x.eot)} p{behavior:url(/pie.htc)}</style>",
        "<script>// window.open('/no.html')\n/* window.open('/no.html') */</script>",
        "<script>window.open('/no/' + id); window.open(url)</script>",
    ],
)
def test_not_links(html: str) -> None:
    assert page(html).links == ()


def test_picture_link_has_the_words_of_its_picture() -> None:
    links = page("<a href=/x><img src=/i.png alt=专题></a>").links
    assert links[0] == Link(f"{ROOT}/x", "专题", "page")


def test_a_wrapper_called_nav_around_the_text_is_no_navigation() -> None:
    html = f"<div class=menu><p>{'正文内容' * 200}</p><a href=/x>附注</a></div><p>尾</p>"
    assert page(html).links[0].area == "body"


def test_base_and_next_page() -> None:
    html = "<base href='/b/'><a href=1.html>一</a><a href=2.html> 下一页 &gt;&gt;</a>"
    facts = page(html)
    assert [link.url for link in facts.links] == [f"{ROOT}/b/1.html", f"{ROOT}/b/2.html"]
    assert facts.next_page == f"{ROOT}/b/2.html"


def test_duplicates_go_and_the_number_is_bounded() -> None:
    assert len(page("<a href=/x>一</a>" * 3 + "<a href=/x>二</a>").links) == 2
    many = page("".join(f"<a href=/{n}>n</a>" for n in range(MAX_LINKS + 10)))
    assert len(many.links) == MAX_LINKS
    assert many.cut


@pytest.mark.parametrize(
    "html",
    [
        "<a onclick=\"window.open('/detail?id=' + id)\">查看</a>",
        "<a href=\"javascript:location.href='/s/'+word\">查询</a>",
        "<li onclick=\"location.href='/item/'+code\">事项</li>",
    ],
)
def test_a_literal_that_script_goes_on_with_is_no_link(html: str) -> None:
    assert page(html).links == ()
