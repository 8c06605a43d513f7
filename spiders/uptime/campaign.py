"""The campaign (监测任务): its database, written by one process, readable by anyone at any time.

What stands in it was seen; a visit without a row has not been made. Rows come in groups, one
transaction a second: a kill at any moment loses at most the visits of that second, which are made
again where there is time, and never one that was written.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from checks.facts.urls import host as host_of
from checks.visits import Visit
from spiders.bundle.lock import Lock
from spiders.bundle.storage import StorageError, open_database, stamp
from spiders.sites import with_scheme
from spiders.uptime.plan import Plan

FORMAT = 1
"""Version of the database; others are refused."""

_TABLES = """
create table campaign (
  format integer not null, tool_version text not null, seed text not null, start text not null,
  length real not null, per_day integer not null, patience real not null, list text not null,
  options text not null
);
create table sites (
  id integer primary key, url text not null unique, host text not null, name text not null
);
create table visits (
  site_id integer not null references sites(id), slot integer not null,
  at text not null, state text not null, kind text not null, status integer not null,
  tries integer not null, seconds real not null, dns_seconds real not null,
  connect_seconds real not null, tls_seconds real not null, first_byte_seconds real not null,
  address text not null, vantage text not null, detail text not null,
  primary key (site_id, slot)
) without rowid;
create table stretches (
  id integer primary key, host text not null, began text not null, seen text not null,
  ended text not null default ''
);
create table outages (began text not null, ended text not null);
create table maintenance (
  site text not null, began text not null, ended text not null, hours text not null,
  reason text not null
);
create view log as
  select sites.host, visits.* from visits join sites on sites.id = visits.site_id
  order by visits.at, sites.id;
"""
_VISIT = "insert into visits values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"


class CampaignError(Exception):
    """A file cannot be used as a campaign; see `spiders.bundle.seal.BundleError`."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


class Place(Struct, frozen=True):
    """A site of a campaign: its row, home page as the list has it, host, and name."""

    id: int
    url: str
    host: str
    name: str


class Window(Struct, frozen=True, kw_only=True):
    """An announced maintenance window (临时报备): what fails in it is not counted.

    Attributes:
        site: host, or ``*`` for all sites.
        began, ended: UTC.
        hours: hours of each day in it, like ``22-06``, China Standard Time; empty for all.
        reason: as it was announced.
    """

    site: str
    began: datetime
    ended: datetime
    hours: str = ""
    reason: str = ""


class Terms(Struct, frozen=True, kw_only=True):
    """What a campaign is made with.

    Attributes:
        plan: when visits are due.
        patience: seconds for which a visit waits.
        list: digest of the list of sites.
        tool_version: version of the tool that began it.
        options: settings to store.
    """

    plan: Plan
    patience: float
    list: str
    tool_version: str
    options: dict[str, Any] = {}


