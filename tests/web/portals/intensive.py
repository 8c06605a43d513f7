"""UCAP (开普) and the newer intensive platform (集约化), whose names are 32 hexadecimal digits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth, PageTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal


class Ucap(System):
    """``content_5348020.htm`` in folders of months, the text in ``#UCAP-CONTENT``."""

    name = "ucap"
    host = "www.ucap.gov.cn"
    party: ClassVar = "html"

    def column_path(self, column: Column, page: int = 1) -> str:
        """Lists are ``home.htm``, ``home_1.htm``."""
        return self.folder(column) + ("home.htm" if page == 1 else f"home_{page - 1}.htm")

    def document_path(self, document: Document) -> str:
        """Year and month, then day."""
        day = document.published
        folder = self.folder(self.content.column(document.column))
        return f"{folder}{day:%Y-%m}/{day:%d}/content_{document.id}.htm"

    def row(self, at: str, document: Document) -> str:
        """Headline in ``h4`` and the date in a span of its own."""
        if self.seed % 2:
            day = document.published
            return (
                f"<li><div class='rq'><b>{day:%d}</b><i>{day:%Y-%m}</i></div>"
                f"<h4>{self.title_link(at, document)}</h4></li>"
            )
        return (
            f"<li><h4>{self.title_link(at, document)}<span class='date'> "
            f"{self.shown_day(document)} </span></h4></li>"
        )

    def header_line(self, document: Document) -> str:
        """A bare date with 来源 behind it."""
        shown = f"{document.published.isoformat()} {document.time[:5]}"
        source = f"<span class='font'>来源： {document.source}</span>"
        line = self.choose(f"{shown} {source}", f"{source} {shown} ")
        return (
            f"<div class='pages-date'>{line}<span>字体：<b>大</b> 中 小</span>"
            "<span>打印</span></div>"
        )

    def index(self, document: Document) -> str:
        """Table D over the document, dates in characters."""
        if not document.index_number:
            return ""
        values = markup.index_values(document, self.agency, "%Y年%m月%d日")
        return markup.index_table(markup.TABLE_D, values)

    def wrap(self, inside: str) -> str:
        """The container that the system is known by."""
        return f"<div class='pages_content' id='UCAP-CONTENT'>{inside}</div>"


class Hex(System):
    """``/c107449/202010/<32 digits>.shtml``, pages ``_1.shtml``, behind a splash page."""

    name = "hex"
    host = "www.jiyuehua.gov.cn"
    home = "/index.shtml"
    side = True
    errors: ClassVar = "html"

    def folder(self, column: Column) -> str:
        """A number a column, no tree."""
        return f"/c{100000 + column.id}/"

    def column_path(self, column: Column, page: int = 1) -> str:
        """``list.shtml``, ``list_1.shtml``."""
        return self.folder(column) + ("list.shtml" if page == 1 else f"list_{page - 1}.shtml")

    def document_path(self, document: Document) -> str:
        """Month and digits; some installations have the whole day."""
        digits = hashlib.md5(f"{self.name}{document.id}".encode()).hexdigest()
        style = "%Y%m" if self.seed % 2 else "%Y%m%d"
        folder = self.folder(self.content.column(document.column))
        return f"{folder}{document.published.strftime(style)}/{digits}.shtml"

    def shown_day(self, document: Document) -> str:
        """``2018.05.24``."""
        return f"{document.published:%Y.%m.%d}"

    def row(self, at: str, document: Document) -> str:
        """The date before the title."""
        anchor = self.title_link(at, document)
        return f"<li><i>{self.shown_day(document)}</i>{anchor}</li>"

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Single quotes, and a remark on when the page was made."""
        made = f"页面生成时间 {self.content.as_of.isoformat()} 03:00:12"
        return markup.meta([*pairs, ("others", made)], quote="'", slash=" /")

    def header_line(self, document: Document) -> str:
        """``时间 : 2019-09-29 10:52:50 来源 : 本网``."""
        return (
            f"<div class='sjly'><span>时间 : {document.published.isoformat()} "
            f"{document.time}</span> <span>来源 : {document.source}</span> "
            "<span>访问量 : 2019</span></div>"
        )

    def index(self, document: Document) -> str:
        """Table D."""
        if not document.index_number:
            return ""
        return markup.index_table(markup.TABLE_D, markup.index_values(document, self.agency))

    def headline(self, document: Document) -> str:
        """In a paragraph of the template."""
        return f"<p class='title bt'>{escape(document.title)}</p>"

    def title_of(self, words_: str) -> str:
        """The site before the page."""
        return f"{self.agency.name} | {words_}"

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """A splash page stands at ``/``."""
        splash(portal, marks)


def splash(portal: Portal, marks: MarksTruth) -> None:
    """Put a picture with a link to the home page at ``/``."""
    system = portal.system
    html = (
        f"{system.head(system.agency.name, [])}<div align='center'><a href='{system.home}'>"
        "<img src='/images/logo.png' alt='进入首页'></a></div></body></html>"
    )
    portal.html("/", html, PageTruth("/", "splash", traps=("splash",)))
