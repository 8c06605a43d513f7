"""Membership (所属栏目): the column that a page is, or that an article belongs to, as it says."""

from __future__ import annotations

import re

from msgspec import Struct

from checks.facts.synonyms import How, is_official_tag, types_of, types_of_tag
from checks.facts.text import normal
from checks.facts.types import PageFacts

_SPLIT = re.compile(r"\s*[-_|—–·]+\s*")
# The last part of a path that stands for the page itself, on an article.
_ITSELF = re.compile(r"^(?:正文|内容|详情页?|详细内容|正文内容|内容页|文章正文|信息详情|浏览文章)$")


class Membership(Struct, frozen=True):
    """The column that a page is or belongs to.

    Attributes:
        name: what the page calls it; empty if it says nothing.
        types: its canonical types, see `synonyms.toml`; empty if it has none.
        how: which of its signs the types come from; None without any.
    """

    name: str = ""
    types: tuple[str, ...] = ()
    how: How | None = None


def is_content(facts: PageFacts) -> bool:
    """Whether a page is a content page (内容页), whose title is not that of a column."""
    return facts.kind in ("article", "guide") or "ArticleTitle" in facts.meta


def column_of(facts: PageFacts) -> Membership:
    """The column that a page is or belongs to.

    The ColumnType tag wins if its value is one of the official list (国办发〔2017〕47号 附件); any
    other value, and ColumnName, are names. Then come the breadcrumb and, on a column page only, its
    heading and title: those of a home page or a search name no column.
    """
    kind, name = facts.meta.get("ColumnType", ""), facts.meta.get("ColumnName", "")
    if is_official_tag(kind) and (types := types_of_tag(kind)):
        return Membership(name or kind, types, "tag")
    crumb = _crumb(facts)
    called = name or crumb or kind
    signs: list[tuple[How, str]] = [("name", name), ("breadcrumb", crumb)]
    if not name:
        signs.append(("tag", kind))
    if not is_content(facts) and facts.kind not in ("home", "search"):
        parts = [part for part in _SPLIT.split(facts.title) if part]
        signs += [("name", facts.heading), ("name", parts[0] if parts else "")]
    for how, words in signs:
        # A page that names its column is not of another type by what else stands on it.
        if name and how != "name" and normal(words) != normal(name):
            continue
        if types := types_of(words):
            return Membership(called or words, types, how)
    return Membership(called)


def _crumb(facts: PageFacts) -> str:
    """Name of the column at the end of the path 首页 > …; that of the page itself left out."""
    crumbs = list(facts.breadcrumb[1:]) or list(facts.breadcrumb)
    if crumbs and is_content(facts):
        last = normal(crumbs[-1])
        titles = (facts.title, facts.heading, facts.meta.get("ArticleTitle", ""))
        itself = _ITSELF.match(last) or any(len(last) > 5 and last in normal(t) for t in titles)
        if itself:
            crumbs.pop()
    return crumbs[-1] if crumbs else ""
