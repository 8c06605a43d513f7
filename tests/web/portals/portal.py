"""A whole portal: every page that a system makes of a content, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from aiohttp import web

from audit.demo.files import image
from audit.demo.table import NOT_FOUND, Answer, Handler
from tests import documents
from tests.web.portals import markup, words
from tests.web.portals.content import Column, Content, Document, write
from tests.web.portals.system import System
from tests.web.portals.truth import ArticleTruth, EntryTruth, Fault, MarksTruth, PageTruth

if TYPE_CHECKING:
    from tests.web.internet import Internet

AS_OF = date(2026, 11, 22)
"""The day of inspection that portals are written for."""

_ROWS = (("项目", "金额（万元）"), ("合计", "1000"))
_FILES: dict[str, tuple[str, Callable[[documents.Rows], bytes]]] = {
    "pdf": ("application/pdf", documents.pdf),
    "doc": ("application/msword", documents.doc),
    "xls": ("application/vnd.ms-excel", documents.xls),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        documents.docx,
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        documents.xlsx,
    ),
    "wps": ("application/octet-stream", documents.doc),
    "zip": ("application/zip", lambda rows: documents.zipped({"1.docx": documents.docx(rows)})),
}


@cache
def _attachment(extension: str) -> Answer:
    """A sound attachment: its program opens it."""
    media_type, make = _FILES[extension]
    return Answer(make(_ROWS), media_type)


@dataclass
class Portal:
    """One generated portal.

    Attributes:
        system: its publishing system.
        answers: what it answers, by raw path.
        truth: what is true of its HTML pages, by raw path.
        dead: paths that its pages link and that are not there.
        missing: what it answers to every other path.
    """

    system: System
    answers: dict[str, Answer | Handler] = field(default_factory=dict)
    truth: dict[str, PageTruth] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    missing: Answer = NOT_FOUND

    @property
    def host(self) -> str:
        """The host that it stands on."""
        return self.system.host

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"http://{self.host}{path}"

    def body(self, path: str) -> bytes:
        """Bytes of a page."""
        answer = self.answers[path]
        assert isinstance(answer, Answer)
        return answer.body

    def serve(self, internet: Internet) -> str:
        """Put it on the tests' internet; returns the address of its home page."""
        return internet.site(self.host, self.answers, missing=self.missing)

    # How pages get in.

    def html(self, path: str, html: str, truth: PageTruth | None, charset: str = "") -> None:
        """Add a page in the charset of its system."""
        codec = charset or self.system.codec
        self.answers[path] = Answer(html.encode(codec), "text/html")
        if truth is not None:
            self.truth[path] = replace(truth, charset=codec)

    def plain(self, path: str, body: str | bytes, content_type: str) -> None:
        """Add something that is no page."""
        data = body if isinstance(body, bytes) else body.encode("utf-8")
        self.answers[path] = Answer(data, content_type)

    def change(self, path: str, **changes: object) -> None:
        """Change what is said to be true of a page."""
        self.truth[path] = replace(self.truth[path], **changes)  # type: ignore[arg-type]


def build(
    kind: type[System],
    seed: int,
    as_of: date = AS_OF,
    faults: frozenset[Fault] = frozenset(),
    change: Callable[[Content], None] = lambda _content: None,
) -> Portal:
    """Build the portal of a system with a seed; the same arguments give the same bytes.

    ``change`` may add to what the portal says before it is dressed.
    """
    marked = "no-marks" not in faults
    content = write(kind.name, kind.host, seed, as_of, faults)
    change(content)
    system = kind(content, seed, marked=marked)
    portal = Portal(system)
    marks = MarksTruth()
    if marked:
        marks = markup.marks(system.agency, system.footer, system.party, system.errors)
    _home(portal, marks)
    for column in system.content.columns:
        _column(portal, column, marks)
        for document in column.documents:
            _article(portal, column, document, marks)
    _map(portal, marks)
    _search(portal, marks)
    _error(portal)
    _files(portal)
    system.finish(portal, marks)
    _plant(portal, faults)
    return portal


def _plant(portal: Portal, faults: frozenset[Fault]) -> None:
    """Take away what is to be missing."""
    system = portal.system
    if "dead-link" in faults:
        portal.dead.add(system.paths[system.content.column("news").documents[1].id])
    if "dead-file" in faults:
        document = next(d for d in system.content.documents if d.attachments)
        portal.dead.add(system.file_path(document, 0))
    for path in portal.dead:
        del portal.answers[path]
        portal.truth.pop(path, None)
    if "soft-404" in faults:
        portal.missing = Answer(portal.body(system.home), "text/html")


