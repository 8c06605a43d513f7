"""``audit monitor unit``: the file that lets a machine keep a campaign going by itself."""

from __future__ import annotations

import getpass
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

_PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")

SERVICE = """\
[Unit]
Description=Availability of websites, by audit monitor
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
User={user}
WorkingDirectory={folder}
ExecStart={command}
Restart=on-failure
RestartSec=30
# 2: a wrong option or file, or another process has the campaign: another start would not help.
RestartPreventExitStatus=2
# 130: stopped in good order.
SuccessExitStatus=130

[Install]
WantedBy=multi-user.target
"""

CRON = """\
# flock lets a second one go at once while the first runs; after a reboot or a crash it goes on.
*/5 * * * * cd {folder} && flock -n {lock} {command} >>{log} 2>&1
"""


def program() -> list[str]:
    """The command line of this program, without arguments."""
    found = shutil.which("audit", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-m", "audit"]


def service(arguments: Sequence[str], folder: Path) -> str:
    """A systemd service that makes a campaign, also over crashes and reboots (systemd.service(5)).

    Args:
        arguments: of ``audit monitor``.
        folder: where it runs.
    """
    line = " ".join(_systemd(word) for word in (*program(), "monitor", *arguments))
    place = str(folder).replace("%", "%%")
    return SERVICE.format(user=getpass.getuser(), folder=place, command=line)


def cron(arguments: Sequence[str], folder: Path) -> str:
    """The same as a line of a crontab (crontab(5): a percent sign is a line break there)."""
    line = CRON.format(
        folder=shlex.quote(str(folder)),
        command=shlex.join((*program(), "monitor", "--quiet", *arguments)),
        lock="monitor.cron",
        log="monitor.log",
    )
    return line.replace("%", r"\%")


def _systemd(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'
