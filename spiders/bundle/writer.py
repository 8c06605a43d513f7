"""The writer of a bundle: rows in groups, the archive always ahead of the rows that name it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from checks.evidence import Purpose, SearchTrial, Unseen, Vantage
from checks.facts.charset import magic
from checks.facts.page import READER_VERSION
from checks.facts.types import Link, PageFacts
from checks.facts.urls import host as host_of
from spiders.bundle.archive import Archive
from spiders.bundle.schema import FORMAT, KEEP_FACTS, facts_migrations, migrations
from spiders.fetcher import Exchange
from spiders.resolver import Answer
from spiders.tls import Handshake

GROUP = 200
"""Exchanges in one commit."""
PATIENCE = 30.0
"""Seconds to wait for a person who looks into the database while the run goes on."""


def _marks(count: int) -> str:
    return ",".join("?" * count)


_INSERTS = {
    "targets": "insert into targets (id, url, host, internal, depth) values (?,?,?,?,?)",
    "anchors": "insert into anchors (id, text) values (?,?)",
    "links": "insert or ignore into links (target_id, source_id, kind, anchor_id, area, position)"
    " values (?,?,?,?,?,?)",
    "attempts": f"insert into attempts values ({_marks(21)})",  # noqa: S608 - question marks only
    "dns_answers": f"insert into dns_answers values ({_marks(9)})",  # noqa: S608 - question marks only
    "tls_probes": f"insert into tls_probes values ({_marks(17)})",  # noqa: S608 - question marks only
    "searches": "insert into searches (query, known_url, url, skipped) values (?,?,?,?)",
    "unseen": "update targets set unseen = ? where id = ?",
}


class StorageError(Exception):
    """Evidence cannot be written any more: the disk is full or the file system fails.

    What was committed before stands; the bundle stays open and can be judged as it is.
    """


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run when it begins."""

    run_id: str
    tool_version: str
    site_url: str
    hosts: tuple[str, ...]
    as_of: datetime
    started: datetime
    options: dict[str, Any]


def stamp(at: datetime) -> str:
    """A time as the bundle writes it: ISO 8601, UTC, milliseconds."""
    return at.isoformat(timespec="milliseconds")