def _page(system: System, at: str, title: str, tags: list[tuple[str, str]], inside: str) -> str:
    return f"{system.head(title, tags)}{system.navigation(at)}{inside}{system.foot()}"


def _traps(system: System, *more: str) -> tuple[str, ...]:
    shown = {"clock"} if system.has_clock else set()
    return tuple(sorted({"copyright", *shown, *more}))


def _home(portal: Portal, marks: MarksTruth) -> None:
    system, content = portal.system, portal.system.content
    at = system.home
    blocks = []
    for type_ in ("news", "notices", "policies", "interpretation"):
        column = content.column(type_)
        more = markup.link(system.href(at, system.entrance(column)), "更多>>")
        rows = "".join(system.row(at, document) for document in column.documents[:5])
        rows = f"<table>{rows}</table>" if rows.startswith("<tr") else f"<ul>{rows}</ul>"
        blocks.append(f"<div class='box'><h2>{column.name}{more}</h2>{rows}</div>")
    inside = "".join(blocks) + markup.departments()
    title = f"{system.agency.name}门户网站"
    tags = [("ColumnType", "首页"), ("ColumnName", "首页")] if not system.tagless else []
    html = _page(system, at, title, tags, inside)
    portal.html(at, html, PageTruth(at, "home", marks=marks, traps=_traps(system, "friends")))


def _column(portal: Portal, column: Column, marks: MarksTruth) -> None:
    system = portal.system
    names = tuple(name for name, _ in system.names_to(column))
    documents = column.documents
    pages = system.pages(column)
    for page in range(1, pages + 1):
        at = system.column_path(column, page)
        if at in portal.truth:
            continue
        shown = documents[(page - 1) * system.per_page : page * system.per_page]
        inside = system.breadcrumb(at, column) + _list_side(portal, at, column)
        truth = PageTruth(
            at, "column", column.name, column.type, breadcrumb=names, marks=marks,
            traps=_traps(system),
        )  # fmt: skip
        if column.state == "list":
            inside += f"<div class='main'><h2>{column.name}</h2>{system.rows(at, shown)}"
            inside += system.paging(at, column, page, pages) + "</div>"
            truth = replace(
                truth,
                entries=tuple(_entry(system, document) for document in shown),
                newest=max(d.published for d in shown).isoformat(),
                next_page=system.next_path(column, page, pages),
                more=pages > 1,
                page_count=system.told_pages(pages),
            )
        elif column.state == "text":
            inside += f"<div class='main'>{system.static_text(column)}</div>"
            truth = replace(truth, kind="text")
        elif column.state == "empty":
            says = words.EMPTY[system.seed % len(words.EMPTY)]
            inside += f"<div class='main'><h2>{column.name}</h2><ul><li>{says}</li></ul></div>"
            truth = replace(truth, traps=_traps(system, "empty"))
        elif column.state == "script":
            inside += f"<div class='main'><h2>{column.name}</h2>{system.scripted_list()}</div>"
            truth = replace(truth, unread="script")
        else:
            inside += _directory(portal, at)
            truth = replace(truth, kind="directory")
        html = _page(system, at, system.title_of(column.name), markup.column_tags(column), inside)
        portal.html(at, html, truth)


def _list_side(portal: Portal, at: str, column: Column) -> str:
    """Columns beside a list: its sisters below 政府信息公开."""
    system = portal.system
    if not column.below:
        return ""
    sisters = "".join(
        f"<li>{markup.link(system.href(at, system.entrance(c)), c.name)}</li>"
        for c in system.content.columns
        if c.below
    )
    return f"<div class='left-nav'><ul>{sisters}</ul></div>"


def _directory(portal: Portal, at: str) -> str:
    system = portal.system
    items = "".join(
        f"<dl><dt>{markup.link(system.href(at, system.entrance(c)), c.name)}</dt></dl>"
        for c in system.content.columns if c.below
    )  # fmt: skip
    return f"<div class='main'><h2>法定主动公开内容</h2>{items}</div>"


def _entry(system: System, document: Document) -> EntryTruth:
    column = system.content.column(document.column)
    shown = "" if system.undated(column) else system.shown_day(document)
    return EntryTruth(
        document.title, system.paths[document.id], document.published.isoformat(),
        shown,
    )  # fmt: skip


