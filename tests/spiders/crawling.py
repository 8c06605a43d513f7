"""A whole collection against the tests' internet, a minute lasting a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from audit.collecting import Draft, Job, Showing, collect
from audit.interrupt import Interrupt
from checks.evidence import SiteEvidence
from checks.finding import Need
from spiders.bundle.reader import Bundle, open_bundle
from tests.clock import FastClock
from tests.spiders.test_session import options
from tests.web.internet import Internet

AS_OF = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)


def nothing(_: SiteEvidence) -> tuple[Need, ...]:
    """A draft judgement that wants no second look."""
    return ()


def crawl(
    net: Internet,
    folder: Path,
    site: str,
    draft: Draft = nothing,
    *,
    stop_when: Callable[[str, int], bool] | None = None,
    sights: Showing | None = None,
    **changes: object,
) -> Bundle:
    """Collect a site into ``folder`` and open the bundle.

    ``stop_when`` is asked at every progress and interrupts the run when it says yes.
    """

    async def run() -> Path:
        interrupt = Interrupt()

        def told(stage: str, done: int, _total: int | None) -> None:
            if stop_when is not None and stop_when(stage, done) and not interrupt.event.is_set():
                interrupt()

        job = Job(
            site=site, folder=folder, run_id="run-1", as_of=AS_OF,
            options=options(net, **({"timeout": 120.0, "connect_timeout": 60.0} | changes)),
            recorded={}, tool_version="test",
        )  # fmt: skip
        return await collect(job, draft, told, interrupt, clock=FastClock(), sights=sights)

    return open_bundle(asyncio.run(run()))
