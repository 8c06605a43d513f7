"""Where a report says that its quotations stand, from a real bundle."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from audit.judging import open_bundle
from tests.audit.test_runner import portal, run
from tests.web import behaviours as b
from tests.web.internet import Internet

WORDS = "会议研究了全市重点工作。" * 20


def test_a_dead_link_is_told_by_line_and_selector(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = portal('\n\n<div id="foot"><a href="/gone.html">已撤下的页面</a></div>')
    ran = run(internet, internet.site("www.a.gov.cn", site), tmp_path, capsys)
    (item,) = [i for i in ran.report["items"] if i["check"] == "broken-internal"]
    (carrier,) = item["carriers"]
    assert (carrier["line"], carrier["selector"]) == (3, "#foot > a")
    html = (ran.folder / "report.html").read_text("utf-8")
    assert "源文件第 3 行" in html
    assert "#foot &gt; a" in html


def test_the_newest_row_of_a_stale_column_is_quoted_with_its_place(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(
        f'<li><a href="/zx/{n}.html">第{n}次全市重点工作会议召开</a><span>2024-03-{n}</span></li>'
        for n in range(20, 10, -1)
    )
    news = f"<title>工作动态</title><ul class='list'>\n{rows}</ul>"
    site = {
        "/": b.html(f"<title>某市</title><div class=nav><a href='/zx/'>工作动态</a></div>{WORDS}"),
        "/zx/": b.html(news),
        **{
            f"/zx/{n}.html": b.html(f"<title>第{n}次</title><h1>第{n}次会议</h1><p>{WORDS}</p>")
            for n in range(11, 21)
        },
    }
    home = internet.site("www.a.gov.cn", site)
    ran = run(internet, home, tmp_path, capsys)
    (item,) = [i for i in ran.report["items"] if i["check"] == "stale-column"]
    assert item["status"] == "fail"
    (quote,) = item["quotes"]
    assert quote == {
        "url": f"{home}zx/", "words": "第20次全市重点工作会议召开", "line": 2,
        "selector": "body > ul > li:nth-of-type(1) > a",
    }  # fmt: skip
    evidence = open_bundle(ran.folder).evidence
    page = evidence.page(f"{home}zx/")
    assert page is not None
    deep = evidence.deep(page.attempt)
    assert deep is not None
    (element,) = BeautifulSoup(deep.html, "lxml").select(quote["selector"])
    assert element.get_text() == quote["words"]
    (carrier,) = item["carriers"]
    assert (carrier["line"], carrier["anchor"]) == (1, "工作动态")
