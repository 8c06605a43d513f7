from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.urls import (
    MAX_URL,
    folder_of,
    host,
    is_document,
    join_plain,
    normal,
    path_kind,
    resolve,
)
from tests.corpus import corpus

BASE = "http://www.example.gov.cn/zwgk/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a.html", "http://www.example.gov.cn/zwgk/a.html"),
        ("  /a.html\n", "http://www.example.gov.cn/a.html"),
        ("../../../a.html", "http://www.example.gov.cn/a.html"),
        ("//h.gov.cn", "http://h.gov.cn/"),
        ("?page=2", "http://www.example.gov.cn/zwgk/index.html?page=2"),
        ("a.html#top", "http://www.example.gov.cn/zwgk/a.html"),
        ("http://user:secret@h.gov.cn/a", "http://h.gov.cn/a"),
        ("http://h.gov.cn:80/a@b", "http://h.gov.cn/a@b"),
        ("http:\\\\h.gov.cn\\a", "http://h.gov.cn/a"),
        ("详细页.html", "http://www.example.gov.cn/zwgk/%E8%AF%A6%E7%BB%86%E9%A1%B5.html"),
        ("http://政务.example/", "http://xn--zfr164b.example/"),
        ("javascript:void(0)", None),
        ("JavaScript:open('a')", None),
        ("mailto:a@b.cn", None),
        ("tel:12345", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://h.gov.cn/", None),
        ("", None),
        ("#", None),
        ("#top", None),
        ("{{item.url}}", None),
        ("/a/${id}.html", None),
        ("http://", None),
        ("http://a b/", None),
        ("/" + "a" * MAX_URL, None),
    ],
)
def test_resolve(href: str, url: str | None) -> None:
    assert resolve(BASE, href) == url


@pytest.mark.parametrize(
    ("charset", "query"),
    [
        ("utf-8", "?q=%E6%94%BF%E5%BA%9C&p=1"),
        ("gb18030", "?q=%D5%FE%B8%AE&p=1"),
        ("big5hkscs", "?q=%ACF%A9%B2&p=1"),
    ],
)
def test_query_goes_in_the_charset_of_the_page(charset: str, query: str) -> None:
    assert resolve(BASE, "s?q=政府&p=1", charset) == f"http://www.example.gov.cn/zwgk/s{query}"


def test_percent_encodings_of_a_query_are_left_alone() -> None:
    url = resolve(BASE, "s?a=%D5%fe&b=政", "gb18030")
    assert url == "http://www.example.gov.cn/zwgk/s?a=%D5%fe&b=%D5%FE"


def test_web_platform_percent_encoding() -> None:
    tests = json.loads((corpus() / "labelled/url-wpt/percent-encoding.json").read_text("utf-8"))
    codecs = {"utf-8": "utf-8", "big5": "big5hkscs", "windows-1252": "cp1252"}
    seen = 0
    for test in (t for t in tests if isinstance(t, dict)):
        for label in codecs.keys() & test["output"].keys():
            got = resolve("http://h/", "/?" + test["input"], codecs[label])
            assert got == "http://h/?" + test["output"][label]
            seen += 1
    assert seen >= 8


def test_web_platform_host_names() -> None:
    tests = json.loads((corpus() / "labelled/url-wpt/toascii.json").read_text("utf-8"))
    for test in (t for t in tests if isinstance(t, dict)):
        wanted = test["output"] and f"https://{test['output']}/x"
        assert resolve("http://base/", f"https://{test['input']}/x") == wanted


def test_host() -> None:
    assert host("HTTP://WWW.Example.GOV.cn:8080/a") == "www.example.gov.cn"
    assert host("http://[::1]:80/") == "[::1]"
    assert host("nothing") == ""


def test_normal() -> None:
    assert normal("HTTP://H.gov.cn:80/a/../%e6%94#x") == "http://h.gov.cn/%E6%94"
    assert normal("no url") == "no url"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://h/a/P02024.PDF", "document"),
        ("http://h/a.docx?download=1", "document"),
        ("http://h/a.ofd", "document"),
        ("http://h/b.jpg", "image"),
        ("http://h/b.mp4", "media"),
        ("http://h/a.shtml", "page"),
        ("http://h/a.do?file=x.pdf", "page"),
        ("http://h.pdf", "page"),
        ("http://h/v1.2/", "page"),
        ("http://h/", "page"),
    ],
)
def test_path_kind(url: str, kind: str) -> None:
    assert path_kind(url) == kind
    assert is_document(url) == (kind == "document")


@given(st.text(), st.text(), st.sampled_from(["utf-8", "gb18030", "big5hkscs", "utf-16le", "x"]))
def test_resolve_never_raises(base: str, href: str, charset: str) -> None:
    for start in (base, BASE):
        url = resolve(start, href, charset)
        assert url is None or (url.startswith(("http://", "https://")) and url.isascii())
    assert isinstance(normal(href), str)
    assert isinstance(host(href), str)


@pytest.mark.parametrize(
    "base",
    [
        "http://h.gov.cn/a/b/c.html",
        "https://h.gov.cn",
        "http://u:p@h.gov.cn:8080/q/?x/y",
        "about:x",
    ],
)
@pytest.mark.parametrize(
    "href",
    [
        *(
            "a.html",
            "./a/b.htm?x=1&y=.",
            "../a.html",
            "../../../../a",
            "../",
            "./",
            "/a//b",
            "//x.cn",
        ),
        *("..//a", ".//a", "./.a", "a/../b", "..", "a?b#c", "a b", "a:b", "%2e%2e/a", "中", "a\\b"),
        *(
            "http://x.gov.cn/a/b.html",
            "http://X.cn/",
            "http://x.cn",
            "http://x.cn:80/",
            "https://1.2/",
        ),
        *("http://xn--a.cn/", "http://x.cn/./a", "http://x.cn/a'b", "http:a", "https.html", ""),
    ],
)
def test_plain_references_are_joined_as_the_parser_would(base: str, href: str) -> None:
    assert join_plain(folder_of(base), href) in (None, resolve(base, href))


def test_common_references_are_plain() -> None:
    folder = folder_of("http://h.gov.cn/a/b/c.html")
    for href in ("t1.html", "./202405/t1.html", "../x/", "/x.htm?id=1", "https://x.gov.cn/a.pdf"):
        assert join_plain(folder, href)
