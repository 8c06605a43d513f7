"""The writer of a bundle: rows in groups, the archive always ahead of the rows that name it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from checks.examination import Examination
from checks.facts.charset import magic
from checks.facts.types import Link
from checks.facts.urls import host as host_of
from checks.observations import Asked, Purpose, SearchTrial, Unseen
from checks.tls_evidence import Handshake
from spiders.bundle.archive import Archive
from spiders.bundle.lock import Lock
from spiders.bundle.repair import mend
from spiders.bundle.rows import (
    as_json,
    of_answer,
    of_examination,
    of_exchange,
    of_handshake,
    of_search,
)
from spiders.bundle.schema import FORMAT, INDICES, KINDS, NEW_STATE, NEW_TARGET, WRITES, migrations
from spiders.bundle.seal import ARCHIVE, EVIDENCE, seal
from spiders.bundle.storage import (
    DISK_FLOOR,
    StorageError,
    free_bytes,
    open_database,
    settle,
    stamp,
)
from spiders.bundle.targets import DONE, INTERNAL, PAGE, QUEUED, Targets, Trail
from spiders.cookies import Jar
from spiders.exchange import Exchange
from spiders.impact import HostImpact
from spiders.resolver import Answer

GROUP = 200
"""Exchanges in one commit."""
MOST_LINKS = 50_000
"""Links in one commit: pages of thousands of links must not fill the memory."""
MOST_ANCHORS = 100_000
"""Texts of links remembered; a text that comes again later gets a row again."""

_KIND = {kind: number for number, kind in enumerate(KINDS)}


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run when it begins."""

    run_id: str
    tool_version: str
    site: str = ""
    site_url: str
    hosts: tuple[str, ...]
    as_of: datetime
    started: datetime
    options: dict[str, Any]


