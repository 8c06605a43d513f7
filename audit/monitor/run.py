"""``audit monitor``: begin a campaign of visits, or go on with it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from audit import __version__
from audit.cli.console import Console, escape
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.indicators.loader import SetError, options_for
from audit.interrupt import Interrupt
from audit.judging import load_sets
from audit.language import _
from audit.monitor.maintenance import read_windows
from audit.runner import check_room, crawl_options, recorded
from audit.settings import Settings
from audit.sites_file import Site, digest
from audit.values import SHANGHAI
from checks.availability.site_unreachable import site_unreachable
from checks.availability.tally import Rule
from spiders.bundle.lock import InUseError
from spiders.bundle.storage import StorageError
from spiders.clock import Clock, SystemClock
from spiders.session import Session
from spiders.uptime.campaign import (
    Campaign,
    CampaignError,
    Terms,
    Window,
    is_new,
    set_windows,
)
from spiders.uptime.monitor import Monitor, Standing
from spiders.uptime.plan import Plan

BEAT = 600.0
"""Seconds between two lines of progress where there is no terminal."""
CONNECT_SHARE = 2 / 3
"""Share of a visit's patience that a connection may take: the rest is for the other address."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a person asked for; None where nothing was said.

    Attributes:
        path: the campaign's file.
        sites: of the list.
        length: how long it is to last.
        per_day: visits a day.
        seed: of the times of visits.
        maintenance: file of announced windows.
    """

    path: Path
    sites: tuple[Site, ...] | None = None
    length: timedelta | None = None
    per_day: int | None = None
    seed: str | None = None
    maintenance: Path | None = None


def rule_of(settings: Settings) -> Rule | None:
    """The table's figures, as the indicator sets have them; None if none has the line."""
    try:
        rules = (options_for(site_unreachable, [s.model]) for s in load_sets(settings.indicators))
        return next((rule for rule in rules if rule is not None), None)
    except SetError as error:
        raise UserError(str(error)) from error


def monitor(
    wish: Wish,
    settings: Settings,
    console: Console,
    *,
    make_clock: Callable[[], Clock] = SystemClock,
    patience: float | None = None,
) -> ExitCode:
    """Visit until the campaign has ended or a person stops it.

    Args:
        wish: what was asked for; what is left out is the campaign's, or the default.
        settings: run settings.
        console: where to speak.
        make_clock: clock by which visits are due.
        patience: seconds that a visit waits, instead of the table's.

    Raises:
        UserError: something in the way that the user can mend.
    """
    check_room(wish.path.parent)
    windows = read_windows(wish.maintenance, Path.cwd())
    rule = rule_of(settings)
    clock = make_clock()
    with storing(wish.path):
        campaign = _campaign(wish, settings, rule, clock, patience)
        try:
            if windows is not None:
                set_windows(wish.path, windows)
                _tell_strangers(campaign, windows, console)
            _tell_terms(campaign, rule, settings, console)
            code = asyncio.run(_visit(campaign, settings, console, clock))
            if code is ExitCode.CLEAN:
                campaign.seal()
        finally:
            campaign.close()
    console.close()
    if code is ExitCode.CLEAN:
        console.note(_("the campaign has ended"))
    else:
        console.note(_("interrupted; the same command goes on with the campaign"))
    console.print(_("report: {command}").format(command=f"audit monitor report {wish.path}"))
    return code


@contextmanager
def storing(path: Path, hint: str = "") -> Iterator[None]:
    """Tell what a campaign's file may be in the way of, in the user's language.

    Args:
        path: the file.
        hint: what to do if it is none.

    Raises:
        UserError: the file is in use, not ours, or cannot be written.
    """
    try:
        yield
    except InUseError as error:
        holder = dict.fromkeys(("pid", "host", "since"), "?") | error.holder
        raise UserError(
            _("{file}: the campaign is under way: process {pid} on {host}").format(
                file=path, pid=holder["pid"], host=holder["host"]
            ),
            _("leave it to that process, or end it; for another campaign: --campaign FILE"),
        ) from error
    except CampaignError as error:
        raise UserError(
            _(error.message).format(**error.values),
            hint or _("name another file with --campaign"),
        ) from error
    except StorageError as error:
        raise UserError(
            _("visits cannot be written: {reason}").format(reason=error),
            _("make room or allow writing; then the same command goes on"),
            code=ExitCode.INTERNAL,
        ) from error


