"""Typed model of an indicator set; unknown keys in a set are errors."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from checks.finding import Severity

LineKind = Literal["veto", "deduction", "bonus", "norm"]
"""单项否决, 扣分, 加分, and norms without points (规范)."""

FigureStatus = Literal["confirmed", "unconfirmed", "project-default"]
"""Where a figure comes from: 【证】, 【推】 or 【未证实】, 【建议】."""

Automation = Literal["full", "assisted", "manual", "outside"]
"""Who judges a line: the program; the program puts up what a person then judges; a person alone;
nobody who looks from outside."""

SiteKind = Literal["portal", "department", "new-media", "oversight"]
"""门户网站, 部门网站. A table also speaks of accounts of new media (政务新媒体) and of the offices
that watch over sites (监管单位); no audit of a website judges these."""

SiteLevel = Literal["national", "province", "city", "county"]
"""国务院部门, 省级, 市级, 县级 and below."""

Text = dict[str, str]
"""A text by language, ``zh`` and ``en``."""


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A first-level indicator (一级指标); ``points`` is the most that its lines can cost."""

    title: Text
    points: float | None = None
    status: FigureStatus = "confirmed"


class Scoring(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How deductions become a result (计分规则).

    Attributes:
        points: from which deductions are taken.
        pass_from: a score below it fails.
        bonus_above: a score above it opens the bonus part; None if there is none.
        bonus_points: the most that the bonus part can give.
        kinds: sites that are scored; the others are judged by vetoes only. Empty: all.
        coverage: below this share, in per cent, of vetoes judged and of points scored there is no
            conclusion.
        without: group that is left out where a site offers no services; what is left is scaled up
            to ``points`` again (75 × 4/3).
        status, figures: as of a line.
    """

    points: float = 100
    pass_from: float
    bonus_above: float | None = None
    bonus_points: float | None = None
    kinds: tuple[SiteKind, ...] = ()
    coverage: float = 80
    without: str = ""
    status: FigureStatus = "confirmed"
    figures: dict[str, FigureStatus] = {}

    def figure(self, name: str) -> FigureStatus:
        """Where a figure comes from."""
        return self.figures.get(name, self.status)


class Where(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which findings of its checks a line takes; all that it says must hold.

    Attributes:
        outcomes: one of these outcomes.
        values: the finding's value of this name is one of these.
        home: whether the home page carries the subject.
    """

    outcomes: tuple[str, ...] = ()
    values: dict[str, tuple[str | int, ...]] = {}
    home: bool | None = None


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an official table (指标条目).

    Attributes:
        id: unique in its set; the duty's number where it has one (``D01``).
        clause: document and number, as people quote it.
        title: short name (二级指标); ``wording``: the 考察点 in the words of the table.
        group: key of the first-level indicator; empty if the table has none.
        kind, severity: weight of what it finds.
        automation: who judges it.
        status: where the line's figures come from; ``figures`` names those that come from
            elsewhere: ``points``, ``cap``, or a key of ``options``.
        checks: ids of the checks that feed it.
        options: by check id, the thresholds and windows handed to it.
        where: which findings of those checks it takes; None: all.
        points: what a fault costs; None if no source says so.
        per: ``finding``: each costs the points; ``line``: any number of them costs them once.
        measure: value of the finding that says how many times it costs them (``percent``).
        cap: the most that the line costs; None if no source says so.
        fact: lines of the same fact never deduct for the same subject twice (不重复扣分).
        regions, kinds, levels: where it holds; empty means everywhere. A region is a code of
            GB/T 2260, two, four or six digits.
        services: it holds only where a site has to offer services.
        condition: on what it depends that can't be told from outside; it is not applicable then.
        since: first day after the term that its notice gives (年底前); before, nothing is due.
        note: why no check feeds it, or what isn't known of it.
    """

    id: str
    clause: str
    title: Text
    wording: Text
    group: str = ""
    kind: LineKind
    severity: Severity
    automation: Automation = "full"
    status: FigureStatus
    figures: dict[str, FigureStatus] = {}
    checks: tuple[str, ...] = ()
    options: dict[str, dict[str, Any]] = {}
    where: Where | None = None
    points: float | None = None
    per: Literal["finding", "line"] = "finding"
    measure: str = ""
    cap: float | None = None
    fact: str = ""
    regions: tuple[str, ...] = ()
    kinds: tuple[SiteKind, ...] = ()
    levels: tuple[SiteLevel, ...] = ()
    services: bool = False
    condition: Text = {}
    since: date | None = None
    note: Text = {}

    def figure(self, name: str) -> FigureStatus:
        """Where a figure comes from: ``points``, ``cap``, or a key of ``options``."""
        return self.figures.get(name, self.status)

    @property
    def figure_names(self) -> tuple[str, ...]:
        """Names of the figures that it has; words among the options are none unless told."""
        own = [name for name in ("points", "cap") if getattr(self, name) is not None]
        told = (pair for options in self.options.values() for pair in options.items())
        return (*own, *(key for key, value in told if key in self.figures or not _is_words(value)))

    @property
    def unsure(self) -> bool:
        """Whether a figure that it has is not confirmed by a source."""
        return any(self.figure(name) != "confirmed" for name in self.figure_names)


def _is_words(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, (bool, str)) for part in parts)


class IndicatorSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An official table as data (指标集).

    Attributes:
        extends: name or file of the set whose lines these change; what is read is whole already.
        remove: ids of lines of that set that don't hold here.
        valid_from, valid_to: when the table is in force; ``valid_to`` is the last day.
        groups: the first-level indicators by key.
        scoring: how it is scored; None of a set without points.
    """

    id: str
    version: str
    title: Text
    source: str
    extends: str = ""
    remove: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None
    groups: dict[str, Group] = {}
    scoring: Scoring | None = None
    lines: tuple[Line, ...] = ()
