"""Candidates (候选栏目): which targets of a site are columns, with their names and types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from checks.evidence import SiteEvidence
from checks.facts.outline import is_site_map
from checks.facts.synonyms import (
    How,
    is_official_tag,
    is_tool,
    types_of,
    types_of_path,
    types_of_tag,
    types_within,
)
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.finding import Source
from checks.observations import Page, Target

_PAGING = re.compile(r"^(?:\d+|上一?页|下一?页|首页|尾页|末页|第一页|最后一?页|prev|next)$")
_INDEX_FILE = re.compile(
    r"(?<=/)(?:index|default)\.(?:s?html?|jhtml|aspx?|jspx?|php|do)$", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(r"^(?:查看|点击|进入|更多|内容|详情|详细|more)*$")


@dataclass
class Candidate:
    """A target that is a column by its links or by itself; fields as in `columns.Column`.

    One of a catalogue (`checks.facts.catalogue`) stands where its rows are asked for, and is
    ``asked``.
    """

    url: str
    internal: bool
    page: Page | None
    anchors: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    nav: bool = False
    depth: int = 99
    above: set[str] = field(default_factory=set)
    name: str = ""
    types: tuple[str, ...] = ()
    how: How | None = None
    asked: bool = False


def _place(url: str) -> str:
    """What all usual addresses of one page have in common."""
    bare = _INDEX_FILE.sub("", url.partition("://")[2].removeprefix("www."))
    return bare.rstrip("/")


def is_paging(words: str) -> bool:
    """Whether the words of a link only turn pages (翻页); arrows do."""
    word = normal(words)
    return bool(words.strip()) and (not word or bool(_PAGING.match(word)))


def stem_of(url: str) -> str:
    """The part of a column's URL that those of its sub-columns begin with; empty if none.

    Numbers and queries are no folders: what they name may have its parts anywhere.
    """
    head, _, last = url.rpartition("/")
    if last == "" or re.fullmatch(r"(?:index|default|list)(?:_\d+)?\.\w+", last, re.I):
        stem = head if head.count("/") > 2 else ""
    else:
        stem = url.rpartition(".")[0] or url
    return "" if not stem or re.search(r"[\d?=]", stem.rpartition("/")[2]) else f"{stem}/"


class Candidates:
    """All candidates of a site by their final URL, and what else its links as a whole tell."""

    def __init__(self, evidence: SiteEvidence) -> None:
        """Find them: one pass over the targets, one over the links of the pages."""
        self.evidence = evidence
        self.by_url: dict[str, Candidate] = {}
        self._ends: dict[str, str] = {}
        self._collect()
        self.below: dict[str, dict[str, None]] = {}
        for page in self.evidence.pages:
            if page.facts.catalogue and self.end(page.url) == page.url:
                self._open(page)
        for one in self.by_url.values():
            _recognise(one)
        self.by_url = {
            url: one
            for url, one in self.by_url.items()
            if one.name and not _is_tool(one) and (one.types or one.internal)
        }
        self._hang()

    @cached_property
    def _twins(self) -> dict[str, str]:
        """One address for each page that answers at several (/tzgg/, /tzgg/index.html, https)."""
        urls = sorted((p.url for p in self.evidence.pages), key=lambda url: (len(url), url))
        first: dict[str, str] = {}
        return {url: first.setdefault(_place(url), url) for url in urls}

    def end(self, url: str) -> str:
        """Where a URL leads after redirects and meta refreshes, as far as they were followed.

        Of several addresses of one page it is always the same one.
        """
        if url not in self._ends:
            end = self.evidence.final(url)[1][-1]
            for _ in range(3):
                page = self.evidence.page(end)
                if page is None or not page.facts.refresh:
                    break
                end = self.evidence.final(page.facts.refresh)[1][-1]
            self._ends[url] = self._twins.get(end, end)
        return self._ends[url]

    @cached_property
    def home_links(self) -> set[str]:
        """Where the links of the home page lead."""
        home = self.evidence.home
        links = home.facts.links if home else ()
        return {self.end(link.url) for link in links if link.kind == "page"}

    @cached_property
    def nav(self) -> set[str]:
        """Targets of the home page's navigation; of all but its dated rows if it marks none."""
        home = self.evidence.home
        if home is None:
            return set()
        links = [x for x in home.facts.links if x.kind == "page"]
        nav = {self.end(x.url) for x in links if x.area == "nav"}
        dated = {self.end(e.url) for e in home.facts.entries if e.day and e.url}
        return nav or {self.end(x.url) for x in links if x.area == "body"} - dated

    @cached_property
    def upper_crumbs(self) -> set[str]:
        """Names in breadcrumbs above the last: each has something below it."""
        return {normal(name) for page in self.evidence.pages for name in page.facts.breadcrumb[:-1]}

    @cached_property
    def nav_unread(self) -> bool:
        """Whether the home page's navigation leads to pages of the site that were not read."""
        ends = [self.evidence.attempt(url) for url in self.nav]
        return any(
            a is None or (a.status not in (404, 410) and not 200 <= a.status < 300) for a in ends
        )

    def _hang(self) -> None:
        """Hang candidates under those that the menu of the home page or a site map puts above."""
        home = {self.evidence.site.home, self.end(self.evidence.site.url)}
        maps = [page for page in self.evidence.pages if page.facts.branches]
        for page in maps:
            if page.url not in home and not is_site_map(f"{page.facts.title} {page.facts.heading}"):
                continue
            for branch in page.facts.branches:
                url, above = self.end(branch.url), self.end(branch.above)
                one = self.by_url.get(url)
                if one is None or above in home or above == url:
                    continue
                one.above.add(above)
                if above in self.by_url:
                    self.below.setdefault(above, {})[url] = None

    @cached_property
    def _rows(self) -> tuple[set[str], set[str]]:
        """URLs that stand in lists, also where a script brings them: all, and those with a day."""
        rows = [e for page in self.evidence.listings for e in page.facts.entries]
        return {e.url for e in rows}, {e.url for e in rows if e.day}

    @cached_property
    def _followers(self) -> set[str]:
        return {self.end(p.facts.next_page) for p in self.evidence.pages if p.facts.next_page}

    def _collect(self) -> None:
        home = {self.evidence.site.home, self.end(self.evidence.site.url)}
        order = sorted(self.evidence.targets.items(), key=lambda one: (one[1].depth, one[0]))
        for url, target in order:
            if target.kinds and not target.kinds & {"page", "document"}:
                continue
            end = self.end(url)
            anchors = list(dict.fromkeys(s.anchor for s in target.sources if s.anchor))
            if end in home or self._is_later_page(end, anchors):
                continue
            page = self.evidence.page(end)
            known = self.evidence.targets.get(end)
            internal = known.internal if known else target.internal
            nav = internal and (url in self.nav or end in self.nav)
            if not self._is_column(end, page, anchors, internal=internal, nav=nav):
                continue
            if target.kinds == {"document"} and self._is_attachment(target):
                continue
            one = self.by_url.setdefault(end, Candidate(end, internal, page))
            one.anchors += anchors
            one.sources += target.sources
            one.nav = one.nav or nav
            one.depth = min(one.depth, target.depth)

    def _open(self, page: Page) -> None:
        """Take in the columns of a catalogue; links to it that bear their names are theirs.

        ``/gkmlpt/index#5`` leads to one of them, and an address here has no such end.
        """
        shell, tree = self.by_url.get(page.url), page.facts.catalogue
        count = Counter(normal(column.name) for column in tree)
        for column in tree:
            one = Candidate(
                column.records, page.target.internal, self.evidence.page(column.records),
                anchors=[column.name], sources=[Source(page.url, column.name)],
                depth=page.target.depth + 1, asked=True,
            )  # fmt: skip
            if self.by_url.setdefault(column.records, one) is not one:
                continue
            above = column.above or page.url
            self.below.setdefault(above, {})[column.records] = None
            name = normal(column.name)
            own = [s for s in shell.sources if normal(s.anchor) == name] if shell else []
            if shell and own and count[name] == 1:
                one.sources, one.nav = [*own, *one.sources], shell.nav
                shell.sources = [s for s in shell.sources if s not in own]
                shell.anchors = [a for a in shell.anchors if normal(a) != name]
            else:
                one.above.add(above)

    def _is_later_page(self, url: str, anchors: list[str]) -> bool:
        return all(is_paging(a) for a in anchors) if anchors else url in self._followers

    def _is_attachment(self, target: Target) -> bool:
        """Whether only articles carry a file."""
        pages = [self.evidence.page(source.page) for source in target.sources]
        return all(page is not None and page.facts.kind == "article" for page in pages)

    def _is_column(
        self, url: str, page: Page | None, anchors: list[str], *, internal: bool, nav: bool
    ) -> bool:
        named = any(types_of(a) for a in anchors)
        listed, dated = self._rows
        if page is not None and page.facts.kind in ("article", "guide"):
            return named and url not in listed
        if page is not None and page.facts.kind == "column":
            return internal or named
        if url in dated:
            return False
        guessed = page is None and url not in listed and any(types_within(a) for a in anchors)
        return named or guessed or (internal and nav)


