"""The report model (报告模型): every number and word that a report shows, computed once.

All renderers print from this model, so that no two of them can disagree. Text from the site is
cleaned before it gets here, personal data is masked; every renderer escapes for its own format.
Messages are already in the report's language; labels of the layout come from its templates.
"""

from __future__ import annotations

from msgspec import Struct

from checks.finding import Severity, Status, SubjectKind

SCHEMA_VERSION = "1.6"
"""Version of `Report` as JSON; additions raise the second number, anything else the first."""


class Look(Struct, frozen=True, kw_only=True):
    """One look at the subject: when, with what answer, and where the archived answer is.

    Attributes:
        number: 1, 2, and so on.
        at: Asia/Shanghai, ``2026-11-22 10:15:03``.
        result: what came back in the report's language (``HTTP 404``, ``无此域名``).
        seconds: how long it took; 0 where that was not measured (DNS, TLS).
        url: what was asked for.
        address: IP address asked; empty if none. Private addresses are left out.
        record: offset in ``archive.warc.gz``; -1 if there is no response.
        run: run in whose bundle it lies, where the report is of a run and its follow-ups.
        sha256: of the body; empty if none.
        database: file that has the row of the look.
    """

    number: int
    at: str
    result: str
    seconds: float
    url: str
    address: str = ""
    record: int = -1
    sha256: str = ""
    database: str = "evidence.db"
    run: str = ""


class Carrier(Struct, frozen=True):
    """A page that carries the subject: the words of the link on it, and where it stands.

    ``line`` (from 1; 0 if unknown) and CSS ``selector`` say where in the archived source,
    ``place`` in which part of the page.
    """

    url: str
    title: str = ""
    anchor: str = ""
    line: int = 0
    selector: str = ""
    place: str = ""


class Quoted(Struct, frozen=True):
    """Words on a page that a finding speaks of, and where they stand in its archived source.

    Attributes:
        url: the page.
        words: as they stand there.
        line: from 1; 0 if they were not found again.
        selector: CSS selector of the element around them.
    """

    url: str
    words: str
    line: int = 0
    selector: str = ""


class Shot(Struct, frozen=True, kw_only=True):
    """A picture of a page as a browser showed it (截图), time and address stamped above it.

    Attributes:
        url: the page.
        device: ``desktop`` or ``mobile``.
        at: Asia/Shanghai.
        file: where the whole picture lies, from the report's folder.
        record: offset in ``archive.warc.gz``.
        sha256: of the whole picture.
        run: whose bundle holds it, where a report tells of several.
        thumb: a small one, JPEG in base64.
    """

    url: str
    device: str
    at: str
    file: str
    record: int
    sha256: str
    thumb: str
    run: str = ""


class Measure(Struct, frozen=True):
    """A measured value with its name and unit in the report's language."""

    name: str
    value: str


class Excuse(Struct, frozen=True, kw_only=True):
    """An exception (例外) that lifts an item.

    Attributes:
        reason, author, until: as the site's side gave them.
        window: the announced maintenance (临时报备), Asia/Shanghai; empty if it is none.
        was: what the item would be without it.
    """

    reason: str
    author: str
    until: str
    window: str
    was: Status


class Item(Struct, frozen=True, kw_only=True):
    """One finding as a reader meets it.

    Attributes:
        number: position in the report, from 1.
        check, outcome, status, severity: as judged; ``severity`` is None where no line of a
            set is fed.
        check_title: the check's heading: the fault for a fail or a review, else what should be.
        message: what is the case, with the measured values in it.
        clause: clauses of the sets that it feeds, as people quote them.
        basis: the wording of those clauses.
        remedy: what to do; empty for a pass.
        awaiting: why a suspicion is not a fault yet, in words; empty otherwise.
        carriers: pages that carry the subject (first 100); ``carrier_count`` is exact.
        quotes: words that it speaks of, with their places.
        measures: what else was measured: of a link its place, and whether a template carries it.
        shots: pictures of it.
        looks: the looks that it rests on (first 40); ``look_count`` is exact.
        excused: the exception that lifts it; its status is ``not-applicable`` then.
        unconfirmed: wording or figures of the clause are not yet compared with the original.
    """

    number: int
    check: str
    family: str
    outcome: str
    status: Status
    severity: Severity | None
    fingerprint: str
    check_version: int
    check_title: str
    message: str
    subject_kind: SubjectKind
    subject: str
    subject_label: str = ""
    clause: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    remedy: str = ""
    awaiting: str = ""
    measures: tuple[Measure, ...] = ()
    looks: tuple[Look, ...] = ()
    look_count: int = 0
    carriers: tuple[Carrier, ...] = ()
    carrier_count: int = 0
    quotes: tuple[Quoted, ...] = ()
    excused: Excuse | None = None
    unconfirmed: bool = False
    shots: tuple[Shot, ...] = ()


