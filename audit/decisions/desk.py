"""The desk (裁定台): what awaits a person, and what a person may say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from audit.decisions import events
from audit.decisions.events import RULINGS, Action, Event
from audit.errors import UserError
from audit.language import _
from audit.round import book, verdict
from audit.round.verdict import Ruled, Site
from audit.store.store import Store


class Item(Struct, frozen=True, kw_only=True):
    """A finding on the desk: of which round and site, and where it stands.

    Attributes:
        before: what was ruled last on the same problem of the same site, on other evidence (in
            words); empty if nothing was.
    """

    round_id: str
    site: Site
    ruled: Ruled
    before: str = ""

    @property
    def id(self) -> int:
        """Its number in ``audit.db``."""
        return int(self.ruled.row["id"])

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        said = self.ruled.standing
        if said.ruling == "confirmed" and not self.ruled.publishable:
            return "notified" if said.notified else "confirmed"
        if said.ruling:
            return said.ruling
        return "half" if said.confirmed_by else "open"


def state_words() -> dict[str, str]:
    """Where a finding may stand, in the user's language."""
    return {
        "open": _("open"), "half": _("one word more"), "confirmed": _("confirmed"),
        "notified": _("agency told"), "dismissed": _("dismissed"), "rectified": _("rectified"),
        "appealed": _("appealed"),
    }  # fmt: skip


def items(store: Store, this: book.Round, now: datetime | None = None) -> list[Item]:
    """All faults and suspicions of a round, by site, the worst first."""
    told = verdict.sites(store, this, _, now)
    earlier = _earlier(store)
    found = []
    for site in told:
        host = (site.run or {}).get("site_id")
        current = {events.digest(ruled.row) for ruled in site.findings}
        for ruled in site.findings:
            said = earlier.get((host, ruled.row["fingerprint"]))
            words = ""
            if said is not None and said["digest"] not in current:
                words = f"{state_words()[said['action']]} {said['at'][:10]} {said['who']}"
                words += f": {said['reason']}"
            found.append(Item(round_id=this.id, site=site, ruled=ruled, before=words))
    return found


def find(store: Store, number: int) -> Item:
    """The finding with a number of ``audit.db``.

    Raises:
        UserError: there is none, or it belongs to no round.
    """
    rows = store.rows(
        "select s.round_id from findings f join round_sample s on s.run_id = f.run_id"
        " where f.id = ?",
        [number],
    )
    for row in rows:
        for item in items(store, book.load(store, row["round_id"])):
            if item.id == number:
                return item
    raise UserError(
        _("{number}: no fault or suspicion of a round has this number").format(number=number),
        _("“audit review list ROUND” shows the numbers"),
    )


def refusal(item: Item, action: Action) -> str:
    """Why a person may not say this of a finding; empty if they may."""
    row, said = item.ruled.row, item.ruled.standing
    if action == "confirmed" and row["awaiting"] == "second-look":
        return _("it was seen once only; run the site again before it may be called a fault")
    if action == "notified" and not said.stands:
        return _("it is not confirmed: only confirmed faults are told to an agency")
    if action == "replied" and not said.notified:
        return _("its agency was not told yet")
    return ""


def say(
    store: Store, item: Item, action: Action, *, who: str, reason: str, now: datetime | None = None
) -> Event:
    """Keep what a person says of a finding.

    Raises:
        UserError: it may not be said, or who and why are missing.
    """
    event = event_of(item, action, who=who, reason=reason, now=now)
    events.append(store, [event])
    return event


def event_of(
    item: Item, action: Action, *, who: str, reason: str, now: datetime | None = None
) -> Event:
    """What a person says of a finding, checked.

    Raises:
        UserError: it may not be said, or who and why are missing.
    """
    name, why = " ".join(who.split()), reason.strip()
    if not name or (action in RULINGS and not why):
        raise UserError(_("a decision needs the name of a person and a reason"))
    if wrong := refusal(item, action):
        raise UserError(
            _("{place}: {reason}").format(place=_("finding {number}").format(number=item.id),
                                          reason=wrong)
        )  # fmt: skip
    row = item.ruled.row
    return Event(
        at=(now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
        run_id=row["run_id"], fingerprint=row["fingerprint"], digest=events.digest(row),
        action=action, who=name, reason=why, check_id=row["check_id"], outcome=row["outcome"],
        message=row["message"],
    )  # fmt: skip


def notify(store: Store, found: Sequence[Item], who: str) -> int:
    """Note that agencies were told of their confirmed faults; returns how many faults."""
    told = [
        event_of(item, "notified", who=who, reason="")
        for item in found
        if item.ruled.standing.stands and not item.ruled.standing.notified
    ]
    events.append(store, told)
    return len(told)


def _earlier(store: Store) -> dict[tuple[Any, str], dict[str, Any]]:
    """The last ruling on each problem of each site, on whatever evidence."""
    return {
        (row["site_id"], row["fingerprint"]): row
        for row in store.rows(
            "select d.*, r.site_id from decisions d join runs r on r.id = d.run_id"
            " where d.action in ('confirmed', 'dismissed', 'rectified', 'appealed') order by d.id"
        )
    }
