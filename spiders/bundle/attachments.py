"""Attachments of a bundle (附件): read after the crawl, apart, and kept beside the bundle."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from checks.facts.attachments.facts import READER_VERSION, AttachmentFacts
from checks.observations import Attempt
from spiders.apart import Request, read_apart
from spiders.bundle.archive import read_record
from spiders.bundle.cache import keep
from spiders.bundle.schema import KEEP_ATTACHMENT

MOST_BYTES = 20_000_000
"""Bytes of an attachment whose content is read."""
MOST_SITE_BYTES = 500_000_000
"""Bytes of a site's attachments whose content is read; of further ones it is not tested."""


class AttachmentsCache:
    """Facts of attachments: from ``facts.db`` if this reader made them, else read anew and kept.

    What took too long or broke our reader is not kept: another machine, or day, may have better
    luck.

    Args:
        archive: the bundle's archive.
        path: the cache.
    """

    def __init__(self, archive: Path, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._known: dict[tuple[int, str], AttachmentFacts] | None = None

    def __call__(self, wanted: Sequence[tuple[Attempt, str]]) -> Mapping[int, AttachmentFacts]:
        """Facts of attempts' bodies by attempt, read with the words of the links to them."""
        if self._known is None:
            self._known = self._load()
        known = self._known
        requests = []
        room = MOST_SITE_BYTES
        for attempt, title in wanted:
            room -= attempt.size
            key = (attempt.id, attempt.sha256)
            if attempt.truncated or attempt.size > MOST_BYTES or room < 0:
                known[key] = AttachmentFacts(state="too-large")
            elif key not in known:
                load = self._loader(attempt.record)
                requests.append((key, Request(attempt.id, load, attempt.url, title)))
        read = read_apart(request for _, request in requests)
        fresh = {key: read[key[0]] for key, _ in requests}
        known.update(fresh)
        self._keep(fresh)
        return {a.id: known[a.id, a.sha256] for a, _ in wanted}

    def _loader(self, record: int) -> Callable[[], bytes]:
        return lambda: read_record(self._archive, record)[0]

    def _load(self) -> dict[tuple[int, str], AttachmentFacts]:
        if not self._path.is_file():
            return {}
        decoder = msgspec.msgpack.Decoder(AttachmentFacts)
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as db:
                rows = db.execute(
                    "select attempt_id, sha256, data from attachments where reader = ?",
                    (READER_VERSION,),
                )
                return {(n, digest): decoder.decode(data) for n, digest, data in rows}
        except (sqlite3.DatabaseError, msgspec.DecodeError):
            return {}  # damaged, or of before there were any: everything is read anew

    def _keep(self, fresh: Mapping[tuple[int, str], AttachmentFacts]) -> None:
        rows = list(_rows(fresh))
        if not rows:
            return
        with suppress(sqlite3.DatabaseError):
            keep(self._path, KEEP_ATTACHMENT, rows)


def _rows(
    fresh: Mapping[tuple[int, str], AttachmentFacts],
) -> Iterator[tuple[int, int, str, bytes]]:
    for (number, digest), facts in fresh.items():
        if facts.state not in ("timed-out", "crashed"):
            yield number, READER_VERSION, digest, msgspec.msgpack.encode(facts)
