"""A mirror in traditional characters (繁體版) whose dates count from the Republic's first year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import opencc

from tests.web.portals import markup
from tests.web.portals.truth import ArticleTruth, EntryTruth, MarksTruth, PageTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal

_S2T = opencc.OpenCC("s2t")


def republican(day: date) -> str:
    """``民國113年3月5日``."""
    return f"民國{day.year - 1911}年{day.month}月{day.day}日"


def add(portal: Portal, marks: MarksTruth) -> None:
    """Add a list and its articles below ``/tw/``; only a script's menu leads there."""
    system = portal.system
    column = system.content.column("news")
    documents = column.documents[:5]
    at = "/tw/news/index.html"
    name = _S2T.convert(column.name)
    rows, entries = [], []
    for document in documents:
        path, title = f"/tw/news/{document.id}.html", _S2T.convert(document.title)
        roc = republican(document.published)
        rows.append(f"<li>{markup.link(path, title)}<span>{roc}</span></li>")
        entries.append(EntryTruth(title, path, document.published.isoformat(), roc))
        text = _S2T.convert("".join(f"<p>{p}</p>" for p in document.paragraphs))
        source = _S2T.convert(document.source)
        inside = (
            f"<h1>{title}</h1><div class='info'>發佈日期：{roc}　資料來源：{source}</div>"
            f"<div class='content'>{text}</div>"
        )
        html = system.head(f"{title}_{system.agency.name}", []) + inside + system.foot()
        truth = PageTruth(
            path, "article", name, column.type, published=document.published.isoformat(),
            article=ArticleTruth(title, source=source), marks=marks,
            linked=False, traps=("republican",),
        )  # fmt: skip
        portal.html(path, html, truth)
    listing = f"<h2>{name}</h2><ul class='list'>{''.join(rows)}</ul>"
    html = system.head(name, markup.column_tags(column)) + listing + system.foot()
    portal.html(at, html, PageTruth(
        at, "column", name, column.type, entries=tuple(entries), newest=entries[0].day, marks=marks,
        linked=False, traps=("republican",),
    ))  # fmt: skip
