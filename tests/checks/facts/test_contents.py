"""What stands under the labels of a guide's elements, in the habits of the publishing systems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.page import read_page
from checks.facts.types import PageFacts
from checks.facts.types_contents import GUIDE_ELEMENTS
from tests.web.guide_pages import FULL, HABITS, LOOSE


def guide(inner: str) -> PageFacts:
    html = f"<html><body><h1>老年人优待证办理</h1>{inner}</body></html>"
    facts = read_page(html.encode(), "http://h.gov.cn/bszn/1.html")
    assert facts.kind == "guide"
    return facts


@pytest.mark.parametrize("habit", HABITS)
def test_full(habit: str) -> None:
    facts = guide(HABITS[habit](FULL))
    assert [element.name for element in facts.guide] == list(GUIDE_ELEMENTS)
    assert {element.status for element in facts.guide} == {"present"}
    assert [element.text for element in facts.guide] == list(FULL.values())
    assert facts.guide_elements == GUIDE_ELEMENTS


@pytest.mark.parametrize(
    ("habit", "nothing"),
    [
        (habit, nothing)
        for habit in HABITS
        for nothing in ("", "&nbsp;", "—", "暂无")
        # In loose text a placeholder is what stands there.
        if not nothing or habit not in LOOSE or habit == "before a colon"
    ],
)
@pytest.mark.parametrize("empty", ["设定依据", "申请条件", "办理材料", "办理流程"])
def test_a_label_alone_is_empty(habit: str, empty: str, nothing: str) -> None:
    facts = guide(HABITS[habit](FULL | {empty: nothing}))
    name = GUIDE_ELEMENTS[list(FULL).index(empty)]
    statuses = {element.name: element.status for element in facts.guide}
    assert statuses.pop(name) == "empty"
    assert set(statuses.values()) == {"present"}


def test_an_empty_element_that_no_words_speak_of_is_missing() -> None:
    facts = guide(HABITS["table"](FULL | {"申请条件": "", "办理地点": ""}))
    lacking = {"conditions", "place"}
    assert facts.guide_elements == tuple(n for n in GUIDE_ELEMENTS if n not in lacking)


def test_an_empty_element_that_the_text_tells_is_there() -> None:
    inner = "<p>符合规定的可到一楼大厅办理。</p>" + HABITS["table"](
        FULL | {"申请条件": "", "办理地点": ""}
    )
    assert guide(inner).guide_elements == GUIDE_ELEMENTS


def test_titles_of_a_list_beside_the_guide_tell_nothing_of_it() -> None:
    rows = "".join(
        f"<li><a href='/z/{n}.html'>印发《某市管理办法》的通知</a><span>2024-05-0{n}</span></li>"
        for n in range(1, 7)
    )
    facts = guide(HABITS["table"](FULL | {"设定依据": ""}) + f"<ul>{rows}</ul>")
    assert "basis" not in facts.guide_elements


@pytest.mark.parametrize("script", [
    "$.getJSON('/item.json', function (d) { $('#sxyj').html(d.basis); })",
    "$.post('/i', function (d) { for (k in d) $('#' + k).html(d[k]) })",
    "$.ajax({url: '/i', success: function (d) { $('.sx tr').eq(1).find('td').html(d.b); }})",
])  # fmt: skip
def test_what_a_script_may_fill_is_unread(script: str) -> None:
    rows = "".join(
        f"<tr><td>{label}</td><td id='sxyj'>{'' if label == '设定依据' else words}</td></tr>"
        for label, words in FULL.items()
    )
    table = f"<table class='sx'>{rows}</table>"
    facts = guide(f"{table}<script>{script}</script>")
    assert {e.name: e.status for e in facts.guide}["basis"] == "unread"
    assert "basis" in facts.guide_elements
    counter = "<div id='hits'></div><script>$.get('/count', function (n) { $('#hits').text(n) })"
    facts = guide(f"{table}{counter}</script>")
    assert {e.name: e.status for e in facts.guide}["basis"] == "empty"


def test_what_a_script_writes_in_its_place_is_unread() -> None:
    written = "<script>document.write(basis)</script>"
    facts = guide(HABITS["table"](FULL | {"设定依据": written}))
    assert {e.name: e.status for e in facts.guide}["basis"] == "unread"


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


def test_tabs_within_a_table_of_the_layout() -> None:
    facts = guide(f"<table><tr><td class='content'>{HABITS['tabs'](FULL)}</td></tr></table>")
    assert [element.text for element in facts.guide] == list(FULL.values())


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


HELD = (
    "<tr><td>设定依据</td><td>《某法》</td></tr><tr><td>申请材料</td><td>申请表</td></tr>"
    "<tr><td>申请条件</td><td>年满十八周岁</td></tr>"
)


@pytest.mark.parametrize(
    "row",
    [
        "<td>办理地点</td><td width=5></td><td>大厅一楼</td>",
        "<td>办理地点</td><td>：</td><td>大厅一楼</td>",
        "<td>办理地点</td><td></td></tr><tr><td></td><td>大厅一楼</td>",
        "<td rowspan=2>办理地点</td><td></td></tr><tr><td>大厅一楼</td>",
        "<td>办理地点</td><td><svg><path d='M0 0'/></svg></td>",
        "<td>办理地点</td><td><div style='background:url(/map.png)'></div></td>",
    ],
)
def test_a_gap_beside_a_label_is_not_taken_for_its_content(row: str) -> None:
    facts = guide(f"<table>{HELD}<tr>{row}</tr></table>")
    assert {e.name: e.status for e in facts.guide}["place"] == "present"


@pytest.mark.parametrize(
    "row",
    [
        "<td>办理地点</td><td></td><td>备注</td><td>无</td>",
        "<td>办理地点</td><td></td></tr><tr><td>收费标准</td><td>不收费</td>",
        "<td>办理地点</td><td></td></tr><tr><td></td><td></td>",
        "<td>办理地点</td><td><a href='#top'>返回顶部</a></td>",
        "<td>办理地点</td><td>（正在完善中）</td>",
    ],
)
def test_what_belongs_to_another_label_fills_no_gap(row: str) -> None:
    facts = guide(f"<table>{HELD}<tr>{row}</tr></table>")
    assert {e.name: e.status for e in facts.guide}["place"] == "empty"


def test_numbers_in_boxes_of_their_own_belong_to_their_labels() -> None:
    labels = ("设定依据", "申请材料", "办理流程")
    body = "".join(
        f"<p><span>{n}、</span><span>{x}</span></p><p>{x}如下"
        for n, x in zip("一二三", labels, strict=True)
    )
    facts = guide(body)
    assert [e.text for e in facts.guide] == [f"{x}如下" for x in labels]
