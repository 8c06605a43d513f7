"""Loading indicator sets (读取指标集): from tables to typed sets, and from these to options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit.indicators.model import Group, IndicatorSet, Line, Scoring, Where
from audit.indicators.reading import SetError, available, near, read_set
from audit.language import _
from checks.framework import Check, Options

__all__ = ["SetError", "available", "lines_for", "load_set", "options_for"]

_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_FIELDS = tuple(
    dict.fromkeys(
        name for kind in (IndicatorSet, Line, Group, Scoring, Where)
        for name in kind.__struct_fields__
    )
)  # fmt: skip
_REGION = re.compile(r"\d{2}(\d{2}){0,2}")
O = TypeVar("O", bound=Options)  # noqa: E741 - the options type of a check


def load_set(
    name_or_path: str | Path, known: Collection[str] | None = None
) -> tuple[IndicatorSet, str]:
    """Load a set by its name or from a file, with the SHA-256 of what it is made of.

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
    table, digest = read_set(name)
    try:
        found = msgspec.convert(table, IndicatorSet)
    except msgspec.ValidationError as error:
        reason = f"{_named(str(error), table)}{_hint(str(error))}"
        raise SetError(
            _("{name}: not of an indicator set's form: {reason}").format(name=name, reason=reason)
        ) from error
    for fault in (*_faults(found), *_faulty_lines(found, known)):
        raise SetError(_("{name}: {fault}").format(name=name, fault=fault))
    return found, digest


def _named(reason: str, table: dict[str, Any]) -> str:
    """The reason with the id of the line instead of its number."""
    place = re.search(r"\$\.lines\[(\d+)\]", reason)
    if place is None:
        return reason
    identity = table["lines"][int(place[1])].get("id", "?")
    return reason.replace(place[0], f"line {identity}")


def _hint(message: str) -> str:
    unknown = _UNKNOWN.search(message)
    return near(unknown[1], _FIELDS) if unknown else ""


def _faults(found: IndicatorSet) -> Iterator[str]:
    """What is wrong with a set as a whole, in words."""
    if found.valid_to is not None and found.valid_to < found.valid_from:
        yield _("it ends ({end}) before it begins ({begin})").format(
            end=found.valid_to, begin=found.valid_from
        )
    scoring = found.scoring
    if scoring is not None and scoring.without and scoring.without not in found.groups:
        yield _("there is no group {group}{hint}").format(
            group=repr(scoring.without), hint=near(scoring.without, found.groups)
        )


def _faulty_lines(found: IndicatorSet, known: Collection[str]) -> Iterator[str]:
    """What is wrong with single lines, in words."""
    seen: set[str] = set()
    for line in found.lines:
        if line.id in seen:
            yield _("two lines have the id {line}; give each its own").format(line=repr(line.id))
        seen.add(line.id)
        for fault in (*_wrong_checks(line, known), *_wrong_figures(line)):
            yield _("line {line}: {fault}").format(line=line.id, fault=fault)
        if line.group and line.group not in found.groups:
            yield _("line {line}: there is no group {group}{hint}").format(
                line=line.id, group=repr(line.group), hint=near(line.group, found.groups)
            )


def _wrong_checks(line: Line, known: Collection[str]) -> Iterator[str]:
    for check in line.checks:
        if check not in known:
            yield _("there is no check {check}{hint}").format(
                check=repr(check), hint=near(check, known)
            )
    for check in line.options:
        if check not in line.checks:
            yield _("it has options for {check}, not among its checks").format(check=repr(check))
    if not line.checks and not line.note:
        yield _("no check feeds it; say in “note” why")


def _wrong_figures(line: Line) -> Iterator[str]:
    for name in line.figures:
        if name not in line.figure_names:
            yield _("it has no figure {name}{hint}").format(
                name=repr(name), hint=near(name, line.figure_names)
            )
    for name in ("points", "cap"):
        value = getattr(line, name)
        if value is not None and (line.kind not in ("deduction", "bonus") or value <= 0):
            yield _("{name} belong to deductions and are above 0").format(name=name)
    for region in line.regions:
        if not _REGION.fullmatch(region):
            yield _("{region} is no region: two, four or six digits of GB/T 2260").format(
                region=repr(region)
            )


def options_for(check: Check[O], sets: Sequence[IndicatorSet]) -> O | None:
    """Options of a check as the lines that feed it give them; None if no line does.

    For a check with ``rows`` each line is one row, whose duty is the line's id. Otherwise the
    lines' options are put together: tables key by key, lists one after the other.

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
        hint = near(unknown[1], check.options.__struct_fields__) if unknown else ""
        raise SetError(
            _("options of {check} (lines {lines}): {reason}").format(
                check=check.id, lines=ids, reason=f"{error}{hint}"
            )
        ) from error


def _merge(into: dict[str, Any], given: dict[str, Any], line: Line) -> None:
    for key, value in given.items():
        before = into.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            _merge(before, value, line)
        elif isinstance(before, list) and isinstance(value, list):
            into[key] = [*before, *(part for part in value if part not in before)]
        elif key not in into:
            into[key] = dict(value) if isinstance(value, dict) else value
        elif before != value:
            raise SetError(
                _("line {line}: {key} is {value}, another line says {other}").format(
                    line=line.id, key=key, value=repr(value), other=repr(before)
                )
            )


def lines_for(finding_check_id: str, sets: Sequence[IndicatorSet]) -> tuple[Line, ...]:
    """Lines that a check feeds; ``required-column/D01`` only the line of that duty."""
    check, _slash, row = finding_check_id.partition("/")
    return tuple(
        line
        for one in sets
        for line in one.lines
        if check in line.checks and row in ("", line.options.get(check, {}).get("duty", line.id))
    )
