"""``audit indicators``: which official tables sites can be judged by."""

from __future__ import annotations

import click

from audit.cli.base import Helpful, HelpfulGroup, pass_console
from audit.cli.console import Console
from audit.language import _
from reports.i18n import system_language


@click.group(
    "indicators",
    cls=HelpfulGroup,
    help=_("Look at the indicator sets (the official tables as data)."),
    examples=("audit indicators list",),
)
def command() -> None:
    """Hold the commands about indicator sets together."""


@command.command(
    "list",
    cls=Helpful,
    help=_("List the indicator sets with version, validity and title."),
    examples=("audit indicators list",),
)
@pass_console
def show_all(console: Console, /) -> int:
    """Print a line for each set."""
    from audit.indicators.loader import available, load_set  # noqa: PLC0415 - slow to import

    lang = system_language()
    for name in available():
        found, _sha256 = load_set(name)
        until = found.valid_to or ""
        console.print(
            f"{found.id}  {found.version}  {found.valid_from}…{until}  {found.title[lang]}"
        )
    return 0
