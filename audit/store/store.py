"""Writing and opening ``audit.db``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from sqlite_utils import Database

from audit.errors import StoreError
from audit.exit_codes import ExitCode
from audit.language import _
from audit.store.records import JudgedRecord, Outcome, RunRecord
from audit.store.schema import migrations

DATABASE = "audit.db"
"""File in the folder of runs that keeps the results of all."""
PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""


class Store:
    """The database of all runs below one output folder.

    Opening makes the file or brings its tables up to date. Use it as a context manager.

    Args:
        path: the file, usually ``audit-out/audit.db``.

    Raises:
        StoreError: the file is damaged, not ours, of a newer version, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._errors():
            connection = sqlite3.connect(path, timeout=PATIENCE)
        self.db = Database(connection, execute_plugins=False)
        try:
            with self._errors():
                self._prepare()
        except BaseException:
            self.db.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction: all that is written inside is there afterwards, or nothing.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._errors(), self._transaction():
            yield self.db

    def rows(self, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """What a query gives.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._errors():
            return list(self.db.query(query, values))

    def replace_run(self, run: RunRecord, judged: Sequence[JudgedRecord]) -> None:
        """Store what judging a stored run again came to, in place of what stood there.

        Raises:
            StoreError: the database cannot be written.
        """
        with self.writing() as db:
            # A number that a person has noted must never come to mean another finding.
            above = db.execute("select max(id) from findings").fetchone()[0] or 0
            mine = "(select id from findings where run_id = ?)"
            db.execute(f"delete from finding_sources where finding_id in {mine}", [run.id])  # noqa: S608
            for table in ("findings", "sets_used", "scores"):
                db.execute(f"delete from {table} where run_id = ?", [run.id])  # noqa: S608
            db.execute("delete from runs where id = ?", [run.id])
            self._add_run(run, judged, above)

    def add_run(self, run: RunRecord, judged: Sequence[JudgedRecord]) -> None:
        """Store a run with everything found, wholly or not at all.

        Raises:
            StoreError: the run is already there, or the database cannot be written.
        """
        with self.writing():
            self._add_run(run, judged)

    def _add_run(self, run: RunRecord, judged: Sequence[JudgedRecord], above: int = 0) -> None:
        if self.db.table("runs").count_where("id = ?", [run.id]):
            raise StoreError(
                _("{file}: run {run} is already stored").format(file=self.path, run=run.id)
            )
        self.db.table("runs").insert(_run_row(run, self._site(run)))
        self.db.table("sets_used").insert_all(
            {
                "run_id": run.id,
                "set_id": used.id,
                "version": used.version,
                "sha256": used.sha256,
                "title": used.title,
            }
            for used in run.sets
        )
        self.db.table("scores").insert_all(
            {"run_id": run.id, **msgspec.to_builtins(made), "doubts": " ".join(made.doubts)}
            for made in run.scores
        )
        top = self.db.execute("select max(id) from findings").fetchone()[0] or 0
        free = max(top, above) + 1
        numbered = list(enumerate(judged, free))
        self.db.table("findings").insert_all(_finding_row(n, run.id, f) for n, f in numbered)
        self.db.table("finding_sources").insert_all(
            {"finding_id": n, "page": source.page, "anchor": source.anchor}
            for n, finding in numbered
            for source in finding.sources
        )

    def finished(self) -> set[str]:
        """Names of all runs that were not interrupted."""
        with self._errors():
            return {row[0] for row in self.db.execute("select id from runs where partial = 0")}

    def outcomes(self, runs: Collection[str]) -> dict[str, Outcome]:
        """What came of these runs, by name, as far as they are stored."""
        names = [json.dumps(list(runs))]
        with self._errors():
            found = {
                row[0]: Outcome(*row[1:])
                for row in self.db.execute(
                    "select runs.id, exit_code, host, pages from runs"
                    " join sites on sites.id = site_id"
                    " where runs.id in (select value from json_each(?))",
                    names,
                )
            }
            for run_id, status, severity, number in self.db.execute(
                "select run_id, status, severity, count(*) from findings"
                " where run_id in (select value from json_each(?))"
                " group by run_id, status, severity",
                names,
            ):
                found[run_id].count(status, severity or "", number)
            for run_id, set_id, result in self.db.execute(
                "select run_id, set_id, result from scores where result <> 'unscored'"
                " and run_id in (select value from json_each(?)) order by set_id",
                names,
            ):
                found[run_id].results[set_id] = result
        return found

    def _site(self, run: RunRecord) -> int:
        """Id of the run's site; a new site gets one, a known one its newest name."""
        self.db.execute(
            "insert into sites (host, url, name, first_run, last_run)"
            " values (:host, :url, :name, :at, :at) on conflict (host) do update set"
            " url = excluded.url, last_run = max(last_run, excluded.last_run),"
            " name = case when excluded.name = '' then name else excluded.name end",
            {
                "host": run.site_host,
                "url": run.site_url,
                "name": run.site_name,
                "at": _utc(run.started),
            },
        )
        row = self.db.execute("select id from sites where host = ?", [run.site_host]).fetchone()
        return int(row[0])

    def _prepare(self) -> None:
        verdict = self.db.execute("pragma quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        applied = {migration.name for migration in migrations.applied(self.db)}
        if self.db.table_names() and not applied:
            raise StoreError(
                _("{file}: not a database of this program").format(file=self.path),
                _("choose another folder with --out"),
            )
        with Database(memory=True) as empty:
            known = {migration.name for migration in migrations.pending(empty)}
        if applied - known:
            raise StoreError(
                _("{file}: made by a newer version of this program").format(file=self.path),
                _("update this program, or choose another folder with --out"),
            )
        if migrations.pending(self.db):
            self.db.enable_wal()
            with self._transaction():
                migrations.apply(self.db)
        self.db.execute("pragma foreign_keys = on")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # A deferred transaction that reads first fails at once if another process has written
        # in between, whatever the timeout; an immediate one waits its turn.
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Tell SQLite's errors as ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            text = str(error)
            message = _("{file}: the database cannot be used: {reason}")
            full = "full" in text or "I/O" in text
            raise StoreError(
                message.format(file=self.path, reason=_reason(text)),
                code=ExitCode.INTERNAL if full else ExitCode.USAGE,
            ) from error
        except sqlite3.DatabaseError as error:
            message = _("{file}: the database is damaged: {reason}")
            raise StoreError(
                message.format(file=self.path, reason=error),
                _("move it away; a new one is made, and bundles can be judged again"),
            ) from error


def _reason(text: str) -> str:
    """SQLite's words for what people meet, in the user's language."""
    reasons = {
        "locked": _("another process is writing to it"),
        "readonly": _("no permission"),
        "unable to open": _("it cannot be opened"),
        "full": _("the disk is full"),
    }
    return next((words for part, words in reasons.items() if part in text), text)


def _utc(moment: datetime) -> str:
    """A time as the database keeps it: UTC, sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _run_row(run: RunRecord, site_id: int) -> dict[str, object]:
    return {
        "id": run.id,
        "site_id": site_id,
        "site_url": run.site_url,
        "as_of": run.as_of.isoformat(timespec="seconds"),
        "started": _utc(run.started),
        "finished": _utc(run.finished),
        "partial": int(run.partial),
        "stopped": run.stopped,
        "pages": run.pages,
        "targets": run.targets,
        "requests": run.requests,
        "bytes": run.bytes,
        "exit_code": int(run.exit_code),
        "bundle": run.bundle,
        "tool_version": run.tool_version,
        "reader_version": run.reader_version,
        "template_version": run.template_version,
        "settings": _json(run.settings),
        "trouble": run.trouble,
    }


def _finding_row(number: int, run_id: str, finding: JudgedRecord) -> dict[str, object]:
    return {
        "id": number,
        "run_id": run_id,
        "check_id": finding.check_id,
        "check_version": finding.check_version,
        "outcome": finding.outcome,
        "status": finding.status.value,
        "severity": finding.severity.value if finding.severity else None,
        "subject_kind": finding.subject_kind,
        "subject": finding.subject,
        "subject_label": finding.subject_label,
        "message": finding.message,
        "clause": finding.clause,
        "fingerprint": finding.fingerprint,
        "awaiting": finding.awaiting,
        "measured": _json(finding.values),
        "source_count": finding.source_count,
        "set_id": finding.set_id,
        "line_id": finding.line_id,
        "looks": msgspec.json.encode(finding.looks).decode(),
        "unconfirmed": int(finding.unconfirmed),
    }
