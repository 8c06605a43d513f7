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

from audit.errors import os_reason
from audit.indicators.model import IndicatorSet, Line
from audit.language import _
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
        reason = os_reason(error)
        raise SetError(
            _("{name}: cannot be read: {reason}; check the path").format(name=name, reason=reason)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetError(
            _("{name}: is no TOML file in UTF-8: {reason}").format(name=name, reason=error)
        ) from error
    except msgspec.ValidationError as error:
        reason = f"{error}{_hint(str(error))}"
        raise SetError(
            _("{name}: not of an indicator set's form: {reason}").format(name=name, reason=reason)
        ) from error
    _check_ids(name, found, known)
    return found, hashlib.sha256(data).hexdigest()


def _file(name: str) -> Traversable | Path:
    if name in available():
        return resources.files("audit.indicators") / f"{name}.toml"
    if name.endswith(".toml"):
        return Path(name)
    raise SetError(
        _(
            "{name}: no indicator set is called so{hint}; give one of {names} or the path of a"
            " .toml file"
        ).format(name=name, hint=_near(name, available()), names=", ".join(available()))
    )


def _hint(message: str) -> str:
    unknown = _UNKNOWN.search(message)
    return _near(unknown[1], _FIELDS) if unknown else ""


def _near(word: str, words: Collection[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return _(" (did you mean {name}?)").format(name=repr(near[0])) if near else ""


def _check_ids(name: str, found: IndicatorSet, known: Collection[str]) -> None:
    seen: set[str] = set()
    for line in found.lines:
        if line.id in seen:
            raise SetError(
                _("{name}: two lines have the id {line}; give each its own").format(
                    name=name, line=repr(line.id)
                )
            )
        seen.add(line.id)
        for check in line.checks:
            if check not in known:
                raise SetError(
                    _("{name}: line {line}: there is no check {check}{hint}").format(
                        name=name, line=line.id, check=repr(check), hint=_near(check, known)
                    )
                )
        for check in line.options:
            if check not in line.checks:
                raise SetError(
                    _("{name}: line {line} has options for {check}, not among its checks").format(
                        name=name, line=line.id, check=repr(check)
                    )
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
        ids = ", ".join(line.id for line in lines)
        unknown = _UNKNOWN.search(str(error))
        hint = _near(unknown[1], check.options.__struct_fields__) if unknown else ""
        raise SetError(
            _("options of {check} (lines {lines}): {reason}").format(
                check=check.id, lines=ids, reason=f"{error}{hint}"
            )
        ) from error


def _merge(into: dict[str, Any], given: dict[str, Any], line: Line) -> None:
    for key, value in given.items():
        if into.setdefault(key, value) != value:
            raise SetError(
                _("line {line}: {key} is {value}, another line says {other}").format(
                    line=line.id, key=key, value=repr(value), other=repr(into[key])
                )
            )


def lines_for(finding_check_id: str, sets: Sequence[IndicatorSet]) -> tuple[Line, ...]:
    """Lines that a finding feeds; ``required-column/D01`` only the line of that duty."""
    check, _slash, row = finding_check_id.partition("/")
    return tuple(
        line
        for one in sets
        for line in one.lines
        if check in line.checks and row in ("", line.options.get(check, {}).get("duty", line.id))
    )
