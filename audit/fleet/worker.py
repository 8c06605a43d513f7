"""The worker (工作进程): one event loop, one network and one engine for all of its sites."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from audit import __version__
from audit.collecting import Job, collect
from audit.errors import UserError, unexpected
from audit.exit_codes import ExitCode
from audit.fleet.child import be_child, open_files
from audit.fleet.messages import Beat, Collected, Failed, Message, Order, Stage, Task, Told
from audit.interrupt import Interrupt
from audit.judging import load_sets, still_wanted, terms_of
from audit.picturing import sights_wanted
from audit.resuming import read_unfinished, take_up
from audit.runner import check_room
from audit.values import parse_as_of
from spiders.network import Network, Notice
from spiders.portal import Engine

BEAT = 0.5
"""Seconds between two messages on how far the sites are."""
FILES = 6
"""Descriptors that a site takes: its bundle's files and a few connections."""
FILES_OF_PROCESS = 64

STOP = "stop"
"""What the parent sends: end all sites in good order, begin no more."""


def work(connection: Connection, order: Order) -> None:
    """Life of a worker."""
    be_child()
    asyncio.run(Worker(connection, order).run())


class Worker:
    """Collects its sites side by side and tells the parent of each."""

    def __init__(self, connection: Connection, order: Order) -> None:
        self._connection = connection
        self._order = order
        self._clock = order.make_clock()
        self._sets = load_sets(order.indicators)
        self._stopping = False
        self._sending = threading.Lock()
        self._live: dict[int, Stage] = {}
        self._interrupts: dict[int, Interrupt] = {}
        self._pages = 0  # of sites that have ended

    async def run(self) -> None:
        """Collect all sites, as many at the same time as may be."""
        loop = asyncio.get_running_loop()
        # Drafting is CPU: two threads of it would leave the loop a third of the time.
        loop.set_default_executor(ThreadPoolExecutor(1))
        loop.add_reader(self._connection.fileno(), self._hear)
        logging.getLogger().addHandler(_Teller(self))
        places = asyncio.Semaphore(self._places())
        network = Network(self._order.options, self._clock)
        beat = asyncio.create_task(self._beat())
        async with Engine() as engine, asyncio.TaskGroup() as running:
            for task in self._order.tasks:
                await places.acquire()
                if self._stopping:
                    break
                site = running.create_task(self._site(task, engine, network))
                site.add_done_callback(lambda _: places.release())
                await asyncio.sleep(0)  # opening hundreds at once would hold up those under way
        beat.cancel()
        network.close()

    def _places(self) -> int:
        return min(self._order.at_once, max(1, (open_files() - FILES_OF_PROCESS) // FILES))

    async def _site(self, task: Task, engine: Engine, network: Network) -> None:
        """Collect one site; whatever happens to it is told, and stops no other."""
        number, began = task.number, time.monotonic()
        interrupt = self._interrupts[number] = Interrupt()
        self._live[number] = Stage("crawl", 0, None, 0, 0.0)

        def progress(stage: str, done: int, total: int | None) -> None:
            pages = done if stage == "crawl" else self._live[number].pages
            self._live[number] = Stage(stage, done, total, pages, time.monotonic() - began)

        def tell(notice: Notice) -> None:
            self.send(Told(number, notice))

        message: Message
        try:
            job = await self._job(task)
            terms = terms_of(job.recorded)
            await collect(
                job, lambda evidence: still_wanted(evidence, self._sets, terms), progress,
                interrupt, clock=self._clock, engine=engine, network=network, tell=tell,
                sights=lambda evidence: sights_wanted(evidence, self._sets, terms),
            )  # fmt: skip
            message = Collected(number, time.monotonic() - began)
        except UserError as error:
            message = Failed(number, error.message, error.hint, error.code)
        except Exception as error:  # noqa: BLE001 - one site's fault must not be the others'
            self.send(Told(number, traceback.format_exc()))
            message = Failed(number, *unexpected(error), ExitCode.INTERNAL)
        self._pages += self._live.pop(number).pages
        del self._interrupts[number]
        self.send(message)

    async def _job(self, task: Task) -> Job:
        order, now = self._order, self._clock.now()
        check_room(task.folder.parent)
        as_of, resume = parse_as_of(order.as_of or now.isoformat()), False
        recorded = order.recorded | task.about
        if task.continues is not None and not task.resume:
            run = read_unfinished(task.continues)
            await asyncio.to_thread(take_up, run, task.folder, task.folder.name)
        if task.continues is not None or task.resume:
            run = read_unfinished(task.folder)
            as_of, recorded, resume = run.as_of, run.options, True
        return Job(
            site=task.url, folder=task.folder, run_id=task.folder.name, as_of=as_of,
            options=order.options, recorded=recorded, tool_version=__version__, resume=resume,
            former=task.former,
        )  # fmt: skip

    def send(self, message: Message) -> None:
        """Tell the parent; from any thread, as the one that drafts may log something."""
        with self._sending:
            self._connection.send(message)

    def _hear(self) -> None:
        try:
            self._connection.recv()
        except (EOFError, OSError):  # the parent is gone: `be_child` ends us
            asyncio.get_running_loop().remove_reader(self._connection.fileno())
            return
        self._stopping = True
        for interrupt in list(self._interrupts.values()):
            interrupt()

    async def _beat(self) -> None:
        while True:
            live = dict(self._live)
            self.send(Beat(live, self._pages + sum(stage.pages for stage in live.values())))
            await asyncio.sleep(BEAT)


class _Teller(logging.Handler):
    """Passes on what libraries and our own modules log: beside the table it would be torn."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(logging.WARNING)
        self._worker = worker

    def emit(self, record: logging.LogRecord) -> None:
        self._worker.send(Told(-1, self.format(record)))
