"""The result of a round (检查结果): from ``audit.db`` to what bulletins are made of."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from audit.round import book, compare, quarter
from audit.round.compare import Judges, Told
from audit.round.plan import algorithm
from audit.round.verdict import Ruled, Site, sites
from audit.round.words import Words
from audit.store.store import Store
from checks.finding import Severity
from reports.bulletin.inputs import (
    CheckTally,
    Evidence,
    FixedFinding,
    History,
    Method,
    PastRound,
    RoundResult,
    RuledFinding,
    SetUsed,
    SiteResult,
    Verdict,
)

Rows = list[dict[str, Any]]


def round_result(
    store: Store,
    round_id: str,
    public: bool = True,
    *,
    lang: str = "zh",
    now: datetime | None = None,
) -> RoundResult:
    """One round as plain data.

    Args:
        store: ``audit.db``.
        round_id: ``2026Q4``.
        public: leave out what may not be published: findings that nobody confirmed or whose agency
            still has time, dismissed ones, and the names of people.
        lang: language of the texts, ``zh`` or ``en``.
        now: by which agencies have had their time; the machine's clock if None.

    Raises:
        UserError: the round has not been planned.
    """
    words = Words(lang)
    now = now or datetime.now(UTC)
    earlier = [name for name in book.ids(store) if _before(name, round_id)]
    told = {name: _told(store, name, words, now) for name in (*earlier, round_id)}
    results: list[RoundResult] = []
    for place in range(max(0, len(earlier) - 1), len(earlier) + 1):
        past = [told[name] for name in earlier[:place]]
        name = [*earlier, round_id][place]
        results.append(_Result(store, told[name], past, words, public=public).whole())
    if len(results) == 1:
        return results[0]
    return replace(results[-1], previous=replace(results[0], previous=None))


def _before(name: str, other: str) -> bool:
    return quarter.index(name) < quarter.index(other)


def _told(store: Store, name: str, words: Words, now: datetime) -> Told:
    """A round as it is compared."""
    this = book.load(store, name)
    found = tuple(sites(store, this, words.tr, now))
    runs = [site.row.run_id for site in found if site.run is not None]
    used: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _of_runs(store, "select * from sets_used where run_id in ({runs})", runs):
        used[row["run_id"]][row["set_id"]] = row["version"]
    versions: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _of_runs(
        store, "select distinct run_id, check_id, check_version from findings"
        " where run_id in ({runs}) and status not in ('not-tested', 'error')", runs,
    ):  # fmt: skip
        versions[row["run_id"]][row["check_id"]] = row["check_version"]
    judges = {run: Judges(used[run], versions[run]) for run in runs}
    return Told(id=name, frame=tuple(book.frame(store, name)), sites=found, judges=judges)


class _Result:
    """Makes the result of one round.

    Args:
        store: ``audit.db``.
        told: the round.
        past: all rounds before it, the oldest first.
        words: texts in the language asked for.
        public: only what may be published.
    """

    def __init__(
        self, store: Store, told: Told, past: Sequence[Told], words: Words, *, public: bool
    ) -> None:
        self._store = store
        self._told = told
        self._past = past
        self._words = words
        self._public = public
        self._round = book.load(store, told.id)
        self._last = past[-1] if past else None
        self._reasons = (
            compare.not_comparable(told, self._last, words.tr) if self._last is not None else ()
        )
        self._before = {s.row.site.key: s for s in self._last.sites} if self._last else {}
        self._streak = compare.site_streaks([told, *reversed(past)])
        self._tries = Counter(t.key for t in book.tries(store, told.id))
        shown = [r.row["id"] for site in told.sites for r in self._shown(site)]
        self._sources: defaultdict[int, list[str]] = defaultdict(list)
        for row in store.rows(
            "select finding_id, page from finding_sources"
            " where finding_id in (select value from json_each(?)) order by id",
            [json.dumps(shown)],
        ):
            self._sources[row["finding_id"]].append(row["page"])

    def whole(self) -> RoundResult:
        """The result."""
        told, this = self._told, self._round
        days = sorted(t.day for t in book.tries(self._store, told.id))
        comparable = not self._reasons
        return RoundResult(
            id=told.id, lang=self._words.lang, public=self._public, planned=this.planned,
            first_day=days[0] if days else "", last_day=days[-1] if days else "",
            frame=told.frame,
            sample=tuple(site.row.sample for site in told.sites),
            sites=tuple(map(self._site, told.sites)),
            groups=tuple(compare.groups(told, self._last, self._past, comparable=comparable)),
            checks=tuple(self._checks()),
            retest=tuple(s.row.site.key for s in told.sites if s.verdict == "fail"),
            method=self._method(),
            past=tuple(
                PastRound(
                    id=one.id,
                    groups=tuple(compare.groups(one, None, self._past[:n], comparable=True)),
                )
                for n, one in enumerate(self._past)
            ),
            not_comparable=self._reasons,
        )  # fmt: skip

    def _shown(self, site: Site) -> list[Ruled]:
        """Findings of a site that are shown: the published ones, or all that were ruled on."""
        if self._public:
            return [r for r in site.findings if r.publishable]
        return [r for r in site.findings if r.standing.ruling or r.publishable]

    def _site(self, site: Site) -> SiteResult:
        key = site.row.site.key
        before = self._before.get(key)
        mine, theirs = self._told.judges_of(site), Judges({}, {})
        if self._last is not None and before is not None:
            theirs = self._last.judges_of(before)
        shown = self._shown(site)
        verdict: Verdict | None = before.verdict if before is not None else None
        run = site.run or {}
        gone = ("dismissed", "rectified", "appealed")
        return SiteResult(
            key=key, verdict=site.verdict, reason=site.reason, score=site.points,
            judged_share=site.score["vetoes_judged"] / 100 if site.score else None,
            vetoes=tuple(
                r.row["fingerprint"]
                for r in shown
                if r.publishable and r.row["severity"] == Severity.VETO
            ),
            findings=tuple(
                self._finding(r, compare.history(r, site, mine, before, theirs)) for r in shown
            ),
            fixed=tuple(
                FixedFinding(
                    fingerprint=r.row["fingerprint"], check=r.row["check_id"],
                    title=self._words.title(r.row), message=self._words.message(r.row),
                    subject=r.row["subject"],
                )
                for r in compare.fixed(site, mine, before, theirs)
            ),
            undecided=sum(r.open for r in site.findings),
            to_review=sum(
                not r.fault and not r.open and not r.standing.ruling for r in site.findings
            ),
            dismissed=0
            if self._public
            else sum(r.standing.ruling in gone and not r.publishable for r in site.findings),
            run_id=run.get("id", ""), as_of=run.get("as_of", ""),
            started=run.get("started", ""), finished=run.get("finished", ""),
            pages=run.get("pages", 0), requests=run.get("requests", 0), tries=self._tries[key],
            streak=self._streak(key), before=verdict,
            change=compare.change(site.verdict, verdict, comparable=not self._reasons),
        )  # fmt: skip

    def _finding(self, ruled: Ruled, history: History) -> RuledFinding:
        row, said = ruled.row, ruled.standing
        return RuledFinding(
            id=row["id"], fingerprint=row["fingerprint"], check=row["check_id"],
            check_version=row["check_version"], outcome=row["outcome"],
            title=self._words.title(row), message=self._words.message(row),
            remedy=self._words.remedy(row),
            severity=Severity(row["severity"]) if row["severity"] else None,
            clause=row["clause"], set_id=row["set_id"], line_id=row["line_id"],
            subject_kind=row["subject_kind"], subject=row["subject"],
            subject_label=row["subject_label"], values=json.loads(row["measured"]),
            sources=tuple(self._sources[row["id"]]), source_count=row["source_count"],
            evidence=tuple(
                Evidence(
                    look=look["number"], at=look["at"], url=look["url"], result=look["result"],
                    record=look.get("record", -1), sha256=look.get("sha256", ""),
                )
                for look in json.loads(row["looks"])
            ),
            unconfirmed=bool(row["unconfirmed"]), ruling=said.ruling,
            by="" if self._public else said.who, reason="" if self._public else said.reason,
            at=said.at, notified=said.notified, reply=said.reply,
            publishable=ruled.publishable, history=history,
        )  # fmt: skip

    def _checks(self) -> Iterable[CheckTally]:
        """What each check said, over the sites of the sample."""
        runs = [s.row.run_id for s in self._told.sites if s.run is not None]
        said: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        lines: dict[str, dict[str, Any]] = {}
        for row in _of_runs(
            self._store,
            "select run_id, check_id, severity, clause, set_id, line_id,"
            " group_concat(distinct status) as statuses from findings where run_id in ({runs})"
            " group by run_id, check_id",
            runs,
        ):
            said[row["check_id"]][row["run_id"]] = set(row["statuses"].split(","))
            lines.setdefault(row["check_id"], row)
        found: defaultdict[str, defaultdict[str, list[Ruled]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for site in self._told.sites:
            for ruled in site.findings:
                found[ruled.row["check_id"]][site.row.run_id].append(ruled)
        for check in sorted(said, key=self._words.place):
            counts: Counter[str] = Counter()
            number = 0
            for run, statuses in said[check].items():
                faults = found[check][run]
                number += sum(r.publishable for r in faults)
                counts[_of_site(faults, statuses)] += 1
            row = lines[check]
            yield CheckTally(
                check=check, title=self._words.title(row), title_pass=self._words.title_pass(row),
                severity=Severity(row["severity"]) if row["severity"] else None,
                clause=row["clause"], set_id=row["set_id"], line_id=row["line_id"],
                passed=counts["passed"], failed=counts["failed"], undecided=counts["undecided"],
                unseen=counts["unseen"], findings=number,
            )  # fmt: skip

    def _method(self) -> Method:
        this, told = self._round, self._told
        runs = [site.run for site in told.sites if site.run is not None]
        names = [run["id"] for run in runs]
        used = _of_runs(
            self._store,
            "select distinct set_id, version, sha256, title from sets_used"
            " where run_id in ({runs}) order by set_id, version",
            names,
        )
        versions: defaultdict[str, set[int]] = defaultdict(set)
        for judges in told.judges.values():
            for check, version in judges.checks.items():
                versions[check].add(version)
        return Method(
            seed=this.seed, seed_source=this.seed_source,
            algorithm=algorithm(
                this.strata, share=this.share, exclude=this.exclude_last, lang=self._words.lang,
                running=sum(site.state == "running" for site in told.frame),
            ),
            frame_sha256=this.frame_sha256, draw_log=this.draw_log,
            draw_log_sha256=this.draw_log_sha256, share=this.share, strata=this.strata,
            exclude_last=this.exclude_last, window_from=this.window_from,
            window_to=this.window_to, hours=this.hours, two_person=this.two_person,
            notice_hours=this.notice_hours,
            sets=tuple(SetUsed(r["set_id"], r["version"], r["sha256"], r["title"]) for r in used),
            checks={check: tuple(sorted(found)) for check, found in sorted(versions.items())},
            tools=tuple(sorted({run["tool_version"] for run in runs})),
            readers=tuple(sorted({run["reader_version"] for run in runs})),
            pages=sum(run["pages"] for run in runs),
            requests=sum(run["requests"] for run in runs),
            bytes=sum(run["bytes"] for run in runs),
        )  # fmt: skip


def _of_site(faults: Sequence[Ruled], statuses: set[str]) -> str:
    """What a check said of one site, in the light of what people ruled."""
    if any(r.publishable for r in faults):
        return "failed"
    if any(r.open or not r.standing.ruling for r in faults):
        return "undecided"
    if faults or "pass" in statuses:
        return "passed"
    return "unseen"


def _of_runs(store: Store, query: str, runs: Sequence[str]) -> Rows:
    told = query.format(runs="select value from json_each(?)")
    return store.rows(told, [json.dumps(list(runs))])
