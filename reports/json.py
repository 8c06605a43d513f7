"""JSON: the whole report for machines, and its published schema."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from reports.model import Report
from reports.safe import cleaned


def render(report: Report) -> bytes:
    """Print a report as indented UTF-8 JSON; the same report gives the same bytes."""
    return _pretty(cleaned(report))


def schema() -> bytes:
    """Make the JSON Schema (2020-12) of the report; ``reports/report.schema.json`` is its copy."""
    made: dict[str, Any] = msgspec.json.schema(Report)
    for part in made["$defs"].values():
        # Python before 3.13 leaves the source's indentation in docstrings.
        part["description"] = inspect.cleandoc(part["description"])
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return _pretty(dialect | made)


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
