"""The result of a table for one site: its lines one by one, its score, and what that rests on."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from audit.indicators.applying import Reason
from audit.indicators.model import FigureStatus, Line

State = Literal[
    "fail", "review", "not-tested", "error", "pass", "not-applicable", "no-check", "manual",
    "outside", "left-out",
]  # fmt: skip
"""What became of a line: as its findings say; without a check so far, for a person alone, out of
sight; or left out of this judgement on request."""

Why = Literal["", Reason, "no-subject", "excused"]
"""Why a line is not applicable; ``no-subject``: the whole site has nothing that it speaks about;
``excused``: exceptions lift all that there is."""

Result = Literal["veto", "fail", "pass", "inconclusive", "unscored"]
"""不合格 by veto, 不合格 below the line, 合格, no conclusion, and of a set without points."""

Doubt = Literal["trouble", "review", "coverage", "points"]
"""Why there is no conclusion: the site could not be seen; suspicions wait for a person; too few
vetoes were judged; too little of the points stands behind the score."""


class LineResult(Struct, frozen=True, kw_only=True):
    """What became of one line.

    Attributes:
        state, why: see there.
        judged: part of its checks that came to a result, 0 to 1.
        findings: fingerprints of its findings that are not passes.
        counted: fingerprints of the faults that cost points here; ``spared``: of those whose fact
            costs points in another line already (不重复扣分).
        deducted: points, cap applied; None if no source says what a fault costs.
    """

    line: Line
    state: State
    why: Why = ""
    judged: float = 0.0
    findings: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    deducted: float | None = None


class Figure(Struct, frozen=True):
    """A figure that was used and that no source confirms: line (empty: of the scoring), name."""

    line: str
    name: str
    status: FigureStatus


class Share(Struct, frozen=True):
    """How much of something was judged: ``part`` of ``whole``."""

    part: float
    whole: float

    @property
    def percent(self) -> float:
        """In per cent, one digit, rounded down; 100 of nothing."""
        return int(self.part / self.whole * 1000 + 1e-9) / 10 if self.whole else 100.0


class Score(Struct, frozen=True, kw_only=True):
    """What a set makes of a site.

    Attributes:
        set_id: the set.
        lines: its lines in their order.
        result, doubts: see there.
        vetoes: of its vetoes that hold for the site, how many were judged.
        points: after deductions; None where nothing is deducted: a veto, or a site that is judged
            by vetoes only.
        deducted: points taken off.
        judged: of the points of its deductions, those behind which a line was judged; the points
            of a first-level indicator are spread evenly over its lines. ``scored``: those behind
            which a line was judged that says what a fault costs.
        scaled: the part without services was scaled up (75 × 4/3).
        bonus: the score opens the bonus part.
        figures: unconfirmed figures that were used.
    """

    set_id: str
    lines: tuple[LineResult, ...]
    result: Result
    doubts: tuple[Doubt, ...] = ()
    vetoes: Share = Share(0, 0)
    points: float | None = None
    deducted: float = 0.0
    judged: Share = Share(0, 0)
    scored: Share = Share(0, 0)
    scaled: bool = False
    bonus: bool = False
    figures: tuple[Figure, ...] = ()
