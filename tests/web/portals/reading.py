"""The facts that a reader may claim of a page, beside what is true of it: one row a fact.

A row takes the answer out of `PageFacts` and the truth out of `PageTruth`, both as a set of words
(empty for none), so that the tests and ``bench/accuracy`` count the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from audit.demo.table import Answer
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.page import read_page
from checks.facts.types import PageFacts
from tests.checks.build import PortalBuilder
from tests.web.portals.portal import AS_OF, Portal
from tests.web.portals.truth import PageTruth

Words = frozenset[str]


class Fact(NamedTuple):
    """One question.

    Attributes:
        name: what is asked.
        asked: whether it is asked of such a page.
        truth: the right answer.
        answer: what the reader says.
        single: there is but one answer, so another one is wrong rather than invented.
    """

    name: str
    asked: Callable[[PageTruth], bool]
    truth: Callable[[PageTruth], Words]
    answer: Callable[[PageFacts], Words]
    single: bool = True


def _one(word: str) -> Words:
    return frozenset([word] if word else [])


def path_of(url: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_list(truth: PageTruth) -> bool:
    return truth.kind == "column" and not truth.unread


def _is_text(truth: PageTruth) -> bool:
    return truth.kind in ("article", "guide")


def _kind(truth: PageTruth) -> Words:
    return frozenset() if truth.kind == "splash" else _one(truth.kind)


def _kind_read(facts: PageFacts) -> Words:
    # "other" is no claim.
    return frozenset() if facts.kind == "other" else _one(facts.kind)


def _published(facts: PageFacts) -> Words:
    return _one(facts.published.day if facts.published else "")


def _is_blank(truth: PageTruth) -> Words:
    return _one("blank" if _is_list(truth) and not truth.entries else "")


def _newest_shown(truth: PageTruth) -> Words:
    return _one(max((entry.day for entry in truth.entries if entry.shown), default=""))


def _newest(facts: PageFacts) -> Words:
    return _one(max((entry.day for entry in facts.entries), default=""))


FACTS: tuple[Fact, ...] = (
    Fact("charset", lambda _: True, lambda t: _one(t.charset), lambda f: _one(f.charset)),
    # A text in the place of a list is a column to one and an article to another.
    Fact("kind", lambda t: t.kind != "text", _kind, _kind_read),
    Fact("published", _is_text, lambda t: _one(t.published), _published),
    Fact(
        "entries", _is_list,
        lambda t: frozenset(f"{e.url} {e.title}" for e in t.entries),
        lambda f: frozenset(f"{path_of(e.url)} {e.title}" for e in f.entries), single=False,
    ),
    Fact(
        "entry days", lambda t: bool(t.entries),
        lambda t: frozenset(f"{e.url} {e.day}" for e in t.entries if e.shown),
        lambda f: frozenset(f"{path_of(e.url)} {e.day}" for e in f.entries if e.day), single=False,
    ),
    Fact("newest entry", _is_list, _newest_shown, _newest),
    Fact("next page", _is_list, lambda t: _one(t.next_page), lambda f: _one(path_of(f.next_page))),
    Fact(
        "more pages", _is_list, lambda t: _one("yes" if t.more else ""),
        lambda f: _one("yes" if f.next_page or f.more_pages else ""),
    ),
    Fact(
        "unread", lambda t: t.kind in ("column", "shell"), lambda t: _one(t.unread),
        lambda f: _one(f.entries_unread),
    ),
    Fact(
        "breadcrumb", lambda t: bool(t.breadcrumb), lambda t: _one(">".join(t.breadcrumb)),
        lambda f: _one(">".join(f.breadcrumb)),
    ),
    Fact(
        "guide elements", lambda t: t.kind == "guide", lambda t: frozenset(t.guide),
        lambda f: frozenset(f.guide_elements), single=False,
    ),
)  # fmt: skip
"""Facts of single pages."""


class Answered(NamedTuple):
    """One answer beside the truth."""

    fact: Fact
    path: str
    truth: Words
    answer: Words


def read(portal: Portal, path: str) -> PageFacts:
    """What the reader says of a page, served without a charset in its header."""
    return read_page(portal.body(path), portal.url(path), "text/html")


def compare(portal: Portal) -> Iterator[Answered]:
    """Every answer of the reader on a portal, page by page."""
    for path, truth in portal.truth.items():
        facts = read(portal, path)
        for fact in FACTS:
            if fact.asked(truth):
                yield Answered(fact, path, fact.truth(truth), fact.answer(facts))


def evidence_of(portal: Portal) -> SiteEvidence:
    """What a crawl by links would see of a portal, without one."""
    seen = PortalBuilder(portal.url("/"), as_of=AS_OF.isoformat(), fill=False)
    hidden = {path for path, truth in portal.truth.items() if not truth.linked}
    for path, answer in portal.answers.items():
        if isinstance(answer, Answer) and path not in hidden:
            seen.answer(portal.url(path), content_type=answer.content_type, body=answer.body)
    return seen.build()


COLUMN_FACTS = ("column type", "column newest", "column blank")
"""Facts that need the whole site."""

_TYPE = Fact("column type", lambda _: True, lambda t: _one(t.column_type), lambda _: _one(""))
_DAY = Fact("column newest", _is_list, lambda t: _one(t.newest), lambda _: _one(""))
_BLANK = Fact("column blank", lambda _: True, _is_blank, lambda _: _one(""))


def compare_columns(portal: Portal, evidence: SiteEvidence) -> Iterator[Answered]:
    """What is said of the columns of a site that was seen.

    Only those with a path of their own count: gkmlpt keeps many behind one.
    """
    found = {path_of(column.url): column for column in find_columns(evidence)}
    system = portal.system
    paths = {system.column_path(column) for column in system.content.columns}
    for path in sorted(paths):
        truth, column = portal.truth[path], found.pop(path, None)
        sure = column is not None and not column.guessed
        yield Answered(_TYPE, path, _one(truth.column_type), _one(
            column.type if column is not None and sure else ""
        ))  # fmt: skip
        if _is_list(truth) and column is not None:
            yield Answered(_DAY, path, _one(truth.newest), _one(column.newest))
        if column is not None:
            blank = _one("blank" if column.state == "blank" else "")
            yield Answered(_BLANK, path, _is_blank(truth), blank)
    for path, column in found.items():
        told = portal.truth.get(path)
        if told is not None and column.type and not column.guessed:
            mirrored = told.column_type if told.kind == "column" else ""
            yield Answered(_TYPE, path, _one(mirrored), _one(column.type))
