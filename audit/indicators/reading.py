"""Reading set files (读取指标集文件): TOML, and what a province or city changes of another set."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Collection
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from audit.errors import os_reason
from audit.language import _

MAX_DEPTH = 5
"""Sets that may extend one another in a row."""


class SetError(Exception):
    """An indicator set cannot be used; the message names the set, the place and what to do."""


def available() -> tuple[str, ...]:
    """Names of the sets that come with the program."""
    files = resources.files("audit.indicators").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def read_set(name: str) -> tuple[dict[str, Any], str]:
    """The whole table of a set, changed lines put in, and the SHA-256 of the files it is made of.

    Args:
        name: one of `available`, or the path of a TOML file.

    Raises:
        SetError: there is no such set, it is no TOML, or what it extends doesn't fit.
    """
    table, data = _chain(name, ())
    return table, hashlib.sha256(data).hexdigest()


def _chain(name: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], bytes]:
    if name in seen or len(seen) >= MAX_DEPTH:
        raise SetError(
            _("{name}: sets extend one another without end: {chain}").format(
                name=seen[0], chain=" → ".join((*seen, name))
            )
        )
    table, data = _table(name)
    base = table.get("extends", "")
    if not isinstance(base, str) or not base:
        return table, data
    if base.endswith(".toml"):
        base = str(Path(name).parent / base)
    below, bytes_below = _chain(base, (*seen, name))
    return _changed(name, below, table), bytes_below + data


def _table(name: str) -> tuple[dict[str, Any], bytes]:
    try:
        data = _file(name).read_bytes()
        # A byte order mark is what some editors on Windows put before UTF-8.
        return tomllib.loads(data.decode("utf-8-sig")), data
    except OSError as error:
        reason = os_reason(error)
        raise SetError(
            _("{name}: cannot be read: {reason}; check the path").format(name=name, reason=reason)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetError(
            _("{name}: is no TOML file in UTF-8: {reason}").format(name=name, reason=error)
        ) from error


def _file(name: str) -> Traversable | Path:
    if name in available():
        return resources.files("audit.indicators") / f"{name}.toml"
    if name.endswith(".toml"):
        return Path(name)
    raise SetError(
        _(
            "{name}: no indicator set is called so{hint}; give one of {names} or the path of a"
            " .toml file"
        ).format(name=name, hint=near(name, available()), names=", ".join(available()))
    )


def near(word: str, words: Collection[str]) -> str:
    """A suggestion in brackets; empty if nothing is like the word."""
    found = difflib.get_close_matches(word, words, n=1)
    return _(" (did you mean {name}?)").format(name=repr(found[0])) if found else ""


def _changed(name: str, base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The base with what the other says: its lines by id, its tables key by key."""
    lines = {line["id"]: line for line in base.get("lines", []) if "id" in line}
    removed = own.get("remove", [])
    for unwanted in removed if isinstance(removed, list) else []:
        if unwanted not in lines:
            raise SetError(
                _("{name}: there is no line {line} to remove{hint}").format(
                    name=name, line=repr(unwanted), hint=near(str(unwanted), lines)
                )
            )
        del lines[unwanted]
    for line in own.get("lines", []):
        identity = line.get("id", "") if isinstance(line, dict) else ""
        if identity not in lines and "clause" not in line:
            raise SetError(
                _(
                    "{name}: there is no line {line} to change{hint}; a new line needs all keys"
                ).format(name=name, line=repr(identity), hint=near(identity, lines))
            )
        lines[identity] = _merged(lines.get(identity, {}), line)
    rest = {key: value for key, value in own.items() if key != "lines"}
    return {**_merged({**base, "remove": []}, rest), "lines": list(lines.values())}


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in own.items():
        before = both.get(key)
        nested = isinstance(value, dict) and isinstance(before, dict)
        both[key] = _merged(before, value) if nested and isinstance(before, dict) else value
    return both
