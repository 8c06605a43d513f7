"""Letters as pages show them: their own pages, lists, and what only looks like one."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types_contents import Letter

URL = "http://www.example.gov.cn/ly/1.html"


def read(body: str) -> tuple[Letter, ...]:
    html = f"<html><body><div class='content'>{body}</div></body></html>"
    return read_page(html.encode(), URL, "text/html; charset=utf-8").letters


def cells(*pairs: tuple[str, str]) -> str:
    return "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in pairs)


OWN = Letter(
    url=URL, asked="2024-01-02", answered="2024-01-09", state="answered", by=True, content=True
)


@pytest.mark.parametrize(
    "body",
    [
        f"""<table>{
            cells(
                ("来信人", "张**"),
                ("来信时间", "2024-01-02 10:00"),
                ("来信内容", "公交"),
                ("回复单位", "交通局"),
                ("回复时间", "2024-01-09"),
                ("回复内容", "来信收悉"),
            )
        }</table>""",
        """<p>留言标题：公交</p><p>留言时间：2024年1月2日</p><p>答复单位：例市交通局</p>
        <p>答复时间：2024-01-09 09:12</p><p>答复内容：来信收悉</p>""",
        """<div>咨询人：张**　咨询时间：2024-01-02</div><h3>【咨询内容】</h3><p>公交</p>
        <div>办理单位：交通局　办结时间：2024-01-09</div><h3>办理结果：</h3><p>来信收悉</p>""",
        """<dl><dt>來信時間</dt><dd>2024-01-02</dd><dt>答覆單位</dt><dd>交通局</dd><dt>答覆時間</dt>
        <dd>2024-01-09</dd><dt>答覆內容</dt><dd>來信收悉</dd></dl>""",
    ],
)
def test_a_letter_on_its_own_page(body: str) -> None:
    assert read(body) == (OWN,)


def test_a_reply_without_a_line_of_its_own() -> None:
    (letter,) = read(
        "<p>来信内容：公交</p><p>发布时间：2024-01-02</p><p>答复单位：交通局。答复内容：可以。</p>"
    )
    assert (letter.asked, letter.state, letter.by, letter.content) == ("", "answered", True, True)
    (spoken,) = read(
        "<p>留言标题：公交</p><p>留言时间：2024-01-02</p><p>市民您好，您的留言收悉，线路将调整。</p>"
    )
    assert spoken.state == "answered"


def test_a_letter_that_waits() -> None:
    (letter,) = read("<p>留言标题：公交</p><p>留言时间：2024-01-02</p><p>处理状态：待回复</p>")
    assert (letter.asked, letter.answered, letter.state) == ("2024-01-02", "", "open")
    (silent,) = read("<p>留言标题：公交</p><p>留言时间：2024-01-02</p><p>留言内容：公交</p>")
    assert silent.state == ""
    (traditional,) = read("<p>留言標題：公交</p><p>留言時間：2024-01-02</p><p>處理狀態：待回覆</p>")
    assert traditional.state == "open"


def test_letters_of_a_list() -> None:
    rows = "".join(
        f"<tr><td><a href='{n}.html'>关于第{n}路公交的问题</a></td><td>2024-0{n}-02</td>"
        f"<td>{state}</td></tr>"
        for n, state in enumerate(("已回复", "待回复", "处理中", "公开"), 1)
    )
    found = read(f"<table><tr><th>标题</th><th>时间</th><th>状态</th></tr>{rows}</table>")
    assert [(x.url[-6:], x.asked, x.state, x.listed) for x in found] == [
        ("1.html", "2024-01-02", "answered", True),
        ("2.html", "2024-02-02", "open", True),
        ("3.html", "2024-03-02", "pending", True),
    ]


def test_a_day_in_the_title_is_not_that_of_the_letter() -> None:
    row = "<a href='1.html'>2023年5月4日停水的问题</a>"
    assert read(f"<ul><li>{row}<em>待回复</em></li></ul>") == ()
    (letter,) = read(f"<ul><li>{row}<em>待回复</em><span>2024-01-02</span></li></ul>")
    assert letter.asked == "2024-01-02"


def test_letters_of_a_list_without_table() -> None:
    rows = "".join(
        f"<li><em>[未答复]</em><a href='{n}.html'>关于第{n}路公交</a><span>2024-01-0{n}</span></li>"
        for n in (1, 2, 3)
    )
    assert [x.state for x in read(f"<ul>{rows}</ul>")] == ["open"] * 3


@pytest.mark.parametrize(
    "body",
    [
        "<h1>关于认真办理群众来信的通知</h1><p>发布时间：2024-01-02</p><p>各单位要及时回复。</p>",
        "<p>受理时间：周一至周五</p><p>受理部门：例市交通局</p><p>办理结果：许可证</p>",
        "<form>留言标题：<input name='t'>留言内容：<textarea></textarea></form>",
        "<table><tr><td>待回复</td><td>12</td></tr><tr><td>已回复</td><td>345</td></tr></table>",
        "<ul><li><a href='a'>已回复</a></li><li><a href='b'>待回复</a></li></ul>",
    ],
)
def test_what_is_no_letter(body: str) -> None:
    assert read(body) == ()
