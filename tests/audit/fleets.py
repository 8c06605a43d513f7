"""Lists of sites to audit in the tests: on loopback, by the machine's clock or a fast one."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.config import Origin, Resolved
from audit.fleet.run import audit_sites
from audit.sites_file import read_sites
from tests.audit.test_runner import ROOT, portal, settings
from tests.clock import FastClock
from tests.web.internet import Internet

FLAGS = ("connect_to", "nameserver", "ca_file", "out", "delay", "timeout", "workers", "indicators")
TABLE = ("indicator-2019",)


def healthy(net: Internet, *names: str, pages: dict[str, Any] | None = None) -> None:
    """Sites with nothing to look at twice, so that nobody waits a minute by the machine's clock."""
    for name in names:
        net.site(name, pages or portal(), http="redirect", aaaa=("2e00:9901::9",))


def listed(folder: Path, names: list[str]) -> Path:
    path = folder / "sites.txt"
    path.write_text("\n".join(names))
    return path


def audit(net: Internet, folder: Path, *, resume: bool = False, **changes: Any) -> int:
    """Audit the list in a folder, a minute lasting a second."""
    given = replace(
        settings(net, folder / "out"),
        workers=2,
        indicators=TABLE,
        ignore=("norms", "columns"),
        **changes,
    )
    (folder / "out").mkdir(exist_ok=True)
    file = folder / "sites.txt"
    sites, problems = read_sites(file)
    assert not problems
    resolved = Resolved(given, {name: Origin("flag") for name in FLAGS})
    return audit_sites(file, sites, resolved, Console(), resume=resume, make_clock=FastClock)


def begin(
    net: Internet, folder: Path, *more: str, files: int | None = None, output: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """The same from the command line, by the machine's clock; ``files`` it may have open."""
    command = [
        sys.executable, "-m", "audit", "run", "--sites", str(folder / "sites.txt"),
        "--delay", "0", "--workers", "2", "--nameserver", net.nameserver, "--ca-file",
        str(net.ca_file), "--out", str(folder / "out"), "--as-of", "2026-11-22",
        "--indicators", "indicator-2019", "--ignore", "norms", "--ignore", "columns",
        *(f"--connect-to={m}" for m in net.connect_to), *more,
    ]  # fmt: skip
    if files is not None:
        command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    return subprocess.Popen(
        command, cwd=folder, env=dict(os.environ, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8"),
        stdout=output, stderr=output, text=True, preexec_fn=_mind_hang_ups,  # noqa: PLW1509
    )  # fmt: skip


def _mind_hang_ups() -> None:
    """Undo what nohup may have done to the tests: the program then ignores hang-ups, too."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def stored(folder: Path) -> dict[str, tuple[int, int]]:
    """Host → partial and exit code of the newest run, from the database."""
    with closing(sqlite3.connect(folder / "out" / "audit.db")) as db:
        rows = db.execute(
            "select host, partial, exit_code from runs join sites on sites.id = site_id"
            " order by runs.rowid"
        )
        return {host: (partial, code) for host, partial, code in rows}


def wait_for(happened: Callable[[], object], child: subprocess.Popen[str] | None = None) -> None:
    while not happened():
        if child is not None and child.poll() is not None:
            pytest.fail(f"ended with {child.returncode}: {child.communicate()[1]}")
        time.sleep(0.01)


def records(folder: Path) -> list[Path]:
    return list((folder / "out").glob("sites-*.json"))


def read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux tells the end of a pseudo-terminal so
        return b""


def free(lock: Path) -> bool:
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
