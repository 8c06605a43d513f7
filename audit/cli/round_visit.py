"""``audit round visit``: a week of visits to the sites of a round."""

from __future__ import annotations

from typing import Any

import click

from audit.cli.base import Helpful, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.cli.monitor import SETTINGS
from audit.cli.rounds import load, tell_rejudged
from audit.cli.run import check_paths
from audit.cli.tables import open_store
from audit.language import _


@click.command(
    "visit",
    cls=Helpful,
    short_help=_("Visit the sites of a round for a week: do they open?"),
    help=_(
        "Visit the home pages of ROUND for the days that the table asks for, by day and by night,"
        " beside “audit round run”; then judge its runs again with what was seen. The same command"
        " goes on after a crash or Ctrl-C (“audit schedule” sees to it)."
    ),
    examples=(
        "audit round visit 2026Q4",
        "audit round visit 2026Q4 --control www.gov.cn --contact https://audit.example/",
    ),
)
@click.argument("name", metavar="ROUND")
@setting_flags(*SETTINGS, "lang", "workers")
@pass_console
def command(console: Console, /, name: str, **flags: Any) -> int:  # noqa: ANN401
    """Visit, judge, tell."""
    settings = resolved(flags).settings
    check_paths(settings)

    from audit.round.visits import visit  # noqa: PLC0415 - slow to import

    with open_store(flags) as store:
        code, done = visit(store, load(store, name), settings, console)
    return conclude(console, code) if done is None else tell_rejudged(console, done)
