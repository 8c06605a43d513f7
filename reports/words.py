"""Words and signs (用词): the labels that all renderers share, so that none differs."""

from __future__ import annotations

from collections.abc import Callable

from checks.finding import Severity, Status
from reports.model import Excuse, ScoreCard

Translate = Callable[[str], str]
"""``gettext`` of a catalogue."""

SIGNS: dict[Status, str] = {
    Status.FAIL: "✕",
    Status.REVIEW: "?",
    Status.NOT_TESTED: "○",
    Status.ERROR: "!",
    Status.NOT_APPLICABLE: "–",
    Status.PASS: "✓",
}
"""A sign for each status, so that colour is never the only mark."""


def status_word(status: Status, _: Translate) -> str:
    """Name of a status (检查结论)."""
    words = {
        Status.FAIL: _("Fault"),
        Status.REVIEW: _("For review"),
        Status.NOT_TESTED: _("Not tested"),
        Status.ERROR: _("Tool error"),
        Status.NOT_APPLICABLE: _("Not applicable"),
        Status.PASS: _("In order"),
    }
    return words[status]


def severity_word(severity: Severity | None, _: Translate) -> str:
    """Name of a severity (严重程度); None is a finding that feeds no line of a set."""
    words = {
        Severity.VETO: _("Veto"),
        Severity.SERIOUS: _("Serious"),
        Severity.MINOR: _("Minor"),
        Severity.HINT: _("Hint"),
        None: _("Not graded"),
    }
    return words[severity]


def size(count: int) -> str:
    """Bytes as people read them: ``812 B``, ``3.4 MB`` (powers of 1024)."""
    value, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            break
        value /= 1024
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def points(value: float) -> str:
    """Points as people write them: no zeros at the end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def excuse_words(excuse: Excuse, _: Translate) -> str:
    """An exception in a sentence: what it lifts, why, who answers for it, until when."""
    told = {
        "was": status_word(excuse.was, _), "reason": excuse.reason, "author": excuse.author,
        "until": excuse.until,
    }  # fmt: skip
    text = _("Exception (otherwise: %(was)s): %(reason)s (%(author)s, until %(until)s)") % told
    if excuse.window:
        text += " " + _("Maintenance announced: %(window)s") % {"window": excuse.window}
    return text


def score_words(score: ScoreCard, _: Translate) -> str:
    """A table's result in a few words. What was not judged can only take more points off."""
    if score.points is None or score.full is None:
        return score.result_label
    if score.result == "inconclusive" and score.points == score.full:
        return score.result_label  # "at most all points" says nothing, and sounds like praise
    of = {"points": points(score.points), "full": points(score.full)}
    if score.result == "inconclusive":
        return f"{score.result_label} · {_('at most %(points)s of %(full)s points') % of}"
    return f"{score.result_label} · {_('%(points)s of %(full)s points') % of}"
