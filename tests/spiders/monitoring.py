"""Campaigns on the tests' internet, also in a process of their own that can be killed."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from checks.visits import Visit
from spiders.clock import Clock
from spiders.options import CrawlOptions
from spiders.session import Session
from spiders.uptime.campaign import Campaign, Terms
from spiders.uptime.monitor import Monitor
from spiders.uptime.plan import Plan
from spiders.uptime.reader import read
from tests.clock import SharedClock

PATIENCE = 0.6
"""Seconds for which visits wait, so that tests need not wait for 15."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.spiders.monitoring"])


def begin(path: Path, clock: Clock, sites: Sequence[str], *, hours: int, per_day: int = 24) -> None:
    """Make a campaign's database."""
    plan = Plan(seed="test", start=clock.now(), length=timedelta(hours=hours), per_day=per_day)
    terms = Terms(plan=plan, patience=PATIENCE, list="", tool_version="test")
    Campaign(path, terms, [(site, site) for site in sites]).close()


async def go_on(path: Path, clock: Clock, options: CrawlOptions) -> Monitor:
    """Visit to the end of the campaign."""
    campaign = Campaign(path)
    session = Session(options, clock)
    try:
        monitor = Monitor(campaign, session, clock)
        await monitor.run()
        return monitor
    finally:
        session.close()
        campaign.close()


def start(path: Path, epoch: float, factor: float, options: CrawlOptions) -> BaseProcess:
    """The same in a new process."""
    process = _CONTEXT.Process(target=_run, args=(path, epoch, factor, options), daemon=True)
    process.start()
    return process


def _run(path: Path, epoch: float, factor: float, options: CrawlOptions) -> None:
    asyncio.run(go_on(path, SharedClock(epoch, factor), options))


def visits(path: Path) -> dict[str, tuple[Visit, ...]]:
    """All visits of a campaign by site."""
    with read(path) as campaign:
        return {p.url: campaign.series(p).visits for p in campaign.places}