class Campaign:
    """The database while one process writes it.

    Args:
        path: the file.
        terms: of a new campaign; None to go on with the one in the file.
        sites: ``(url, name)`` of a new campaign.

    Raises:
        InUseError: another process has it.
        CampaignError: the file is none of ours, or damaged.
        StorageError: it cannot be written.

    Attributes:
        terms, places: of the campaign.
    """

    def __init__(
        self, path: Path, terms: Terms | None = None, sites: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.path = path
        self._rows: list[tuple[Any, ...]] = []
        self._outages: list[tuple[str, str]] = []
        since = stamp(terms.plan.start) if terms is not None else ""
        self._lock = Lock(path.parent, since, name=f"{path.name}.lock")
        try:
            with self._storing():
                self._db = open_database(path)
                if terms is not None:
                    self._begin(terms, sites)
                self.terms = read_terms(self._db, path)
                self.places = read_places(self._db)
        except BaseException:
            self._lock.release()
            raise
        self._stretch = 0

    def _begin(self, terms: Terms, sites: Sequence[tuple[str, str]]) -> None:
        plan = terms.plan
        with self._db:
            # One transaction with the rows: a kill leaves a whole campaign or none.
            self._db.executescript("begin;" + _TABLES)
            self._db.execute(
                "insert into campaign values (?,?,?,?,?,?,?,?,?)",
                (
                    FORMAT, terms.tool_version, plan.seed, stamp(plan.start),
                    plan.length.total_seconds(), plan.per_day, terms.patience, terms.list,
                    msgspec.json.encode(terms.options).decode(),
                ),
            )  # fmt: skip
            self._db.executemany(
                "insert into sites (url, host, name) values (?,?,?)",
                ((url, host_of(with_scheme(url)[0]), name) for url, name in sites),
            )

    def done(self, place: Place) -> set[int]:
        """Numbers of a site's visits that have a row."""
        rows = self._db.execute("select slot from visits where site_id = ?", [place.id])
        return {slot for (slot,) in rows}

    def begin_stretch(self, now: datetime) -> None:
        """This process begins to visit."""
        with self._storing(), self._db:
            self._stretch = self._db.execute(
                "insert into stretches (host, began, seen) values (?,?,?)",
                (socket.gethostname(), stamp(now), stamp(now)),
            ).lastrowid or 0  # fmt: skip

    def add(self, place: Place, visit: Visit) -> None:
        """Take a visit in; it is on disk after the next `commit`."""
        self._rows.append(
            (
                place.id, visit.slot, stamp(visit.at), visit.state, visit.kind, visit.status,
                visit.tries, round(visit.seconds, 4), round(visit.dns_seconds, 4),
                round(visit.connect_seconds, 4), round(visit.tls_seconds, 4),
                round(visit.first_byte_seconds, 4), visit.address, visit.vantage, visit.detail,
            )
        )  # fmt: skip

    def outage(self, began: datetime, ended: datetime) -> None:
        """Our own network had failed; see `add`."""
        self._outages.append((stamp(began), stamp(ended)))

    def seal(self) -> None:
        """The campaign is over: from now on its file can be copied and read alone."""
        with suppress(sqlite3.OperationalError):  # somebody reads it: then it stays as it is
            self._db.execute("pragma journal_mode = delete")

    def commit(self, now: datetime, ended: str = "") -> None:
        """Write what was taken in, and that this process is alive; ``ended`` says why it ends."""
        with self._storing(), self._db:
            self._db.executemany(_VISIT, self._rows)
            self._db.executemany("insert into outages values (?,?)", self._outages)
            self._db.execute(
                "update stretches set seen = ?, ended = ? where id = ?",
                (stamp(now), ended, self._stretch),
            )
        self._rows.clear()
        self._outages.clear()

    def close(self) -> None:
        """Let go of the database; what was not committed is lost."""
        self._db.close()
        self._lock.release()

    @contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StorageError(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise _not_ours(self.path, error) from error


def is_new(path: Path) -> bool:
    """Whether a campaign may be begun in a file: it is not there, or nothing stands in it."""
    if not path.exists():
        return True
    with _opened(path, sqlite3.connect) as db:
        try:
            return not db.execute("select count(*) from sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError:
            return False


def set_windows(path: Path, windows: Sequence[Window]) -> None:
    """Let a campaign's maintenance windows be these; a process that visits is not held up.

    Raises:
        CampaignError: the file is no campaign.
        StorageError: it cannot be written.
    """
    with _opened(path, open_database) as db:
        read_terms(db, path)
        try:
            with db:
                db.execute("delete from maintenance")
                db.executemany(
                    "insert into maintenance values (?,?,?,?,?)",
                    ((w.site, stamp(w.began), stamp(w.ended), w.hours, w.reason) for w in windows),
                )
        except sqlite3.OperationalError as error:
            raise StorageError(f"{path}: {error}") from error


@contextmanager
def _opened(
    path: Path, connect: Callable[[Path], sqlite3.Connection]
) -> Iterator[sqlite3.Connection]:
    try:
        db = connect(path)
    except sqlite3.DatabaseError as error:
        raise _not_ours(path, error) from error
    try:
        yield db
    finally:
        db.close()


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A campaign's database, to read.

    Raises:
        CampaignError: the file is missing or no campaign.
    """
    if not path.is_file():
        raise CampaignError("{file}: there is no such file", file=path)
    with _opened(
        path, lambda file: sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    ) as db:
        read_terms(db, path)
        yield db


def read_terms(db: sqlite3.Connection, path: Path) -> Terms:
    """What the campaign in a database is made with.

    Raises:
        CampaignError: there is none, or it is of another version.
    """
    try:
        row = db.execute("select * from campaign").fetchone()
    except sqlite3.DatabaseError as error:
        raise _not_ours(path, error) from error
    if row is None or row[0] != FORMAT:
        raise CampaignError(
            "{file}: a campaign of format {version}, this program knows {known}",
            file=path, version=row[0] if row else "?", known=FORMAT,
        )  # fmt: skip
    plan = Plan(
        seed=row[2], start=datetime.fromisoformat(row[3]), length=timedelta(seconds=row[4]),
        per_day=row[5],
    )  # fmt: skip
    return Terms(
        plan=plan, patience=row[6], list=row[7], tool_version=row[1],
        options=msgspec.json.decode(row[8]),
    )  # fmt: skip


def read_places(db: sqlite3.Connection) -> tuple[Place, ...]:
    """The sites of a campaign, in the order of its list."""
    return tuple(
        Place(*row) for row in db.execute("select id, url, host, name from sites order by id")
    )


def _not_ours(path: Path, error: Exception) -> CampaignError:
    return CampaignError(
        "{file}: not the database of a campaign ({reason})", file=path, reason=error
    )
