"""Paging: the next page is where 下一页 leads; what is guessed is said to be guessed."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page

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


@pytest.mark.parametrize(
    ("inner", "url", "count", "guesses"),
    [
        (
            "<script>createPageHTML(5, 0, 'index', 'html');</script>",
            URL,
            5,
            ["index_1.html", "index_2.html"],
        ),
        (
            "<script>createPageHTML(5, 3, 'index', 'html');</script>",
            BASE + "index_3.html",
            5,
            ["index_4.html", "index_5.html"],
        ),
        (
            "<script>createPageHTML(5, 4, 'index', 'html');</script>",
            BASE + "index_4.html",
            5,
            [],
        ),
        (
            "<script>createPageHTML('page_div', 26, 1, 'list', 'shtml', 389)</script>",
            BASE + "list.shtml",
            26,
            ["list_2.shtml"],
        ),
        ("<script>createPageHTML(1, 0, 'index', 'html');</script>", URL, 1, []),
        # The definition of the function has words where the call has numbers.
        ("<script>function createPageHTML(_nPageCount, _nIndex){}</script>", URL, 0, []),
        ("<p>共3页</p>", BASE + "page_1.html", 3, ["page_2.html"]),
        ("<p>共3页</p>", BASE + "page_3.html", 3, []),
        ("<p>共 3 页</p>", BASE + "list.asp?id=7&page=2", 3, ["list.asp?id=7&page=3"]),
        ("<p>共3页</p>", URL, 3, ["index_1.html", "index_2.html"]),
        ("<p>共3页</p><a href=index_1.html>下一页</a>", URL, 3, []),
        ("<p>工作动态</p>", URL, 0, []),
    ],
)
def test_pages_and_guesses(inner: str, url: str, count: int, guesses: list[str]) -> None:
    facts = read_page(inner.encode(), url)
    assert facts.page_count == count
    assert facts.guessed_pages == tuple(BASE + guess for guess in guesses)
    assert facts.next_page == "" or not facts.guessed_pages
    assert not set(facts.guessed_pages) & {link.url for link in facts.links}
