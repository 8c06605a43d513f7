"""What a site calls things is found by its words, however it is written, and where it leads."""

from __future__ import annotations

import pytest

from checks.columns.names import MOST, Name, Names, names_of
from tests.checks.fixtures.column_pages import NAV, page, portal, rows, series


def titles(*told: str) -> Names:
    return Names(Name(text, "/a", "/p") for text in told)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("抽查*计划", "例市2026年随机抽查年度工作计划"),
        ("抽查*计划", "抽查计划"),
        ("互联网+监管", "国家“互联网＋监管”系统"),
        ("权责清单", "權責清單"),
        ("PPP", "例区ppp项目"),
        ("责任清单", "例市權力和責任清單"),
    ],
)
def test_a_name_with_the_word_is_found(word: str, title: str) -> None:
    assert [name.text for name in titles("例市要闻", title, "公告").find([word])] == [title]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("抽查*计划", ("抽查", "计划")),  # never across two names
        ("抽查*计划", ("抽查一二三四五六七八九十一二三计划",)),
        ("清单", ()),
        ("清单", ("", "？！")),
    ],
)
def test_other_names_are_not(word: str, told: tuple[str, ...]) -> None:
    assert titles(*told).find([word]) == ()


def test_of_names_that_are_alike_one_with_a_day_is_kept() -> None:
    alike = [
        Name("公告", "", "/p"),
        Name("公 告", "/a", "/p", "2026-01-02"),
        Name("公告", "", "/q"),
    ]
    (found,) = Names(alike).find(["公告", "公*告"])
    assert found.day == "2026-01-02"


def test_so_many_and_no_more() -> None:
    assert len(titles(*(f"第{n}号公告" for n in range(2 * MOST))).find(["公告"])) == MOST


def test_names_here_and_of_other_sites_are_apart() -> None:
    builder = portal(nav=(*NAV, ("http://www.other.example/", "例省政务服务网")))
    news = rows(*series("2026-11-20"), title="例市召开第{n}次政务服务会议", at="/xw/a")
    builder.html("/xw/", page("政务动态", news))
    evidence = builder.build()
    names = names_of(evidence)
    assert [n.text for n in names.outside.find(["政务服务"])] == ["例省政务服务网"]
    own = names.own.find(["政务服务"])
    assert len(own) == 6
    assert {name.url or name.page for name in own} <= names.news
