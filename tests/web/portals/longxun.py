"""Longxun (龙讯, Anhui): ``News/show``, ``OpennessContent`` with two layouts of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System


class Longxun(System):
    """Disclosure lists are tables: ``search-list`` with heads, or ``td.bt`` and ``td.cwrq``."""

    name = "longxun"
    host = "www.longxun.gov.cn"
    has_clock = True
    party: ClassVar = "script"

    def title_of(self, words_: str) -> str:
        """Tags of the editor stand in the title of one installation, as words."""
        if self.seed % 3 == 2:
            return f"<h1 style='text-align:center'>{words_}</h1>_{self.agency.name}"
        return super().title_of(words_)

    def column_path(self, column: Column, page: int = 1) -> str:
        """``page_N.html`` below the number of the column."""
        kind = "XxgkContent/showList/174" if column.below else "News/showList"
        return f"/{kind}/{column.id}/page_{page}.html"

    def document_path(self, document: Document) -> str:
        """A running number, nothing of the day."""
        below = self.content.column(document.column).below
        return f"/{'OpennessContent' if below else 'News'}/show/{document.id + 1000000}.html"

    def file_path(self, document: Document, n: int) -> str:
        """Uploads by number."""
        return f"/Uploads/file/{document.id}_{n}.{document.attachments[n].ext}"

    def shown_day(self, document: Document) -> str:
        """``[2018-05-24]`` in news, bare in tables."""
        day = document.published.isoformat()
        return day if self.content.column(document.column).below else f"[{day}]"

    def row(self, at: str, document: Document) -> str:
        """The date before the title, in a span that floats to the right."""
        anchor = self.title_link(at, document)
        return f"<li><span class='right date'>{self.shown_day(document)}</span>{anchor}</li>"

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """A table for the disclosure columns; which layout depends on the column."""
        column = self.content.column(documents[0].column)
        if not column.below:
            return f"<div class='listnews'><ul class='doc_list'>{super().rows(at, documents)[18:]}"
        if column.id % 2:
            rows = "".join(
                f"<tr><td>{n}</td><td class='t'>{self.title_link(at, d)}</td><td>{d.number}</td>"
                f"<td>{self.shown_day(d)}</td></tr>"
                for n, d in enumerate(documents, 1)
            )
            return (
                "<table class='search-list'><thead><tr><th>序号</th><th>标题</th><th>文号</th>"
                f"<th>发布日期</th></tr></thead><tbody>{rows}</tbody></table>"
            )
        rows = "".join(
            f"<tr><td class='bt'>{self.title_link(at, d)}</td><td class='cwrq'>"
            f"{self.signed_day(d)}</td><td class='fbrq'>{self.shown_day(d)}</td></tr>"
            for d in documents
        )
        return f"<table class='xxgk_list' cellpadding='0'>{rows}</table>"

    def signed_day(self, document: Document) -> str:
        """成文日期 beside the day of publication."""
        return document.signed.isoformat() if document.signed else ""

    def header_line(self, document: Document) -> str:
        """发布日期 and a counter; the table says it again above disclosed documents."""
        day = document.published.isoformat()
        shown = self.choose(
            f"发布日期:{day}", f"发布时间: {day} {document.time[:5]}", f"日期：{day}"
        )
        return (
            f"<div class='newstitle-info'><span>{shown}</span> "
            f"<span>信息来源：{document.source}</span> <span>浏览次数:-</span> "
            "<span>字体：[大][中][小]</span></div>"
        )

    def index(self, document: Document) -> str:
        """Table B."""
        if not self.content.column(document.column).below:
            return ""
        return markup.index_table(markup.TABLE_B, markup.index_values(document, self.agency))

    def wrap(self, inside: str) -> str:
        """``#wenzhang``."""
        return f"<div class='j-fontContent newscontnet' id='wenzhang'>{inside}</div>"
