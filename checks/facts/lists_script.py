"""Lists by script (脚本列表): data blocks, lists that a script fills, and what fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlencode

import msgspec

from checks.facts.links import Resolver
from checks.facts.records import MAX_JSON, read_records
from checks.facts.tree import Node, Page
from checks.facts.urls import host

ListSystem = Literal["", "hanweb", "jpaas", "gkmlpt", "trs", "app"]
"""What fills a page's list: Hanweb JCMS (``dataproxy.jsp``), Hanweb jpaas, 广东 gkmlpt, TRS paging
(``createPageHTML``, the rows themselves are in the page), or any other script application."""

MAX_UNITS = 4
"""Units of one page that are asked for."""

_UNIT = "jpaas-publish-server"
_PAIR = re.compile(r"['\"](\w{1,40})['\"]\s*:\s*['\"]([^'\"]{0,200})['\"]")
_SHELL_LINKS = 30
_CDATA = "<![CDATA["
_BY_SCRIPT = re.compile(r"dataproxy\.jsp|\bjpage\s*\(|jpaas-publish-server|/unitbuild/", re.I)
# The search in all scripts is slow, and most hold none of these: _BY_SCRIPT needs one of them.
_BY_SCRIPT_HINTS = ("dataproxy", "jpage", "jpaa", "tbu")
_BY_PAGING = re.compile(r"createPageHTML\s*\(\s*[1-9]")
_GKMLPT = re.compile(r"gkmlpt", re.I)
_BY_JSON = re.compile(
    r"gkmlpt|_CONFIG\s*=|__NUXT__|__INITIAL_STATE__|new\s+Vue\s*\(|createApp\s*\("
)
_AJAX = re.compile(r"\$\.(?:ajax|getJSON|post|get)\s*\(|XMLHttpRequest|axios|fetch\s*\(")
# A call whose address stands there as a whole, and what follows the call's opening bracket.
_WHOLE = re.compile(
    r"\s*['\"]([^'\"\s]{1,300})['\"]\s*[,)]|.{0,300}?\burl\s*:\s*['\"]([^'\"\s]{1,300})['\"]\s*[,}]",
    re.S,
)
_POSTS = re.compile(r"\b(?:type|method)\s*:\s*['\"]post", re.I)
_READS = re.compile(r"\.json(?:\?|$)|[?&]_isJson=true(?:&|$)")
_CALL = 600
_LIST_NAME = re.compile(r"list|liebiao|\bul\b", re.I)
# What stands in a list until a script has filled it.
_WAITS = re.compile(
    r"\W*(?:(?:数据|内容|页面|列表)?(?:正在|努力)?(?:加载|载入|读取|查询)中?|请稍[候等后]|loading)\W*",
    re.I,
)
_WAITING_NODES = 8
_PAGING_NAME = re.compile(r"page|fenye|pagin", re.I)
# A piece of HTML that a script writes as it stands; one put together of parts is none.
_WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*(['\"])((?:(?!\1)[^\\\n]|\\.){1,5000})\1\s*\)")
_WRITES = "document.write"
_WRITES_LINK = re.compile(r"document\.write(?:ln)?\(\s*['\"][^\n]{0,400}?<[aA]\s")
_WRITES_ROWS = re.compile(r"document\.write(?:ln)?\([^\n]{0,200}?<(?:li|tr|dd|dl|LI|TR)\b")
_STORE = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>)?\s*<datastore\b", re.I)
_CREATE = re.compile(r"createPageHTML\s*\(\s*(?:['\"]|\d)")


class _Unit(msgspec.Struct):
    html: str


class _Answer(msgspec.Struct):
    """What jpaas answers: ``{"code": "200", "data": {"html": "<ul>…"}}``."""

    data: _Unit


def records_of(script: str) -> str:
    """HTML of the rows in a data block: ``<record><![CDATA[<li>…</li>]]></record>`` (Hanweb)."""
    parts = (part.lstrip() for part in script.split("<record>")[1:])
    return "".join(p[len(_CDATA) :].partition("]]>")[0] for p in parts if p.startswith(_CDATA))


def written_by(script: str) -> str:
    """HTML with links that a script writes row by row: ``document.write('<a href=…>…</a>')``."""
    if not writes_links(script):
        return ""
    return "".join(re.sub(r"\\(.)", r"\1", match[2]) for match in _WRITTEN.finditer(script))


def writes_links(text: str) -> bool:
    """Whether scripts in a text write links."""
    return _WRITES in text and bool(_WRITES_LINK.search(text))


def is_data(body: bytes, url: str) -> bool:
    """Whether a body is rows that a script asked for: of Hanweb, or of `checks.facts.records`."""
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        return len(body) <= MAX_JSON and (
            _UNIT in url or read_records(body.decode("utf-8", "replace"), url) is not None
        )
    return b"<datastore" in head and head.startswith(b"<")


def opened(text: str) -> str:
    """A body as HTML: rows that a script asked for, put into a page (see `is_data`).

    Any other body comes back as it is.
    """
    if text.startswith("{") and len(text) <= MAX_JSON:
        try:
            answer = msgspec.json.decode(text.encode("utf-8", "replace"), type=_Answer)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return text
        return f"<html><body>{answer.data.html}</body></html>"
    if not _STORE.match(text[:1000]):
        return text
    block = text.replace("</script", "<\\/script")
    return f"<html><body><script type='text/xml'>{block}</script></body></html>"


def asked(page: Page, resolver: Resolver) -> tuple[str, ...]:
    """Addresses at which the units of a jpaas column get their rows.

    ``<script url="/api-gateway/jpaas-…/build/unit" queryData="{'pageId':'7',…}">``: its script puts
    the data into the address, as it stands. Units of other kinds of pages hold no lists; and where
    another script fills a list, too, that of a unit may be one at the side: none is asked then, but
    the one file or interface that this script reads (`_read_into`).
    """
    scripts = "\n".join(page.scripts())
    if _filled_by_another(page, scripts):
        return _read_into(page, scripts, resolver)
    found: dict[str, None] = {}
    for index in page.of("script"):
        node = page.nodes[index]
        if _UNIT not in node.get("url"):
            continue
        query = query_data(node)
        if query.get("pageType") == "column" and (url := resolver(node.get("url"))):
            found.setdefault(f"{url}?{urlencode(query)}")
        if len(found) >= MAX_UNITS:
            break
    return tuple(found)


def query_data(node: Node) -> dict[str, str]:
    """What an element of jpaas has its script put into the address: ``queryData="{'a':'b',…}"``."""
    return dict(_PAIR.findall(node.get("querydata")[:2000]))


def list_system(page: Page) -> ListSystem:
    """What fills the page's list, as its scripts say; empty if nothing known."""
    scripts = "\n".join(page.scripts())
    if page.script_holds("gkmlpt") or any(
        _GKMLPT.search(page.nodes[i].get("src")) for i in page.of("script")
    ):
        return "gkmlpt"
    if _built_by_jpaas(page) or _UNIT in scripts:
        return "jpaas"
    if page.script_holds("dataproxy.jsp", "jpage(", "<datastore"):
        return "hanweb"
    if page.script_holds("createpagehtml") and _CREATE.search(scripts):
        return "trs"
    return "app" if _BY_JSON.search(scripts) else ""


