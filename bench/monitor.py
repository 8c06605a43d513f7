"""Thousands of sites monitored by one process: visits on time, memory, CPU.

    python -m bench.monitor [--sites 5000] [--hours 3] [--factor 30] [--kill]

Everything runs in a network namespace that holds loopback only: a name server, nginx with an
address for each site, and a server that never answers. Of 100 sites two hang, one refuses, one
answers 502. The clock by which visits are due runs faster by ``--factor``, so that three hours take
six minutes; what a visit takes, its 15 seconds of patience included, is real time. With ``--kill``
the process is killed in the middle and begun again. In the end the database is held against the
plan.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from audit.cli.console import Console
from audit.demo.nameserver import Name, NameServer
from audit.monitor.run import Wish, monitor
from audit.settings import Settings
from audit.sites_file import read_sites
from bench import machine
from bench.measure import ROOT
from bench.server import serve
from spiders.uptime.reader import read
from tests.clock import SharedClock

HANG, REFUSE, FAIL = (3, 53), (27,), (77,)
"""Of each 100 sites those that do not open, by the last two digits of their number."""
PAGE = "<!DOCTYPE html><meta charset=utf-8><title>首页</title>" + "<p>通知公告：工作动态。" * 400
LIMIT = 1500.0
"""Seconds after which a measurement is given up."""


def address(number: int) -> str:
    """Loopback address of a site."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def url(number: int, ports: tuple[int, int]) -> str:
    """Home page of a site; ``ports`` of nginx and of the server that hangs."""
    kind = number % 100
    port = ports[1] if kind in HANG else 9 if kind in REFUSE else ports[0]
    return f"http://www.s{number}.gov.cn:{port}/{'bad/' if kind in FAIL else ''}"


async def _names_and_silence(told: multiprocessing.Queue[tuple[int, int]]) -> None:
    def lookup(name: str) -> Name | None:
        number = name.removeprefix("www.s").removesuffix(".gov.cn")
        return Name(a=(address(int(number)),)) if number.isdigit() else None

    names = NameServer(lookup)
    await names.start()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "0.0.0.0", 0, backlog=1024)
    told.put((names.port, server.sockets[0].getsockname()[1]))
    await asyncio.Event().wait()


def _helpers(told: multiprocessing.Queue[tuple[int, int]]) -> None:
    machine.more_files()
    asyncio.run(_names_and_silence(told))


