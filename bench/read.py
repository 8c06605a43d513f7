"""Time of reading pages: milliseconds a page, and how many times the bare parse of the same text.

    python bench/read.py [--rounds N] [FOLDER ...]

Without folders it reads the corpus of real pages that ``AUDIT_CORPUS`` names or that lies beside
the project (``../shared/corpus``), else the pages of the demo portals. Processor time, the best of
the rounds: other work on the machine makes a round slower, nothing makes it faster.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from audit.demo.province import build  # noqa: E402 - after the path
from audit.demo.table import Answer  # noqa: E402
from checks.facts.charset import decode  # noqa: E402
from checks.facts.page import read_page  # noqa: E402

MOST = 400
"""Pages read of one folder, spread over it."""


class Sample(NamedTuple):
    """One page to read."""

    body: bytes
    url: str
    declared: str = ""


def of_folder(folder: Path) -> list[Sample]:
    """HTML files in a folder and its folders, at most `MOST`; addresses as their places say."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".html", ".htm") and p.is_file())
    every = -(-len(files) // MOST) or 1
    return [
        Sample(p.read_bytes(), f"http://{p.relative_to(folder.parent)}") for p in files[::every]
    ]


def of_demo() -> Iterator[tuple[str, list[Sample]]]:
    """Pages of the demo portals, by host."""
    for name, host in sorted(build(datetime.date(2026, 1, 15)).hosts.items()):
        pages = [
            Sample(answer.body, f"http://{name}{path}", answer.content_type)
            for path, answer in host.pages.items()
            if isinstance(answer, Answer) and answer.content_type.startswith("text/html")
        ]
        yield name, [page for page in pages if page.body]


def groups(folders: list[Path]) -> Iterator[tuple[str, list[Sample]]]:
    """What is read: the folders, else those of the corpus, else the demo."""
    corpus = Path(os.environ.get("AUDIT_CORPUS") or PROJECT.parent / "shared" / "corpus")
    if not folders and (corpus / "sites").is_dir():
        folders = sorted(p for p in (corpus / "sites").iterdir() if p.is_dir())
    if folders:
        yield from ((folder.name, of_folder(folder)) for folder in folders)
    else:
        yield from of_demo()


def best(rounds: int, work: Callable[[], object]) -> float:
    """Processor seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print a line for each group of pages and one for all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    line = "{:28} {:>6} {:>8} {:>10} {:>10} {:>6}"
    print(line.format("pages of", "pages", "KB/page", "ms/page", "parse ms", "ratio"))
    whole = [0.0, 0.0, 0.0, 0.0]
    for name, pages in groups(options.folders):
        if not pages:
            continue
        texts = [decode(page.body, page.declared).text for page in pages]
        read = best(options.rounds, lambda pages=pages: [read_page(*page) for page in pages])  # type: ignore[misc]
        parse = best(options.rounds, lambda texts=texts: [LexborHTMLParser(t) for t in texts])  # type: ignore[misc]
        sums = (len(pages), sum(len(page.body) for page in pages) / 1024, read, parse)
        whole = [a + b for a, b in zip(whole, sums, strict=True)]
        show(line, name[:28], *sums)
    show(line, "all", *whole)


def show(line: str, name: str, count: float, size: float, read: float, parse: float) -> None:
    """Print one line of the table."""
    cells = f"{size / count:.1f}", f"{read / count * 1000:.3f}", f"{parse / count * 1000:.3f}"
    print(line.format(name, int(count), *cells, f"{read / parse:.1f}"))


if __name__ == "__main__":
    main()