class BundleWriter:
    """Writes one bundle from its creation to its closing.

    Args:
        folder: folder of the bundle, created; must not hold one yet.
        info: the run.
    """

    def __init__(self, folder: Path, info: RunInfo) -> None:
        folder.mkdir(parents=True, mode=0o700)
        self.folder = folder
        self._archive = Archive(folder / "archive.warc.gz", info.run_id)
        self._db = _open(folder / "evidence.db")
        migrations.apply(Database(self._db))
        self._facts_db = _open(folder.parent / "facts.db")
        facts_migrations.apply(Database(self._facts_db))
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._facts: list[tuple[int, int, str, bytes]] = []
        self._targets: dict[str, int] = {}
        self._anchors: dict[str, int] = {}
        self._ids: dict[str, int] = defaultdict(int)
        self._since_commit = 0
        self._broken: StorageError | None = None
        with self._db:
            self._db.execute(
                "insert into run (format, tool_version, run_id, site_url, hosts, as_of, started,"
                " options) values (?,?,?,?,?,?,?,?)",
                (
                    FORMAT,
                    info.tool_version,
                    info.run_id,
                    info.site_url,
                    json.dumps(info.hosts),
                    info.as_of.isoformat(),
                    stamp(info.started),
                    json.dumps(info.options, sort_keys=True, ensure_ascii=False),
                ),
            )

    def known(self, url: str) -> int:
        """Id of a registered URL, 0 for any other."""
        return self._targets.get(url, 0)

    def target(self, url: str, *, internal: bool, depth: int) -> tuple[int, bool]:
        """Register a URL; returns its id and whether it is new."""
        known = self._targets.get(url)
        if known is not None:
            return known, False
        number = self._targets[url] = len(self._targets) + 1
        self._rows["targets"].append((number, url, host_of(url), int(internal), depth))
        return number, True

    def link(self, source_id: int, target_id: int, link: Link, position: int) -> None:
        """Store that a page carries a link; ``position`` is its place among the page's links."""
        anchor = self._anchors.get(link.text)
        if anchor is None:
            anchor = self._anchors[link.text] = len(self._anchors) + 1
            self._rows["anchors"].append((anchor, link.text))
        self._rows["links"].append((target_id, source_id, link.kind, anchor, link.area, position))

    def exchange(
        self,
        target_id: int,
        exchange: Exchange,
        *,
        look: int = 1,
        purpose: Purpose = "crawl",
        facts: PageFacts | None = None,
    ) -> int:
        """Store an exchange with its response and the facts of it; returns the attempt's id."""
        number = self._next("attempts")
        with self._storing():
            record = self._archive.add(exchange) if exchange.status else -1
        digest = hashlib.sha256(exchange.body).hexdigest() if exchange.status else ""
        self._rows["attempts"].append((
            number, target_id, look, purpose, stamp(exchange.at), exchange.seconds,
            exchange.dns_seconds, exchange.connect_seconds, exchange.tls_seconds,
            exchange.first_byte_seconds, exchange.status, exchange.failure, exchange.detail,
            exchange.location, exchange.content_type, len(exchange.body),
            int(exchange.truncated), magic(exchange.body) if exchange.status else "", digest,
            exchange.address, record,
        ))  # fmt: skip
        if facts is not None:
            self._facts.append((number, READER_VERSION, digest, msgspec.msgpack.encode(facts)))
        self._since_commit += 1
        if self._since_commit >= GROUP:
            self.commit()
        return number

    def unseen(self, target_id: int, reason: Unseen) -> None:
        """Store why a known target was not looked at."""
        self._rows["unseen"].append((reason, target_id))

    def dns(self, host: str, kind: str, answer: Answer, *, look: int, at: datetime) -> None:
        """Store a DNS answer."""
        self._rows["dns_answers"].append((
            self._next("dns_answers"), host, kind, look, stamp(at), answer.result,
            json.dumps(answer.addresses), json.dumps(answer.chain), answer.server,
        ))  # fmt: skip

    def tls(self, host: str, port: int, seen: Handshake, *, look: int) -> None:
        """Store a TLS handshake."""
        self._rows["tls_probes"].append((
            self._next("tls_probes"), host, port, look, stamp(seen.at), int(seen.connected),
            int(seen.handshake), seen.fault, seen.failure, seen.detail, seen.version,
            seen.subject, seen.issuer, json.dumps(seen.names), seen.not_before, seen.not_after,
            seen.address,
        ))  # fmt: skip

    def search(self, trial: SearchTrial) -> None:
        """Store a question put to the site's search."""
        self._rows["searches"].append((trial.query, trial.known_url, trial.url, trial.skipped))

    def _next(self, table: str) -> int:
        self._ids[table] += 1
        return self._ids[table]

    def commit(self) -> None:
        """Write all rows in one transaction, after the archive that they point into.

        Raises:
            StorageError: they could not be written, now or before.
        """
        with self._storing():
            self._archive.flush()
            with self._db:
                for table, sql in _INSERTS.items():
                    rows = self._rows.pop(table, None)
                    if rows:
                        self._db.executemany(sql, rows)
        self._commit_facts()
        self._since_commit = 0

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Tell a failing disk as `StorageError`, once and for all.

        Rows that were not written are gone; later ones would point at nothing.
        """
        if self._broken is not None:
            raise self._broken
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self._broken = StorageError(str(error))
            raise self._broken from error

    def _commit_facts(self) -> None:
        # Only a cache: what becomes of it never ends a run.
        with suppress(sqlite3.DatabaseError), self._facts_db:
            self._facts_db.executemany(KEEP_FACTS, self._facts)
        self._facts.clear()

    def progress(
        self,
        *,
        hosts: tuple[str, ...],
        stopped: str,
        vantage: Vantage,
        random_paths: tuple[str, ...],
        requests: int,
        traffic_bytes: int,
    ) -> None:
        """Store how collecting went; may be called again until the bundle is closed."""
        self.commit()
        with self._storing(), self._db:
            self._db.execute(
                "update run set hosts=?, stopped=?, vantage=?, random_paths=?, requests=?, bytes=?",
                (
                    json.dumps(hosts),
                    stopped,
                    msgspec.json.encode(vantage).decode(),
                    json.dumps(random_paths),
                    requests,
                    traffic_bytes,
                ),
            )

    def site(self, url: str) -> None:
        """Store the URL that the site answered at, where more than one was tried."""
        if url:
            with self._storing(), self._db:
                self._db.execute("update run set site_url=?", (url,))

    def close(self, finished: datetime, *, partial: bool) -> None:
        """Close the bundle for good: indices, digests, read-only files.

        Raises:
            StorageError: it could not be closed; what was committed stands.
        """
        self.commit()
        with suppress(sqlite3.DatabaseError):
            _settle(self._facts_db)
        with self._storing():
            with self._db:
                self._db.execute(
                    "update run set finished=?, partial=?", (stamp(finished), int(partial))
                )
                self._db.execute("create index links_by_source on links (source_id)")
                self._db.execute("create index attempts_by_target on attempts (target_id)")
            self._archive.close()
            _settle(self._db)
            self._seal(finished)

    def _seal(self, finished: datetime) -> None:
        names = ("evidence.db", "archive.warc.gz")
        digests = {name: file_digest(self.folder / name) for name in names}
        manifest = {"format": FORMAT, "finished": stamp(finished), "sha256": digests}
        draft = self.folder / "bundle.json.part"
        draft.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
        draft.rename(self.folder / "bundle.json")
        for name in names:
            (self.folder / name).chmod(0o400)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(db: sqlite3.Connection) -> None:
    """Bring everything into the one file, so that it can be moved and hashed."""
    db.execute("pragma wal_checkpoint(truncate)")
    db.execute("pragma journal_mode = delete")
    db.close()


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE)
    path.chmod(0o600)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    return db


def free_bytes(folder: Path) -> int:
    """Free space for an ordinary user on the disk that holds a folder."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
