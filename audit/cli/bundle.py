"""``audit bundle``: hand evidence on without personal data, and clear old evidence away."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from audit.cli.base import Helpful, HelpfulGroup, Option, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.errors import UserError
from audit.language import _


@click.group(
    "bundle",
    cls=HelpfulGroup,
    help=_("Hand on evidence, or clear it away."),
    examples=(
        "audit bundle export audit-out/RUN --out run.zip",
        "audit bundle purge --older-than 180d",
    ),
)
def command() -> None:
    """Hold the commands about bundles together."""


@command.command(
    "export",
    cls=Helpful,
    short_help=_("Write a run's evidence without personal data."),
    help=_(
        "Write the evidence of BUNDLE (the folder of one run) into a ZIP file. Numbers of persons "
        "are masked; attachments that hold some, pictures, and what could not be read are left "
        "out. export.json in it says what."
    ),
    examples=("audit bundle export audit-out/RUN --out run.zip",),
)
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--out", cls=Option, metavar="FILE", required=True, type=click.Path(path_type=Path),
    help=_("The ZIP file to write."),
)  # fmt: skip
@pass_console
def export(console: Console, /, bundle: Path, out: Path) -> int:
    """Export a bundle and say what is not in it."""
    from audit.bundles import export_run  # noqa: PLC0415 - readers are slow to import

    done = export_run(bundle, out)
    words = {
        "masked": _("personal data masked: {count}"),
        "personal": _("left out because of personal data: {count}"),
        "unread": _("left out because they could not be read: {count}"),
        "picture": _("pictures left out: {count}"),
    }
    console.print(str(out))
    console.print(_("answers of the site: {count}").format(count=done.records))
    for name, text in words.items():
        if count := done.changed.get(name):
            console.print("  " + text.format(count=count))
    return 0


@command.command(
    "purge",
    cls=Helpful,
    short_help=_("Delete old evidence; results stay."),
    help=_(
        "Delete the evidence of runs that ended longer ago: their archive of pages, what was "
        "observed, and the cache. Reports and audit.db stay. Unfinished runs are never touched."
    ),
    examples=(
        "audit bundle purge --older-than 180d",
        "audit bundle purge --older-than 26w --yes",
    ),
)
@click.option(
    "--older-than", "age", cls=Option, metavar="AGE", required=True,
    help=_("Age since the end of the run: 180d, 26w."),
)  # fmt: skip
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@setting_flags("out")
@pass_console
def purge(console: Console, /, age: str, yes: bool, **flags: Any) -> int:  # noqa: ANN401
    """Say what would go, ask, and delete it."""
    from audit import bundles  # noqa: PLC0415 - readers are slow to import
    from audit.values import parse_age  # noqa: PLC0415

    try:
        span = parse_age(age)
    except ValueError as error:
        raise UserError(f"--older-than: {error}") from error
    now = datetime.now(UTC)
    found = bundles.old_bundles(Path(resolved(flags).settings.out), span, now)
    if not found:
        console.print(_("no evidence is that old"))
        return 0
    for old in found:
        size = bundles.megabytes(old.size)
        console.print(escape(f"{old.finished:%Y-%m-%d}  {size:>10}  {old.folder}"))
    total = bundles.megabytes(sum(old.size for old in found))
    console.print(
        _("evidence of {count} runs, {size}; results and reports stay").format(
            count=len(found), size=total
        )
    )
    if not yes:
        if not sys.stdin.isatty():
            raise UserError(_("nothing was deleted"), _("to delete without being asked: --yes"))
        if not click.confirm(_("Delete it for good?")):
            console.print(_("nothing was deleted"))
            return 0
    for old in found:
        bundles.purge(old, now)
    console.print(_("deleted"))
    return 0
