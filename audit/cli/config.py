"""``audit config show``: each setting with its value and where that came from."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from audit.cli.base import Helpful, HelpfulGroup, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.language import _
from audit.settings import OPTIONS


@click.group(
    "config",
    cls=HelpfulGroup,
    help=_("Look at the configuration."),
    examples=("audit config show",),
)
def command() -> None:
    """Hold the commands about configuration together."""


@command.command(
    cls=Helpful,
    help=_("Print each setting with its value and where the value came from."),
    examples=(
        "audit config show",
        "audit config show --format json",
        "AUDIT_DELAY=2 audit config show --max-pages 100",
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=_("Form of the output."),
)
@setting_flags(*(name for name in OPTIONS if name != "formats"))
@pass_console
def show(console: Console, /, form: str, **flags: Any) -> int:  # noqa: ANN401
    """Print the settings that a run with these flags would have."""
    result = resolved(flags)
    values = msgspec.to_builtins(result.settings)
    if form == "json":
        table = {
            name: {
                "value": values[name],
                "layer": result.origins[name].layer,
                "place": result.origins[name].place,
            }
            for name in OPTIONS
        }
        console.print(msgspec.json.format(msgspec.json.encode(table)).decode())
        return 0
    texts = {name: _text(values[name]) for name in OPTIONS}
    wide = max(map(len, OPTIONS))
    for name, text in texts.items():
        origin = result.origins[name]
        where = origin.place or _("default")
        console.print(f"{name:{wide}}  {escape(text) or '-'}  ({escape(where)})")
    return 0


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
