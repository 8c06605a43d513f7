"""Two crawls on two cores: how far it scales, and what limits it.

    python -m bench.cores

The documentation site is crawled by one process and by two (each its own copy of the site, at its
own address), the server always sharing the cores as the system likes. Beside the pace stands what
each side took of the processor a page: if client and server together take all that there is, the
processor is the limit, and the last column says what share of it the server had.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import machine
from bench.crawl.corpus import build
from bench.crawl.tools import CONNECTIONS
from bench.measure import ROOT, crawl_command
from bench.server import FAULTS, Server, serve


@dataclass(frozen=True)
class Round:
    """Some crawls side by side: seconds, processor seconds of clients and server, idle share."""

    wall: float
    clients: float
    server: float
    idle: float


def _idle() -> float:
    """Seconds that the machine's cores have been idle or waiting for the disk, all together."""
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def side_by_side(server: Server, work: Path, start: str, count: int) -> Round:
    """Crawl so many copies at the same time, each process held to a core of its own."""
    folder = work / "run"
    shutil.rmtree(folder, ignore_errors=True)
    env = dict(os.environ, PYTHONPATH=str(ROOT), SCRAPY_SETTINGS_MODULE="spiders.settings")
    before, idle, began = server.cpu(), _idle(), time.monotonic()
    running = []
    for number in range(count):
        out = folder / str(number)
        out.mkdir(parents=True)
        url = f"http://127.1.0.{number + 1}:{server.port}{start}"
        command = crawl_command(url, out, connections=CONNECTIONS)
        core = machine.CORES[number % len(machine.CORES)]
        running.append(
            subprocess.Popen(
                machine.on_core(command, core), env=env, cwd=out,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
    taken = 0.0
    for process in running:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        taken += usage.ru_utime + usage.ru_stime
        if process.returncode:
            raise SystemExit(f"a crawl ended with status {process.returncode}")
    wall = time.monotonic() - began
    idle = (_idle() - idle) / (wall * (os.cpu_count() or 1))
    return Round(wall, taken, server.cpu() - before, idle)


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.cores")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--corpus-folder", type=Path, default=ROOT.parent / "shared/corpus")
    given = parser.parse_args()
    site = build("docs", given.work.resolve(), given.corpus_folder)
    machine.private_network("bench.cores", needed=True)
    work = given.work.resolve() / "cores"
    work.mkdir(exist_ok=True)
    rounds: dict[int, list[Round]] = {count: [] for count in given.processes}
    with serve(site.root, work, places=FAULTS, everywhere=True, logged=False) as server:
        for _ in range(given.rounds):
            for count, done in rounds.items():
                done.append(side_by_side(server, work, site.start, count))
                print(f"{count} processes: {done[-1].wall:.1f} s", file=sys.stderr)
    pages = len(site.truth.pages)
    print(f"{machine.described()}\n")
    print(
        "| processes | pages/s | times one | client CPU ms/page | server CPU ms/page"
        " | machine idle % | server's share of what was used % |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    first = rounds[given.processes[0]]
    for count, done in rounds.items():
        total = pages * count
        faster = median(
            (count * a.wall) / (given.processes[0] * b.wall)
            for a, b in zip(first, done, strict=True)
        )
        print(
            f"| {count} | {median(total / r.wall for r in done):.0f} | {faster:.2f}"
            f" | {median(1000 * r.clients / total for r in done):.2f}"
            f" | {median(1000 * r.server / total for r in done):.2f}"
            f" | {median(100 * r.idle for r in done):.0f}"
            f" | {median(100 * r.server / (r.server + r.clients) for r in done):.0f} |"
        )


if __name__ == "__main__":
    main()
