"""Rechecking (复查): a later look at what a run accuses or suspects, as a follow-up of its own.

Two looks minutes apart may meet the same outage. A third hours later tells a lasting fault from a
bad evening; it is kept beside the run (see `spiders.bundle.spanning`), which stays as it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from audit import __version__
from audit.cli.console import Console
from audit.collecting import storing
from audit.config import Resolved
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.interrupt import Interrupt, unless_interrupted
from audit.judging import Judged, judge_evidence, open_bundle, sets_for, terms_of
from audit.language import _
from audit.resuming import settings_of
from audit.runner import Teller, alone, check_room, conclude_run, crawl_options
from checks.finding import Finding, Need, Status
from checks.framework import is_repeated
from checks.registry import by_id
from spiders.bundle.reader import Bundle
from spiders.bundle.spanning import PARENT, latest, next_name
from spiders.bundle.storage import StorageError
from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import Clock, SystemClock
from spiders.options import CrawlOptions
from spiders.probes import Prober
from spiders.session import Session

APART = timedelta(minutes=30)
"""A later look counts as one of its own only so long after the last (safety, must-have 14)."""


def recheck_run(path: Path, given: Resolved, console: Console, clock: Clock | None = None) -> int:
    """Look again at what a run accuses or suspects; write the reports of the follow-up.

    Args:
        path: folder of a run, or of a follow-up of it.
        given: settings of this call; all others are those of the run.
        console: where to speak.
        clock: another clock than the machine's.

    Returns:
        The exit code.

    Raises:
        UserError: the run is not finished, or it is too early.
    """
    opened = open_bundle(path)  # whether it is one at all
    opened = open_bundle(latest(opened.folder.parent))
    if not opened.closed:
        raise UserError(
            _("{folder}: this run is not finished").format(folder=path),
            _("go on with it first: audit run --resume {folder}").format(folder=path),
        )
    settings = settings_of(opened.run["options"], given)
    told = msgspec.to_builtins(settings)
    sets = sets_for(settings.indicators, told)
    needs = wanted(judge_evidence(opened.evidence, sets, terms_of(told, opened.run["options"])))
    if not needs:
        console.print(_("Nothing to look at again: the run accuses and suspects nothing."))
        return ExitCode.CLEAN
    clock = clock or SystemClock()
    _see_that_it_is_time(opened, needs, clock.now())
    out = opened.folder.parent.parent
    check_room(out)
    job = _Job(opened, needs, out, crawl_options(settings), clock.now())
    teller = Teller(console, "")
    asyncio.run(alone(lambda interrupt: _look(job, clock, teller, interrupt)))
    settings = msgspec.structs.replace(settings, out=str(out))
    return conclude_run(open_bundle(job.folder), sets, settings, console)


def wanted(judged: Sequence[Judged]) -> tuple[Need, ...]:
    """What a later look is to be taken at: all that faults and repeatable suspicions rest on."""
    found: set[Need] = set()
    for finding in (j.finding for j in judged):
        open_ = finding.status in (Status.FAIL, Status.REVIEW)
        if open_ and (finding.awaiting in ("second-look", "third-look") or _repeats(finding)):
            found.update(finding.rests_on)
    return tuple(sorted(found))


def _repeats(finding: Finding) -> bool:
    return is_repeated(by_id(finding.check), finding)


def _see_that_it_is_time(opened: Bundle, needs: Sequence[Need], now: datetime) -> None:
    """Refuse a look too soon after the last one.

    Raises:
        UserError: it would prove nothing that the last one has not.
    """
    seen = [at for need in needs if (at := opened.evidence.last_seen(need)) is not None]
    left = max(seen, default=now - APART) + APART - now
    if left.total_seconds() > 0:
        minutes = int(left.total_seconds() // 60) + 1
        raise UserError(
            _("too early: looks count only half an hour apart"),
            _("repeat this command in {minutes} minutes").format(minutes=minutes),
        )


class _Job:
    """One follow-up: what it looks at, and where it is kept."""

    def __init__(
        self,
        opened: Bundle,
        needs: tuple[Need, ...],
        out: Path,
        options: CrawlOptions,
        now: datetime,
    ) -> None:
        run = opened.run
        parent = str(run["options"].get(PARENT) or run["run_id"])
        self.evidence = opened.evidence
        self.needs = needs
        self.options = options
        self.hosts: list[str] = run["hosts"]
        self.folder = out / next_name(out, parent)
        self.info = RunInfo(
            run_id=self.folder.name, tool_version=__version__, site=run["site"],
            site_url=run["site_url"], hosts=tuple(self.hosts), as_of=opened.evidence.site.as_of,
            started=now, options={**run["options"], PARENT: parent},
        )  # fmt: skip


async def _look(job: _Job, clock: Clock, teller: Teller, interrupt: Interrupt) -> None:
    """Take the look and close its bundle; an interrupt closes it early."""
    session = Session(job.options, clock)
    session.on_notice = teller.notice
    session.claim(*job.hosts)
    interrupt.then(session.gate.stop)
    again = _("what was written is kept; make room, then repeat: audit recheck")
    try:
        with storing(job.folder, again):
            writer = BundleWriter(job.folder / "bundle", job.info)
            try:
                await _through(job, session, writer, teller, interrupt)
                writer.close(clock.now(), partial=interrupt.event.is_set())
            except StorageError:
                writer.abandon()
                raise
    finally:
        session.close()


async def _through(
    job: _Job, session: Session, writer: BundleWriter, teller: Teller, interrupt: Interrupt
) -> None:
    looking = Prober(session, writer).look_again(
        job.needs,
        job.evidence,
        lambda done, total: teller("again", done, total),
        look=max(job.evidence.looks) + 1,
    )
    await unless_interrupted(looking, interrupt)
    writer.impact(session.traffic.per_host())
    writer.note(
        stage="confirm", stopped="interrupted" if interrupt.event.is_set() else "finished",
        requests=session.traffic.requests, bytes=session.traffic.bytes,
    )  # fmt: skip
