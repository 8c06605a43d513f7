"""Guangdong's gkmlpt (政府信息公开目录平台): lists are a shell of Vue, contents are served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import EntryTruth, MarksTruth, PageTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal

_SHELL = "/gkmlpt/index"
_SID = 755001
_UPPER = 900  # 法定主动公开内容, under which the tree has most columns
_BEIJING = timezone(timedelta(hours=8))


class Gkmlpt(System):
    """Ordinary columns are static with ``content/post_N.html``; disclosure is in the shell."""

    name = "gkmlpt"
    host = "www.gkmlpt.gov.cn"
    footer: ClassVar = "script"
    party: ClassVar = "html"
    errors: ClassVar = "html"

    def in_shell(self, column: Column) -> bool:
        """Whether the shell shows it; a text is a page of its own, to which the tree jumps."""
        return column.below and column.state != "text"

    def column_path(self, column: Column, page: int = 1) -> str:
        """Columns of the shell stand where their rows are asked for."""
        if column.type == "disclosure":
            return _SHELL
        if self.in_shell(column):
            return f"/gkmlpt/api/all/{column.id}?page={page}&sid={_SID}"
        return self.folder(column) + ("index.html" if page == 1 else f"index_{page}.html")

    def entrance(self, column: Column) -> str:
        """Columns of the shell are fragments of it."""
        return f"{_SHELL}#{column.id}" if self.in_shell(column) else self.column_path(column)

    def pages(self, column: Column) -> int:
        """The shell has one."""
        return 1 if column.below else super().pages(column)

    def document_path(self, document: Document) -> str:
        """Folders of numbers below gkmlpt, ``content/post_`` elsewhere."""
        column, n = self.content.column(document.column), document.id + 2500000
        if column.below:
            return f"/gkmlpt/content/{n // 1000000}/{n // 1000}/post_{n}.html"
        return f"{self.folder(column)}content/{'m' if n % 9 == 0 else ''}post_{n}.html"

    def file_path(self, document: Document, n: int) -> str:
        """Attachments have a root of their own."""
        base = document.id + 40
        return f"/attachment/0/{base // 1000}/{base}/{document.id}.{document.attachments[n].ext}"

    def row(self, at: str, document: Document) -> str:
        """Title and date both inside the link."""
        path = self.href(at, self.paths[document.id])
        return (
            f"<li><a href='{path}' title='{escape(document.title)}'><span class='title'>"
            f"{escape(document.title)}</span><span class='time'>{self.shown_day(document)}</span>"
            "</a></li>"
        )

    def header_line(self, document: Document) -> str:
        """A space before the colon; none below an index table."""
        if self.content.column(document.column).below:
            return ""
        return (
            f"<div class='content_attr'><span>发布时间 ：{document.published.isoformat()} "
            f"{document.time}</span><span>来源 ：{document.source}</span>"
            "<span>阅读量： - </span></div>"
        )

    def index(self, document: Document) -> str:
        """Table A, also above documents without a number."""
        if not self.content.column(document.column).below:
            return ""
        values = markup.index_values(document, self.agency)
        table = markup.index_table(markup.TABLE_A, values)
        return f"<div class='classify'>{table}</div>"

    def wrap(self, inside: str) -> str:
        """``.article-content``."""
        return f"<div class='article-content'>{inside}</div>"

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """The shell with its tree, and the interface that has the rows."""
        shown = [c for c in self.content.columns if self.in_shell(c)]
        branches: list[dict[str, Any]] = [
            {"id": c.id, "name": c.name, "jump_url": self.jump(c), "children": []}
            for c in self.content.columns if c.below
        ]  # fmt: skip
        upper = {"id": _UPPER, "name": "法定主动公开内容", "jump_url": "", "children": branches}
        html = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>"
            f"{self.agency.name}政府信息公开目录</title><script>\nwindow._CONFIG = {{\n"
            f"  LEVEL: 1,\n  SID: '{_SID}',\n  NAME: '{self.agency.name}',\n"
            f"  TREE: {json.dumps([upper], ensure_ascii=self.seed % 2 == 0)},\n"
            f"  SERVICE_AREA_ID: {_SID // 1000}\n}};</script>"
            "<link href='/gkmlpt/static/css/app.css' rel='stylesheet'></head><body><div id='app'>"
            "</div><script src='/gkmlpt/static/js/app.js'></script></body></html>"
        )
        disclosure = self.content.column("disclosure")
        portal.html(_SHELL, html, PageTruth(
            _SHELL, "shell", disclosure.name, disclosure.type, unread="json", traps=("shell",),
        ))  # fmt: skip
        portal.plain("/gkmlpt/static/js/app.js", "new Vue({el:'#app'});", "text/javascript")
        portal.plain("/gkmlpt/static/css/app.css", "#app{}", "text/css")
        for column in shown:
            self._interface(portal, column)
        every = sorted(
            (d for c in shown for d in c.documents), key=lambda d: d.published, reverse=True
        )
        path = f"/gkmlpt/api/all/{_UPPER}?page=1&sid={_SID}"
        portal.plain(path, self._answer(portal, _UPPER, upper["name"], every), "application/json")

    def jump(self, column: Column) -> str:
        """Where a branch of the tree leads, if not to a list of the shell."""
        return "" if self.in_shell(column) else self.column_path(column)

    def _interface(self, portal: Portal, column: Column) -> None:
        """What the script gets for one column, in place of the page that others would have."""
        path = self.column_path(column)
        if column.state == "script":  # out of order: no list, and no page
            portal.plain(path, '{"code": 500, "message": "系统繁忙"}', "application/json")
            del portal.truth[path]
            return
        body = self._answer(portal, column.id, column.name, column.documents)
        portal.plain(path, body, "application/json")
        portal.truth[path] = PageTruth(
            path, "column", column.name, column.type,
            entries=tuple(
                EntryTruth(d.title, self.paths[d.id], d.published.isoformat(), "shown")
                for d in column.documents
            ),
            newest=max((d.published.isoformat() for d in column.documents), default=""),
            traps=("epoch",),
        )  # fmt: skip

    def _answer(
        self, portal: Portal, number: int, name: object, documents: Sequence[Document]
    ) -> str:
        articles = [
            {
                "id": d.id, "type": "normal", "classify_main": number,
                "title": f"{d.title}<br/>" if d.id % 5 == 0 else d.title,
                "url": portal.url(self.paths[d.id]), "post_url": "", "publisher": d.source,
                "document_number": d.number, "identifier": d.index_number,
                "date": _seconds(d.signed, "00:00:00") if d.signed else 0,
                "create_time": _seconds(d.published, d.time),
                "display_publish_time": _seconds(d.published, d.time),
                "created_at": f"{d.tagged.isoformat()} 09:00:00", "attachment": [],
            }
            for d in documents
        ]  # fmt: skip
        classify = {"id": number, "name": name, "post_count": len(articles), "jump_url": ""}
        told = {
            "articles": articles[:100], "classify": classify, "offset": 0, "total": len(articles)
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False)


def _seconds(day: date, time: str) -> int:
    return int(
        datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=_BEIJING).timestamp()
    )
