"""``audit decide``: what a person rules on one finding."""

from __future__ import annotations

from typing import Any

import click

from audit.cli.base import Helpful, pass_console, setting_flags
from audit.cli.console import Console, escape
from audit.cli.tables import open_store
from audit.errors import UserError
from audit.language import _

ACTIONS = {
    "confirm": ("confirmed", _("It is a fault.")),
    "dismiss": ("dismissed", _("It is none.")),
    "rectified": ("rectified", _("It has been mended since.")),
    "appealed": ("appealed", _("The agency objects; it is not published until confirmed again.")),
    "replied": ("replied", _("The agency answered its notice; the answer is the reason.")),
}
"""Flag → what is kept, and its help."""


def _flags(command: Any) -> Any:  # noqa: ANN401 - a decorator of click
    for flag, (_action, text) in reversed(ACTIONS.items()):
        command = click.option(f"--{flag}", flag, is_flag=True, help=text)(command)
    return command


@click.command(
    "decide",
    cls=Helpful,
    short_help=_("Rule on a finding of a round."),
    help=_(
        "Say what FINDING (its number in “audit review list”) is. What people say is kept for good:"
        " a later word counts, none is erased. If the evidence changes, the finding is open again."
    ),
    examples=(
        "audit decide 4711 --confirm --by 张敏 --reason 当场打开仍为404",
        "audit decide 4711 --dismiss --by 李强 --reason 该栏目已并入另一栏目",
    ),
)
@click.argument("finding", type=int)
@_flags
@click.option("--by", "who", required=True, metavar="NAME", help=_("Who says so."))
@click.option("--reason", default="", metavar="TEXT", help=_("Why."))
@setting_flags("out")
@pass_console
def command(console: Console, /, finding: int, who: str, reason: str, **given: Any) -> int:  # noqa: ANN401
    """Keep the word, and say where the finding stands."""
    chosen = [flag for flag in ACTIONS if given.pop(flag)]
    if len(chosen) != 1:
        names = ", ".join(f"--{flag}" for flag in ACTIONS)
        raise UserError(_("say one of {names}").format(names=names), _("see: audit decide --help"))

    from audit.decisions import desk, sheet  # noqa: PLC0415 - slow to import

    with open_store(given) as store:
        item = desk.find(store, finding)
        action = ACTIONS[chosen[0]][0]
        desk.say(store, item, action, who=who, reason=reason)  # type: ignore[arg-type]
        item = desk.find(store, finding)
    site, row = item.site.row.site, item.ruled.row
    console.print(escape(f"{item.id}  {site.name}  {row['message']}  → {sheet.state_word(item)}"))
    return 0
