"""How far a round is (检查进度): by day, by verdict, and what awaits a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from audit.errors import UserError
from audit.language import _
from audit.monitor.evidence import of_round
from audit.round import verdict
from audit.round.book import OPEN, Round, State
from audit.store.store import Store
from audit.values import SHANGHAI
from reports.words import Translate
from spiders.uptime.campaign import CampaignError, is_new
from spiders.uptime.reader import read

STATES: tuple[State, ...] = ("planned", "running", "done", "unreachable", "failed")


class Visited(Struct, frozen=True):
    """How far the visits of a round are: made, planned in all, and when they end."""

    made: int
    total: int
    end: datetime


class RoundStatus(Struct, frozen=True):
    """A round, its sites and its visits (None: not begun), ready to be told."""

    this: Round
    sites: tuple[verdict.Site, ...]
    visits: Visited | None

    @property
    def left(self) -> int:
        """Sites that are still to be run."""
        return sum(site.row.state in OPEN for site in self.sites)

    def tables(
        self, *, by_site: bool = False
    ) -> Iterator[tuple[Sequence[str], list[tuple[object, ...]]]]:
        """Tables as headings and rows."""
        words = _state_words()
        if by_site:
            yield (
                (_("site"), _("name"), _("day"), _("state"), _("verdict"), _("reason")),
                [
                    (
                        site.row.site.key, site.row.site.name, site.row.sample.day,
                        words[site.row.state], verdict_word(site.verdict),
                        site.reason or site.row.reason,
                    )
                    for site in self.sites
                ],
            )  # fmt: skip
            return
        heads = (_("day"), _("number of sites"), *(words[s] for s in STATES))
        rows: list[tuple[object, ...]] = []
        ordered = sorted(self.sites, key=lambda s: s.row.sample.day)
        for day, group in groupby(ordered, key=lambda s: s.row.sample.day):
            counts = Counter(site.row.state for site in group)
            rows.append((day, sum(counts.values()), *(counts[s] for s in STATES)))
        yield heads, rows

    def lines(self) -> Iterator[str]:
        """Verdicts, and what awaits a person, one line each."""
        counts = Counter(site.verdict for site in self.sites)
        told = " · ".join(
            f"{verdict_word(name)} {counts[name]}"
            for name in ("pass", "fail", "undecided", "inconclusive", "not-tested")
        )
        yield _("{round}: {count} sites · {told}").format(
            round=self.this.id, count=len(self.sites), told=told
        )
        if self.visits is None:
            yield _("no visits of its home pages yet: audit round visit {round}").format(
                round=self.this.id
            )
        else:
            yield _("visits: {made} of {total} made, until {end}").format(
                made=self.visits.made, total=self.visits.total,
                end=f"{self.visits.end.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            )  # fmt: skip
        ruled = [r for site in self.sites for r in site.findings]
        waiting = sum(r.open and r.standing.ruling == "" for r in ruled)
        notice = sum(r.standing.ruling == "confirmed" and not r.publishable for r in ruled)
        if waiting:
            yield _("{count} faults await a decision: audit review list {round}").format(
                count=waiting, round=self.this.id
            )
        if notice:
            yield _("{count} confirmed faults await the notice to their agency or its time").format(
                count=notice
            )


def status(store: Store, this: Round, tr: Translate) -> RoundStatus:
    """Read how far a round is."""
    visits = _visits(store.path.with_name(of_round(this.id)))
    return RoundStatus(this, tuple(verdict.sites(store, this, tr)), visits)


def _visits(path: Path) -> Visited | None:
    if is_new(path):
        return None
    try:
        with read(path) as campaign:
            plan = campaign.terms.plan
            return Visited(campaign.made, plan.number * len(campaign.places), plan.end)
    except CampaignError as error:
        raise UserError(
            _(error.message).format(**error.values), _("put it elsewhere, or take a sound copy")
        ) from error


def verdict_word(name: str) -> str:
    """A verdict in words."""
    words = {
        "pass": _("passed"),
        "fail": _("failed"),
        "undecided": _("undecided"),
        "inconclusive": _("inconclusive"),
        "not-tested": _("not tested"),
    }
    return words[name]


def _state_words() -> dict[str, str]:
    return {
        "planned": _("to do"),
        "running": _("begun"),
        "done": _("done"),
        "unreachable": _("not reachable"),
        "failed": _("given up"),
    }
