"""``audit check``: judge a stored bundle again, without the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from audit.cli.base import JUDGING, Helpful, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.language import _


@click.command(
    "check",
    cls=Helpful,
    short_help=_("Judge stored evidence again."),
    help=_("Judge the evidence in BUNDLE (the folder of one run) again, without the network."),
    examples=(
        "audit check audit-out/RUN",
        "audit check audit-out/RUN --indicators disclosure-2018 --fail-on veto",
        "audit check audit-out/RUN --indicators census-2015 --kind portal",
        "audit check audit-out/RUN --indicators disclosure-2018 --reference policies.csv",
        "audit check audit-out/RUN --select links --ignore broken-external",
    ),
)
@click.argument("bundle", type=click.Path(path_type=Path))
@setting_flags("fail_on", "lang", "formats", "monitor", "reference", *JUDGING)
@pass_console
def command(console: Console, /, bundle: Path, **flags: Any) -> int:  # noqa: ANN401
    """Hand the bundle over to the judges."""
    given = resolved(flags)
    settings = given.settings
    if given.origins["formats"].layer == "default":
        settings = replace(settings, formats=("json",))

    from audit.runner import check_command  # noqa: PLC0415 - the checks are slow to import

    return conclude(console, check_command(bundle, settings, console))
