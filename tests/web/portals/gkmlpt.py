"""Guangdong's gkmlpt (政府信息公开目录平台): lists are a shell of Vue, contents are served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth, PageTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal

_SHELL = "/gkmlpt/index"


class Gkmlpt(System):
    """Ordinary columns are static with ``content/post_N.html``; disclosure is in the shell."""

    name = "gkmlpt"
    host = "www.gkmlpt.gov.cn"
    footer: ClassVar = "script"
    party: ClassVar = "html"
    errors: ClassVar = "html"

    def column_path(self, column: Column, page: int = 1) -> str:
        """Columns of disclosure are fragments of one shell: they share its path."""
        if column.below or column.type == "disclosure":
            return f"{_SHELL}" if page == 1 else f"{_SHELL}?page={page}"
        return self.folder(column) + ("index.html" if page == 1 else f"index_{page}.html")

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

    def names_to(self, column: Column) -> list[tuple[str, str]]:
        """Fragments name the columns of the shell."""
        trail = super().names_to(column)
        if column.below:
            trail[-1] = (column.name, f"{_SHELL}#{column.id}")
        return trail

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
        """The shell, its interface, and that what is in it cannot be reached by links."""
        below = [c for c in self.content.columns if c.below]
        config = {
            "SITE_ID": 755001, "NAME": self.agency.name,
            "TREE": [{"id": c.id, "name": c.name} for c in below],
        }  # fmt: skip
        html = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>"
            f"{self.agency.name}政府信息公开目录</title><script>window._CONFIG = "
            f"{json.dumps(config, ensure_ascii=False)};</script>"
            "<link href='/gkmlpt/static/css/app.css' rel='stylesheet'></head><body><div id='app'>"
            "</div><script src='/gkmlpt/static/js/app.js'></script></body></html>"
        )
        disclosure = self.content.column("disclosure")
        portal.html(_SHELL, html, PageTruth(
            _SHELL, "shell", disclosure.name, disclosure.type, unread="json", traps=("shell",),
        ))  # fmt: skip
        portal.plain("/gkmlpt/static/js/app.js", "new Vue({el:'#app'});", "text/javascript")
        portal.plain("/gkmlpt/static/css/app.css", "#app{}", "text/css")
        home = {d.id for t in ("policies", "interpretation")
                for d in self.content.column(t).documents[:5]}  # fmt: skip
        related = {d.related.id for d in self.content.documents if d.related}
        for column in below:
            self._interface(portal, column, column.documents)
            for document in column.documents:
                if document.id not in home | related:
                    portal.change(self.paths[document.id], linked=False)

    def _interface(self, portal: Portal, column: Column, documents: Sequence[Document]) -> None:
        articles = [
            {"id": d.id, "title": escape(d.title), "url": portal.url(self.paths[d.id]),
             "display_publish_time": d.published.isoformat()}
            for d in documents
        ]  # fmt: skip
        portal.plain(
            f"/gkmlpt/api/all/{column.id}?page=1&sid=755001",
            json.dumps({"articles": articles, "total": len(articles)}, ensure_ascii=False),
            "application/json",
        )
