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
    assert searches(form) == (SearchForm(url, "get", "q", (("webid", "1"), ("pos", "title"))),)


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
