"""The score (计分规则): vetoes first, then what the faults of each line cost, then the result.

After 国办秘函〔2019〕19号 and 国办发〔2015〕15号: one veto fails; else points are taken off the
full sum, never more in a line or first-level indicator than it is worth, and never twice for one
fact (indicators §1.1). Lines whose points no source gives take nothing off: a score is only as
good as the share of the table behind it, and below the bar of the set there is no conclusion.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from audit.indicators.model import IndicatorSet, Line, Scoring
from audit.indicators.profile import Profile
from audit.judging import Judged
from audit.scoring.lines import ALL, findings_of, line_results
from audit.scoring.model import Doubt, Figure, LineResult, Result, Score, Share
from audit.selecting import Selection
from checks.finding import Finding, Status


def score(
    model: IndicatorSet, profile: Profile, judged: Sequence[Judged], *, complete: bool,
    trouble: bool, selection: Selection = ALL,
) -> Score:  # fmt: skip
    """Score a site by one set.

    Args:
        model: the whole set.
        profile: what the site is.
        judged: its findings.
        complete: the whole site was seen.
        trouble: too little of the site was seen to speak of it.
        selection: which checks were wanted.
    """
    lines = line_results(model, profile, judged, complete=complete, selection=selection)
    rules = model.scoring
    if rules is None:
        return Score(set_id=model.id, lines=tuple(lines), result="unscored")
    vetoes = [r for r in lines if r.line.kind == "veto" and _holds(r)]
    share = Share(sum(r.judged for r in vetoes), len(vetoes))
    vetoed = any(r.state == "fail" for r in vetoes)
    doubts: list[Doubt] = ["trouble"] if trouble else []
    doubts += ["review"] if any(r.state == "review" for r in vetoes) else []
    doubts += ["coverage"] if share.percent < rules.coverage else []
    if vetoed or (rules.kinds and profile.kind not in rules.kinds):
        return Score(
            set_id=model.id, lines=tuple(lines), vetoes=share,
            result="veto" if vetoed else "inconclusive" if doubts else "pass",
            doubts=() if vetoed else tuple(doubts),
            figures=_figures(model, lines, ()),
        )  # fmt: skip
    deductions = _Deductions(model, profile, judged)
    lines = [deductions.counted(result) for result in lines]
    judged_share, scored_share = deductions.shares(lines)
    doubts += ["points"] if scored_share.percent < rules.coverage else []
    points, deducted, scaled = deductions.sum(lines)
    result: Result = "inconclusive" if doubts else "pass"
    if not doubts and points < rules.pass_from:
        result = "fail"
    return Score(
        set_id=model.id, lines=tuple(lines), result=result, doubts=tuple(doubts), vetoes=share,
        points=points, deducted=deducted, judged=judged_share, scored=scored_share, scaled=scaled,
        bonus=rules.bonus_above is not None and result == "pass" and points > rules.bonus_above,
        figures=_figures(model, lines, ("points", "pass_from", "bonus_above")),
    )  # fmt: skip


def _holds(result: LineResult) -> bool:
    """Whether the line counts into the share: it holds, or we don't know that it doesn't."""
    return result.state != "not-applicable" or result.why == "unknown"


class _Deductions:
    """Counts points, heaviest line first, so that a fact costs what it costs at most."""

    def __init__(self, model: IndicatorSet, profile: Profile, judged: Sequence[Judged]) -> None:
        assert model.scoring is not None  # noqa: S101 - for the type checker
        self._model = model
        self._rules: Scoring = model.scoring
        self._bare = bool(self._rules.without) and profile.services is False
        self._costs: dict[str, tuple[Decimal, tuple[str, ...], tuple[str, ...]]] = {}
        taken: set[tuple[str, ...]] = set()
        heaviest = sorted(
            (line for line in model.lines if line.points is not None and line.kind == "deduction"),
            key=lambda line: -(line.points or 0),
        )
        for line in heaviest:
            self._costs[line.id] = _cost(line, findings_of(line, judged), taken)

    def counted(self, result: LineResult) -> LineResult:
        """The line with what it costs; None where no source says so or it was not judged."""
        line = result.line
        if line.id not in self._costs or not (result.judged or result.state == "fail"):
            return result
        cost, counted, spared = self._costs[line.id]
        if line.cap is not None:
            cost = min(cost, Decimal(str(line.cap)))
        return replace(result, deducted=float(cost), counted=counted, spared=spared)

    def sum(self, lines: Sequence[LineResult]) -> tuple[float, float, bool]:
        """Points left, points taken off, and whether they were scaled."""
        full = Decimal(str(self._rules.points))
        left_out = Decimal(0)
        if self._bare:
            left_out = Decimal(str(self._model.groups[self._rules.without].points or 0))
        off = Decimal(0)
        for key in dict.fromkeys(result.line.group for result in lines):
            part = [r.deducted for r in lines if r.line.group == key and r.deducted]
            cost = sum(map(Decimal, map(str, part)), Decimal(0))
            worth = self._model.groups[key].points if key else None
            off += cost if worth is None else min(cost, Decimal(str(worth)))
        base = full - left_out
        off = min(off, base)
        points = (base - off) * full / base
        return float(round(points, 2)), float(off), bool(left_out)

    def shares(self, lines: Sequence[LineResult]) -> tuple[Share, Share]:
        """Of all points, those behind which a line was judged, and was judged with points."""
        due = [r for r in lines if r.line.kind == "deduction" and _holds(r)]
        groups = self._model.groups
        weighed = all(r.line.group and groups[r.line.group].points for r in due)
        judged = scored = whole = 0.0
        for result in due:
            weight = 1.0
            if weighed:
                beside = sum(1 for r in due if r.line.group == result.line.group)
                weight = (groups[result.line.group].points or 0) / beside
            whole += weight
            judged += weight * result.judged
            scored += weight * result.judged * (result.line.points is not None)
        return Share(round(judged, 6), round(whole, 6)), Share(round(scored, 6), round(whole, 6))


def _cost(
    line: Line, findings: Sequence[Finding], taken: set[tuple[str, ...]]
) -> tuple[Decimal, tuple[str, ...], tuple[str, ...]]:
    """What the faults of a line cost without its cap, which count, and which cost elsewhere."""
    counted, spared, units = [], [], 0
    for finding in findings:
        if finding.status is not Status.FAIL:
            continue
        fact = (line.fact or line.id, finding.subject.kind, finding.subject.id)
        own = ("finding", finding.fingerprint)
        if fact in taken or own in taken:
            spared.append(finding.fingerprint)
            continue
        taken |= {fact, own}
        counted.append(finding.fingerprint)
        units += int(float(finding.values.get(line.measure, 0))) if line.measure else 1
    times = min(units, 1) if line.per == "line" else units
    return Decimal(str(line.points)) * times, tuple(counted), tuple(spared)


def _figures(
    model: IndicatorSet, lines: Sequence[LineResult], used: tuple[str, ...]
) -> tuple[Figure, ...]:
    """Figures without a source that the result rests on."""
    found = []
    rules = model.scoring
    for name in used if rules is not None else ():
        if rules is not None and getattr(rules, name) is not None:
            found.append(Figure("", name, rules.figure(name)))
    for result in lines:
        if result.judged:
            line = result.line
            found += [Figure(line.id, name, line.figure(name)) for name in line.figure_names]
    for key, group in model.groups.items():
        if used and group.points is not None:
            found.append(Figure("", f"groups.{key}", group.status))
    return tuple(figure for figure in found if figure.status != "confirmed")
