"""Where a crawl's time goes, by py-spy (``pip install py-spy``).

    python -m bench.crawl.profile                # our crawl of the documentation site
    python -m bench.crawl.profile --tool bare --corpus gov --seconds 30

Prints the functions in which most samples lie (self), then those with most samples in all that they
call (whole). py-spy stops the program for each sample: the shares are good, the pace is not.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from bench import machine
from bench.crawl.corpus import build
from bench.crawl.tools import TOOLS, Task
from bench.measure import ROOT
from bench.server import FAULTS, serve

_FRAME = re.compile(r"^(.*) \((.*?)(?::\d+)?\)$")


def shares(raw: str) -> tuple[Counter[str], Counter[str], int]:
    """Samples by function, in itself and with all it calls, from py-spy's raw format."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    total = 0
    for line in raw.splitlines():
        stack, _, number = line.rpartition(" ")
        count = int(number)
        frames = [_function(frame) for frame in stack.split(";")]
        total += count
        own[frames[-1]] += count
        whole.update(dict.fromkeys(frames, count))
    return own, whole, total


def _function(frame: str) -> str:
    """A frame without its line, so that a function is one row."""
    match = _FRAME.match(frame)
    return f"{match[1]} ({match[2]})" if match else frame


def table(raw: str, rows: int) -> str:
    """Two Markdown tables: functions by their own time, and by the time of all they call."""
    own, whole, total = shares(raw)
    lines = [f"{total} samples", ""]
    for title, order in (("self", own), ("whole", whole)):
        lines += [f"| by {title} | self % | whole % |", "| --- | --- | --- |"]
        inner = ((n, c) for n, c in order.most_common() if whole[n] < 0.95 * total)
        for name, _ in islice(inner, rows):
            mine, all_ = 100 * own[name] / total, 100 * whole[name] / total
            lines.append(f"| {name} | {mine:.1f} | {all_:.1f} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl.profile")
    parser.add_argument("--corpus", choices=("docs", "gov"), default="docs")
    parser.add_argument("--tool", choices=("ours", "ours, no archive", "bare"), default="ours")
    parser.add_argument("--seconds", type=int, default=120, help="stop sampling after this long")
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--native", action="store_true", help="show functions of C libraries too")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--corpus-folder", type=Path, default=ROOT.parent / "shared/corpus")
    given = parser.parse_args()
    spy = shutil.which("py-spy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if spy is None:
        raise SystemExit("py-spy is missing: pip install py-spy")
    site = build(given.corpus, given.work.resolve(), given.corpus_folder)
    machine.private_network("bench.crawl.profile")
    tool = next(t for t in TOOLS if t.name == given.tool)
    work = given.work.resolve() / "profile"
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "run"
    folder.mkdir(parents=True)
    raw = work / "profile.raw"
    with serve(site.root, work, places=FAULTS, core=machine.server_core(True)) as server:
        command = tool.install(work / "peers")(Task(site, server.url + site.start, folder))
        options = ["-r", "200", "-f", "raw", "-o", str(raw), "-d", str(given.seconds)]
        native = ["--native"] if given.native else []
        env = dict(os.environ, PYTHONPATH=str(ROOT), SCRAPY_SETTINGS_MODULE="spiders.settings")
        line = machine.on_core(
            [spy, "record", *options, *native, "--", *command], machine.client_core(True)
        )
        subprocess.run(
            line, env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    print(table(raw.read_text("utf-8"), given.rows))


if __name__ == "__main__":
    main()
