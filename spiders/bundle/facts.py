"""Facts of a bundle's pages (页面事实): what their archived bytes say, kept beside the bundle."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from checks.facts.page import READER_VERSION
from checks.facts.types import PageFacts
from checks.observations import Attempt
from spiders.bundle.archive import read_record
from spiders.bundle.cache import facts_path, keep
from spiders.bundle.schema import KEEP_FACTS
from spiders.bundle.seal import ARCHIVE
from spiders.reading import read_response


class FactsCache:
    """Facts of attempts: from ``facts.db`` if this reader made them, else read anew and kept.

    The cache lies beside the bundle, never in it; where it cannot be written it is only slower.
    """

    def __init__(self, folder: Path) -> None:
        self._archive = folder / ARCHIVE
        self._path = facts_path(folder)
        self._known: dict[tuple[int, str], PageFacts | None] = {}
        if self._path.is_file():
            self._load()

    def _load(self) -> None:
        decoder = msgspec.msgpack.Decoder(PageFacts)
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as db:
                rows = db.execute(
                    "select attempt_id, sha256, data from facts where reader = ?",
                    (READER_VERSION,),
                )
                self._known = {(n, digest): decoder.decode(data) for n, digest, data in rows}
        except (sqlite3.DatabaseError, msgspec.DecodeError):
            self._known = {}  # a damaged cache is no evidence: everything is read anew

    def __call__(self, attempt: Attempt) -> PageFacts | None:
        """Facts of an attempt's body; None if it was no HTML."""
        key = (attempt.id, attempt.sha256)
        if key not in self._known:
            self._known[key] = self._read(attempt)
        return self._known[key]

    def _read(self, attempt: Attempt) -> PageFacts | None:
        if attempt.record < 0 or attempt.magic not in ("html", "text", "other", "empty"):
            return None
        body, headers = read_record(self._archive, attempt.record)
        return read_response(body, attempt.url, headers)

    def fill(self, attempts: Iterable[Attempt]) -> None:
        """Read what is missing, and keep it for the next time."""
        fresh = [a for a in attempts if (a.id, a.sha256) not in self._known]
        rows = [
            (a.id, READER_VERSION, a.sha256, msgspec.msgpack.encode(facts))
            for a in fresh
            if (facts := self(a)) is not None
        ]
        if not rows:
            return
        try:
            keep(self._path, KEEP_FACTS, rows)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                self._path.unlink()  # damaged: the next reading begins a new one
