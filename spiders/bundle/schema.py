"""Tables of ``evidence.db``, as migrations of sqlite-utils."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

FORMAT = 1
"""Version of the bundle; a tool reads the versions it knows and refuses others."""

migrations = Migrations("evidence")

_TABLES = """
create table run (
  format integer not null, tool_version text not null, run_id text not null,
  site_url text not null, hosts text not null, as_of text not null,
  started text not null, finished text, stopped text, partial integer not null default 0,
  options text not null, vantage text not null default '{}',
  random_paths text not null default '[]',
  requests integer not null default 0, bytes integer not null default 0
);
create table targets (
  id integer primary key, url text not null unique, host text not null,
  internal integer not null, depth integer not null, unseen text
);
create table anchors (id integer primary key, text text not null unique);
create table links (
  target_id integer not null references targets(id),
  source_id integer not null references targets(id),
  kind text not null, anchor_id integer not null references anchors(id), area text not null,
  position integer not null,
  primary key (target_id, source_id, kind, anchor_id)
) without rowid;
create table attempts (
  id integer primary key, target_id integer not null references targets(id),
  look integer not null, purpose text not null, at text not null,
  seconds real not null, dns_seconds real, connect_seconds real, tls_seconds real,
  first_byte_seconds real,
  status integer not null, failure text not null, detail text not null, location text not null,
  content_type text not null, size integer not null, truncated integer not null,
  magic text not null, sha256 text not null, address text not null, record integer not null
);
create table dns_answers (
  id integer primary key, host text not null, type text not null, look integer not null,
  at text not null, result text not null, addresses text not null, chain text not null,
  server text not null
);
create table tls_probes (
  id integer primary key, host text not null, port integer not null, look integer not null,
  at text not null, connected integer not null, handshake integer not null, fault text not null,
  failure text not null, detail text not null, version text not null, subject text not null,
  issuer text not null, names text not null, not_before text not null, not_after text not null,
  address text not null
);
create table searches (
  id integer primary key, query text not null, known_url text not null, url text not null,
  skipped text not null
);
"""


@migrations()
def create_tables(db: Database) -> None:
    """The first version of all tables."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


facts_migrations = Migrations("facts")


@facts_migrations()
def create_facts(db: Database) -> None:
    """Facts of attempts' bodies, by hash of the body and version of the reader."""
    db.execute(
        "create table facts (attempt_id integer primary key, reader integer not null,"
        " sha256 text not null, data blob not null)"
    )


KEEP_FACTS = "insert or replace into facts (attempt_id, reader, sha256, data) values (?,?,?,?)"
