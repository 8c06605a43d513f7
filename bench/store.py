"""The bundle's writer alone: rows a second, and bytes an edge.

    python -m bench.store

Writes what a crawl of many pages would, through the writer's own methods and without any network:
each page with half of its links to the site's few columns, under ever the same words, and half to
articles, mostly its neighbours, each under its own title. Bytes an edge are those of the links'
table with its indices; all in, those of the whole database. Three runs: targets, anchors and links
alone; attempts as well, with archived bodies of 1 KiB; and the same with bodies of 8 KiB.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import sqlite3
import time
from pathlib import Path

from bench import machine
from bench.measure import ROOT
from checks.facts.types import Link
from spiders.bundle.writer import GROUP, BundleWriter, RunInfo
from spiders.exchange import Exchange

HOST = "http://www.example.gov.cn"
COLUMNS = tuple(f"{HOST}/col/col{n}/index.html" for n in range(60))
NAMES = tuple(f"政务公开栏目{n}" for n in range(60))
AT = datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC)
BLOCK = 2000
"""Pages that are prepared at a time."""


def _article(number: int) -> str:
    return f"{HOST}/art/2026/1/{number % 28 + 1}/art_{number % 60}_{number}.html"


def _links(page: int, count: int, pages: int) -> list[Link]:
    """Links as a page of a portal has them: columns, articles nearby, and one from far away."""
    half = count // 2
    columns = [((page + i) % len(COLUMNS)) for i in range(half)]
    articles = [*((page + i) % pages for i in range(1, count - half)), page * 7919 % pages]
    return [
        *(Link(COLUMNS[n], NAMES[n], "page", "nav") for n in columns),
        *(Link(_article(n), f"关于第{n}号事项的通知", "page") for n in articles),
    ]


def write(writer: BundleWriter, pages: int, links: int, body: int) -> float:
    """Write pages with their links; returns processor seconds.

    Args:
        writer: an open bundle.
        pages: how many.
        links: of each.
        body: bytes that are archived of each; 0 for links alone, without attempts.
    """
    html = ("<title>通知</title><p>" + "本通知自发布之日起施行。" * 1000).encode()[: body - 8]
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")]
    taken = 0.0
    for first in range(0, pages, BLOCK):
        block = range(first, min(first + BLOCK, pages))
        # What reading makes is made before the clock runs.
        prepared = [_links(page, links, pages) for page in block]
        answers = [
            Exchange(
                _article(page), AT, 0.2, 0.01, 0.02, 0.0, 0.1, 200, "HTTP/1.1 200 OK", headers,
                b"%8d" % page + html, address="192.0.2.1",
            )
            for page in block
        ]  # fmt: skip
        began = time.process_time()
        for page, its_links, answer in zip(block, prepared, answers, strict=True):
            source, _ = writer.target(answer.url, internal=True, depth=3)
            if body:
                writer.exchange(source, answer)
            writer.links(
                source, ((writer.target(k.url, internal=True, depth=3)[0], k) for k in its_links)
            )
            if page % GROUP == 0:
                writer.commit()
        taken += time.process_time() - began
    began = time.process_time()
    writer.close(AT, partial=False)
    return taken + time.process_time() - began


def measure(work: Path, pages: int, links: int, body: int) -> str:
    """One row of the table."""
    shutil.rmtree(work, ignore_errors=True)
    info = RunInfo(
        run_id="store", tool_version="bench", site_url=f"{HOST}/", hosts=("www.example.gov.cn",),
        as_of=AT, started=AT, options={},
    )  # fmt: skip
    seconds = write(BundleWriter(work / "bundle", info), pages, links, body)
    evidence = work / "bundle/evidence.db"
    db = sqlite3.connect(evidence)
    counts = {
        table: db.execute(f"select count(*) from {table}").fetchone()[0]
        for table in ("targets", "anchors", "links", "attempts")
    }
    edges = _edges(db)
    db.close()
    rows, size, count = sum(counts.values()), evidence.stat().st_size, counts["links"]
    archive = (work / "bundle/archive.warc.gz").stat().st_size
    name = f"with attempts and bodies of {body:,} bytes" if body else "links alone"
    return (
        f"| {name} | {rows:,} | {rows / seconds:,.0f} | {1000 * seconds / pages:.3f}"
        f" | {size / 2**20:.0f} | {edges / count:.1f} | {size / count:.1f}"
        f" | {archive / 2**20:.0f} |"
    )


def _edges(db: sqlite3.Connection) -> int:
    """Bytes of the table of links with its indices; 0 where SQLite was built without dbstat."""
    mine = "select name from sqlite_master where tbl_name = 'links'"
    try:
        row = db.execute(f"select sum(pgsize) from dbstat where name in ({mine})").fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(row[0])


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.store")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=10, help="of each page")
    parser.add_argument("--bodies", type=int, nargs="*", default=[0, 1024, 8192], help="bytes")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/store")
    given = parser.parse_args()
    print(machine.described())
    print("\n| written | rows | rows/s | CPU ms/page | rows MiB | B/edge | all in | archive MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for body in given.bodies:
        print(measure(given.work.resolve(), given.pages, given.links, body), flush=True)
    shutil.rmtree(given.work.resolve())


if __name__ == "__main__":
    main()
