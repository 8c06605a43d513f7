"""Verdicts (检查结论): what decided findings make of each site of a round."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from audit import wording
from audit.decisions import events
from audit.decisions.events import Standing
from audit.round import book
from audit.store.store import Store
from checks.finding import Severity, Status
from reports.bulletin.inputs import Verdict
from reports.words import Translate

ENOUGH = ("finished", "max-pages", "max-targets")
"""Ends of collecting after which a site may be called in order: limits are the office's own."""


class Ruled(Struct, frozen=True):
    """A finding of ``audit.db`` with where it stands, and whether it may be published."""

    row: dict[str, Any]
    standing: Standing
    publishable: bool

    @property
    def fault(self) -> bool:
        """The program says that it is one."""
        return bool(self.row["status"] == Status.FAIL)

    @property
    def open(self) -> bool:
        """It may become a published fault: no last word yet, or the agency still has time.

        The suspicion of a veto is open too: a site must not pass before somebody has looked.
        """
        if self.publishable:
            return False
        said = self.standing
        half = bool(said.confirmed_by) and said.ruling != "rectified"
        grave = self.fault or self.row["severity"] == Severity.VETO
        return said.stands or half or said.ruling == "appealed" or (grave and not said.ruling)


class Site(Struct, frozen=True, kw_only=True):
    """A row of the sample with its run, if it has a finished one, and what was found in it.

    ``score``: the row of ``scores`` by the first set that scores; None if there is none.
    """

    row: book.Row
    run: dict[str, Any] | None
    findings: tuple[Ruled, ...]
    verdict: Verdict
    reason: str
    score: dict[str, Any] | None = None

    @property
    def points(self) -> float | None:
        """Points, where enough of the table stands behind them and no person took a fault back."""
        score = self.score
        if score is None or score["result"] not in ("pass", "fail") or _taken_back(self.findings):
            return None
        points: float | None = score["points"]
        return points


def sites(store: Store, this: book.Round, tr: Translate, now: datetime | None = None) -> list[Site]:
    """Every site of a round, by key.

    Args:
        store: ``audit.db``.
        this: the round.
        tr: into the language of reasons.
        now: by which agencies have had their time; the machine's clock if None.
    """
    now = now or datetime.now(UTC)
    rows = book.rows(store, this.id)
    names = [row.run_id for row in rows if row.run_id]
    runs = _by(store, "select * from runs where id in ({names})", names, "id")
    # The first set that scores is the office's own: its row overwrites those of later ones.
    scoring = "select * from scores where run_id in ({names}) and result <> 'unscored'"
    scores = _by(store, scoring + " order by rowid desc", names, "run_id")
    found = _findings(store, names)
    said = events.of_runs(store, names)
    told = []
    for row in rows:
        run = runs.get(row.run_id)
        if run is None or run["partial"]:
            told.append(_untested(row, tr))
            continue
        ruled = []
        for finding, others in _with_siblings(found.get(row.run_id, ())):
            word = [
                event
                for event in said.get((row.run_id, finding["fingerprint"]), ())
                if event.digest not in others
            ]
            standing = events.standing(finding, word, two_person=this.two_person)
            ruled.append(Ruled(finding, standing, standing.publishable(this.notice_hours, now)))
        score = scores.get(row.run_id)
        verdict, reason = _verdict(run, ruled, score, tr)
        told.append(
            Site(
                row=row, run=run, findings=tuple(ruled), verdict=verdict, reason=reason, score=score
            )
        )  # fmt: skip
    return told


def failed_keys(store: Store, round_id: str) -> frozenset[str]:
    """Keys of the sites that failed a round."""
    told = sites(store, book.load(store, round_id), str)
    return frozenset(site.row.site.key for site in told if site.verdict == "fail")


def _with_siblings(
    findings: Sequence[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Findings, each with the digests of others on the same problem: sets ask for other figures."""
    digests = [events.digest(finding) for finding in findings]
    same: defaultdict[str, set[str]] = defaultdict(set)
    for finding, own in zip(findings, digests, strict=True):
        same[finding["fingerprint"]].add(own)
    for finding, own in zip(findings, digests, strict=True):
        yield finding, same[finding["fingerprint"]] - {own}


def _untested(row: book.Row, tr: Translate) -> Site:
    reason = row.reason or tr("not run yet")
    return Site(row=row, run=None, findings=(), verdict="not-tested", reason=reason)


def _verdict(
    run: Mapping[str, Any], ruled: Sequence[Ruled], score: Mapping[str, Any] | None, tr: Translate
) -> tuple[Verdict, str]:
    """A veto that may be published fails a site; one that is open keeps it from passing.

    So does a score below the line, once every fault that it rests on is decided.
    """
    vetoes = [r for r in ruled if r.row["severity"] == Severity.VETO]
    if any(r.publishable for r in vetoes):
        return "fail", ""
    if any(r.open for r in vetoes):
        return "undecided", ""
    if unseen := _unseen(run, tr):
        return "inconclusive", unseen
    if score is None or score["result"] != "fail":
        return "pass", ""
    if any(r.open for r in ruled):
        return "undecided", ""
    taken_back = tr("the score counts faults that a person took back")
    return ("inconclusive", taken_back) if _taken_back(ruled) else ("fail", "")


def _unseen(run: Mapping[str, Any], tr: Translate) -> str:
    """Why too little was seen to call a site in order; empty if enough was."""
    if run["trouble"]:
        words = tr(wording.TROUBLE[run["trouble"]])
        return words.format(reason=tr("see its report"))
    if run["stopped"] not in ENOUGH:
        return tr(wording.STOPPED.get(run["stopped"], run["stopped"]))
    return ""


def _taken_back(ruled: Sequence[Ruled]) -> bool:
    """Whether a fault that the program counted is none by a person's word."""
    return any(r.fault and r.standing.ruling and not r.standing.stands for r in ruled)


def _findings(store: Store, runs: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Faults and suspicions of runs, in the order of their reports."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.rows(
        "select * from findings where run_id in (select value from json_each(?))"
        " and status in ('fail', 'review') order by id",
        [json.dumps(list(runs))],
    ):
        found.setdefault(row["run_id"], []).append(row)
    return found


def _by(store: Store, query: str, names: Sequence[str], key: str) -> dict[str, dict[str, Any]]:
    told = query.format(names="select value from json_each(?)")
    return {row[key]: row for row in store.rows(told, [json.dumps(list(names))])}
