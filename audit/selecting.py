"""Choosing checks (选择检查项): ``--select`` and ``--ignore``, by id, family, line or clause."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from audit.errors import ConfigError
from audit.indicators.loader import lines_for
from audit.indicators.model import IndicatorSet, Line
from audit.language import _
from checks.framework import Check
from checks.registry import CHECKS

MIN_CLAUSE = 2
"""Characters of the shortest words that may be part of a clause."""


class Selection(Struct, frozen=True, kw_only=True):
    """Which checks are wanted; nothing said means all.

    Attributes:
        select: words of which one must fit.
        ignore: words of which none may fit.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, check: str, line: Line) -> bool:
        """Whether findings of a check (with its row, if any) for a line are wanted."""
        chosen = not self.select or any(fits(word, check, line) for word in self.select)
        return chosen and not any(fits(word, check, line) for word in self.ignore)

    def verify(self, sets: Sequence[IndicatorSet]) -> None:
        """See that every word means something.

        Raises:
            ConfigError: no check, family, line or clause is called so.
        """
        pairs = list(_pairs(sets))
        names = {*_FAMILY, *_FAMILY.values(), *(line.id for _check, line in pairs)}
        for name, words in (("--select", self.select), ("--ignore", self.ignore)):
            for word in words:
                if word in names or any(fits(word, check, line) for check, line in pairs):
                    continue
                near = difflib.get_close_matches(word, names, n=1)
                raise ConfigError(
                    _("{place}: no check, family, line or clause is called so: {word}").format(
                        place=name, word=repr(word)
                    ),
                    _("did you mean {name}?").format(name=near[0])
                    if near
                    else _("“audit checks list” lists all"),
                )


def fits(word: str, check: str, line: Line) -> bool:
    """Whether a word means a check's findings for a line."""
    base = check.partition("/")[0]
    if word in (check, base, _FAMILY.get(base), line.id):
        return True
    return len(word) >= MIN_CLAUSE and word in line.clause


_FAMILY = {check.id: check.family for check in CHECKS}


def _pairs(sets: Sequence[IndicatorSet]) -> Iterator[tuple[str, Line]]:
    """Every check with every line that it feeds, rows apart."""
    for check in CHECKS:
        for line in lines_for(check.id, sets):
            yield name_for(check, line), line


def name_for(check: Check[Any], line: Line) -> str:
    """What a check's findings for a line are called: with the row, if each line is one."""
    rows = "rows" in check.options.__struct_fields__
    return f"{check.id}/{line.options.get(check.id, {}).get('duty', line.id)}" if rows else check.id
