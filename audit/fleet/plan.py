"""The plan (计划) of many sites: which run folder each gets, kept until all of them are done.

What has become of a site is read from its bundle and from ``audit.db``, never from the plan: so
nothing has to be kept in step while the sites are crawled, and a kill at any moment loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from audit.errors import UserError
from audit.language import _
from audit.register.about import unsaid
from audit.resuming import Unfinished, read_unfinished
from audit.runner import free_name, recorded, run_name
from audit.settings import Settings
from audit.sites_file import Site, digest
from audit.store.store import Store
from spiders.bundle.seal import MANIFEST

State = Literal["new", "open", "closed", "done"]
"""No bundle yet; one that was cut off; collected but not judged; stored in ``audit.db``."""


class Entry(Struct, frozen=True):
    """One site of a plan.

    Attributes:
        url, name: of the site, as in the list.
        run_id: its run, and the run's folder in ``--out``.
        continues: folder of the interrupted run that it goes on with, if any.
        about: settings that say what the site is (``kind``, ``level``, ``region``), as far as it
            is known.
    """

    url: str
    name: str
    run_id: str
    continues: str = ""
    about: dict[str, str] = {}


class Plan(Struct, frozen=True):
    """What is to be done with a list of sites.

    Attributes:
        entries: the sites.
        options: settings that the runs were begun with.
    """

    entries: tuple[Entry, ...]
    options: dict[str, Any]


def record_of(out: Path, sites: list[Site]) -> Path:
    """Where the plan of a list is kept."""
    return out / f"sites-{digest(sites)[:12]}.json"


def begin(out: Path, sites: Sequence[Site], settings: Settings) -> Plan:
    """Plan to begin every site."""
    now = datetime.now(UTC)
    taken: set[str] = set()
    entries = tuple(
        Entry(s.url, s.name, _fresh(out, s.url, now, taken), about=unsaid(s.about, settings))
        for s in sites
    )
    return Plan(entries, recorded(settings))


def load(out: Path, sites: list[Site]) -> Plan:
    """The plan of a list that was cut off.

    Raises:
        UserError: there is none, or it is damaged.
    """
    path = record_of(out, sites)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        raise UserError(
            _("{folder}: no unfinished run of this list of sites").format(folder=out),
            _("leave out --resume to begin; a list that was changed is another list"),
        ) from None
    except msgspec.MsgspecError as error:
        raise UserError(_("{file}: damaged; delete it and begin anew").format(file=path)) from error


def go_on(out: Path, plan: Plan, store: Store) -> Plan:
    """The same plan with a new run for each site whose own cannot be gone on with.

    That of an interrupted run is closed: it goes on with a copy. A kill in the moment in which
    a run began may leave a folder without anything in it.
    """
    now = datetime.now(UTC)
    taken: set[str] = set()
    done = store.finished()

    def renewed(entry: Entry) -> Entry:
        if entry.run_id in done or not (out / entry.run_id).exists():
            return entry
        run = unfinished(out, entry)
        if run is None and _closed(out, entry):
            return entry
        if run is not None and not run.interrupted:
            return entry
        continues = entry.run_id if run is not None else entry.continues
        return replace(entry, run_id=_fresh(out, entry.url, now, taken), continues=continues)

    return Plan(tuple(renewed(entry) for entry in plan.entries), plan.options)


def save(path: Path, plan: Plan) -> None:
    """Write a plan; it is there wholly or not at all."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(plan), indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def state(out: Path, entry: Entry, done: set[str]) -> State:
    """What has become of a site."""
    if entry.run_id in done:
        return "done"
    if _closed(out, entry):
        return "closed"
    return "open" if unfinished(out, entry) is not None else "new"


def unfinished(out: Path, entry: Entry) -> Unfinished | None:
    """The run of an entry, if it was cut off."""
    try:
        return read_unfinished(out / entry.run_id)
    except UserError:
        return None


def _closed(out: Path, entry: Entry) -> bool:
    return (out / entry.run_id / "bundle" / MANIFEST).is_file()


def _fresh(out: Path, url: str, now: datetime, taken: set[str]) -> str:
    name = free_name(out, run_name(url, now), taken)
    taken.add(name)
    return name
