"""Scripted pages, read as Chromium shows them, and what is never accused where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiohttp import web

from audit.demo.table import Answer, Handler
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status
from checks.framework import judge, wanted
from checks.stale.blank_column import BlankColumnOptions, blank_column
from spiders.browser.reading import unread_pages
from tests.browsers import need_browser
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
ROWS = [(f"/gk/{n}.html", f"例市2026年第{n}号政府信息公开文件") for n in range(1, 6)]
NAV = """<div class=nav><ul><li><a href="/col/">工作动态</a></li>
<li><a href="/gk/">政策文件</a></li>
<li><a href="/empty/">通知公告</a></li></ul></div>"""


def listing(rows: list[tuple[str, str]]) -> str:
    return "".join(f"<li><a href='{u}'>{t}</a><span>2026-11-1{n}</span></li>"
                   for n, (u, t) in enumerate(rows))  # fmt: skip


async def hanweb(request: web.BaseRequest) -> Answer:
    """The data interface of a Hanweb list: records in XML, by POST only."""
    if request.method != "POST":
        return b.status(405)
    records = "".join(f"<record><![CDATA[{listing([row])}]]></record>" for row in ROWS)
    return b.raw(f"<datastore><recordset>{records}</recordset></datastore>".encode(), "text/xml")


def portal(net: Internet, **pages: Answer | Handler) -> str:
    """A portal of three lists: one by script and POST, one by script and JSON, one empty."""
    by_post = """<title>工作动态</title><h1>工作动态</h1><div id=list></div><script>
    fetch('/module/web/jpage/dataproxy.jsp', {method: 'POST', body: 'col=1&appid=1',
      headers: {'Content-Type': 'application/x-www-form-urlencoded'}}).then((r) => r.text())
    .then((x) => { document.querySelector('#list').innerHTML = '<ul>' + [...new DOMParser()
      .parseFromString(x, 'text/xml').querySelectorAll('record')].map((r) => r.textContent)
      .join('') + '</ul>'; });</script>"""
    by_json = """<title>政策文件</title><h1>政策文件</h1><div id=app></div><script>
    fetch('/gkmlpt/api/list').then((r) => r.json()).then((rows) => {
      document.querySelector('#app').innerHTML = '<ul>' + rows.map((r) =>
      `<li><a href="${r[0]}">${r[1]}</a><span>2026-11-10</span></li>`).join('') + '</ul>'; });
    </script>"""
    empty = """<title>通知公告</title><h1>通知公告</h1><div id=app></div>
    <script src=/vue.js></script>"""
    site: dict[str, Answer | Handler] = {
        "/": b.html(f"<title>例市人民政府</title>{NAV}<p>{'欢迎访问。' * 60}</p>"),
        "/col/": b.html(NAV + by_post),
        "/gk/": b.html(NAV + by_json),
        "/empty/": b.html(NAV + empty),
        "/vue.js": b.raw(b"", "text/javascript"),
        "/module/web/jpage/dataproxy.jsp": hanweb,
        "/gkmlpt/api/list": b.raw(json.dumps(ROWS).encode(), "application/json"),
    }
    for url, title in ROWS:
        site[url] = b.html(f"<title>{title}</title><h1>{title}</h1><p>发布时间：2026-11-10</p>")
    return net.site(HOST, {**site, **{"/" + k: v for k, v in pages.items()}})


def titles(evidence: SiteEvidence, path: str) -> list[str]:
    page = evidence.page(f"http://{HOST}{path}")
    assert page is not None
    return [entry.title for entry in page.facts.entries]


def blank(evidence: SiteEvidence) -> list[Finding]:
    return judge(blank_column, evidence, BlankColumnOptions())


@pytest.mark.parametrize("path", ["/col/", "/gk/"])
def test_a_list_that_script_fills_is_read(internet: Internet, tmp_path: Path, path: str) -> None:
    need_browser()
    evidence = crawl(internet, tmp_path / "r", portal(internet), browser="auto").evidence
    assert titles(evidence, path) == [title for _, title in ROWS]
    # A Hanweb list is asked for as its script would where that can be read; else it is rendered.
    assert evidence.is_rendered(f"http://{HOST}{path}") or path == "/col/"
    # Articles that only the rendered list leads to were fetched as well, and lead back to it.
    article = evidence.targets[f"http://{HOST}{ROWS[0][0]}"]
    assert [attempt.status for attempt in article.attempts] == [200]
    assert {s.page.removeprefix(f"http://{HOST}") for s in article.sources} <= {"/col/", "/gk/"}
    assert not [f for f in blank(evidence) if f.status is Status.FAIL and path in f.subject.id]


def test_without_a_browser_the_same_lists_are_unread_and_not_accused(
    internet: Internet, tmp_path: Path
) -> None:
    evidence = crawl(internet, tmp_path / "r", portal(internet), browser="off").evidence
    assert not evidence.is_rendered(f"http://{HOST}/gk/")
    assert f"http://{HOST}/gk/" in unread_pages(evidence)
    assert evidence.vantage.no_browser == "off"
    assert all(finding.status is not Status.FAIL for finding in blank(evidence))


def test_a_home_page_of_script_leads_on(internet: Internet, tmp_path: Path) -> None:
    need_browser()
    home = b.html("<title>例市</title><div id=app></div><script src=/app.js></script>")
    links = [(f"/c{n}/", f"第{n}栏目") for n in range(60)]
    script = "document.querySelector('#app').innerHTML = " + json.dumps(NAV + listing(links))
    pages = {f"/c{n}/": b.html(f"<title>第{n}栏目</title><p>内容") for n in range(60)}
    internet.site(HOST, {"/": home, "/app.js": b.raw(script.encode(), "text/javascript"), **pages})
    evidence = crawl(internet, tmp_path / "r", f"http://{HOST}/", browser="auto").evidence
    assert evidence.home is not None
    assert len(evidence.home.facts.links) > 60
    read = [page.url for page in evidence.pages]
    assert 30 <= len(read) <= 45
    assert not evidence.coverage.complete  # the rest is known, and was left for lack of budget


def test_the_second_look_at_a_rendered_page_is_the_browsers_too(
    internet: Internet, tmp_path: Path
) -> None:
    need_browser()
    home = portal(internet)

    def draft(evidence: SiteEvidence) -> list[Need]:
        return [*wanted(blank(evidence)), Need("page", f"http://{HOST}/gk/")]

    evidence = crawl(internet, tmp_path / "r", home, draft, browser="auto").evidence
    attempts = evidence.targets[f"http://{HOST}/gk/"].attempts
    assert [(a.look, a.purpose) for a in attempts][-1] == (2, "render")
    assert titles(evidence.at_look(2), "/gk/") == titles(evidence, "/gk/")


def test_only_so_many_pages_are_rendered(internet: Internet, tmp_path: Path) -> None:
    need_browser()
    evidence = crawl(internet, tmp_path / "r", portal(internet), browser="auto", renders=1).evidence
    assert sum(evidence.is_rendered(page.url) for page in evidence.pages) == 1
