"""The main problems (发现的主要问题): published faults by type, worst and most frequent first."""

from __future__ import annotations

from dataclasses import dataclass, field

from checks.finding import Severity
from reports.bulletin.model import Bulletin, Fault, SiteEntry
from reports.words import Translate

_ORDER = (*Severity, None)


def told(fault: Fault, _: Translate) -> str:
    """What was found, with the address that it is about where the words do not name it."""
    if "://" not in fault.subject or fault.subject in fault.message:
        return fault.message
    said = {"name": fault.message.rstrip("。. "), "about": fault.subject}
    return _("%(name)s (%(about)s)") % said


@dataclass
class Problem:
    """One type of fault: its heading, how heavy it is, and the sites that have it.

    Attributes:
        veto: it makes at least one site fail by itself.
        sites: with the faults of this type, the failing ones and those with most first.
    """

    title: str
    severity: Severity | None
    veto: bool = False
    sites: list[tuple[SiteEntry, list[Fault]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Faults of this type at all sites."""
        return sum(len(faults) for _, faults in self.sites)


def problems(bulletin: Bulletin) -> list[Problem]:
    """Types of faults; rows of a parametrised check (``required-column/D01``) are one type."""
    entries = {entry.site.key: entry for entry in bulletin.sites}
    found: dict[str, Problem] = {}
    at: dict[tuple[str, str], list[Fault]] = {}
    for fault in bulletin.faults:
        problem = found.setdefault(fault.title, Problem(fault.title, fault.severity))
        problem.severity = min(problem.severity, fault.severity, key=_ORDER.index)
        problem.veto = problem.veto or fault.veto
        key = (fault.title, fault.site)
        if key not in at:
            at[key] = []
            problem.sites.append((entries[fault.site], at[key]))
        at[key].append(fault)
    for problem in found.values():
        problem.sites.sort(key=lambda pair: (pair[0].passed is not False, -len(pair[1])))
    return sorted(
        found.values(), key=lambda p: (not p.veto, _ORDER.index(p.severity), -len(p.sites))
    )
