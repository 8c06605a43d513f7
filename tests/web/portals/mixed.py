"""TRS with an interface beside it (动静结合): a few rows are static, a script asks for the rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, ClassVar

from tests.web.portals import markup
from tests.web.portals.content import Column, Document
from tests.web.portals.trs import Trs
from tests.web.portals.truth import MarksTruth

if TYPE_CHECKING:
    from tests.web.portals.portal import Portal

_GROUP = 3
_LATER = "<ul><li ms-repeat='list'><a ms-attr-href='el.url' ms-text='el.title'></a></li></ul>"


class Mixed(Trs):
    """Groups of rows that a script shows by turns; its options alone say how many there are."""

    name: ClassVar[str] = "mixed"
    host: ClassVar[str] = "www.mixed.gov.cn"
    has_clock: ClassVar[bool] = False
    party: ClassVar = "html"
    errors: ClassVar = "script"

    def pages(self, column: Column) -> int:
        """There is one page of a list; the interface has all rows."""
        return 1

    def file_path(self, document: Document, n: int) -> str:
        """With the extension in capitals."""
        stem, _, ext = super().file_path(document, n).rpartition(".")
        return f"{stem}.{ext.upper()}"

    def tags(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Charset and viewport in one tag, ends of two sorts."""
        inside = "\n".join(
            f'<meta name="{name}" content="{escape(value)}"{"/>" if n % 2 else ">"}'
            for n, (name, value) in enumerate(pairs)
        )
        return f'<meta charset="utf-8" name="viewport" content="width=device-width" />\n{inside}'

    def breadcrumb(self, at: str, column: Column) -> str:
        """Items of a list, whose arrows are drawn by the style sheet."""
        trail = "".join(
            f"<li>{markup.link(self.href(at, path), name, title=name, class_='active')}</li>"
            for name, path in self.names_to(column)
        )
        return (
            "<div class='breadcrumb'><span><i class='icon'></i>当前位置：</span>\n"
            f"<ul>\n{trail}\n</ul></div>\n"
        )

    def rows(self, at: str, documents: Sequence[Document]) -> str:
        """A filter, then groups of rows in boxes that a script shows."""
        column = self.content.column(documents[0].column)
        groups = [documents[i : i + _GROUP] for i in range(0, len(documents), _GROUP)]
        boxes = "\n".join(
            f"<div ms-visible='$showStatic({n * _GROUP + 1})'><ul>"
            f"{''.join(self.list_row(at, document) for document in group)}</ul></div>"
            for n, group in enumerate(groups)
        )
        return (
            "<div ms-controller='list'><label>发布时间:</label><span ms-repeat='years'><a href="
            "'javascript:void(0);' ms-click='$year(el)'><font ms-text='el.name'></font></a></span>"
            "<label>关键字:</label><input type='text' ms-duplex='key' placeholder='请输入关键字'>"
            "<button ms-click='$search'>搜索</button></div>"
            f"<div class='list_base' ms-controller='list' des='{column.name}'>"
            f"<div ms-visible='showStatic'>{boxes}</div>"
            f"<div ms-visible='!showStatic'>{_LATER}</div></div>"
        )

    def row(self, at: str, document: Document) -> str:
        """An empty box for the interpretation between title and day."""
        return (
            f"<li>\n{self.title_link(at, document)}\n<em id='rel_{document.id}'></em>\n"
            f"<span class='bf-pass'>{self.shown_day(document)}</span>\n</li>"
        )

    def paging(self, at: str, column: Column, page: int, pages: int) -> str:
        """Options of the script: all records, records of a page."""
        return (
            '<script>var pageChnlInfo={quickMode:"动静结合", maxStaticIndex: 2, classsql: "" || '
            f"\"chnlid={column.id}\",\n recordCount:'{len(column.documents)}', sortfield:"
            f"'-docreltime', prepage:{self.per_page}, cache:true}}</script>"
            "<script>require(['list2.trsapi'], function(m) {m({listApi: {url: '/fjdzapp/search'},"
            "pagebar: {recordCount: pageChnlInfo.recordCount, prepage: 15}})})</script>"
        )

    def told_pages(self, pages: int) -> int:
        """The bytes count records, not pages."""
        return 0

    def header_line(self, document: Document) -> str:
        """The time alone; 来源 stands below the text."""
        return (
            "<div class='article_extend'><span class='article_time'>"
            f"时间：{document.published.isoformat()} {document.time[:5]}</span>"
            "<span class='article_views' ms-text=\"'浏览量：' + pvCount\"></span>"
            "<span ms-click='$addfont()' title='放大字体'><i></i></span><span class='share'><i></i>"
            "<div class='share_box'><a href='javascript:void(0);' title='分享到微信'>微信</a>"
            "<a href='javascript:void(0);' ms-attr-href='share.sina'>微博</a></div></span></div>"
        )

    def headline(self, document: Document) -> str:
        """In a box whose class alone says what it is."""
        return (
            "<div class='article_title_group'><div class='article_title text_align_center'>\n"
            f"{escape(document.title)}\n</div><div class='article_title_sec'></div></div>"
        )

    def article(self, at: str, column: Column, document: Document) -> str:
        """The text, then 来源, the files, and boxes for references that a script fills."""
        files = [
            markup.link(self.href(at, self.file_path(document, n)), f"附件：{file.name}")
            for n, file in enumerate(document.attachments)
        ]
        related = self.href(at, self.paths[document.related.id]) if document.related else ""
        other = self.href(at, self.paths[document.interpreted.id]) if document.interpreted else ""
        listed = "".join(f"<li>{file}</li>" for file in files)
        attached = (
            "<div class='article_attachment'><div class='title_base'><i></i>附件下载</div>"
            f"<div class='list_base'><ul>{listed}</ul></div></div>"
            if files
            else ""
        )
        return (
            f"{self.breadcrumb(at, column)}<div class='article_component'>{self.index(document)}"
            f"{self.headline(document)}{self.header_line(document)}{self.modified_words(document)}"
            "<div class='article_area'><div class='article_content article_content_01' ms-class="
            "'font{{detailFont}}'><div class='detail_video' ms-include-src='videoBoxUrl'></div>"
            f"<div class=TRS_Editor>{markup.body(document, related, other, [])}</div></div></div>"
            f"<div class='article_extend'><span class='article_source'>来源：{document.source}"
            f"</span></div>{attached}<div class='article_qrcode'><p>扫一扫在手机上查看当前页面</p>"
            "</div><button onclick='$close_window()'>关闭</button></div>"
            "<div ms-if='havJdwj||havXglj'><div class='article_relalinks'><div class='title_name'>"
            f"政策文件</div>{_LATER}</div><div class='article_relalinks'><div class='title_name'>"
            f"相关链接</div>{_LATER}</div></div>"
        )

    def foot(self) -> str:
        """Tabs of links to others, 公安备案号 and the sponsor in a line of its own."""
        agency = self.agency
        cities = "".join(
            f"<li>{markup.link(f'http://www.{n}.example/', f'{name}人民政府')}</li>"
            for n, name in enumerate(("东山市", "西河市", "南江市", "北湖市"))
        )
        if not self.marked:
            return super().foot()
        return (
            f"<div class='footer'><ul><li><p>省市政府网站</p><ul>{cities}</ul></li></ul>"
            "<p><a href='/zwzdb/lxwm/index.html'>联系我们</a> <em>|</em> "
            f"<a href='/wzdt/index.html'>网站地图</a></p><p><span>网站标识码：{agency.site_code}"
            "</span> <span><a href='https://beian.mps.gov.cn/#/query/webSearch?code="
            f"{agency.police}'>公安备案号：{agency.police}</a></span> <span><a href="
            f"'https://beian.miit.gov.cn'>{agency.icp}</a></span></p>"
            f"<p>版权所有：{agency.name} 联系电话：{agency.phone}</p>"
            f"{markup.party_mark('html')}<span id='_span_jiucuo' title='政府网站找错'></span>"
            f"<div class='copyright_info'><p>主办单位：{agency.office}</p></div></div>\n"
            "<script src='/images/model.min.js'></script></body></html>"
        )

    def finish(self, portal: Portal, marks: MarksTruth) -> None:
        """The interface has what no link leads to."""
        portal.plain("/images/model.min.js", "void 0;", "text/javascript")
        portal.plain("/zwzdb/lxwm/index.html", "<p>联系我们</p>", "text/html")
        shown = {d.id for c in self.content.columns for d in c.documents[: self.per_page]}
        related = {d.related.id for d in self.content.documents if d.related}
        for column in self.content.columns:
            if len(column.documents) > self.per_page:
                portal.change(self.column_path(column), more=True)
            for document in column.documents:
                if document.id not in shown | related:
                    portal.change(self.paths[document.id], linked=False)
        rows = [{"title": d.title, "url": self.paths[d.id]} for d in self.content.documents]
        portal.plain("/fjdzapp/search", json.dumps({"docs": rows}), "application/json")
