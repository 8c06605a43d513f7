"""Findings (检查结果): the closed vocabulary in which checks speak."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Literal

from msgspec import Struct

Value = str | int | float
"""A measured value of a finding; its unit is part of the key (``days``, ``status``)."""


class Status(StrEnum):
    """What a finding claims. Only ``FAIL`` costs points, only ``FAIL`` can be published."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    """Looked at and in order (合格)."""
    FAIL = "fail"
    """A fault, confirmed in every look (不合格)."""
    REVIEW = "review"
    """Suspected, unstable or a matter of judgement: a person must look (待人工复核)."""
    NOT_APPLICABLE = "not-applicable"
    """The rule does not hold for this site, or we do not know that it does (不适用)."""
    NOT_TESTED = "not-tested"
    """We could not see; the reason is the outcome (未检测)."""
    ERROR = "error"
    """Our own fault, never the site's (工具错误)."""


class Severity(StrEnum):
    """How heavy a finding weighs; given by the line of the indicator set it feeds."""

    VETO = "veto"
    SERIOUS = "serious"
    MINOR = "minor"
    HINT = "hint"


SubjectKind = Literal["site", "page", "link", "column", "guide", "host", "search"]


class Subject(Struct, frozen=True):
    """What a finding is about.

    ``id`` identifies it across runs (a URL, a host name, a column key); ``label`` is what
    a reader calls it (a title or an anchor text), as the site wrote it.
    """

    kind: SubjectKind
    id: str
    label: str = ""


NeedKind = Literal["page", "dns", "tls", "visits", "search", "examination"]


class Need(Struct, frozen=True, order=True):
    """An observation that a verdict rests on and that has to be made twice.

    ``key`` is a URL for ``page`` (search results included), ``host TYPE`` for ``dns``
    (``www.x.gov.cn AAAA``), ``host`` for ``tls``, the home page of a monitoring campaign for
    ``visits``, the words of the question for ``search``, and the page for ``examination``.
    """

    kind: NeedKind
    key: str


class Source(Struct, frozen=True):
    """A page that carries the subject of a finding: the words of the link on it, and its place.

    ``place`` is one of `checks.facts.types.Place`; empty where it is not known.
    """

    page: str
    anchor: str = ""
    place: str = ""


class Quote(Struct, frozen=True):
    """Words on a page of the site by which a person finds again what a finding speaks of."""

    page: str
    words: str


class Finding(Struct, frozen=True, kw_only=True):
    """One statement of one check about one subject.

    Attributes:
        check: id of the check; rows of a parametrised check carry the duty
            (``required-column/D01``).
        check_version: version of the check that made it.
        outcome: one of the closed set that the check declares.
        status: what the outcome means, possibly lowered to ``review`` until confirmed.
        subject: what it is about.
        values: measured values; placeholders of the outcome's message.
        rests_on: observations that must be made twice before ``fail`` may stand.
        sources: pages that carry the subject (at most ``MAX_SOURCES``).
        source_count: how many pages carry it in all.
        quotes: words on pages that it speaks of; their places are looked up for the report.
        awaiting: why a fault is not (yet) a ``fail``, or a suspicion not (yet) the same in all
            looks: ``second-look``, ``third-look`` or ``unstable``.
    """

    check: str
    check_version: int
    outcome: str
    status: Status
    subject: Subject
    values: dict[str, Value] = {}
    rests_on: tuple[Need, ...] = ()
    sources: tuple[Source, ...] = ()
    source_count: int = 0
    quotes: tuple[Quote, ...] = ()
    awaiting: Literal["", "second-look", "third-look", "unstable"] = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Identity of the problem: check, kind and id of the subject."""
        return (self.check, self.subject.kind, self.subject.id)

    @property
    def fingerprint(self) -> str:
        """Stable name of the problem across runs: 16 hex digits of SHA-256 over ``key``."""
        return hashlib.sha256("\x1f".join(self.key).encode()).hexdigest()[:16]


MAX_SOURCES = 100
"""Pages listed with one finding; the count is always exact."""
