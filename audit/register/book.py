"""The list of sites in ``audit.db`` (名单库): taken in as a whole, every change kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from audit.language import _
from audit.register.read import FIELDS, Listed
from audit.sites_file import Problem
from audit.store.store import Store

CHANGES = {
    "name": "renamed", "url": "moved", "code": "new-code", "state": "state",
}  # fmt: skip
"""Field that changed → what kind of change that is; any other is ``changed``."""


class Registered(Struct, frozen=True, kw_only=True):
    """A site of the list.

    Attributes:
        id: its number, the same for good.
        site: what the list says of it.
        added, changed: when it came in, and when it last changed; UTC.
    """

    id: int
    site: Listed
    added: str
    changed: str

    @property
    def key(self) -> str:
        """What it is called elsewhere: its code, or its host where it has none."""
        return self.site.code or self.site.host


class Event(Struct, frozen=True, kw_only=True):
    """A change of the list (变更记录): what became of one field of one site."""

    at: str
    source: str
    what: str
    field: str = ""
    old: str = ""
    new: str = ""


class Taken(Struct, frozen=True, kw_only=True):
    """What taking a table in comes to.

    Attributes:
        added: new sites. ``changed``: each with its changes. ``same``: how many stay as they are.
        conflicts: rows at odds with the list, left out.
        missing: registered sites that still run and are not in the table.
    """

    added: tuple[Listed, ...]
    changed: tuple[tuple[Registered, Listed, tuple[Event, ...]], ...]
    same: int
    conflicts: tuple[Problem, ...]
    missing: tuple[Registered, ...]


def registered(store: Store) -> list[Registered]:
    """All sites of the list, by key."""
    found = [_registered(row) for row in store.rows("select * from register")]
    return sorted(found, key=lambda r: r.key)


def find(store: Store, text: str) -> Registered | None:
    """The site with this identification code, host or number."""
    word = text.strip().lower()
    rows = store.rows(
        "select * from register where code = ? or host = ? or id = ?",
        [word, word.removeprefix("www."), word if word.isdigit() and len(word) < 10 else -1],
    )
    return _registered(rows[0]) if rows else None


def events(store: Store, site: Registered) -> list[Event]:
    """Everything that changed of a site, the oldest first."""
    rows = store.rows("select * from register_events where register_id = ? order by id", [site.id])
    return [Event(**{name: row[name] for name in Event.__struct_fields__}) for row in rows]


def compare(store: Store, sites: Sequence[Listed], fields: Sequence[str], source: str) -> Taken:
    """What taking these sites in would change; nothing is written.

    Args:
        store: ``audit.db``.
        sites: rows of a table, no two with the same code or host.
        fields: those the table has columns for; others keep what the list says.
        source: name of the table.
    """
    before = registered(store)
    by_code = {r.site.code: r for r in before if r.site.code}
    by_host = {r.site.host: r for r in before}
    now = _now()
    added, changed, conflicts, met, same = [], [], [], set(), 0
    for site in sites:
        coded, hosted = by_code.get(site.code), by_host.get(site.host)
        other = _conflict(site, coded, hosted)
        if other is not None:
            met |= {r.id for r in (coded, hosted) if r is not None}
            conflicts.append(other)
            continue
        old = coded or hosted
        if old is None:
            added.append(site)
            continue
        met.add(old.id)
        kept = {name: getattr(old.site, name) for name in FIELDS if name not in fields}
        new = replace(site, **(kept | {"code": site.code or old.site.code}))
        told = tuple(_changes(old.site, new, now, source))
        if told:
            changed.append((old, new, told))
        else:
            same += 1
    missing = tuple(r for r in before if r.id not in met and r.site.state == "running")
    return Taken(
        added=tuple(added), changed=tuple(changed), same=same, conflicts=tuple(conflicts),
        missing=missing,
    )  # fmt: skip


def take_in(store: Store, taken: Taken, source: str) -> None:
    """Write what `compare` found: all of it or nothing."""
    now = _now()
    with store.writing() as db:
        for old, new, told in taken.changed:
            db.table("register").update(old.id, {**_row(new), "changed": now})
            db.table("register_events").insert_all(
                {"register_id": old.id, **asdict(event)} for event in told
            )
        for site in taken.added:
            row = {**_row(site), "added": now, "changed": now}
            number = db.table("register").insert(row).last_pk
            event = Event(at=now, source=source, what="added", new=site.url)
            db.table("register_events").insert({"register_id": number, **asdict(event)})


def _conflict(site: Listed, coded: Registered | None, hosted: Registered | None) -> Problem | None:
    """Why a row is at odds with the list, if it is: its code and its host are two sites' there."""
    if coded is not None and hosted is not None and coded.id != hosted.id:
        text = _("code {code} is registered for {one}, but the address for {other}").format(
            code=site.code, one=coded.site.name, other=hosted.site.name
        )
    elif coded is None and hosted is not None and site.code and hosted.site.code:
        text = _("the address is registered under another code: {code}, {one}").format(
            code=hosted.site.code, one=hosted.site.name
        )
    else:
        return None
    return Problem(
        _("{place}: {reason}").format(place=site.place, reason=text),
        _("correct code or address; “audit sites show” tells what is registered"),
    )


def _changes(old: Listed, new: Listed, now: str, source: str) -> list[Event]:
    return [
        Event(
            at=now, source=source, what=CHANGES.get(name, "changed"), field=name,
            old=getattr(old, name), new=getattr(new, name),
        )
        for name in FIELDS
        if getattr(old, name) != getattr(new, name)
    ]  # fmt: skip


def _row(site: Listed) -> dict[str, str]:
    return {**{name: getattr(site, name) for name in FIELDS}, "host": site.host}


def _registered(row: dict[str, Any]) -> Registered:
    site = Listed(**{name: row[name] for name in FIELDS})
    return Registered(id=row["id"], site=site, added=row["added"], changed=row["changed"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def note(store: Store, seen: Sequence[tuple[Registered, Event]]) -> None:
    """Keep what was seen of sites beside their changes."""
    with store.writing() as db:
        db.table("register_events").insert_all(
            {"register_id": site.id, **asdict(event)} for site, event in seen
        )