def _article(portal: Portal, column: Column, document: Document, marks: MarksTruth) -> None:
    system = portal.system
    at = system.paths[document.id]
    tags = [*markup.column_tags(column), *markup.article_tags(document)]
    html = _page(
        system, at, system.title_of(document.title), tags, system.article(at, column, document)
    )
    table = system.index(document)
    crumbs = tuple(name for name, _ in system.names_to(column)) if system.crumbs else ()
    signed = document.signed.isoformat() if document.signed else ""
    truth = PageTruth(
        at,
        "guide" if document.guide else "article",
        column.name,
        column.type,
        published=document.published.isoformat() if system.dated(document) else "",
        signed=signed,
        modified=document.modified.isoformat() if document.modified else "",
        tagged="" if system.tagless else document.tagged.isoformat(),
        article=ArticleTruth(
            title=document.title,
            source=document.source,
            number=document.number,
            index_number=document.index_number if table else "",
            attachments=tuple(
                system.file_path(document, n) for n in range(len(document.attachments))
            ),
            disclosed=document.disclosed or ("主动公开" if "主动公开" in table else ""),
            related=system.paths[document.related.id] if document.related else "",
            interpretation=system.paths[document.interpreted.id] if document.interpreted else "",
            replies_to=document.replies_to,
            text=document.paragraphs[0] if document.paragraphs else "",
        ),
        guide=tuple(element for element, _, value in document.guide if value),
        guide_empty=tuple(element for element, _, value in document.guide if not value),
        breadcrumb=crumbs,
        marks=marks,
        personal=document.personal,
        traps=_traps(system, *document.traps, *(["side-list"] if system.side else [])),
    )
    portal.html(at, html, truth)
    for n, file in enumerate(document.attachments):
        portal.answers[system.file_path(document, n)] = _attachment(file.ext)


def _map(portal: Portal, marks: MarksTruth) -> None:
    """The site map (网站地图), which the footer links."""
    system, at = portal.system, "/wzdt/index.html"
    items = "".join(
        f"<li>{markup.link(system.href(at, system.entrance(c)), c.name)}</li>"
        for c in system.content.columns
    )
    html = _page(system, at, system.title_of("网站地图"), [], f"<h2>网站地图</h2><ul>{items}</ul>")
    portal.html(at, html, PageTruth(at, "directory", "网站地图", marks=marks))
    if system.footer == "script":
        portal.change(at, linked=False)


def _search(portal: Portal, marks: MarksTruth) -> None:
    """A result page of the search, whose rows look like those of a list."""
    system, at = portal.system, "/search/s?searchWord=%E5%85%AC%E5%91%8A"
    found = [d for d in system.content.documents if "公告" in d.title][:5]
    rows = "".join(
        f"<div class='result'><h3>{system.title_link(at, d)}</h3><p>{d.paragraphs[0][:40]}</p>"
        f"<p>{d.published.isoformat()}</p></div>"
        for d in found
        if d.paragraphs
    )
    inside = f"<div>为您找到相关结果 <b>{len(found)}</b> 条，用时0.02秒</div>{rows}"
    html = _page(system, at, "站内搜索", [], inside)
    portal.html(at, html, PageTruth(at, "search", marks=marks, linked=False, traps=("search",)))

    async def answer(request: web.BaseRequest) -> Answer:
        query = parse_qs(request.raw_path.partition("?")[2])
        wanted = query.get("searchWord", [""])[0].strip()
        hits = [d for d in system.content.documents if wanted and wanted in d.title]
        rows = "".join(f"<li>{system.title_link(at, d)}</li>" for d in hits)
        says = f"<p>找到相关结果{len(hits)}条</p>" if hits else "<p>没有找到相关结果</p>"
        page = _page(system, at, "站内搜索", [], f"{says}<ul>{rows}</ul>")
        return Answer(page.encode(system.codec), "text/html")

    portal.answers["/search/s"] = answer


def _error(portal: Portal) -> None:
    """A page that says that it is not there, with status 200."""
    system, at = portal.system, "/error.html"
    inside = "<div class='err'><p>抱歉，您访问的页面不存在或已删除！</p></div></body></html>"
    portal.html(at, system.head("页面不存在", []) + inside, PageTruth(at, "error", linked=False))


def _files(portal: Portal) -> None:
    """Scripts, styles, pictures, and the footer that comes from elsewhere."""
    system = portal.system
    portal.plain("/css/style.css", "body{margin:0}", "text/css")
    for n, name in enumerate(("logo", "red", "jiucuo")):
        portal.answers[f"/images/{name}.png"] = image(n)
    footer = markup.footer_words(system.agency, system.content.as_of.year)
    if system.footer == "script":
        written = footer.replace("\\", "\\\\").replace('"', '\\"')
        portal.plain("/js/footer.js", f'document.write("{written}");', "text/javascript")
    if system.footer == "frame":
        page = f"<html><head><meta charset='{system.declared}'></head><body>{footer}</body></html>"
        portal.answers["/public/footer.html"] = Answer(page.encode(system.codec), "text/html")