def monitor_once(given: argparse.Namespace) -> None:
    """Run ``audit monitor`` in this process; tells what it took when it ends."""
    machine.more_files()
    sites, _problems = read_sites(given.work / "sites.csv")
    settings = Settings(
        out=str(given.work), allow_net=("127.0.0.0/8",), nameserver=(f"127.0.0.1:{given.names}",)
    )
    wish = Wish(
        path=given.work / "monitor.db", sites=tuple(sites), length=timedelta(hours=given.hours),
        per_day=24, seed="bench",
    )  # fmt: skip
    console = Console()
    console.quiet = True
    clock = SharedClock(given.epoch, given.factor)
    code = monitor(wish, settings, console, make_clock=lambda: clock)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {"code": code, "cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024}
    (given.work / "took.json").write_text(json.dumps(told), "utf-8")


def _child(given: argparse.Namespace, names: int, epoch: float) -> subprocess.Popen[bytes]:
    words = ["--names", str(names), "--epoch", str(epoch), "--work", str(given.work)]
    words += ["--hours", str(given.hours), "--factor", str(given.factor)]
    line = [sys.executable, "-m", "bench.monitor", "--child", *words]
    return subprocess.Popen(machine.on_core(line, machine.client_core(True)), cwd=ROOT)


def measure(given: argparse.Namespace) -> None:
    """Serve, monitor, and print what came of it."""
    shutil.rmtree(given.work, ignore_errors=True)
    root = given.work / "root"
    root.mkdir(parents=True)
    (root / "index.html").write_text(PAGE, "utf-8")
    told: multiprocessing.Queue[tuple[int, int]] = multiprocessing.Queue()
    helpers = multiprocessing.Process(target=_helpers, args=(told,), daemon=True)
    helpers.start()
    names, silent = told.get(timeout=30)
    places = "location /bad/ { return 502; }"
    with serve(
        root, given.work, places=places, core=machine.server_core(True), logged=False,
        everywhere=True,
    ) as server:  # fmt: skip
        lines = [url(number, (server.port, silent)) for number in range(given.sites)]
        (given.work / "sites.csv").write_text("\n".join(lines), "utf-8")
        epoch = time.time()
        child = _child(given, names, epoch)
        if given.kill:
            time.sleep(given.hours * 3600 / given.factor / 2)
            child.send_signal(signal.SIGKILL)
            child.wait()
            child = _child(given, names, epoch)
        child.wait(LIMIT)
    helpers.terminate()
    wall = time.time() - epoch
    report(given, wall)


def report(given: argparse.Namespace, wall: float) -> None:
    """Hold the database against the plan and print the table."""
    took = json.loads((given.work / "took.json").read_text("utf-8"))
    late: list[float] = []
    wrong: Counter[str] = Counter()
    states: Counter[str] = Counter()
    with read(given.work / "monitor.db") as campaign:
        plan = campaign.terms.plan
        for number, place in enumerate(campaign.places):
            seen = campaign.series(place).visits
            if [v.slot for v in seen] != list(range(plan.number)):
                wrong["lost or doubled"] += 1
            bad = number % 100 in (*HANG, *REFUSE, *FAIL)
            for visit in seen:
                states[visit.state] += 1
                if visit.state == "missed":
                    continue
                late.append((visit.at - plan.due(place.url, visit.slot)).total_seconds())
                if (visit.state == "failed") != bad:
                    wrong[f"{visit.state} {visit.kind}"] += 1
                elif bad and visit.vantage != "sound":
                    wrong["no proof"] += 1
        stretches = len(campaign.stretches)
    late.sort()
    made = len(late)
    size = (given.work / "monitor.db").stat().st_size
    with sqlite3.connect(given.work / "monitor.db") as db:
        longest = db.execute("select max(seconds) from visits where state = 'opened'").fetchone()[0]
    rate = given.sites * 24 / 86400
    cpu = took["cpu"] / made * (2 if stretches > 1 else 1)  # a killed process tells nothing
    rows = {
        "sites, visits planned": f"{given.sites}, {given.sites * plan.number}",
        "visits a second": f"{made / wall:.0f} ({rate:.2f} at the usual pace)",
        "states": ", ".join(f"{name} {count}" for name, count in states.most_common()),
        "lost or doubled, or judged wrong": str(dict(wrong) or 0),
        "late, ms of real time: half, 95, 99 %, most": ", ".join(
            f"{1000 * late[min(made - 1, int(share * made))] / given.factor:.0f}"
            for share in (0.5, 0.95, 0.99, 1.0)
        ),
        "longest visit that opened, s": f"{longest:.2f}",
        "CPU ms a visit": f"{1000 * cpu:.2f}",
        "share of a core, here": f"{100 * took['cpu'] / wall:.0f} %",
        "share of a core at the usual pace": f"{100 * cpu * rate:.2f} %",
        "peak memory, MB": f"{took['mb']:.0f}",
        "bytes a visit on disk": f"{size / max(1, sum(states.values())):.0f}",
        "processes (killed and begun again)": str(stretches),
    }
    print("| | |\n| --- | --- |")
    for name, value in rows.items():
        print(f"| {name} | {value} |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.monitor")
    parser.add_argument("--sites", type=int, default=5000)
    parser.add_argument("--hours", type=int, default=3)
    parser.add_argument("--factor", type=float, default=30.0)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/monitor")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--names", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--epoch", type=float, default=0.0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.work = given.work.resolve()
    if given.child:
        monitor_once(given)
        return
    if given.hours * 3600 / given.factor > LIMIT:
        parser.error("that would take too long: fewer --hours, or a larger --factor")
    machine.private_network("bench.monitor", needed=True)
    machine.more_files()
    os.environ["PYTHONPATH"] = str(ROOT)
    print(f"{machine.described()}\n", flush=True)
    measure(given)


if __name__ == "__main__":
    main()