class BundleWriter:
    """Writes one bundle from its creation, or from where it was left, to its closing.

    Args:
        folder: folder of the bundle; created for a new run, else an open bundle's.
        info: the new run; None to go on with the one in the folder.
        archive: keep the responses. False is for measurements: nothing can be judged then.

    Raises:
        InUseError: another process writes this bundle.
        StorageError: the bundle to go on with is damaged.

    Attributes:
        targets: every URL known so far.
        resumed: how often this run was taken up again.
    """

    def __init__(self, folder: Path, info: RunInfo | None = None, *, archive: bool = True) -> None:
        if info is not None:
            folder.mkdir(parents=True, mode=0o700)
        self.folder = folder
        self._broken: StorageError | None = None
        self._lock = Lock(folder, stamp(info.started) if info is not None else "")
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._run: dict[str, Any] = {}
        self._unseen: dict[int, Unseen] = {}
        self._changed: set[int] = set()
        self._anchors: dict[str, int] = {}
        self._ids: dict[str, int] = defaultdict(int)
        self._since_commit = 0
        self._keeps = archive
        self.targets = Targets()
        self.resumed = 0
        self._db = open_database(folder / EVIDENCE)
        migrations.apply(Database(self._db))
        path = folder / ARCHIVE
        if info is not None:
            self._archive = Archive(path, info.run_id)
            self._begin(info)
        else:
            self._check()
            row = self._db.execute("select run_id, resumed from run").fetchone()
            self._archive = Archive(path, row[0], size=mend(self._db, path))
            self.resumed = row[1] + 1
            self._restore()
            self._run["resumed"] = self.resumed
        self._written = len(self.targets)

    def _begin(self, info: RunInfo) -> None:
        with self._storing(), self._db:
            self._db.execute(
                "insert into run (format, tool_version, run_id, site, site_url, hosts, as_of,"
                " started, options, archive_size) values (?,?,?,?,?,?,?,?,?,?)",
                (
                    FORMAT,
                    info.tool_version,
                    info.run_id,
                    info.site or info.site_url,
                    info.site_url,
                    json.dumps(info.hosts),
                    info.as_of.isoformat(),
                    stamp(info.started),
                    json.dumps(info.options, sort_keys=True, ensure_ascii=False),
                    self._archive.size,
                ),
            )

    def _check(self) -> None:
        with self._storing():
            if self._db.execute("pragma quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("evidence.db is damaged")

    def _restore(self) -> None:
        """Take up what was committed; what was not was in flight."""
        with self._storing():
            rows = self._db.execute(
                "select id, url, internal, depth, page, state from targets order by id"
            )
            for _, url, internal, depth, page, state in rows:
                marks = (INTERNAL if internal else 0) | (PAGE if page else 0)
                marks |= {"queued": QUEUED, "done": QUEUED | DONE}.get(state, 0)
                self.targets.add(url, depth=depth, marks=marks)
            with self._db:  # what an interrupted crawl left out is looked at now
                self._db.execute("update targets set unseen = null where state = 'queued'")
            for table in ("anchors", "attempts", "dns_answers", "tls_probes"):
                number = self._db.execute(f"select max(id) from {table}").fetchone()[0]  # noqa: S608 - our own names
                self._ids[table] = number or 0

    def trails(self) -> dict[int, Trail]:
        """What queued targets bring along, of an open bundle that is taken up again."""
        rows = self._db.execute("select target_id, tries, chain, cookies from trails")
        return {
            number: Trail(tries, tuple(json.loads(chain)), Jar(json.loads(cookies)))
            for number, tries, chain, cookies in rows
        }

    def run_row(self) -> dict[str, Any]:
        """The row of table ``run`` as it was committed last."""
        cursor = self._db.execute("select * from run")
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def impact_so_far(self) -> list[HostImpact]:
        """What the run had cost each host when it was committed last."""
        rows = self._db.execute("select host, requests, bytes, peak_per_minute from impact")
        return [HostImpact(*row) for row in rows]

    def known(self, url: str) -> int:
        """Id of a registered URL, 0 for any other."""
        return self.targets.ids.get(url, 0)

    def target(self, url: str, *, internal: bool, depth: int) -> tuple[int, bool]:
        """Register a URL; returns its id and whether it is new."""
        known = self.targets.ids.get(url)
        if known is not None:
            return known, False
        return self.targets.add(url, depth=depth, marks=INTERNAL if internal else 0), True

    def queued(self, target_id: int, *, page: bool, trail: Trail | None = None) -> None:
        """Store that a target waits to be fetched, and what it brings along."""
        self._mark(target_id, QUEUED | (PAGE if page else 0))
        if trail is not None:
            chain, cookies = json.dumps(trail.chain), json.dumps(trail.jar.rows())
            self._rows["trails"].append((target_id, trail.tries, chain, cookies))

    def _mark(self, target_id: int, marks: int) -> None:
        self.targets.marks[target_id] |= marks
        if target_id <= self._written:  # the row of a new one is yet to be made
            self._changed.add(target_id)

    def done(self, target_id: int) -> None:
        """Store that a target was fetched for good, or will never be."""
        self._mark(target_id, DONE)

    def reopened(self, target_id: int) -> None:
        """Take back that a target was fetched for good: it is to be fetched once more."""
        self.targets.marks[target_id] &= ~DONE
        self._changed.add(target_id)

    def links(self, source_id: int, links: Iterable[tuple[int, Link]], *, first: int = 0) -> None:
        """Store which targets a page links to, in the order in which they stand on it.

        Args:
            source_id: the page.
            links: targets and links.
            first: place of the first of them, behind those that are stored already.
        """
        anchors, rows = self._anchors, self._rows["links"]
        for position, (target_id, link) in enumerate(links, first):
            anchor = anchors.get(link.text)
            if anchor is None:
                anchor = self._anchor(link.text)
            rows.append((source_id, position, target_id, _KIND[link.kind], anchor))

    def _anchor(self, text: str) -> int:
        if len(self._anchors) >= MOST_ANCHORS:
            self._anchors.clear()
        number = self._anchors[text] = self._next("anchors")
        self._rows["anchors"].append((number, text))
        return number

    def exchange(
        self, target_id: int, exchange: Exchange, *, look: int = 1, purpose: Purpose = "crawl"
    ) -> int:
        """Store an exchange with its response; returns the attempt's id."""
        number = self._next("attempts")
        answered = bool(exchange.status)
        body = exchange.body
        digest = hashlib.sha256(body).hexdigest() if answered else ""
        kind = magic(body) if answered else ""
        with self._storing():
            keep = answered and self._keeps
            record = self._archive.add(exchange, digest, kind) if keep else -1
        self._rows["attempts"].append(
            of_exchange(
                number, target_id, look, purpose, exchange, kind=kind, digest=digest, record=record
            )
        )
        self._since_commit += 1
        return number

    def unseen(self, target_id: int, reason: Unseen) -> None:
        """Store why a known target was not looked at."""
        self._unseen[target_id] = reason
        self._changed.add(target_id)

    def leave_rest(self, reason: Unseen) -> None:
        """Store why targets that still wait, and were never tried, will not be looked at."""
        self.commit()
        with self._storing(), self._db:
            self._db.execute(
                "update targets set unseen = ? where state = 'queued' and unseen is null and id not"
                " in (select target_id from trails where tries > 0)",
                (reason,),
            )

    def dns(
        self, host: str, kind: str, answer: Answer, *, look: int, at: datetime, asked: Asked = ""
    ) -> None:
        """Store a DNS answer; ``asked`` says which kind of server was asked."""
        number = self._next("dns_answers")
        row = of_answer(number, host, kind, answer, look=look, at=at, asked=asked)
        self._rows["dns_answers"].append(row)

    def tls(self, host: str, port: int, seen: Handshake, *, look: int) -> None:
        """Store a TLS handshake."""
        number = self._next("tls_probes")
        self._rows["tls_probes"].append(of_handshake(number, host, port, seen, look))

    def search(self, trial: SearchTrial) -> None:
        """Store a question put to the site's search."""
        self._rows["searches"].append(of_search(trial))

    def examination(self, one: Examination) -> None:
        """Store what a browser told of a page beside its content."""
        self._rows["examinations"].append(of_examination(one))

    def impact(self, hosts: Iterable[HostImpact]) -> None:
        """Store what the run has cost each host so far."""
        self._rows["impact"] = [msgspec.structs.astuple(host) for host in hosts]

    def _next(self, table: str) -> int:
        self._ids[table] += 1
        return self._ids[table]

    @property
    def full(self) -> bool:
        """Whether a group of rows is complete and wants to be committed."""
        return self._since_commit >= GROUP or len(self._rows.get("links", ())) >= MOST_LINKS

    def commit(self) -> None:
        """Write all rows in one transaction, after the archive that they point into.

        Raises:
            StorageError: they could not be written, now or before.
        """
        if not (self._rows or self._changed or self._run or self._written < len(self.targets)):
            return
        with self._storing():
            self._run["archive_size"] = self._archive.flush()
            self._db.execute("begin immediate")
            with self._db:
                self._db.executemany(NEW_TARGET, self._new_targets())
                self._db.executemany(NEW_STATE, self._new_states())
                for table, sql in WRITES.items():
                    rows = self._rows.pop(table, None)
                    if rows:
                        self._db.executemany(sql, rows)
                names = ", ".join(f"{name}=?" for name in self._run)
                self._db.execute(f"update run set {names}", tuple(self._run.values()))  # noqa: S608 - our own names
        self._written = len(self.targets)
        self._changed.clear()
        self._unseen.clear()
        self._run.clear()
        self._since_commit = 0
        if free_bytes(self.folder) < DISK_FLOOR:
            self._broken = StorageError("less than 200 MB free")
            raise self._broken

    def _new_targets(self) -> Iterator[tuple[Any, ...]]:
        targets = self.targets
        for number in range(self._written + 1, len(targets) + 1):
            url, marks = targets.urls[number], targets.marks[number]
            yield (
                number, url, host_of(url), int(bool(marks & INTERNAL)), targets.depths[number],
                int(bool(marks & PAGE)), _state(marks), self._unseen.get(number),
            )  # fmt: skip

    def _new_states(self) -> Iterator[tuple[Any, ...]]:
        """States of targets that have rows already, where they changed."""
        targets = self.targets
        for number in sorted(self._changed):
            if number <= self._written:
                state = _state(targets.marks[number])
                yield int(targets.has(number, PAGE)), state, self._unseen.get(number), number

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

    def note(self, **columns: object) -> None:
        """Set columns of the run's row with the next commit; lists and records as JSON."""
        plain = (str, int, float)
        self._run.update({
            name: value if isinstance(value, plain) else as_json(value)
            for name, value in columns.items()
        })  # fmt: skip

    def close(self, finished: datetime, *, partial: bool) -> None:
        """Close the bundle for good: indices, digests, read-only files.

        Raises:
            StorageError: it could not be closed; what was committed stands.
        """
        self.note(finished=stamp(finished), partial=int(partial))
        self.commit()
        with self._storing():
            with self._db:
                for statement in INDICES:
                    self._db.execute(statement)
            self._archive.close()
            settle(self._db)
            seal(self.folder, finished)
        self._lock.release()

    def abandon(self) -> None:
        """Let go of the files as they are; what was committed stands, the bundle stays open."""
        self._archive.drop()
        self._db.close()
        self._lock.release()


def _state(marks: int) -> str:
    if marks & DONE:
        return "done"
    return "queued" if marks & QUEUED else ""
