"""Schedules (定时任务): what a machine needs so that it runs a round every evening by itself.

Pure: texts only; `audit.cli.schedule` shows them before it installs anything.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from msgspec import Struct

from audit.values import SHANGHAI

RETRIES = timedelta(days=3)
"""Days after the window on which sites that could not be seen are tried again."""


class Night(Struct, frozen=True, kw_only=True):
    """When and how a round is to be run.

    Attributes:
        round_id: ``2026Q4``.
        first, last: days of its window, China Standard Time.
        at: time of the day, China Standard Time.
        command: words of the command line.
        folder: where it is run, as settings are looked for there.
        log: file that cron appends its output to.
    """

    round_id: str
    first: date
    last: date
    at: time
    command: Sequence[str]
    folder: Path
    log: Path


def evenings(night: Night) -> list[datetime]:
    """Every start, in China Standard Time."""
    days = (night.last + RETRIES - night.first).days + 1
    return [datetime.combine(night.first + timedelta(n), night.at, SHANGHAI) for n in range(days)]


def units(night: Night) -> dict[str, str]:
    """Names and texts of the systemd units."""
    name = f"audit-round-{night.round_id}"
    moments = "\n".join(
        f"OnCalendar={at:%Y-%m-%d %H:%M:%S} Asia/Shanghai" for at in evenings(night)
    )
    command = " ".join(map(_quoted, night.command))
    return {
        f"{name}.service": f"""[Unit]
Description=govsite-audit {night.round_id}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_escaped(str(night.folder))}
ExecStart={command}
SuccessExitStatus=1 3
Nice=5
""",
        f"{name}.timer": f"""[Unit]
Description=govsite-audit {night.round_id}, every evening

[Timer]
{moments}
Persistent=true

[Install]
WantedBy=timers.target
""",
    }


def crontab(night: Night, zone: tzinfo | None) -> str:
    """Lines for a crontab, between two marks.

    Args:
        night: what is to be run.
        zone: the machine's, by which cron goes; None for that of the system.
    """
    starts = [at.astimezone(zone) for at in evenings(night)]
    command = " ".join(map(shlex.quote, night.command))
    folder, log = shlex.quote(str(night.folder)), shlex.quote(str(night.log))
    line = f"cd {folder} && {command} >> {log} 2>&1".replace("%", r"\%")
    rows = []
    for at in sorted({(s.month, s.minute, s.hour) for s in starts}):
        month, minute, hour = at
        days = [s.day for s in starts if (s.month, s.minute, s.hour) == at]
        rows.append(f"{minute} {hour} {','.join(map(str, days))} {month} * {line}")
    begin, end = marks(night.round_id)
    return "\n".join([begin, *rows, end]) + "\n"


def marks(round_id: str) -> tuple[str, str]:
    """The lines between which a round stands in a crontab."""
    return f"# govsite-audit {round_id} begin", f"# govsite-audit {round_id} end"


def put_in(before: str, lines: str, round_id: str) -> str:
    """A crontab with the lines of a round in place of those that stood there."""
    begin, end = marks(round_id)
    kept, inside = [], False
    for line in before.splitlines():
        inside = inside or line == begin
        if not inside:
            kept.append(line)
        inside = inside and line != end
    return "".join(f"{line}\n" for line in kept) + lines


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word as systemd reads it."""
    text = _escaped(word).replace("$", "$$")
    if text and not set(text) & set(" \t\"'\\;"):
        return text
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
