"""The engine (浏览器进程): where Chromium is, how it is started, what it weighs, how it is ended.

Its sandbox is never given up. Chromium refuses to run it for root, and Playwright would then start
it without; so root starts it through a wrapper that drops to an unprivileged user first. That the
pages really run inside the sandbox is looked up in the kernel after each start.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOBODY = 65534
"""Unprivileged user and group that root runs the browser as (nobody)."""
VERSION_SECONDS = 10.0
_PAGE = os.sysconf("SC_PAGE_SIZE")

OLDEST = 112
"""Major version from which on Chromium runs whole without a window (``--headless=new``)."""

Unavailable = Literal["off", "none", "no-setpriv", "no-sandbox", "old", "failed"]
"""Why there is no browser: switched ``off``; ``none`` is installed; root cannot drop privileges;
the kernel refuses the sandbox; it is too ``old``; it does not start."""


class NoBrowser(Exception):
    """No browser can be had on this machine, or none that is protected.

    Attributes:
        reason: see `Unavailable`.
        detail: the program's own words.
    """

    def __init__(self, reason: Unavailable, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Unavailable = reason
        self.detail = detail


class Process(Struct, frozen=True):
    """A process as the kernel lists it.

    Attributes:
        group: its process group.
        began: when it was started, in ticks since the machine was: with the number it tells a
            process from a later one that was given the same number.
    """

    pid: int
    parent: int
    group: int
    began: int


def find(setting: str = "auto") -> str:
    """Path of the browser to use.

    Args:
        setting: ``auto`` for the first one installed, else the path of one.

    Raises:
        NoBrowser: there is none.
    """
    if setting == "off":
        raise NoBrowser("off")
    if setting != "auto":
        if os.access(setting, os.X_OK):
            return setting
        raise NoBrowser("none", setting)
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        raise NoBrowser("none")
    return found


def is_old(browser: str) -> str:
    """What a browser that does not start says of itself, if it is too old; else empty."""
    try:
        told = subprocess.run(  # noqa: S603 - the program that the operator chose
            [browser, "--version"], capture_output=True, timeout=VERSION_SECONDS, text=True,
            check=False,
        ).stdout  # fmt: skip
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    major = re.search(r"(\d+)\.\d+", told)
    return told.strip()[:100] if major is not None and int(major[1]) < OLDEST else ""


def wrapper(folder: Path, browser: str) -> Path:
    """Write the program that starts the browser; its process id appears in ``folder/pid``.

    Args:
        folder: a folder of our own that the browser's user may not write.
        browser: path of the browser.

    Raises:
        NoBrowser: we are root and cannot drop privileges.
    """
    lines = ["#!/bin/sh", f"echo $$ > {shlex.quote(str(folder / 'pid'))}"]
    start = ""
    if os.geteuid() == 0:
        drop = shutil.which("setpriv")
        if drop is None:
            raise NoBrowser("no-setpriv")
        # Playwright makes the profile, and removes it; the user that we drop to has to own it.
        lines += [
            'for word in "$@"; do',
            "  case $word in --user-data-dir=*) profile=${word#*=} ;; esac",
            "done",
            f'chown -R {NOBODY}:{NOBODY} "$profile"',
            'export HOME="$profile" XDG_CONFIG_HOME="$profile" XDG_CACHE_HOME="$profile"',
            'export TMPDIR="$profile"',  # what a killed browser leaves behind goes with it
        ]
        start = f"{shlex.quote(drop)} --reuid={NOBODY} --regid={NOBODY} --clear-groups "
    lines.append(f'exec {start}{shlex.quote(browser)} "$@"')
    script = folder / "browser"
    script.write_text("\n".join(lines) + "\n", "utf-8")
    script.chmod(0o755)
    return script


def identify(pid: int) -> Process:
    """A process that we started, for `tree` and `kill`.

    Raises:
        ProcessLookupError: it is gone, or it cannot be one of ours.
    """
    found = _process(Path(f"/proc/{pid}")) if pid > 1 else None
    if found is None or pid == os.getpid():
        raise ProcessLookupError(pid)
    return found


def tree(root: Process) -> list[int]:
    """A process and all that descend from it; none where it is gone.

    Of its process group only those count that were started after it: some leave the tree.
    """
    if root.pid <= 1:  # everything descends from these
        return []
    listed = {p.pid: p for folder in Path("/proc").iterdir() if (p := _process(folder))}
    if listed.get(root.pid, root).began != root.began:
        return []  # the number was given to somebody else
    found = {
        p.pid
        for p in listed.values()
        if p.began >= root.began and root.pid in (p.pid, p.group, p.parent)
    }
    grown = True
    while grown:
        more = {p.pid for p in listed.values() if p.parent in found} - found
        found |= more
        grown = bool(more)
    return [] if os.getpid() in found else sorted(found)  # ours never holds ourselves


def _process(folder: Path) -> Process | None:
    if not folder.name.isdigit():
        return None
    with suppress(OSError, ValueError, IndexError):
        # The name in brackets may hold anything; what follows it is plain.
        fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return Process(int(folder.name), int(fields[1]), int(fields[2]), int(fields[19]))
    return None


def memory(pids: list[int]) -> int:
    """Bytes that processes have for themselves, and the most that one of them shares."""
    own, shared = 0, 0
    for pid in pids:
        with suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{pid}/statm").read_text("ascii").split()
            resident, common = int(fields[1]), int(fields[2])
            own += resident - common
            shared = max(shared, common)
    return (own + shared) * _PAGE


def sandboxed(pids: list[int]) -> bool:
    """Whether all processes that show pages are locked in: own process space, filtered calls."""
    pages = [pid for pid in pids if b"--type=renderer" in _command(pid)]
    return bool(pages) and all(_locked(pid) for pid in pages)


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _locked(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8", "replace")
    except OSError:
        return False
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    spaces = len(lines.get("NSpid", "").split())
    return lines.get("Seccomp", "").strip() == "2" and spaces > _depth()


def _depth() -> int:
    """How many process spaces this process is in itself, as in a container."""
    status = Path("/proc/self/status").read_text("utf-8", "replace")
    line = next((x for x in status.splitlines() if x.startswith("NSpid:")), "")
    return len(line.split()) - 1


def kill(root: Process) -> None:
    """End a browser with all its processes at once."""
    for pid in tree(root):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
