"""Charsets and addresses as hostile and careless pages write them, read as browsers read them."""

from __future__ import annotations

from html import escape as html_escape
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from checks.facts.urls import resolve
from tests.spiders.test_hostile_bodies import HOME, site_with
from tests.web import behaviours as b
from tests.web.internet import Internet

WORDS = "关于公布政府信息公开年度报告的通知，中国人民政府在本年度的工作是有序的。"
TRADITIONAL = "關於公布政府資訊公開年度報告的通知，中國人民政府在本年度的工作是有序的。"
RARE = "㐂㙟㛃䶮𠮷"  # in GB 18030 only, four bytes each


def html(words: str, meta: str = "") -> str:
    head = f"<meta charset={meta}>" if meta else ""
    return f"<html><head>{head}<title>{words[:6]}</title></head><p>{words * 20}</p></html>"


PAGES = {
    "gbk-undeclared": (html(WORDS).encode("gbk"), "text/html", WORDS),
    "gb2312-with-gb18030": (
        html(RARE + WORDS).encode("gb18030"),
        "text/html; charset=gb2312",
        RARE + WORDS,
    ),
    "gb2312-in-meta": (html(RARE + WORDS, "gb2312").encode("gb18030"), "text/html", RARE + WORDS),
    "meta-says-utf-8-is-gbk": (html(WORDS, "utf-8").encode("gbk"), "text/html", WORDS),
    "meta-says-gbk-is-utf-8": (html(WORDS, "gbk").encode(), "text/html", WORDS),
    "header-says-latin-is-gbk": (html(WORDS).encode("gbk"), "text/html; charset=ISO-8859-1", WORDS),
    "header-nonsense": (html(WORDS).encode(), "text/html; charset=utf-8-nonsense", WORDS),
    "utf-16-bom": (html(WORDS).encode("utf-16"), "text/html", WORDS),
    "utf-16be-bom": (
        b"\xfe\xff" + html(WORDS).encode("utf-16-be"),
        "text/html; charset=utf-8",
        WORDS,
    ),
    "utf-8-bom": (html(WORDS, "gbk").encode("utf-8-sig"), "text/html; charset=gbk", WORDS),
    "utf-8-broken-spots": (
        html(WORDS).encode().replace("年".encode(), b"\xe5\xb9", 1) + b"\xff\xfe\x80",
        "text/html; charset=utf-8",
        "",
    ),
    "big5-undeclared": (html(TRADITIONAL).encode("big5"), "text/html", TRADITIONAL),
    "big5-declared": (html(TRADITIONAL).encode("big5"), "text/html; charset=big5", TRADITIONAL),
    "late-meta": (
        b"<html><head><!--" + b"x" * 5000 + b"-->" + html(WORDS, "gbk").encode("gbk")[12:],
        "text/html",
        WORDS,
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_decoded_as_readers_see_them(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    body, declared, words = PAGES[name]
    evidence = site_with(internet, tmp_path, {"/x.html": b.raw(body, declared)})
    page = evidence.page(HOME + "x.html")
    assert page is not None
    if words:
        assert page.facts.title == words[:6]
    else:
        assert page.facts.title.startswith("关于公布政府")
    assert "�" not in page.facts.title


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(256)) * 100,
        b"\x80" * 10_000,
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xfe\xff\xd8",
        b"\0" * 9999,
        b"<title>\xed\xa0\x80</title>",
        b"<a href='/\xed\xb0\x80'>x</a>",
        b"\x1b$B" * 999,
        b"+ADw-script",
    ],
)
def test_bytes_that_are_no_text_do_no_harm(internet: Internet, tmp_path: Path, body: bytes) -> None:
    evidence = site_with(internet, tmp_path, {"/x.html": b.raw(body, "text/html")})
    attempt = evidence.attempt(HOME + "x.html")
    assert attempt is not None and (attempt.status, attempt.size) == (200, len(body))


# What Chromium and Firefox send for this link on a page in that charset: the path always in
# UTF-8, the query in the page's charset, what it lacks as a character reference (WHATWG URL).
SENT = [
    ("gb18030", "/栏目/x.html", "/栏目/x.html".encode()),
    ("gbk", "/s?q=公开", "/s?q=公开".encode("gb18030")),
    ("gb2312", "/s?q=公开&t=报告", "/s?q=公开&t=报告".encode("gb18030")),
    ("big5", "/s?q=公開", "/s?q=公開".encode("big5")),
    ("big5", "/s?q=们", b"/s?q=&#20204;"),
    ("utf-8", "/s?q=公开", "/s?q=公开".encode()),
    ("utf-16", "/s?q=公开", "/s?q=公开".encode()),
    ("gb18030", "/%B9%AB/x?q=%B9%AB", b"/\xb9\xab/x?q=\xb9\xab"),
    ("gb18030", "/s?q=a b", b"/s?q=a b"),
]


@pytest.mark.parametrize(("charset", "href", "sent"), SENT)
def test_the_server_sees_the_bytes_that_a_browser_would_send(
    internet: Internet, tmp_path: Path, charset: str, href: str, sent: bytes
) -> None:
    link = f"<p>{TRADITIONAL if charset == 'big5' else WORDS}</p>"
    text = link + f'<a href="{href}">x</a>'
    body = text.encode(charset, "xmlcharrefreplace")
    declared = "text/html" if charset == "utf-16" else f"text/html; charset={charset}"
    site_with(internet, tmp_path, {"/x.html": b.raw(body, declared)})
    asked = [unquote_to_bytes(t) for t in internet.asked("www.a.gov.cn")]
    assert sent in asked


