"""What goes into ``audit.db``: one run, and its findings as an indicator set judged them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from checks.finding import Severity, Source, Status, SubjectKind, Value


class SetRecord(Struct, frozen=True, kw_only=True):
    """An indicator set that judged the run; ``sha256`` is of its file."""

    id: str
    version: str
    sha256: str
    title: str = ""


class ScoreRecord(Struct, frozen=True, kw_only=True):
    """What a set made of the run, see `audit.scoring.model.Score`; shares in per cent."""

    set_id: str
    result: str
    doubts: tuple[str, ...] = ()
    points: float | None = None
    deducted: float | None = None
    vetoes_judged: float | None = None
    points_judged: float | None = None
    points_scored: float | None = None


class RunRecord(Struct, frozen=True, kw_only=True):
    """One run of one site (检查批次).

    Attributes:
        id: name of the run, unique in the database.
        site_url: home page that the crawl began with; ``site_host`` its host, which names the
            site across runs.
        as_of: inspection time; ``started``, ``finished``: of collecting. All aware.
        partial: the run was interrupted.
        stopped: why collecting ended, see `checks.observations.Coverage`.
        pages, targets, requests, bytes: how much was seen.
        exit_code: how the command ended.
        bundle: folder of the evidence, relative to the database's.
        tool_version, reader_version, template_version: what made the result, beside the checks'
            versions in the findings and those of ``sets``.
        settings: run settings, as far as they may be stored.
        trouble: why too little was seen to speak of the site, see `audit.judging.trouble`.
    """

    id: str
    site_url: str
    site_host: str
    site_name: str = ""
    as_of: datetime
    started: datetime
    finished: datetime
    partial: bool = False
    stopped: str = "finished"
    pages: int = 0
    targets: int = 0
    requests: int = 0
    bytes: int = 0
    exit_code: int = 0
    bundle: str = ""
    tool_version: str
    reader_version: str
    template_version: str
    settings: dict[str, Any] = {}
    sets: tuple[SetRecord, ...] = ()
    scores: tuple[ScoreRecord, ...] = ()
    trouble: str = ""


class LookRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look that a finding rests on, as its report shows it, see `reports.model.Look`."""

    number: int
    at: str
    result: str
    url: str
    record: int = -1
    sha256: str = ""


class JudgedRecord(Struct, frozen=True, kw_only=True):
    """One finding, bound to the line of an indicator set that it feeds.

    Attributes:
        severity: None where no line is fed.
        message: what is the case, in words.
        fingerprint: the problem's name across runs.
        awaiting: why a suspicion is not a fault yet; empty otherwise.
        values: measured values.
        sources: pages that carry the subject; ``source_count`` is exact, the list is not.
        set_id, line_id, clause: line of the set; empty where no line is fed.
        looks: what it rests on.
        unconfirmed: wording or figures of the clause are not compared with the original yet.
    """

    check_id: str
    check_version: int
    outcome: str
    status: Status
    severity: Severity | None = None
    subject_kind: SubjectKind
    subject: str
    subject_label: str = ""
    message: str = ""
    clause: str = ""
    fingerprint: str = ""
    awaiting: str = ""
    values: dict[str, Value] = {}
    sources: tuple[Source, ...] = ()
    source_count: int = 0
    set_id: str = ""
    line_id: str = ""
    looks: tuple[LookRecord, ...] = ()
    unconfirmed: bool = False


class Outcome(Struct):
    """What came of a run, in figures.

    Attributes:
        exit_code: how it ended.
        host: of the site.
        pages: of the site that were read.
        fails: findings that count against the site, by severity.
        statuses: findings by status.
        results: by indicator set with points, what it made of the run.
    """

    exit_code: int
    host: str
    pages: int
    fails: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    results: dict[str, str] = {}

    def count(self, status: str, severity: str, number: int) -> None:
        """Count so many findings."""
        self.statuses[status] += number
        if status == Status.FAIL.value:
            self.fails[severity] += number
