"""Pages examined with real Chromium: a good portal and a bad one, and what is never touched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from audit.demo.table import Answer
from checks.accessibility.accessibility_violations import (
    AccessibilityViolationsOptions,
    accessibility_violations,
)
from checks.evidence import SiteEvidence
from checks.examination import Examination, Part
from checks.finding import Need, Status
from checks.framework import judge, wanted
from checks.observations import SearchTrial
from spiders.browser.browser import Browser
from spiders.browser.examine import MOST_TABS, Wanted, examine
from spiders.browser.reading import pages_to_examine
from spiders.bundle.reader import open_bundle
from spiders.clock import SystemClock
from spiders.session import Session
from tests.browsers import need_browser
from tests.checks.build import PortalBuilder
from tests.spiders.crawling import crawl
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet

T = TypeVar("T")
HOST = "www.a.gov.cn"
HOME = f"http://{HOST}/"
NAV = "".join(f'<li><a href="/c{n}/">栏目第{n}</a></li>' for n in range(6))
MENU = frozenset(f"{HOME}c{n}/" for n in range(6))
GOOD = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta name="viewport"
content="width=device-width, initial-scale=1"><title>例市人民政府</title>
<link rel=stylesheet href=/site.css><style>.big {{ font-size: 150% }}</style></head>
<body><h1>例市人民政府</h1><button onclick="document.body.classList.toggle('big')">长者模式</button>
<ul class=nav>{NAV}</ul><main><img src=/logo.png alt=徽标><p>欢迎来到例市人民政府网站。</p>
<form action=/so><label>搜索<input name=q></label><button>搜索</button></form>
<a href="http://www.shop.com/">商城</a><a href="http://www.other.org/">协会</a></main>
<script>document.addEventListener('click', (e) => {{ const a = e.target.closest('a');
  if (a && !a.hostname.endsWith('gov.cn') && !confirm('您访问的链接即将离开“例市”网站，是否继续？'))
    e.preventDefault(); }});</script></body></html>"""
BAD = f"""<title>例市</title><link rel=stylesheet href=/site.css><script src=/gone.js></script>
<div style="width:1200px">例市</div><p style="color:#bbb;background:#fff">看不清的文字</p>
<img src=/logo.png><a href=/d/><img src=/logo.png></a><input name=q>
<ul class=nav>{NAV.replace("<a ", '<a tabindex="-1" ')}</ul>
<a href="#">关怀版</a>
<a href="http://www.shop.com/" target=_blank>商城</a><a href="http://www.other.org/">协会</a>
<img src="http://count.example.com/x.png" alt=""><script>missing();</script>
<script>document.cookie = 'uid=7; max-age=99999999'</script>"""


@pytest.fixture(autouse=True)
def _browser() -> None:
    need_browser()


def site(net: Internet, home: str, **others: Answer) -> None:
    logo = b.raw(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "image/svg+xml")
    style = b.raw(b"body { background: #fff; color: #000 }", "text/css")
    pages = {"/": b.html(home), "/site.css": style, "/logo.png": logo}
    net.site(HOST, {**pages, **{"/" + path: answer for path, answer in others.items()}})
    for host in ("www.shop.com", "www.other.org", "count.example.com"):
        net.site(host, {"/": b.html("<title>别处</title>"), "/x.png": logo})


def use(net: Internet, work: Callable[[Browser], Awaitable[T]]) -> T:
    async def run() -> T:
        session = Session(options(net, timeout=10.0), SystemClock())
        session.claim(HOST)
        try:
            async with Browser(session) as browser:
                return await work(browser)
        finally:
            session.close()

    return asyncio.run(run())


def examined(net: Internet, url: str = HOME, look: int = 1) -> Examination:
    wanted = Wanted(url=url, role="home", menu=MENU)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return use(net, lambda browser: examine(browser, wanted, {HOST}, at, look=look))


