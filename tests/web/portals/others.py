"""VSB (博达), systems of ``.jhtml``, and Chengdu's folders of days."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup, mirror
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal


class Vsb(System):
    """``info/1003/1024.htm``; lists show month and day alone, their address has no year either."""

    name = "vsb"
    host = "www.vsb.gov.cn"
    relative = True
    doctype = "<HTML>"
    party: ClassVar = "html"
    errors: ClassVar = ""

    def column_path(self, column: Column, page: int = 1) -> str:
        """``tzgg.htm``, then ``tzgg/2.htm``; folders are misspelt."""
        above = "/zfxxgk1/fdzdgknei_rong/" if column.below else "/"
        return f"{above}{column.slug}.htm" if page == 1 else f"{above}{column.slug}/{page}.htm"

    def document_path(self, document: Document) -> str:
        """Number of the column, number of the document."""
        return f"/info/{self.content.column(document.column).id}/{document.id}.htm"

    def file_path(self, document: Document, n: int) -> str:
        """Under the system's own folder."""
        return f"/__local/{document.id % 16:X}/{document.id}_{n}.{document.attachments[n].ext}"

    def shown_day(self, document: Document) -> str:
        """``05-24``."""
        return f"{document.published:%m-%d}"

    def row(self, at: str, document: Document) -> str:
        """An identifier and an arrow in each row."""
        anchor = self.title_link(at, document)
        return (
            f"<li id='line_u8_{document.id % 9}'><em>{self.shown_day(document)}</em>{anchor}</li>"
        )

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Content before name, and a spelling of its own."""
        return "\n".join(
            f'<META Content="{escape(value)}" Name="{name.replace("SiteName", "Sitename")}">'
            for name, value in pairs
        )

    def header_line(self, document: Document) -> str:
        """发布时间 in characters and 点击 by script."""
        day = document.published
        blank = self.choose("", "&#32;")
        return (
            f"<div class='content-info'>发布时间：{day.year}年{blank}{day.month:02}月"
            f"{day.day:02}日 "
            f"{document.time[:5]}　来源：{document.source}　点击：[<script>"
            f"_showDynClicks('wbnews', 1435107, {document.id})</script>]</div>"
        )

    def headline(self, document: Document) -> str:
        """In ``h2``."""
        return f"<h2 class='title'>{escape(document.title)}</h2>"

    def wrap(self, inside: str) -> str:
        """The system's containers."""
        box = f"<div id='vsb_content'><div class='v_news_content'>{inside}</div></div>"
        return f"{box}<p>上一条：无</p>"


class Jhtml(System):
    """``/c/xxgk/123.jhtml``, pages ``_2.jhtml``; with a mirror in traditional characters."""

    name = "jhtml"
    host = "www.jhtml.gov.cn"
    side = True

    def folder(self, column: Column) -> str:
        """All below ``/c/``."""
        return f"/c/{column.slug}/"

    def column_path(self, column: Column, page: int = 1) -> str:
        """``index.jhtml``, ``index_2.jhtml``."""
        return self.folder(column) + ("index.jhtml" if page == 1 else f"index_{page}.jhtml")

    def document_path(self, document: Document) -> str:
        """A running number."""
        return f"{self.folder(self.content.column(document.column))}{document.id}.jhtml"

    def row(self, at: str, document: Document) -> str:
        """A definition list."""
        anchor = self.title_link(at, document)
        return f"<dl><dt>{anchor}</dt><dd>{self.shown_day(document)}</dd></dl>"

    def header_line(self, document: Document) -> str:
        """Labels in a row, some without a value."""
        label = self.choose("发布时间：", "发 布 时 间：", "发布日期　：")
        return (
            f"<p class='msg'>{label} {document.published.isoformat()} {document.time}　来源：　"
            f"{document.source}　作者：　编辑：</p>"
        )

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """The mirror."""
        mirror.add(portal, marks)


class Chengdu(System):
    """``column-index-2.shtml``, ``/10462/12771/2018/12/19/10465581.shtml``; no meta tags at all."""

    name = "chengdu"
    host = "www.shequ.gov.cn"
    tagless = True
    footer: ClassVar = "html"
    party: ClassVar = "script"
    errors: ClassVar = ""

    def folder(self, column: Column) -> str:
        """Two numbers."""
        return f"/10462/{column.id + 11000}/"

    def column_path(self, column: Column, page: int = 1) -> str:
        """``column-index-N.shtml``."""
        return f"{self.folder(column)}column-index-{page}.shtml"

    def document_path(self, document: Document) -> str:
        """Year, month, day, number."""
        folder = self.folder(self.content.column(document.column))
        return f"{folder}{document.published:%Y/%m/%d}/{document.id + 10000000}.shtml"

    def shown_day(self, document: Document) -> str:
        """``[2018/12/19]``."""
        return f"[{document.published:%Y/%m/%d}]"

    def row(self, at: str, document: Document) -> str:
        """Boxes instead of list items."""
        anchor = self.title_link(at, document)
        return (
            f"<div class='row'><div class='cell'>{anchor}</div>"
            f"<div class='cell2'>{self.shown_day(document)}</div></div>"
        )

    def header_line(self, document: Document) -> str:
        """``2018年12月19日 19时26分`` without a label."""
        hour, minute, _ = document.time.split(":")
        return (
            f"<div class='sub'>{markup.chinese_day(document.published)} {hour}时{minute}分　"
            f"来源：{document.source}　【打印】【关闭】</div>"
        )

    def title_of(self, words_: str) -> str:
        """The page alone."""
        return words_
