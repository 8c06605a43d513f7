"""The reader of a campaign: from its database to the series of visits that checks judge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from checks.visits import Together, Visit, Visits
from spiders.hours import parse_hours
from spiders.uptime.campaign import Place, Terms, Window, opened, read_places, read_terms

_FELL = """
select failed.slot, count(*), count(distinct iif(failed.address = '', sites.host, failed.address))
from visits failed join sites on sites.id = failed.site_id
left join visits before on before.site_id = failed.site_id and before.slot = failed.slot - 1
where failed.state = 'failed' and coalesce(before.state, 'opened') not in ('failed', 'blocked')
group by failed.slot
"""
_VISITED = """
select slot, count(*) from visits where state in ('opened', 'failed') group by slot
"""
_VISITS = """
select slot, at, state, kind, status, tries, seconds, dns_seconds, connect_seconds, tls_seconds,
  first_byte_seconds, address, vantage, detail
from visits where site_id = ? order by slot
"""


class Stretch(Struct, frozen=True):
    """A time in which a process visited: on which machine, from when, until when, how it ended."""

    host: str
    began: datetime
    seen: datetime
    ended: str


class Reader:
    """A campaign as it stands.

    Args:
        db: its database, see `read`.
        path: of the database.

    Attributes:
        terms, places: of the campaign.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self.path = path
        self.terms: Terms = read_terms(db, path)
        self.places: tuple[Place, ...] = read_places(db)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Announced maintenance windows."""
        rows = self._db.execute("select * from maintenance order by began, site")
        return tuple(
            Window(
                site=site, began=_time(began), ended=_time(ended), hours=hours, reason=reason
            )
            for site, began, ended, hours, reason in rows
        )  # fmt: skip

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """When processes visited, in order."""
        rows = self._db.execute("select host, began, seen, ended from stretches order by id")
        return tuple(Stretch(h, _time(began), _time(seen), ended) for h, began, seen, ended in rows)

    @cached_property
    def outages(self) -> tuple[tuple[datetime, datetime], ...]:
        """When our own network had failed."""
        rows = self._db.execute("select began, ended from outages order by began")
        return tuple((_time(began), _time(ended)) for began, ended in rows)

    @cached_property
    def made(self) -> int:
        """Visits that have a row, the missed ones among them."""
        found: int = self._db.execute("select count(*) from visits").fetchone()[0]
        return found

    def place_of(self, *hosts: str) -> Place | None:
        """The campaign's site at one of these hosts, or at its www or bare twin."""
        wanted = {host.removeprefix("www.") for host in hosts}
        return next((p for p in self.places if p.host.removeprefix("www.") in wanted), None)

    def series(self, place: Place) -> Visits:
        """All visits of a site."""
        plan = self.terms.plan
        windows = [w for w in self.windows if _is_for(w, place)]
        return Visits(
            url=place.url,
            start=plan.start,
            end=plan.end,
            per_day=plan.per_day,
            patience=self.terms.patience,
            file=self.path.name,
            visits=tuple(
                self._visit(row, windows) for row in self._db.execute(_VISITS, [place.id])
            ),
        )

    def _visit(self, row: tuple[Any, ...], windows: list[Window]) -> Visit:
        (slot, at, state, kind, status, tries, seconds, dns, connect, tls, first_byte, address,
         vantage, detail) = row  # fmt: skip
        began = _time(at)
        return Visit(
            slot=slot, at=began, state=state, kind=kind, status=status, tries=tries,
            seconds=seconds, dns_seconds=dns, connect_seconds=connect, tls_seconds=tls,
            first_byte_seconds=first_byte, address=address, vantage=vantage, detail=detail,
            together=self._together.get(slot, Together()) if state == "failed" else Together(),
            announced=any(_holds(window, began, seconds) for window in windows),
        )  # fmt: skip

    @cached_property
    def _together(self) -> dict[int, Together]:
        """By number of the visit, in how many sites the same fell at once."""
        fell = {slot: (count, places) for slot, count, places in self._db.execute(_FELL)}
        if not fell:
            return {}
        return {
            slot: Together(visited=visited, fell=fell[slot][0], places=fell[slot][1])
            for slot, visited in self._db.execute(_VISITED)
            if slot in fell
        }


@contextmanager
def read(path: Path) -> Iterator[Reader]:
    """Read a campaign, as it stands at this moment even while a process writes it.

    Raises:
        CampaignError: the file is missing or no campaign.
    """
    with opened(path) as db:
        db.execute("begin")  # one moment for all questions
        yield Reader(db, path)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_for(window: Window, place: Place) -> bool:
    return window.site == "*" or window.site.removeprefix("www.") == place.host.removeprefix("www.")


def _holds(window: Window, at: datetime, seconds: float) -> bool:
    """Whether a visit began or ended in a window."""
    hours = parse_hours(window.hours) if window.hours else None
    return any(
        window.began <= moment < window.ended and (hours is None or not hours.closed(moment))
        for moment in (at, at + timedelta(seconds=seconds))
    )
