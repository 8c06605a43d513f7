"""Run the comparison and print a table; see the package's docstring."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench import machine
from bench.crawl.corpus import Site, build
from bench.crawl.tools import TOOLS, Command, Missing, Task, Tool
from bench.crawl.truth import same
from bench.measure import ROOT, Weight, weigh
from bench.server import FAULTS, Server, serve

SHOWN = 3
"""Differences that are named."""


@dataclass(frozen=True)
class Run:
    """One run of one tool: what it took, and what the server and the bundle say of it."""

    weight: Weight
    pages: int
    requests: int
    broken: frozenset[str]

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.weight.wall


def broken_of(folder: Path) -> frozenset[str]:
    """Broken links in the bundle below a folder: the site's own, as first seen by the crawl."""
    evidence = next(folder.rglob("evidence.db"), None)
    if evidence is None:
        return frozenset()
    db = sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)
    rows = db.execute(
        "select distinct url from attempts join targets on targets.id = target_id"
        " where look = 1 and purpose = 'crawl' and internal and (status >= 400 or status = 0)"
    ).fetchall()
    db.close()
    parts = (urlsplit(url) for (url,) in rows)
    return same(p.path + (f"?{p.query}" if p.query else "") for p in parts)


class Comparison:
    """All tools on one site.

    Args:
        site: the site.
        work: folder of the benchmarks.
        pin: hold tools and server to a core each.
        limit: seconds for one run.
    """

    def __init__(self, site: Site, work: Path, *, pin: bool, limit: float) -> None:
        self._site = site
        self._work = work
        self._pin = pin
        self._limit = limit
        self.runs: dict[str, list[Run]] = {}

    def go(self, commands: dict[Tool, Command], rounds: int, slow: int) -> None:
        """Let each tool crawl the site in turn."""
        core = machine.server_core(self._pin)
        with serve(self._site.root, self._work, places=FAULTS, core=core) as server:
            for number in range(rounds):
                for tool, command in commands.items():
                    if tool.slow and number >= slow:
                        continue
                    run = self._one(tool, command, server)
                    self.runs.setdefault(tool.name, []).append(run)
                    cut = "" if run.weight.ended else ", cut off"
                    print(
                        f"round {number + 1} {tool.name}: {run.pages} pages,"
                        f" {run.weight.wall:.1f} s{cut}, status {run.weight.code}",
                        file=sys.stderr,
                    )

    def _one(self, tool: Tool, command: Command, server: Server) -> Run:
        folder = self._work / "run"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        line = command(Task(self._site, server.url + self._site.start, folder))
        server.seen()
        weight = weigh(
            line, folder, self._limit, machine.client_core(self._pin), log=self._work / "run.log"
        )
        seen = server.seen()
        # Ours is held to what it recorded, the others to what the server answered them.
        broken = broken_of(folder) if tool.stores else same(seen.broken)
        pages = same(seen.pages) & self._site.truth.pages
        return Run(weight, len(pages), seen.requests, broken)

    def differences(self, name: str) -> str:
        """How a tool's broken links differ from the truth, in words."""
        broken, truth = self.runs[name][-1].broken, self._site.truth.broken
        told = []
        for word, paths in (("missing", truth - broken), ("more", broken - truth)):
            if paths:
                some = ", ".join(sorted(paths)[:SHOWN])
                told.append(f"{len(paths)} {word}: {some}{' …' if len(paths) > SHOWN else ''}")
        return "; ".join(told) or "none"

    def table(self) -> str:
        """The Markdown table."""
        truth = self._site.truth
        first = next(iter(self.runs.values()))
        lines = [
            f"{machine.described()}; {self._site.name}: {len(truth.pages)} pages reachable,"
            f" {len(truth.broken)} broken links of {truth.targets} distinct ones",
            "",
            "| tool | rounds | pages/s | ratio | CPU s / 1000 pages | peak MB | pages | requests"
            " | broken |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for name, runs in self.runs.items():
            pairs = list(zip(first, runs, strict=False))
            ratio = median(a.rate / max(b.rate, 1e-9) for a, b in pairs)
            last = runs[-1]
            cut = "" if last.weight.ended else " (cut off)"
            lines.append(
                f"| {name} | {len(runs)} | {median(r.rate for r in runs):.0f} | {ratio:.2f}"
                f" | {median(1000 * r.weight.cpu / max(r.pages, 1) for r in runs):.2f}"
                f" | {median(r.weight.memory for r in runs):.0f} | {last.pages}{cut}"
                f" | {last.requests} | {len(last.broken)} |"
            )
        lines += ["", "ratio: our pages/s over theirs, median of pairs of one round", ""]
        lines += [f"- {name}: differences {self.differences(name)}" for name in self.runs]
        return "\n".join(lines)

    def passes(self, tools: list[Tool]) -> bool:
        """The gate: every whole run of ours found the truth, no more and no less."""
        truth = self._site.truth
        ours = [r for t in tools if t.stores for r in self.runs.get(t.name, ())]
        whole = [r for r in ours if r.weight.ended]
        return all(r.broken == truth.broken and r.pages == len(truth.pages) for r in whole)

    def save(self) -> Path:
        """Store all runs as JSON."""
        path = self._work / f"crawl-{self._site.name}.json"
        plain = {
            name: [{**dataclasses.asdict(r), "broken": sorted(r.broken)} for r in runs]
            for name, runs in self.runs.items()
        }
        path.write_text(json.dumps(plain, indent=1, ensure_ascii=False), "utf-8")
        return path


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl")
    parser.add_argument("--corpus", choices=("docs", "gov"), default="docs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, help="of tools that take minutes; as --rounds")
    parser.add_argument("--tools", nargs="*", default=[], help="names; all if none is given")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one run")
    parser.add_argument("--no-pin", action="store_true", help="hold nothing to a core")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument(
        "--corpus-folder", type=Path,
        default=Path(os.environ.get("AUDIT_CORPUS") or ROOT.parent / "shared/corpus"),
    )  # fmt: skip
    given = parser.parse_args()
    unknown = set(given.tools) - {tool.name for tool in TOOLS}
    if unknown:
        parser.error(f"no such tool: {', '.join(unknown)}; {', '.join(t.name for t in TOOLS)}")
    work = given.work.resolve()
    site = build(given.corpus, work, given.corpus_folder)
    tools = [tool for tool in TOOLS if not given.tools or tool.name in given.tools]
    commands: dict[Tool, Command] = {}
    for tool in tools:
        try:
            commands[tool] = tool.install(work / "peers")
        except Missing as error:
            print(f"{tool.name} is left out: {error}", file=sys.stderr)
    machine.private_network("bench.crawl")  # what must be fetched has been
    comparison = Comparison(site, work, pin=not given.no_pin, limit=given.limit)
    slow = given.rounds if given.slow_rounds is None else given.slow_rounds
    try:
        comparison.go(commands, given.rounds, slow)
    finally:
        if comparison.runs:
            print(comparison.table())
            print(f"\nall runs: {comparison.save()}", file=sys.stderr)
    if comparison.passes(tools):
        return 0
    print("the gate is shut: our broken links or pages are not the truth", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