def _campaign(
    wish: Wish, settings: Settings, rule: Rule | None, clock: Clock, patience: float | None
) -> Campaign:
    """The campaign in the file, or a new one."""
    if not is_new(wish.path):
        campaign = Campaign(wish.path)
        try:
            _same(wish, campaign.terms)
        except BaseException:
            campaign.close()
            raise
        return campaign
    if wish.sites is None:
        raise UserError(
            _("{file}: no campaign to go on with").format(file=wish.path),
            _("begin one: audit monitor --sites FILE"),
        )
    plan = Plan(
        seed=wish.seed or secrets.token_hex(8),
        start=clock.now(),
        length=wish.length or timedelta(days=7),
        per_day=wish.per_day or 24,
    )
    terms = Terms(
        plan=plan,
        patience=patience or (rule.seconds if rule is not None else 15.0),
        list=digest(list(wish.sites)),
        tool_version=__version__,
        options=recorded(settings),
    )
    return Campaign(wish.path, terms, [(site.url, site.name) for site in wish.sites])


def _same(wish: Wish, terms: Terms) -> None:
    """See that a command asks for the campaign that its file holds.

    Raises:
        UserError: it asks for another one.
    """
    plan = terms.plan
    asked: Sequence[tuple[str, object, object]] = (
        ("--sites", digest(list(wish.sites)) if wish.sites is not None else None, terms.list),
        ("--for", wish.length, plan.length),
        ("--visits", wish.per_day, plan.per_day),
        ("--seed", wish.seed, plan.seed),
    )
    for flag, value, has in asked:
        if value is not None and value != has:
            raise UserError(
                _("{file}: holds a campaign with another {flag}").format(file=wish.path, flag=flag),
                _("go on with that one: audit monitor --campaign {file}; or begin another:"
                  " --campaign OTHER").format(file=wish.path),
            )  # fmt: skip


async def _visit(
    campaign: Campaign, settings: Settings, console: Console, clock: Clock
) -> ExitCode:
    patience = campaign.terms.patience
    options = replace(
        crawl_options(settings), timeout=patience, connect_timeout=patience * CONNECT_SHARE
    )
    session = Session(options, clock)
    teller = _Teller(console, clock)
    monitor = Monitor(
        campaign, session, clock,
        at_once=settings.at_once, on_tick=teller.tick, on_outage=teller.outage,
    )  # fmt: skip
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            work = asyncio.create_task(monitor.run())

            def stop() -> None:
                work.cancel()

            interrupt.then(stop)
            try:
                for host in await monitor.vantage.silent():
                    console.note(
                        _("control host {host} does not answer now: see that it is the right one")
                        .format(host=escape(host))
                    )  # fmt: skip
                await work
            except asyncio.CancelledError:
                if not interrupt.event.is_set():
                    raise
                return ExitCode.INTERRUPTED
    finally:
        session.close()
    return ExitCode.CLEAN


def _tell_terms(
    campaign: Campaign, rule: Rule | None, settings: Settings, console: Console
) -> None:
    """Say what is about to be done, and what will come of it."""
    plan = campaign.terms.plan
    terms = _("{sites} sites, {visits} visits a day each, {start} to {end} (China Standard Time)")
    console.note(
        terms.format(
            sites=len(campaign.places), visits=plan.per_day, start=_local(plan.start),
            end=_local(plan.end),
        )
    )  # fmt: skip
    if rule is not None and (plan.per_day < rule.visits or plan.length < timedelta(days=rule.days)):
        console.note(
            _("the table asks for {days} days of {visits} visits at least: this campaign can give"
              " interim results only").format(days=rule.days, visits=rule.visits)
        )  # fmt: skip
    if len(campaign.places) < 3 and not settings.control:
        console.note(
            _("with so few sites name a control host (--control): else a failure may be our own"
              " network's, and is not counted")
        )  # fmt: skip


def _tell_strangers(campaign: Campaign, windows: Sequence[Window], console: Console) -> None:
    known = {place.host.removeprefix("www.") for place in campaign.places} | {"*"}
    strange = sorted({w.site for w in windows if w.site.removeprefix("www.") not in known})
    if strange:
        console.note(
            _("maintenance is announced for sites that are not in this campaign: {sites}").format(
                sites=escape(", ".join(strange[:10]))
            )
        )


class _Teller:
    """Tells the console how far a campaign is."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
        self._beat = float("-inf")

    def tick(self, standing: Standing) -> None:
        """Once a second."""
        now = asyncio.get_running_loop().time()
        if not self._console.has_terminal and now - self._beat < BEAT:
            return
        self._beat = now
        words = [_("failing now: {count}").format(count=standing.failing)]
        if standing.missed:
            words.append(_("not made: {count}").format(count=standing.missed))
        if standing.latest > 60:
            words.append(_("late by {seconds:.0f} s").format(seconds=standing.latest))
        if standing.down:
            words.append(_("our own network is down"))
        self._console.progress(_("visits"), standing.due, standing.total, " · ".join(words))

    def outage(self, lost: tuple[datetime, datetime] | None) -> None:
        """Our network was lost, or is back."""
        if lost is None:
            self._console.note(
                _("{time}: our own network does not answer: visits wait until it is back").format(
                    time=_local(self._clock.now())
                )
            )
        else:
            self._console.note(
                _("{time}: our own network is back").format(time=_local(self._clock.now()))
            )


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
