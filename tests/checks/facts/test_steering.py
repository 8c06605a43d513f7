"""What leads a crawl on is read twice, quickly and fully: both readers must see the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.page import read_page
from checks.facts.steering import read_steering
from tests.corpus import corpus

URL = "http://www.a.gov.cn/xw/1.html"

LINKS = "".join(f'<a href="/{n}.html">第{n}条</a>' for n in range(12))
PAGES = {
    "plain": LINKS,
    "words": '<a href="1">第<b>一</b>条</a><a href="2"><p>上</p><p>下</p></a><a href="3"> </a>',
    "image": '<a href="1"><img alt="图" src="i"></a><a href="2" title="题"><img src="j"></a>',
    "hidden": '<a href="1">甲<noscript>乙</noscript></a><a href="2">丙<select><option>丁</select>',
    "template": '<template><a href="no">无</a></template><a href="yes">有</a>',
    "base": '<base href="/other/"><a href="1">一</a>',
    "second base": '<base target="_blank"><base href="/b/"><base href="/c/"><a href="1">一</a>',
    "clicks": "<a href=\"javascript:open('/1')\">一</a><p onclick=\"location.href='/2'\">二</p>",
    "lists": '<a href="#top">顶</a><a href="">空</a><a href=" /1 ">一</a><a href="1#a">二</a>',
    "pictures": '<picture><source srcset="a"><img srcset="b 2x" data-src="c"></picture>',
    "media": '<video src="v"><source src="w"></video><object data="o"></object><embed src="e">',
    "frames": '<iframe src="f"></iframe><form action="/s"></form><script src="s.js"></script>',
    "frameset": '<frameset><frame src="a.html"><frame src="b.html"></frameset>',
    "styles": "<link rel=stylesheet href=c.css><link rel=icon href=i.ico><link rel=x href=y>",
    "refresh": '<meta http-equiv="Refresh" content="0; url=/new/">',
    "refresh among links": f"<meta http-equiv=refresh content=\"5;URL='/n'\">{LINKS}",
    "script jump": "<script>window.location.href = '/index.htm';</script>",
    "no jump": f"<script>var x = location.href;</script><p>{'正文' * 200}</p>{LINKS}",
    "data block": "<script><datastore><record><![CDATA[<li><a href='/a'>行</a></li>]]></record>"
    "</datastore></script>",
    "written rows": "<ul><script>"
    + "".join(
        f"document.write('<li><a href=\\'/t2024050{n}.html\\'>关于某事的通知{n}</a></li>');"
        for n in range(1, 5)
    )
    + "</script></ul>",
    "challenge": "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><a href='/x'>x</a>",
    "wall in words": "<title>安全验证</title><p>请完成安全验证</p>",
    "many words": f"<p>请求被拦截{'的新闻报道' * 900}</p><a href='/1'>一</a>",
    "area": '<map><area href="/m" alt="区"></map>',
    "further": "<img src=a srcset='b 1x, c,d 2x'><picture><source srcset=e></picture>"
    "<video poster=f></video><input type=image src=g><td background=no>"
    "<table background=h><tr><td background=i>x</table>"
    "<p style=\"background:url('j')\">x<style>@import url(k.css);p{background:URL(l)}"
    "q{background:url(m)}</style><script>window.open('/n.html','_blank')</script>",
    "further in a template": "<template><img srcset=a><style>p{background:url(b)}"
    "</style></template>",
    "empty": "",
}


ODD = {
    "quoted tag": '<div title="<a href=/no>"></div>',
    "quoted bracket": '<a title="a>b" href="/x">x</a>',
    "block in a link": '<p><a href="/x"><div>x</div></a>',
    "unclosed link": '<a href="/x">x<a href="/y">y</a>',
    "crossed": '<a href="/x"><b>x</a></b>',
    "form in a form": '<form action="/a"><form action="/b"></form></form>',
    "template": "<template><a href='/no'>x</a></template>",
    "drawing with a link": '<svg><a href="/x"><text>x</text></a></svg>',
    "open comment": "<!-- <a href='/no'>x</a>",
    "open script": "<script><a href='/no'>x</a>",
    "script in a comment in a script": "<script><!--<script></script>--></script>",
    "clicked block": "<li onclick=\"window.open('/x')\">x</li>",
    "choice with a link": "<select><option>x</option><a href='/x'>x</a></select>",
    "hidden link": "<noscript><a href='/x'>x</a></noscript>",
    "picture": "<picture><source src='/x'></picture>",
}
ODD |= {
    "inline": '<a href="/x"><span class="s"><b>甲</b>乙</span><img src="/i" alt="丙"></a>',
    "unquoted": "<a href=/x target=_blank>x</a>",
    "capitals": "<A HREF='/x' TARGET=_blank><FONT color=red>x</FONT></A>",
    "reference": '<a href="/x?a=1&amp;b=2&c=3">x</a>',
    "words in brackets": "首页 > 政务 > <a href='/x'>x</a>",
    "script": "<script>document.write('<a href=\"/no\">x</a>')</script>",
    "comment": "<!-- <a href='/no'>x</a> --><!----><!-->",
    "choice": "<select name=s><option value='/no'>x</option></select>",
    "drawing": '<svg viewBox="0 0 1 1"><title>x</title><path d="M0 0"/></svg>',
    "drawing in a link": '<a href="/x"><svg><title>无</title><path/></svg>有</a>',
    "place": '<a name="top"></a><a id="x">字</a><a href="#top">回顶</a>',
    "clicked link": '<a href="/x" onclick="count(1)">x</a>',
    "click that leads nowhere": '<div onclick="toggle(this)">x</div>',
    "counter": "<noscript><img src='/i'></noscript><video src='/v'></video>",
    "search": '<form action="/s"><input name="q"></form><form action="/t"></form>',
}


Read = tuple[str, str, str]


def spoken(links: Sequence[Read]) -> list[Read]:
    """Links in order, without the empty doubles that a parser makes of one that is not closed."""
    named = {url for url, words, _ in links if words}
    return sorted(link for link in links if link[1] or link[0] not in named)


def same(body: bytes, url: str, *, ordered: bool = True) -> None:
    quick, full = read_steering(body, url), read_page(body, url)
    ours: list[Read] = [(k.url, k.text, k.kind) for k in quick.links]
    theirs: list[Read] = [(k.url, k.text, k.kind) for k in full.links]
    if not ordered:  # a tree moves what stands between the cells of a table before it
        ours, theirs = spoken(ours), spoken(theirs)
    assert ours == theirs
    assert (quick.refresh, quick.challenge) == (full.refresh, full.challenge)


@pytest.mark.parametrize("name", PAGES)
def test_both_readers_see_the_same(name: str) -> None:
    for charset in ("utf-8", "gb18030"):
        same(f"<html><body>{PAGES[name]}</body></html>".encode(charset), URL)


def test_both_readers_see_the_same_on_every_page_of_the_corpus() -> None:
    sites = corpus() / "sites"
    pages = [p for p in sorted(sites.rglob("*.htm*")) if p.is_file()]
    assert pages
    for page in pages:
        same(page.read_bytes(), f"http://{page.relative_to(sites).as_posix()}")


def test_a_page_of_very_many_links_is_cut() -> None:
    links = "".join(f"<a href=/{n}>{n}</a>" for n in range(30_000))
    assert len(read_steering(links.encode(), URL).links) == 20_000


@pytest.mark.parametrize("name", sorted(ODD))
def test_both_readers_see_the_same_of_odd_pages(name: str) -> None:
    same(f"<body>{ODD[name]}{LINKS}</body>".encode(), URL)


PIECES = st.sampled_from(
    """
    <a href="/1">|<a href=2 title='t'>|<A HREF='3'>|</a>|</A>|<b>|</b>|<span>|</span>|<p>|</p>|<div>
    |</div>|<table>|<tr><td>|</table>|<ul><li>|字| x |&amp;|&copy=1|<|>|"|'|=|<!--|-->|<script>
    |</script>|<script src=s.js>|<title>|</title>|<img src=i alt='图>'>|<img alt="图" src="j">
    |<select><option>|</select>|<form action=/s>|</form>|<svg><path/></svg>|<br/>|<base href=/b/>
    |<a href="/q?a=1&amp;b=2">|<p onclick="location.href='/c'">|<textarea>|</textarea>
    |<iframe src=f>|</iframe>|<div title="<a href=/no>">|<h3>|</h3>|<noscript>|</noscript>
    |<object data=o>|</object>|<button>|</button>|<a>
    """.strip()
    .replace("\n    |", "|")
    .split("|")
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_both_readers_see_the_same_of_whatever_is_put_together(pieces: list[str]) -> None:
    same("".join(pieces).encode(), URL, ordered=False)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25), st.integers(0, 400), st.integers(0, 40))
def test_both_readers_see_the_same_of_a_page_with_a_piece_out(
    pieces: list[str], start: int, length: int
) -> None:
    page = f"{LINKS}{''.join(pieces)}{LINKS}"
    same((page[:start] + page[start + length :]).encode(), URL, ordered=False)
