"""Time of deep reading: milliseconds a page on all cores, and times the bare parse by lxml.

    python bench/deep.py [--rounds N] [--cores N] [FOLDER]

Reads the pages that carry a verdict as `checks.facts.deep` does after a crawl: links, text, tables
and the places of ten quotations of each. Without a folder it takes the Chinese government pages of
the corpus that ``AUDIT_CORPUS`` names or that lies beside the project. The pool is warm before the
clock starts, as the judgement of a whole site keeps it; wall time is the best of the rounds.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from checks.facts.charset import decode  # noqa: E402 - after the path
from checks.facts.deep import DeepPage  # noqa: E402

QUOTES = 10
"""Quotations located on each page."""

LEAST = 400
"""Pages read in a round: the corpus again and again, so that the pool's own cost is small."""


def read(html: str) -> int:
    """Read one page as a judgement does; returns what was found, so that nothing is skipped."""
    page = DeepPage(html)
    words = [line for line in page.text().split("\n") if len(line) > 4]
    step = max(1, len(words) // QUOTES)
    places = [page.locate(line) for line in words[::step][:QUOTES]]
    return len(page.links("http://www.example.gov.cn/")) + len(page.tables()) + len(places)


def parse(html: str) -> int:
    """The bare parse that deep reading stands on."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    return len(etree.fromstring(html.encode("utf-8", "replace"), parser))


def pages(folder: Path | None) -> list[str]:
    """Decoded pages, challenges and empty files left out."""
    corpus = Path(os.environ.get("AUDIT_CORPUS") or PROJECT.parent / "shared" / "corpus")
    root = folder or corpus / "sites"
    if not root.is_dir():
        raise SystemExit(f"no pages at {root}; name a folder or set AUDIT_CORPUS")
    files = (p for p in sorted(root.rglob("*.*htm*")) if p.is_file() and "/2018/" not in str(p))
    kept = [p for p in files if folder or ".gov.cn/" in str(p)]
    texts = [decode(p.read_bytes(), "").text for p in kept if "challenge" not in str(p)]
    return [text for text in texts if text.strip()]


def best(rounds: int, work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Seconds of the fastest round by a clock."""
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    once = pages(options.folder)
    many = once * -(-LEAST // len(once))
    size = sum(len(text) for text in once) / len(once) / 1000
    cpu = best(options.rounds, lambda: [read(t) for t in once], time.process_time) / len(once)
    bare = best(options.rounds, lambda: [parse(t) for t in once], time.process_time) / len(once)
    with get_context("forkserver").Pool(options.cores) as pool:
        pool.map(read, many[: 4 * options.cores], chunksize=1)
        wall = best(options.rounds, lambda: pool.map(read, many, chunksize=8), time.perf_counter)
    wall /= len(many)
    print(f"pages {len(once)}, {size:.0f} thousand characters each, {options.cores} cores")
    print(f"deep reading      {wall * 1000:6.2f} ms a page on all cores (wall)")
    print(f"                  {cpu * 1000:6.2f} ms a page on one (processor time)")
    print(f"bare parse, lxml  {bare * 1000:6.2f} ms a page; deep: {cpu / bare:.1f} times")


if __name__ == "__main__":
    main()