def test_a_good_home_page(internet: Internet) -> None:
    site(internet, GOOD)
    told = examined(internet)
    assert (told.status, told.reason, told.violations) == (200, "", ())
    assert told.axe
    assert (told.errors, told.missing, told.others, told.cookies) == ((), (), (), ())
    assert told.width == 375
    assert 0 < told.tabs <= 3
    assert (told.elder, told.elder_did) == ("长者模式", ("style",))
    assert [(p.url, p.reply) for p in told.prompts] == [
        ("http://www.shop.com/", "asked"), ("http://www.other.org/", "asked"),
    ]  # fmt: skip
    assert told.requests >= 3
    assert told.bytes > len(GOOD.encode())
    assert 0 <= told.seconds < 60


def test_a_bad_home_page(internet: Internet) -> None:
    site(internet, BAD)
    told = examined(internet)
    rules = {v.rule: v for v in told.violations}
    assert {"image-alt", "html-has-lang", "color-contrast", "label", "link-name"} <= set(rules)
    assert rules["image-alt"].clauses == ("1.1.1",)
    assert rules["image-alt"].places == 2
    assert rules["image-alt"].selectors
    assert told.missing == (Part(HOME + "gone.js", "HTTP 404"),)
    assert told.errors == ("missing is not defined",)
    assert told.others == ("count.example.com",)
    assert [(c.host, c.name) for c in told.cookies] == [(HOST, "uid")]
    assert told.width >= 1200
    assert (told.menu, told.tabs, told.trap) == (6, 0, "")
    assert (told.elder, told.elder_did) == ("关怀版", ())
    assert [p.reply for p in told.prompts] == ["straight", "straight"]


def test_nothing_is_asked_of_a_site_that_a_link_leads_to(internet: Internet) -> None:
    site(internet, BAD)
    examined(internet)
    assert internet.asked("www.shop.com") == []
    assert internet.asked("www.other.org") == []


@pytest.mark.parametrize(
    ("make", "reply"),
    [
        ("<a href='http://www.shop.com/'>商城</a>", "straight"),
        ("<a href='http://www.shop.com/' onclick=\"alert('您将离开本站')\">商城</a>", "asked"),
        # A layer over the page, as layer.js makes it.
        ("<a href='http://www.shop.com/' onclick=\"document.body.insertAdjacentHTML('beforeend',"
         "'<div style=position:fixed>您访问的链接即将离开本网站，是否继续？</div>');return false\">"
         "商城</a>", "asked"),
        # A page in between, in a window of its own.
        ("<a href='http://www.shop.com/' onclick=\"window.open('/leave');return false\">商城</a>",
         "asked"),
        ("<a href='http://www.shop.com/' onclick='return false'>商城</a>", "unclear"),
    ],
)  # fmt: skip
def test_makes_of_prompts(internet: Internet, make: str, reply: str) -> None:
    leave = b.html("<title>提示</title><p>您即将跳转到外部链接，是否继续访问？</p>")
    site(internet, f"<title>例市</title><p>欢迎</p>{make}", leave=leave)
    assert [p.reply for p in examined(internet).prompts] == [reply]


def test_links_to_government_are_not_clicked(internet: Internet) -> None:
    links = "".join(
        f"<a href='http://{host}/'>{host}</a>"
        for host in ("www.b.gov.cn", "zw.a.gov.cn", "bszs.conac.cn", "www.edu.edu.cn")
    )
    site(internet, f"<title>例市</title><p>欢迎</p>{links}")
    assert examined(internet).prompts == ()


def test_axe_runs_under_a_policy_that_forbids_scripts(internet: Internet) -> None:
    page = "<title>例市</title><p>欢迎</p><img src=/logo.png>"
    policy = "script-src 'none'; default-src 'self'"
    answer = b.raw(page.encode(), "text/html; charset=utf-8", Content_Security_Policy=policy)
    internet.site(HOST, {"/": answer})
    told = examined(internet)
    assert "image-alt" in {v.rule for v in told.violations}


def test_a_trap_for_the_focus_and_what_is_none(internet: Internet) -> None:
    trap = "<div id=t tabindex=0 onkeydown='event.preventDefault()'>x</div>"
    site(internet, f"<title>例市</title>{trap}<ul class=nav>{NAV}</ul>")
    assert examined(internet).trap == "div#t"
    many = "<input type=date>" + "<button>x</button>" * (MOST_TABS + 10)
    site(internet, f"<title>例市</title>{many}<ul class=nav>{NAV}</ul>")
    told = examined(internet)
    assert (told.trap, told.tabs) == ("", 0)


