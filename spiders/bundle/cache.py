"""The cache of facts beside a bundle (缓存): its owner's alone, as it holds the words of pages."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database

from spiders.bundle.schema import facts_migrations


def facts_path(folder: Path) -> Path:
    """The cache of a bundle.

    A bundle that lies elsewhere than in its run's folder may have another beside it.
    """
    own = folder.name == "bundle"
    return folder.with_name("facts.db" if own else f"{folder.name}-facts.db")


def keep(path: Path, statement: str, rows: Iterable[tuple[int, int, str, bytes]]) -> None:
    """Put rows into the cache.

    Raises:
        sqlite3.DatabaseError: it is damaged, or cannot be written.
    """
    private(path)
    with closing(sqlite3.connect(path)) as db:
        facts_migrations.apply(Database(db))
        with db:
            db.executemany(statement, rows)


def private(path: Path) -> None:
    """Make a file that its owner alone may read; one that is there becomes so.

    One that is there is never opened: closing it would let go of SQLite's locks on it.

    Raises:
        sqlite3.OperationalError: it cannot be made, as SQLite would say.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        with suppress(OSError):
            path.chmod(0o600)
    except OSError as error:
        raise sqlite3.OperationalError(str(error)) from error
