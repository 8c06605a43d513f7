from __future__ import annotations

import pytest

from checks.facts.limits import FEW_TAGS, affordable
from checks.facts.page import read_page


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000,
        "".join(f"<font id={n}>" for n in range(3000)) + "<p>x" * 20_000,
        "<table><tr><td>" * 60_000,
        "".join(f"<font color={n}>" for n in range(50_000)),
        "<select>" + "<option>x" * 100_000,
        "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">",
        "<p " + " ".join(f"a{n}='>'" for n in range(100_000)) + ">",
        "<script " + "/".join(f"a{n}" for n in range(100_000)) + ">",
        "<a href=x title=y>" * 300_000,
    ],
)
def test_costly_pages_are_cut_and_say_so(html: str) -> None:
    assert 0 < len(affordable(html)) < len(html)
    assert read_page(html.encode(), "http://h.gov.cn/").cut


@pytest.mark.parametrize(
    "html",
    [
        "<div><span>a</span></div>" * 50_000,
        "<p><font size=2>a" * 5_000,
        "<ul>" + "<li><a href=x>a</a>" * 50_000,
        "<b><font color=red>a</font></b>" * 20_000,
        "<div>" * (FEW_TAGS - 1),
    ],
)
def test_long_and_untidy_pages_are_read_whole(html: str) -> None:
    assert affordable(html) == html


def test_a_page_deeper_than_other_parsers_follow_keeps_its_links() -> None:
    html = "<div>" * 5000 + "<a href=/deep.html>深层链接</a>"
    facts = read_page(html.encode(), "http://h.gov.cn/")
    assert [link.url for link in facts.links] == ["http://h.gov.cn/deep.html"]
    assert not facts.cut


@pytest.mark.parametrize("tag", ["div", "table", "center", "x-y"])
def test_a_link_below_any_depth_is_found_and_the_cut_is_told(tag: str) -> None:
    html = (
        f"<{tag}>" * 100_000
        + "<a href=/deep.html>深</a>"
        + f"</{tag}>" * 100_000
        + "<a href=/z>末</a>"
    )
    facts = read_page(html.encode(), "http://h.gov.cn/")
    assert [link.url for link in facts.links] == ["http://h.gov.cn/deep.html", "http://h.gov.cn/z"]
    assert facts.cut


def test_long_scripts_and_comments_are_no_tags() -> None:
    words = "i<n " + "c " * 100_000
    html = f'<!-- {words} --><script>{words}</script><a href=/x title="{words}">x</a>'
    assert affordable(html) == html
