"""The runner (执行): one site from its URL to its reports, and a bundle judged again."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit import __version__
from audit.cli.console import Console, escape
from audit.collecting import Job, collect
from audit.concluding import conclude, exit_code, terms_for, write_reports
from audit.errors import UserError
from audit.excusing import refuse_expired
from audit.exit_codes import ExitCode
from audit.interrupt import Interrupt
from audit.judging import (
    Judged,
    LoadedSet,
    judge_evidence,
    open_bundle,
    sets_for,
    still_wanted,
    terms_of,
)
from audit.language import _
from audit.monitor.evidence import with_visits
from audit.picturing import sights_wanted
from audit.reference import KEPT, reference_of
from audit.report_model import Builder
from audit.resuming import Unfinished, former, same_site, take_up, unfinished
from audit.settings import OPTIONS, Settings
from audit.store.store import DATABASE, Store
from checks.facts.urls import host as host_of
from reports import text
from reports.model import Report
from spiders.bundle.reader import Bundle
from spiders.bundle.storage import DISK_FLOOR, free_bytes
from spiders.clock import Clock
from spiders.network import Notice
from spiders.options import CrawlOptions
from spiders.sites import with_scheme

T = TypeVar("T")


def audit_site(site: str, settings: Settings, console: Console) -> int:
    """Audit one site and print what came of it.

    Args:
        site: URL or host name.
        settings: run settings.
        console: where to speak.

    Returns:
        The exit code.

    Raises:
        UserError: something in the way that the user can mend.
    """
    for run in unfinished(Path(settings.out)):
        if same_site(run.site, site):
            console.note(
                _("an unfinished run of this site exists; to go on with it: {command}").format(
                    command=f"audit run --resume {run.folder}"
                )
            )
            break
    sets = sets_for(settings.indicators, msgspec.to_builtins(settings))
    bundle = asyncio.run(alone(lambda i: collect_site(site, settings, sets, console, i)))
    return conclude_run(bundle, sets, settings, console)


def resume_site(
    run: Unfinished, settings: Settings, console: Console, clock: Clock | None = None
) -> int:
    """Go on with a run that was cut off, as `audit_site` would have, in the folder that it is in.

    Raises:
        UserError: something in the way that the user can mend.
    """
    sets = sets_for(settings.indicators, msgspec.to_builtins(settings))
    folder = run.folder
    # Its results stand beside it, wherever this call would put those of a new run.
    settings = msgspec.structs.replace(settings, out=str(folder.parent))
    if run.interrupted:
        out = Path(settings.out)
        check_room(out)
        folder = out / free_name(out, run_name(run.site, datetime.now(UTC)))
        take_up(run, folder, folder.name)
    job = Job(
        site=run.site, folder=folder, run_id=folder.name, as_of=run.as_of,
        options=crawl_options(settings), recorded=run.options, tool_version=__version__,
        resume=True,
    )  # fmt: skip
    bundle = asyncio.run(alone(lambda i: _collected(job, sets, console, i, clock=clock)))
    return conclude_run(bundle, sets, settings, console)


async def alone(work: Callable[[Interrupt], Awaitable[T]]) -> T:
    """Do work that Ctrl-C ends in good order."""
    interrupt = Interrupt()
    with interrupt.listening():
        return await work(interrupt)


async def collect_site(
    site: str,
    settings: Settings,
    sets: Sequence[LoadedSet],
    console: Console,
    interrupt: Interrupt,
    *,
    clock: Clock | None = None,
    name: str = "",
) -> Bundle:
    """Collect a site into a new run folder and open its bundle.

    Args:
        site: URL or host name.
        settings: run settings.
        sets: indicator sets of the draft judgement.
        console: where to tell progress.
        interrupt: ends collecting early.
        clock: another clock than the machine's.
        name: what to call the site where several are collected at once.
    """
    out = Path(settings.out)
    check_room(out)
    now = clock.now() if clock is not None else datetime.now(UTC)
    run_id = free_name(out, run_name(site, now))
    job = Job(
        site=site,
        folder=out / run_id,
        run_id=run_id,
        as_of=settings.inspection_time(now),
        options=crawl_options(settings),
        recorded=recorded(settings),
        tool_version=__version__,
        former=former(out, site) if settings.reuse == "auto" else None,
    )
    return await _collected(job, sets, console, interrupt, clock=clock, name=name)


async def _collected(
    job: Job,
    sets: Sequence[LoadedSet],
    console: Console,
    interrupt: Interrupt,
    *,
    clock: Clock | None = None,
    name: str = "",
) -> Bundle:
    teller = Teller(console, name)
    terms = terms_of(job.recorded)
    folder = await collect(
        job, lambda evidence: still_wanted(evidence, sets, terms), teller, interrupt, clock=clock,
        tell=teller.notice,
        sights=lambda evidence: sights_wanted(evidence, sets, terms),
    )  # fmt: skip
    return open_bundle(folder)


def check_room(out: Path) -> None:
    """See that there is room for a run.

    Raises:
        UserError: the disk is nearly full.
    """
    if free_bytes(out) < DISK_FLOOR:
        raise UserError(
            _("less than 200 MB free in {folder}").format(folder=out),
            _("free some space or choose another folder with --out"),
            code=ExitCode.INTERNAL,
        )


def crawl_options(settings: Settings) -> CrawlOptions:
    """What spiders are told."""
    return CrawlOptions(
        max_pages=settings.max_pages,
        max_targets=settings.max_targets,
        max_depth=settings.max_depth,
        max_time=float(settings.max_time),
        delay=settings.delay,
        connections=settings.connections,
        address_delay=settings.address_delay,
        address_connections=settings.address_connections,
        hours=settings.hours,
        ignore_robots=settings.ignore_robots,
        control=settings.control,
        timeout=settings.timeout,
        connect_timeout=min(15.0, settings.timeout),
        connect_to=settings.mappings,
        nameservers=settings.nameservers,
        allow_net=tuple(str(net) for net in settings.networks),
        ca_file=settings.ca_file,
        ipv6_target=settings.ipv6_host_port,
        browser=settings.browser,
        searches=settings.searches,
        renders=settings.renders,
        examinations=settings.examinations,
        user_agent=settings.user_agent,
        mail=settings.mail,
    )


def conclude_run(
    bundle: Bundle, sets: Sequence[LoadedSet], settings: Settings, console: Console
) -> int:
    """Judge a closed bundle, write its reports, store it, print the summary."""
    done = conclude(bundle, sets, settings)
    database = Path(settings.out) / DATABASE
    with Store(database) as store:
        store.add_run(done.record, done.rows)
    say(done.report, [*done.paths, database], console)
    if done.trouble:
        console.error(
            escape(_("{site}: {reason}").format(site=done.report.site_url, reason=done.trouble)),
            _("what was collected is kept in {folder}").format(folder=bundle.folder.parent),
        )
    return done.code


def _judge_again(
    bundle: Bundle, settings: Settings, sets: Sequence[LoadedSet]
) -> tuple[Bundle, list[Judged], Report]:
    """The bundle with the visits of its site, what comes of it by these sets, and its report."""
    bundle = with_visits(bundle, settings.monitor)
    terms = terms_for(bundle, settings)
    refuse_expired(terms.exemptions, bundle.evidence.today)
    judged = judge_evidence(bundle.evidence, sets, terms)
    return bundle, judged, Builder(bundle, judged, sets, settings.lang, terms).report()


def say(report: Report, paths: Sequence[Path], console: Console) -> None:
    """Print the summary and where the files are."""
    console.close()
    width = shutil.get_terminal_size((100, 24)).columns
    console.print(text.summary(report, width=min(width, 120), colour=console.colour).rstrip())
    console.print(_("Files:"))
    for path in paths:
        console.print(f"  {path}")


def check_command(path: Path, settings: Settings, console: Console) -> int:
    """``audit check``: judge a bundle again; the same evidence gives the same bytes."""
    sets = sets_for(settings.indicators, msgspec.to_builtins(settings))
    bundle, judged, report = _judge_again(open_bundle(path), settings, sets)
    say(report, write_reports(report, bundle.folder, settings.formats), console)
    return exit_code(bundle, judged, settings.fail_on)


def report_command(
    path: Path, settings: Settings, console: Console, *, own_sets: bool = False
) -> int:
    """``audit report``: print a bundle's reports again, in any language.

    Args:
        path: the bundle.
        settings: how to judge and print.
        console: where to tell it.
        own_sets: judge by the indicator sets that the run was begun with.
    """
    options = msgspec.to_builtins(settings)
    sets = sets_for(settings.indicators, options)
    bundle = open_bundle(path)
    if own_sets and (names := bundle.run["options"].get("indicators")):
        sets = sets_for(names, options)
    bundle, _judged, report = _judge_again(bundle, settings, sets)
    for written in write_reports(report, bundle.folder, settings.formats):
        console.print(str(written))
    return ExitCode.CLEAN


def recorded(settings: Settings) -> dict[str, Any]:
    """Settings as they are stored with a run."""
    kept: dict[str, Any] = msgspec.to_builtins(settings)
    # A path of this machine is nobody else's business, nor what else it does at the same time.
    rules = (name for name, option in OPTIONS.items() if not option.of_runs)
    for name in ("out", "workers", "at_once", "monitor", "reference", *rules):
        kept.pop(name, None)
    if settings.reference:
        kept[KEPT] = msgspec.to_builtins(reference_of({"reference": settings.reference}, {}))
    if kept["browser"] not in ("auto", "off"):
        kept["browser"] = Path(kept["browser"]).name
    kept["ca_file"] = Path(settings.ca_file).name
    return kept


def _slug(site: str) -> str:
    urls = with_scheme(site)
    if not urls:
        raise UserError(
            _("not a web address: {site}").format(site=escape(site)),
            _("write it like https://www.example.gov.cn/"),
        )
    return re.sub(r"[^a-z0-9.-]", "_", host_of(urls[0]).lower())[:80]


def run_name(site: str, now: datetime) -> str:
    """Name of a run: when it began, and the host."""
    return f"{now:%Y%m%d-%H%M%S}-{_slug(site)}"


def free_name(out: Path, name: str, taken: Collection[str] = ()) -> str:
    """The name, with a number where there is a folder of that name, or it is taken."""
    number, free = 1, name
    while free in taken or (out / free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


class Teller:
    """Tells the console how far collecting is."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._label = ""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell how many things of a stage are done, and of how many."""
        words = {
            "crawl": _("reading pages"),
            "wait": _("waiting a minute before the second look"),
            "confirm": _("second look"),
            "again": _("another look"),
        }
        label = f"{self._name} {words[stage]}".strip()
        if label != self._label:
            self._console.done(self._label)
        self._label = label
        self._console.progress(label, done, total)

    def notice(self, notice: Notice) -> None:
        """Tell what a person who waits for the run wants to know."""
        self._console.note(f"{self._name} {notice_words(notice)}".strip())


def notice_words(notice: Notice) -> str:
    """A notice in the user's language."""
    words = {
        "crawl-delay": _("{host} asks for {seconds:.0f} s between requests (Crawl-delay)"),
        "resting": _("{host} failed several times in a row: left alone for {seconds:.0f} s"),
        "hours": _("outside the hours for requests: waiting {minutes:.0f} min"),
        "outage": _("our own network failed: the run pauses until it is back"),
        "outage-over": _("our own network is back: the run goes on"),
    }
    return words[notice.kind].format(
        host=escape(notice.host), seconds=notice.seconds, minutes=notice.seconds / 60
    )