def _built_by_jpaas(page: Page) -> bool:
    """Whether a part of the page comes from jpaas: ``<script url="/api-gateway/jpaas-…">``."""
    scripts = (page.nodes[index] for index in page.of("script"))
    return any(_UNIT in n.get("url") + n.get("src") for n in scripts)


def unread(  # noqa: PLR0911 - one line a reason
    page: Page, *, dated: bool, rows: bool, block: bool, links: int
) -> Literal["", "script", "json"]:
    """Why the page's list couldn't be read, if it has one that a script fills.

    Args:
        page: the page.
        dated: rows with a day were read.
        rows: any rows were read.
        block: rows of a data block were read.
        links: links of the page.
    """
    scripts = "\n".join(page.scripts())
    if _AJAX.search(scripts) and _has_empty_list(page):
        return "script"
    if not block and _is_hinted(page, scripts):
        return "script"
    if dated:
        return ""
    if _BY_JSON.search(scripts) and links < _SHELL_LINKS and not rows:
        return "json"
    if _built_by_jpaas(page):
        return "script"
    if rows:
        return ""
    written = page.script_holds(_WRITES) and _WRITES_ROWS.search(scripts)
    return "script" if written or _BY_PAGING.search(scripts) else ""


def _filled_by_another(page: Page, scripts: str) -> bool:
    """Whether an inline script fills a list of the page."""
    return bool(_AJAX.search(scripts) and _has_empty_list(page)) or _is_hinted(page, scripts)


def _read_into(page: Page, scripts: str, resolver: Resolver) -> tuple[str, ...]:
    """The address that a script gets the rows of the page's one empty list from, if it is plain.

    It is where the only call of the page's scripts names it as a whole, gets it and doesn't send
    anything, and names the list: ``$.ajax({url: "./list.json", … $("#list").html(…)``.
    """
    calls, boxes = list(_AJAX.finditer(scripts)), list(_empty_lists(page))
    if len(calls) != 1 or len(boxes) != 1 or ".post" in calls[0][0]:
        return ()
    call = scripts[calls[0].end() : calls[0].end() + _CALL]
    match, own = _WHOLE.match(call), boxes[0].get("id")
    named = (own and own in scripts) or any(
        f".{n}" in scripts for n in boxes[0].get("class").split()
    )
    if match is None or _POSTS.search(call) or not named:
        return ()
    url = resolver(match[1] or match[2]) or ""
    return (url,) if _READS.search(url) and host(url) == host(resolver.base) else ()


def _is_hinted(page: Page, scripts: str) -> bool:
    return page.script_holds(*_BY_SCRIPT_HINTS) and bool(_BY_SCRIPT.search(scripts))


def _has_empty_list(page: Page) -> bool:
    """Whether a box that is named as a list holds nothing: it waits for a script."""
    return next(_empty_lists(page), None) is not None


def _empty_lists(page: Page) -> Iterator[Node]:
    """Boxes that are named as lists and hold nothing, or 加载中."""
    for index in page.of("ul", "ol", "div", "tbody"):
        box = page.nodes[index]
        named = _LIST_NAME.search(box.mark) and not _PAGING_NAME.search(box.mark)
        if not named or box.area != "body":
            continue
        waits = box.end <= index + _WAITING_NODES and _WAITS.fullmatch(page.text(index, 40))
        if waits or box.end <= index + 2:
            yield box
