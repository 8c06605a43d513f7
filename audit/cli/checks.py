"""``audit checks``: which checks there are, and what each one does."""

from __future__ import annotations

import difflib

import click

from audit.cli.base import Helpful, HelpfulGroup, pass_console
from audit.cli.console import Console
from audit.errors import UserError
from audit.language import _
from reports.i18n import system_language


@click.group(
    "checks",
    cls=HelpfulGroup,
    help=_("Look at the checks."),
    examples=("audit checks list", "audit checks explain broken-internal"),
)
def command() -> None:
    """Hold the commands about checks together."""


@command.command(
    "list",
    cls=Helpful,
    help=_("List the checks by family."),
    examples=("audit checks list",),
)
@pass_console
def show_all(console: Console, /) -> int:
    """Print a line for each check."""
    from checks.registry import CHECKS  # noqa: PLC0415 - the checks are slow to import

    wide = max(len(check.id) for check in CHECKS)
    for check in sorted(CHECKS, key=lambda c: (c.family, c.id)):
        console.print(f"{check.family:8}  {check.id:{wide}}  {_(check.title)}")
    return 0


@command.command(
    "explain",
    cls=Helpful,
    help=_("Explain the check ID: what it looks at, how it decides, when it does not accuse."),
    examples=("audit checks explain broken-internal",),
)
@click.argument("check_id", metavar="ID")
@pass_console
def explain(console: Console, /, check_id: str) -> int:
    """Print the check's page of the manual."""
    from audit.indicators.loader import available, lines_for, load_set  # noqa: PLC0415
    from checks.manual import page  # noqa: PLC0415 - the checks are slow to import
    from checks.registry import CHECKS  # noqa: PLC0415

    by_id = {check.id: check for check in CHECKS}
    # A finding's id carries the duty after a slash; the page is the check's.
    check = by_id.get(check_id.partition("/")[0])
    if check is None:
        near = difflib.get_close_matches(check_id, by_id, n=1)
        raise UserError(
            _("no such check: {name}").format(name=check_id),
            _("did you mean {name}?").format(name=near[0])
            if near
            else _("“audit checks list” lists all"),
        )
    console.print(page(check, _))
    console.print(f"## {_('Lines that it feeds')}\n")
    lang = system_language()
    for name in available():
        for line in lines_for(check.id, [load_set(name)[0]]):
            console.print(f"- {name} {line.id} {line.title[lang]} ({line.clause})")
    return 0
