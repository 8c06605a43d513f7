"""What the readers say of generated portals, beside what is true of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from audit.demo.table import Answer
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.page import read_page
from checks.facts.types import PageFacts
from tests.checks.build import PortalBuilder
from tests.web.portals.facts import FACTS, Fact, Words, is_blank, is_list, one, path_of
from tests.web.portals.portal import AS_OF, Portal, build
from tests.web.portals.system import System


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


def evidence_of(portal: Portal, start: str = "/") -> SiteEvidence:
    """What a crawl by links from a path would see of a portal, without one."""
    seen = PortalBuilder(portal.url(start), as_of=AS_OF.isoformat(), fill=False)
    hidden = {path for path, truth in portal.truth.items() if not truth.linked}
    for path, answer in portal.answers.items():
        if isinstance(answer, Answer) and path not in hidden:
            seen.answer(portal.url(path), content_type=answer.content_type, body=answer.body)
    return seen.build()


COLUMN_FACTS = ("column type", "column newest", "column blank", "sub-columns")
"""Facts that need the whole site."""

_TYPE = Fact("column type", lambda _: True, lambda t: one(t.column_type), lambda _: one(""))
_DAY = Fact("column newest", is_list, lambda t: one(t.newest), lambda _: one(""))
_BLANK = Fact("column blank", lambda _: True, is_blank, lambda _: one(""))
_BELOW = Fact("sub-columns", lambda _: True, lambda _: one(""), lambda _: one(""), single=False)


def compare_columns(portal: Portal, evidence: SiteEvidence) -> Iterator[Answered]:
    """What is said of the columns of a site that was seen."""
    found = {path_of(column.url): column for column in find_columns(evidence)}
    every = dict(found)
    system = portal.system
    paths = {system.column_path(column) for column in system.content.columns}
    for path in sorted(paths & portal.truth.keys()):
        truth, column = portal.truth[path], found.pop(path, None)
        sure = column is not None and not column.guessed
        yield Answered(_TYPE, path, one(truth.column_type), one(
            column.type if column is not None and sure else ""
        ))  # fmt: skip
        if (is_list(truth) or truth.newest) and column is not None:
            yield Answered(_DAY, path, one(truth.newest), one(column.newest))
        if column is not None:
            blank = one("blank" if column.state == "blank" else "")
            yield Answered(_BLANK, path, is_blank(truth), blank)
        if column is not None and truth.kind in ("directory", "shell"):
            below = {system.column_path(c) for c in system.content.columns if c.below}
            # A branch of a tree that only holds others is no column of the content.
            inside = [path_of(url) for url in column.children]
            below_it = {p: list(every[p].children) if p in every else [] for p in inside}
            children = frozenset(
                path for one, more in below_it.items() for path in map(path_of, more or [one])
            )
            yield Answered(_BELOW, path, frozenset(below), children)
    for path, column in found.items():
        told = portal.truth.get(path)
        if told is not None and column.type and not column.guessed:
            mirrored = told.column_type if told.kind == "column" else ""
            yield Answered(_TYPE, path, one(mirrored), one(column.type))


def shortfalls(
    kind: type[System], seeds: Iterable[int]
) -> dict[str, tuple[Literal["missed", "wrong"], int, Answered]]:
    """By fact on which the reader differs from the truth of some seed: how, how often, the first.

    ``wrong`` if one answer is not in the truth, ``missed`` if answers are only lacking.
    """
    found: dict[str, tuple[Literal["missed", "wrong"], int, Answered]] = {}
    for seed in seeds:
        portal = build(kind, seed)
        for answered in (*compare(portal), *compare_columns(portal, evidence_of(portal))):
            if answered.answer == answered.truth:
                continue
            how: Literal["missed", "wrong"] = (
                "wrong" if answered.answer - answered.truth else "missed"
            )
            worst, count, first = found.get(answered.fact.name, (how, 0, answered))
            if how == "wrong" != worst:
                worst, first = how, answered
            found[answered.fact.name] = (worst, count + 1, first)
    return found