class Unseen(Struct, frozen=True, kw_only=True):
    """Targets that were not looked at, by reason; ``examples`` are a few of their URLs."""

    reason: str
    label: str
    count: int
    examples: tuple[str, ...] = ()


class SeenPage(Struct, frozen=True, kw_only=True):
    """A page of the site that was read."""

    url: str
    title: str
    kind: str
    depth: int
    charset: str


class HostImpact(Struct, frozen=True, kw_only=True):
    """What the run cost one host: requests, bytes received, requests in the busiest 60 seconds."""

    host: str
    requests: int
    bytes: int
    peak_per_minute: int


class CoverageSummary(Struct, frozen=True, kw_only=True):
    """How much was seen, what was not and why, and what that cost the hosts (覆盖情况).

    ``impact`` lists the hosts that were asked most (first 100); ``impact_count`` is exact.
    """

    pages: int
    targets: int
    requests: int
    bytes: int
    stopped: str
    stopped_label: str
    complete: bool
    unseen: tuple[Unseen, ...] = ()
    notes: tuple[str, ...] = ()
    impact: tuple[HostImpact, ...] = ()
    impact_count: int = 0


class SetUsed(Struct, frozen=True, kw_only=True):
    """An indicator set that judged this run."""

    id: str
    title: str
    version: str
    sha256: str


class LineRow(Struct, frozen=True, kw_only=True):
    """One line of an official table (指标条目) and what became of it.

    Attributes:
        group: the first-level indicator (一级指标); empty if the table has none.
        title: the second-level indicator; ``wording``: the 考察点.
        kind: ``veto``, ``deduction``, ``bonus`` or ``norm``; ``automation``: ``full``,
            ``assisted``, ``manual`` or ``outside``.
        state: ``fail``, ``review``, ``not-tested``, ``error``, ``pass``, ``not-applicable``,
            ``no-check``, ``manual``, ``outside`` or ``left-out``.
        cost: what a fault costs, in words; ``deducted``: points; None if none can be told.
        spared: faults whose fact costs points in another line.
        note: why it was not judged, or what isn't known of it.
        items: numbers of the items that feed it (first 10); ``item_count`` is exact.
        unsure: it was judged by a figure that no source confirms.
    """

    id: str
    group: str = ""
    title: str
    clause: str
    wording: str
    kind: str
    kind_label: str
    automation: str
    state: str
    state_label: str
    cost: str = ""
    deducted: float | None = None
    spared: int = 0
    note: str = ""
    items: tuple[int, ...] = ()
    item_count: int = 0
    unsure: bool = False


class ScoreCard(Struct, frozen=True, kw_only=True):
    """What a table makes of the site (计分结果).

    Attributes:
        result: ``veto``, ``fail``, ``pass``, ``inconclusive`` or ``unscored``.
        doubts: why there is no conclusion.
        points, deducted, full: None where nothing is deducted.
        remarks: sentences that the result must not be read without.
        shares: how much of the table and of the site's columns was judged.
        footnotes: figures used that no source confirms.
        rows: every line of the table.
    """

    set_id: str
    title: str
    version: str
    result: str
    result_label: str
    doubts: tuple[str, ...] = ()
    points: float | None = None
    deducted: float | None = None
    full: float | None = None
    remarks: tuple[str, ...] = ()
    shares: tuple[Measure, ...] = ()
    footnotes: tuple[str, ...] = ()
    rows: tuple[LineRow, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """One run of one site, ready to print.

    Attributes:
        lang: ``zh`` or ``en``.
        conclusion: one sentence that sums the run up, fair to read aloud.
        counts: number of items by status; ``by_severity``: failed items by severity.
        items: everything that is not a pass, worst first; ``passes``: what is in order.
        vantage: what this machine could see, exceptions of the address guard included.
        started, finished: Asia/Shanghai.
        home_shots: pictures of the home page.
        scores: the result by each indicator set, line by line.
        profile: what the site is (kind, level, region, services), and what of it is a guess.
    """

    schema_version: str = SCHEMA_VERSION
    tool_version: str
    template_version: str = "1"
    lang: str
    run_id: str
    site_url: str
    site_name: str
    as_of: str
    started: str
    finished: str
    partial: bool
    conclusion: str
    counts: dict[str, int]
    by_severity: dict[str, int]
    items: tuple[Item, ...] = ()
    passes: tuple[Item, ...] = ()
    coverage: CoverageSummary
    pages: tuple[SeenPage, ...] = ()
    scores: tuple[ScoreCard, ...] = ()
    profile: tuple[Measure, ...] = ()
    sets: tuple[SetUsed, ...] = ()
    vantage: tuple[Measure, ...] = ()
    settings: tuple[Measure, ...] = ()
    user_agent: str = ""
    home_shots: tuple[Shot, ...] = ()
