"""What a bulletin is made from (通报数据): one round as plain data, counted nowhere yet.

`audit.round.result.round_result` fills it from ``audit.db``; the report model counts from it.
Texts of the web are masked already and in the language asked for; nothing is escaped. Dates are
ISO 8601 days, times are ISO 8601 in UTC unless a field says otherwise. Sites are named by ``key``:
the identification code (网站标识码), or the host where the list has no code.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checks.finding import Severity, Value

SiteKind = Literal["portal", "department", ""]
"""门户 or 部门; empty where the list does not say."""
SiteState = Literal["running", "closed", "migrated"]
"""正在运行, 已关停 or 已迁移."""
How = Literal["drawn", "failed-before", "always"]
"""How a site came into the round: drawn by the seed (抽中); an extra row because it failed the
last round (上季度不合格); an extra row because the office always looks at it (必查)."""
Verdict = Literal["pass", "fail", "undecided", "inconclusive", "not-tested"]
"""What the round says of a site.

``pass`` 合格; ``fail`` 不合格: a veto or the score, resting on decided findings only;
``undecided``: a person's decision, or the time for the agency's reply, is outstanding and would
make it pass or fail; ``inconclusive`` 无法判定: too little of it could be seen; ``not-tested``
未检测: not run yet, or our own fault. Rates are taken over ``pass`` and ``fail`` only.
"""
Ruling = Literal["", "confirmed", "dismissed", "rectified", "appealed"]
"""What a person ruled on a finding last; empty: nobody has, or one more person has to."""
History = Literal["", "new", "persisting", "not-comparable"]
"""A finding beside the last round: not there before, there before, or judged by another version of
the check or the set; empty where the site was not in the last round."""
Change = Literal["", "improved", "relapsed", "same", "not-comparable"]
"""A site's verdict beside the last round's; empty where either says neither pass nor fail."""


class FrameSite(Struct, frozen=True, kw_only=True):
    """A registered site as it stood on the list when the round was planned (抽样框).

    Attributes:
        key: names the site in all other parts.
        code: identification code; empty where the list has none.
        level: level of administration as on the list (省级, 市级, 县级 …).
        state: only ``running`` sites can be drawn.
    """

    key: str
    code: str = ""
    name: str
    sponsor: str = ""
    region: str = ""
    kind: SiteKind = ""
    level: str = ""
    url: str
    state: SiteState = "running"


class SampleRow(Struct, frozen=True, kw_only=True):
    """A site of the round.

    Attributes:
        how: a site that was drawn counts as drawn, whatever else it is.
        stratum: of the draw, its words joined by `` / ``.
        due: it had to be drawn so that every site is seen once a year.
        retest: it failed the last round (复查).
        day: of its slot.
    """

    key: str
    how: How
    stratum: str = ""
    due: bool = False
    retest: bool = False
    day: str = ""


class Evidence(Struct, frozen=True, kw_only=True):
    """One look that a finding rests on; the archived answer is in the run's bundle.

    Attributes:
        look: 1 or 2.
        at: China Standard Time, ``2026-11-22 10:15:03``.
        result: what came back, in words (``HTTP 404``).
        record: offset in ``archive.warc.gz`` of the run; -1 if nothing was archived.
        sha256: of the body; empty if none.
    """

    look: int
    at: str
    url: str
    result: str
    record: int = -1
    sha256: str = ""


class RuledFinding(Struct, frozen=True, kw_only=True):
    """A finding that a person has ruled on.

    Attributes:
        id: its number in ``audit.db``, as ``audit decide`` takes it.
        title: the check's heading for the fault; ``message`` what is the case, with figures.
        remedy: what to do.
        severity: None where no line of a set is fed.
        clause: of the line that it feeds; ``set_id`` and ``line_id`` name the line.
        values: measured values, their units part of the names.
        sources: pages that carry the subject (first 100); ``source_count`` is exact.
        unconfirmed: wording or figures of the clause are not compared with the original yet.
        ruling, by, reason, at: the last word on it; ``by`` has both names where two were asked.
        notified: when the agency was told; empty if it was not. ``reply``: its answer.
        publishable: confirmed, still a fault, the agency told and its time over.
    """

    id: int
    fingerprint: str
    check: str
    check_version: int
    outcome: str
    title: str
    message: str
    remedy: str = ""
    severity: Severity | None
    clause: str = ""
    set_id: str = ""
    line_id: str = ""
    subject_kind: str
    subject: str
    subject_label: str = ""
    values: dict[str, Value] = {}
    sources: tuple[str, ...] = ()
    source_count: int = 0
    evidence: tuple[Evidence, ...] = ()
    unconfirmed: bool = False
    ruling: Ruling
    by: str = ""
    reason: str = ""
    at: str = ""
    notified: str = ""
    reply: str = ""
    publishable: bool = False
    history: History = ""


class FixedFinding(Struct, frozen=True, kw_only=True):
    """A finding published in the last round that this round's run looked for and did not see."""

    fingerprint: str
    check: str
    title: str
    message: str
    subject: str


