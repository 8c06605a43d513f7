"""``audit demo``: audit a fictional province on this machine, without the network."""

from __future__ import annotations

from typing import Any

import click

from audit.cli.base import Helpful, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.cli.run import check_paths
from audit.language import _


@click.command(
    "demo",
    cls=Helpful,
    short_help=_("Try it out on a fictional province, without the network."),
    help=_(
        "Serve a fictional province of three portals on this machine, audit them, and say where"
        " the reports are."
    ),
    examples=("audit demo", "audit demo --lang en --out demo-out"),
)
@setting_flags("out", "lang")
@pass_console
def command(console: Console, /, **flags: Any) -> int:  # noqa: ANN401
    """Hand over to the demonstration."""
    settings = resolved(flags).settings
    check_paths(settings)

    from audit.demo.run import demo  # noqa: PLC0415 - Scrapy is slow to import

    code = demo(settings, console)
    # 0 means that the portals' faults were found: "no findings" would be the wrong word for it.
    return conclude(console, code) if code else code
