"""What became of each line (逐条结果): from its findings, or from why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.indicators.applying import why_not
from audit.indicators.model import IndicatorSet, Line
from audit.indicators.profile import Profile
from audit.judging import Judged
from audit.scoring.model import LineResult, State
from audit.selecting import Selection
from checks.finding import Finding, Status

_WORST: tuple[tuple[Status, State], ...] = (
    (Status.FAIL, "fail"),
    (Status.REVIEW, "review"),
    (Status.ERROR, "error"),
    (Status.NOT_TESTED, "not-tested"),
    (Status.PASS, "pass"),
)


ALL = Selection()
"""Every check was wanted."""

_ALONE: dict[str, State] = {"manual": "manual", "outside": "outside"}


def findings_of(line: Line, judged: Iterable[Judged]) -> list[Finding]:
    """The findings that feed a line; lines are told apart by identity, as sets share ids."""
    return [j.finding for j in judged if any(one is line for one in j.lines)]


def line_results(
    model: IndicatorSet, profile: Profile, judged: Sequence[Judged], *, complete: bool,
    selection: Selection = ALL,
) -> list[LineResult]:  # fmt: skip
    """What became of the lines of a set, in their order; points are not counted yet.

    Args:
        model: the whole set.
        profile: what the site is.
        judged: its findings.
        complete: the whole site was seen.
        selection: which checks were wanted.
    """
    return [_result(line, profile, judged, complete, selection) for line in model.lines]


def _result(
    line: Line, profile: Profile, judged: Sequence[Judged], complete: bool, selection: Selection
) -> LineResult:
    if why := why_not(line, profile):
        return LineResult(line=line, state="not-applicable", why=why)
    if not line.checks:
        return LineResult(line=line, state=_ALONE.get(line.automation, "no-check"))
    findings = findings_of(line, judged)
    run = [check for check in line.checks if selection.wants(check, line)]
    if not run:
        return LineResult(line=line, state="left-out")
    said = {check: {f.status for f in findings if _base(f) == check} for check in line.checks}
    speaking = {c: s - {Status.NOT_APPLICABLE} for c, s in said.items()}
    excused = any(j.excused for j in judged if any(one is line for one in j.lines))
    if excused and not any(speaking.values()):
        return LineResult(line=line, state="not-applicable", why="excused")
    if not any(speaking.values()) and complete and len(run) == len(line.checks):
        # All of the site was seen, and there is nothing on it that the line speaks about.
        return LineResult(line=line, state="not-applicable", why="no-subject")
    statuses = set().union(*speaking.values())
    state: State = next((name for status, name in _WORST if status in statuses), "not-tested")
    due = [c for c in line.checks if speaking[c] or not said[c] or not complete]
    done = [c for c in due if speaking[c] & {Status.PASS, Status.FAIL}]
    open_ones = [f.fingerprint for f in findings if f.status is not Status.PASS]
    return LineResult(
        line=line, state=state, judged=len(done) / len(due) if due else 0.0,
        findings=tuple(open_ones),
    )  # fmt: skip


def _base(finding: Finding) -> str:
    return finding.check.partition("/")[0]
