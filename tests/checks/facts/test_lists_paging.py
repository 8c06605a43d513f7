"""Paging: the next page is where 下一页 leads, else where the page's own script says."""

from __future__ import annotations

import json

import pytest

from checks.facts.page import read_page
from checks.facts.types import Link

URL = "http://h.gov.cn/tzgg/index.html"
BASE = "http://h.gov.cn/tzgg/"


@pytest.mark.parametrize(
    ("inner", "url", "target"),
    [
        ("<a href=index_1.html>下一页</a>", URL, "index_1.html"),
        ("<a href=index_1.html>下页&gt;&gt;</a>", URL, "index_1.html"),
        ("<a href=index_1.html title=下一页>&gt;</a>", URL, "index_1.html"),
        ("<a href=index_1.html aria-label='下一页'></a>", URL, "index_1.html"),
        ("<a href=index_1.html><img src=n.gif alt=下一页></a>", URL, "index_1.html"),
        ("<a class='page-next' href=index_1.html>»</a>", URL, "index_1.html"),
        ("<link rel=next href=index_1.html>", URL, "index_1.html"),
        ("<a onclick=\"location.href='index_1.html'\">下一页</a>", URL, "index_1.html"),
        # The last page leads to itself; a script, an article and a slider lead nowhere.
        ("<a href=index.html>下一页</a>", URL, ""),
        ("<a href='javascript:next()'>下一页</a>", URL, ""),
        ("<a href=2.html>下一篇：关于</a>", URL, ""),
        ("<a href=2.html title=下一篇>&gt;</a>", URL, ""),
        ("<a class=next href=2.html></a>", URL, ""),
        ("<a class=next href='javascript:;'>&gt;</a>", URL, ""),
        # The link wins over what a script would suggest.
        (
            "<script>createPageHTML(5,0,'index','html')</script><a href=index_2.html>下一页</a>",
            URL,
            "index_2.html",
        ),
    ],
)
def test_next_page(inner: str, url: str, target: str) -> None:
    facts = read_page(inner.encode(), url)
    assert facts.next_page == (BASE + target if target else "")


LOOP = """<script>
var currentPage = {at};//所在页从0开始
var nextPage = currentPage+1//下一页
var countPage = {n}//共多少页
if(countPage>1&&currentPage!=(countPage-1))
document.write("<a href=\\"default"+"_" + nextPage + "."+"shtml\\">下一页</a>");
</script>"""


@pytest.mark.parametrize(
    ("inner", "count", "turned"),
    [
        (LOOP.format(at=0, n=5), 5, "default_1.shtml"),
        (LOOP.format(at=3, n=5), 5, "default_4.shtml"),
        (LOOP.format(at=4, n=5), 5, ""),
        (LOOP.format(at=0, n=1), 1, ""),
        # Counted, but not said how the pages are called.
        ("<script>var currentPage = 0; var countPage = 5; turn();</script>", 5, ""),
        ("<script>createPageHTML(5, 0, 'index', 'html');</script>", 5, "index_1.html"),
        ("<script>createPageHTML(5, 3, 'index', 'html');</script>", 5, "index_4.html"),
        ("<script>createPageHTML(5, 4, 'index', 'html');</script>", 5, ""),
        ("<script>createPageHTML('box', 26, 1, 'list', 'shtml', 389)</script>", 26, "list_2.shtml"),
        ("<script>createPageHTML('box', 26, 26, 'list', 'shtml', 389)</script>", 26, ""),
        ("<script>createPageHTML(1, 0, 'index', 'html');</script>", 1, ""),
        # The definition of the function has words where the call has numbers.
        ("<script>function createPageHTML(_nPageCount, _nIndex){}</script>", 0, ""),
        # That there are more pages says not where they are.
        ("<p>共3页</p>", 3, ""),
        (
            "<script>createPageHTML(5,0,'index','html')</script><a href=index_2.html>下一页</a>",
            5,
            "",
        ),
        ("<p>工作动态</p>", 0, ""),
    ],
)
def test_pages_that_a_script_turns(inner: str, count: int, turned: str) -> None:
    facts = read_page(inner.encode(), URL)
    assert facts.page_count == count
    assert facts.turned_page == (BASE + turned if turned else "")
    assert facts.data == ((Link(BASE + turned, "", "data"),) if turned else ())


ROWS = "".join(f"<li><a href=a{n}.html>关于某事的通知{n}</a>2024-05-0{n}</li>" for n in range(1, 5))


@pytest.mark.parametrize(
    ("script", "more"),
    [
        ("var o={recordCount:'107', prepage:15}", True),
        ("var o={totalCount: 5}", True),
        # All are shown; or it is no list; or nothing is counted.
        ("var o={recordCount:'4', prepage:15}", False),
        ("var o={recordCount: pageChnlInfo.recordCount}", False),
        ("var o={}", False),
    ],
)
def test_rows_beyond_those_shown_that_a_script_counts(script: str, more: bool) -> None:
    page = f"<ul>{ROWS}</ul><script>{script}</script>"
    assert read_page(page.encode(), URL).more_pages is more
    assert not read_page(f"<script>{script}</script>".encode(), URL).more_pages


UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = "{'webId':'5','pageId':'7','pageType':'column','tagId':'\u5217\u8868'}"


@pytest.mark.parametrize(
    ("told", "pages", "onward"),
    [
        ("rows='15' count='417' pageNo='1'", 28, "%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D"),
        ("rows='15' count='417' pageNo='28'", 28, ""),
        ("rows='15' count='15' pageNo='1'", 1, ""),
        ("rows='15' count='0' pageNo='1'", 0, ""),
        ("rows='0' count='9' pageNo='1'", 0, ""),
        ("rows='\u4e00' count='9' pageNo='1'", 0, ""),
        ("count='417'", 0, ""),
    ],
)
def test_a_unit_of_jpaas_counts_its_rows_and_asks_for_the_next(
    told: str, pages: int, onward: str
) -> None:
    paging = f"<div class='pagination' {told} unitUrl='{UNIT}' queryData=\"{QUERY}\"></div>"
    body = json.dumps({"data": {"html": f"<ul>{ROWS}</ul>{paging}"}}).encode()
    facts = read_page(body, f"http://www.example.gov.cn{UNIT}?pageId=7", "application/json")
    asked = f"{UNIT}?webId=5&pageId=7&pageType=column&tagId=%E5%88%97%E8%A1%A8&paramJson={onward}"
    assert facts.next_records == (f"http://www.example.gov.cn{asked}" if onward else "")
    assert (facts.page_count, facts.more_pages) == (pages, pages > 1)
