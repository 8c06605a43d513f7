"""The tally (进度): how far a list of sites is, as a table for a terminal and as one line."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audit.cli.console import escape
from audit.fleet.messages import Beat, Stage
from audit.language import _

if TYPE_CHECKING:
    from rich.console import RenderableType

SLOWEST = 8
"""Running sites shown: those that have been at it longest."""
WINDOW = 30.0
"""Seconds over which the rate of pages is measured."""


class Tally:
    """Counts what has come in of each site.

    Args:
        names: what to call the sites, by number.
        max_time: bound on a site's collecting, in seconds.
        places: sites that can be under way at the same time, in all processes.

    Attributes:
        done: sites judged and stored, or given up.
        judging: collected, but not judged yet.
        fails: findings so far that count against a site.
    """

    def __init__(self, names: Sequence[str], max_time: float, places: int) -> None:
        self.done = 0
        self.judging = 0
        self.fails = 0
        self._names = names
        self._max_time = max_time
        self._places = places
        self._beats: dict[int, Beat] = {}
        self._taken: list[float] = []
        self._pages: deque[tuple[float, int]] = deque()

    def beat(self, worker: int, beat: Beat) -> None:
        """Take in how far the sites of a process are."""
        self._beats[worker] = beat
        now = time.monotonic()
        self._pages.append((now, self.pages))
        while now - self._pages[0][0] > WINDOW:
            self._pages.popleft()

    def gone(self, worker: int) -> None:
        """A process has ended: nothing of it is under way any more."""
        beat = self._beats.get(worker)
        if beat is not None:
            self._beats[worker] = Beat({}, beat.pages)

    def took(self, seconds: float) -> None:
        """A site was collected in so many seconds."""
        self._taken.append(seconds)

    @property
    def live(self) -> dict[int, Stage]:
        """Sites under way."""
        return {n: stage for beat in self._beats.values() for n, stage in beat.live.items()}

    @property
    def pages(self) -> int:
        """Pages read so far."""
        return sum(beat.pages for beat in self._beats.values())

    @property
    def rate(self) -> float:
        """Pages a second, of late."""
        if len(self._pages) < 2:
            return 0.0
        (then, before), (now, after) = self._pages[0], self._pages[-1]
        return (after - before) / (now - then) if now > then else 0.0

    @property
    def waiting(self) -> int:
        """Sites not begun."""
        return max(0, len(self._names) - self.done - self.judging - len(self.live))

    def left(self) -> float | None:
        """Seconds until all sites are collected, roughly; None if there is no telling yet.

        Each goes at its own pace: it lasts as long as the slowest, and as those that wait.
        """
        live = self.live
        estimates = [self._left_of(stage) for stage in live.values()]
        known = [seconds for seconds in estimates if seconds is not None]
        if len(known) < len(live) / 2 or (self.waiting and not self._taken):
            return None
        usual = sum(self._taken) / len(self._taken) if self._taken else 0.0
        return max(known, default=0.0) + usual * self.waiting / self._places

    def _left_of(self, stage: Stage) -> float | None:
        if stage.name != "crawl":
            return 60.0
        if stage.total is None or not stage.done:
            return None
        left = stage.seconds * (stage.total - stage.done) / stage.done
        return min(left, max(0.0, self._max_time - stage.seconds))

    def line(self) -> str:
        """All figures in one line."""
        parts = [
            _("{done} of {all} sites done").format(done=self.done, all=len(self._names)),
            _("{count} running").format(count=len(self.live)),
            _("{count} being judged").format(count=self.judging),
            _("{count} waiting").format(count=self.waiting),
            _("{count} pages").format(count=self.pages),
            _("{rate:.1f} pages/s").format(rate=self.rate),
            _("{count} faults so far").format(count=self.fails),
        ]
        left = self.left()
        if left is not None:
            parts.append(_("about {time} left").format(time=clock_words(left)))
        return " · ".join(parts)

    def table(self) -> RenderableType:
        """The figures, and below them the sites that have been at it longest."""
        from rich.console import Group  # noqa: PLC0415 - slow to import, for terminals only
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in (_("longest under way"), _("stage"), _("pages"), _("time")):
            right = heading in (_("pages"), _("time"))
            grid.add_column(Text(heading), justify="right" if right else "left", no_wrap=True)
        for cells in self._rows():
            grid.add_row(*map(Text, cells))
        return Group(Text(self.line()), grid) if grid.row_count else Text(self.line())

    def _rows(self) -> Iterator[tuple[str, str, str, str]]:
        stages = {"crawl": _("reading"), "wait": _("a minute's wait"), "confirm": _("second look")}
        longest = sorted(self.live.items(), key=lambda pair: -pair[1].seconds)
        for number, stage in longest[:SLOWEST]:
            pages = str(stage.pages)
            if stage.name == "crawl" and stage.total is not None:
                pages = f"{stage.done}/{stage.total}"
            name = escape(self._names[number])[:40]
            yield name, stages[stage.name], pages, clock_words(stage.seconds)


def clock_words(seconds: float) -> str:
    """Seconds as ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
