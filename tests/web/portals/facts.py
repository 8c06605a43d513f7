"""The facts that a reader may claim of a page, beside what is true of it: one row a fact.

A row takes the answer out of `PageFacts` and the truth out of `PageTruth`, both as a set of words
(empty for none), so that the tests and ``bench/accuracy`` count the same. A fact that the reader
has no field for yet is not asked; it is as soon as the field is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from checks.facts.types import PageFacts
from tests.web.portals.truth import ArticleTruth, MarksTruth, PageTruth

Words = frozenset[str]


class Fact(NamedTuple):
    """One question.

    Attributes:
        name: what is asked.
        asked: whether it is asked of such a page.
        truth: the right answer.
        answer: what the reader says.
        single: there is but one answer, so another one is wrong rather than invented.
        needs: field of `PageFacts` that the answer comes from, if not every reader has it.
    """

    name: str
    asked: Callable[[PageTruth], bool]
    truth: Callable[[PageTruth], Words]
    answer: Callable[[PageFacts], Words]
    single: bool = True
    needs: str = ""


def one(word: str) -> Words:
    """A set of one word, of none if it is empty."""
    return frozenset([word] if word else [])


def path_of(url: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _take(facts: PageFacts, path: str) -> Any:
    """A member by its dotted path; empty words where a part of it is absent."""
    value: Any = facts
    for name in path.split("."):
        value = getattr(value, name, None)
    return "" if value is None else value


def _said(path: str) -> Callable[[PageFacts], Words]:
    return lambda facts: one(str(_take(facts, path)))


def _yes(path: str) -> Callable[[PageFacts], Words]:
    return lambda facts: one("yes" if _take(facts, path) else "")


def _days(kind: str) -> Callable[[PageFacts], Words]:
    def answer(facts: PageFacts) -> Words:
        return frozenset(d.day for d in _take(facts, "dates") if d.kind == kind)

    return answer


def _references(*roles: str) -> Callable[[PageFacts], Words]:
    def answer(facts: PageFacts) -> Words:
        references: Iterable[Any] = _take(facts, "article.references")
        return frozenset(path_of(r.url) for r in references if r.role in roles)

    return answer


def _article(take: Callable[[ArticleTruth], str]) -> Callable[[PageTruth], Words]:
    return lambda truth: one(take(truth.article) if truth.article else "")


def _disclosure(article: ArticleTruth) -> str:
    if not article.disclosed:
        return ""
    return "on-request" if "依申请" in article.disclosed else "open"


def _related(truth: PageTruth) -> Words:
    return one(truth.article.related if truth.article else "")


def _footer(take: Callable[[MarksTruth], str]) -> Callable[[PageTruth], Words]:
    return lambda truth: one(take(truth.marks) if truth.marks.footer == "html" else "")


def _personal(facts: PageFacts) -> Words:
    hits: Iterable[Any] = _take(facts, "personal")
    return frozenset(f"{hit.kind} …{hit.masked[-3:]}" for hit in hits)


def _conflict(truth: PageTruth) -> Words:
    """Whether tag and visible day are more than two days apart."""
    if not (truth.tagged and truth.published):
        return frozenset()
    apart = date.fromisoformat(truth.tagged) - date.fromisoformat(truth.published)
    return one("yes" if abs(apart.days) > 2 else "")


def _planted(truth: PageTruth) -> Words:
    return frozenset(f"{number.kind} …{number.value[-3:]}" for number in truth.personal)


def _is_article(truth: PageTruth) -> bool:
    return truth.kind == "article"


def _digits(facts: PageFacts) -> Words:
    """The number in what is given as contact, with or without a label."""
    return one("".join(re.findall(r"\d{3,4}-\d{7,8}", str(_take(facts, "marks.contact")))[:1]))


def _marked(truth: PageTruth) -> bool:
    return truth.kind not in ("shell", "splash", "error")


def _filled(facts: PageFacts) -> Words:
    return frozenset(part.name for part in _take(facts, "guide") if part.status == "present")


def _empty(facts: PageFacts) -> Words:
    return frozenset(part.name for part in _take(facts, "guide") if part.status == "empty")


def is_list(truth: PageTruth) -> bool:
    """Whether it is a list page whose rows stand in its bytes."""
    return truth.kind == "column" and not truth.unread


def is_text(truth: PageTruth) -> bool:
    """Whether it is a page of content."""
    return truth.kind in ("article", "guide")


def _kind(truth: PageTruth) -> Words:
    return frozenset() if truth.kind == "splash" else one(truth.kind)


def _kind_read(facts: PageFacts) -> Words:
    # "other" is no claim.
    return frozenset() if facts.kind == "other" else one(facts.kind)


def _published(facts: PageFacts) -> Words:
    return one(facts.published.day if facts.published else "")


def is_blank(truth: PageTruth) -> Words:
    """The word ``blank`` for a list page without a row."""
    return one("blank" if is_list(truth) and not truth.entries else "")


def _newest_shown(truth: PageTruth) -> Words:
    return one(max((entry.day for entry in truth.entries if entry.shown), default=""))


def _newest(facts: PageFacts) -> Words:
    if "newest" in PageFacts.__struct_fields__:
        return one(_take(facts, "newest.day"))
    return one(max((entry.day for entry in facts.entries), default=""))


_FACTS: tuple[Fact, ...] = (
    Fact("charset", lambda _: True, lambda t: one(t.charset), lambda f: one(f.charset)),
    # A text in the place of a list is a column to one and an article to another.
    Fact("kind", lambda t: t.kind != "text", _kind, _kind_read),
    Fact("published", is_text, lambda t: one(t.published), _published),
    Fact(
        "entries", is_list,
        lambda t: frozenset(f"{e.url} {e.title}" for e in t.entries),
        lambda f: frozenset(f"{path_of(e.url)} {e.title}" for e in f.entries), single=False,
    ),
    Fact(
        "entry days", lambda t: bool(t.entries),
        lambda t: frozenset(f"{e.url} {e.day}" for e in t.entries if e.shown),
        lambda f: frozenset(f"{path_of(e.url)} {e.day}" for e in f.entries if e.day), single=False,
    ),
    Fact("newest entry", is_list, _newest_shown, _newest),
    Fact("next page", is_list, lambda t: one(t.next_page), lambda f: one(path_of(f.next_page))),
    Fact(
        "more pages", is_list, lambda t: one("yes" if t.more else ""),
        lambda f: one("yes" if f.next_page or f.more_pages else ""),
    ),
    Fact(
        "unread", lambda t: t.kind in ("column", "shell"), lambda t: one(t.unread),
        lambda f: one(f.entries_unread),
    ),
    Fact(
        "breadcrumb", lambda t: bool(t.breadcrumb), lambda t: one(">".join(t.breadcrumb)),
        lambda f: one(">".join(f.breadcrumb)),
    ),
    Fact(
        "guide elements", lambda t: t.kind == "guide", lambda t: frozenset(t.guide),
        lambda f: frozenset(f.guide_elements), single=False,
    ),
    Fact("tagged day", is_text, lambda t: one(t.tagged),
         lambda f: one(f.meta.get("PubDate", "")[:10])),
    Fact("page count", is_list, lambda t: one(str(t.page_count or "")),
         lambda f: one(str(_take(f, "page_count") or "")), needs="page_count"),
    Fact("conflict", is_text, _conflict, _yes("dates_conflict"), needs="dates_conflict"),
    Fact("next records", is_list, lambda t: one(t.next_group),
         lambda f: one(path_of(str(_take(f, "next_records")))), needs="next_records"),
    Fact("signed", is_text, lambda t: one(t.signed), _days("signing"), False, "dates"),
    Fact("modified", is_text, lambda t: one(t.modified), _days("modification"), False, "dates"),
    Fact("article title", _is_article, _article(lambda a: a.title), _said("article.title"),
         needs="article"),
    Fact("source", _is_article, _article(lambda a: a.source), _said("article.source"),
         needs="article"),
    Fact("document number", _is_article, _article(lambda a: a.number), _said("article.number"),
         needs="article"),
    Fact("index number", _is_article, _article(lambda a: a.index_number), _said("article.index"),
         needs="article"),
    Fact("disclosure", _is_article, _article(_disclosure), _said("article.disclosure"),
         needs="article"),
    Fact("attachments", _is_article,
         lambda t: frozenset(t.article.attachments if t.article else ()),
         _references("attachment"), False, "article"),
    Fact("policy", _is_article, _related, _references("policy"), False, "article"),
    Fact("reply number", _is_article, _article(lambda a: a.replies_to),
         _said("article.reply.number"), needs="article"),
    Fact("interpretation", _is_article,
         lambda t: one(t.article.interpretation if t.article else ""),
         _references("interpretation"), False, "article"),
    Fact("guide empty", lambda t: t.kind == "guide", lambda t: frozenset(t.guide_empty), _empty,
         False, "guide"),
    Fact("guide parts", lambda t: t.kind == "guide", lambda t: frozenset(t.guide), _filled,
         False, "guide"),
    Fact("site code", _marked, _footer(lambda m: m.site_code), _said("marks.code"),
         needs="marks"),
    Fact("icp", _marked, _footer(lambda m: m.icp), _said("marks.icp"), needs="marks"),
    Fact("police", _marked, _footer(lambda m: m.police), _said("marks.police"), needs="marks"),
    Fact("sponsor", _marked, _footer(lambda m: m.sponsor), _said("marks.sponsor"),
         needs="marks"),
    Fact("contact", _marked, _footer(lambda m: m.contact), _digits,
         needs="marks"),
    Fact("party mark", _marked, lambda t: one("yes" if t.marks.party_mark else ""),
         _yes("marks.party"), needs="marks"),
    Fact("error entry", _marked, lambda t: one("yes" if t.marks.report_errors else ""),
         _yes("marks.report"), needs="marks"),
    Fact("marks unread", _marked,
         lambda t: one(t.marks.footer if t.marks.footer in ("script", "frame") else ""),
         _said("marks.unread"), needs="marks"),
    Fact("personal data", lambda _: True, _planted, _personal, False, "personal"),
)  # fmt: skip

FACTS = tuple(f for f in _FACTS if not f.needs or f.needs in PageFacts.__struct_fields__)
"""Facts of single pages."""
