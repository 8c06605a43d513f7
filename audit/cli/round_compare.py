"""``audit round compare``: a round beside the one before it."""

from __future__ import annotations

from typing import Any

import click

from audit.cli.base import Helpful, pass_console, setting_flags
from audit.cli.console import Console, escape
from audit.cli.rounds import load
from audit.cli.tables import open_store, show
from audit.errors import UserError
from audit.language import _
from reports.i18n import system_language


@click.command(
    "compare",
    cls=Helpful,
    short_help=_("Compare a round with the one before it."),
    help=_(
        "Show ROUND beside the round before it: pass rates by region, kind and level, sites that"
        " improved or relapsed, those that failed before, and what was mended. Where other"
        " versions judged, it says so instead of a number."
    ),
    examples=("audit round compare 2026Q4", "audit round compare 2026Q4 --findings"),
)
@click.argument("name", metavar="ROUND")
@click.option(
    "--findings", is_flag=True, help=_("Also each finding that is new, mended or there again.")
)
@setting_flags("out")
@pass_console
def command(console: Console, /, name: str, findings: bool, **flags: Any) -> int:  # noqa: ANN401
    """Print the tables and the counts."""
    from audit.round import compare_tables  # noqa: PLC0415 - slow to import
    from audit.round.result import round_result  # noqa: PLC0415

    with open_store(flags) as store:
        this = load(store, name).id
        result = round_result(store, this, public=False, lang=system_language())
    if result.previous is None:
        raise UserError(
            _("{round}: no round before it to compare with").format(round=this),
            _("how far it is: audit round status {round}").format(round=this),
        )
    console.print(_("{round} beside {before}").format(round=this, before=result.previous.id))
    for table in compare_tables.tables(result, findings=findings):
        console.print()
        console.print(table.title)
        if table.rows:
            show(console, table.heads, table.rows)
        else:
            console.print(table.empty)
    console.print()
    for line in compare_tables.lines(result):
        console.print(escape(line))
    return 0
