"""The column that a page is or belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.membership import column_of
from checks.facts.page import read_page
from checks.facts.types import PageFacts

URL = "http://www.example.gov.cn/a/b.html"
TEXT = "<p>" + "本市召开会议，研究部署有关工作。" * 20 + "</p>"
ROWS = "".join(f"<li><a href={n}.html>第{n}号事项</a> 2024-05-0{n}</li>" for n in range(1, 6))


def told(html: str) -> tuple[str, tuple[str, ...], str | None]:
    found = column_of(read_page(html.encode(), URL))
    return found.name, found.types, found.how


def tags(**values: str) -> str:
    return "".join(f'<meta name="{k}" content="{v}">' for k, v in values.items())


def path(*names: str) -> str:
    return f"<div>当前位置：<a href=/>首页</a> &gt; {' &gt; '.join(names)}</div>"


@pytest.mark.parametrize(
    ("html", "answer"),
    [
        (tags(ColumnName="例市要闻", ColumnType="工作动态") + ROWS, ("例市要闻", ("news",), "tag")),
        (tags(ColumnName="工作动态", ColumnType="首页") + ROWS, ("工作动态", ("news",), "name")),
        (tags(ColumnName="校园文化", ColumnType="公开") + ROWS, ("校园文化", (), None)),
        (tags(ColumnType="通知公告") + ROWS, ("通知公告", ("notices",), "tag")),
        (path("政务公开", "政策文件") + ROWS, ("政策文件", ("policies",), "breadcrumb")),
        ("<h1>財政預決算</h1>" + ROWS, ("財政預決算", ("budget",), "name")),
        ("<title>通知公告_例市人民政府</title>" + ROWS, ("通知公告", ("notices",), "name")),
        (
            path("新闻中心", "例市要闻", "正文") + "<h1>某会召开</h1>发布时间：2024-05-01" + TEXT,
            ("例市要闻", ("news",), "breadcrumb"),
        ),
        ("<h1>政策解读</h1>发布时间：2024-05-01" + TEXT, ("", (), None)),
        (TEXT, ("", (), None)),
        (
            "<title>政府采购搜索结果</title><p>搜索结果：共找到 5 条</p>" + ROWS,
            ("", (), None),
        ),
    ],
)
def test_what_a_page_says(html: str, answer: tuple[str, tuple[str, ...], str | None]) -> None:
    assert told(html) == answer


@given(st.text(max_size=30), st.text(max_size=30), st.lists(st.text(max_size=20), max_size=5))
def test_any_facts_are_read(name: str, kind: str, crumbs: list[str]) -> None:
    meta = {"ColumnName": name, "ColumnType": kind}
    column_of(PageFacts(meta=meta, breadcrumb=tuple(crumbs), title=name + kind, heading=name))
