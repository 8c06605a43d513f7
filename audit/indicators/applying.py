"""Which lines of a table hold for a site (适用范围): in doubt a line does not."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from audit.indicators.model import IndicatorSet, Line, Where
from audit.indicators.profile import Profile
from audit.indicators.regions import KINDS
from checks.evidence import SiteEvidence
from checks.finding import Finding

Reason = Literal["", "condition", "kind", "level", "region", "services", "term", "unknown"]
"""Why a line does not hold: it depends on what can't be told from outside; it is for other kinds,
levels, regions, or for sites with services; its term hadn't ended at the inspection; or what of
these the site is, is not known."""


def why_not(line: Line, profile: Profile) -> Reason:
    """Why a line does not hold for a site; empty if it does."""
    early = line.since is not None and profile.day is not None and profile.day < line.since
    if line.condition or early:
        return "condition" if line.condition else "term"
    if line.kinds and profile.kind not in line.kinds:
        return "kind" if profile.kind or not set(line.kinds) & set(KINDS) else "unknown"
    if line.levels and profile.level not in line.levels:
        return "level" if profile.level else "unknown"
    if line.services and not profile.services:
        return "unknown" if profile.services is None else "services"
    if not line.regions or any(profile.region.startswith(code) for code in line.regions):
        return ""
    # Of a site of which only the province is known a line for one of its cities may hold.
    wider = any(code.startswith(profile.region) for code in line.regions)
    return "unknown" if wider else "region"


def holding(model: IndicatorSet, profile: Profile) -> IndicatorSet:
    """A set with the lines only that hold for a site."""
    return replace(model, lines=tuple(line for line in model.lines if not why_not(line, profile)))


def takes(line: Line, finding: Finding, evidence: SiteEvidence) -> bool:
    """Whether a line takes a finding of its checks; what is said of the site as a whole it does."""
    where = line.where
    if where is None or finding.subject.kind == "site":
        return True
    return _fits(where, finding) and (
        where.home is None or where.home is _on_home(finding, evidence)
    )


def _fits(where: Where, finding: Finding) -> bool:
    if where.outcomes and finding.outcome not in where.outcomes:
        return False
    # A check without this value has nothing that the line could tell apart.
    said = finding.values
    return all(said.get(name, wanted[0]) in wanted for name, wanted in where.values.items())


def _on_home(finding: Finding, evidence: SiteEvidence) -> bool:
    target = evidence.targets.get(finding.subject.id)
    sources = target.sources if target is not None else finding.sources
    if not evidence.begins_at_root:
        return False  # what the audit began with is no home page
    homes = {evidence.site.home, evidence.site.url}
    return any(source.page in homes for source in sources)
