"""Bundles handed on and cleared away (证据包): what ``audit bundle`` does."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from audit.errors import UserError, os_reason
from audit.exit_codes import ExitCode
from audit.judging import open_bundle
from audit.language import _
from spiders.bundle.cache import facts_path
from spiders.bundle.export import Export, export_bundle
from spiders.bundle.lock import is_held
from spiders.bundle.seal import ARCHIVE, EVIDENCE, PURGED


def export_run(path: Path, out: Path) -> Export:
    """Write a run's evidence without personal data into a ZIP file.

    Args:
        path: the run's folder or its bundle.
        out: the file to write.

    Raises:
        UserError: no such bundle, it is open, or the file cannot be written.
    """
    bundle = open_bundle(path)
    if not bundle.closed:
        raise UserError(
            _("{folder}: the run is not finished; only finished runs are exported").format(
                folder=path
            ),
            _("finish it: {command}").format(command=f"audit run --resume {path}"),
        )
    if out.exists():
        raise UserError(_("{file}: there is a file of that name").format(file=out))
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as scratch:
            return export_bundle(bundle.folder, bundle.evidence, out, Path(scratch))
    except OSError as error:
        out.with_name(out.name + ".part").unlink(missing_ok=True)
        raise UserError(
            _("cannot write {file}: {reason}").format(file=out, reason=os_reason(error)),
            code=ExitCode.INTERNAL,
        ) from error


class Old(msgspec.Struct, frozen=True):
    """A bundle that is old enough to go.

    Attributes:
        folder: the bundle.
        finished: when its run ended, UTC.
        size: bytes that would be freed.
    """

    folder: Path
    finished: datetime
    size: int


def old_bundles(out: Path, age: timedelta, now: datetime) -> list[Old]:
    """Closed bundles below a folder whose run ended longer ago, the oldest first.

    Open ones, and those that a process holds, are never among them.
    """
    return sorted(_old_bundles(out, now - age), key=lambda old: (old.finished, old.folder))


def _old_bundles(out: Path, before: datetime) -> Iterator[Old]:
    for manifest in sorted(out.glob("*/bundle/bundle.json")):
        folder = manifest.parent
        try:
            finished = datetime.fromisoformat(json.loads(manifest.read_text("utf-8"))["finished"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # damaged: nobody knows how old it is
        files = [f for f in _doomed(folder) if f.is_file()]
        if finished.tzinfo is not None and finished < before and files and not is_held(folder):
            yield Old(folder, finished, sum(file.stat().st_size for file in files))


def _doomed(folder: Path) -> tuple[Path, ...]:
    """What is deleted of a bundle: the evidence, and what was read and pictured from it."""
    pictures = sorted(folder.with_name("shots").glob("*.jpg"))
    return (*(folder / name for name in (EVIDENCE, ARCHIVE)), facts_path(folder), *pictures)


def purge(old: Old, now: datetime) -> None:
    """Delete a bundle's evidence; its manifest stays, with a note of when the rest went.

    Reports beside it and the results in ``audit.db`` are left as they are.

    Raises:
        UserError: the system refused.
    """
    try:
        note = json.dumps({"purged": now.isoformat(timespec="seconds")}) + "\n"
        (old.folder / PURGED).write_text(note, "utf-8")
        for file in _doomed(old.folder):
            file.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            _("cannot delete {file}: {reason}").format(file=old.folder, reason=os_reason(error)),
            code=ExitCode.INTERNAL,
        ) from error


def megabytes(size: int) -> str:
    """A size as a person reads it."""
    return f"{size / 1e6:.1f} MB"
