"""The official notices beside the project, wrapped as pages: the texts stay where they are."""

from __future__ import annotations

import html
import os
from pathlib import Path

import pytest

from checks.facts.page import read_page
from checks.facts.types import Article

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "domain" / "notices"

# Number in the name of the file: title, document number, issuing body, disclosure.
EXPECTED = {
    "000": (
        "省政府办公厅关于印发2018年政务公开工作要点及任务分工的通知",
        "苏政办发〔2018〕42号",
        "江苏省人民政府办公厅",
        "open",
    ),
    "001": (
        "广东省人民政府办公厅转发国务院办公厅2018年政务公开工作要点的通知",
        "粤府办〔2018〕19号",
        "广东省人民政府办公厅",
        "",
    ),
    "002": ("新会区2018年政务公开工作要点分工方案", "", "", "open"),
    "003": (
        "四川省人民政府辦公廳關於印發四川省2018年政務公開工作要點的通知",
        "川辦發〔2018〕41號",
        "四川省人民政府辦公廳",
        "",
    ),
    "004": (
        "区委办公室区政府办公室关于印发《洪泽区深化政务公开工作实施方案（试行）》的通知",
        "洪办发〔2017〕74号",
        "中共淮安市洪泽区委办公室淮安市洪泽区人民政府办公室",
        "",
    ),
}

# How publishing systems make a page of such a text: paragraphs in a named box, breaks in a cell.
WRAPPERS = (
    ('<div class="TRS_Editor">{}</div>', "<p>{}</p>"),
    ('<table><tr><td class="bt_content">{}</td></tr></table>', "{}<br>"),
)


def notice(number: str) -> str:
    folder = Path(os.environ.get("AUDIT_NOTICES") or _BESIDE)
    found = sorted(folder.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"no official notices at {folder}; set AUDIT_NOTICES to their folder")
    return found[0].read_text(encoding="utf-8")


def article(text: str, wrapper: tuple[str, str]) -> Article:
    box, line = wrapper
    body = box.format("\n".join(line.format(html.escape(part)) for part in text.split("\n")))
    page = (
        "<html><head><title>某市人民政府门户网站</title></head><body>"
        '<div class="nav"><a href="/">首页</a><a href="/xxgk/">政务公开</a>'
        '<a href="/ysqgk/">依申请公开</a></div>'
        f"<div><span>发布日期：2018-06-20 来源：本网</span>{body}</div>"
        '<div class="footer">主办：某市人民政府 网站标识码：4400000001</div></body></html>'
    )
    facts = read_page(page.encode(), "http://www.h.gov.cn/xxgk/t20180620_1.html")
    assert facts.kind == "article"
    assert facts.article is not None
    return facts.article


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("number", EXPECTED)
def test_notice(number: str, wrapper: tuple[str, str]) -> None:
    read = article(notice(number), wrapper)
    told = ("".join(words.split()) for words in (read.title, read.number, read.issuer))
    assert (*told, read.disclosure) == EXPECTED[number]
    assert read.reply is None
