"""``audit report``: print the reports of a stored bundle again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.base import JUDGING, Helpful, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.language import _


@click.command(
    "report",
    cls=Helpful,
    short_help=_("Write the reports of a run again."),
    help=_(
        "Write the reports of BUNDLE (the folder of one run) again, without the network; by the"
        " tables that the run was begun with, where none are named."
    ),
    examples=(
        "audit report audit-out/RUN",
        "audit report audit-out/RUN --lang en",
        "audit report audit-out/RUN --format csv --format junit",
    ),
)
@click.argument("bundle", type=click.Path(path_type=Path))
@setting_flags("lang", "formats", "monitor", "reference", *JUDGING)
@pass_console
def command(console: Console, /, bundle: Path, **flags: Any) -> int:  # noqa: ANN401
    """Hand the bundle over to the printers."""
    found = resolved(flags)

    from audit.runner import report_command  # noqa: PLC0415 - templates are slow to import

    named = found.origins["indicators"].layer != "default"
    return report_command(bundle, found.settings, console, own_sets=not named)
