"""A publishing system (发布系统): how it names, dresses and links pages."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup, words
from tests.web.portals.content import Column, Content, Document
from tests.web.portals.truth import MarksTruth, Where

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal


class System:
    """One system's habits; the defaults are those that most share.

    Attributes:
        name: its name here.
        host: the host that its portal stands on.
        charset: what its pages are encoded in, and ``declared`` what they claim.
        per_page: rows of a list page.
        footer, party, errors: how the footer's words, the party mark and the 找错 entry arrive.
        has_clock: the header shows the day.
        side: a side list of newer titles stands before the article.
        relative: links are relative to the page.
        crumbs: articles show a breadcrumb.
    """

    name: ClassVar[str]
    host: ClassVar[str]
    charset: ClassVar[str] = "utf-8"
    declared: ClassVar[str] = "utf-8"
    doctype: ClassVar[str] = "<!DOCTYPE html>\n<html lang='zh-CN'>"
    per_page: ClassVar[int] = 6
    footer: ClassVar[Where] = "html"
    party: ClassVar[Where] = "script"
    errors: ClassVar[Where] = "script"
    has_clock: ClassVar[bool] = False
    side: ClassVar[bool] = False
    relative: ClassVar[bool] = False
    crumbs: ClassVar[bool] = True
    tagless: ClassVar[bool] = False

    def __init__(self, content: Content, seed: int, *, marked: bool = True) -> None:
        self.content = content
        self.marked = marked
        self.agency = content.agency
        self.seed = seed
        self.paths = {d.id: self.document_path(d) for d in content.documents}

    # Addresses.

    home: ClassVar[str] = "/"

    @property
    def codec(self) -> str:
        """What its bytes are really encoded in."""
        return "gb18030" if self.charset == "gb2312" else self.charset

    def pages(self, column: Column) -> int:
        """How many pages its list has."""
        return max(1, math.ceil(len(column.documents) / self.per_page))

    def folder(self, column: Column) -> str:
        """Folder of a column."""
        above = "/zwgk/" if column.below else "/"
        return f"{above}{column.slug}/"

    def column_path(self, column: Column, page: int = 1) -> str:
        """Path of a list page."""
        return self.folder(column) + ("index.html" if page == 1 else f"index_{page - 1}.html")

    def entrance(self, column: Column) -> str:
        """Path by which pages link a column."""
        return self.column_path(column)

    def document_path(self, document: Document) -> str:
        """Path of an article."""
        raise NotImplementedError

    def file_path(self, document: Document, n: int) -> str:
        """Path of an attachment."""
        base = self.document_path(document).rpartition("/")[0]
        day = document.published.strftime("%Y%m%d")
        return f"{base}/P0{day}{document.id:06}{n}.{document.attachments[n].ext}"

    def href(self, at: str, to: str) -> str:
        """How a page at ``at`` refers to the path ``to``."""
        if not self.relative or not to.startswith("/"):
            return to
        base = posixpath.dirname(at.partition("?")[0])
        short = posixpath.relpath(to, base)
        if to.endswith("/"):
            short += "/"
        return short if short.startswith(".") else f"./{short}"

    # Parts of pages.

    def head(self, title: str, tags: Sequence[tuple[str, str]]) -> str:
        """From the doctype to the opened body."""
        pairs = [*markup.site_tags(self.agency), *tags]
        shown = "" if self.tagless else self.tags(pairs)
        return (
            f"{self.doctype}<head>\n<meta charset='{self.declared}'>\n<title>"
            f"{escape(title)}</title>\n{shown}\n"
            "<link rel='stylesheet' href='/css/style.css'></head>\n<body>\n"
        )

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """The page tags, in this system's spelling."""
        return markup.meta(pairs)

    def navigation(self, at: str) -> str:
        """Header with logo, search box and the tree's first level."""
        items = "".join(
            f"<li>{markup.link(self.href(at, self.entrance(c)), c.name)}</li>"
            for c in self.content.columns if not c.below
        )  # fmt: skip
        shown = markup.clock(self.content.as_of) if self.has_clock else ""
        return (
            f"<div class='header'><div class='logo'><a href='{self.href(at, self.home)}'>"
            f"<img src='/images/logo.png' alt='{self.agency.name}'></a></div>{shown}"
            f"<form action='/search/s' method='get'><input type='text' name='searchWord'>"
            f"<input type='submit' value='搜索'></form></div>\n"
            f"<div class='nav'><ul><li>{markup.link(self.href(at, self.home), '首页')}</li>{items}"
            f"</ul></div>\n"
        )

    def names_to(self, column: Column) -> list[tuple[str, str]]:
        """Names and paths from the home page to a column."""
        trail = [("首页", self.home)]
        if column.below:
            upper = self.content.column("disclosure")
            trail.append((upper.name, self.entrance(upper)))
        return [*trail, (column.name, self.entrance(column))]

    def breadcrumb(self, at: str, column: Column) -> str:
        """The line 当前位置."""
        trail = " &gt; ".join(
            markup.link(self.href(at, path), name) for name, path in self.names_to(column)
        )
        return f"<div class='position'>当前位置：{trail}</div>\n"

    def foot(self) -> str:
        """The footer, to the end of the page."""
        year = self.content.as_of.year
        if not self.marked:
            return f"<div class='footer'>{self.agency.name}</div>\n</body></html>"
        if self.footer == "html":
            inside = markup.footer_words(self.agency, year)
        elif self.footer == "script":
            inside = "<script src='/js/footer.js'></script>"
        else:
            inside = "<iframe src='/public/footer.html' width='100%' scrolling='no'></iframe>"
        return (
            f"<div class='footer'>{inside}{markup.party_mark(self.party)}"
            f"{markup.error_entry(self.errors, self.agency)}</div>\n</body></html>"
        )

    # Lists.

    def choose(self, *options: str) -> str:
        """One of several habits, by the seed."""
        return options[self.seed % len(options)]

    def undated(self, column: Column) -> bool:
        """Whether its list shows no dates."""
        return False

    def shown_day(self, document: Document) -> str:
        """Date as it stands beside a title in lists."""
        return document.published.isoformat()

    def list_row(self, at: str, document: Document) -> str:
        """One row of a list, with its date or without."""
        if self.undated(self.content.column(document.column)):
            return f"<li>{self.title_link(at, document)}</li>"
        return self.row(at, document)

    def row(self, at: str, document: Document) -> str:
        """One row of a list that shows dates."""
        anchor = self.title_link(at, document)
        return f"<li>{anchor}<span class='time'>{self.shown_day(document)}</span></li>"

    def title_link(self, at: str, document: Document) -> str:
        """A title that leads to its article; long ones are cut short, as templates do."""
        path = self.href(at, self.paths[document.id])
        title = document.title
        cut = title if len(title) <= 26 else title[:25] + "..."
        return markup.link(path, cut, title=title, target="_blank")

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """The list of a list page."""
        inside = "\n".join(self.list_row(at, document) for document in documents)
        return f"<ul class='list'>\n{inside}\n</ul>"

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """What turns the pages of a list."""
        if pages < 2:
            return ""
        links = []
        if page > 1:
            links.append(markup.link(self.href(at, self.column_path(column, page - 1)), "上一页"))
        links += [
            markup.link(self.href(at, self.column_path(column, n)), str(n))
            for n in range(1, pages + 1)
        ]
        if page < pages:
            links.append(markup.link(self.href(at, self.column_path(column, page + 1)), "下一页"))
        return f"<div class='page'>共{pages}页 {' '.join(links)}</div>"

    def next_path(self, column: Column, page: int, pages: int) -> str:
        """Path that a link 下一页 in the bytes of a list page has."""
        return self.column_path(column, page + 1) if page < pages else ""

    def told_pages(self, pages: int) -> int:
        """How many pages a list page says that there are; 0 if it says nothing."""
        return pages if pages > 1 else 0

    def scripted_list(self) -> str:
        """A list that a script of its own fills."""
        return (
            "<ul id='list_data' class='list'></ul><script>$.ajax({url:'/api/list.do',type:'post',"
            "dataType:'json',success:function(d){$('#list_data').html(d.html)}});</script>"
        )

    # Articles.

    def header_line(self, document: Document) -> str:
        """The line under the headline."""
        raise NotImplementedError

    def index(self, document: Document) -> str:
        """The index table above a document of the disclosure columns; empty for others."""
        return ""

    def dated(self, document: Document) -> bool:
        """Whether its page shows the day of publication."""
        return True

    def headline(self, document: Document) -> str:
        """The headline."""
        return f"<h1>{escape(document.title)}</h1>"

    def wrap(self, inside: str) -> str:
        """The container of the text."""
        return f"<div class='content' id='zoom'>{inside}</div>"

    def article(self, at: str, column: Column, document: Document) -> str:
        """A whole article page without head, navigation and footer."""
        files = [
            (self.href(at, self.file_path(document, n)), file.name)
            for n, file in enumerate(document.attachments)
        ]
        line = self.header_line(document) + self.modified_words(document)
        related = self.href(at, self.paths[document.related.id]) if document.related else ""
        other = self.href(at, self.paths[document.interpreted.id]) if document.interpreted else ""
        side = markup.side_list(self.content, self.paths, document) if self.side else ""
        crumb = self.breadcrumb(at, column) if self.crumbs else ""
        return (
            f"{crumb}{side}<div class='main'>{self.index(document)}{self.headline(document)}"
            f"{line}{self.wrap(markup.body(document, related, other, files))}</div>"
        )

    def modified_words(self, document: Document) -> str:
        """更新时间 behind the line of the header."""
        if document.modified is None:
            return ""
        return f"<span>更新时间：{document.modified.isoformat()}</span>"

    def title_of(self, words_: str) -> str:
        """Title of a page."""
        return f"{words_}_{self.agency.name}"

    def static_text(self, column: Column) -> str:
        """The text that stands on a column page instead of a list."""
        shown = "".join(f"<p>　　{sentence}</p>" for sentence in words.SENTENCES[:6])
        return (
            f"<h1>{column.name}</h1><div class='content'>{shown}"
            f"<p>办公地址：人民路18号；联系电话：{self.agency.phone}</p></div>"
        )

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """Add the pages that only this system has."""
