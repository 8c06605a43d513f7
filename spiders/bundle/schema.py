"""Tables of ``evidence.db``, as migrations of sqlite-utils."""

from __future__ import annotations

from typing import get_args

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from checks.facts.types import LinkKind

FORMAT = 3
"""Version of the bundle; a tool reads the versions it knows and refuses others."""

KINDS: tuple[LinkKind, ...] = get_args(LinkKind)
"""Kinds of links; a link's row holds its place here, from 0 on, as the table ``kinds`` does."""

migrations = Migrations("evidence")

_TABLES = """
create table run (
  format integer not null, tool_version text not null, run_id text not null,
  site text not null, site_url text not null, hosts text not null, as_of text not null,
  started text not null, finished text, stopped text, partial integer not null default 0,
  options text not null, vantage text not null default '{}',
  random_paths text not null default '[]',
  requests integer not null default 0, bytes integer not null default 0,
  stage text not null default '', crawl text not null default '{}',
  archive_size integer not null default 0, resumed integer not null default 0,
  continues text not null default ''
);
create table targets (
  id integer primary key, url text not null, host text not null,
  internal integer not null, depth integer not null, page integer not null,
  state text not null, unseen text
);
create table trails (
  target_id integer primary key references targets(id), tries integer not null,
  chain text not null, cookies text not null
);
create table anchors (id integer primary key, text text not null);
create table kinds (id integer primary key, name text not null);
create table links (
  source_id integer not null references targets(id), position integer not null,
  target_id integer not null references targets(id), kind integer not null references kinds(id),
  anchor_id integer not null references anchors(id),
  primary key (source_id, position)
) without rowid;
create table attempts (
  id integer primary key, target_id integer not null references targets(id),
  look integer not null, purpose text not null, at text not null,
  seconds real not null, dns_seconds real, connect_seconds real, tls_seconds real,
  first_byte_seconds real,
  status integer not null, failure text not null, detail text not null, location text not null,
  content_type text not null, size integer not null, truncated integer not null,
  magic text not null, sha256 text not null, address text not null, record integer not null,
  reused text not null, hsts text not null default ''
);
create table dns_answers (
  id integer primary key, host text not null, type text not null, look integer not null,
  at text not null, result text not null, addresses text not null, chain text not null,
  server text not null, asked text not null default ''
);
create table tls_probes (
  id integer primary key, host text not null, port integer not null, look integer not null,
  at text not null, connected integer not null, handshake integer not null, fault text not null,
  failure text not null, detail text not null, version text not null, subject text not null,
  issuer text not null, names text not null, name_count integer not null default 0,
  not_before text not null, not_after text not null, address text not null,
  chain text not null default '[]', completes text not null default '',
  offers text not null default 'null'
);
create table searches (
  id integer primary key, query text not null, known_url text not null, url text not null,
  skipped text not null
);
create table impact (
  host text primary key, requests integer not null, bytes integer not null,
  peak_per_minute integer not null
);
create view carriers as
  select target.url as target, page.url as page, anchors.text as anchor, kinds.name as kind
  from links join targets target on target.id = target_id join targets page on page.id = source_id
  join anchors on anchors.id = anchor_id join kinds on kinds.id = kind;
"""

INDICES = (
    "create unique index if not exists targets_by_url on targets (url)",
    "create index if not exists attempts_by_target on attempts (target_id)",
)
"""Made when a bundle is closed. While it is written `spiders.bundle.targets` keeps URLs apart: an
index over them would be touched all over by every group of pages."""


@migrations()
def create_tables(db: Database) -> None:
    """The first version of all tables."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.table("kinds").insert_all({"id": number, "name": name} for number, name in enumerate(KINDS))


@migrations()
def create_searches_by_browser(db: Database) -> None:
    """What a browser tells of a search beside its page of results."""
    for column in (
        "kind text not null default 'title'", "via text not null default 'http'",
        "look integer not null default 1", "at text not null default ''",
        "seconds real not null default 0", "traits text not null default '[]'",
        "total integer not null default -1",
    ):  # fmt: skip
        db.execute(f"alter table searches add column {column}")


@migrations()
def create_examinations(db: Database) -> None:
    """What a browser tells of pages beside their content: each a `checks.examination` as JSON."""
    db.execute("create table examinations (id integer primary key, told text not null)")


facts_migrations = Migrations("facts")


@facts_migrations()
def create_facts(db: Database) -> None:
    """Facts of attempts' bodies, by hash of the body and version of the reader."""
    db.execute(
        "create table facts (attempt_id integer primary key, reader integer not null,"
        " sha256 text not null, data blob not null)"
    )


@facts_migrations()
def create_attachments(db: Database) -> None:
    """Facts of attachments, by hash of the body and version of their reader."""
    db.execute(
        "create table attachments (attempt_id integer primary key, reader integer not null,"
        " sha256 text not null, data blob not null)"
    )


KEEP_FACTS = "insert or replace into facts (attempt_id, reader, sha256, data) values (?,?,?,?)"
KEEP_ATTACHMENT = (
    "insert or replace into attachments (attempt_id, reader, sha256, data) values (?,?,?,?)"
)


def _marks(count: int) -> str:
    return ",".join("?" * count)


WRITES = {
    "trails": "insert or replace into trails values (?,?,?,?)",
    "anchors": "insert into anchors values (?,?)",
    "links": "insert into links values (?,?,?,?,?)",
    "attempts": f"insert into attempts values ({_marks(23)})",  # noqa: S608 - question marks only
    "dns_answers": f"insert into dns_answers values ({_marks(10)})",  # noqa: S608 - question marks only
    "tls_probes": f"insert into tls_probes values ({_marks(21)})",  # noqa: S608 - question marks only
    "impact": "insert or replace into impact values (?,?,?,?)",
    "searches": "insert into searches (query, known_url, url, skipped, kind, via, look, at,"
    " seconds, traits, total) values (?,?,?,?,?,?,?,?,?,?,?)",
    "examinations": "insert into examinations (told) values (?)",
}
"""Statements of the writer, by table, in the order in which a commit makes them."""
NEW_TARGET = f"insert into targets values ({_marks(8)})"  # noqa: S608 - question marks only
NEW_STATE = "update targets set page=?, state=?, unseen=coalesce(?, unseen) where id=?"
