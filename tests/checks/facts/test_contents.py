"""What stands under the labels of a guide's elements, in the habits of the publishing systems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.page import read_page
from checks.facts.types import GUIDE_ELEMENTS, PageFacts

FULL = {
    "事项名称": "老年人优待证办理",
    "设定依据": "《老年人权益保障法》第五十二条",
    "申请条件": "本市户籍且年满六十周岁",
    "办理材料": "身份证、户口簿、一寸照片",
    "办理地点": "某路1号一楼大厅3号窗口",
    "办理时间": "周一至周五上午9:00至12:00",
    "联系电话": "0571-12345678",
    "办理流程": "申请、受理、审核、发证",
}


def guide(inner: str) -> PageFacts:
    html = f"<html><body><h1>老年人优待证办理</h1>{inner}</body></html>"
    facts = read_page(html.encode(), "http://h.gov.cn/bszn/1.html")
    assert facts.kind == "guide"
    return facts


def rows(pairs: dict[str, str], form: str) -> str:
    return "".join(form.format(label, words) for label, words in pairs.items())


def two_columns(pairs: dict[str, str]) -> str:
    cells = [f"<td>{label}</td><td>{words}</td>" for label, words in pairs.items()]
    lines = ["".join(cells[i : i + 2]) for i in range(0, len(cells), 2)]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def head_row(pairs: dict[str, str]) -> str:
    head = "".join(f"<th>{label}</th>" for label in pairs)
    body = "".join(f"<td>{words}</td>" for words in pairs.values())
    return f"<table><tr>{head}</tr><tr>{body}</tr></table>"


def tabs(pairs: dict[str, str]) -> str:
    heads = "".join(f"<li>{label}</li>" for label in pairs)
    panels = "".join(f"<div class='panel'>{words}</div>" for words in pairs.values())
    return f"<div class='tab'><ul>{heads}</ul><div class='panels'>{panels}</div></div>"


def tabs_by_address(pairs: dict[str, str]) -> str:
    heads = "".join(f"<li><a href='#t{n}'>{label}</a></li>" for n, label in enumerate(pairs))
    panels = "".join(f"<div id='t{n}'>{words}</div>" for n, words in enumerate(pairs.values()))
    return f"<ul>{heads}</ul><section>其他<p>说明</p>{panels}</section>"


HABITS = {
    "table": lambda p: f"<table>{rows(p, '<tr><td>{}</td><td>{}</td></tr>')}</table>",
    "table, head cells": lambda p: f"<table>{rows(p, '<tr><th>{}：</th><td>{}</td></tr>')}</table>",
    "table, two columns": two_columns,
    "table, labels above": head_row,
    "table, label over the content": lambda p: (
        f"<table>{rows(p, '<tr><td>{}</td></tr><tr><td>{}</td></tr>')}</table>"
    ),
    "headings": lambda p: rows(p, "<h3>{}</h3><p>{}</p>"),
    "numbered headings": lambda p: rows(p, "<p><strong>一、{}</strong></p><p>{}</p>"),
    "before a colon": lambda p: rows(p, "<p>（二）{}：{}</p>"),
    "bold": lambda p: rows(p, "<p><b>【{}】</b>{}</p>"),
    "breaks": lambda p: "<div>" + rows(p, "{}：{}<br>") + "</div>",
    "definition list": lambda p: f"<dl>{rows(p, '<dt>{}</dt><dd>{}</dd>')}</dl>",
    "divs": lambda p: rows(p, "<div class=r><div class=l>{}</div><div class=v>{}</div></div>"),
    "tabs": tabs,
    "tabs by address": tabs_by_address,
}
# Without a box of its own for the content nothing tells an empty element from a short one.
LOOSE = {"table, label over the content", "before a colon", "breaks"}


@pytest.mark.parametrize("habit", HABITS)
def test_full(habit: str) -> None:
    facts = guide(HABITS[habit](FULL))
    assert [element.name for element in facts.guide] == list(GUIDE_ELEMENTS)
    assert {element.status for element in facts.guide} == {"present"}
    assert [element.text for element in facts.guide] == list(FULL.values())
    assert facts.guide_elements == GUIDE_ELEMENTS


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("empty", ["设定依据", "申请条件", "办理材料", "办理流程"])
@pytest.mark.parametrize("nothing", ["", "&nbsp;", "—", "暂无"])
def test_a_label_alone_is_empty(habit: str, empty: str, nothing: str) -> None:
    if nothing and habit in LOOSE and habit != "before a colon":
        pytest.skip("the placeholder is what stands there")
    facts = guide(HABITS[habit](FULL | {empty: nothing}))
    name = GUIDE_ELEMENTS[list(FULL).index(empty)]
    statuses = {element.name: element.status for element in facts.guide}
    assert statuses.pop(name) == "empty"
    assert set(statuses.values()) == {"present"}


def test_an_empty_element_that_no_words_speak_of_is_missing() -> None:
    facts = guide(HABITS["table"](FULL | {"申请条件": "", "办理地点": ""}))
    assert (
        facts.guide_elements
        == tuple(name for name in GUIDE_ELEMENTS if name not in ("conditions", "place"))
        or "place" in facts.guide_elements
    )


@pytest.mark.parametrize(
    "held",
    ["<img src='lct.jpg'>", "<a href='bg.doc'></a>", "<iframe src='/m.html'></iframe>"],
)
@pytest.mark.parametrize("habit", ["table", "headings", "definition list", "tabs", "bold"])
def test_pictures_files_and_frames_are_content(habit: str, held: str) -> None:
    facts = guide(HABITS[habit](FULL | {"办理流程": held}))
    assert {element.status for element in facts.guide} == {"present"}


def test_tabs_whose_panels_come_by_script_are_unread() -> None:
    heads = "".join(f"<li>{label}</li>" for label in FULL)
    facts = guide(f"<ul>{heads}</ul><div id='panel'></div><script src='t.js'></script>")
    assert {element.status for element in facts.guide} == {"unread"}
    assert facts.guide_elements == GUIDE_ELEMENTS


def test_of_two_labels_the_one_with_content_counts() -> None:
    inner = HABITS["table"](FULL | {"办理材料": ""}) + "<h3>申请材料</h3><p>身份证</p>"
    facts = guide(inner)
    assert {element.status for element in facts.guide} == {"present"}


def test_synonyms_and_traditional_labels() -> None:
    pairs = dict(zip(
        ("實施依據", "受理條件", "申請材料", "受理地點", "承諾時限", "諮詢電話", "辦事流程"),
        list(FULL.values())[1:], strict=True,
    ))  # fmt: skip
    facts = guide(HABITS["table"](pairs))
    assert [element.name for element in facts.guide] == list(GUIDE_ELEMENTS[1:])
    assert {element.status for element in facts.guide} == {"present"}


PIECES = [
    *FULL, "内容", "：", "\n", "<table>", "<tr>", "<td>", "</td>", "</table>", "<dl><dt>", "<dd>",
    "<b>", "</b>", "<ul><li>", "<li>", "</ul>", "<div>", "</div>", "<h3>", "<a href='#t1'>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=80))
def test_any_order_of_labels_can_be_read(pieces: list[str]) -> None:
    read_page("".join(pieces).encode(), "http://h.gov.cn/")
