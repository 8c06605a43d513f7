"""Judging a round again: sites a minute, and whether memory stays flat.

    python -m bench.round                    # 500 bundles of 500 pages
    python -m bench.round --sites 50 --cold  # facts read from the archive anew

One generated portal of 500 pages of 26 KB is crawled over loopback with both looks; its bundle
stands in as many run folders as there are sites (hard links, so that the disk holds it once). Then
all are judged in processes of their own as ``audit round check`` does it, HTML, XLSX and JSON
reports written, and results put into ``audit.db``. With ``--cold`` no bundle has its cache of
facts, as after a new version of a reader; without, each has, as after its crawl.

Wall time depends on what else the machine does, processor time hardly: what two free cores make
of it stands beside. Memory is that of the judging processes, resident, after a quarter of the
sites and at the end.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import time
from pathlib import Path

from msgspec.structs import replace

from audit.demo.table import Answer
from audit.errors import UserError
from audit.judging import load_sets, still_wanted
from audit.round.rejudge import judge_all
from audit.settings import Settings
from audit.store.store import DATABASE, Store
from bench.measure import ROOT
from tests.spiders.crawling import crawl
from tests.web.internet import Internet
from tests.web.portals import Portal, build
from tests.web.portals.trs import Trs

SIZE = 26 * 1024
"""Bytes of a page: as many as real documentation has on average."""
PAGES = 500
TEXT = (
    "各县级人民政府，市政府有关部门：现将有关事项通知如下，请认真贯彻执行，并将执行情况及时报告。"
)


def portal() -> Portal:
    """A portal of so many pages: copies of its articles, linked from the home page, fill it up."""
    made = build(Trs, 1)
    html = {
        path: answer
        for path, answer in made.answers.items()
        if isinstance(answer, Answer) and b"<html" in answer.body[:500].lower()
    }
    articles = [path for path, answer in html.items() if path.endswith(".html") and "_" in path]
    added = []
    for number in range(PAGES - len(html)):
        source = articles[number % len(articles)]
        path = source.replace(".html", f"x{number}.html")
        made.answers[path] = html[path] = html[source]
        added.append(path)
    padding = f"<p>{TEXT}</p>".encode()
    for path, answer in html.items():
        more = padding * max(0, (SIZE - len(answer.body)) // len(padding))
        links = b"".join(f'<a href="{p}">{p}</a>'.encode() for p in added) if path == "/" else b""
        body = answer.body.replace(b"</body>", more + links + b"</body>")
        made.answers[path] = Answer(body, answer.content_type, answer.status, answer.headers)
    return made


def collected(folder: Path) -> int:
    """Crawl the portal into a folder; returns its pages."""
    sets = load_sets(Settings().indicators)
    made = portal()
    with Internet() as net:
        made.serve(net)
        bundle = crawl(
            net, folder, made.host, lambda evidence: still_wanted(evidence, sets),
            max_pages=PAGES, delay=0.0,
        )  # fmt: skip
    return bundle.evidence.coverage.pages


def copies(one: Path, out: Path, sites: int, *, cold: bool) -> list[str]:
    """Run folders with the same bundle."""
    names = [f"run-{n:04}" for n in range(sites)]
    for name in names:
        (out / name / "bundle").mkdir(parents=True)
        for file in (one / "bundle").iterdir():
            os.link(file, out / name / "bundle" / file.name)
        if not cold and (one / "facts.db").exists():
            shutil.copy(one / "facts.db", out / name / "facts.db")
    return names


def children() -> tuple[float, float]:
    """MB of the largest process below this one, and processor seconds of all of them."""
    memory, seconds = [0.0], 0.0
    parents: dict[int, int] = {}
    told: dict[int, tuple[float, float]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("ascii", "replace").rpartition(") ")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        ticks = os.sysconf("SC_CLK_TCK")
        pages = int(fields[21]) * resource.getpagesize() / 1e6
        told[int(folder.name)] = (pages, (int(fields[11]) + int(fields[12])) / ticks)
    for pid, (size, spent) in told.items():
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() != pid:
            memory.append(size)
            seconds += spent
    return max(memory), seconds


def main() -> None:
    """Read the command line, make the bundles, judge them, print a line."""
    parser = argparse.ArgumentParser(prog="python -m bench.round")
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/round")
    given = parser.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    out = work / "out"
    out.mkdir(parents=True)
    pages = collected(work / "one")
    settings = replace(Settings(), out=str(out), workers=given.workers)
    runs = copies(work / "one", out, given.sites, cold=given.cold)
    began, mine = time.perf_counter(), time.process_time()
    quarter = late = spent = 0.0
    wrong = 0
    with Store(out / DATABASE) as store:
        for done, (run_id, result) in enumerate(judge_all(out, runs, settings), 1):
            if isinstance(result, UserError):
                wrong += 1
                print(result.message)
            else:
                store.add_run(replace(result.record, id=run_id), result.rows)
            if done == max(1, given.sites // 4):
                quarter, _spent = children()
            if done == given.sites - given.workers:
                late, spent = children()
    wall = time.perf_counter() - began
    cpu = (spent + time.process_time() - mine) / (given.sites - given.workers)
    print("| sites | pages | cache | sites/min | CPU s/site | sites/min on 2 free cores"
          " | MB after a quarter | MB at the end | not judged |")  # fmt: skip
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    print(
        f"| {given.sites} | {pages} | {'cold' if given.cold else 'warm'}"
        f" | {60 * given.sites / wall:.0f} | {cpu:.2f} | {120 / cpu:.0f}"
        f" | {quarter:.0f} | {late:.0f} | {wrong} |"
    )


if __name__ == "__main__":
    main()
