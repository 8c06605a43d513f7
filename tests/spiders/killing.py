"""Collecting in a process of its own, so that it can be killed at any moment."""

from __future__ import annotations

import asyncio
import multiprocessing
from multiprocessing.process import BaseProcess
from pathlib import Path

from audit.collecting import Job, collect
from audit.interrupt import Interrupt
from checks.evidence import SiteEvidence
from checks.finding import Need
from spiders import crew
from spiders.options import CrawlOptions
from tests.clock import FastClock
from tests.spiders.crawling import AS_OF

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.spiders.killing"])


def start(site: str, folder: Path, options: CrawlOptions, *, resume: bool) -> BaseProcess:
    """Collect a site, or go on with it, in a new process; it ends with 0 when all is done."""
    process = _CONTEXT.Process(target=_collect, args=(site, folder, options, resume), daemon=True)
    process.start()
    return process


def _collect(site: str, folder: Path, options: CrawlOptions, resume: bool) -> None:
    crew.TICK = 0.05
    job = Job(
        site=site, folder=folder, run_id="run-1", as_of=AS_OF, options=options, recorded={},
        tool_version="test", resume=resume,
    )  # fmt: skip

    async def run() -> None:
        await collect(job, _draft, _silent, Interrupt(), clock=FastClock())

    asyncio.run(run())


def _silent(_stage: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


def _draft(evidence: SiteEvidence) -> tuple[Need, ...]:
    """Wants a second look at everything that is not there."""
    return tuple(
        need
        for url, target in evidence.targets.items()
        if any(a.status == 404 and a.purpose == "crawl" for a in target.attempts)
        and not evidence.seen_twice(need := Need("page", url))
    )
