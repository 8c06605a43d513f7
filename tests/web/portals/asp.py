"""Old ASP (老 ASP.NET): GBK that is called gb2312, everything by query, layout by tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.intensive import splash
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal


class Asp(System):
    """``NewsList.aspx?ClassID=659&page=2``; no tags, no breadcrumb links, footer in a frame."""

    name = "asp"
    host = "www.laozhan.gov.cn"
    charset = "gb2312"
    declared = "gb2312"
    doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<HTML>'
    home = "/Default.aspx"
    footer: ClassVar = "frame"
    party: ClassVar = ""
    errors: ClassVar = ""
    tagless = True
    has_clock = True

    @property
    def codec(self) -> str:
        """GBK; one installation sends UTF-8 and goes on declaring gb2312."""
        return "utf-8" if self.seed % 3 == 2 else "gb18030"

    def undated(self, column: Column) -> bool:
        """Guides are listed by name alone."""
        return column.type == "service-guides"

    def list_row(self, at: str, document: Document) -> str:
        """A row of a table also without a date."""
        if self.undated(self.content.column(document.column)):
            return f"<tr height=25><td>·</td><td>{self.title_link(at, document)}</td></tr>"
        return self.row(at, document)

    def column_path(self, column: Column, page: int = 1) -> str:
        """Only the query tells columns and pages apart."""
        first = f"/NewsList.aspx?ClassID={column.id}"
        return first if page == 1 else f"{first}&page={page}"

    def document_path(self, document: Document) -> str:
        """Likewise."""
        return f"/NewsShow.aspx?ID={document.id}"

    def file_path(self, document: Document, n: int) -> str:
        """Uploads, named after the minute."""
        ext = document.attachments[n].ext
        return f"/UploadFiles/{document.published:%Y%m%d}{document.id}{n}.{ext}"

    def head(self, title: str, tags: Sequence[tuple[str, str]]) -> str:
        """The charset in the old form; the title is that of the site on all pages."""
        return (
            f"{self.doctype}<HEAD><META http-equiv=Content-Type "
            f"content='text/html; charset=gb2312'><TITLE>{escape(title)}</TITLE>"
            "<LINK href='/css/style.css' rel=stylesheet></HEAD>\n"
            "<BODY leftmargin=0 topmargin=0>"
        )

    def title_of(self, words_: str) -> str:
        """The site's name."""
        return f"{self.agency.name}"

    def navigation(self, at: str) -> str:
        """One row of a table, images between the words."""
        cells = "".join(
            f"<td>{markup.link(self.column_path(c), c.name)}</td><td>|</td>"
            for c in self.content.columns if not c.below
        )  # fmt: skip
        return (
            "<TABLE width=1000 align=center class=top><TR><TD>"
            f"<IMG src='/images/logo.png'></TD></TR>"
            f"<TR><TD>{markup.clock(self.content.as_of)}</TD></TR></TABLE>\n"
            "<TABLE width=1000 align=center class='menu'><TR><td>"
            f"<a href='{self.home}'>首页</a></td>{cells}</TR></TABLE>\n"
        )

    def breadcrumb(self, at: str, column: Column) -> str:
        """Arrows of two signs."""
        trail = " >> ".join(markup.link(path, name) for name, path in self.names_to(column))
        return f"<table width=1000 align=center><tr><td>您现在的位置：{trail}</td></tr></table>"

    def shown_day(self, document: Document) -> str:
        """``2018/5/4`` or ``[05-24]``."""
        day = document.published
        return f"{day.year}/{day.month}/{day.day}" if self.seed % 2 else f"[{day:%Y-%m-%d}]"

    def row(self, at: str, document: Document) -> str:
        """A row with a dot; cells are not always closed."""
        anchor = self.title_link(at, document)
        end = "" if self.seed % 2 else "</td></tr>"
        return (
            f"<tr height=25><td width=20>·</td><td>{anchor}</td><td width=90 align=right>"
            f"<font color=#999999>{self.shown_day(document)}</font>{end}"
        )

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """A table in a table."""
        inside = "".join(self.list_row(at, document) for document in documents)
        end = "</td></table>" if self.seed % 2 else "</td></tr></table>"
        return f"<table width=760><tr><td><table width=100%>{inside}</table>{end}"

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """All in one line, 页次 first."""
        onward = self.next_path(column, page, pages)
        link = markup.link(onward, "下一页") if onward else "下一页"
        back = markup.link(self.column_path(column), "首页") if page > 1 else "首页"
        return (
            f"<table><tr><td>共{len(column.documents)}条 页次：{page}/{pages}页 "
            f"{back} 上一页 {link} "
            f"{markup.link(self.column_path(column, pages), '尾页')}</td></tr></table>"
        )

    def told_pages(self, pages: int) -> int:
        """Always told."""
        return pages

    def header_line(self, document: Document) -> str:
        """Slashes, no noughts, seconds."""
        day = document.published
        return (
            f"<table width=100%><tr><td align=center>发布者：admin　"
            f"来源：{document.source}　发布时间："
            f"{day.year}/{day.month}/{day.day} {document.time}　点击数：{2000 + document.id % 26}"
            "</td></tr></table>"
        )

    def headline(self, document: Document) -> str:
        """Big and bold in a cell."""
        return (
            "<table width=100%><tr><td align=center><font size=4><b>"
            f"{escape(document.title)}</b></font></td></tr></table>"
        )

    def wrap(self, inside: str) -> str:
        """A cell."""
        return f"<table width=100%><tr><td class='content'>{inside}</td></tr></table>"

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """A splash page stands at ``/``."""
        splash(portal, marks)
