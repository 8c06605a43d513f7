"""Links to other hosts that no reader of a page sees."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.signs import offer_of_domain

URL = "http://www.a.gov.cn/xw/1.html"
LINK = "<a href='http://b.example/'>乙</a>"


def concealed(html: str) -> list[tuple[str, str, str]]:
    facts = read_page(html.encode(), URL)
    return [(c.url, c.text, c.way) for c in facts.concealed]


@pytest.mark.parametrize(
    ("html", "way"),
    [
        (f"<div style='display: none'>{LINK}</div>", "style"),
        (f"<div style='DISPLAY:NONE'><p><b>{LINK}</b></p></div>", "style"),
        (f"<div hidden>{LINK}</div>", "style"),
        (f"<div style='visibility:hidden'>{LINK}</div>", "style"),
        (f"<p style='font-size:0px'>{LINK}</p>", "size"),
        (f"<div style='height:1px;overflow:hidden'>{LINK}</div>", "size"),
        (f"<marquee width=5 height='1' scrollamount=3000>{LINK}</marquee>", "size"),
        (f"<div style='position:absolute;left:-9999px'>{LINK}</div>", "off-screen"),
        (f"<p style='text-indent:-9999px'>{LINK}</p>", "off-screen"),
        (f"<style>.x, div.y{{display:none}}</style><div class='a y'>{LINK}</div>", "style"),
        (f"<div id=z>{LINK}</div><script>document.getElementById('z').style.display='none'"
         "</script>", "script"),
        (r"""<script>document.write('<a href=\"http://b.example/\">乙<\/a>')</script>""", "script"),
        ("""<script>s = "<a target=_blank href='//b.example/'><b>乙</b></a>"</script>""", "script"),
    ],
)  # fmt: skip
def test_concealed(html: str, way: str) -> None:
    assert concealed(f"<html><body>{html}</body></html>") == [("http://b.example/", "乙", way)]


@pytest.mark.parametrize(
    "html",
    [
        LINK,
        f"<div style='height:100px;font-size:10px;line-height:1.5;width:0.5em'>{LINK}</div>",
        f"<div style='opacity:0.8;left:-10px'>{LINK}</div>",
        "<div style='display:none'><a href='/x'>甲</a><a href='http://www.a.gov.cn/x'>甲</a></div>",
        f"<marquee width=300 height=30>{LINK}</marquee>",
        f"<style>.x{{display:none}}</style><div class=y>{LINK}</div>",
    ],
)
def test_not_concealed(html: str) -> None:
    assert concealed(f"<html><body>{html}</body></html>") == []


@pytest.mark.parametrize(
    "text",
    [
        "abc.com 域名出售",
        "您访问的域名 此域名可以转让 联系我们",
        "The domain abc.com is for sale",
        "Buy this domain",
        "本域名已过期",
        "abc.com - this domain name is parked",
    ],
)
def test_a_domain_is_offered(text: str) -> None:
    assert offer_of_domain(text)


@pytest.mark.parametrize(
    "text",
    [
        "关于规范政府网站域名的通知：域名应当以 .gov.cn 结尾",
        "域名出售" + "正文" * 2000,
        "The domain of this study is public policy",
        "",
    ],
)
def test_no_domain_is_offered(text: str) -> None:
    assert not offer_of_domain(text)
