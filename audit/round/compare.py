"""Comparison with the last round (环比): findings by fingerprint, verdicts, streaks, what compares.

Pure: it is handed the sites of both rounds as `audit.round.verdict` tells them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from audit.diffing import ALWAYS_SEEN
from audit.round import quarter
from audit.round.verdict import Ruled, Site
from checks.finding import Severity
from reports.bulletin.inputs import Change, FrameSite, Group, History, Tally, Verdict
from reports.words import Translate

GROUPS = ("", "region", "kind", "level")


class Judges(Struct, frozen=True):
    """What judged a run or a round: versions by set, and by check."""

    sets: Mapping[str, str]
    checks: Mapping[str, int]


class Told(Struct, frozen=True, kw_only=True):
    """A round as it is compared: its frame, its sites, and what judged each run.

    Attributes:
        id: ``2026Q4``.
        judges: by run.
    """

    id: str
    frame: tuple[FrameSite, ...]
    sites: tuple[Site, ...]
    judges: Mapping[str, Judges]

    def judges_of(self, site: Site) -> Judges:
        """What judged a site's run."""
        return self.judges.get(site.row.run_id, Judges({}, {}))


def history(finding: Ruled, site: Site, now: Judges, before: Site | None, then: Judges) -> History:
    """A finding beside the last round's run of its site."""
    if before is None or before.run is None or site.run is None:
        return ""
    check, set_id = finding.row["check_id"], finding.row["set_id"]
    if check in then.checks and then.checks[check] != finding.row["check_version"]:
        return "not-comparable"
    if set_id and then.sets.get(set_id) != now.sets.get(set_id):
        return "not-comparable"
    if finding.row["fingerprint"] in faults(before):
        return "persisting"
    return "new" if _looked_at(finding, before) else "not-comparable"


def _looked_at(finding: Ruled, other: Site) -> bool:
    """Whether another run would have seen the subject: it ran to its end, or always looks at it.

    And nothing that it left open may speak of the subject too.
    """
    row, run = finding.row, other.run or {}
    if run.get("stopped") != "finished" and row["subject_kind"] not in ALWAYS_SEEN:
        return False
    return not any(
        not r.fault
        and r.row["check_id"] == row["check_id"]
        and (r.row["subject_kind"] in ALWAYS_SEEN or r.row["fingerprint"] == row["fingerprint"])
        for r in other.findings
    )


def faults(site: Site) -> dict[str, Ruled]:
    """Findings of a site that were faults and that no person took back, by fingerprint."""
    return {
        r.row["fingerprint"]: r
        for r in site.findings
        if r.standing.stands or (r.fault and r.standing.ruling in ("", "appealed"))
    }


def fixed(site: Site, now: Judges, before: Site | None, then: Judges) -> list[Ruled]:
    """Published faults of the last round that this round looked for and did not see."""
    if before is None or before.run is None or site.run is None or site.run["trouble"]:
        return []
    still = {r.row["fingerprint"] for r in site.findings}
    return [
        r
        for r in before.findings
        if r.publishable
        and r.row["fingerprint"] not in still
        and _looked_at(r, site)
        and now.checks.get(r.row["check_id"]) == r.row["check_version"]
        and then.sets.get(r.row["set_id"]) == now.sets.get(r.row["set_id"])
    ]


def change(now: Verdict, before: Verdict | None, *, comparable: bool) -> Change:
    """A site's verdict beside the last round's."""
    if {now, before} - {"pass", "fail"}:
        return ""
    if not comparable:
        return "not-comparable"
    if now == before:
        return "same"
    return "improved" if now == "pass" else "relapsed"


def not_comparable(now: Told, before: Told, tr: Translate) -> tuple[str, ...]:
    """Why rates of two rounds are not to be set beside each other; empty if they are.

    What counts are the sets, and the checks that made a veto in either round.
    """
    vetoes = {
        r.row["check_id"]
        for told in (now, before)
        for site in told.sites
        for r in site.findings
        if r.row["severity"] == Severity.VETO
    }
    reasons = []
    for name, kind, wanted in (
        (tr("indicator set {name}: version {old} then, {new} now"), "sets", None),
        (tr("check {name}: version {old} then, {new} now"), "checks", vetoes),
    ):
        one, other = _versions(before, kind), _versions(now, kind)
        for key in sorted(one.keys() | other.keys()):
            if one.get(key) == other.get(key) or (wanted is not None and key not in wanted):
                continue
            if wanted is not None and not (key in one and key in other):
                continue  # a check that did not run made no veto
            told = {"old": _list(one.get(key, set())), "new": _list(other.get(key, set()))}
            reasons.append(name.format(name=key, **told))
    return tuple(reasons)


def _versions(told: Told, kind: str) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for site in told.sites:
        if site.run is not None:
            for key, version in getattr(told.judges_of(site), kind).items():
                found[key].add(str(version))
    return dict(found)


def _list(versions: Iterable[str]) -> str:
    return ", ".join(sorted(versions)) or "–"


def groups(
    now: Told, before: Told | None, past: Sequence[Told], *, comparable: bool
) -> list[Group]:
    """All sites, then by region, kind and level, with the last round's counts and the streak."""
    told: list[Group] = []
    for by in GROUPS:
        current = tallies(now, by)
        earlier = tallies(before, by) if before is not None else {}
        runs = [(one.id, tallies(one, by)) for one in past]
        for name in sorted(current):
            told.append(
                Group(
                    by=by, name=name, now=current[name], before=earlier.get(name),  # type: ignore[arg-type]
                    comparable=comparable,
                    streak=streak(
                        [(now.id, _perfect(current[name]))]
                        + [(i, _perfect(t.get(name, Tally()))) for i, t in reversed(runs)]
                    ),
                )
            )  # fmt: skip
    return told


def tallies(told: Told, by: str) -> dict[str, Tally]:
    """Counts by region, kind or level; all sites for an empty ``by``.

    Sites without a region, kind or level are in no such group.
    """

    def name_of(site: FrameSite) -> str:
        return getattr(site, by) if by else ""

    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for framed in told.frame:
        counts[name_of(framed)]["running"] += framed.state == "running"
    for site in told.sites:
        count = counts[name_of(site.row.site)]
        drawn = site.row.sample.how == "drawn"
        count["sampled"] += 1
        count["drawn"] += drawn
        for verdict, field in (("pass", "passed"), ("fail", "failed")):
            count[field] += site.verdict == verdict
            count[f"drawn_{field}"] += drawn and site.verdict == verdict
    return {name: Tally(**count) for name, count in counts.items() if name or not by}


def streak(rounds: Sequence[tuple[str, bool]]) -> int:
    """Rounds in a row that are perfect, from the newest back; a quarter left out ends it."""
    length, expected = 0, None
    for round_id, perfect in rounds:
        number = quarter.index(round_id)
        if not perfect or (expected is not None and number != expected):
            break
        length, expected = length + 1, number - 1
    return length


def site_streaks(rounds: Sequence[Told]) -> Callable[[str], int]:
    """For a key: rounds in a row in which that site passed; ``rounds``: the newest first."""
    passed = [
        (told.id, {s.row.site.key for s in told.sites if s.verdict == "pass"}) for told in rounds
    ]
    return lambda key: streak([(round_id, key in keys) for round_id, keys in passed])


def _perfect(tally: Tally) -> bool:
    return tally.passed > 0 and tally.failed == 0
