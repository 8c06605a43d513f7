"""Schedules (定时任务): what a machine needs so that it runs a round by itself.

Its runs every evening, and the week of visits to its sites, which is looked after every hour: after
a crash or a reboot no more than that is lost of it.

Pure: texts only; `audit.cli.schedule` shows them before it installs anything.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
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
        command: words of the command line that runs it.
        visit: words of the command line that visits its sites.
        visit_days: that this takes.
        folder: where both are run, as settings are looked for there.
        log: file that cron appends their output to.
    """

    round_id: str
    first: date
    last: date
    at: time
    command: Sequence[str]
    visit: Sequence[str]
    visit_days: int
    folder: Path
    log: Path


def evenings(night: Night) -> list[datetime]:
    """Every start, in China Standard Time."""
    days = (night.last + RETRIES - night.first).days + 1
    return [datetime.combine(night.first + timedelta(n), night.at, SHANGHAI) for n in range(days)]


def hours(night: Night) -> list[datetime]:
    """Every moment at which the visits are to be under way, in China Standard Time."""
    first = datetime.combine(night.first, time(0, 5), SHANGHAI)
    return [first + timedelta(hours=n) for n in range(24 * night.visit_days)]


def units(night: Night) -> dict[str, str]:
    """Names and texts of the systemd units."""
    name = f"audit-round-{night.round_id}"
    evening = [f"{at:%Y-%m-%d %H:%M:%S}" for at in evenings(night)]
    hourly = sorted({f"{at:%Y-%m-%d} *:{at:%M}:00" for at in hours(night)})
    told = f"govsite-audit {night.round_id}"
    return {
        f"{name}.service": _service(told, night.command, night.folder, "oneshot"),
        f"{name}.timer": _timer(f"{told}, every evening", evening),
        f"{name}-visits.service": _service(f"{told}, visits", night.visit, night.folder, "exec"),
        f"{name}-visits.timer": _timer(f"{told}, visits go on", hourly),
    }


def _service(told: str, command: Sequence[str], folder: Path, kind: str) -> str:
    line = " ".join(map(_quoted, command))
    return f"""[Unit]
Description={told}
Wants=network-online.target
After=network-online.target

[Service]
Type={kind}
WorkingDirectory={_escaped(str(folder))}
ExecStart={line}
SuccessExitStatus=1 3
Nice=5
"""


def _timer(told: str, moments: Sequence[str]) -> str:
    lines = "\n".join(f"OnCalendar={moment} Asia/Shanghai" for moment in moments)
    return f"""[Unit]
Description={told}

[Timer]
{lines}
Persistent=true

[Install]
WantedBy=timers.target
"""


def crontab(night: Night, zone: tzinfo | None) -> str:
    """Lines for a crontab, between two marks.

    Args:
        night: what is to be run.
        zone: the machine's, by which cron goes; None for that of the system.
    """
    folder, log = shlex.quote(str(night.folder)), shlex.quote(str(night.log))
    # What still runs is left alone: the kernel lets go of a lock when its process ends.
    lock = shlex.quote(str(night.log.with_suffix(".visits.lock")))
    visit = f"flock -n {lock} {shlex.join(night.visit)}"
    rows = [
        f"{when} * " + f"cd {folder} && {command} >> {log} 2>&1".replace("%", r"\%")
        for moments, command in (
            (evenings(night), shlex.join(night.command)), (hours(night), visit),
        )
        for when in _cron_times([at.astimezone(zone) for at in moments])
    ]  # fmt: skip
    begin, end = marks(night.round_id)
    return "\n".join([begin, *rows, end]) + "\n"


def _cron_times(moments: Sequence[datetime]) -> list[str]:
    """Minute, hours, days and month of moments as cron writes them, in as few lines as can be."""
    by_day: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    # cron knows no years: in a window of more than one the same moment would stand there twice.
    for month, day, minute, hour in dict.fromkeys(
        (at.month, at.day, at.minute, at.hour) for at in moments
    ):
        by_day[month, day, minute].append(hour)
    days: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    for (month, day, minute), found in by_day.items():
        told = "*" if len(found) == 24 else ",".join(map(str, found))
        days[month, minute, told].append(day)
    return [
        f"{minute} {told} {','.join(map(str, each))} {month}"
        for (month, minute, told), each in sorted(days.items())
    ]


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
