"""``audit monitor``: visit home pages for a week, and say how often they did not open."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from audit.cli.base import (
    Helpful,
    HelpfulGroup,
    conclude,
    pass_console,
    resolved,
    setting_flags,
)
from audit.cli.console import Console
from audit.cli.run import check_paths, read_list
from audit.errors import UserError
from audit.language import _

SETTINGS = (
    "control", "out", "indicators", "contact", "user_agent", "ignore_robots", "at_once",
    "connect_to", "nameserver", "allow_net",
)  # fmt: skip
"""Settings that visits depend on."""
MOST_VISITS = 288
"""Visits a day at most: one in five minutes."""
_FILES = ("sites", "campaign", "maintenance", "out")
_SPAN = re.compile(r"(\d{1,4})\s*([hdw])", re.I | re.A)


def _span(text: str) -> timedelta:
    match = _SPAN.fullmatch(text.strip())
    hours = int(match[1]) * {"h": 1, "d": 24, "w": 168}[match[2].lower()] if match else 0
    if not 1 <= hours <= 92 * 24:
        raise UserError(
            _("{place}: {reason}").format(
                place="--for",
                reason=_("not a time like 12h, 7d or 2w: {text}").format(text=repr(text)),
            )
        )
    return timedelta(hours=hours)


def campaign_options(command: Any) -> Any:  # noqa: ANN401 - a decorator of click
    """What a campaign is made with."""
    for option in reversed(
        (
            click.option(
                "--sites", default=None, metavar="FILE",
                help=_("A list of sites: a CSV file with a column “url” or “网址”, or one address a"
                       " line. Left out: go on with the campaign in the file."),
            ),
            click.option(
                "--for", "span", default=None, metavar="TIME",
                help=_("How long to visit: 7d, 2w. [default: 7d]"),
            ),
            click.option(
                "--visits", default=None, metavar="N", type=int,
                help=_("Visits of each site a day, at spread times. [default: 24]"),
            ),
            click.option(
                "--campaign", default=None, metavar="FILE",
                help=_("The campaign's database. [default: monitor.db in --out]"),
            ),
            click.option(
                "--maintenance", default=None, metavar="FILE",
                help=_("Announced maintenance, CSV or TOML: visits in it do not count. Left out:"
                       " [[maintenance]] of audit.toml."),
            ),
            click.option(
                "--seed", default=None, metavar="TEXT",
                help=_("From which the times of all visits follow. [default: by chance]"),
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(
    "monitor",
    cls=HelpfulGroup,
    invoke_without_command=True,
    short_help=_("Visit home pages for a week: how often do they not open?"),
    help=_(
        "Visit the home pages of a list of sites, at spread times, as the table counts (a week, 20"
        " visits a day or more, 15 seconds, 5 %). The same command goes on with the campaign after"
        " a crash, a restart or Ctrl-C."
    ),
    examples=(
        "audit monitor --sites sites.csv --for 7d --visits 24",
        "audit monitor --sites sites.csv --control www.gov.cn --maintenance announced.csv",
        "audit monitor report",
        "audit monitor unit --sites sites.csv",
    ),
)
@campaign_options
@setting_flags(*SETTINGS)
@pass_console
def command(console: Console, /, **flags: Any) -> int | None:  # noqa: ANN401
    """Check what was asked for, then hand over to the monitor."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        given = [name for name, value in flags.items() if value not in (None, ())]
        if given:
            raise UserError(
                _("options stand behind “{command}”").format(
                    command=f"audit monitor {context.invoked_subcommand}"
                )
            )
        return None
    wish, settings = _wish(flags, console)

    from audit.monitor.run import monitor  # noqa: PLC0415 - slow to import

    return int(monitor(wish, settings, console))


def _wish(flags: dict[str, Any], console: Console) -> Any:  # noqa: ANN401 - types are slow to import
    """What was asked for, and the settings."""
    asked = {name: flags.pop(name) for name in
             ("sites", "span", "visits", "campaign", "maintenance", "seed")}  # fmt: skip
    settings = resolved(flags).settings
    check_paths(settings)
    visits = asked["visits"]
    if visits is not None and not 1 <= visits <= MOST_VISITS:
        raise UserError(
            _("{place}: {reason}").format(
                place="--visits",
                reason=_("must be from 1 to {most}: {text}").format(most=MOST_VISITS, text=visits),
            )
        )
    span = _span(asked["span"]) if asked["span"] is not None else None
    sites = tuple(read_list(Path(asked["sites"]), console)) if asked["sites"] is not None else None

    from audit.monitor.evidence import NAME  # noqa: PLC0415 - slow to import
    from audit.monitor.run import Wish  # noqa: PLC0415 - slow to import

    path = Path(asked["campaign"]) if asked["campaign"] else Path(settings.out) / NAME
    if not path.parent.is_dir():
        raise UserError(_("{folder}: there is no such folder").format(folder=path.parent))
    wish = Wish(
        path=path, sites=sites, length=span, per_day=visits, seed=asked["seed"],
        maintenance=Path(asked["maintenance"]) if asked["maintenance"] else None,
    )  # fmt: skip
    return wish, settings


@command.command(
    "report",
    cls=Helpful,
    short_help=_("Say how often the sites did not open."),
    help=_(
        "Print how a campaign stands, also while it goes on, and write its report (HTML, JSON)"
        " beside CAMPAIGN. Left out, that is monitor.db in --out."
    ),
    examples=(
        "audit monitor report",
        "audit monitor report audit-out/monitor.db --lang en",
        "audit monitor report --maintenance announced.csv",
    ),
)
@click.argument("campaign", required=False, type=click.Path(path_type=Path))
@click.option(
    "--maintenance", default=None, metavar="FILE", type=click.Path(path_type=Path),
    help=_("Announced maintenance, instead of what the campaign knows of."),
)  # fmt: skip
@setting_flags("out", "lang", "indicators")
@pass_console
def report(
    console: Console,
    /,
    campaign: Path | None,
    maintenance: Path | None,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Hand the campaign over to the report."""
    settings = resolved(flags).settings

    from audit.monitor.evidence import NAME  # noqa: PLC0415 - slow to import
    from audit.monitor.report import report_command  # noqa: PLC0415

    path = campaign or Path(settings.out) / NAME
    return conclude(console, report_command(path, maintenance, settings, console))


@command.command(
    "unit",
    cls=Helpful,
    short_help=_("Print a systemd service, or a cron line, that makes a campaign."),
    help=_(
        "Print a systemd service that makes the campaign described by the options, and goes on"
        " with it after a crash or a reboot; with --cron a line for a crontab."
    ),
    examples=(
        "audit monitor unit --sites sites.csv",
        "audit monitor unit --cron --sites sites.csv --control www.gov.cn",
    ),
)
@click.option("--cron", is_flag=True, help=_("A line for a crontab instead."))
@campaign_options
@setting_flags(*SETTINGS)
@pass_console
def unit(console: Console, /, cron: bool, **flags: Any) -> int:  # noqa: ANN401
    """See that the options are sound, and print the file."""
    from audit.monitor import unit as units  # noqa: PLC0415 - its name is the command's

    words: list[str] = []
    for name, value in flags.items():
        flag = "--" + {"span": "for"}.get(name, name).replace("_", "-")
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                shown = str(Path(one).resolve()) if name in _FILES else str(one)
                words += [flag, shown]
    _wish(dict(flags), console)
    make = units.cron if cron else units.service
    console.print(make(words, Path.cwd()).rstrip())
    return 0
