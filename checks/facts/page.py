"""One page (页面): all its facts from one parse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from checks.facts import (
    articles,
    catalogue,
    challenge,
    concealed,
    crumbs,
    data_forms,
    dates,
    forms,
    further,
    guides,
    jumps,
    kinds,
    letters,
    links,
    lists,
    lists_paging,
    lists_script,
    marks,
    outline,
    records,
    signs,
)
from checks.facts.charset import decode
from checks.facts.limits import MAX_BYTES
from checks.facts.lines import read_personal
from checks.facts.text import clean_text, squeezed
from checks.facts.tree import Page
from checks.facts.types import Link, PageFacts, PageKind
from checks.facts.types_contents import GuideElement
from checks.facts.urls import path_kind

READER_VERSION = 22
"""Raised whenever the same bytes may give other facts; stored facts of older readers are remade."""

_TAGS = {
    name.lower(): name
    for name in (
        "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription",
        "ColumnKeywords", "ColumnType", "ArticleTitle", "PubDate", "ContentSource", "Keywords",
        "Author", "Description", "Image", "Url",
    )
}  # fmt: skip
_PLACEHOLDER = re.compile(r"[-—_.\s/]*|null|undefined|none|nan|无|暂无", re.I)
_MARKS = ("${", "{{", "<%", "[[")
# Shorter words in a page title are those of a column or a site.
_HEADLINE = 10
_ERROR = re.compile(
    r"(?<![\d.])404(?![\d.])|40[03]\s*(?:forbidden|bad)|50[0234]\s*(?:internal|bad|service|gateway|error)|not\s*found"
    r"|页面(?:不存在|未找到|已删除|找不到|丢失)|(?:找不到|无法找到|没有找到|未找到).{0,10}(?:页|网页|文件|资源)"
    r"|您?(?:要|所)?访问的.{0,10}(?:不存在|已删除|出错|找不到)|(?:程序|系统|服务器|页面|运行时|应用程序).{0,6}(?:出错|错误)"
    r"|server error|internal error|stack\s*trace|Whitelabel Error|ORA-\d{4,5}|SQLException",
    re.I,
)
# Every error signature holds one of these: the search for them costs a hundredth.
_ERROR_HINTS = ("404", "forb", "bad", "ntern", "erv", "gatew", "err", "found", "tack", "ora-",
                "qlexc", "页", "找", "访问的", "错")  # fmt: skip


def read_page(body: bytes, url: str, declared: str = "") -> PageFacts:
    """Read everything that one HTML page says. Never raises, whatever the bytes are.

    Args:
        body: the bytes as received, decompressed.
        url: the address that they came from, after redirects.
        declared: the whole Content-Type header; empty if there was none.
    """
    decoded = decode(body[:MAX_BYTES], declared)
    if told := records.read_records(decoded.text, url):
        return _of_records(told, decoded.charset, decoded.declared)
    html = squeezed(decoded.text, body)
    page = Page(lists_script.opened(html))
    resolver = links.Resolver(links.base_of(page, url, decoded.charset), decoded.charset)
    found, next_page = links.read_links(page, resolver)
    next_page = lists_paging.next_page(page, url, next_page, resolver)
    shown, jumping = catalogue.read_catalogue(page, url, resolver)
    rows = lists.read_lists(page, resolver)
    if rows.links or jumping:
        found = tuple(dict.fromkeys((*found, *rows.links, *jumping)))
    title = _first(clean_text(page.nodes[i].text, 300) for i in page.of("title"))
    heading = _first(page.text(i, 300) for i in page.of("h1"))
    meta = _meta(page)
    visible = page.flow()
    text_length = page.own_text_length()
    pages = sum(link.kind in ("page", "document", "frame") for link in found)
    wall = challenge.read_challenge(html, f"{title} {visible}", pages)
    guide = guides.read_elements(page, visible)
    contents: tuple[GuideElement, ...] = ()
    known = {tag: meta[tag] for tag in _TAGS.values() if tag in meta}
    own_text = dates.article_text(page, visible, rows.spans)
    dated = dates.read_dates(page, own_text, _headlines(page, known, title), url)
    published = dated.published
    refresh = jumps.read_refresh(page, resolver, text_length + pages * 10)
    counts = lists_paging.page_counts(page, visible)
    says_nothing = signs.says_no_results(page, visible)
    kind: PageKind
    if wall:
        kind = "challenge"
    elif page.of("frameset"):
        kind = "frameset"
    elif _is_error(title, heading, visible, pages):
        kind = "error"
    elif guides.is_guide(guide, known.get("ArticleTitle") or heading or title):
        kind = "guide"
        contents = guides.read_contents(page)
        guide = guides.read_told(guide, contents, own_text)
    else:
        kind = kinds.content_kind(
            page,
            kinds.Content(
                url,
                known,
                title,
                rows.entries,
                rows.dated,
                bool(next_page or counts),
                pages,
                published,
                visible,
                text_length,
                says_nothing,
            ),
        )
    unread: Literal["", "script", "json"] = "json" if shown else ""
    if not unread and kind in ("other", "column", "home", "directory", "search"):
        unread = lists.unread(page, rows, pages)
    if kind == "other" and pages < 5 and not refresh and kinds.is_shell(page, visible):
        kind = "shell"
    paging = lists_paging.read_paging(page, resolver)
    if kind == "guide" and "name" not in guide and (heading or "ArticleTitle" in known):
        guide = ("name", *guide)
    article = kind in ("article", "guide")
    return PageFacts(
        charset=decoded.charset,
        charset_declared=decoded.declared,
        title=title,
        heading=heading,
        meta=known,
        kind=kind,
        published=published if article else None,
        links=(*found, *_further(page, resolver, found)),
        entries=rows.entries,
        entries_unread=unread,
        breadcrumb=crumbs.read_path(page),
        text_length=text_length,
        refresh=refresh,
        guide_elements=guide,
        searches=forms.read_searches(page, resolver),
        data_forms=data_forms.read_data_forms(page, resolver, url),
        challenge=wall,
        next_page=next_page,
        more_pages=lists_paging.more_pages(page, counts, len(rows.links), len(rows.entries)),
        wordless=text_length < signs.FEW_WORDS and signs.wordless(page, title, heading),
        says_no_results=says_nothing,
        upgrades_insecure=signs.upgrades_insecure(page),
        cut=page.cut or len(body) > MAX_BYTES or len(found) >= links.MAX_LINKS,
        branches=outline.read_branches(page, resolver, url, f"{title} {heading}"),
        dates=dated.dates,
        dates_conflict=dated.conflict,
        newest=None if article else rows.latest if kind == "home" else rows.newest,
        list_system="gkmlpt" if shown else lists_script.list_system(page),
        page_count=max(counts, default=0),
        next_records=paging.group,
        asked=lists_script.asked(page, resolver) if unread == "script" else (),
        catalogue=shown,
        turned_page="" if next_page else paging.turned,
        sketch=kinds.sketch_of(visible),
        personal=read_personal(page, f"{title} {heading}"),
        article=articles.read_article(page, visible, known, title, resolver)
        if kind == "article"
        else None,
        guide=contents,
        marks=marks.read_marks(page, html, found, resolver, known),
        concealed=concealed.read_concealed(page, url, resolver),
        letters=letters.read_letters(page, visible, resolver, url),
        told=signs.read_told(page, visible),
        offer=signs.offer_of_domain(f"{title}\n{visible}"),
    )


def _of_records(told: records.Records, charset: str, declared: str) -> PageFacts:
    """Facts of an answer in JSON: a list and nothing beside it."""
    return PageFacts(
        charset=charset,
        charset_declared=declared,
        title=told.name,
        heading=told.name,
        kind="column",
        links=tuple(Link(e.url, e.title, path_kind(e.url)) for e in told.entries if e.url),
        entries=told.entries,
        newest=max((e for e in told.entries if e.day), key=lambda e: e.day, default=None),
        more_pages=told.total > len(told.entries),
        records=told.total,
        next_records=told.onward,
    )


def _further(page: Page, resolver: links.Resolver, known: tuple[Link, ...]) -> tuple[Link, ...]:
    """References outside the usual attributes."""
    nodes = (
        node
        for node in page.nodes
        if node.tag in further.PLAIN or not further.MARKED.isdisjoint(node.attrs)
    )
    return further.read_further(nodes, resolver, known)


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _meta(page: Page) -> dict[str, str]:
    """Meta tags with a real value; the official ones under their canonical spelling."""
    found: dict[str, str] = {}
    for index in page.of("meta"):
        node = page.nodes[index]
        name = (node.get("name") or node.get("property")).strip().lower()
        value = clean_text(node.get("content"))
        unfilled = _PLACEHOLDER.fullmatch(value) or any(mark in value for mark in _MARKS)
        if name and not unfilled:
            found.setdefault(_TAGS.get(name, name), value)
    return found


def _headlines(page: Page, meta: dict[str, str], title: str) -> list[str]:
    """What may be the article's title, the likeliest first."""
    heads = [page.text(i, 300) for i in page.of("h1", "h2") if page.nodes[i].area == "body"]
    parts = re.split(r"\s*[_|—–-]+\s*", title)
    return [
        meta.get("ArticleTitle", ""),
        *(words for words in heads if words and words in title),
        *(words for words in parts + heads if len(words) >= _HEADLINE),
    ]


def _is_error(title: str, heading: str, text: str, pages: int) -> bool:
    """An error page by its signature and hardly any other text."""
    if pages >= 30 or len(words := clean_text(text, 1000)) >= 400:
        return False
    words = f"{title} {heading} {words}"
    lower = words.lower()
    return any(hint in lower for hint in _ERROR_HINTS) and bool(_ERROR.search(words))
