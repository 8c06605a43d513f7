"""The facts that are measured: a module of this package for each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

import bench.accuracy as here
from bench.accuracy.pages import Half
from bench.accuracy.score import Tally

_TOOLS = {"__main__", "generated", "measures", "note", "pages", "score"}


class Measure(Protocol):
    """One module of this package: a docstring that says what is asked, and this function."""

    __doc__: str

    def measure(self, half: Half | None) -> Iterator[tuple[str, Tally]]:
        """Rows of the table: what was asked of which pages, and what came of it."""
        ...


def names() -> list[str]:
    """Names of the facts."""
    return [m.name for m in pkgutil.iter_modules(here.__path__) if m.name not in _TOOLS]


def measure_of(name: str) -> Measure:
    """The module that measures a fact."""
    return cast(Measure, importlib.import_module(f"bench.accuracy.{name}"))
