"""``audit indicators``: which official tables sites can be judged by, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.base import Helpful, HelpfulGroup, pass_console
from audit.cli.console import Console
from audit.errors import ConfigError
from audit.exit_codes import ExitCode
from audit.language import _
from reports.i18n import system_language

if TYPE_CHECKING:
    from audit.indicators.model import IndicatorSet, Line


@click.group(
    "indicators",
    cls=HelpfulGroup,
    help=_("Look at the indicator sets (the official tables as data)."),
    examples=(
        "audit indicators list",
        "audit indicators show indicator-2019",
        "audit indicators validate province.toml",
        "audit indicators diff indicator-2019 province.toml",
    ),
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


@command.command(
    "show",
    cls=Helpful,
    help=_("Show every line of SET: clause, wording, points, thresholds, where they come from."),
    examples=("audit indicators show indicator-2019", "audit indicators show province.toml"),
)
@click.argument("name", metavar="SET")
@pass_console
def show(console: Console, /, name: str) -> int:
    """Print a paragraph for each line."""
    found, digest = _load(name)
    lang = system_language()
    console.print(f"{found.id} {found.version}  {found.title[lang]}")
    console.print(f"{found.source}  SHA-256 {digest}")
    for line in found.lines:
        console.print("")
        console.print(f"{line.id}  {_KINDS[line.kind]}  {line.title[lang]}")
        console.print(f"    {line.clause}")
        for text in (line.wording[lang], *_details(line), line.note.get(lang, "")):
            if text:
                console.print(f"    {text}")
    return 0


_KINDS = {
    "veto": _("veto"),
    "deduction": _("deduction"),
    "bonus": _("bonus"),
    "norm": _("norm without points"),
}
_ORIGINS = {
    "confirmed": _("confirmed by a source"),
    "unconfirmed": _("not confirmed by a source"),
    "project-default": _("default of this project"),
}


def _details(line: Line) -> list[str]:
    """Points, thresholds, limits of where it holds, and checks, a line each."""
    told = [
        f"{name} = {getattr(line, name):g} ({_ORIGINS[line.figure(name)]})"
        for name in ("points", "cap")
        if getattr(line, name) is not None
    ]
    for options in line.options.values():
        told += [
            f"{key} = {value} ({_ORIGINS[line.figure(key)]})" for key, value in options.items()
        ]
    for name in ("kinds", "levels", "regions", "checks"):
        if values := getattr(line, name):
            told.append(f"{name}: {', '.join(values)}")
    return told


@command.command(
    "validate",
    cls=Helpful,
    help=_("See whether the set in FILE can be used: its keys, figures, checks and their options."),
    examples=("audit indicators validate province.toml",),
)
@click.argument("name", metavar="FILE")
@pass_console
def validate(console: Console, /, name: str) -> int:
    """Say that it is in order, or what is wrong."""
    from audit.indicators.loader import SetError, options_for  # noqa: PLC0415 - slow to import
    from checks.registry import CHECKS  # noqa: PLC0415

    found, _digest = _load(name)
    try:
        fed = [check.id for check in CHECKS if options_for(check, [found]) is not None]
    except SetError as error:
        raise ConfigError(_("{name}: {fault}").format(name=name, fault=error)) from error
    console.print(
        _("{name}: in order: {lines} lines, fed by {checks} checks").format(
            name=name, lines=len(found.lines), checks=len(fed)
        )
    )
    return 0


@command.command(
    "diff",
    cls=Helpful,
    help=_("Show what set B has otherwise than set A. Ends with 1 if anything differs."),
    examples=("audit indicators diff indicator-2019 province.toml",),
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@pass_console
def diff(console: Console, /, one: str, other: str) -> int:
    """Print a line for each difference."""
    from audit.indicators.comparing import changes  # noqa: PLC0415 - slow to import

    found = changes(_load(one)[0], _load(other)[0])
    for change in found:
        values = " → ".join(value for value in (change.before, change.after) if value)
        if change.sign == "~":
            values = f"{change.before or '∅'} → {change.after or '∅'}"
        console.print(f"{change.sign} {change.place}  {values}")
    return ExitCode.FINDINGS if found else ExitCode.CLEAN


def _load(name: str) -> tuple[IndicatorSet, str]:
    from audit.indicators.loader import SetError, load_set  # noqa: PLC0415 - slow to import

    try:
        return load_set(name)
    except SetError as error:
        raise ConfigError(str(error)) from error
