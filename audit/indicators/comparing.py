"""Comparing two indicator sets (比较指标集): which lines came, went, or changed, and in what."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from audit.indicators.model import IndicatorSet, Line


class Change(Struct, frozen=True):
    """One difference.

    Attributes:
        sign: ``+`` a line that only the second set has, ``-`` one that only the first has, ``~``
            one that differs.
        place: id of the line, or name of the key of the set; for ``~`` with the key that differs
            (``D-links.points``).
        before, after: the values; empty where there is none.
    """

    sign: str
    place: str
    before: str = ""
    after: str = ""


def changes(one: IndicatorSet, other: IndicatorSet) -> list[Change]:
    """What the second set has otherwise than the first; identity and version are left out."""
    found = list(_differing("", _head(one), _head(other)))
    mine = {line.id: line for line in one.lines}
    theirs = {line.id: line for line in other.lines}
    found += [Change("-", id, line.title["zh"]) for id, line in mine.items() if id not in theirs]
    found += [
        Change("+", id, "", line.title["zh"]) for id, line in theirs.items() if id not in mine
    ]
    for id, line in mine.items():
        if id in theirs:
            found += _differing(f"{id}.", _flat(line), _flat(theirs[id]))
    return found


def _head(one: IndicatorSet) -> dict[str, str]:
    own = msgspec.to_builtins(one)
    kept = {key: own[key] for key in ("valid_from", "valid_to", "scoring", "groups")}
    return dict(_values("", kept))


def _flat(line: Line) -> dict[str, str]:
    return dict(_values("", msgspec.to_builtins(line)))


def _values(place: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _values(f"{place}.{key}" if place else str(key), part)
    elif value not in (None, {}, [], (), ""):
        yield place, value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _differing(prefix: str, one: dict[str, str], other: dict[str, str]) -> Iterator[Change]:
    for key in sorted({*one, *other}):
        before, after = one.get(key, ""), other.get(key, "")
        if before != after:
            yield Change("~", prefix + key, before, after)
