"""Hanweb (大汉): JCMS keeps its rows in data blocks inside scripts, jpaas sends them as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from audit.demo.table import Answer
from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.system import System
from tests.web.portals.truth import MarksTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PROXY = "/module/web/jpage/dataproxy.jsp"


class Jcms(System):
    """``/col/colN/index.html``: the rows stand in ``<record><![CDATA[…]]>`` inside a script."""

    name = "jcms"
    host = "www.jcms.gov.cn"
    party: ClassVar = "html"
    errors: ClassVar = "html"
    webid: ClassVar[int] = 3185

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """The code is left empty, two hosts stand in one tag, the making has a tag of its own."""
        own = {"SiteIDCode": "", "SiteDomain": f"{self.host},{self.host.replace('www', 'zfxx')}"}
        made = ("Maketime", f"{self.content.as_of.isoformat()} 03:28:37")
        return markup.meta([made, *((name, own.get(name, value)) for name, value in pairs)])

    def column_path(self, column: Column, page: int = 1) -> str:
        """There is but one page of a list."""
        return f"/col/col{1229000000 + column.id}/index.html"

    def document_path(self, document: Document) -> str:
        """Year, month and day without noughts; newer versions use the year and 32 digits."""
        column = self.content.column(document.column)
        day = document.published
        if document.id % 7 == 0:
            return f"/art/{day.year}/art_{document.id:032x}.html"
        number = f"art_{1229000000 + column.id}_{document.id}"
        return f"/art/{day.year}/{day.month}/{day.day}/{number}.html"

    def shown_day(self, document: Document) -> str:
        """Full days, or month and day alone where the seed says so: the address has the year."""
        short = self.seed % 2 and document.id % 7
        return f"{document.published:%m-%d}" if short else document.published.isoformat()

    def row(self, at: str, document: Document) -> str:
        """The date in ``<b>``."""
        return f"<li>{self.title_link(at, document)}<b>{self.shown_day(document)}</b></li>"

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """A data block and the call that shows it; the list's box is empty."""
        column = self.content.column(documents[0].column)
        return (
            "<script src='/module/web/jpage/jpage.js'></script><div id='277011'>"
            f"<script type='text/xml'>{self.datastore(at, column, 1)}</script></div>"
            f"<script>jpage({{appid:'1',webid:'{self.webid}',path:'/',"
            f"columnid:'{1229000000 + column.id}',unitid:'277011',perpage:{self.per_page},"
            f"proxyurl:'{_PROXY}'}});</script>"
        )

    def datastore(self, at: str, column: Column, group: int) -> str:
        """One group of records; what a request of the next one gets."""
        start = (group - 1) * self.per_page
        documents = column.documents[start : start + self.per_page]
        pages = -(-len(column.documents) // self.per_page)
        onward = self.group_path(column, group + 1)
        onward = f'<nextgroup><![CDATA[<a href="{onward}"></a>]]></nextgroup>'
        records = "\n".join(
            f"<record><![CDATA[\n{self.row(at, document)}]]></record>" for document in documents
        )
        return (
            f"<datastore>\n{onward if group < pages else ''}"
            f"<totalrecord>{len(column.documents)}</totalrecord>"
            f"<totalpage>{pages}</totalpage>\n<recordset>\n{records}\n</recordset></datastore>"
        )

    def group_path(self, column: Column, group: int) -> str:
        """Where a further group of records is asked for."""
        number = 1229000000 + column.id
        return (
            f"{_PROXY}?page={group}&appid=1&webid={self.webid}&path=/&columnid={number}"
            "&unitid=277011&webname=portal&permissiontype=0"
        )

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """The script's."""
        return "<div id='pagenav'></div>"

    def told_pages(self, pages: int) -> int:
        """Always told."""
        return pages

    def next_path(self, column: Column, page: int, pages: int) -> str:
        """None in the bytes outside the data block."""
        return ""

    def header_line(self, document: Document) -> str:
        """发布日期 and a counter that a script fills, in a table."""
        return (
            f"<table width='100%'><tr><td>发布日期：{document.published.isoformat()} "
            f"{document.time[:5]}</td><td>浏览次数：<script src="
            f"'/module/visitcount/articlehits.jsp?colid=1&artid={document.id}'></script></td><td>信息来源：{document.source}</td>"
            "<td>字体：[ 大 中 小 ]</td></tr></table>"
        )

    def headline(self, document: Document) -> str:
        """Between the comments of the template."""
        return (
            f"<p class='con-title'><!--<$[标题]>begin-->{escape(document.title)}"
            "<!--<$[标题]>end--></p>"
        )

    def wrap(self, inside: str) -> str:
        """Between comments, too."""
        return (
            f"<div id='zoom'><!--ZJEG_RSS.content.begin-->{inside}<!--ZJEG_RSS.content.end--></div>"
        )

    def index(self, document: Document) -> str:
        """Table C, which has no day of publication."""
        if not document.index_number:
            return ""
        return markup.index_table(markup.TABLE_C, markup.index_values(document, self.agency))

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """The groups of records, by GET as the page links them and by POST as scripts ask."""
        for column in self.content.columns:
            pages = -(-len(column.documents) // self.per_page)
            at = self.column_path(column)
            if pages > 1:
                portal.change(at, next_group=self.group_path(column, 2))
            for group in range(2, pages + 1):
                portal.plain(
                    self.group_path(column, group), self.datastore(at, column, group), "text/xml"
                )
        by_number = {str(1229000000 + c.id): c for c in self.content.columns}

        async def answer(request: web.BaseRequest) -> Answer:
            form = parse_qs((await request.read()).decode("utf-8", "replace"))
            query = parse_qs(request.raw_path.partition("?")[2])
            column = by_number.get(form.get("columnid", [""])[0])
            start = int(query.get("startrecord", ["1"])[0])
            group = (start - 1) // self.per_page + 1
            data = self.datastore("/", column, group) if column else "<datastore></datastore>"
            return Answer(data.encode(), "text/xml;charset=utf-8")

        portal.answers[_PROXY] = answer


class Jpaas(System):
    """The newer Hanweb: a script asks an interface for the rows of every list."""

    name = "jpaas"
    host = "www.jpaas.gov.cn"
    doctype = "<!doctype html>\n<html>"
    footer: ClassVar = "html"

    def column_path(self, column: Column, page: int = 1) -> str:
        """As in JCMS."""
        return f"/col/col{column.id}/index.html"

    def document_path(self, document: Document) -> str:
        """Year and 32 digits."""
        return f"/art/{document.published.year}/art_{document.id * 7919:032x}.html"

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """A script that asks the interface for them, with what it has to say to it."""
        column = self.content.column(documents[0].column)
        query = str(self.unit(column))
        return (
            "<div class='list-wrap' id='list'><script src='/js/unitbuild.js' webId='5' "
            f"url='{_UNIT}' parseType='bulidstatic' queryData=\"{query}\"></script></div>"
        )

    def unit(self, column: Column) -> dict[str, str]:
        """What the interface is asked for the rows of a column."""
        return {
            "parseType": "bulidstatic", "webId": "5", "tplSetId": "quSyqDUrFfjv1nGRQhEEH",
            "pageType": "column", "tagId": "列表", "editType": "null", "pageId": str(column.id),
        }  # fmt: skip

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """The script's."""
        return ""

    def next_path(self, column: Column, page: int, pages: int) -> str:
        """None in the bytes."""
        return ""

    def head(self, title: str, tags: Sequence[tuple[str, str]]) -> str:
        """With JSON-LD where the seed says so."""
        told = dict(tags).get("PubDate", "")
        if not told or self.seed % 2 == 0:
            return super().head(title, tags)
        data = json.dumps({"@type": "NewsArticle", "headline": title, "pubDate": f"{told}:00"})
        script = f"<script type='application/ld+json'>{data}</script></head>"
        return super().head(title, tags).replace("</head>", script)

    def told_pages(self, pages: int) -> int:
        """Only the interface knows."""
        return 0

    def header_line(self, document: Document) -> str:
        """All in one line without space after the colon."""
        return (
            f"<div class='info'>发布时间:{document.published.isoformat()} {document.time[:5]}　"
            f"来源:{document.source}　浏览:<i id='c'></i></div>"
        )

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """Its lists are empty in the bytes; an interface has the rows, some at a time."""
        portal.plain("/js/unitbuild.js", "void 0;", "text/javascript")
        for column in self.content.columns:
            at = self.column_path(column)
            if column.state == "list":
                portal.change(
                    at, unread="script", entries=(),
                    more=len(column.documents) > self.per_page,
                )  # fmt: skip
            pages = max(1, -(-len(column.documents) // self.per_page))
            for page in range(1, pages + 1):
                answer = {"code": "200", "data": {"html": self.answer(at, column, page)}}
                path = f"{_UNIT}?{urlencode(self.asked(column, page))}"
                portal.plain(path, json.dumps(answer), "application/json")

    def answer(self, at: str, column: Column, page: int) -> str:
        """HTML of one page of a column's rows, with what a script needs for the next."""
        start = (page - 1) * self.per_page
        documents = column.documents[start : start + self.per_page]
        rows = "".join(self.row(at, document) for document in documents)
        query = {k: v for k, v in self.unit(column).items() if k != "editType"}
        return (
            f"<div id='列表'><div class='page-content'><ul>{rows}</ul></div>"
            f"<div class='pagination' rows='{self.per_page}' count='{len(column.documents)}' "
            f"pageNo='{page}' unitid='列表' unitUrl='{_UNIT}' queryData=\"{query}\"></div></div>"
        )

    def asked(self, column: Column, page: int) -> dict[str, str]:
        """What the interface is asked for one page of a column's rows."""
        query = self.unit(column)
        if page == 1:
            return query
        del query["editType"]
        return query | {"paramJson": f'{{"pageNo":{page},"pageSize":{self.per_page}}}'}
