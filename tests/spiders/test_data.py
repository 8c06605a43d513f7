"""Rows that scripts ask for, and site maps in XML: followed by a crawl, and no pages themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.demo.table import Answer
from checks.facts.columns import find_columns
from checks.links.broken_internal import broken_internal
from checks.links.judge import LinkOptions
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

PROXY = "/module/web/jpage/dataproxy.jsp"
WORDS = "会议研究了全市重点工作。" * 20


def row(number: int) -> str:
    return (
        f"<record><![CDATA[<li><a href='/art/2026/11/{number}/art_1_{number}.html'>"
        f"全市第{number}次工作会议召开</a><b>2026-11-{number:02}</b></li>]]></record>"
    )


def store(first: int, group: str) -> str:
    onward = f'<nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup>' if group else ""
    rows = "".join(row(number) for number in range(first, first - 5, -1))
    return (
        f"<datastore>{onward}<totalrecord>10</totalrecord><recordset>{rows}</recordset></datastore>"
    )


def page(title: str, inner: str) -> Answer:
    return b.html(f"<html><head><title>{title}</title></head><body>{inner}</body></html>")


def site(further: Answer) -> dict[str, Answer]:
    block = f"<script type='text/xml'>{store(20, f'{PROXY}?page=2')}</script>"
    articles = {
        f"/art/2026/11/{n}/art_1_{n}.html": page(f"第{n}次", f"<h1>第{n}次会议</h1><p>{WORDS}</p>")
        for n in range(11, 21)
    }
    home = f"<a href='/col/col1/index.html'>政务动态</a><p>{WORDS}</p>"
    return {
        "/": page("某市人民政府", home),
        "/col/col1/index.html": page("政务动态", f"<div>当前位置：首页 &gt; 政务动态</div>{block}"),
        f"{PROXY}?page=2": further,
        **articles,
    }


def test_further_records_are_followed_and_counted_in(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.gov.cn", site(b.raw(store(15, "").encode(), "text/xml")))
    evidence = crawl(internet, tmp_path / "run", home).evidence
    seen = {page.url for page in evidence.pages}
    assert f"{home}art/2026/11/11/art_1_11.html" in seen
    assert not any("dataproxy" in url for url in seen)
    (news,) = [c for c in find_columns(evidence) if c.name == "政务动态"]
    assert (news.entries, news.full, news.state) == (10, True, "read")


def test_records_that_are_not_there_accuse_nobody(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.gov.cn", site(b.status(404)))
    evidence = crawl(internet, tmp_path / "run", home).evidence
    assert evidence.targets[f"{home[:-1]}{PROXY}?page=2"].attempts[0].status == 404
    found = broken_internal.run(evidence, LinkOptions(slow_seconds=15))
    assert not any(PROXY in finding.subject.id for finding in found)
    (news,) = [c for c in find_columns(evidence) if c.name == "政务动态"]
    assert not news.full


def test_a_site_map_that_a_page_links_leads_on(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.gov.cn", {})
    named = "".join(f"<url><loc>{home}{name}.html</loc></url>" for name in ("deep", "gone"))
    xml = f"<urlset>{named}</urlset>".encode()
    internet.site("www.a.gov.cn", {
        "/": page("某市", f"<a href='/sitemap.xml'>网站地图</a><p>{WORDS}</p>"),
        "/sitemap.xml": b.raw(xml, "text/xml"),
        "/deep.html": page("深处", WORDS),
    })  # fmt: skip
    evidence = crawl(internet, tmp_path / "run", home).evidence
    assert {page.url for page in evidence.pages} == {home, f"{home}deep.html"}
    assert evidence.targets[f"{home}gone.html"].attempts[0].status == 404
    found = broken_internal.run(evidence, LinkOptions(slow_seconds=15))
    assert not any("gone" in finding.subject.id for finding in found)


@pytest.mark.parametrize(
    ("file", "held"),
    [
        (json.dumps([{"TITLE": f"全市第{n}次工作会议召开", "URL": f"/art/{n}.html",
                      "DOCRELPUBTIME": f"2026-11-{n:02}"} for n in range(20, 0, -1)]),
         (20, "2026-11-20", "read", True)),
        ('{"message": "busy"}', (0, "", "unread", False)),
        ("[]", (0, "", "unread", False)),
    ],
    ids=["rows", "error", "none"],
)  # fmt: skip
def test_a_file_that_a_script_gets_belongs_to_the_list(
    file: str, held: tuple[int, str, str, bool], internet: Internet, tmp_path: Path
) -> None:
    script = "$.ajax({url: './LIST.json', success: function (d) { show('#news-list', d) }})"
    listed = f"<ul id='news-list'></ul><script>{script}</script>"
    home = internet.site("www.a.gov.cn", {
        "/": page("某市人民政府", f"<a href='/dt/'>政务动态</a><p>{WORDS}</p>"),
        "/dt/": page("政务动态", f"<div>当前位置：首页 &gt; 政务动态</div>{listed}"),
        "/dt/LIST.json": b.raw(file.encode(), "application/json"),
    })  # fmt: skip
    evidence = crawl(internet, tmp_path / "run", home).evidence
    (news,) = [c for c in find_columns(evidence) if c.name == "政务动态"]
    assert (news.entries, news.newest, news.state, news.full) == held
    assert not any(p.url.endswith(".json") for p in evidence.pages)
    found = broken_internal.run(evidence, LinkOptions(slow_seconds=15))
    assert not any(".json" in finding.subject.id for finding in found)
