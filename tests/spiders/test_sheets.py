"""What style sheets hide, by whole runs: the sheet is fetched, archived, and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.finding import Finding
from checks.framework import judge
from checks.links.hidden_link import HiddenLinkOptions, hidden_link
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
BAD = "http://www.bad.example/"
PAGE = f"""<title>例市</title><link rel=stylesheet href=/css/site.css><h1>例市人民政府</h1>
<div class=foot><p class=tip><a href="{BAD}">百家乐</a></p></div>"""


def found(net: Internet, folder: Path, css: str, kind: str = "text/css") -> list[Finding]:
    net.site(HOST, {"/": b.html(PAGE), "/css/site.css": b.raw(css.encode(), kind),
                    "/css/more.css": b.raw(b".foot .tip{display:none}", "text/css")},
             https="closed")  # fmt: skip
    net.site("www.bad.example", {"/": b.html("<title>欢迎光临</title><p>欢迎")}, https="closed")
    evidence = crawl(net, folder / "r", f"http://{HOST}/").evidence
    told = judge(hidden_link, evidence, HiddenLinkOptions())
    return [finding for finding in told if finding.outcome == "hidden"]


@pytest.mark.parametrize("css", [".tip a{font-size:0}", "@import url(more.css);"])
def test_a_sheet_of_the_site_gives_a_hidden_link_away(
    internet: Internet, tmp_path: Path, css: str
) -> None:
    (finding,) = found(internet, tmp_path, css)
    assert (finding.values["host"], finding.values["words"]) == ("www.bad.example", "百家乐")
    assert [source.page for source in finding.sources] == [f"http://{HOST}/"]


@pytest.mark.parametrize(
    ("css", "kind"),
    [
        (".tip a{color:red}", "text/css"),
        ("@media print{.tip{display:none}}", "text/css"),
        (".tip{display:none}", "text/html"),
    ],
)
def test_what_a_visitor_sees_is_no_hidden_link(
    internet: Internet, tmp_path: Path, css: str, kind: str
) -> None:
    assert found(internet, tmp_path, css, kind) == []
