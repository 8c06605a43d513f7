"""Run the measurements of many sites and print a table; see the package's docstring."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

from bench import machine
from bench.many.fleet import LARGEST, SMALLEST, STEADY_PAGES, Way
from bench.measure import ROOT
from bench.server import serve

TINY, TYPICAL = 60, 26 * 1024
"""Bytes of a page: nearly none, and as many as real documentation has on average."""
WORDS = "各县级人民政府，市政府有关部门：现将有关事项通知如下，请认真贯彻执行。"


def _site(root: Path, pages: int, size: int) -> None:
    """A home page with links to all others; each of them leads back, and has a text of a size."""
    root.mkdir(parents=True)
    links = "".join(f'<li><a href="{n}.html">第{n}号通知</a></li>' for n in range(1, pages))
    (root / "index.html").write_text(f"<meta charset=utf-8><title>首页</title>{links}", "utf-8")
    # A page of the typical size has as many links as real ones have.
    beside = "".join(f'<a href="{n}.html">第{n}号通知</a>' for n in range(1, min(pages, 57)))
    text = "".join(f"<p>{WORDS}</p>" for _ in range(max(0, size - len(beside) * 2) // 110))
    body = beside + text if size > TINY else '<a href="./">首页</a>'
    for n in range(1, pages):
        page = f"<meta charset=utf-8><title>第{n}号通知</title>{body}"
        (root / f"{n}.html").write_text(page, "utf-8")


def _fleet(work: Path, root: Path, *more: str) -> dict[str, float]:
    """Serve a folder, let a process of its own crawl it, and return what that tells."""
    out = work / "run"
    shutil.rmtree(out, ignore_errors=True)
    with serve(root, work, core=machine.server_core(True), logged=False, everywhere=True) as server:
        command = [sys.executable, "-m", "bench.many.fleet", *more, "--port", str(server.port)]
        line = machine.on_core([*command, "--out", str(out)], machine.client_core(True))
        done = subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    shutil.rmtree(out, ignore_errors=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def steady(given: argparse.Namespace, work: Path) -> None:
    """800 sites that never end."""
    print(
        "| way | sites | bytes/page | requests/s | core % | CPU ms/request | MB | KB/site"
        " | CPU ms to open a site | loop late at worst, ms | files |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in (TINY, TYPICAL):
        root = work / f"steady-{size}"
        shutil.rmtree(root, ignore_errors=True)
        _site(root, STEADY_PAGES, size)
        for sites in given.sites or [800]:
            more = ["steady", "--sites", str(sites), "--seconds", str(given.seconds)]
            told = _fleet(work, root, *more, "--way", given.way)
            print(
                f"| {given.way} | {sites} | {size} | {told['rate']:.0f} | {100 * told['share']:.0f}"
                f" | {1000 * told['cpu']:.2f} | {told['mb']:.0f} | {1000 * told['site_mb']:.0f}"
                f" | {1000 * told['opened']:.1f} | {1000 * told['worst']:.0f}"
                f" | {told['files']:.0f} |",
                flush=True,
            )


def portals(given: argparse.Namespace, work: Path) -> None:
    """Small portals from start to end, more and more of them."""
    root = work / "portals"
    shutil.rmtree(root, ignore_errors=True)
    for pages in range(SMALLEST, LARGEST + 1):
        _site(root / str(pages), pages, given.bytes)
    print(
        f"politeness alone: {LARGEST} s for the largest portal; stretch: a site's time over its own"
    )
    print(
        "\n| way | sites | pages | seconds | requests/s | core % | MB | stretch, middle"
        " | 95 of 100 | loop late at worst, ms |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for sites in given.sites or [100, 200, 400, 800, 1600]:
        told = _fleet(work, root, "portals", "--sites", str(sites), "--way", given.way)
        print(
            f"| {given.way} | {sites} | {told['pages']:.0f} | {told['wall']:.1f}"
            f" | {told['rate']:.0f} | {100 * told['share']:.0f} | {told['mb']:.0f}"
            f" | {told['middle']:.2f} | {told['late']:.2f} | {1000 * told['worst']:.0f} |",
            flush=True,
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.many")
    parser.add_argument("what", choices=("steady", "portals"))
    parser.add_argument("--sites", type=int, nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=30.0, help="of the steady measurement")
    parser.add_argument("--bytes", type=int, default=TINY, help="of a portal's page")
    parser.add_argument("--way", choices=tuple(get_args(Way)), default="engine")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/many")
    given = parser.parse_args()
    if given.what == "portals" and given.way == "fetch":
        parser.error("--way fetch never comes to an end: it is for the steady measurement")
    machine.private_network("bench.many", needed=True)
    machine.more_files()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    print(f"{machine.described()}\n")
    (steady if given.what == "steady" else portals)(given, work)


if __name__ == "__main__":
    main()
