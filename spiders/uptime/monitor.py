"""The monitor (监测): visits all sites of a campaign when they are due, until it ends."""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from checks.facts.urls import host as host_of
from checks.visits import Visit
from spiders.clock import Clock
from spiders.exchange import Exchange
from spiders.robots import Robots
from spiders.session import Session
from spiders.uptime.campaign import Campaign, Place
from spiders.uptime.vantage import VantageWatch
from spiders.uptime.visitor import Visitor

_LOG = logging.getLogger(__name__)
TICK = 1.0
"""Seconds after which what was seen is on disk."""
LONGEST_NAP = 20.0
"""Seconds after which the time of day is looked at again: clocks are set, machines sleep."""
LATE = 5.0
"""Seconds of lateness from which on visits are made up for, one after the other."""
CATCH_UP = 4
"""How many times as fast as usual visits are made up for; all at once they would fill our line…"""
LEAST_CATCH_UP = 2.0
"""… but so many a second at least."""
ROBOTS_KEPT = timedelta(days=1)
"""How long a robots.txt holds (RFC 9309 2.4)."""
_FAILED = {"failed", "ours"}


class Standing(Struct):
    """How far a campaign is.

    Attributes:
        due: visits that have come due; ``made`` of them by this process; ``missed``, all in all.
        total: visits of the whole campaign.
        failing: sites whose latest visit failed.
        latest: largest lateness of a visit of late, in seconds.
        down: our own network is lost.
        running: visits under way.
    """

    due: int = 0
    made: int = 0
    missed: int = 0
    total: int = 0
    failing: int = 0
    latest: float = 0.0
    down: bool = False
    running: int = 0