def _is_tool(one: Candidate) -> bool:
    heading = one.page.facts.heading if one.page else ""
    return is_tool(one.name) or is_tool(heading)


def _recognise(one: Candidate) -> None:
    """Give a candidate its name and types: tag, names, breadcrumb, and else a guess."""
    facts = one.page.facts if one.page else PageFacts()
    article = facts.kind in ("article", "guide") or "ArticleTitle" in facts.meta
    title = re.split(r"[-_|—–·]", facts.title)[0].strip()
    tag_name = "" if article else facts.meta.get("ColumnName", "")
    own = [] if article else [facts.heading, title]
    crumb = [] if article else list(facts.breadcrumb[-1:])
    kind = "" if article else facts.meta.get("ColumnType", "")
    # Sites write names of their own there, too; the page's own name says more then.
    names = [tag_name or ("" if is_official_tag(kind) else kind), *one.anchors, *own]
    tag = types_of_tag(kind) if is_official_tag(kind) else ()
    ways: list[tuple[How, tuple[str, ...]]] = [
        ("tag", tag),
        ("name", _each(types_of(n) for n in names)),
        ("breadcrumb", _each(types_of(n) for n in crumb)),
    ]
    guesses: list[tuple[How, tuple[str, ...]]] = [
        ("contains", _each(types_within(n) for n in names)),
        ("path", types_of_path(one.url)),
    ]
    sure = [way for way in ways if way[1]] or [way for way in guesses if way[1]][:1]
    if sure:
        one.how = sure[0][0]
        one.types = _each(types for _, types in sure)
    telling = [a for a in one.anchors if not _SAYS_NOTHING.match(normal(a))]
    known = [a for a in telling if types_of(a)]
    one.name = next((n for n in [tag_name, *known, *telling, *crumb, *own] if n), "")


def _each(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))
