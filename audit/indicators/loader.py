"""Loading indicator sets (读取指标集): from TOML to typed tables, and from these to options."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Collection, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit.indicators.model import IndicatorSet, Line
from checks.framework import Check, Options

_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_FIELDS = (*IndicatorSet.__struct_fields__, *Line.__struct_fields__)
O = TypeVar("O", bound=Options)  # noqa: E741 - the options type of a check


class SetError(Exception):
    """An indicator set cannot be used; the message names the set, the place and what to do."""


def available() -> tuple[str, ...]:
    """Names of the sets that come with the program."""
    files = resources.files("audit.indicators").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load_set(
    name_or_path: str | Path, known: Collection[str] | None = None
) -> tuple[IndicatorSet, str]:
    """Load a set by its name or from a file, with the SHA-256 of the file.

    Args:
        name_or_path: one of `available`, or the path of a TOML file.
        known: ids of checks that lines may name; those of the registry if None.

    Raises:
        SetError: there is no such set, or it isn't one.
    """
    name = str(name_or_path)
    if known is None:
        from checks.registry import CHECKS  # noqa: PLC0415 - only the default needs all checks

        known = [check.id for check in CHECKS]
    try:
        data = _file(name).read_bytes()
        found = msgspec.convert(tomllib.loads(data.decode("utf-8")), IndicatorSet)
    except OSError as error:
        raise SetError(f"{name}: cannot be read: {error.strerror}; check the path") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetError(f"{name}: is no TOML file in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise SetError(f"{name}: {error}{_hint(str(error))}") from error
    _check_ids(name, found, known)
    return found, hashlib.sha256(data).hexdigest()


def _file(name: str) -> Traversable | Path:
    if name in available():
        return resources.files("audit.indicators") / f"{name}.toml"
    if name.endswith(".toml"):
        return Path(name)
    raise SetError(
        f"{name}: no indicator set is called so{_near(name, available())}; give one of "
        f"{', '.join(available())} or the path of a .toml file"
    )


def _hint(message: str) -> str:
    unknown = _UNKNOWN.search(message)
    return _near(unknown[1], _FIELDS) if unknown else ""


def _near(word: str, words: Collection[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _check_ids(name: str, found: IndicatorSet, known: Collection[str]) -> None:
    seen: set[str] = set()
    for line in found.lines:
        if line.id in seen:
            raise SetError(f"{name}: two lines have the id {line.id!r}; give each its own")
        seen.add(line.id)
        for check in line.checks:
            if check not in known:
                hint = _near(check, known)
                raise SetError(f"{name}: line {line.id} names no check {check!r}{hint}")
        for check in line.options:
            if check not in line.checks:
                raise SetError(
                    f"{name}: line {line.id} has options for {check!r}, not among its checks"
                )


def options_for(check: Check[O], sets: Sequence[IndicatorSet]) -> O | None:
    """Options of a check as the lines that feed it give them; None if no line does.

    For a check with ``rows`` each line is one row, whose duty is the line's id. Otherwise the
    lines' options are put together.

    Raises:
        SetError: two lines give different values, or the check doesn't take them.
    """
    lines = [line for one in sets for line in one.lines if check.id in line.checks]
    if not lines:
        return None
    merged: dict[str, Any] = {}
    if "rows" in check.options.__struct_fields__:
        merged["rows"] = [{"duty": line.id, **line.options.get(check.id, {})} for line in lines]
    else:
        for line in lines:
            _merge(merged, line.options.get(check.id, {}), line)
    try:
        return msgspec.convert(merged, check.options)
    except msgspec.ValidationError as error:
        where = ", ".join(line.id for line in lines)
        unknown = _UNKNOWN.search(str(error))
        hint = _near(unknown[1], check.options.__struct_fields__) if unknown else ""
        raise SetError(f"options of {check.id} (lines {where}): {error}{hint}") from error


def _merge(into: dict[str, Any], given: dict[str, Any], line: Line) -> None:
    for key, value in given.items():
        if into.setdefault(key, value) != value:
            raise SetError(f"line {line.id}: {key} is {value!r}, another line says {into[key]!r}")


def lines_for(finding_check_id: str, sets: Sequence[IndicatorSet]) -> tuple[Line, ...]:
    """Lines that a finding feeds; ``required-column/D01`` only the line of that duty."""
    check, _, row = finding_check_id.partition("/")
    return tuple(
        line
        for one in sets
        for line in one.lines
        if check in line.checks and row in ("", line.options.get(check, {}).get("duty", line.id))
    )