class Monitor:
    """Makes the visits of a campaign.

    Args:
        campaign: the open database.
        session: the way out, shared by all visits.
        clock: by which visits are due; it may run faster. What a visit takes is measured by the
            event loop.
        at_once: visits under way at the same time at most.
        on_tick: told once a second how far it is.
        on_outage: see `VantageWatch`.
    """

    def __init__(
        self,
        campaign: Campaign,
        session: Session,
        clock: Clock,
        *,
        at_once: int = 400,
        on_tick: Callable[[Standing], None] = lambda _standing: None,
        on_outage: Callable[[tuple[datetime, datetime] | None], None] = lambda _lost: None,
    ) -> None:
        terms = campaign.terms
        self.standing = Standing(total=terms.plan.number * len(campaign.places))
        self.vantage = VantageWatch(
            session, clock, session.options.control,
            patience=terms.patience, on_change=self._changed,
        )  # fmt: skip
        self._campaign = campaign
        self._plan = terms.plan
        self._session = session
        self._clock = clock
        self._visitor = Visitor(session, terms.patience)
        self._places = asyncio.Semaphore(at_once)
        self._on_tick = on_tick
        self._on_outage = on_outage
        self._queue: list[tuple[datetime, int, int]] = []  # due, place in the list, number
        self._left: list[list[int]] = []  # numbers to be visited, the next one last
        self._failing: set[int] = set()
        usual = terms.plan.per_day * len(campaign.places) / 86_400
        self._between = 1 / max(LEAST_CATCH_UP, CATCH_UP * usual)
        self._turn = asyncio.Lock()
        self._forbidden: dict[int, bool] = {}
        self._asked_robots: dict[int, datetime] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Visit until the campaign has ended. Cancel it to stop: what is under way is dropped.

        Raises:
            StorageError: the database cannot be written any more.
        """
        self._fill()
        if not self._queue:
            return
        self._campaign.begin_stretch(self._clock.now())
        ticker = asyncio.create_task(self._tick())
        visiting = asyncio.create_task(self._visit_all())
        ended = "interrupted"
        try:
            done, _ = await asyncio.wait((ticker, visiting), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            ended = "finished"
        finally:
            for task in (ticker, visiting, *self._running):
                task.cancel()
            await asyncio.gather(ticker, visiting, *self._running, return_exceptions=True)
            self._campaign.commit(self._clock.now(), ended)

    def _fill(self) -> None:
        for number, place in enumerate(self._campaign.places):
            made = self._campaign.done(place)
            left = [slot for slot in range(self._plan.number - 1, -1, -1) if slot not in made]
            self._left.append(left)
            self._next(number)
            self.standing.due += len(made)

    def _next(self, number: int) -> None:
        if self._left[number]:
            slot = self._left[number].pop()
            due = self._plan.due(self._campaign.places[number].url, slot)
            heapq.heappush(self._queue, (due, number, slot))

    async def _visit_all(self) -> None:
        while self._queue:
            due, number, slot = self._queue[0]
            late = (self._clock.now() - due).total_seconds()
            if late < 0:
                await self._clock.sleep(min(-late, LONGEST_NAP))
                continue
            heapq.heappop(self._queue)
            self._next(number)
            self.standing.due += 1
            place = self._campaign.places[number]
            if late > self._plan.grace.total_seconds():
                self._miss(place, slot, due)
                continue
            if late > LATE:
                await self._clock.sleep(self._between)
            await self._places.acquire()
            task = asyncio.create_task(self._visit(place, slot, due))
            self._running.add(task)
            task.add_done_callback(self._ended)
        if self._running:
            await asyncio.wait(self._running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._places.release()

    def _miss(self, place: Place, slot: int, due: datetime) -> None:
        self.standing.missed += 1
        self._campaign.add(place, Visit(slot=slot, at=due, state="missed", tries=0))

    async def _visit(self, place: Place, slot: int, due: datetime) -> None:
        """Make one visit and take it in; a fault of ours is a visit that was not made."""
        try:
            visit = await self._made(place, slot, due)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            _LOG.exception("a visit of %s ended with a fault of ours", place.url)
            visit = Visit(slot=slot, at=due, state="missed", tries=0, detail=type(error).__name__)
        self._take(place, visit)

    async def _made(self, place: Place, slot: int, due: datetime) -> Visit:
        """Make one visit; again while it was our network that failed."""
        until = due + self._plan.grace
        visit: Visit | None = None
        while True:
            if self.vantage.down:
                if not await self.vantage.back(until):
                    return visit or Visit(slot=slot, at=self._clock.now(), state="ours", tries=0)
                async with self._turn:
                    await self._clock.sleep(self._between)
            if await self._is_forbidden(place):
                return Visit(slot=slot, at=self._clock.now(), state="robots", tries=0)
            late = (self._clock.now() - due).total_seconds()
            visit = await self._once(place, slot)
            self.standing.latest = max(self.standing.latest, late)
            if visit.state != "ours" or self._clock.now() >= until:
                return visit

    async def _once(self, place: Place, slot: int) -> Visit:
        """One visit, with the proof of our own network where it fails."""
        proofs: list[asyncio.Task[str]] = []

        def trouble() -> None:
            if not proofs:
                proofs.append(asyncio.create_task(self.vantage.prove()))

        visit = await self._visitor.visit(place.url, slot, trouble)
        if visit.status:
            self.vantage.answered(visit.address, place.url)
        if visit.state != "failed":
            for proof in proofs:
                proof.cancel()
            return visit
        if visit.status:
            return replace(visit, vantage="sound")  # the site itself has answered
        trouble()
        seen = {await proofs[0], await self.vantage.prove()}
        if "down" in seen:
            return replace(visit, state="ours")
        return replace(visit, vantage="unproven" if "unproven" in seen else "sound")

    def _take(self, place: Place, visit: Visit) -> None:
        if visit.state == "missed":
            self.standing.missed += 1
        else:
            self.standing.made += 1
        if visit.state in _FAILED:
            self._failing.add(place.id)
        else:
            self._failing.discard(place.id)
        self._campaign.add(place, visit)

    async def _is_forbidden(self, place: Place) -> bool:
        """Whether robots.txt forbids the home page; asked once a day, and only of who answers."""
        if self._session.options.ignore_robots:
            return False
        now = self._clock.now()
        asked = self._asked_robots.get(place.id, datetime.min.replace(tzinfo=UTC))
        if now - asked >= ROBOTS_KEPT and (url := self._visitor.door(place.url)):
            self._asked_robots[place.id] = now
            # Rules of thousands of sites would fill the memory: only the answer is kept.
            rules = Robots(self._clock, lambda _host, _delay: None)
            origin = url[: url.find("/", 8)]
            verdict = await rules.verdict(url, origin, host_of(url), self._robots_txt)
            self._forbidden[place.id] = verdict == "robots"
        return self._forbidden.get(place.id, False)

    async def _robots_txt(self, url: str) -> Exchange:
        return await self._visitor.walk(
            url, asyncio.get_running_loop().time() + self._visitor.patience
        )

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._campaign.commit(self._clock.now())
            self.standing.failing = len(self._failing)
            self.standing.down = self.vantage.down
            self.standing.running = len(self._running)
            self._on_tick(self.standing)
            self.standing.latest = 0.0

    def _changed(self, lost: tuple[datetime, datetime] | None) -> None:
        if lost is not None:
            self._campaign.outage(*lost)
        self._on_outage(lost)
