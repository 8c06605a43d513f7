"""Running a program and weighing it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.machine import on_core
from spiders.options import CrawlOptions

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Weight:
    """What a program took.

    Attributes:
        wall: seconds.
        cpu: processor seconds, of the user and in the kernel.
        memory: largest resident size in MB of it or of one of its children.
        ended: it came to its own end and was not stopped at the limit.
        code: its exit status.
    """

    wall: float
    cpu: float
    memory: float
    ended: bool
    code: int


def weigh(
    command: list[str], folder: Path, limit: float, core: int | None, *, log: Path | None = None
) -> Weight:
    """Run a command to its end, or stop it at the limit.

    Args:
        command: program with arguments; our own modules and Scrapy's settings are found.
        folder: where it runs.
        limit: seconds.
        core: core that it is held to.
        log: file for what it says; nothing is kept without one.
    """
    env = dict(os.environ, PYTHONPATH=str(ROOT), SCRAPY_SETTINGS_MODULE="spiders.settings")
    with (log or Path(os.devnull)).open("wb") as said:
        began = time.monotonic()
        process = subprocess.Popen(
            on_core(command, core), env=env, cwd=folder, stdout=said, stderr=said
        )
        ended = True
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() - began > limit + 10:
                process.kill()
            elif time.monotonic() - began > limit:
                ended = False
                process.terminate()
                time.sleep(0.5)
            time.sleep(0.01)
        wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Weight(wall, cpu, usage.ru_maxrss / 1024, ended, process.returncode)


def crawl_command(url: str, out: Path, **options: object) -> list[str]:
    """Command line of our crawl as any Scrapy user would give it, on loopback and unhurried by us.

    Args:
        url: home page.
        out: folder for the run's folder.
        options: further options of the crawl; those it does not have are left out.
    """
    given = {"allow_net": "127.0.0.0/8", "delay": 0, "max_pages": 10_000_000, "max_time": 86400,
             "max_targets": 10_000_000, "out": out, **options}  # fmt: skip
    known = {"out", *crawl_options()}
    parts = [part for k, v in given.items() if k in known for part in ("-a", f"{k}={v}")]
    return [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"site={url}", *parts]


def crawl_options() -> frozenset[str]:
    """Names of the options that the crawl has."""
    return frozenset(CrawlOptions.__struct_fields__)
