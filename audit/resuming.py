"""Resuming (续跑): runs that were cut off, found again and taken up where they stood."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from audit.config import Resolved
from audit.errors import UserError
from audit.judging import bundle_folder
from audit.language import _
from audit.settings import OPTIONS, Settings
from checks.facts.urls import host as host_of
from spiders.bundle.lock import NAME as LOCK
from spiders.bundle.lock import is_held
from spiders.bundle.schema import FORMAT
from spiders.bundle.seal import EVIDENCE, MANIFEST
from spiders.bundle.spanning import PARENT, is_follow_up
from spiders.sites import with_scheme

KEPT_HERE = (
    "out", "ca_file", "lang", "formats", "fail_on", "indicators", "select", "ignore", "workers",
    "at_once",
)  # fmt: skip
"""Settings that belong to this call and machine, not to the run that is taken up."""


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """A run that was cut off.

    Attributes:
        folder: the run's folder.
        run_id: its name.
        site: what the person asked for.
        as_of: its inspection time.
        options: the settings it was begun with.
        interrupted: it was ended in good order and its bundle closed; it goes on as a new run
            that begins with a copy.
    """

    folder: Path
    run_id: str
    site: str
    as_of: datetime
    options: dict[str, Any]
    interrupted: bool


def read_unfinished(path: Path) -> Unfinished:
    """What a run that was cut off was about.

    Args:
        path: the run's folder or its bundle.

    Raises:
        UserError: there is none, it is finished, or it is of another version.
    """
    folder = bundle_folder(path)
    database = folder / EVIDENCE
    if not database.is_file():
        raise UserError(
            _("{folder}: not a bundle (evidence.db is missing); give the folder of one run").format(
                folder=path
            )
        )
    closed = (folder / MANIFEST).is_file()
    mode = "mode=ro&immutable=1" if closed else "mode=rw"
    try:
        with closing(sqlite3.connect(f"file:{database}?{mode}", uri=True)) as db:
            db.row_factory = sqlite3.Row
            row = dict(db.execute("select * from run").fetchone() or {})
    except sqlite3.DatabaseError as error:
        raise UserError(
            _("{file}: damaged; take another copy of the bundle").format(file=database)
        ) from error
    if row.get("format") != FORMAT:
        raise UserError(
            _("{folder}: this run cannot be taken up by this version; begin it anew").format(
                folder=path
            )
        )
    if is_follow_up(row["run_id"]):
        raise UserError(
            _("{folder}: a second look at another run is not taken up").format(folder=path),
            _("repeat it: audit recheck {folder}").format(
                folder=folder.parent.with_name(msgspec.json.decode(row["options"])[PARENT])
            ),
        )
    if closed and not row["partial"]:
        raise UserError(
            _("{folder}: this run is finished; there is nothing to resume").format(folder=path),
            _("a new run: audit run --site {site}").format(site=row["site"]),
        )
    return Unfinished(
        folder=folder.parent, run_id=row["run_id"], site=row["site"],
        as_of=datetime.fromisoformat(row["as_of"]),
        options=msgspec.json.decode(row["options"]), interrupted=closed,
    )  # fmt: skip


def unfinished(out: Path) -> list[Unfinished]:
    """Runs below a folder that were cut off and that nobody works on, the newest first."""
    found = []
    for database in sorted(out.glob("*/bundle/evidence.db"), reverse=True):
        try:
            run = read_unfinished(database.parent)
        except UserError:
            continue
        if not run.interrupted and not is_held(database.parent):
            found.append(run)
    return found


def same_site(one: str, other: str) -> bool:
    """Whether two ways to write a site mean the same host."""
    return _host(one) == _host(other)


def _host(site: str) -> str:
    urls = with_scheme(site)
    return host_of(urls[0]) if urls else site


def former(out: Path, site: str) -> tuple[Path, str] | None:
    """The newest finished run of a site below a folder: its bundle and its name."""
    return next((run for host, run in _finished(out) if host == _host(site)), None)


def formers(out: Path) -> dict[str, tuple[Path, str]]:
    """The same of every site, by host: one look through the folder for all of them."""
    found: dict[str, tuple[Path, str]] = {}
    for host, run in _finished(out):
        found.setdefault(host, run)
    return found


def _finished(out: Path) -> Iterator[tuple[str, tuple[Path, str]]]:
    """Host, bundle and name of finished runs, the newest first."""
    for manifest in sorted(out.glob("*/bundle/bundle.json"), reverse=True):
        database = manifest.with_name(EVIDENCE)
        try:
            with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as db:
                row = db.execute("select run_id, site, partial, format from run").fetchone()
        except sqlite3.DatabaseError:
            continue
        if row and not row[2] and row[3] == FORMAT and not is_follow_up(row[0]):
            yield _host(row[1]), (manifest.parent, row[0])


def newest(out: Path) -> Unfinished:
    """The run that ``--resume`` without a folder means.

    Raises:
        UserError: there is none.
    """
    for run in unfinished(out):
        return run
    closed = sorted(out.glob("*/bundle/bundle.json"), reverse=True)
    for manifest in closed[:1]:
        try:
            return read_unfinished(manifest.parent)
        except UserError:
            break
    raise UserError(
        _("{folder}: no unfinished run here").format(folder=out),
        _("give its folder: audit run --resume FOLDER"),
    )


def settings_of(options: Mapping[str, Any], given: Resolved) -> Settings:
    """Settings to go on with: those the run was begun with, but for flags given now."""
    now = msgspec.to_builtins(given.settings)
    flags = {name for name, origin in given.origins.items() if origin.layer == "flag"}
    recorded = {k: v for k, v in options.items() if k in OPTIONS}
    kept = {k: v for k, v in now.items() if k in KEPT_HERE or k in flags or k not in recorded}
    return msgspec.convert(recorded | kept, Settings)


def take_up(run: Unfinished, folder: Path, run_id: str) -> None:
    """Copy the closed bundle of an interrupted run, to go on with the copy as a new run.

    The copy is there wholly or not at all.
    """
    draft = folder / "bundle.part"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(run.folder / "bundle", draft, ignore=shutil.ignore_patterns(MANIFEST, LOCK))
    draft.chmod(0o700)
    for file in draft.iterdir():
        file.chmod(0o600)
    with closing(sqlite3.connect(draft / EVIDENCE)) as db, db:
        db.execute(
            "update run set run_id = ?, continues = ?, partial = 0, finished = null",
            (run_id, run.run_id),
        )
    draft.rename(folder / "bundle")
