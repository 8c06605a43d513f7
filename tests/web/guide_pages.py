"""Service guides (办事指南) in the habits of the publishing systems, with known elements."""

from __future__ import annotations

from collections.abc import Callable

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


HABITS: dict[str, Callable[[dict[str, str]], str]] = {
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


def page(habit: str, pairs: dict[str, str], title: str = "老年人优待证办理") -> str:
    """A page whose guide holds these labels and contents, written in one habit."""
    return f"<html><body><h1>{title}</h1>{HABITS[habit](pairs)}</body></html>"
