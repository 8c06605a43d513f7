"""Judging a round again (重新评判): all its bundles, side by side, results put in their place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from msgspec import Struct

from audit.cli.console import Console
from audit.decisions import events
from audit.errors import UserError, unexpected
from audit.fleet.child import CONTEXT, be_child, starting
from audit.fleet.judge import Verdict, judge
from audit.language import _
from audit.monitor.evidence import judged_by
from audit.round import book
from audit.settings import Settings
from audit.store.store import Store

AHEAD = 2
"""Bundles handed out for each process: the results of more would wait in memory."""


class Rejudged(Struct, frozen=True, kw_only=True):
    """What came of it: runs judged, findings with another digest, sites that could not be."""

    judged: int
    changed: int
    failed: tuple[tuple[str, UserError], ...]


def rejudge(store: Store, this: book.Round, settings: Settings, console: Console) -> Rejudged:
    """Judge all stored runs of a round again, by its visits too, where it has any."""
    out, settings = Path(settings.out), judged_by(settings, this.id)
    names = {row.run_id: row.site.name for row in book.rows(store, this.id) if row.run_id}
    stored = sorted(store.finished() & names.keys())
    judged, changed = 0, 0
    failed: list[tuple[str, UserError]] = []
    for done, (run_id, result) in enumerate(judge_all(out, stored, settings), 1):
        if isinstance(result, UserError):
            failed.append((names[run_id], result))
        else:
            before = _digests(store, run_id)
            store.replace_run(result.record, result.rows)
            changed += len(before ^ _digests(store, run_id))
            judged += 1
        console.progress(_("judging"), done, len(stored))
    return Rejudged(judged=judged, changed=changed, failed=tuple(failed))


def judge_all(
    out: Path, runs: Sequence[str], settings: Settings
) -> Iterator[tuple[str, Verdict | UserError]]:
    """Judge runs in processes of their own and write their reports, in whatever order they end."""
    size = settings.workers or len(os.sched_getaffinity(0))
    left = iter(runs)
    with starting():
        pool = ProcessPoolExecutor(size, CONTEXT, initializer=be_child)
        first = [_begin(pool, out, run, settings) for run in islice(left, size * AHEAD)]
    waiting = dict(first)
    with pool:
        while waiting:
            ended, _rest = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                run_id = waiting.pop(future)
                yield run_id, _result(future)
                for run in islice(left, 1):
                    waiting.update([_begin(pool, out, run, settings)])


def _begin(
    pool: ProcessPoolExecutor, out: Path, run: str, settings: Settings
) -> tuple[Future[Verdict], str]:
    return pool.submit(judge, out / run, settings), run


def _result(future: Future[Verdict]) -> Verdict | UserError:
    try:
        return future.result()
    except UserError as error:
        return error
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001 - one site's fault must not be the others'
        return UserError(*unexpected(error))


def _digests(store: Store, run_id: str) -> set[str]:
    found = store.rows(
        "select * from findings where run_id = ? and status in ('fail', 'review')", [run_id]
    )
    return {events.digest(row) for row in found}
