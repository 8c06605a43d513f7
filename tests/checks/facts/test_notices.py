"""The official notices beside the project, wrapped as pages: the texts stay where they are."""

from __future__ import annotations

import html

import pytest

from checks.facts.page import read_page
from checks.facts.types import PageFacts
from tests.notices import notice

# Number in the name of the file: title, document number, issuing body, disclosure, day of
# publication, day of signing. The second says itself when it was published.
EXPECTED = {
    "000": (
        "省政府办公厅关于印发2018年政务公开工作要点及任务分工的通知",
        "苏政办发〔2018〕42号",
        "江苏省人民政府办公厅",
        "open",
        "2018-06-20",
        "2018-05-24",
    ),
    "001": (
        "广东省人民政府办公厅转发国务院办公厅2018年政务公开工作要点的通知",
        "粤府办〔2018〕19号",
        "广东省人民政府办公厅",
        "",
        "2018-05-31",
        "2018-05-24",
    ),
    "002": ("新会区2018年政务公开工作要点分工方案", "", "", "open", "2018-06-20", ""),
    "003": (
        "四川省人民政府辦公廳關於印發四川省2018年政務公開工作要點的通知",
        "川辦發〔2018〕41號",
        "四川省人民政府辦公廳",
        "",
        "2018-06-20",
        "2018-06-13",
    ),
    "004": (
        "区委办公室区政府办公室关于印发《洪泽区深化政务公开工作实施方案（试行）》的通知",
        "洪办发〔2017〕74号",
        "中共淮安市洪泽区委办公室淮安市洪泽区人民政府办公室",
        "",
        "2018-06-20",
        "2017-08-10",
    ),
}

# How publishing systems make a page of such a text: paragraphs in a named box, breaks in a cell.
WRAPPERS = (
    ('<div class="TRS_Editor">{}</div>', "<p>{}</p>"),
    ('<table><tr><td class="bt_content">{}</td></tr></table>', "{}<br>"),
    ('<div id="zoom"><pre>{}</pre></div>', "{}"),
)


def read(text: str, wrapper: tuple[str, str]) -> PageFacts:
    box, line = wrapper
    body = box.format("\n".join(line.format(html.escape(part)) for part in text.split("\n")))
    given = "" if "发布日期:" in text else "发布日期：2018-06-20 来源：本网"
    page = (
        "<html><head><title>某市人民政府门户网站</title></head><body>"
        '<div class="nav"><a href="/">首页</a><a href="/xxgk/">政务公开</a>'
        '<a href="/ysqgk/">依申请公开</a></div>'
        f"<div><span>{given}</span>{body}</div>"
        '<div class="footer">主办：某市人民政府 网站标识码：4400000001</div></body></html>'
    )
    facts = read_page(page.encode(), "http://www.h.gov.cn/xxgk/content_1.html")
    assert facts.kind == "article"
    return facts


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("number", EXPECTED)
def test_notice(number: str, wrapper: tuple[str, str]) -> None:
    facts = read(notice(number), wrapper)
    article, published = facts.article, facts.published
    assert article is not None
    assert published is not None
    told = ("".join(words.split()) for words in (article.title, article.number, article.issuer))
    signed = {date.day for date in facts.dates if date.kind == "signing"}
    assert (*told, article.disclosure, published.day, "".join(signed)) == EXPECTED[number]
    assert article.reply is None
    assert not facts.dates_conflict