BASE = "http://www.a.gov.cn/zwgk/index.html?id=1"
SITE = "http://www.a.gov.cn"
# href on that page → what Chromium asks for (WHATWG URL, checked against its test suite's rules);
# None: nothing to fetch.
HREFS: dict[str, str | None] = {
    "x.html": f"{SITE}/zwgk/x.html",
    "./x.html": f"{SITE}/zwgk/x.html",
    "../x.html": f"{SITE}/x.html",
    "../../../x.html": f"{SITE}/x.html",
    "/a/./b/../c": f"{SITE}/a/c",
    "/a/%2e%2e/b": f"{SITE}/b",
    "/a/%2E/b": f"{SITE}/a/b",
    "..": f"{SITE}/",
    ".": f"{SITE}/zwgk/",
    "": None,
    "#top": None,
    "?q": f"{SITE}/zwgk/index.html?q",
    "?": f"{SITE}/zwgk/index.html?",
    "x?": f"{SITE}/zwgk/x?",
    "\\back\\slash.html": f"{SITE}/back/slash.html",
    "sub\\x.html": f"{SITE}/zwgk/sub/x.html",
    "\\\\www.b.gov.cn\\x": "http://www.b.gov.cn/x",
    "//www.b.gov.cn/x": "http://www.b.gov.cn/x",
    "///www.b.gov.cn/x": "http://www.b.gov.cn/x",
    "http:///www.b.gov.cn/x": "http://www.b.gov.cn/x",
    "http:x.html": f"{SITE}/zwgk/x.html",
    "http:/x.html": f"{SITE}/x.html",
    "https:x.html": "https://x.html/",
    "http:\\\\www.b.gov.cn\\x": "http://www.b.gov.cn/x",
    "HTTP://WWW.B.GOV.CN/X": "http://www.b.gov.cn/X",
    "hTtPs://www.b.gov.cn:443/x": "https://www.b.gov.cn/x",
    "http://www.b.gov.cn:80/": "http://www.b.gov.cn/",
    "http://www.b.gov.cn:443/": "http://www.b.gov.cn:443/",
    "http://www.b.gov.cn:0080/": "http://www.b.gov.cn/",
    "http://www.b.gov.cn:/": "http://www.b.gov.cn/",
    "http://www.b.gov.cn": "http://www.b.gov.cn/",
    "http://www.b.gov.cn?x": "http://www.b.gov.cn/?x",
    "http://www.b.gov.cn./": "http://www.b.gov.cn./",
    "  x.html \t": f"{SITE}/zwgk/x.html",
    "x\n.ht\tml": f"{SITE}/zwgk/x.html",
    "ht\ntp://www.b.\tgov.cn/": "http://www.b.gov.cn/",
    "a b.html": f"{SITE}/zwgk/a%20b.html",
    "a%20b.html": f"{SITE}/zwgk/a%20b.html",
    "a+b.html": f"{SITE}/zwgk/a+b.html",
    "100%.html": f"{SITE}/zwgk/100%.html",
    "a|b.html": f"{SITE}/zwgk/a|b.html",
    "a[1].html": f"{SITE}/zwgk/a[1].html",
    "a^b`c.html": f"{SITE}/zwgk/a%5Eb%60c.html",
    'a"b<c>.html': f"{SITE}/zwgk/a%22b%3Cc%3E.html",
    "a'b.html": f"{SITE}/zwgk/a'b.html",
    "?a'b": f"{SITE}/zwgk/index.html?a%27b",
    "?a=1&amp;b": f"{SITE}/zwgk/index.html?a=1&amp;b",
    "a;jsessionid=1?x": f"{SITE}/zwgk/a;jsessionid=1?x",
    "a//b///c": f"{SITE}/zwgk/a//b///c",
    "公开.html": f"{SITE}/zwgk/%E5%85%AC%E5%BC%80.html",
    "http://政务.中国/": "http://xn--zfr164b.xn--fiqs8s/",
    "http://www。b。gov。cn/": "http://www.b.gov.cn/",
    "http://ｗｗｗ.ｂ.gov.cn/": "http://www.b.gov.cn/",
    "http://user:pw@www.b.gov.cn/": "http://www.b.gov.cn/",
    "http://www.a.gov.cn@www.b.gov.cn/": "http://www.b.gov.cn/",
    "http://www.b.gov.cn/#frag": "http://www.b.gov.cn/",
    "x.html#a#b": f"{SITE}/zwgk/x.html",
    "http://0x7f.1/": "http://127.0.0.1/",
    "http://[::ffff:7f00:1]/": "http://[::ffff:7f00:1]/",
    "http://www.b.gov.cn:70000/": None,
    "http://www.b.gov.cn:x/": None,
    "http://a b/": None,
    "http://a<b/": None,
    "http://[::1/": None,
    "http://256.1.1.1/": None,
    "http://": None,
    "//": None,
    "javascript:void(0)": None,
    "java\nscript:void(0)": None,
    " javascript:x": None,
    "mailto:x@a.gov.cn": None,
    "tel:12345": None,
    "data:text/html,x": None,
    "file:///etc/passwd": None,
    "ftp://www.a.gov.cn/": None,
    "{{item.url}}": None,
    "${url}": None,
    "<%=url%>": None,
}


@pytest.mark.parametrize("href", HREFS)
def test_references_resolve_as_in_browsers(href: str) -> None:
    assert resolve(BASE, href) == HREFS[href]


def test_every_reference_of_the_table_on_one_page_is_harmless(
    internet: Internet, tmp_path: Path
) -> None:
    links = "".join(f'<a href="{html_escape(href)}">x</a>' for href in HREFS)
    evidence = site_with(internet, tmp_path, {"/zwgk/index.html?id=1": b.html(links)})
    own = {url for url in HREFS.values() if url is not None}
    missing = {url for url in own if url not in evidence.targets}
    assert missing == set()
