"""TRS WCM (拓尔思): relative links, ``t20240524_123.html``, pages turned by ``createPageHTML``."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal


class Trs(System):
    """``createPageHTML(n, i, "index", "html")`` writes the link 下一页: it is not in the bytes."""

    name = "trs"
    host = "www.trs.gov.cn"
    relative = True
    has_clock = True

    def document_path(self, document: Document) -> str:
        """Guides and odd numbers stand in folders of months."""
        column = self.content.column(document.column)
        month = document.published.strftime("%Y%m/") if document.id % 2 else ""
        return f"{self.folder(column)}{month}t{document.published:%Y%m%d}_{document.id}.html"

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Those of the site twice, as template and inclusion both write them."""
        site = [("google", "notranslate"), *markup.site_tags(self.agency)]
        return markup.meta([*site, *pairs, ("Url", "./")])

    def undated(self, column: Column) -> bool:
        """Guides are listed by name alone."""
        return column.type == "service-guides"

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """A call with numbers, whose function stands in a file, or the loop written out."""
        if self.seed % 2:
            return (
                f"<div class='page'><script>\nvar currentPage = {page - 1};//所在页从0开始\n"
                f"var prevPage = currentPage-1;\nvar nextPage = currentPage+1;\n"
                f"var countPage = {pages};//共多少页\nif(countPage>1&&currentPage!=0)\n"
                'document.write("<a href=\\"index"+"_" + prevPage + "."+"html\\">上一页</a>");\n'
                "if(countPage>1&&currentPage!=(countPage-1))\n"
                'document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");\n'
                "</script></div>"
            )
        return (
            "<div class='page'><script src='/js/fenye.js'></script>"
            f'<script>createPageHTML({pages}, {page - 1}, "index", "html");</script>'
            f"<noscript>共{pages}页</noscript></div>"
        )

    def told_pages(self, pages: int) -> int:
        """Always told."""
        return pages

    def next_path(self, column: Column, page: int, pages: int) -> str:
        """None in the bytes."""
        return ""

    def header_line(self, document: Document) -> str:
        """发布时间 with minutes, and a counter that holds the digits of a year."""
        label = self.choose("发布时间：", "时间：", "发布日期∶")
        return (
            f"<ul class='info'><li><i>{label}</i>{document.published.isoformat()} "
            f"{document.time[:5]}</li><li><i>来源：</i> {document.source} </li>"
            f"<li>浏览次数：<span id='hits'>{2010 + document.id % 9}</span></li></ul>"
        )

    def index(self, document: Document) -> str:
        """Table D."""
        if not document.index_number:
            return ""
        values = markup.index_values(document, self.agency, "%Y年%m月%d日")
        return markup.index_table(markup.TABLE_D, values)

    def wrap(self, inside: str) -> str:
        """The editor's own container with its style sheet."""
        return (
            f"<div id='zoom'><div class='TRS_Editor'><style>.TRS_Editor P{{margin:0}}</style>"
            f"<div class='Custom_UnionStyle'>{inside}</div></div></div>"
        )

    def headline(self, document: Document) -> str:
        """In an ``h2``, as the ``h1`` is the logo's."""
        return f"<h2>{escape(document.title)}</h2>"

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """The file of the function that writes the links of pages."""
        portal.plain("/js/fenye.js", "function createPageHTML(n,i,a,b){}", "text/javascript")


class TrsUpper(Trs):
    """A department on TRS: pages counted from one, a link 下一页, dates in brackets."""

    name: ClassVar[str] = "trs-links"
    host: ClassVar[str] = "czj.trs.gov.cn"
    has_clock = False
    side = True

    def column_path(self, column: Column, page: int = 1) -> str:
        """``index.html``, ``index_2.html``."""
        return self.folder(column) + ("index.html" if page == 1 else f"index_{page}.html")

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """Links as in the default."""
        return System.paging(self, at, column, page, pages)

    def next_path(self, column: Column, page: int, pages: int) -> str:
        """As in the default."""
        return System.next_path(self, column, page, pages)

    def told_pages(self, pages: int) -> int:
        """As in the default."""
        return System.told_pages(self, pages)

    def shown_day(self, document: Document) -> str:
        """``[2018-05-24]``."""
        return f"[{document.published.isoformat()}]"
