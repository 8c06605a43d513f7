"""Tables and views of ``audit.db``, as migrations: new ones go below, none is ever edited."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from audit.store import schema_rounds

migrations = Migrations("audit")


@migrations()
def m001_tables(db: Database) -> None:
    """Sites, runs, findings, the pages that carry them, and the sets that judged."""
    db.table("sites").create(
        {"id": int, "host": str, "url": str, "name": str, "first_run": str, "last_run": str},
        pk="id",
        not_null={"host", "url", "name"},
    )
    db.table("sites").create_index(["host"], unique=True)
    db.table("runs").create(
        {
            "id": str,
            "site_id": int,
            "site_url": str,
            "as_of": str,
            "started": str,
            "finished": str,
            "partial": int,
            "stopped": str,
            "pages": int,
            "targets": int,
            "requests": int,
            "bytes": int,
            "exit_code": int,
            "bundle": str,
            "tool_version": str,
            "reader_version": str,
            "template_version": str,
            "settings": str,
        },
        pk="id",
        foreign_keys=[("site_id", "sites", "id")],
        not_null={"site_id", "tool_version", "reader_version", "template_version"},
    )
    db.table("sets_used").create(
        {"run_id": str, "set_id": str, "version": str, "sha256": str, "title": str},
        pk=("run_id", "set_id"),
        foreign_keys=[("run_id", "runs", "id")],
        not_null={"version", "sha256"},
    )
    db.table("findings").create(
        {
            "id": int,
            "run_id": str,
            "check_id": str,
            "check_version": int,
            "outcome": str,
            "status": str,
            "severity": str,
            "subject_kind": str,
            "subject": str,
            "subject_label": str,
            "message": str,
            "clause": str,
            "fingerprint": str,
            "awaiting": str,
            "values": str,
            "source_count": int,
            "set_id": str,
            "line_id": str,
        },
        pk="id",
        foreign_keys=[("run_id", "runs", "id")],
        not_null={"run_id", "check_id", "check_version", "outcome", "status"},
    )
    db.table("findings").create_index(["run_id", "status"])
    db.table("findings").create_index(["fingerprint"])
    db.table("finding_sources").create(
        {"id": int, "finding_id": int, "page": str, "anchor": str},
        pk="id",
        foreign_keys=[("finding_id", "findings", "id")],
        not_null={"finding_id", "page"},
    )
    db.table("finding_sources").create_index(["finding_id"])
    db.create_view(
        "latest_runs",
        """
        select runs.* from runs join sites on sites.id = runs.site_id
        where runs.id = (
          select id from runs newest where newest.site_id = sites.id
          order by started desc, id desc limit 1
        )
        """,
    )
    db.create_view(
        "latest_findings",
        """
        select sites.host, latest_runs.as_of, findings.*
        from findings
        join latest_runs on latest_runs.id = findings.run_id
        join sites on sites.id = latest_runs.site_id
        order by sites.host,
          case status when 'fail' then 0 when 'review' then 1 when 'error' then 2
            when 'not-tested' then 3 when 'not-applicable' then 4 else 5 end,
          case severity when 'veto' then 0 when 'serious' then 1 when 'minor' then 2
            when 'hint' then 3 else 4 end,
          findings.id
        """,
    )


@migrations()
def m002_measured(db: Database) -> None:
    """``values`` is a word of SQL and would have to be quoted in every query."""
    db.execute('alter table findings rename column "values" to measured')


@migrations()
def m003_list_of_sites(db: Database) -> None:
    """See `audit.store.schema_rounds`."""
    schema_rounds.list_of_sites(db)


@migrations()
def m004_rounds(db: Database) -> None:
    """See `audit.store.schema_rounds`."""
    schema_rounds.rounds(db)


@migrations()
def m005_decisions(db: Database) -> None:
    """See `audit.store.schema_rounds`."""
    schema_rounds.decisions(db)


@migrations()
def m006_evidence(db: Database) -> None:
    """See `audit.store.schema_rounds`."""
    schema_rounds.evidence(db)


@migrations()
def m007_scores(db: Database) -> None:
    """What each indicator set made of a run."""
    db.table("scores").create(
        {
            "run_id": str,
            "set_id": str,
            "result": str,
            "doubts": str,
            "points": float,
            "deducted": float,
            "vetoes_judged": float,
            "points_judged": float,
            "points_scored": float,
        },
        pk=("run_id", "set_id"),
        foreign_keys=[("run_id", "runs", "id")],
        not_null={"result"},
    )
