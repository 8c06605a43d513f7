"""Watching sites that are gone (关停迁移网站核查): whether a closed or migrated one still lives.

A site that was merged on paper only (假整合) still answers at its old address, with pages of its
own or even new ones. What is said here is a suspicion for a person to look at, with a run as
evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from audit.cli.console import Console
from audit.errors import UserError
from audit.fleet.fleet import Fleet
from audit.fleet.plan import Entry, Plan
from audit.judging import open_bundle
from audit.register.book import Event, Registered, note
from audit.runner import check_room, free_name, recorded, run_name
from audit.settings import Settings
from audit.store.store import Store
from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.facts.days import SEEN_SOURCES
from checks.facts.urls import host as host_of
from spiders.clock import Clock, SystemClock

PAGES = 30
"""Pages read of each: enough to see whether it is alive."""

State = Literal["gone", "leads-on", "alive", "updated", "unseen"]
"""Does not answer any more; leads to another host; still shows pages of its own; these are newer
than the day it was closed; nobody could look."""


class Watched(Struct, frozen=True, kw_only=True):
    """What was seen of a site that is gone.

    Attributes:
        detail: where it leads, its newest page's day, or why it could not be seen.
        run_id: the run that is the evidence; empty if there is none.
    """

    site: Registered
    state: State
    detail: str = ""
    run_id: str = ""


def watch(
    store: Store,
    sites: Sequence[Registered],
    settings: Settings,
    console: Console,
    make_clock: Callable[[], Clock] = SystemClock,
) -> list[Watched]:
    """Look at closed and migrated sites, and keep what was seen beside their changes."""
    out = Path(settings.out)
    check_room(out)
    settings = replace(settings, max_pages=min(settings.max_pages, PAGES))
    now, taken = datetime.now(UTC), set[str]()
    entries = []
    for site in sites:
        run_id = free_name(out, run_name(site.site.url, now), taken)
        taken.add(run_id)
        entries.append(Entry(site.site.url, site.site.name, run_id))
    plan = Plan(tuple(entries), recorded(settings))
    states: list[Literal["new"]] = ["new"] * len(entries)
    fleet = Fleet(plan, states, settings, console=console, store=store, make_clock=make_clock)
    asyncio.run(fleet.run())
    found = []
    for number, (site, entry) in enumerate(zip(sites, entries, strict=True)):
        if number in fleet.failed:
            why = fleet.failed[number].message
            found.append(Watched(site=site, state="unseen", detail=why))
            continue
        try:
            state, detail = seen(open_bundle(out / entry.run_id).evidence, site)
        except UserError as error:
            state, detail = "unseen", error.message
        found.append(Watched(site=site, state=state, detail=detail, run_id=entry.run_id))
    note(
        store,
        [(w.site, Event(at=now.isoformat(timespec="seconds"), source=w.run_id, what="watched",
                        field=w.state, new=w.detail)) for w in found],
    )  # fmt: skip
    return found


def seen(evidence: SiteEvidence, site: Registered) -> tuple[State, str]:
    """What a run says of a site that is said to be gone."""
    attempt, chain = evidence.final(evidence.site.url)
    end = host_of(chain[-1]).removeprefix("www.")
    if end != site.site.host:
        return "leads-on", end
    if attempt is None or is_blocked(evidence, attempt):
        return "unseen", ""
    if attempt.failure:
        return "gone", attempt.failure
    if attempt.status >= 400:
        return "gone", f"HTTP {attempt.status}"
    dates = [page.facts.published for page in evidence.pages if page.facts.published is not None]
    # The day in a tag is often that of regeneration; what a reader sees is not.
    newest = max((date.day for date in dates if date.source in SEEN_SOURCES), default="")
    if site.site.since and newest > site.site.since:
        return "updated", newest
    return "alive", newest
