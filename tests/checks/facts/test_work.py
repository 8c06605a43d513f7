"""What reading costs: twice the page, about twice the work, counted in lines of code executed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from checks.facts.charset import decode
from checks.facts.deep import DeepPage
from checks.facts.jumps import refresh_of
from checks.facts.page import read_page
from checks.facts.steering import read_steering
from checks.facts.text import LONG_GAP, squeezed
from checks.facts.tree import Node

URL = "http://h.gov.cn/zwgk/index.html"
PIECES = {
    "rows": "<li><a href=a%d.html>关于某事的通知公告</a><span>2024-05-01</span>",
    "lists": "<ul><li><a href=a%d.html>通知公告</a>05-01</ul>",
    "tables": "<table><tr><td>发布时间<td>2024-05-01</table>",
    "cells": "<td>13800138000",
    "links in links": "<template><a href=x%d>",
    "hidden": "<div style='display:none'><a href='http://a%d.cn/'>x</a></div>",
    "forms": "<form action=x%d><input name=q></form>",
    "guide": "<h3>办理流程</h3><p>一、申请；二、受理</p>",
    "letters": "<div>来信标题：某事</div><div>答复内容：某事</div>",
    "crumbs": "<p>当前位置：<a href=/>首页</a> &gt; 公开",
    "names": "<p>张三 13800138000",
    "scripts": "<script>var a=%d</script>",
    "styles": "<style>.a%d{display:none}</style>",
    "paging": "<a href=index_%d.html>%d</a>",
    "comments": "<!--x",
    "broken": "<a href='x%d>",
}


def page(piece: str, count: int) -> bytes:
    return "".join(piece.replace("%d", str(n)) for n in range(1000, 1000 + count)).encode()


def fast(body: bytes) -> None:
    read_page(body, URL)


def steer(body: bytes) -> None:
    read_steering(body, URL)


def deep(body: bytes) -> None:
    found = DeepPage(decode(body).text)
    found.links(URL)
    found.tables()
    found.soup()
    found.locate("x")


def work(read: Callable[[bytes], None], body: bytes) -> int:
    """Lines executed while a page is read."""
    count = 0

    def traced(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        read(body)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("read", [fast, steer, deep])
@pytest.mark.parametrize("name", PIECES)
def test_twice_the_page_takes_twice_the_work(read: Callable[[bytes], None], name: str) -> None:
    piece = PIECES[name]
    read(page(piece, 10))  # what is remembered for good is remembered now
    once, twice = (work(read, page(piece, count)) for count in (400, 800))
    assert twice < 2.3 * once + 1000


@pytest.mark.parametrize(
    "gap", [" ", "\n", "\t ", "\r\n", "\u3000", "&nbsp;", "&#160;", "&#xA0;\n", "&emsp;", "\xa0"]
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_gaps_without_end_are_made_short(gap: str, charset: str) -> None:
    html = f"<p>前{gap * 50_000}后</p>"
    body = html.encode(charset)
    short = squeezed(decode(body).text, body)
    assert len(short) < LONG_GAP
    assert short.startswith("<p>前")
    assert short.endswith("后</p>")
    assert ("\n" in short) is ("\n" in gap and "&" not in gap)


@pytest.mark.parametrize("gap", [" ", "\n", "&nbsp;", "\u3000\n", "&#20013;", "0", "中"])
def test_what_real_pages_hold_stays_as_it_is(gap: str) -> None:
    html = f"<p>前{gap * 40}后</p>" + "<i>&nbsp;</i>" * 200 + f"<p>{'&#20013;' * 300}"
    body = html.encode()
    assert squeezed(html, body) == html


def test_a_refresh_of_blanks_leads_nowhere() -> None:
    content = " " * 200_000
    assert refresh_of(Node("meta", {"http-equiv": "refresh", "content": content}, "", -1)) == ""
    assert read_page(f"<meta http-equiv=refresh content='{content}'>".encode(), URL).refresh == ""
