"""``audit schedule``: run a round every evening without anybody at the keyboard."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.base import Helpful, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.cli.rounds import load
from audit.cli.tables import open_store, write_file
from audit.errors import UserError
from audit.language import _
from audit.values import parse_window

if TYPE_CHECKING:
    from audit.schedule import Night

UNITS = Path(".config/systemd/user")
"""Folder of a user's units, from the home folder."""


@click.command(
    "schedule",
    cls=Helpful,
    short_help=_("Have the machine run a round every evening."),
    help=_(
        "Print the systemd timers (or with --cron the crontab lines) that run ROUND on every"
        " evening of its window, and on three more for what could not be seen, and that visit its"
        " sites in the first week. --install shows them, asks, and puts them in."
    ),
    examples=("audit schedule 2026Q4", "audit schedule 2026Q4 --cron --install"),
)
@click.argument("name", metavar="ROUND")
@click.option("--cron", is_flag=True, help=_("Lines for a crontab instead of a systemd timer."))
@click.option("--install", is_flag=True, help=_("Put them in, after asking."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@setting_flags("out")
@pass_console
def command(
    console: Console, /, name: str, cron: bool, install: bool, yes: bool, **flags: Any  # noqa: ANN401
) -> int:  # fmt: skip
    """Print the texts; put them in only if a person says so."""
    from audit import schedule  # noqa: PLC0415

    night = _night(name, flags)
    if cron:
        lines = schedule.crontab(night, None)
        console.print(lines.rstrip())
    else:
        units = schedule.units(night)
        for unit, text in units.items():
            console.print(f"# ~/{UNITS}/{unit}\n{text}")
    if not install:
        console.note(_("nothing was installed; --install puts it in"))
        return 0
    if not yes:
        if not sys.stdin.isatty():
            raise UserError(_("nothing was installed"), _("to install without being asked: --yes"))
        if not click.confirm(_("Install this?")):
            console.print(_("nothing was installed"))
            return 0
    if cron:
        _install_cron(lines, night.round_id)
    else:
        _install_units(units)
    console.print(_("installed"))
    return 0


def _night(name: str, flags: dict[str, Any]) -> Night:
    from audit.round.visits import rule_for  # noqa: PLC0415 - slow to import
    from audit.schedule import Night  # noqa: PLC0415

    with open_store(flags) as store:
        this = load(store, name)
    start = parse_window(this.hours).start if this.hours else 22 * 60
    settings = resolved(flags).settings
    out = Path(settings.out).resolve()
    shared = ("--no-progress", "--out", str(out))
    return Night(
        round_id=this.id, first=date.fromisoformat(this.window_from),
        last=date.fromisoformat(this.window_to), at=time(start // 60, start % 60),
        command=(*_program_words(), "round", "run", this.id, *shared),
        visit=(*_program_words(), "round", "visit", this.id, *shared),
        visit_days=rule_for(settings).days,
        folder=Path.cwd(), log=out / f"round-{this.id}.log",
    )  # fmt: skip


def _program_words() -> tuple[str, ...]:
    """This program: its script if it is installed, or the module, as in a folder of its source."""
    script = Path(sys.executable).with_name("audit")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "audit")


def _install_cron(lines: str, round_id: str) -> None:
    from audit.schedule import put_in  # noqa: PLC0415

    program = _program("crontab")
    listed = subprocess.run([program, "-l"], capture_output=True, text=True, check=False)  # noqa: S603
    before = listed.stdout if listed.returncode == 0 else ""
    _run([program, "-"], put_in(before, lines, round_id))


def _install_units(units: dict[str, str]) -> None:
    program = _program("systemctl")
    folder = Path.home() / UNITS
    folder.mkdir(parents=True, exist_ok=True)
    for unit, text in units.items():
        write_file(folder / unit, text.encode())
    _run([program, "--user", "daemon-reload"])
    timers = [unit for unit in units if unit.endswith(".timer")]
    _run([program, "--user", "enable", "--now", *timers])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        other = (
            _("the crontab lines: --cron")
            if name == "systemctl"
            else _("the timer: without --cron")
        )
        raise UserError(_("this machine has no {program}").format(program=name), other)
    return found


def _run(words: list[str], text: str = "") -> None:
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = escape((done.stderr or done.stdout).strip().replace("\n", " "))
        raise UserError(
            _("{command} failed: {reason}").format(command=" ".join(words), reason=reason)
        )
