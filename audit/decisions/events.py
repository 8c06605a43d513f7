"""Events of decisions (裁定记录): appended, never changed, and what follows from them.

An event belongs to a finding of a run as it stood: it names the digest of the evidence. If
judging again, or another run, comes to other evidence, the finding is open again.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict

from audit.store.store import Store
from checks.finding import Severity
from reports.bulletin.inputs import Ruling

Action = Literal["confirmed", "dismissed", "rectified", "appealed", "notified", "replied"]
"""What a person says: it is a fault; it is none; it is mended; the agency objects; the agency was
told; the agency answered."""
RULINGS = ("confirmed", "dismissed", "rectified", "appealed")
COSTS = (Severity.VETO, Severity.SERIOUS, Severity.MINOR)
"""Severities that can cost points: these need two people where the office wants it."""


class Event(Struct, frozen=True, kw_only=True):
    """One thing that a person said of one finding.

    Attributes:
        at: UTC.
        digest: of the evidence that the person had before them.
        who: the person, for a reply the agency.
        check_id, outcome, message: the finding as it stood.
    """

    at: str
    run_id: str
    fingerprint: str
    digest: str
    action: Action
    who: str
    reason: str = ""
    check_id: str = ""
    outcome: str = ""
    message: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a finding stands after its events.

    Attributes:
        ruling: the last word; empty if it is open.
        confirmed_by: people who confirmed it since it was open last; with two-person rule one is
            not enough.
        who, reason, at: of the last word.
        notified: when the agency was told; ``reply``: what it said.
        stands: enough people confirmed it, and nobody took that back; a fault that is mended
            later was one all the same.
        outdated: it was ruled on, but the evidence has changed since.
    """

    ruling: Ruling = ""
    confirmed_by: tuple[str, ...] = ()
    who: str = ""
    reason: str = ""
    at: str = ""
    notified: str = ""
    reply: str = ""
    stands: bool = False
    outdated: bool = False

    def publishable(self, notice_hours: int, now: datetime) -> bool:
        """Whether a fault may be published: confirmed, and the agency has had its time or say."""
        if not self.stands:
            return False
        if not notice_hours or self.reply:
            return True
        if not self.notified:
            return False
        return now >= datetime.fromisoformat(self.notified) + timedelta(hours=notice_hours)


def digest(finding: dict[str, Any]) -> str:
    """Hash of what a person had to judge: the finding, its figures and looks, of this run."""
    names = (
        "run_id", "fingerprint", "check_id", "check_version", "outcome", "status", "severity",
        "measured", "looks", "source_count",
    )  # fmt: skip
    told = json.dumps([finding[name] for name in names], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def append(store: Store, events: Iterable[Event]) -> None:
    """Keep what people said: all of it or nothing."""
    with store.writing() as db:
        db.table("decisions").insert_all(asdict(event) for event in events)


def of_runs(store: Store, runs: Sequence[str]) -> dict[tuple[str, str], list[Event]]:
    """Events by run and fingerprint, the oldest first."""
    found: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for row in store.rows(
        "select * from decisions where run_id in (select value from json_each(?)) order by id",
        [json.dumps(list(runs))],
    ):
        event = Event(**{name: row[name] for name in Event.__struct_fields__})
        found[event.run_id, event.fingerprint].append(event)
    return dict(found)


def standing(
    finding: dict[str, Any], events: Sequence[Event], *, two_person: bool = False
) -> Standing:
    """Where a finding stands; events on other evidence than its own count for nothing.

    Args:
        finding: its row of ``audit.db``.
        events: of its run and fingerprint, in order.
        two_person: what can cost points needs the word of two people.
    """
    now = digest(finding)
    needed = 2 if two_person and finding["severity"] in COSTS else 1
    ruling: Ruling = ""
    people: list[str] = []
    last: Event | None = None
    notified = reply = ""
    for event in events:
        if event.digest != now:
            continue
        if event.action == "notified":
            notified = notified or event.at
        elif event.action == "replied":
            reply = event.reason
        elif event.action == "confirmed":
            if event.who not in people:
                people.append(event.who)
            ruling, last = ("confirmed" if len(people) >= needed else ""), event
        else:
            if event.action != "rectified":
                people = []
            ruling, last = event.action, event
    stale = any(event.digest != now and event.action in RULINGS for event in events)
    who = ", ".join(people) if ruling in ("", "confirmed") else last.who if last else ""
    return Standing(
        ruling=ruling, confirmed_by=tuple(people), who=who,
        reason=last.reason if last else "", at=last.at if last else "",
        notified=notified, reply=reply, stands=len(people) >= needed,
        outdated=stale and last is None,
    )  # fmt: skip
