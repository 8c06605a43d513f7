from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types_contents import GUIDE_ELEMENTS

LABELS = [
    "事项名称",
    "设定依据",
    "申请条件",
    "申请材料",
    "办理地点",
    "承诺时限",
    "咨询电话",
    "办理流程",
]


def elements(inner: str) -> tuple[tuple[str, ...], str]:
    facts = read_page(f"<html><body>{inner}</body></html>".encode(), "http://h.gov.cn/bszn/1.html")
    return facts.guide_elements, facts.kind


@pytest.mark.parametrize(
    "form",
    [
        "<tr><th>{}</th><td>内容</td></tr>",
        "<h3>一、{}</h3><p>内容</p>",
        "<p><strong>{}</strong>内容</p>",
        "<p>（二）{}：内容</p>",
        "<dl><dt>{}</dt><dd>内容</dd></dl>",
    ],
)
def test_labels(form: str) -> None:
    inner = "".join(form.format(label) for label in LABELS)
    inner = f"<table>{inner}</table>" if form.startswith("<tr>") else inner
    assert elements(inner) == (GUIDE_ELEMENTS, "guide")


def test_traditional_and_spaced_labels() -> None:
    inner = "<p>申請條件：x</p><p>辦理材料：x</p><p>辦 理 流 程：x</p><p>聯繫電話：1</p>"
    assert elements(inner) == (("conditions", "materials", "phone", "process"), "guide")


def test_mentions_in_running_text_do_not_count() -> None:
    inner = "<p>请带上申请材料，按办理流程到办理地点，符合申请条件的可拨打咨询电话。</p>" * 3
    assert elements(inner) == ((), "other")


def test_office_hours_make_no_guide() -> None:
    inner = "<p>办公地址：某路1号</p><p>办公时间：8:30</p><p>联系电话：12345</p>"
    assert elements(inner) == (("place", "time", "phone"), "other")


def test_title_stands_for_the_name() -> None:
    inner = "<h1>户口登记</h1><p>办理条件：x</p><p>办理材料：x</p><p>办理程序：x</p>"
    assert elements(inner) == (("name", "conditions", "materials", "process"), "guide")


def test_a_notice_is_no_guide() -> None:
    labels = "".join(f"<p>{label}：内容</p>" for label in ("申报条件", "申报材料", "法律依据"))
    assert elements(f"<h1>创新项目申报</h1>{labels}")[1] == "guide"
    assert elements(f"<h1>关于申报创新项目的通知</h1>{labels}")[1] != "guide"
    assert elements(f"<h1>2026年创新项目申报指南</h1>{labels}")[1] != "guide"


def test_elements_in_other_words() -> None:
    labels = (
        "<h1>残疾人证办理</h1><p>申请条件：本市户籍</p><p>设定依据：条例</p><p>办理流程：评定</p>"
    )
    spoken = "<p>请带身份证到一楼大厅，5个工作日办好，电话12345。</p>"
    assert elements(labels)[0] == ("name", "basis", "conditions", "process")
    assert elements(labels + spoken)[0] == GUIDE_ELEMENTS
