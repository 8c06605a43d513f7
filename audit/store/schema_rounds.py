"""Tables of the list of sites, of rounds and of decisions; `audit.store.schema` puts them in."""

from __future__ import annotations

from sqlite_utils import Database

_FRAMED = ("key", "code", "name", "sponsor", "region", "level", "kind", "url", "state")
_LISTED = (*_FRAMED[1:], "host", "since", "target", "added", "changed")


def list_of_sites(db: Database) -> None:
    """The list of sites (网站名单) and every change of it."""
    site = dict.fromkeys(_LISTED, str)
    db.table("register").create({"id": int, **site}, pk="id", not_null=set(site))
    db.table("register").create_index(["host"], unique=True)
    db.execute("create unique index idx_register_code on register (code) where code <> ''")
    db.table("register_events").create(
        {
            "id": int, "register_id": int, "at": str, "source": str, "what": str, "field": str,
            "old": str, "new": str,
        },
        pk="id",
        foreign_keys=[("register_id", "register", "id")],
        not_null={"register_id", "at", "what"},
    )  # fmt: skip
    db.table("register_events").create_index(["register_id"])


def rounds(db: Database) -> None:
    """Rounds (季度检查), their frames and samples, and every run made for a row of a sample."""
    db.table("rounds").create(
        {
            "id": str, "planned": str, "seed": str, "seed_source": str, "share": float,
            "strata": str, "exclude_last": int, "window_from": str, "window_to": str,
            "hours": str, "as_of": str, "frame_sha256": str, "draw_log": str,
            "draw_log_sha256": str, "two_person": int, "notice_hours": int,
        },
        pk="id",
        not_null={"planned", "seed", "share", "frame_sha256"},
    )  # fmt: skip
    site = dict.fromkeys(
        ("key", "code", "name", "sponsor", "region", "level", "kind", "url", "state"), str
    )
    db.table("round_frame").create(
        {"round_id": str, "register_id": int, **site},
        pk=("round_id", "key"),
        foreign_keys=[("round_id", "rounds", "id"), ("register_id", "register", "id")],
        not_null={"register_id", *site},
    )
    db.table("round_sample").create(
        {
            "round_id": str, "key": str, "how": str, "stratum": str, "number": str, "due": int,
            "retest": int, "day": str, "position": int, "run_id": str, "state": str,
            "reason": str, "not_before": str,
        },
        pk=("round_id", "key"),
        foreign_keys=[("round_id", "rounds", "id")],
        not_null={"how", "day", "position", "state"},
    )  # fmt: skip
    db.table("round_tries").create(
        {
            "id": int, "round_id": str, "key": str, "run_id": str, "day": str, "result": str,
            "reason": str,
        },
        pk="id",
        foreign_keys=[("round_id", "rounds", "id")],
        not_null={"round_id", "key", "day", "result"},
    )  # fmt: skip
    db.table("round_tries").create_index(["round_id", "key"])


def decisions(db: Database) -> None:
    """What people ruled on findings: events, none is ever changed (SQLite sees to it)."""
    db.table("decisions").create(
        {
            "id": int, "at": str, "run_id": str, "fingerprint": str, "digest": str,
            "action": str, "who": str, "reason": str, "check_id": str, "outcome": str,
            "message": str,
        },
        pk="id",
        not_null={"at", "run_id", "fingerprint", "digest", "action", "who"},
    )  # fmt: skip
    db.table("decisions").create_index(["run_id", "fingerprint"])
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger decisions_no_{verb} before {verb} on decisions"
            " begin select raise(abort, 'decisions are never changed'); end"
        )


def evidence(db: Database) -> None:
    """Looks that a finding rests on, as JSON, so that it can be decided on without its bundle.

    And why too little was seen of a site, a key of `audit.wording.TROUBLE`.
    """
    db.table("findings").add_column("looks", str, not_null_default="[]")
    db.table("findings").add_column("unconfirmed", int, not_null_default=0)
    db.table("runs").add_column("trouble", str, not_null_default="")
