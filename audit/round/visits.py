"""The visits of a round (可用性监测): a week of them to all sites of its sample, then its verdicts.

Whether a site cannot be opened (站点无法访问) is counted over a week, by day as by night, while the
runs of a round go on in its nights: so the visits are a campaign of their own (`audit.monitor`)
beside the runs, with the round's seed. Runs are judged by it as far as it is; once it has ended,
those that were judged before are judged again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from audit.cli.console import Console
from audit.errors import ConfigError
from audit.exit_codes import ExitCode
from audit.language import _
from audit.monitor.evidence import of_round
from audit.monitor.run import Wish, monitor, rule_of
from audit.round import book
from audit.round.rejudge import Rejudged, rejudge
from audit.settings import Settings
from audit.sites_file import Site
from audit.store.store import Store
from checks.availability.tally import Rule
from spiders.clock import Clock, SystemClock

LEAST = 24
"""Visits of a site a day: one an hour, some more than the table asks for, as some get lost."""


def rule_for(settings: Settings) -> Rule:
    """The table's figures for visits.

    Raises:
        ConfigError: no indicator set in use has them.
    """
    rule = rule_of(settings)
    if rule is None:
        raise ConfigError(
            _("no indicator set in use has a line about availability"),
            _("add one: --indicators indicator-2019"),
        )
    return rule


def visit(
    store: Store,
    this: book.Round,
    settings: Settings,
    console: Console,
    *,
    make_clock: Callable[[], Clock] = SystemClock,
    length: timedelta | None = None,
) -> tuple[ExitCode, Rejudged | None]:
    """Visit the sample, or go on with it, until its time is over; then judge its runs again.

    Args:
        store: ``audit.db``.
        this: the round.
        settings: of visits and judging.
        console: where to tell progress.
        make_clock: clock by which visits are due.
        length: of the campaign; that of the table if None.

    Returns:
        How visiting ended, and what came of judging; None where a person interrupted it.

    Raises:
        UserError: something in the way that the user can mend.
    """
    rule = rule_for(settings)
    wish = Wish(
        path=Path(settings.out) / of_round(this.id),
        sites=tuple(Site(row.site.url, row.site.name) for row in book.rows(store, this.id)),
        length=length or timedelta(days=rule.days),
        per_day=max(rule.visits, LEAST),
        seed=this.seed,
    )
    code = monitor(wish, settings, console, make_clock=make_clock)
    if code is not ExitCode.CLEAN:
        return code, None
    return code, rejudge(store, this, settings, console)