class SiteResult(Struct, frozen=True, kw_only=True):
    """What the round says of one site of the sample.

    Attributes:
        reason: why it is ``inconclusive`` or ``not-tested``, in words; else empty.
        score: points by the first set that scores; None where nothing is scored, too little of
            the table stands behind it, or a person took a fault back that it counts.
        judged_share: part of that set's vetoes that was judged, 0 to 1: what a pass rests on.
        vetoes: fingerprints of the findings that make it fail at once (单项否决).
        findings: with ``public`` those that are publishable; else all that were ruled on, the
            dismissed ones too. Worst first.
        undecided: faults, and suspicions of vetoes, on which no person has the last word yet, and
            those whose agency still has time to reply.
        to_review: other suspicions that a person has not looked at; they never count.
        dismissed: findings that a person dismissed, or found rectified or under appeal.
        as_of: inspection time, China Standard Time.
        streak: rounds in a row, this one included, in which the site passed (连续合格).
        before: verdict of the last round; None if it was not in it.
    """

    key: str
    verdict: Verdict
    reason: str = ""
    score: float | None = None
    judged_share: float | None = None
    vetoes: tuple[str, ...] = ()
    findings: tuple[RuledFinding, ...] = ()
    fixed: tuple[FixedFinding, ...] = ()
    undecided: int = 0
    to_review: int = 0
    dismissed: int = 0
    run_id: str = ""
    as_of: str = ""
    started: str = ""
    finished: str = ""
    pages: int = 0
    requests: int = 0
    tries: int = 0
    streak: int = 0
    before: Verdict | None = None
    change: Change = ""


class Tally(Struct, frozen=True, kw_only=True):
    """Counts of a group of sites; a rate is ``passed`` over ``passed + failed``.

    Attributes:
        running: sites of the frame that run.
        sampled: sites of the round, drawn and extra.
        passed, failed: by verdict; ``drawn_passed``, ``drawn_failed`` of the drawn sites only,
            which alone speak for the frame.
    """

    running: int = 0
    sampled: int = 0
    drawn: int = 0
    passed: int = 0
    failed: int = 0
    drawn_passed: int = 0
    drawn_failed: int = 0


class Group(Struct, frozen=True, kw_only=True):
    """Sites that have a region, kind or level in common, now and in the last round.

    Attributes:
        by: what they have in common; empty for all sites together.
        name: the region, kind or level; empty for all.
        before: None where there was no last round or the group was not in it.
        comparable: whether both rounds were judged by the same sets and versions.
        streak: rounds in a row, this one included, in which every site judged passed (连续 N 季度
            100%).
    """

    by: Literal["", "region", "kind", "level"]
    name: str = ""
    now: Tally
    before: Tally | None = None
    comparable: bool = True
    streak: int = 0


