"""``audit recheck``: look again, hours later, at what a run accuses or suspects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.base import Helpful, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.language import _


@click.command(
    "recheck",
    cls=Helpful,
    short_help=_("Look once more at what a run accuses."),
    help=_(
        "Look once more, at least half an hour later, at what RUN (the folder of one run) accuses"
        " or suspects. What is seen goes into a follow-up beside it, with reports of its own; the"
        " run stays as it was. A fault that a later look does not show is unstable."
    ),
    examples=(
        "audit recheck audit-out/RUN",
        "audit recheck audit-out/RUN --timeout 30 --lang en",
    ),
)
@click.argument("run", type=click.Path(path_type=Path))
@setting_flags("lang", "fail_on", "indicators", "timeout", "delay", "nameserver", "connect_to")
@pass_console
def command(console: Console, /, run: Path, **flags: Any) -> int:  # noqa: ANN401
    """Hand the run over to the prober."""
    given = resolved(flags)

    from audit.rechecking import recheck_run  # noqa: PLC0415 - the checks are slow to import

    return conclude(console, recheck_run(run, given, console))
