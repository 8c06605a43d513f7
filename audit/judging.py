"""Judging (评判): a bundle and indicator sets give findings, the same ones every time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import BundleError, ConfigError
from audit.indicators.loader import SetError, lines_for, load_set, options_for
from audit.indicators.model import IndicatorSet, Line
from audit.language import _
from checks.blocked import is_blocked
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Severity, Status
from checks.framework import Check, Options, judge, wanted
from checks.registry import CHECKS
from spiders.bundle import reader

ORDER = (Severity.VETO, Severity.SERIOUS, Severity.MINOR, Severity.HINT)
"""Severities, worst first."""


class LoadedSet(Struct, frozen=True):
    """An indicator set and the digest of the file it came from."""

    model: IndicatorSet
    sha256: str


class Judged(Struct, frozen=True):
    """A finding with the lines of the sets that it feeds, the weightiest first."""

    finding: Finding
    lines: tuple[Line, ...]

    @property
    def severity(self) -> Severity | None:
        """Weight of the weightiest line; None where no line is fed."""
        return self.lines[0].severity if self.lines else None


def load_sets(names: Sequence[str]) -> tuple[LoadedSet, ...]:
    """Load the indicator sets named.

    Raises:
        ConfigError: one cannot be loaded.
    """
    try:
        return tuple(LoadedSet(*load_set(name)) for name in names)
    except SetError as error:
        raise ConfigError(str(error)) from error


def judge_evidence(evidence: SiteEvidence, sets: Sequence[LoadedSet]) -> list[Judged]:
    """Run every check that a line of the sets feeds; worst first, in a stable order."""
    models = [s.model for s in sets]
    judged: list[Judged] = []
    for check in CHECKS:
        options = _options(check, models)
        if options is None:
            continue
        for finding in judge(check, evidence, options):
            lines = sorted(lines_for(finding.check, models), key=_weight)
            judged.append(Judged(finding, tuple(lines)))
    return sorted(judged, key=rank)


def _options(check: Check[Any], models: Sequence[IndicatorSet]) -> Options | None:
    try:
        found: Options | None = options_for(check, models)
    except SetError as error:
        raise ConfigError(str(error)) from error
    return found


def _weight(line: Line) -> int:
    return ORDER.index(line.severity)


def rank(judged: Judged) -> tuple[int, int, int, tuple[str, str, str], str]:
    """Sort key: status, severity, order of checks, subject."""
    severity = ORDER.index(judged.severity) if judged.severity else len(ORDER)
    base = judged.finding.check.partition("/")[0]
    place = next((n for n, c in enumerate(CHECKS) if c.id == base), len(CHECKS))
    finding = judged.finding
    return (_STATUS_ORDER.index(finding.status), severity, place, finding.key, finding.outcome)


_STATUS_ORDER = (
    Status.FAIL,
    Status.ERROR,
    Status.REVIEW,
    Status.NOT_TESTED,
    Status.NOT_APPLICABLE,
    Status.PASS,
)


def still_wanted(evidence: SiteEvidence, sets: Sequence[LoadedSet]) -> tuple[Need, ...]:
    """The draft judgement: what has to be looked at again before anything may be a fault."""
    return wanted(j.finding for j in judge_evidence(evidence, sets))


def bundle_folder(path: Path) -> Path:
    """Folder of a bundle, given that or its run's."""
    folder = path / "bundle" if (path / "bundle").is_dir() else path
    # What is written goes beside it, and is named after it.
    return folder.resolve() if folder.name in ("", "..") else folder


def open_bundle(path: Path) -> reader.Bundle:
    """Open a bundle by its own folder or by its run's.

    Raises:
        BundleError: it is none, damaged, or of another version.
    """
    try:
        return reader.open_bundle(bundle_folder(path))
    except reader.BundleError as error:
        raise BundleError(_(error.message).format(**error.values)) from error


def trouble(evidence: SiteEvidence) -> str:
    """Why too little was seen to speak of the site as a whole; empty if enough was.

    One of the keys of `audit.wording.TROUBLE`.
    """
    attempt, _chain = evidence.final(evidence.site.url)
    if attempt is None:
        return "home-robots"
    facts = evidence.facts(attempt)
    home = evidence.home
    empty = home is not None and not home.facts.links and home.facts.text_length < 20
    signs = {
        "home-unreachable": bool(attempt.failure),
        "home-blocked": is_blocked(evidence, attempt),
        "home-error": attempt.status >= 300 or (facts is not None and facts.kind == "error"),
        "home-not-html": facts is None,
        "home-empty": empty,
        "mostly-failed": mass_failure(evidence),
        "home-only": len(evidence.pages) < 2,
    }
    return next((name for name, seen in signs.items() if seen), "")
