"""Storage (存储): the databases that evidence is written into, and the disk below them."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from spiders.bundle.cache import private

PATIENCE = 30.0
"""Seconds to wait for a person who looks into the database while the run goes on."""


DISK_FLOOR = 200 * 1024 * 1024
"""Free bytes below which no run is begun and a running one stops: evidence must not be lost."""


class StorageError(Exception):
    """Evidence cannot be written any more: the disk is full or the file system fails.

    What was committed before stands; the bundle stays open and can be judged or resumed.
    """


def stamp(at: datetime) -> str:
    """A time as the bundle writes it: ISO 8601, UTC, milliseconds."""
    return at.isoformat(timespec="milliseconds")


def settle(db: sqlite3.Connection) -> None:
    """Bring everything into the one file, so that it can be moved and hashed."""
    db.execute("pragma wal_checkpoint(truncate)")
    db.execute("pragma journal_mode = delete")
    db.close()


def open_database(path: Path) -> sqlite3.Connection:
    """Open a database to write evidence into, or make it; its owner alone may read it.

    Raises:
        sqlite3.Error: it cannot be made or opened.
    """
    private(path)  # before a byte stands in it
    db = sqlite3.connect(path, timeout=PATIENCE)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    db.execute("pragma wal_autocheckpoint = 4000")  # pages: the same ones come again in each group
    return db


def free_bytes(folder: Path) -> int:
    """Free space for an ordinary user on the disk that holds a folder."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
