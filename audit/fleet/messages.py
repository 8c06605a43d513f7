"""What a worker is handed, and what it tells the parent (进程间消息)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from spiders.clock import Clock, SystemClock
from spiders.network import Notice
from spiders.options import CrawlOptions


class Task(Struct, frozen=True, kw_only=True):
    """One site for a worker.

    Attributes:
        number: of the site in the plan.
        url: of the site, as in the list.
        folder: the run's folder.
        resume: the folder holds the open bundle of a run that was cut off.
        continues: folder of an interrupted run to go on with, as a copy.
        former: newest finished run of the site, see `audit.collecting.Job`.
        about: settings that say what this site is.
    """

    number: int
    url: str
    folder: Path
    resume: bool = False
    continues: Path | None = None
    former: tuple[Path, str] | None = None
    about: dict[str, str] = {}


class Order(Struct, frozen=True, kw_only=True):
    """All that one worker has to do.

    Attributes:
        tasks: its sites, in order.
        options: what spiders are told.
        as_of: inspection time as set; empty for the time at which each run begins.
        recorded: settings to store with each run.
        indicators: sets of the draft judgement.
        at_once: most sites at the same time.
        make_clock: makes the clock of its runs.
    """

    tasks: tuple[Task, ...]
    options: CrawlOptions
    as_of: str
    recorded: dict[str, Any]
    indicators: tuple[str, ...]
    at_once: int
    make_clock: Callable[[], Clock] = SystemClock


class Stage(Struct, frozen=True):
    """How far a site is.

    Attributes:
        name: ``crawl``, ``wait`` or ``confirm``.
        done: things done in it.
        total: of how many; None if nobody knows.
        pages: pages of the site read so far.
        seconds: since the site was begun.
    """

    name: str
    done: int
    total: int | None
    pages: int
    seconds: float


class Beat(Struct, frozen=True):
    """Sent now and then: the sites under way, and pages read of all sites so far."""

    live: dict[int, Stage]
    pages: int


class Collected(Struct, frozen=True):
    """A site's bundle is closed."""

    number: int
    seconds: float


class Failed(Struct, frozen=True):
    """A site could not be collected; ``message`` and ``hint`` are in the user's language."""

    number: int
    message: str
    hint: str
    code: int


class Told(Struct, frozen=True):
    """Something that a waiting person may want to know, of one site or (-1) of the process."""

    number: int
    what: Notice | str


Message = Beat | Collected | Failed | Told
