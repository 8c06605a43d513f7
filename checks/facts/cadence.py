"""Cadence (更新周期): within how many days something new must appear in a column, and who says so.

The periods are data, `cadence.toml` beside this file: the official ones (14 days for news, 6 months
for notices and policies of the first level, a year for personnel and plans) and a local table that
goes further (indicators §6.5).
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

import msgspec
from msgspec import Struct

from checks.facts.synonyms import forms_of


class Period(Struct, frozen=True):
    """A period that applies to a column.

    Attributes:
        days: within so many days something new must appear; 0: it is exempt, and changes when what
            it tells of does.
        rule: id of the rule in `cadence.toml`.
        source: the document or table that it comes from.
        official: it is law; else local practice, which binds nobody.
    """

    days: int
    rule: str
    source: str
    official: bool


class _Rule(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    official: bool


class _Row(Struct, frozen=True, forbid_unknown_fields=True):
    days: int
    rule: str
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    first_level: bool = False


class Cadence(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of periods."""

    version: int
    rules: dict[str, _Rule]
    periods: tuple[_Row, ...]

    def period(self, row: _Row) -> Period:
        """A row with the source of its rule."""
        rule = self.rules[row.rule]
        return Period(row.days, row.rule, rule.source, rule.official)


def _load() -> Cadence:
    text = (resources.files("checks.facts") / "cadence.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Cadence)


CADENCE = _load()
"""The table that this version uses."""

_NAMED = {
    form: row
    for row in reversed(CADENCE.periods)
    for name in row.names
    for form in forms_of(name)[:1]
}
RESTING = Period(0, "resting", "历史归档、往年栏目与专题（不要求更新）", official=False)
"""An archive, a past year or a topic."""


@lru_cache(maxsize=16384)
def period_of(
    name: str, types: tuple[str, ...], *, level: int = 1, resting: bool = False
) -> Period | None:
    """The period that applies to a column; None if no rule speaks of it.

    Of several types that it may be, all must have a period and the longest holds, so that nobody
    is held to a shorter one by a name that may mean something else; an exemption wins.

    Args:
        name: what the site calls it.
        types: canonical types that it may be.
        level: 1 for columns of the first level (一级栏目).
        resting: it is an archive, a past year or part of a topic.
    """
    if resting:
        return RESTING
    for form in forms_of(name):
        if form in _NAMED:
            return CADENCE.period(_NAMED[form])
    rows = [_of_type(kind, level) for kind in types]
    known = [row for row in rows if row is not None]
    if not known or len(known) < len(rows):
        return None
    exempt = next((row for row in known if row.days == 0), None)
    return CADENCE.period(exempt or max(known, key=lambda row: row.days))


def _of_type(kind: str, level: int) -> _Row | None:
    fitting = (row for row in CADENCE.periods if kind in row.types)
    return next((row for row in fitting if not row.first_level or level == 1), None)
