"""Collecting (采集): from a site's URL to a closed bundle: collect → draft → confirm → close."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from ada_url import URL
from msgspec.structs import replace

from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.interrupt import Interrupt, unless_interrupted
from audit.language import _
from checks.evidence import SiteEvidence
from checks.facts.urls import endpoint
from checks.facts.urls import host as host_of
from checks.finding import Need
from checks.levels import linked_hosts
from checks.links.classify import suspects
from checks.observations import Vantage
from spiders import search
from spiders.browser.lane import Lane
from spiders.browser.pictures import Sights
from spiders.browser.reading import unread_pages
from spiders.bundle.former import Former
from spiders.bundle.lock import InUseError
from spiders.bundle.reader import open_bundle
from spiders.bundle.storage import StorageError
from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.clock import Clock, SystemClock
from spiders.collector import Collector
from spiders.network import Network, Notice
from spiders.options import CrawlOptions
from spiders.portal import Engine
from spiders.probes import IPV6_PREFIX, Prober
from spiders.session import Session
from spiders.sites import own_hosts, with_scheme
from spiders.vantage import vantage

T = TypeVar("T")
Progress = Callable[[str, int, int | None], None]
"""Told the stage (``crawl``, ``wait``, ``confirm``), things done, and of how many."""
Tell = Callable[[Notice], None]
"""Told what a person who waits wants to know."""
Draft = Callable[[SiteEvidence], Sequence[Need]]
"""The draft judgement: from evidence so far to the observations it still wants."""

Showing = Callable[[SiteEvidence], Sights]
"""What the findings want a browser to show, after the second look."""


@dataclass(frozen=True)
class Job:
    """One site to collect.

    Attributes:
        site: URL or host name as a person wrote it.
        folder: the run's folder, made by collecting; the bundle goes into ``bundle`` in it.
        run_id: name of the run.
        as_of: inspection time.
        options: limits, pace and exceptions.
        recorded: settings to store with the run.
        tool_version: version of the tool.
        resume: the folder holds the open bundle of a run that was cut off; go on with it.
        former: the closed bundle of an earlier run of the site, and that run's name: what has not
            changed since is not sent again.
    """

    site: str
    folder: Path
    run_id: str
    as_of: datetime
    options: CrawlOptions
    recorded: dict[str, Any]
    tool_version: str
    resume: bool = False
    former: tuple[Path, str] | None = None


async def collect(
    job: Job,
    draft: Draft,
    progress: Progress,
    interrupt: Interrupt,
    *,
    clock: Clock | None = None,
    engine: Engine | None = None,
    network: Network | None = None,
    tell: Tell = lambda _notice: None,
    sights: Showing | None = None,
) -> Path:
    """Collect a site; returns the closed bundle's folder.

    Whatever happens on the way, the bundle is closed with what was seen, marked partial if the
    run was interrupted. Sites that are collected side by side share an engine and a network.
    """
    if engine is None:
        async with Engine() as own:
            return await collect(
                job, draft, progress, interrupt, clock=clock, engine=own, network=network,
                tell=tell, sights=sights,
            )  # fmt: skip
    clock = clock or SystemClock()
    session = Session(job.options, clock, network)
    session.on_notice = tell
    interrupt.then(session.gate.stop)
    urls = with_scheme(job.site)
    session.claim(*own_hosts(host_of(urls[0])))
    info = RunInfo(
        run_id=job.run_id, tool_version=job.tool_version, site=job.site, site_url=urls[0],
        hosts=(), as_of=job.as_of, started=clock.now(), options=job.recorded,
    )  # fmt: skip
    writer: BundleWriter | None = None
    again = _("what was written is kept; make room, then: audit run --resume {folder}")
    try:
        with storing(job.folder, again.format(folder=job.folder)):
            try:
                writer = BundleWriter(
                    job.folder / "bundle", None if job.resume else info, archive=job.options.archive
                )
                run = _Run(session, writer, progress, interrupt, engine)
                run.former = job.former
                run.sights = sights
                try:
                    await run.through(urls, draft)
                finally:
                    run.save()
                    writer.close(clock.now(), partial=interrupt.event.is_set() or not run.ended)
            except StorageError:
                if writer is not None:
                    writer.abandon()
                raise
    finally:
        session.close()
    return writer.folder


@contextlib.contextmanager
def storing(folder: Path, hint: str) -> Iterator[None]:
    """Tell what keeps a bundle from being written, in words.

    Args:
        folder: the run's folder.
        hint: what to do about a disk that is full.

    Raises:
        UserError: the bundle is in use, or cannot be written.
    """
    try:
        yield
    except InUseError as error:
        raise UserError(
            _("{folder}: in use by process {pid} on {host} since {since}").format(
                folder=folder, **(dict.fromkeys(("pid", "host", "since"), "?") | error.holder)
            ),
            _("wait for it to end, or end it"),
        ) from error
    except StorageError as error:
        raise UserError(
            _("evidence cannot be written to {folder}: {reason}").format(
                folder=folder / "bundle", reason=error
            ),
            hint,
            code=ExitCode.INTERNAL,
        ) from error


async def in_thread(work: Callable[[], T]) -> T:
    """Do what takes seconds of CPU beside the loop; other sites' requests go on meanwhile.

    It is waited for even when cancelled: a bundle must not be closed while it is read.
    """
    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


MOST_LINKED = 500
"""Hosts that the upper pages link to, of which DNS is asked for an IPv6 address."""
STAGES = ("arrive", "crawl", "read", "ask", "confirm", "picture")
"""Steps of a run; the bundle holds which one is under way, so that it can be taken up there."""


class _Run:
    """The steps of one run, and what is known of it so far."""

    def __init__(
        self,
        session: Session,
        writer: BundleWriter,
        progress: Progress,
        interrupt: Interrupt,
        engine: Engine,
    ) -> None:
        self._engine = engine
        self.former: tuple[Path, str] | None = None
        self._session = session
        self._writer = writer
        self._progress = progress
        self._interrupt = interrupt
        self._prober = Prober(session, writer)
        row = writer.run_row()
        # Whoever audits the same site for the same time asks the same questions.
        self._seed = f"{row['site_url']} {row['as_of'][:10]}"
        self._lane = Lane(session, writer, self._prober, self._seed)
        self._collector: Collector | None = None
        self._vantage = Vantage()
        self._hosts: tuple[str, ...] = ()
        self._random: tuple[str, ...] = ()
        self._site_url = row["site_url"]
        self._stage = STAGES[0]
        self._stopped = "interrupted"
        self.sights: Showing | None = None
        self.ended = False
        if writer.resumed:
            self._take_up(row)

    def _take_up(self, row: dict[str, Any]) -> None:
        """Know again what an earlier process knew of this run."""
        self._site_url, self._stage = row["site_url"], row["stage"] or STAGES[0]
        self._hosts = tuple(json.loads(row["hosts"]))
        self._random = tuple(json.loads(row["random_paths"]))
        self._vantage = msgspec.json.decode(row["vantage"], type=Vantage)
        if self._stage in ("read", "ask", "confirm", "picture"):
            self._stopped = row["stopped"] or self._stopped
        mapped = self._session.egress.maps(host_of(self._site_url))
        self._prober.proven_ipv6 = self._vantage.ipv6 and not mapped
        self._session.traffic.go_on(self._writer.impact_so_far())
        self._session.claim(*self._hosts)

    async def through(self, urls: tuple[str, ...], draft: Draft) -> None:
        """All steps that are left; an interrupt ends the current one and skips the rest."""
        steps: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "arrive": lambda: unless_interrupted(self._arrive(urls), self._interrupt),
            "crawl": self._crawl,  # stops by itself, in good order
            "read": lambda: unless_interrupted(self._read(), self._interrupt),
            "ask": lambda: unless_interrupted(self._ask(), self._interrupt),
            "confirm": lambda: unless_interrupted(self._confirm(draft), self._interrupt),
            "picture": lambda: unless_interrupted(self._picture(), self._interrupt),
        }
        for stage in STAGES[STAGES.index(self._stage) :]:
            if self._interrupt.event.is_set():
                break
            self._stage = stage
            self.save()
            await steps[stage]()
        self.ended = not self._interrupt.event.is_set()

    async def _arrive(self, urls: tuple[str, ...]) -> None:
        """Find out which URL the site answers at, and what its front doors say."""
        self._site_url = urls[-1]
        for url in urls:
            answer = await self._prober.page(url, internal=True)
            if answer is not None and not answer.failure:
                self._site_url = url
                break
        host = host_of(self._site_url)
        self._vantage = await vantage(self._session, host)
        self._prober.proven_ipv6 = self._vantage.ipv6 and not self._session.egress.maps(host)
        await self._doors(host)
        await self._over_ipv6(self._site_url)

    async def _doors(self, host: str) -> None:
        """What the site's host and its www or bare twin say to DNS, TLS, http and https.

        A site at a port of its own is a staging server: the host's usual doors are not its own.
        """
        if not URL(self._site_url).port:
            await self._prober.front_doors(host)
            await self._prober.twin_doors(own_hosts(host)[1])

    async def _over_ipv6(self, url: str) -> None:
        """The home page over IPv6, if we can tell what is not reached from what we cannot reach."""
        host = host_of(url)
        if self._prober.proven_ipv6 or (self._vantage.ipv6 and self._session.egress.maps(host)):
            await self._prober.over_ipv6(url)
            if not URL(url).port:
                await self._prober.tls(IPV6_PREFIX + host, offers=False)
                await self._prober.each_ipv6(*endpoint(url))

    async def _crawl(self) -> None:
        def told(pages: int, _looked: int, waiting: int) -> None:
            self._progress("crawl", pages, None if not waiting else pages + waiting)

        self._collector = Collector(self._session, self._writer, self._site_url, told)
        if self.former is not None:
            self._collector.former = Former(*self.former)
        self._session.claim(*self._collector.hosts)
        self._session.on_outage = self._collector.retry_since
        self._interrupt.then(lambda: self._stop("interrupted"))
        await self._engine.crawl(self._collector)
        if not self._interrupt.event.is_set():
            self._session.gate.reopen()  # only the crawl's time is over
        self._stopped = self._collector.finish()
        self._hosts = tuple(sorted(self._collector.hosts))

    def _stop(self, reason: str) -> None:
        if self._collector is not None:
            self._collector.frontier.stop(reason)

    async def _read(self) -> None:
        """What plain HTTP shows as a shell is read as a browser shows it."""
        evidence = await self._evidence()
        if not self._session.options.renders or not unread_pages(evidence):
            return
        async with self._lane.open() as open_:
            if open_:
                await self._lane.read(evidence)

    async def _ask(self) -> None:
        """Random path and search: what only makes sense once the site is known."""
        evidence = await self._evidence()
        home = evidence.home
        if home is None:
            return
        await self._front_door_of_home(evidence)
        await self._prober.ipv6_names(evidence.site.host)
        await self._prober.addresses(linked_hosts(evidence)[:MOST_LINKED])
        # One address at the root, and one where pages stand that say they are none.
        beside = [f"{URL(home.url).origin}/", *suspects(evidence)[:1]]
        self._random = tuple([await self._prober.random_path(url) for url in beside])
        async with self._lane.open() as open_:
            if open_:
                await self._lane.search(evidence)
                if self._session.options.examinations:
                    await self._lane.examine(await self._evidence())
                return
        await search.try_search(self._session, self._writer, self._prober, evidence, self._seed)

    async def _front_door_of_home(self, evidence: SiteEvidence) -> None:
        """The home page may stand on another host than the one that was typed."""
        if evidence.tls(evidence.site.host) is None:
            await self._doors(evidence.site.host)
        if evidence.attempt(IPV6_PREFIX + evidence.site.home) is None:
            await self._over_ipv6(evidence.site.home)

    async def _confirm(self, draft: Draft) -> None:
        evidence = await self._evidence()
        needs = await in_thread(lambda: draft(evidence))
        if not needs:
            return
        self._progress("wait", 0, len(needs))
        await self._prober.wait_for(needs, evidence)
        in_browser = any(
            need.kind in ("search", "examination") or evidence.is_rendered(need.key)
            for need in needs
        )
        async with self._lane.open() if in_browser else contextlib.nullcontext():
            await self._prober.look_again(
                needs, evidence, lambda done, total: self._progress("confirm", done, total)
            )

    async def _picture(self) -> None:
        """A third look at dead links, and pictures, of what the second look left of the draft."""
        if self.sights is None or self._lane.missing:
            return
        evidence, choose = await self._evidence(), self.sights
        if evidence.home is None:
            return
        wanted = await in_thread(lambda: choose(evidence))
        async with self._lane.open() as open_:
            if open_:
                await self._lane.show(wanted, evidence)

    async def _evidence(self) -> SiteEvidence:
        self.save()
        return (await in_thread(lambda: open_bundle(self._writer.folder))).evidence

    def save(self) -> None:
        """Bring everything known of the run into the bundle."""
        traffic = self._session.traffic
        stopped = "interrupted" if self._interrupt.event.is_set() else self._stopped
        watch = self._session.network.watch
        hosts, offset = self._session.clocks.median()
        vantage = replace(
            self._vantage, selftest=watch.means, outages=tuple(watch.outages),
            clock_hosts=hosts, clock_offset=offset,
            browser=self._lane.version or self._vantage.browser,
            no_browser=self._lane.missing or self._vantage.no_browser,
        )  # fmt: skip
        self._writer.impact(traffic.per_host())
        self._writer.note(
            site_url=self._site_url, stage=self._stage, hosts=self._hosts, stopped=stopped,
            vantage=vantage, random_paths=self._random,
            requests=traffic.requests, bytes=traffic.bytes,
        )  # fmt: skip
        self._writer.commit()
