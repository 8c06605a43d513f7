"""Run the measures and print a table of each; see the package's docstring."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Protocol, cast

import bench.accuracy as here
from bench.accuracy.pages import Half
from bench.accuracy.score import Tally, percent

_TOOLS = {"__main__", "generated", "pages", "score"}
_COLUMNS = (
    "asked", "right", "wrong", "invented", "missed", "rightly none", "precision %", "recall %",
)  # fmt: skip


class Measure(Protocol):
    """One module of this package: a docstring that says what is asked, and this function."""

    __doc__: str

    def measure(self, half: Half | None) -> Iterator[tuple[str, Tally]]:
        """Rows of the table: what was asked of which pages, and what came of it."""
        ...


def names() -> list[str]:
    """The facts that are measured: a module of this package for each."""
    return [m.name for m in pkgutil.iter_modules(here.__path__) if m.name not in _TOOLS]


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy")
    parser.add_argument("facts", nargs="*", help=", ".join(names()))
    parser.add_argument("--half", choices=("tune", "measure"), help="only the pages of one half")
    parser.add_argument("--wrong", action="store_true", help="name each wrong and missed answer")
    given = parser.parse_args()
    unknown = set(given.facts) - set(names())
    if unknown:
        parser.error(f"no such fact: {', '.join(unknown)}; there are {', '.join(names())}")
    for name in given.facts or names():
        module = cast(Measure, importlib.import_module(f"bench.accuracy.{name}"))
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
