"""JSON (通报模型文件): the stored model, from which all files can be printed again."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from reports.bulletin.model import SCHEMA_VERSION, Bulletin
from reports.safe import cleaned


class ModelError(ValueError):
    """A file is no model of a bulletin; the message says where it is wrong."""


def render(bulletin: Bulletin) -> bytes:
    """Print a bulletin as indented UTF-8 JSON; the same bulletin gives the same bytes."""
    return _pretty(cleaned(bulletin))


def read(data: bytes) -> Bulletin:
    """Read a stored model.

    Raises:
        ModelError: it is none, or of a version that this program does not know.
    """
    try:
        bulletin = msgspec.json.decode(data, type=Bulletin)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(str(error)) from error
    if bulletin.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise ModelError(f"schema_version {bulletin.schema_version}")
    return bulletin


def schema() -> bytes:
    """Make the JSON Schema (2020-12) of the model; ``bulletin.schema.json`` is its copy."""
    made: dict[str, Any] = msgspec.json.schema(Bulletin)
    for part in made["$defs"].values():
        if "description" in part:
            # Python before 3.13 leaves the source's indentation in docstrings.
            part["description"] = inspect.cleandoc(part["description"])
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return _pretty(dialect | made)


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
