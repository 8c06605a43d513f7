"""Concluding (结论): a closed bundle judged, its reports written, its record for ``audit.db``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from audit import __version__
from audit.errors import UserError, os_reason
from audit.exit_codes import ExitCode, combine
from audit.judging import ORDER, Judged, LoadedSet, Terms, judge_evidence, terms_of, trouble
from audit.language import _
from audit.monitor.evidence import with_visits
from audit.report_model import Builder
from audit.scoring.model import Score
from audit.settings import Settings
from audit.shown import archive_of, masked, trouble_words
from audit.store.records import JudgedRecord, LookRecord, RunRecord, ScoreRecord, SetRecord
from checks.facts.mask import mask, mask_url
from checks.facts.page import READER_VERSION
from checks.facts.urls import host as host_of
from checks.finding import Severity, Source, Status
from reports.formats import FORMATS
from reports.model import Report
from spiders.bundle.archive import read_record
from spiders.bundle.reader import Bundle


class Concluded(Struct, frozen=True):
    """What came of a run.

    Attributes:
        code: how it ended.
        report: the report model.
        paths: reports written.
        trouble: why too little was seen to speak of the site, in the user's language; else empty.
        record, rows: what goes into ``audit.db``.
    """

    code: ExitCode
    report: Report
    paths: tuple[Path, ...]
    trouble: str
    record: RunRecord
    rows: tuple[JudgedRecord, ...]


def conclude(bundle: Bundle, sets: Sequence[LoadedSet], settings: Settings) -> Concluded:
    """Judge a closed bundle and write its reports; to store it is the caller's.

    Raises:
        UserError: a report cannot be written.
    """
    bundle = with_visits(bundle, settings.monitor)
    terms = terms_for(bundle, settings)
    judged = judge_evidence(bundle.evidence, sets, terms)
    builder = Builder(bundle, judged, sets, settings.lang, terms)
    report = builder.report()
    code = exit_code(bundle, judged, settings.fail_on)
    paths = write_reports(report, bundle.folder, settings.formats)
    record, rows = _records(bundle, judged, report, sets, code=code, base=Path(settings.out))
    record = replace(record, scores=tuple(map(_score_record, builder.scores)))
    words = trouble_words(bundle.evidence, _)
    return Concluded(code, report, tuple(paths), words, record, tuple(rows))


def terms_for(bundle: Bundle, settings: Settings) -> Terms:
    """On what terms to judge: by the settings given now, else by those of the run."""
    return terms_of(msgspec.to_builtins(settings), bundle.run["options"])


def exit_code(bundle: Bundle, judged: Sequence[Judged], fail_on: Severity) -> ExitCode:
    """How a run ended; where several hold, the gravest."""
    codes = [ExitCode.CLEAN]
    if bundle.run["partial"] or not bundle.closed:
        codes.append(ExitCode.INTERRUPTED)
    if any(j.finding.status is Status.ERROR for j in judged):
        codes.append(ExitCode.INTERNAL)
    if trouble(bundle.evidence) or bundle.evidence.coverage.stopped != "finished":
        codes.append(ExitCode.INCOMPLETE)
    reached = ORDER[: ORDER.index(fail_on) + 1]
    if any(j.finding.status is Status.FAIL and j.severity in reached for j in judged):
        codes.append(ExitCode.FINDINGS)
    return combine(codes)


def write_reports(report: Report, bundle: Path, formats: Sequence[str]) -> list[Path]:
    """Write a report in several formats beside its bundle; each file appears whole or not at all.

    A bundle that was taken out of its run's folder may lie among others: its reports bear its name.
    """
    stem = "report" if bundle.name == "bundle" else f"{bundle.name}-report"
    paths = []
    for name in formats:
        suffix, render = FORMATS[name]
        path = bundle.with_name(f"{stem}{suffix}")
        draft = path.with_name(path.name + ".part")
        try:
            draft.write_bytes(render(report))
            draft.replace(path)
        except OSError as error:
            raise UserError(
                _("cannot write {file}: {reason}").format(file=path, reason=os_reason(error)),
                _("the bundle is untouched; make room or allow writing, then: audit report"),
            ) from error
        paths.append(path)
    if "html" in formats:
        _write_shots(report, bundle)
    return paths


def _write_shots(report: Report, bundle: Path) -> None:
    """Put the pictures beside the report that shows them small.

    Where they cannot be written the report has the small ones, and the bundle the whole.
    """
    shots = [shot for item in report.items for shot in item.shots]
    with suppress(OSError):
        for shot in (*report.home_shots, *shots):
            path = bundle.with_name("shots") / Path(shot.file).name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            if not path.exists():
                draft = path.with_suffix(".part")
                draft.write_bytes(read_record(archive_of(bundle, shot.run), shot.record)[0])
                draft.replace(path)


def _score_record(made: Score) -> ScoreRecord:
    scored = made.points is not None
    return ScoreRecord(
        set_id=made.set_id,
        result=made.result,
        doubts=made.doubts,
        points=made.points,
        deducted=made.deducted if scored else None,
        vetoes_judged=None if made.result == "unscored" else made.vetoes.percent,
        points_judged=made.judged.percent if scored else None,
        points_scored=made.scored.percent if scored else None,
    )


def _records(
    bundle: Bundle,
    judged: Sequence[Judged],
    report: Report,
    sets: Sequence[LoadedSet],
    *,
    code: ExitCode,
    base: Path,
) -> tuple[RunRecord, list[JudgedRecord]]:
    run = bundle.run
    used = tuple(
        SetRecord(id=s.id, version=s.version, sha256=s.sha256, title=s.title) for s in report.sets
    )
    set_of = {id(line): s.model.id for s in sets for line in s.model.lines}
    record = RunRecord(
        id=run["run_id"],
        site_url=report.site_url,
        site_host=bundle.evidence.site.host or host_of(run["site_url"]),
        site_name=report.site_name,
        as_of=bundle.evidence.site.as_of,
        started=datetime.fromisoformat(run["started"]),
        finished=datetime.fromisoformat(run["finished"] or run["started"]),
        partial=report.partial,
        stopped=report.coverage.stopped,
        pages=report.coverage.pages,
        targets=report.coverage.targets,
        requests=report.coverage.requests,
        bytes=report.coverage.bytes,
        exit_code=int(code),
        bundle=str(bundle.folder.resolve().relative_to(base.resolve())),
        tool_version=__version__,
        reader_version=str(READER_VERSION),
        template_version=report.template_version,
        settings=run["options"],
        sets=used,
        trouble=trouble(bundle.evidence),
    )
    items = sorted((*report.items, *report.passes), key=lambda i: i.number)
    rows = []
    for item, (finding, lines) in zip(items, ((j.finding, j.lines) for j in judged), strict=True):
        rows.append(
            JudgedRecord(
                check_id=item.check,
                check_version=item.check_version,
                outcome=item.outcome,
                status=item.status,
                severity=item.severity,
                subject_kind=item.subject_kind,
                subject=item.subject,
                subject_label=item.subject_label,
                message=item.message,
                clause="; ".join(item.clause),
                fingerprint=item.fingerprint,
                awaiting=finding.awaiting,
                values={k: masked(v) for k, v in finding.values.items()},
                sources=tuple(Source(mask_url(s.page), mask(s.anchor)) for s in finding.sources),
                source_count=finding.source_count,
                set_id=set_of.get(id(lines[0]), "") if lines else "",
                line_id=lines[0].id if lines else "",
                looks=tuple(
                    LookRecord(
                        number=look.number,
                        at=look.at,
                        result=look.result,
                        url=look.url,
                        record=look.record,
                        sha256=look.sha256,
                    )
                    for look in item.looks
                ),
                unconfirmed=item.unconfirmed,
            )
        )
    return record, rows
