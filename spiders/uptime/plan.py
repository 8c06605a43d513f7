"""The plan (访问计划) of a campaign: when each site is visited, from a seed alone.

Each visit has a number and a time that follow from seed, address and number: nothing has to be kept
in step, and after a kill the same plan is there again. A day has as many visits as the plan says;
two visits of a site are never nearer than half an interval, and over all sites every minute of an
interval is used, so that a nightly backup at a full hour is neither always met nor always missed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct

DAY = timedelta(days=1)


class Plan(Struct, frozen=True, kw_only=True):
    """When a campaign's visits are due.

    Attributes:
        seed: any text.
        start: of the campaign, UTC.
        length: of the campaign.
        per_day: visits of a site in 24 hours.
    """

    seed: str
    start: datetime
    length: timedelta
    per_day: int

    @property
    def interval(self) -> timedelta:
        """Time from one visit of a site to the next, in the mean."""
        return DAY / self.per_day

    @property
    def number(self) -> int:
        """Visits of one site in the whole campaign."""
        return int(self.length / self.interval)

    @property
    def end(self) -> datetime:
        """When the campaign ends."""
        return self.start + self.length

    @property
    def grace(self) -> timedelta:
        """How late a visit may begin; later it is missed. Two visits stay apart all the same."""
        return self.interval / 4

    def due(self, url: str, slot: int) -> datetime:
        """When a site's visit of a number is due."""
        phase = 0.25 + 0.5 * _share(self.seed, url)
        jitter = 0.5 * _share(self.seed, url, str(slot)) - 0.25
        return self.start + self.interval * (slot + phase + jitter)


def _share(*words: str) -> float:
    """A number from 0 up to 1 that follows from words and looks like chance."""
    digest = hashlib.sha256("\x1f".join(words).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56
