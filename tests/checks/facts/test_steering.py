"""What leads a crawl on is read twice, quickly and fully: both readers must see the same."""

from __future__ import annotations

import pytest

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
    "challenge": "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><a href='/x'>x</a>",
    "wall in words": "<title>安全验证</title><p>请完成安全验证</p>",
    "many words": f"<p>请求被拦截{'的新闻报道' * 900}</p><a href='/1'>一</a>",
    "area": '<map><area href="/m" alt="区"></map>',
    "empty": "",
}


def same(body: bytes, url: str) -> None:
    quick, full = read_steering(body, url), read_page(body, url)
    assert [(k.url, k.text, k.kind) for k in quick.links] == [
        (k.url, k.text, k.kind) for k in full.links
    ]
    assert (quick.refresh, quick.challenge, quick.cut) == (full.refresh, full.challenge, full.cut)


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


def test_a_page_of_very_many_links_is_cut_and_says_so() -> None:
    links = "".join(f"<a href=/{n}>{n}</a>" for n in range(30_000))
    read = read_steering(links.encode(), URL)
    assert (len(read.links), read.cut) == (20_000, True)
