"""Pages of our own, written in the habits of real government sites, each with what it says.

``pages/*.txt`` hold one page after another: ``##### name``, the truth as ``key: value``, ``-----``
and the markup. Agencies, titles and texts are invented; tags, classes, order, scripts and traps are
those of real publishing systems. All pages were written, and their truth put down by the rules of
``bench/labels/README.md``, before the reader was run on them.

A key that is left out means that the page has none of it. ``?`` is not asked, `` | `` parts answers
that are both right (an empty one: none), ``;`` parts words. ``{{top}}`` and the like stand for the
furniture of a page, ``{{a}}`` to ``{{e}}`` for a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.facts.articles import body_text
from checks.facts.charset import decode
from checks.facts.page import read_page
from checks.facts.tree import Page
from checks.facts.types import PageFacts

FOLDER = Path(__file__).parent / "pages"
DAYS = ("published", "signing", "modified")
WORDS = ("title", "source", "number", "index", "disclosure", "attachments")

_PARTS = {
    "top": """<div class="header"><a href="/"><img src="/images/logo.png" alt="logo"></a>
<form action="/search"><input name="q" placeholder="请输入关键字"><button>搜索</button></form></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/bsfw/">办事服务</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div>""",
    "top2": """<table width="760" align="center"><tr><td><img src="/images/top.jpg"></td></tr>
<tr><td><a href="/index.asp">首页</a> | <a href="/news.asp">新闻</a> | <a href="/xxgk.asp">信息公开</a>
| <a href="/bbs.asp">留言</a></td></tr></table>""",
    "foot": """<div class="footer"><p>主办单位：云溪县人民政府办公室　地址：青石路2024号　
电话：0510-20240506</p><p>版权所有 © 2010-2026　网站标识码：3200000099
<a href="https://beian.miit.gov.cn/">苏ICP备05012345号-1</a>　苏公网安备32010202010506号</p></div>""",
    "foot2": """<table width="760" align="center"><tr><td align="center">版权所有：县政府办公室
Copyright 2005-2009 All Rights Reserved</td></tr><tr><td align="center">您是第 20091203 位访客
建议使用1024*768分辨率浏览</td></tr></table>""",
    "side": """<div class="side"><h3>最新信息</h3><ul><li><a href="/a/1.html">我县召开经济工作会议</a>
<span>2026-11-20</span></li><li><a href="/a/2.html">全县秋收工作进展顺利</a><span>2026-11-18</span></li>
<li><a href="/a/3.html">县博物馆举办特展</a><span>2026-11-12</span></li></ul></div>""",
    "a": """<p>为规范城区停车秩序，方便群众出行，经研究同意，现就停车泊位管理有关事项通知如下。</p>
<p>一、统一编号。所有泊位由城管部门统一编号，向社会公布位置、数量和收费标准。</p>
<p>二、强化巡查。各街道每周至少巡查两次，对占用泊位的杂物及时清理。</p>
<p>三、做好宣传。通过社区公告栏和广播开展宣传，引导驾驶人规范停放。</p>""",
    "b": """<p>本报讯 3月12日，云溪县在青石河畔开展义务植树活动，机关干部和志愿者三百余人参加。</p>
<p>据了解，自2016年3月12日首次活动以来，累计栽植苗木二十万株，2019年5月被评为绿化先进县。</p>
<p>下一步，林业部门将落实管护责任，提高苗木成活率。</p>""",
    "c": """<p>根据年度工作安排，我局对三十六家企业开展了安全检查，现将有关情况公告如下。</p>
<p>共发现隐患五十二处，当场整改四十处，限期整改十二处。</p>
<p>请各企业举一反三，切实履行主体责任。</p>""",
    "d": """<p>第一条 为了加强青石河管理，保障防洪安全，根据有关法律法规，制定本办法。</p>
<p>第二条 本行政区域内青石河的保护、利用和管理，适用本办法。</p>
<p>第三条 本办法自2024年7月1日起施行，有效期至2029年6月30日。2014年9月1日公布的《河道管理办法》同时废止。</p>""",
    "e": """　　为丰富群众文化生活，县文化馆将举办书法展览，欢迎广大市民参观。<br>　　展览免费开放，
参观者请自觉排队，爱护展品。<br>&nbsp;&nbsp;&nbsp;&nbsp;咨询地点：县文化馆二楼服务台。""",
}


@dataclass(frozen=True)
class OwnPage:
    """One page: its name, the set it belongs to, its address, its bytes, and its truth as written."""

    name: str
    set: str
    url: str
    body: bytes
    truth: dict[str, str]

    def wanted(self, key: str) -> set[str] | None:
        """The answers that are right for a key (bare; empty: none); None where it is not asked."""
        value = self.truth.get(key, "")
        return None if value == "?" else {_bare(part) for part in value.split("|")}

    def words(self, key: str) -> list[str]:
        """Words of a key that holds several."""
        return [_bare(part) for part in self.truth.get(key, "").split(";") if part.strip()]


@dataclass(frozen=True)
class Answer:
    """What the readers said of a page, in the form of its truth."""

    facts: dict[str, str]
    """By key: the days (several are parted by ``,``) and the words, bare."""
    text: str
    """The body, bare."""


def own_pages(prefix: str = "") -> Iterator[OwnPage]:
    """All pages of the sets whose name begins so, in the order of their files."""
    for path in sorted(FOLDER.glob(f"{prefix}*.txt")):
        for block in path.read_text("utf-8").split("##### ")[1:]:
            head, _, markup = block.partition("\n-----\n")
            name, *lines = head.split("\n")
            truth = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
            for part, text in _PARTS.items():
                markup = markup.replace("{{" + part + "}}", text)
            body = markup.encode(truth.get("charset", "utf-8"))
            yield OwnPage(name, path.stem, truth["url"], body, truth)


def answer(page: OwnPage) -> Answer:
    """Ask the readers."""
    facts = read_page(page.body, page.url)
    article = facts.article
    said = {
        "published": facts.published.day if facts.published else "",
        "signing": _days(facts, "signing"),
        "modified": _days(facts, "modification"),
    }
    for key in WORDS[:-1]:
        said[key] = _bare(getattr(article, key)) if article else ""
    count = sum(r.role == "attachment" for r in article.references) if article else 0
    said["attachments"] = str(count) if count else ""
    title = page.truth.get("title", "").partition("|")[0].strip()
    text = body_text(Page(decode(page.body, "").text), title)
    return Answer(said, _bare(text))


def differences(page: OwnPage) -> Iterator[tuple[str, str, str]]:
    """(key, answer, wanted) for each answer that is not right."""
    given = answer(page)
    for key in (*DAYS, *WORDS):
        wanted = page.wanted(key)
        if wanted is not None and given.facts[key] not in wanted:
            yield key, given.facts[key], page.truth.get(key, "")
    for key in ("first", "last"):
        if any(words not in given.text for words in page.words(key)):
            yield key, "", page.truth[key]
    for words in page.words("outside"):
        if words in given.text:
            yield "outside", words, ""


def _days(facts: PageFacts, kind: str) -> str:
    return ",".join(sorted({dated.day for dated in facts.dates if dated.kind == kind}))


def _bare(words: str) -> str:
    return "".join(words.split())
