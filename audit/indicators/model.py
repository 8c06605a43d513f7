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


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an official table (指标条目).

    Attributes:
        id: unique in its set; the duty's number where it has one (``D01``).
        clause: document and number, as people quote it.
        title: short name; ``wording``: the 考察点 in the words of the table.
        kind, severity: weight of what it finds.
        status: whether the figures in ``options`` are confirmed.
        checks: ids of the checks that feed it.
        options: by check id, the thresholds and windows handed to it.
        regions, kinds: where it holds; empty means everywhere.
    """

    id: str
    clause: str
    title: dict[str, str]
    wording: dict[str, str]
    kind: LineKind
    severity: Severity
    status: FigureStatus
    checks: tuple[str, ...]
    options: dict[str, dict[str, Any]] = {}
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class IndicatorSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An official table as data (指标集)."""

    id: str
    version: str
    title: dict[str, str]
    source: str
    valid_from: date
    valid_to: date | None = None
    lines: tuple[Line, ...] = ()
