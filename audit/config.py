"""Configuration (配置): the settings put together, where each value came from, what is wrong.

A flag beats ``AUDIT_*``, which beats ``audit.toml``, which beats ``[tool.audit]`` of
``pyproject.toml``, which beats the default.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from audit.errors import ConfigError, os_reason
from audit.excusing import Exemption, read_exemptions
from audit.language import _
from audit.settings import FLAGS, OPTIONS, Settings

TABLES = ("maintenance",)
"""Lists of tables in a file that are no settings: the command that they are for reads them."""

PATHS = ("out", "ca_file", "monitor", "reference")
"""Settings that are paths: in a file they are taken from the file's own folder."""

Layer = Literal["flag", "env", "audit.toml", "pyproject.toml", "default"]


class Origin(Struct, frozen=True):
    """Where a value came from: kind of source, and the flag, variable or file itself."""

    layer: Layer
    place: str = ""


class Resolved(Struct, frozen=True):
    """Settings with the origin of each value."""

    settings: Settings
    origins: dict[str, Origin]


def resolve(flags: Mapping[str, Any], env: Mapping[str, str], cwd: Path) -> Resolved:
    """Put the settings together.

    Args:
        flags: by setting; None and empty lists are flags that were not given.
        env: environment variables; other programs' ``AUDIT_*`` are left alone, near misses of
            ours are errors.
        cwd: folder from which ``audit.toml`` and ``pyproject.toml`` are looked for upwards.

    Raises:
        ConfigError: an unknown key or a wrong value, with its place.
    """
    values: dict[str, Any] = {}
    origins = {name: Origin("default") for name in OPTIONS}

    def take(name: str, raw: object, origin: Origin, what: str) -> None:
        try:
            values[name] = OPTIONS[name].read(raw)
        except ValueError as error:
            raise ConfigError(_("{place}: {reason}").format(place=what, reason=error)) from None
        origins[name] = origin

    for layer, file, table in _files(cwd):
        for key, raw in table.items():
            if key == "exception":
                values[key] = _exemptions(str(file), raw)
                continue
            if key in TABLES:
                continue
            if key not in OPTIONS:
                raise _unknown(str(file), key, key, str)
            take(key, raw, Origin(layer, str(file)), f"{file}: {key}")
            if key in PATHS and values[key]:
                values[key] = _beside(file, values[key])
    for variable, text in env.items():
        name = variable.removeprefix("AUDIT_").lower()
        if not variable.startswith("AUDIT_") or not text:
            continue
        if variable == _variable(name) and name in OPTIONS:
            take(name, text, Origin("env", variable), variable)
        elif difflib.get_close_matches(name, OPTIONS, cutoff=0.8):
            raise _unknown(_("environment"), variable, name, _variable)
    for name, raw in flags.items():
        if raw is not None and raw != ():
            flag = FLAGS.get(name, "--" + name.replace("_", "-"))
            take(name, raw, Origin("flag", flag), flag)
    return Resolved(Settings(**values), origins)


def _beside(file: Path, named: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Paths as a configuration file names them, from its own folder."""
    if isinstance(named, str):
        return str(file.parent / named)
    return tuple(str(file.parent / name) for name in named)


def _exemptions(place: str, raw: object) -> tuple[Exemption, ...]:
    from checks.registry import CHECKS  # noqa: PLC0415 - the checks are slow to import

    return read_exemptions(place, raw, {check.id: check.family for check in CHECKS})


def _variable(name: str) -> str:
    return f"AUDIT_{name.upper()}"


def _unknown(place: str, key: str, name: str, shown: Callable[[str], str]) -> ConfigError:
    message = _("{place}: unknown setting {key}").format(place=place, key=repr(key))
    near = difflib.get_close_matches(name.replace("-", "_").lower(), OPTIONS, n=1, cutoff=0.6)
    hint = _("did you mean {name}?").format(name=shown(near[0])) if near else ""
    return ConfigError(message, hint or _("“audit config show” lists all settings"))


def tables(cwd: Path, name: str) -> tuple[Path, Any] | None:
    """One of `TABLES` as the files have it, and the file; None if none has it."""
    found = [(file, table[name]) for _layer, file, table in _files(cwd) if name in table]
    return found[-1] if found else None


def _files(cwd: Path) -> list[tuple[Layer, Path, dict[str, Any]]]:
    """The configuration files that hold here, the weaker first."""
    found: list[tuple[Layer, Path, dict[str, Any]]] = []
    folders = (cwd, *cwd.parents)
    for file in (folder / "pyproject.toml" for folder in folders):
        if file.is_file() and "audit" in (tool := _toml(file).get("tool", {})):
            if not isinstance(tool["audit"], dict):
                raise ConfigError(_("{file}: [tool.audit] is not a table").format(file=file))
            found.append(("pyproject.toml", file, tool["audit"]))
            break
    for file in (folder / "audit.toml" for folder in folders):
        if file.is_file():
            found.append(("audit.toml", file, _toml(file)))
            break
    return found


def _toml(file: Path) -> dict[str, Any]:
    try:
        # A byte order mark is what some editors on Windows put before UTF-8.
        return tomllib.loads(file.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(_("{file}: not UTF-8 text").format(file=file)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            _("{file}: not valid TOML: {reason}").format(file=file, reason=error)
        ) from None
    except OSError as error:
        raise ConfigError(
            _("{place}: {reason}").format(place=file, reason=os_reason(error))
        ) from None
