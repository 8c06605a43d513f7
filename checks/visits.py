"""Visits (监测访问): a home page asked for again and again, as the table counts (站点无法访问).

A series of visits is evidence of its own: it takes a week, and what failed in one visit is not
asked again, it is counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checks.failures import Failure

VisitState = Literal["opened", "failed", "blocked", "robots", "ours", "missed"]
"""What came of a visit.

``opened`` the home page came; ``failed`` it did not; ``blocked`` a bot wall or our own address
guard stood before it; ``robots`` robots.txt forbids it; ``ours`` our own network failed;
``missed`` it was not made, as this program did not run. Only the first two say anything of the
site.
"""

VisitKind = Literal[
    Failure,
    "server-error",
    "unavailable",
    "client-error",
    "redirect-loop",
    "redirect-nowhere",
    "empty",
    "placeholder",
    "partial",
]
"""How a visit failed: as in `checks.failures.Failure`; or ``server-error`` a status from 500 on;
``unavailable`` 503; ``client-error`` a status from 400 on that is no bot wall's;
``redirect-loop`` and ``redirect-nowhere`` redirects that lead to no page; ``empty`` a page without
anything in it; ``placeholder`` a short page that says the site is under construction or in
maintenance, or that a fresh server shows; ``partial`` the page had begun to come, and was not whole
in time."""

Vantage = Literal["", "sound", "unproven"]
"""Whether our own network was in order while a visit failed: ``sound`` another site or a control
host answered, when the trouble began and after it; ``unproven`` there was nobody to ask. (Where
nobody answered the visit's state is ``ours``.)"""


class Together(Struct, frozen=True, kw_only=True):
    """What the campaign's other sites met in the same interval.

    Attributes:
        visited: sites visited.
        fell: sites that failed, and had opened the time before.
        places: addresses of those.
    """

    visited: int = 0
    fell: int = 0
    places: int = 0


class Visit(Struct, frozen=True, kw_only=True):
    """One visit of a site's home page.

    Attributes:
        slot: its number in the campaign, from 0; each number is visited once.
        at: when it began, UTC; for a missed one when it was due.
        state: what came of it.
        kind: how it failed, if it did not open.
        status: HTTP status of the last answer; 0 without one.
        tries: how often the page was asked for before the visit was given up.
        seconds: from the beginning to the last byte of the page, or until it was given up.
        dns_seconds, connect_seconds, tls_seconds, first_byte_seconds: what each part of the last
            try took: name, TCP, TLS, from the request to the first byte.
        detail: the library's words for a failure, cleaned.
        address: IP address that was connected to.
        vantage: whether our own network was proven in order, for a failed visit.
        together: what other sites met, for a failed visit that fell among others.
        announced: it fell into a maintenance window that had been announced (临时报备).
    """

    slot: int
    at: datetime
    state: VisitState
    kind: VisitKind | Literal[""] = ""
    status: int = 0
    tries: int = 1
    seconds: float = 0.0
    dns_seconds: float = 0.0
    connect_seconds: float = 0.0
    tls_seconds: float = 0.0
    first_byte_seconds: float = 0.0
    detail: str = ""
    address: str = ""
    vantage: Vantage = ""
    together: Together = Together()
    announced: bool = False


class Visits(Struct, frozen=True, kw_only=True):
    """All visits of one site in one campaign (监测任务).

    Attributes:
        url: home page, as the list of sites has it.
        start, end: of the campaign as planned, UTC.
        per_day: visits planned for each day of 24 hours, counted from the start.
        patience: seconds for which a visit waits for the page.
        file: name of the campaign's database.
        visits: by number; those that are still to come are absent.
    """

    url: str
    start: datetime
    end: datetime
    per_day: int
    patience: float
    file: str = "monitor.db"
    visits: tuple[Visit, ...] = ()
