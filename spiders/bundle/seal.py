"""The seal of a bundle (封存): the manifest that closes it, and what proves it unchanged."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from spiders.bundle.schema import FORMAT
from spiders.bundle.storage import stamp

EVIDENCE = "evidence.db"
ARCHIVE = "archive.warc.gz"
MANIFEST = "bundle.json"
PURGED = "purged.json"
"""A note in a bundle whose evidence was deleted after its time; only the manifest is left."""


class BundleError(Exception):
    """A bundle cannot be read: what is wrong with it, in one line.

    Args:
        message: message id for the catalogue, with names in braces.
        values: what belongs there.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


def manifest(folder: Path, finished: str) -> dict[str, Any]:
    """What closes the files in a folder: their digests, the format, and when the run ended."""
    digests = {name: file_digest(folder / name) for name in (EVIDENCE, ARCHIVE)}
    return {"format": FORMAT, "finished": finished, "sha256": digests}


def seal(folder: Path, finished: datetime) -> None:
    """Close a bundle's files for good; the manifest is there wholly or not at all."""
    draft = folder / f"{MANIFEST}.part"
    written = json.dumps(manifest(folder, stamp(finished)), indent=2, sort_keys=True)
    draft.write_text(written + "\n", "utf-8")
    draft.rename(folder / MANIFEST)
    for name in (EVIDENCE, ARCHIVE):
        (folder / name).chmod(0o400)


def verify(folder: Path) -> bool:
    """Check a bundle's files; returns whether it is closed.

    Raises:
        BundleError: it is none, of another format, or its files were changed.
    """
    if (folder / PURGED).is_file():
        raise BundleError(
            "{folder}: its evidence was deleted after its time; results are in audit.db",
            folder=folder,
        )
    if not (folder / EVIDENCE).is_file():
        raise BundleError(
            "{folder}: not a bundle (evidence.db is missing); give the folder of one run",
            folder=folder,
        )
    sealed = folder / MANIFEST
    if not sealed.is_file():
        return False
    try:
        told = json.loads(sealed.read_text("utf-8"))
        version, digests = told["format"], dict(told["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise BundleError(
            "{file}: damaged; take another copy of the bundle", file=sealed
        ) from error
    if version != FORMAT:
        raise other_format(folder, version)
    for name, digest in sorted(digests.items()):
        if not (folder / name).is_file() or file_digest(folder / name) != digest:
            raise BundleError(
                "{file}: changed or damaged since the bundle was closed; take another copy of it",
                file=folder / name,
            )
    return True


def other_format(folder: Path, version: object) -> BundleError:
    """What to say of a bundle that another version of this program made."""
    return BundleError(
        "{folder}: bundle format {version}, this program reads {known}; use the one that made it",
        folder=folder, version=version, known=FORMAT,
    )  # fmt: skip


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
