"""Judging (评判): a bundle and indicator sets give findings, the same ones every time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from audit.errors import BundleError, ConfigError
from audit.excusing import Exemption, excuse_for
from audit.indicators.applying import holding, takes
from audit.indicators.loader import SetError, lines_for, load_set, options_for
from audit.indicators.model import IndicatorSet, Line
from audit.indicators.profile import Profile, profile_of
from audit.indicators.regions import parse_region
from audit.language import _
from audit.reference import reference_of
from audit.selecting import Selection, name_for
from checks.blocked import is_blocked
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Severity, Status
from checks.framework import Check, Options, judge, wanted
from checks.reference import Reference
from checks.registry import CHECKS
from spiders.bundle import reader, seal, spanning

ORDER = (Severity.VETO, Severity.SERIOUS, Severity.MINOR, Severity.HINT)
"""Severities, worst first."""


class LoadedSet(Struct, frozen=True):
    """An indicator set and the digest of the file it came from."""

    model: IndicatorSet
    sha256: str


class Terms(Struct, frozen=True, kw_only=True):
    """On what terms a site is judged, beside the sets.

    Attributes:
        told: what is known of the site; the rest is guessed.
        selection: which checks are wanted.
        exemptions: exceptions that the site claims.
        reference: what it is compared with.
    """

    told: Profile = Profile()
    selection: Selection = Selection()
    exemptions: tuple[Exemption, ...] = ()
    reference: Reference = Reference()


PLAIN = Terms()
"""Nothing known of the site but what it shows, every check, no exceptions."""


class Judged(Struct, frozen=True):
    """A finding with the lines of the sets that it feeds, the weightiest first.

    ``excused`` is the exception that lifts it, ``was`` what it would be without.
    """

    finding: Finding
    lines: tuple[Line, ...]
    excused: Exemption | None = None
    was: Status | None = None

    @property
    def severity(self) -> Severity | None:
        """Weight of the weightiest line; None where no line is fed."""
        return self.lines[0].severity if self.lines else None


def load_sets(names: Iterable[str]) -> tuple[LoadedSet, ...]:
    """Load the indicator sets named.

    Raises:
        ConfigError: one cannot be loaded.
    """
    try:
        return tuple(LoadedSet(*load_set(name)) for name in names)
    except SetError as error:
        raise ConfigError(str(error)) from error


def judge_evidence(
    evidence: SiteEvidence, sets: Sequence[LoadedSet], terms: Terms = PLAIN
) -> list[Judged]:
    """Run every check that feeds a line which holds for the site; worst first, in a stable order.

    Args:
        evidence: what was seen.
        sets: by which tables.
        terms: on what terms.
    """
    if terms.reference.files:
        evidence = dataclasses.replace(evidence, reference=terms.reference)
    profile = profile_of(evidence, terms.told)
    models = [holding(s.model, profile) for s in sets]
    judged = [
        _excused(found, check.family, evidence, terms.exemptions)
        for check in CHECKS
        for found in _judge(check, evidence, models, terms.selection)
    ]
    return sorted(judged, key=rank)


def _excused(
    judged: Judged, family: str, evidence: SiteEvidence, exemptions: Sequence[Exemption]
) -> Judged:
    """The same, lifted if an exception covers it: it is not held against the site."""
    finding = judged.finding
    one = excuse_for(finding, family, evidence, exemptions)
    if one is None:
        return judged
    lifted = replace(finding, status=Status.NOT_APPLICABLE, awaiting="")
    return Judged(lifted, judged.lines, one, finding.status)


def _judge(
    check: Check[Any],
    evidence: SiteEvidence,
    models: Sequence[IndicatorSet],
    selection: Selection,
) -> Iterator[Judged]:
    """What a check finds. Sets that ask the same are judged at once, others each by its figures."""
    asked: list[tuple[Options, list[IndicatorSet]]] = []
    for model in models:
        fed = lines_for(check.id, [model])
        if not any(selection.wants(name_for(check, line), line) for line in fed):
            continue
        options = _options(check, model)
        if options is None:
            continue
        same = next((together for known, together in asked if known == options), None)
        if same is None:
            asked.append((options, [model]))
        else:
            same.append(model)
    found: list[tuple[Finding, list[Line]]] = []
    for options, together in asked:
        for finding in judge(check, evidence, options):
            lines = lines_for(finding.check, together)
            taken = [
                line
                for line in lines
                if takes(line, finding, evidence) and selection.wants(finding.check, line)
            ]
            before = next((known for each, known in found if each == finding), None)
            if before is not None:
                before += taken
            elif taken:  # what no line holds for is nobody's business
                found.append((finding, taken))
    for finding, taken in found:
        yield Judged(finding, tuple(sorted(taken, key=_weight)))


def _options(check: Check[Any], model: IndicatorSet) -> Options | None:
    try:
        found: Options | None = options_for(check, [model])
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


def still_wanted(
    evidence: SiteEvidence, sets: Sequence[LoadedSet], terms: Terms = PLAIN
) -> tuple[Need, ...]:
    """The draft judgement: what has to be looked at again before anything may be a fault."""
    return wanted(j.finding for j in judge_evidence(evidence, sets, terms))


def terms_of(settings: Mapping[str, Any], recorded: Mapping[str, Any] = {}) -> Terms:
    """On what terms to judge.

    Args:
        settings: given now.
        recorded: those of the run, which know of the site what nobody says now.
    """
    return Terms(
        told=told_of(settings, recorded),
        selection=Selection(
            select=tuple(settings.get("select", ())), ignore=tuple(settings.get("ignore", ()))
        ),
        exemptions=msgspec.convert(settings.get("exception", ()), tuple[Exemption, ...]),
        reference=reference_of(settings, recorded),
    )


def sets_for(names: Iterable[str], settings: Mapping[str, Any]) -> tuple[LoadedSet, ...]:
    """Load the sets named, and see that what is selected or ignored is there.

    Raises:
        ConfigError: a set cannot be loaded, or a word means nothing.
    """
    sets = load_sets(names)
    terms_of(settings).selection.verify([s.model for s in sets])
    return sets


def told_of(*layers: Mapping[str, Any]) -> Profile:
    """What is known of a site, by the settings ``kind``, ``level``, ``region`` and ``services``.

    Args:
        layers: settings; the first that says something of a field holds.
    """

    def said(name: str) -> str:
        return next((str(layer[name]) for layer in layers if layer.get(name)), "")

    region, services = said("region"), said("services")
    return Profile(
        kind=said("kind"),
        level=said("level"),
        region=parse_region(region) if region else "",
        services=services == "yes" if services else None,
    )


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
        return spanning.open_bundle(bundle_folder(path))
    except seal.BundleError as error:
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
