"""Repair (修复): a bundle whose archive lost its end, as after a power cut.

The database may have reached the disk before the last responses did. What points at a response
that is not there is taken back, and asked for again: evidence without its bytes is none.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec

from spiders.bundle.archive import read_record

_STAGES = (("arrive", {"probe"}), ("crawl", {"crawl"}), ("ask", {"random", "search"}))
"""Steps of a run, the first first, and what each asks for: the first that lost anything is redone;
second looks are asked for wherever one is missing."""


def mend(db: sqlite3.Connection, archive: Path) -> int:
    """Take back what points at responses that are lost; returns the bytes of the archive to keep.

    Args:
        db: the open bundle's database.
        archive: its archive.
    """
    there = archive.stat().st_size
    size = int(db.execute("select archive_size from run").fetchone()[0])
    lost: list[tuple[int, int, str, int]] = []
    rows = db.execute(
        "select id, target_id, purpose, look, record, sha256 from attempts where record >= 0"
        " order by record desc"
    )
    for number, target_id, purpose, look, record, sha256 in rows:
        if size <= there and _is_whole(archive, record, sha256):
            break
        lost.append((number, target_id, purpose, look))
        size = record
    size = min(size, there)
    if lost:
        with db:
            _take_back(db, lost)
            db.execute("update run set archive_size = ?", (size,))
    return size


def _is_whole(archive: Path, record: int, sha256: str) -> bool:
    try:
        body, _ = read_record(archive, record)
        return hashlib.sha256(body).hexdigest() == sha256
    except Exception:  # noqa: BLE001 - a torn record fails in as many ways as there are bytes
        return False


def _take_back(db: sqlite3.Connection, lost: list[tuple[int, int, str, int]]) -> None:
    db.executemany("delete from attempts where id = ?", [(row[0],) for row in lost])
    crawled = [(row[1],) for row in lost if row[2] == "crawl"]
    db.executemany("delete from links where source_id = ?", crawled)
    db.executemany("update targets set state = 'queued' where id = ?", crawled)
    pages = sum(
        db.execute("select page from targets where id = ?", one).fetchone()[0] for one in crawled
    )
    counts = msgspec.json.decode(db.execute("select crawl from run").fetchone()[0])
    if counts:
        for name, taken in (("looked_at", len(crawled)), ("pages", pages), ("pages_spent", pages),
                            ("others_spent", len(crawled) - pages)):  # fmt: skip
            counts[name] = max(0, counts[name] - taken)
        db.execute("update run set crawl = ?", (msgspec.json.encode(counts).decode(),))
    purposes = {purpose for _, _, purpose, look in lost if look == 1}
    first = next((stage for stage, of in _STAGES if purposes & of), "")
    if first:
        db.execute("update run set stage = ?", (first,))
