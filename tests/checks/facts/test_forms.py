from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types import SearchForm


def searches(inner: str) -> tuple[SearchForm, ...]:
    page = f"<html><body>{inner}</body></html>".encode()
    return read_page(page, "http://www.example.gov.cn/a/").searches


def test_get_form_with_fixed_fields() -> None:
    form = (
        "<form action='/search.do' name=s><input type=hidden name=webid value=1>"
        "<input type=radio name=pos value=title checked><input type=radio name=pos value=all>"
        "<input name=q><input type=submit name=go value=搜索></form>"
    )
    url = "http://www.example.gov.cn/search.do"
    assert searches(form) == (
        SearchForm(url, "get", "q", (("webid", "1"), ("pos", "title"), ("go", "搜索"))),
    )


@pytest.mark.parametrize(
    "form",
    [
        "<form method=POST action=/s><input name=w placeholder=请输入关键词></form>",
        "<form method=post action=/s><input name=w><button>站内搜索</button></form>",
        "<form method=post action=/s><input name=w><input type=image alt=检索></form>",
        "<table><form method=post action=/s><tr><td><input name=w title=搜索></td></tr></form>"
        "</table>",
    ],
)
def test_forms_that_say_search(form: str) -> None:
    assert searches(form) == (SearchForm("http://www.example.gov.cn/s", "post", "w"),)


@pytest.mark.parametrize(
    "form",
    [
        "<form><input id=searchword><button onclick=go()>搜</button></form>",
        "<form action='javascript:go()'><input name=searchword></form>",
        "<input name=searchword placeholder=请输入><img onclick=go()>",
        "<form action=/search><input placeholder=搜索></form>",
    ],
)
def test_scripted_boxes(form: str) -> None:
    assert [box.scripted for box in searches(form)] == [True]


@pytest.mark.parametrize(
    "form",
    [
        "<form action=/login><input name=username><input type=password name=p></form>",
        "<form action=/subscribe><input name=mail><button>订阅</button></form>",
        "<form action=/vote><input type=radio name=search value=1></form>",
        "<p>搜索</p>",
    ],
)
def test_other_forms_are_not_search_boxes(form: str) -> None:
    assert searches(form) == ()


def test_what_a_browser_sends_with_it() -> None:
    (form,) = searches(
        "<form action=/so><select name=site><option value=1>本站<option value=2 selected>全部"
        "</select><input name=q><button name=go value=1>搜索</button></form>"
    )
    assert (form.fixed, form.hooked) == ((("site", "2"), ("go", "1")), False)


@pytest.mark.parametrize(
    "hook", ["onsubmit='return go()'><input name=q", "><input name=q onclick=x"]
)
def test_a_script_may_change_what_is_sent(hook: str) -> None:
    (form,) = searches(f"<form action=/search {hook}></form>")
    assert form.hooked


@pytest.mark.parametrize(
    "box",
    [
        "<a href='javascript:;' class='icon-search'></a>",
        "<div id=searchBox></div>",
        "<input type=text id=t1><img src=/s.gif onclick='doSearch()'>",
    ],
)
def test_a_box_that_only_its_name_tells(box: str) -> None:
    assert searches(box) == (SearchForm("", "get", "", scripted=True),)


def test_a_script_that_speaks_of_the_form() -> None:
    form = "<form id=seekForm action=/search><input name=q></form>"
    script = "<script>$('#seekForm').submit(function () { go() })</script>"
    assert [searches(form)[0].hooked, searches(form + script)[0].hooked] == [False, True]
