"""Forms that ask for personal data, and those that only look so."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types import DataForm

URL = "http://www.a.gov.cn/hd/index.html"


def forms(html: str, url: str = URL) -> tuple[DataForm, ...]:
    return read_page(f"<html><body>{html}</body></html>".encode(), url).data_forms


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ("<input type=password name=x>", {"password"}),
        ("身份证号码：<input name=x>", {"identity"}),
        ("<label>证件号码</label><input name=x>", {"identity"}),
        ("<td>手机号：</td><td><input name=x></td>", {"phone"}),
        ("<input type=tel name=x>", {"phone"}),
        ("<input name=lxdh>", {"phone"}),
        ("<input name=userMobile>", {"phone"}),
        ("<input id=idCard>", {"identity"}),
        ("<input placeholder=请输入银行卡号>", {"card"}),
        ("姓名<input name=a>邮箱<input name=b>", {"name", "email"}),
        ("<input name=realName><input name=address>", {"name", "address"}),
    ],
)
def test_fields_are_known_by_type_name_or_the_words_beside_them(
    fields: str, asked: set[str]
) -> None:
    (form,) = forms(f"<form action=/s method=post>{fields}</form>")
    assert set(form.fields) == asked
    assert (form.action, form.method, form.scripted) == ("http://www.a.gov.cn/s", "post", False)


@pytest.mark.parametrize(
    "html",
    [
        "<form action=/s><input name=q placeholder=请输入关键词></form>",
        "<form action=/s><input name=keyword>按姓名、电话查找信息公开目录中的文件</form>",
        "<form action=/s><input type=email name=m></form>",
        "<form action=/s>姓名<input name=a></form>",
        "<form action=/s>联系电话：0512-12345678<p>地址：人民路1号</p><input type=submit></form>",
        "<form action=/s><textarea name=t placeholder=请留下您的手机号></textarea></form>",
        "<form action=/s><input type=hidden name=phone value=1></form>",
        "<form action=/s><input name=telephoto></form>",
        "<form action=/s><select name=phone></select></form>",
        "<form action=/so>咨询电话：0512-12345678<input name=searchword></form>",
        "<form action=/so>服务热线电话<input name=x></form>",
        "<form action=/so><input name=x placeholder=搜索办事电话></form>",
        "<p>咨询电话</p><p>上班时间：9:00</p>",
    ],
)
def test_search_boxes_newsletters_and_words_are_no_such_forms(html: str) -> None:
    assert forms(html) == ()


def test_a_form_without_action_goes_to_its_page() -> None:
    (form,) = forms("<form><input type=password></form>")
    assert (form.action, form.method) == (URL, "get")


@pytest.mark.parametrize(
    "html",
    [
        "<form action=/s onsubmit='return f()'><input type=password></form>",
        "<form action='javascript:f()'><input type=password></form>",
        "<form><input type=password></form>",
        "<form action='#'><input type=password></form>",
        "<form action=/s><input type=password><button onclick='f()'>登录</button></form>",
        "<div><input type=password><button onclick='f()'>登录</button></div>",
    ],
)
def test_what_a_script_sends_is_told_apart(html: str) -> None:
    (form,) = forms(html)
    assert form.scripted


def test_fields_of_a_form_in_a_table_are_its_own() -> None:
    (form,) = forms(
        "<table><form action=/s method=post><tr><td>身份证号<input name=x></td></tr></form></table>"
    )
    assert (form.action, form.fields) == ("http://www.a.gov.cn/s", ("identity",))


def test_very_many_fields_are_bounded() -> None:
    assert len(forms("<form action=/a><input type=password></form>" * 3000)) == 1
    many = "".join(f"<form action=/{n}><input type=password></form>" for n in range(3000))
    assert len(forms(many)) == 50
