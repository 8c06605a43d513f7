"""Running a round (执行检查): what is due of the sample, through the fleet, resumable anywhere.

How far a row is stands in ``audit.db`` before its run begins, and what became of the run is read
from its bundle and from ``audit.db``: a kill at any moment loses nothing.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from audit import wording
from audit.cli.console import Console
from audit.config import Resolved
from audit.errors import UserError
from audit.fleet.fleet import Fleet
from audit.fleet.messages import Failed
from audit.fleet.plan import Entry, Plan, go_on, state
from audit.judging import sets_for
from audit.language import _
from audit.monitor.evidence import judged_by
from audit.register.about import listed_as, unsaid
from audit.round import book
from audit.round.book import Row, Try
from audit.runner import check_room, free_name, recorded, run_name
from audit.settings import Settings
from audit.store.store import Store
from audit.values import SHANGHAI
from spiders.bundle.seal import EVIDENCE
from spiders.clock import Clock, SystemClock

MOST_TRIES = 3
"""Days on which a site is tried before it is called unreachable."""
MOST_FAILURES = 3
"""Faults of ours after which a row is given up until a person asks for it again."""


def round_settings(this: book.Round, settings: Settings) -> Settings:
    """Settings of a round's runs: its hours, inspection time and visits, unless told otherwise."""
    own = replace(settings, hours=settings.hours or this.hours, as_of=settings.as_of or this.as_of)
    return judged_by(own, this.id)


def today(now: datetime) -> str:
    """The day in China Standard Time."""
    return now.astimezone(SHANGHAI).date().isoformat()


def due_rows(rows: Sequence[Row], day: str, *, everything: bool = False) -> list[Row]:
    """Rows to run, in the order of their slots: begun ones, and those whose day has come.

    With ``everything`` all that are not done.
    """
    found = [
        row
        for row in rows
        if row.state == "running"
        or (row.state == "planned" and (everything or row.not_before <= day))
    ]
    return sorted(found, key=lambda row: (row.sample.day, row.position))


def warnings(rows: Sequence[Row]) -> list[str]:
    """What a person should know of a sample: sites whose slots lie in the past."""
    late = sum(row.sample.day < today(datetime.now(UTC)) for row in rows)
    return (
        [_("{count} sites have days in the past: they run at once").format(count=late)]
        if late
        else []
    )


def again(store: Store, this: book.Round) -> int:
    """Open the rows that were given up for another try; returns how many."""
    given_up = [r for r in book.rows(store, this.id) if r.state in ("unreachable", "failed")]
    opened = [replace(row, state="planned", not_before="") for row in given_up]
    book.update(store, this.id, opened)
    return len(opened)


def run_due(
    store: Store,
    this: book.Round,
    given: Resolved,
    console: Console,
    *,
    everything: bool = False,
    make_clock: Callable[[], Clock] = SystemClock,
) -> bool:
    """Run what is due, and note what became of it.

    Args:
        store: ``audit.db``.
        this: the round.
        given: run settings.
        console: where to tell progress.
        everything: do not wait for the days of the slots.
        make_clock: clock of the runs, called in each process.

    Returns:
        Whether a person interrupted it.
    """
    settings = round_settings(this, given.settings)
    sets_for(settings.indicators, msgspec.to_builtins(settings))
    out = Path(settings.out)
    with _alone(out, this):
        return _run_due(
            store, this, settings, console, everything=everything, make_clock=make_clock
        )


@contextmanager
def _alone(out: Path, this: book.Round) -> Iterator[None]:
    """Hold a round: two processes would begin its sites twice. The kernel lets go at a kill."""
    with (out / f".round-{this.id}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(
                _("{round}: another process is running this round").format(round=this.id),
                _("watch it: audit round status {round} --watch").format(round=this.id),
            ) from None
        yield