class CheckTally(Struct, frozen=True, kw_only=True):
    """What a check said over the whole sample (专项检查): numbers of sites.

    Attributes:
        check: id; a duty follows a slash.
        title: heading of the fault; ``title_pass`` what should be.
        failed: sites with at least one publishable fault.
        passed: sites where it passed; ``undecided``: with faults, none of them publishable;
            ``unseen``: where it could not be tested or does not apply.
        findings: publishable faults in all.
    """

    check: str
    title: str
    title_pass: str
    severity: Severity | None
    clause: str = ""
    set_id: str = ""
    line_id: str = ""
    passed: int = 0
    failed: int = 0
    undecided: int = 0
    unseen: int = 0
    findings: int = 0


class SetUsed(Struct, frozen=True):
    """An indicator set that judged runs of the round."""

    id: str
    version: str
    sha256: str
    title: str = ""


class Method(Struct, frozen=True, kw_only=True):
    """How the round was made, so that a third person can do it again (附件：方法).

    Attributes:
        seed: text that the draw rests on; ``seed_source``: where it is published, if anywhere.
        algorithm: the draw in one paragraph, in the language asked for.
        frame_sha256: of the canonical list of sites; the draw log has the list itself.
        draw_log: name of the log's file; ``draw_log_sha256`` of its bytes.
        share: of the running sites, 0 to 1. ``strata``: names of the columns it was drawn by.
        exclude_last: rounds whose sites were put behind.
        window_from, window_to: days of the round. ``hours``: of the day, like ``22-06``.
        two_person, notice_hours: the office's rules for decisions.
        checks: id of a check → versions that judged in the round.
        tools, readers: versions that collected and read.
        pages, requests, bytes: of all runs of the round together.
    """

    seed: str
    seed_source: str = ""
    algorithm: str
    frame_sha256: str
    draw_log: str
    draw_log_sha256: str
    share: float
    strata: tuple[str, ...] = ()
    exclude_last: int = 0
    window_from: str = ""
    window_to: str = ""
    hours: str = ""
    two_person: bool = False
    notice_hours: int = 72
    sets: tuple[SetUsed, ...] = ()
    checks: dict[str, tuple[int, ...]] = {}
    tools: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    pages: int = 0
    requests: int = 0
    bytes: int = 0


class PastRound(Struct, frozen=True, kw_only=True):
    """A round before this one, for series over time; oldest first in `RoundResult.past`."""

    id: str
    groups: tuple[Group, ...]


class RoundResult(Struct, frozen=True, kw_only=True):
    """One round (季度检查), whole.

    Attributes:
        id: ``2026Q4``.
        lang: language of its texts, ``zh`` or ``en``.
        public: only what may be published is in it; dismissed findings and people's names are
            left out.
        planned: when the sample was drawn. ``first_day``, ``last_day``: of the runs so far.
        frame: every registered site. ``sample``: the round's sites. ``sites``: a result for
            each row of the sample, in its order. All in the order of ``key``.
        groups: all sites, then by region, kind and level.
        checks: over the sample, in the order of the registry.
        retest: keys of sites that are to be looked at again in the next round (复查名单).
        previous: the round before with its own ``previous`` left out; None if there is none.
        past: all rounds before this one, oldest first.
        not_comparable: why figures are not to be set beside the last round's, in words; empty
            if they are.
    """

    id: str
    lang: str = "zh"
    public: bool = True
    planned: str
    first_day: str = ""
    last_day: str = ""
    frame: tuple[FrameSite, ...] = ()
    sample: tuple[SampleRow, ...] = ()
    sites: tuple[SiteResult, ...] = ()
    groups: tuple[Group, ...] = ()
    checks: tuple[CheckTally, ...] = ()
    retest: tuple[str, ...] = ()
    method: Method
    previous: RoundResult | None = None
    past: tuple[PastRound, ...] = ()
    not_comparable: tuple[str, ...] = ()
