"""Run the comparison and print the confusion table; see the package's docstring."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from audit.demo.serve import Ports
from bench import machine
from bench.crawl.tools import Missing
from bench.links.site import HOME, Target, declare, hubs, serve, without_tls
from bench.links.tools import ENVIRONMENT, TOOLS, Said, Task, Tool
from bench.measure import ROOT
from checks.facts.urls import normal
from tests.web.internet import Internet

MOST_MISSED = 0.01
"""Share of the broken targets that ours may miss."""
_RESOLVED = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'


def key(url: str) -> str:
    """One spelling for what tools print of an address."""
    return unquote(normal(url.partition("#")[0]), errors="replace").rstrip("/")


@dataclass(frozen=True)
class Outcome:
    """What one tool made of the targets: numbers of `Target.kind` in each cell."""

    seconds: float
    found: Counter[str]
    doubted: Counter[str]
    missed: Counter[str]
    accused: Counter[str]
    suspected: Counter[str]


def judge(said: Said, targets: list[Target], seconds: float) -> Outcome:
    """Hold what a tool said against the labels."""
    broken, doubtful = ({key(url) for url in urls} for urls in (said.broken, said.doubtful))
    cells: dict[str, Counter[str]] = {
        name: Counter() for name in ("found", "doubted", "missed", "accused", "suspected")
    }
    for target in targets:
        name = key(target.url)
        if name in broken:
            cell = "found" if target.broken else "accused"
        elif name in doubtful:
            cell = "doubted" if target.broken else "suspected"
        else:
            cell = "missed" if target.broken else ""
        if cell:
            cells[cell][target.kind] += 1
    return Outcome(seconds, **cells)


def run(tool: Tool, work: Path, limit: float) -> Outcome:
    """Let one tool look at a fresh site."""
    folder = work / "links"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n", "ascii")
    site = declare()
    site.spare(tool.spared)
    with Internet(Ports(80, 443, 53)) as net, without_tls():
        serve(net, site)
        base = HOME.rstrip("/")
        authority = folder / "ca.pem"  # where a tool that gives up its rights can read it, too
        authority.write_bytes(net.ca_file.read_bytes())
        task = Task(HOME, tuple(base + path for path in hubs(site)), folder, authority)
        command = ["unshare", "--mount", "sh", "-c", _RESOLVED, str(resolver)]
        command += tool.command(work / "peers", task)
        ca = str(authority)
        env = {**os.environ, **ENVIRONMENT, "SSL_CERT_FILE": ca, "NODE_EXTRA_CA_CERTS": ca}
        began = time.monotonic()
        with (folder / "said.txt").open("wb") as said, (folder / "log.txt").open("wb") as log:
            try:
                subprocess.run(command, check=False, stdout=said, stderr=log, env=env, cwd=folder,
                               timeout=limit)  # fmt: skip
            except subprocess.TimeoutExpired:
                print(f"{tool.name}: cut off after {limit:.0f} s", file=sys.stderr)
    seconds = time.monotonic() - began
    text = (folder / "said.txt").read_text("utf-8", "replace")
    return judge(tool.read(folder, text), site.targets, seconds)


def table(outcomes: dict[str, Outcome], targets: list[Target]) -> str:
    """The confusion table in Markdown, and what was told wrong by kind."""
    broken = sum(target.broken for target in targets)
    sound = len(targets) - broken
    lines = [
        f"{machine.described()}; {len(targets)} targets: {broken} broken, {sound} sound",
        "",
        "| tool | broken called so | handed to a person | missed | sound accused"
        " | sound handed to a person | s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, o in outcomes.items():
        lines.append(
            f"| {name} | {o.found.total()} | {o.doubted.total()} | {o.missed.total()}"
            f" | {o.accused.total()} | {o.suspected.total()} | {o.seconds:.0f} |"
        )
    for name, o in outcomes.items():
        lines += ["", f"{name}:"]
        spared = next(tool.spared for tool in TOOLS if tool.name == name)
        if spared:
            lines.append(f"- left out, as it ends on them: {', '.join(sorted(spared))}")
        for word in ("doubted", "missed", "accused", "suspected"):
            counts: Counter[str] = getattr(o, word)
            if counts:
                kinds = ", ".join(f"{kind} {n}" for kind, n in counts.most_common())
                lines.append(f"- {word}: {kinds}")
    return "\n".join(lines)


def _stored(work: Path) -> dict[str, Outcome]:
    """What tools made of the site when they were run before."""
    found = {}
    for tool in TOOLS:
        path = work / f"links-{tool.name}.json"
        if path.is_file():
            row = json.loads(path.read_text("utf-8"))
            cells = {k: Counter(v) for k, v in row.items() if k != "seconds"}
            found[tool.name] = Outcome(row["seconds"], **cells)
    return found


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.links")
    parser.add_argument("--tools", nargs="*", default=[], help="names; all if none is given")
    parser.add_argument("--stored", action="store_true", help="show earlier runs of others, too")
    parser.add_argument("--limit", type=float, default=1800.0, help="seconds for one tool")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    given = parser.parse_args()
    unknown = set(given.tools) - {tool.name for tool in TOOLS}
    if unknown:
        parser.error(f"no such tool: {', '.join(unknown)}; {', '.join(t.name for t in TOOLS)}")
    work = given.work.resolve()
    tools = [tool for tool in TOOLS if not given.tools or tool.name in given.tools]
    for tool in list(tools):
        try:  # what must be fetched is fetched before the network is gone
            task = Task(HOME, (), work, work)
            work.mkdir(parents=True, exist_ok=True)
            tool.command(work / "peers", task)
        except Missing as error:
            print(f"{tool.name} is left out: {error}", file=sys.stderr)
            tools.remove(tool)
    machine.private_network("bench.links", needed=True)
    outcomes = {}
    for tool in tools:
        outcome = outcomes[tool.name] = run(tool, work, given.limit)
        print(f"{tool.name}: {outcome.seconds:.0f} s", file=sys.stderr)
        stored = work / f"links-{tool.name}.json"
        cells = {f.name: getattr(outcome, f.name) for f in dataclasses.fields(outcome)}
        stored.write_text(json.dumps(cells, indent=1), "utf-8")
    targets = declare().targets
    shown = {**(_stored(work) if given.stored else {}), **outcomes}
    print(table({t.name: shown[t.name] for t in TOOLS if t.name in shown}, targets))
    ours = outcomes.get("ours")
    if ours is None:
        return 0
    broken = sum(target.broken for target in targets)
    if not ours.accused and ours.missed.total() <= MOST_MISSED * broken:
        return 0
    print("the gate is shut: ours accuses what is sound, or misses too much", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
