"""Run the measures and print a table of each; see the package's docstring."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.accuracy.measures import measure_of, names
from bench.accuracy.note import note
from bench.accuracy.score import percent

_COLUMNS = (
    "asked", "right", "wrong", "invented", "missed", "rightly none", "precision %", "recall %",
)  # fmt: skip


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy")
    parser.add_argument("facts", nargs="*", help=", ".join(names()))
    parser.add_argument("--half", choices=("tune", "measure"), help="only the pages of one half")
    parser.add_argument("--doc", type=Path, metavar="FILE", help="write the note of all figures")
    parser.add_argument("--wrong", action="store_true", help="name each wrong and missed answer")
    given = parser.parse_args()
    unknown = set(given.facts) - set(names())
    if unknown:
        parser.error(f"no such fact: {', '.join(unknown)}; there are {', '.join(names())}")
    if given.doc:
        given.doc.write_text(note(), "utf-8")
        return
    for name in given.facts or names():
        module = measure_of(name)
        print(f"\n## {name}\n\n{(module.__doc__ or '').partition(chr(10))[0]}\n")
        print(_row(*_COLUMNS))
        print(_row(*("---" for _ in _COLUMNS)))
        for asked, tally in module.measure(given.half):
            print(_row(
                asked, tally.right, tally.wrong, tally.invented, tally.missed, tally.silent,
                percent(tally.precision), percent(tally.recall),
            ))  # fmt: skip
            if given.wrong:
                print("\n".join(f"  - {miss}" for miss in tally.misses), file=sys.stderr)


if __name__ == "__main__":
    main()
