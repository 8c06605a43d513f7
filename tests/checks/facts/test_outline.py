"""The tree that menus and site maps show by their nesting."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.columns import find_columns
from checks.facts.membership import column_of
from checks.facts.page import read_page
from tests.checks.build import PortalBuilder
from tests.corpus import corpus

HOME = "http://www.example.gov.cn/"
MAP = "<title>网站地图</title>"


def branches(html: str, url: str = HOME) -> set[tuple[str, str]]:
    facts = read_page(html.encode(), url)
    cut = len(HOME)
    return {(b.above[cut:], b.url[cut:]) for b in facts.branches}


def a(path: str, words: str = "栏目") -> str:
    return f'<a href="/{path}">{words}</a>'


def test_a_menu_of_nested_lists() -> None:
    menu = f"<ul><li>{a('')}</li><li>{a('zw/')}<ul><li>{a('wj/')}</li><li>{a('jd/')}</li></ul></li>"
    html = f"<div class=nav>{menu}<li>{a('hd/')}<div>{a('xx/')}</div></li></ul></div>"
    assert branches(html) == {("zw/", "wj/"), ("zw/", "jd/"), ("hd/", "xx/")}


def test_three_levels() -> None:
    inner = f"<ul><li>{a('zw/cz/')}<ul><li>{a('zw/cz/ys/')}</li></ul></li></ul>"
    html = f"<div class=nav><ul><li>{a('zw/')}{inner}</li></ul></div>"
    assert branches(html) == {("zw/", "zw/cz/"), ("zw/cz/", "zw/cz/ys/")}


def test_definition_lists_and_headings_of_a_site_map() -> None:
    terms = f"<dl><dt>{a('zw/')}</dt><dd>{a('wj/')}</dd><dt>{a('hd/')}</dt><dd>{a('xx/')}</dd>"
    heads = f"</dl><div><h3>{a('fw/')}</h3><ul><li>{a('zn/')}</li></ul><h3>{a('zj/')}</h3>"
    heads += f"<ul><li>{a('gk/')}</li></ul></div>"
    found = branches(f"{MAP}<div class=content>{terms}{heads}</div>", HOME + "a/b/c/map.html")
    assert found == {("zw/", "wj/"), ("hd/", "xx/"), ("fw/", "zn/"), ("zj/", "gk/")}


def test_a_heading_without_link_stands_over_nothing() -> None:
    html = f"{MAP}<div><h3>政务公开</h3><ul><li>{a('wj/')}</li><li>{a('jd/')}</li></ul></div>"
    assert branches(html) == set()


def test_links_side_by_side_are_no_tree() -> None:
    html = f"<div class=nav><ul><li>{a('zw/')}{a('hd/')}</li><li>{a('fw/')}</li></ul></div>"
    assert branches(html) == set()


def test_lists_of_the_content_are_no_menu() -> None:
    html = f"<div class=content><ul><li>{a('zw/')}<ul><li>{a('wj/')}</li></ul></li></ul></div>"
    assert branches(html) == set()


def test_menus_far_from_the_root_are_not_read_again() -> None:
    html = f"<div class=nav><ul><li>{a('zw/')}<ul><li>{a('wj/')}</li></ul></li></ul></div>"
    assert branches(html, HOME + "a/b/c/d.html") == set()


PIECES = [
    "<ul>", "</ul>", "<li>", "</li>", "<dl>", "</dl>", "<dt>", "<dd>", "<div class=nav>", "</div>",
    "<h3>", "</h3>", "<a href=/a/>政", "<a href=/b/>务</a>", "</a>", "<p>", "<table><tr><td>", "x",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_markup_is_read(pieces: list[str]) -> None:
    for branch in read_page((MAP + "".join(pieces)).encode(), HOME).branches:
        assert branch.url != branch.above


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.lists(st.sampled_from(PIECES)))
@settings(max_examples=40, deadline=None)
def test_columns_of_any_site_are_found(home: list[str], inner: list[str]) -> None:
    builder = PortalBuilder(HOME)
    builder.html("/", MAP + "".join(home))
    builder.html("/a/", MAP + "".join(inner))
    for column in find_columns(builder.build()):
        assert column.parent != column.url
        assert column.level >= 1


@pytest.mark.parametrize("path", ["www.yichun.gov.cn/index.html", "www.gov.cn/index.html"])
def test_damaged_pages_are_read(path: str) -> None:
    body = (corpus() / "sites" / path).read_bytes()
    chance = random.Random(path)
    for _ in range(8):
        start = chance.randrange(len(body))
        damaged = body[:start] + body[start + chance.randrange(2000) :]
        facts = read_page(damaged + body[: chance.randrange(3000)], HOME)
        column_of(facts)
        assert all(branch.url != branch.above for branch in facts.branches)
