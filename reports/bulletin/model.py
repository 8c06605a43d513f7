"""The model of a bulletin (通报模型): every count once; all else is computed from it when printed.

It is stored as JSON beside the files that were printed from it, and printing it again gives them
again. A rate is never stored: it is a pair of counts (`Ratio`). `problems_of` says where counts
contradict each other; a contradicting model is not printed.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from checks.finding import Severity
from reports.bulletin.facts import OfficeFacts
from reports.bulletin.figures import Ratio
from reports.bulletin.inputs import Group, History, Method, SiteKind

SCHEMA_VERSION = "1.0"
"""Version of `Bulletin` as JSON; additions raise the second number, anything else the first."""


class StyleUsed(Struct, frozen=True, kw_only=True):
    """The style that the bulletin is printed in: its name, version and content."""

    name: str
    version: str
    sha256: str


class Part(Struct, frozen=True):
    """One class of the running sites (构成): ``市级部门网站`` and how many there are."""

    label: str
    count: int


class PastRate(Struct, frozen=True):
    """The pass rate of an earlier round; ``comparable`` with this one or not."""

    round: str
    rate: Ratio
    comparable: bool = True


class SiteName(Struct, frozen=True, kw_only=True):
    """A site as a bulletin names it; names stand as they were given, traditional ones too."""

    key: str
    code: str = ""
    name: str
    sponsor: str = ""
    region: str = ""
    kind: SiteKind = ""
    level: str = ""
    url: str = ""


class Special(Struct, frozen=True, kw_only=True):
    """A check looked at by itself over all sites (专项检查): ``rate`` of sites in order."""

    check: str
    title: str
    rate: Ratio


class Look(Struct, frozen=True, kw_only=True):
    """One look that a finding rests on; times are China Standard Time."""

    number: int
    at: str
    url: str
    result: str
    record: int = -1
    sha256: str = ""


class Fault(Struct, frozen=True, kw_only=True):
    """A finding that a person has confirmed and that may be published.

    Attributes:
        number: of the bulletin, from 1; texts, tables and notices refer to it.
        site: key of the site.
        check: id with its duty; ``title`` its heading; ``message`` the concrete facts.
        veto: it alone makes the site fail (单项否决).
        clause: of the line that it feeds; ``set_id`` and ``line_id`` name the line.
        unconfirmed: figures of the clause are not compared with the original yet.
    """

    number: int
    site: str
    check: str
    title: str
    message: str
    remedy: str = ""
    severity: Severity | None
    veto: bool = False
    clause: str = ""
    set_id: str = ""
    line_id: str = ""
    subject: str = ""
    fingerprint: str = ""
    looks: tuple[Look, ...] = ()
    sources: tuple[str, ...] = ()
    source_count: int = 0
    unconfirmed: bool = False
    history: History = ""


class SiteEntry(Struct, frozen=True, kw_only=True):
    """A site of the sample of which the round says pass or fail.

    Attributes:
        passed: None only in a notice that goes out before the round says either.
        reasons: headings of what makes it fail; empty for one that passes.
        score: points; None where there is no scoring.
        before: whether it passed the last round; None if it was not judged then.
        streak: rounds in a row, this one included, in which it passed.
        fixed: headings of faults published last time that are gone.
    """

    site: SiteName
    passed: bool | None
    reasons: tuple[str, ...] = ()
    score: float | None = None
    run_id: str = ""
    as_of: str = ""
    before: bool | None = None
    streak: int = 0
    fixed: tuple[str, ...] = ()


class FollowUp(Struct, frozen=True, kw_only=True):
    """A site that failed the last round, and what became of it (上季度问题整改)."""

    site: SiteName
    result: Literal["passed", "failed", "closed"]


class OpenSite(Struct, frozen=True, kw_only=True):
    """What is not settled at a site; in the edition for the office only."""

    site: SiteName
    verdict: str
    reason: str = ""
    undecided: int = 0
    to_review: int = 0
    dismissed: int = 0


class Coverage(Struct, frozen=True, kw_only=True):
    """Sites of the sample by what the round can say of them; names of the open ones stay inside.

    Attributes:
        undecided: a person's decision is outstanding. ``inconclusive``: too little could be seen.
        not_tested: not run, or the tool failed.
    """

    undecided: int = 0
    inconclusive: int = 0
    not_tested: int = 0


class Bulletin(Struct, frozen=True, kw_only=True):
    """The bulletin of one round, ready to be printed in its style.

    Attributes:
        lang: ``zh`` or ``en``; ``edition``: ``public`` or ``internal``.
        round: ``2026Q4``.
        first_day, last_day: of the inspection, ISO.
        total: all sites; ``regions``, ``departments`` (sites that belong to no region, by sponsor)
            and ``classes`` (level and kind) are parts of it.
        composition: classes of the running sites.
        past: earlier rounds, oldest first.
        not_comparable: why figures are not set beside the last round's; empty if they are.
        sites: those judged. ``faults``: of these sites, in the order of ``sites``.
        follow_up: sites that failed the last round; of ``follow_up_open`` more this round says
            neither pass nor fail yet, and they are not named.
        open_sites: in the internal edition only.
    """

    schema_version: str = SCHEMA_VERSION
    tool_version: str
    style: StyleUsed
    lang: str
    edition: Literal["public", "internal"] = "public"
    round: str
    first_day: str = ""
    last_day: str = ""
    facts: OfficeFacts = OfficeFacts()
    total: Group
    composition: tuple[Part, ...] = ()
    regions: tuple[Group, ...] = ()
    departments: tuple[Group, ...] = ()
    classes: tuple[Group, ...] = ()
    past: tuple[PastRate, ...] = ()
    not_comparable: tuple[str, ...] = ()
    special: tuple[Special, ...] = ()
    sites: tuple[SiteEntry, ...] = ()
    faults: tuple[Fault, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    follow_up_open: int = 0
    coverage: Coverage = Coverage()
    open_sites: tuple[OpenSite, ...] = ()
    method: Method

    @property
    def rate(self) -> Ratio:
        """The pass rate (合格率): passed over judged."""
        return rate(self.total)

    @property
    def share(self) -> Ratio:
        """The share of running sites that were inspected (抽查比例)."""
        return Ratio(self.total.now.sampled, self.total.now.running)

    @property
    def failing(self) -> tuple[SiteEntry, ...]:
        """Sites that failed."""
        return tuple(entry for entry in self.sites if entry.passed is False)


def rate(group: Group) -> Ratio:
    """Pass rate of a group in this round."""
    return Ratio(group.now.passed, group.now.passed + group.now.failed)


def rate_before(group: Group) -> Ratio | None:
    """Pass rate of a group in the last round; None where there is none to compare with."""
    if group.before is None or not group.comparable:
        return None
    return Ratio(group.before.passed, group.before.passed + group.before.failed)


def quarter_of(round_id: str) -> tuple[int, int] | None:
    """Year and quarter of a round called like ``2026Q4``; None for any other name."""
    year, mark, quarter = round_id.partition("Q")
    if mark and year.isdecimal() and len(year) == 4 and quarter in ("1", "2", "3", "4"):
        return int(year), int(quarter)
    return None


def day(text: str) -> date | None:
    """An ISO day; None for an empty or other text."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
