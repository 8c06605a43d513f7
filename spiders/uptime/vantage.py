"""The vantage (监测点): whether our own network is in order while a visit fails.

Anything that answers proves it: another site of the campaign just now, else the control hosts and
the sites that answered last, asked for this purpose.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from spiders.clock import Clock
from spiders.session import Session

Proof = Literal["sound", "down", "unproven"]
"""``sound`` something answered; ``down`` nothing did; ``unproven`` there was nobody to ask."""

FRESH = 1 / 3
"""Share of a visit's patience for which an answer proves that the network is in order, and for
which a look holds."""
ASKED = 2 / 3
"""Share of it that a host has to answer when it is asked for this purpose."""
EVERY = 15.0
"""Seconds between two looks whether our network is back."""
OTHERS = 3
"""Sites that answered of late and are asked beside the control hosts."""
KEPT = 50
"""Addresses remembered that answered of late."""


class VantageWatch:
    """Proves our own network.

    Args:
        session: the way out.
        clock: of the campaign.
        controls: ``HOST`` or ``HOST:PORT`` that the operator named.
        patience: seconds for which a visit waits.
        on_change: told when our network was lost, with None, and from when until when it was once
            it is back.
    """

    def __init__(
        self,
        session: Session,
        clock: Clock,
        controls: tuple[str, ...] = (),
        *,
        patience: float,
        on_change: Callable[[tuple[datetime, datetime] | None], None] = lambda _lost: None,
    ) -> None:
        self.checks = 0
        self._session = session
        self._clock = clock
        self._controls = tuple(f"http://{host}/" for host in controls)
        self._fresh = patience * FRESH
        self._asked = patience * ASKED
        self._on_change = on_change
        self._good: OrderedDict[str, str] = OrderedDict()  # address → a URL that it answered
        self._answered = float("-inf")
        self._look: tuple[float, Proof] = (float("-inf"), "unproven")
        self._looking: asyncio.Task[Proof] | None = None
        self._lost: datetime | None = None

    @property
    def down(self) -> bool:
        """Whether our network was lost, and has not been seen since."""
        return self._lost is not None

    def answered(self, address: str, url: str) -> None:
        """A site has answered."""
        self._answered = asyncio.get_running_loop().time()
        self._good[address] = url
        self._good.move_to_end(address)
        if len(self._good) > KEPT:
            self._good.popitem(last=False)
        self._found("sound")

    async def silent(self) -> list[str]:
        """Control hosts that do not answer, as they were named."""
        until = asyncio.get_running_loop().time() + self._asked
        answers = await asyncio.gather(*(self._session.ask(url, until) for url in self._controls))
        told = zip(self._controls, answers, strict=True)
        return [url[len("http://") : -1] for url, answer in told if not answer.status]

    async def prove(self) -> Proof:
        """Whether our network is in order now."""
        now = asyncio.get_running_loop().time()
        if now - self._answered < self._fresh:
            return "sound"
        looked, proof = self._look
        if now - looked < self._fresh:
            return proof
        if self._looking is None:
            self._looking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._looking)

    async def back(self, until: datetime) -> bool:
        """Wait until our network is back; False if it is not by then."""
        while self.down:
            if self._clock.now() >= until:
                return False
            await self._clock.sleep(EVERY)
            await self.prove()
        return True

    async def _ask(self) -> Proof:
        loop = asyncio.get_running_loop()
        try:
            latest = list(self._good.values())[: -OTHERS - 1 : -1]
            urls = dict.fromkeys((*self._controls, *latest))
            self.checks += 1
            until = loop.time() + self._asked
            answers = await asyncio.gather(*(self._session.ask(url, until) for url in urls))
            proof: Proof = "unproven"
            if urls:
                proof = "sound" if any(answer.status for answer in answers) else "down"
            self._look = (loop.time(), proof)
            self._found(proof)
            return proof
        finally:
            self._looking = None

    def _found(self, proof: Proof) -> None:
        if proof == "down" and self._lost is None:
            self._lost = self._clock.now()
            self._on_change(None)
        elif proof == "sound" and self._lost is not None:
            lost, self._lost = self._lost, None
            self._on_change((lost, self._clock.now()))
