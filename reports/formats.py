"""Formats (输出格式): the one table of files that a report can be printed as."""

from __future__ import annotations

from collections.abc import Callable

from reports import csv, html, json, junit, xlsx
from reports.model import Report

FORMATS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "html": (".html", html.render),
    "json": (".json", json.render),
    "xlsx": (".xlsx", xlsx.render),
    "csv": (".csv", csv.render),
    "junit": (".junit.xml", junit.render),
}
"""Name of a format → suffix of its file and the function that makes its bytes."""
