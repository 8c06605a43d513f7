"""The site that is crawled: real documentation, and a page of known faults."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("python3.11-doc", "postgresql-doc-15", "debian-handbook")
STARTS = (
    "/usr/share/doc/python3.11/html/index.html",
    "/usr/share/doc/postgresql-doc-15/html/index.html",
)
HANDBOOK = "/usr/share/doc/debian-handbook/html"
DEAD, ERRORS, REDIRECTS = 40, 5, 10
"""Faults on ``/faults.html``: links to nothing, to HTTP 500, and redirects to good pages."""


@dataclass(frozen=True)
class Site:
    """A folder to serve; ``planted`` are the paths of faults put in on purpose."""

    root: Path
    pages: int
    planted: frozenset[str]


def build(work: Path) -> Site:
    """Unpack the packages (once) and write the home page and the page of faults."""
    root = work / "site"
    if not root.is_dir():
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", *PACKAGES], cwd=work, check=True)
        for archive in sorted(work.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", archive, root], check=True)
    languages = sorted(p.name for p in (root / HANDBOOK[1:]).iterdir() if p.is_dir())
    starts = [*STARTS, *(f"{HANDBOOK}/{name}/index.html" for name in languages)]
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in (*starts, "/faults.html"))
    (root / "index.html").write_text(f"<title>docs</title><ul>{links}</ul>", "utf-8")
    dead = [f"/dead/{n}.html" for n in range(DEAD)]
    errors = [f"/error/{n}" for n in range(ERRORS)]
    redirects = [f"/moved/{n}" for n in range(REDIRECTS)]
    faults = "".join(f'<a href="{path}">{path}</a>' for path in (*dead, *errors, *redirects))
    (root / "faults.html").write_text(f"<title>faults</title>{faults}", "utf-8")
    pages = sum(1 for _ in root.rglob("*.html"))
    return Site(root, pages, frozenset((*dead, *errors)))
