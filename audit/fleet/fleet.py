"""The fleet (多站检查): the parent of the workers. It judges, stores and tells; it never crawls."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from msgspec.structs import replace

from audit.cli.console import Console
from audit.errors import UserError, unexpected
from audit.exit_codes import ExitCode
from audit.fleet.child import CONTEXT, NICE, be_child, starting
from audit.fleet.deal import addresses, deal
from audit.fleet.judge import Verdict, judge
from audit.fleet.messages import Beat, Collected, Failed, Message, Order, Task, Told
from audit.fleet.plan import Plan, State
from audit.fleet.tally import Tally
from audit.fleet.worker import STOP, work
from audit.interrupt import stop_signals
from audit.language import _
from audit.resuming import formers
from audit.runner import crawl_options, notice_words
from audit.settings import Settings
from audit.store.store import Store
from audit.values import parse_site
from checks.facts.urls import host as host_of
from spiders.bundle.seal import EVIDENCE
from spiders.clock import Clock, SystemClock

DRAW = 0.5
"""Seconds between two drawings of the table."""


@dataclass(eq=False)
class _Child:
    """A worker as the parent sees it."""

    number: int
    process: BaseProcess
    connection: Connection
    left: set[int]
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Fleet:
    """Audits the sites of a plan.

    Args:
        plan: which run folder each site gets.
        states: what has become of each site before.
        settings: of all runs.
        console: where to tell.
        store: ``audit.db``; only the parent writes to it.
        make_clock: clock of the runs.

    Attributes:
        failed: sites of which nothing was stored, and why.
        trouble: why too little was seen of a site, by its number.
        interrupted: a person stopped it.
    """

    def __init__(
        self,
        plan: Plan,
        states: Sequence[State],
        settings: Settings,
        *,
        console: Console,
        store: Store,
        make_clock: Callable[[], Clock] = SystemClock,
    ) -> None:
        self._plan = plan
        self._states = states
        self._settings = settings
        self._console = console
        self._store = store
        self._make_clock = make_clock
        self._out = Path(settings.out)
        self._workers = settings.workers or len(os.sched_getaffinity(0))
        self._children: list[_Child] = []
        self._judging: set[asyncio.Task[None]] = set()
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Semaphore(1)
        self._now = False
        names = [entry.name for entry in plan.entries]
        places = self._workers * settings.at_once
        self._tally = Tally(names, settings.max_time, places)
        self.failed: dict[int, Failed] = {}
        self.trouble: dict[int, str] = {}
        self.interrupted = False

    async def run(self) -> None:
        """Collect, judge and store all sites that are not done; returns when nothing is left."""
        self._tally.done = sum(state == "done" for state in self._states)
        with self._listening():
            drawing = asyncio.create_task(self._draw())
            try:
                for number, state in enumerate(self._states):
                    if state == "closed":
                        self._judge(number)
                await self._crawl([n for n, s in enumerate(self._states) if s in ("new", "open")])
                while self._judging:
                    await asyncio.wait(self._judging)
            finally:
                drawing.cancel()
                self._console.close()
                for child in self._children:
                    child.process.kill()
                if self._pool is not None:
                    self._pool.shutdown(wait=True, cancel_futures=True)

    async def _crawl(self, numbers: list[int]) -> None:
        """Start the workers and wait for their ends."""
        options = crawl_options(self._settings)
        clock = self._make_clock()
        where = await addresses([self._plan.entries[n].url for n in numbers], options, clock)
        hands = deal(where, self._workers)
        options = replace(options, share=len(hands))
        former = formers(self._out) if self._settings.reuse == "auto" else {}
        for hand in hands:
            if self.interrupted:
                break
            tasks = tuple(self._task(numbers[n], former) for n in hand)
            self._start(
                Order(
                    tasks=tasks, options=options, as_of=self._settings.as_of,
                    recorded=self._plan.options, indicators=self._settings.indicators,
                    at_once=self._settings.at_once, make_clock=self._make_clock,
                )
            )  # fmt: skip
            await asyncio.sleep(0)
        for child in self._children:
            await child.gone.wait()

    def _task(self, number: int, former: dict[str, tuple[Path, str]]) -> Task:
        entry = self._plan.entries[number]
        return Task(
            number=number,
            url=entry.url,
            folder=self._out / entry.run_id,
            resume=self._states[number] == "open",
            continues=self._out / entry.continues if entry.continues else None,
            former=former.get(host_of(parse_site(entry.url)[0])),
            about=entry.about,
        )

    def _start(self, order: Order) -> None:
        ours, theirs = CONTEXT.Pipe()
        number = len(self._children)
        with starting():
            process = CONTEXT.Process(
                target=work, args=(theirs, order), name=f"audit-worker-{number}", daemon=True
            )
            process.start()
        theirs.close()  # or its end would never be seen
        child = _Child(number, process, ours, {task.number for task in order.tasks})
        self._children.append(child)
        asyncio.get_running_loop().add_reader(ours.fileno(), self._hear, child)

    def _hear(self, child: _Child) -> None:
        """Take what a worker sent; its silence for good is its end."""
        try:
            while child.connection.poll():
                self._take(child, child.connection.recv())
        except (EOFError, OSError):
            self._lost(child)

    def _take(self, child: _Child, message: Message) -> None:
        match message:
            case Beat():
                self._tally.beat(child.number, message)
            case Collected():
                child.left.discard(message.number)
                self._tally.took(message.seconds)
                self._judge(message.number)
            case Failed():
                child.left.discard(message.number)
                self._fail(message)
            case Told():
                self._tell(message)

    def _lost(self, child: _Child) -> None:
        """A worker has ended. What it leaves undone it was told to leave, or it was killed."""
        asyncio.get_running_loop().remove_reader(child.connection.fileno())
        child.connection.close()
        child.process.join()
        self._tally.gone(child.number)
        if not self.interrupted:
            for number in sorted(child.left):
                self._fail(
                    Failed(
                        number,
                        _("its process ended unexpectedly ({code})").format(
                            code=_ending(child.process.exitcode)
                        ),
                        self._how_to_go_on(number),
                        ExitCode.INTERNAL,
                    )
                )
        child.gone.set()

    def _how_to_go_on(self, number: int) -> str:
        folder = self._out / self._plan.entries[number].run_id
        begun = (folder / "bundle" / EVIDENCE).is_file()
        command = f"audit run --resume {folder}" if begun else "audit run --sites … --resume"
        return _("to go on: {command}").format(command=command)

    def _judge(self, number: int) -> None:
        self._tally.judging += 1
        task = asyncio.create_task(self._conclude(number))
        self._judging.add(task)
        task.add_done_callback(self._judging.discard)

    async def _conclude(self, number: int) -> None:
        """Judge a collected site and store what came of it."""
        try:
            verdict = await self._verdict(self._out / self._plan.entries[number].run_id)
            self._store.add_run(verdict.record, verdict.rows)
        except UserError as error:
            self._fail(Failed(number, error.message, error.hint, error.code))
        except BrokenProcessPool:
            if self._now:
                return
            message = _("its process ended unexpectedly while it was judged")
            again = _("to go on: {command}").format(command="audit run --sites … --resume")
            self._fail(Failed(number, message, again, ExitCode.INTERNAL))
        except Exception as error:  # noqa: BLE001 - one site's fault must not be the others'
            self._fail(Failed(number, *unexpected(error), ExitCode.INTERNAL))
        else:
            self.trouble[number] = verdict.trouble
            self._tally.fails += sum(row.status == "fail" for row in verdict.rows)
            self._tally.done += 1
        finally:
            self._tally.judging -= 1

    async def _verdict(self, folder: Path) -> Verdict:
        """Have a site judged.

        A pool that breaks takes innocent sites along: each gets one more try, alone.
        """
        loop = asyncio.get_running_loop()
        try:
            with starting():
                self._pool = self._pool or self._new_pool(self._workers)
                pool = self._pool
                judging = loop.run_in_executor(pool, judge, folder, self._settings)
            return await judging
        except BrokenProcessPool:
            if self._now:
                raise
            if self._pool is pool:
                self._pool = None
        async with self._alone:
            with starting():
                pool = self._new_pool(1)
                judging = loop.run_in_executor(pool, judge, folder, self._settings)
            try:
                return await judging
            finally:
                pool.shutdown(wait=False)

    def _new_pool(self, size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, CONTEXT, initializer=be_child, initargs=(NICE,))

    def _fail(self, failed: Failed) -> None:
        self.failed[failed.number] = failed
        self._tally.done += 1

    def _tell(self, told: Told) -> None:
        if isinstance(told.what, str):
            self._console.detail(told.what)
            return
        text = f"{self._plan.entries[told.number].name} {notice_words(told.what)}"
        if told.what.kind in ("outage", "outage-over"):
            self._console.note(text)
        else:
            self._console.detail(text)

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers = stop_signals()
        for number in numbers:
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def stop(self) -> None:
        """Ctrl-C: once, all sites end in good order; twice, everything stops now."""
        if self.interrupted:
            self._now = True
            for process in multiprocessing.active_children():
                process.kill()
            return
        self.interrupted = True
        for child in self._children:
            with contextlib.suppress(OSError):  # it has ended, or is about to
                child.connection.send(STOP)
        self._console.note(
            _("stopping: sites under way are closed and judged as far as they were seen;"
              " once more stops now")
        )  # fmt: skip

    async def _draw(self) -> None:
        """Show the table, or say a line now and then."""
        while True:
            self._console.show(self._tally.table, self._tally.line)
            await asyncio.sleep(DRAW)


def _ending(code: int | None) -> str:
    """How a process ended: the signal's name, or the code."""
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return str(code)
