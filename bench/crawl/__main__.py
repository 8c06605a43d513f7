"""Run the comparison and print a table; see the package's docstring."""

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

from bench.crawl.corpus import Site, build
from bench.crawl.server import Seen, Server, serve
from bench.crawl.tools import TOOLS, Command, Tool

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One run of one tool: seconds, CPU seconds, peak memory in MB, what the server saw."""

    wall: float
    cpu: float
    memory: float
    seen: Seen


def measure(command: list[str], server: Server, limit: float) -> Run:
    """Run a command to its end, or stop it at the limit (seconds)."""
    env = dict(os.environ, PYTHONPATH=str(ROOT), SCRAPY_SETTINGS_MODULE="spiders.settings")
    server.seen()
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while True:
        done, _, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() - began > limit:
            process.terminate()
        time.sleep(0.02)
    wall = time.monotonic() - began
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, server.seen())


def compare(site: Site, work: Path, names: list[str], rounds: int, limit: float) -> None:
    """Let each tool crawl the site in turn, and print medians and ratios."""
    tools = [tool for tool in TOOLS if not names or tool.name in names]
    commands: dict[str, Command] = {tool.name: tool.install(work / "peers") for tool in tools}
    listed = sorted("/" + str(p.relative_to(site.root)) for p in site.root.rglob("*.html"))
    (work / "urls.txt").write_text("\n".join(listed), "utf-8")
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    with serve(site.root, work) as server:
        for number in range(rounds):
            for tool in tools:
                folder = work / "run"
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                run = measure(commands[tool.name](server.url, folder), server, limit)
                runs[tool.name].append(run)
                print(f"round {number + 1} {tool.name}: {run.wall:.1f} s", file=sys.stderr)
    table(tools, runs, site)


def table(tools: list[Tool], runs: dict[str, list[Run]], site: Site) -> None:
    """Print the Markdown table."""
    first = tools[0].name
    print(f"\n{site.pages} pages; planted faults: {len(site.planted)}\n")
    print(
        "| tool | pages/s | ratio | CPU s / 1000 pages | peak MB | pages | broken | planted found |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for tool in tools:
        mine = runs[tool.name]
        rate = median(r.seen.pages / r.wall for r in mine)
        pairs = zip(runs[first], mine, strict=True)
        ratio = median((a.seen.pages / a.wall) / max(b.seen.pages / b.wall, 1e-9) for a, b in pairs)
        cpu = median(1000 * r.cpu / max(r.seen.pages, 1) for r in mine)
        memory = median(r.memory for r in mine)
        last = mine[-1].seen
        found = len(last.broken & site.planted)
        print(
            f"| {tool.name} | {rate:.0f} | {ratio:.2f} | {cpu:.2f} | {memory:.0f} | {last.pages}"
            f" | {len(last.broken)} | {found} of {len(site.planted)} |"
        )
    print("\nratio: our pages/s over theirs, median of pairs of one round.")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--tools", nargs="*", default=[], help="names; all if none is given")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one run")
    given = parser.parse_args()
    compare(build(given.work), given.work.resolve(), given.tools, given.rounds, given.limit)


if __name__ == "__main__":
    main()