def _run_due(
    store: Store, this: book.Round, settings: Settings, console: Console, *, everything: bool,
    make_clock: Callable[[], Clock],
) -> bool:  # fmt: skip
    out = Path(settings.out)
    settle(store, this)
    day = today(make_clock().now())
    rows = due_rows(book.rows(store, this.id), day, everything=everything)
    if not rows:
        return False
    check_room(out)
    plan = _plan(out, rows, settings, store)
    rows = [
        replace(row, run_id=entry.run_id, state="running", reason="")
        for row, entry in zip(rows, plan.entries, strict=True)
    ]
    book.update(store, this.id, rows)
    done = store.finished()
    states = [state(out, entry, done) for entry in plan.entries]
    fleet = Fleet(plan, states, settings, console=console, store=store, make_clock=make_clock)
    asyncio.run(fleet.run())
    failed = {rows[number].site.key: why for number, why in fleet.failed.items()}
    settle(store, this, failed, out=out)
    return fleet.interrupted


def settle(
    store: Store,
    this: book.Round,
    failed: dict[str, Failed] | None = None,
    out: Path | None = None,
) -> None:
    """Read from the database what became of rows that were begun, and write it down.

    Args:
        store: ``audit.db``.
        this: the round.
        failed: by key, rows of which nothing was stored, and why.
        out: folder of the runs; needed with ``failed``.
    """
    failed = failed or {}
    runs = {row["id"]: row for row in store.rows("select * from runs where partial = 0")}
    before = Counter((t.key, t.result) for t in book.tries(store, this.id))
    changed, made = [], []
    for row in book.rows(store, this.id):
        run = runs.get(row.run_id)
        if row.state != "running":
            continue
        if run is not None:
            day = today(datetime.fromisoformat(run["finished"]))
            words = _(wording.TROUBLE[run["trouble"]]) if run["trouble"] else ""
            reason = words.format(reason=_("see its report"))
            tried = before[row.site.key, "unreachable"] + 1
            changed.append(_after(row, day, reason, tried))
            made.append(
                Try(
                    key=row.site.key, run_id=row.run_id, day=day,
                    result="unreachable" if reason else "done", reason=reason,
                )
            )  # fmt: skip
        elif row.site.key in failed and out is not None:
            why = failed[row.site.key].message
            lost = before[row.site.key, "failed"] + 1 >= MOST_FAILURES
            begun = (out / row.run_id / "bundle" / EVIDENCE).is_file()
            changed.append(
                replace(
                    row, state="failed" if lost else "running" if begun else "planned", reason=why
                )
            )
            day = today(datetime.now(UTC))
            made.append(
                Try(key=row.site.key, run_id=row.run_id, day=day, result="failed", reason=why)
            )
    if changed:
        book.update(store, this.id, changed, made)


def _after(row: Row, day: str, reason: str, tried: int) -> Row:
    """A row after a finished run: a site that could not be seen is tried on another day."""
    if not reason:
        return replace(row, state="done", reason="")
    if tried >= MOST_TRIES:
        return replace(row, state="unreachable", reason=reason)
    tomorrow = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return replace(row, state="planned", reason=reason, not_before=tomorrow)


def about(row: Row, settings: Settings) -> dict[str, str]:
    """What the list says of a site, as settings of its run; what a person says now comes first."""
    site = row.site
    found = listed_as(code=site.code, kind=site.kind, level=site.level, region=site.region)
    return unsaid(found, settings)


def _plan(out: Path, rows: Sequence[Row], settings: Settings, store: Store) -> Plan:
    """Which run folder each row gets; rows that were begun keep theirs."""
    now, taken = datetime.now(UTC), set[str]()
    entries = []
    for row in rows:
        run_id = row.run_id if row.state == "running" else ""
        if not run_id:
            run_id = free_name(out, run_name(row.site.url, now), taken)
        taken.add(run_id)
        told = about(row, settings)
        entries.append(Entry(row.site.url, row.site.name, run_id, about=told))
    return go_on(out, Plan(tuple(entries), recorded(settings)), store)