def test_a_second_look_tries_nothing_out(internet: Internet) -> None:
    site(internet, BAD)
    told = examined(internet, look=2)
    assert told.violations
    assert (told.menu, told.width, told.elder, told.prompts) == (-1, -1, "", ())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b.status(404), "HTTP 404"),
        (b.redirect("http://www.other.org/"), "elsewhere"),
        (b.html("<title>安全验证</title><script src='/_guard/auto.js'></script>"
                "<p>正在验证您的浏览器，请稍候</p>"), "wall"),
    ],
)  # fmt: skip
def test_what_is_not_the_page_is_not_examined(
    internet: Internet, answer: Answer, reason: str
) -> None:
    site(internet, "", p=answer)
    told = examined(internet, HOME + "p")
    assert (told.reason, told.violations, told.axe) == (reason, (), "")


def draft(evidence: SiteEvidence) -> tuple[Need, ...]:
    findings = judge(accessibility_violations, evidence, AccessibilityViolationsOptions())
    return wanted(findings)


def test_a_run_examines_and_looks_again(internet: Internet, tmp_path: Path) -> None:
    site(internet, BAD, **{f"c{n}/": b.html("<title>栏目</title><p>内容") for n in range(6)})
    bundle = crawl(
        internet, tmp_path / "r", HOME, draft, browser="auto", searches=0, examinations=5
    )
    evidence = bundle.evidence
    assert [(e.role, e.look) for e in evidence.examinations] == [("home", 1), ("home", 2)]
    found = judge(accessibility_violations, evidence, AccessibilityViolationsOptions())
    failed = {f.outcome for f in found if f.status is Status.FAIL}
    assert failed == {"no-text-alternative", "no-name", "no-language"}
    assert open_bundle(bundle.folder).evidence.examinations == evidence.examinations


def test_without_a_browser_nothing_is_examined(internet: Internet, tmp_path: Path) -> None:
    site(internet, BAD)
    evidence = crawl(internet, tmp_path / "r", HOME, draft, browser="off", examinations=5).evidence
    assert evidence.examinations == ()
    found = judge(accessibility_violations, evidence, AccessibilityViolationsOptions())
    assert [f.status for f in found] == [Status.NOT_TESTED]


def test_which_pages_are_examined() -> None:
    builder = PortalBuilder()
    rows = "".join(
        f"<li><a href=/a{n}.html>例市关于第{n}号事项的通知</a><span>2026-11-0{n}</span>"
        for n in range(1, 6)
    )
    builder.html("/", f"<title>例市</title><div class=nav><a href=/col/>动态</a></div><ul>{rows}")
    builder.html("/col/", f"<title>动态</title><h1>动态</h1><ul>{rows}</ul>")
    text = "<p>各单位要切实做好有关工作，确保取得实效，并于月底前报送总结。</p>" * 5
    builder.html("/a1.html", f"<title>通知</title><meta name=ArticleTitle content=通知>"
                 f"<meta name=PubDate content=2026-11-01><h1>通知</h1>{text}")  # fmt: skip
    builder.search("例市关于第1号", "/a1.html", "/so?q=例市关于第1号#search-1-1", via="browser")
    chosen = pages_to_examine(builder.build())
    assert [(w.role, w.url.removeprefix("http://www.example.gov.cn")) for w in chosen][:3] == [
        ("home", "/"), ("column", "/col/"), ("article", "/a1.html"),
    ]  # fmt: skip
    assert chosen[-1].role == "search"
    assert chosen[0].menu == {"http://www.example.gov.cn/col/"}


@pytest.mark.parametrize("url", ["", "http://www.a.gov.cn/#search-1-1", "http://a.cn/so?p=1#x"])
def test_results_that_cannot_be_opened_again_are_not_examined(url: str) -> None:
    builder = PortalBuilder()
    builder.html("/", "<title>例市</title><p>欢迎")
    evidence = builder.build()
    trial = SearchTrial(query="例市", known_url="", url=url, via="browser")
    evidence = SiteEvidence(**{**vars(evidence), "searches": (trial,)})
    assert [w.role for w in pages_to_examine(evidence)] == ["home"]
