"""Peak memory of a crawl that knows very many URLs.

    python -m bench.memory                    # 111,111 URLs, all fetched
    python -m bench.memory --urls 1000000     # a million known, 1,001 fetched
    python -m bench.memory --levels 6         # 1,111,111 URLs, all fetched: a quarter of an hour

nginx alone serves a tree of digits: every page carries links to its ten children ``0/`` … ``9/``,
the last level is a page without links. With ``--urls`` every page carries a thousand links, and
only as many pages are fetched as it takes: the other URLs are known and wait, which is when the
frontier is largest. Peak memory is that of the process (``ru_maxrss``).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from bench import machine
from bench.measure import ROOT, crawl_command, weigh
from bench.server import serve

FAN = 1000
"""Links of a page of the wide tree."""


def _tree(root: Path, children: int) -> None:
    """Two pages are enough: links are relative."""
    links = "".join(f'<a href="{n}/">Page {n}</a>' for n in range(children))
    (root / "node.html").write_text(f"<title>node</title>{links}", "utf-8")
    (root / "leaf.html").write_text("<title>leaf</title><p>end</p>", "utf-8")


def _places(levels: int) -> str:
    return f"""
    location ~ "^/([0-9]+/){{0,{levels - 1}}}$" {{ try_files /node.html =404; }}
    location ~ "^/([0-9]+/){{{levels}}}$" {{ try_files /leaf.html =404; }}
    """


def main() -> None:
    """Read the command line, crawl, print a table of one line."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--levels", type=int, default=5, help="of the tree that is fetched whole")
    size.add_argument("--urls", type=int, help="URLs that are known and wait")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--no-archive", action="store_true")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/memory")
    given = parser.parse_args()
    machine.private_network("bench.memory")
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    root, folder = work / "site", work / "run"
    root.mkdir(parents=True)
    folder.mkdir()
    more = {"archive": "0"} if given.no_archive else {}
    if given.urls:
        _tree(root, FAN)
        levels, known = 2, given.urls
        more["max_pages"] = str(1 + given.urls // FAN)
    else:
        _tree(root, 10)
        levels, known = given.levels, sum(10**n for n in range(given.levels + 1))
    core = machine.server_core(True)
    with serve(root, work, places=_places(levels), core=core) as server:
        command = crawl_command(
            f"{server.url}/", folder, max_depth=100, connections=given.connections, **more
        )
        weight = weigh(
            command, folder, given.limit, machine.client_core(True), log=work / "run.log"
        )
        seen = server.seen()
    stored = sum(p.stat().st_size for p in folder.rglob("evidence.db")) / 2**20
    print(machine.described())
    print("\n| URLs known | pages read | pages/s | CPU ms/page | peak MB | evidence.db MiB |")
    print("| --- | --- | --- | --- | --- | --- |")
    pages = len(seen.pages)
    cut = "" if weight.ended else " (cut off)"
    print(
        f"| {known:,} | {pages:,}{cut} | {pages / weight.wall:.0f}"
        f" | {1000 * weight.cpu / max(pages, 1):.2f} | {weight.memory:.0f} | {stored:.0f} |"
    )
    if weight.code:
        raise SystemExit(f"the crawl ended with status {weight.code}: see {work / 'run.log'}")


if __name__ == "__main__":
    main()
