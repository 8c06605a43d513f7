"""The sites that are crawled: copies that lead nowhere, and what is known of them beforehand.

``docs`` is real documentation of three Debian packages with a page of planted faults; ``gov`` is a
sub-site of 46,924 real GBK pages, unpacked from the corpus beside the project.

Both copies are self-contained: every reference with a scheme or a host of its own (``https://…``,
``mailto:…``, ``//…``) is moved to an attribute that no tool follows, and symbolic links that lead
out of the copy or to nothing are removed. So no tool ever leaves loopback or waits for DNS.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from bench.crawl.truth import Truth, find_truth

RECIPE = 4
"""Raised when a copy must be made anew, because it is made in another way."""
PACKAGES = ("python3-doc", "postgresql-doc", "debian-handbook")
"""The first two stand for the package of the version that the machine's Debian has."""
DEAD, ERRORS, REDIRECTS = 40, 5, 10
"""Faults on ``/faults.html``: links to nothing, to HTTP 500, and redirects to good pages."""
GOV = "stats-gov-cn-2018"
GOV_START = "/tjsj/tjbz/tjyqhdmhcxhfdm/2018/index.html"

_LEADING_OFF = re.compile(
    rb"(?i)(\s)(href|src|srcset|data|poster|cite|action|formaction|background|longdesc)"
    rb"(\s*=\s*[\"']?\s*(?:[a-z][a-z0-9+.-]*:|//))"
)


@dataclass(frozen=True)
class Site:
    """A folder to serve.

    Attributes:
        name: ``docs`` or ``gov``.
        root: the folder.
        start: path of the page to begin with.
        truth: what is known of the site beforehand.
    """

    name: str
    root: Path
    start: str
    truth: Truth


def build(name: str, work: Path, corpus: Path) -> Site:
    """Make a site (once) under ``work``.

    Args:
        name: ``docs`` or ``gov``.
        work: folder of the benchmarks.
        corpus: folder of the shared corpus; only ``gov`` needs it.
    """
    root, note = work / name, work / f"{name}.json"
    start = "/" if name == "docs" else GOV_START
    if note.is_file():
        stored = json.loads(note.read_text("utf-8"))
        if stored["recipe"] == RECIPE:
            return Site(name, root, start, Truth.of(stored))
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    planted: dict[str, int] = {}
    if name == "docs":
        _unpack_packages(root, work)
        planted = _plant(root)
    else:
        _unpack_archive(corpus / "bench" / f"{GOV}.tar.xz", root)
    _cut_off(root)
    truth = find_truth(root, start, planted)
    stored = {"recipe": RECIPE, **truth.stored()}
    note.write_text(json.dumps(stored, indent=1, ensure_ascii=False), "utf-8")
    return Site(name, root, start, truth)


def _unpack_packages(root: Path, work: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise SystemExit("the documentation comes from Debian packages: apt-get is missing")
    for package in PACKAGES:
        name = _real_package(package)
        folder = work / "packages" / name
        folder.mkdir(parents=True, exist_ok=True)
        held = any(folder.glob("*.deb"))
        if not held and subprocess.call(["apt-get", "download", "-qq", name], cwd=folder):
            raise SystemExit(f"{name} cannot be downloaded: apt-get update, then again")
        subprocess.run(["dpkg-deb", "-x", next(folder.glob("*.deb")), root], check=True)


def _real_package(name: str) -> str:
    """``python3-doc`` holds nothing itself: it names the documentation of Debian's version."""
    command = ["apt-cache", "depends", "--important", name]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"Depends: (\S+-doc\S*)", told)
    return found[1] if found else name


def _unpack_archive(archive: Path, root: Path) -> None:
    if not archive.is_file():
        raise SystemExit(f"{archive} is missing: tell the corpus with --corpus-folder")
    with tarfile.open(archive) as packed:
        packed.extractall(root, filter="data")
    host = root / "www.stats.gov.cn"  # the archive's one folder is the host
    for part in host.iterdir():
        part.rename(root / part.name)
    host.rmdir()


def _plant(root: Path) -> dict[str, int]:
    """Write the home page and the page of faults; returns the paths with the status they get."""
    homes = sorted(
        (
            *root.glob("usr/share/doc/python3*/html/index.html"),
            *root.glob("usr/share/doc/postgresql-doc-*/html/index.html"),
            *root.glob("usr/share/doc/debian-handbook/html/*/index.html"),
        )
    )
    starts = [f"/{p.relative_to(root)}" for p in homes if not p.parent.is_symlink()]
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in (*starts, "/faults.html"))
    (root / "index.html").write_text(f"<title>docs</title><ul>{links}</ul>", "utf-8")
    planted = {f"/dead/{n}.html": 404 for n in range(DEAD)}
    planted.update({f"/error/{n}": 500 for n in range(ERRORS)})
    planted.update({f"/moved/{n}": 301 for n in range(REDIRECTS)})
    faults = "".join(f'<a href="{path}">{path}</a>' for path in planted)
    (root / "faults.html").write_text(f"<title>faults</title>{faults}", "utf-8")
    return planted


def _cut_off(root: Path) -> None:
    """Take out of the copy whatever leads out of it."""
    for path in sorted(root.rglob("*")):
        if path.is_symlink():
            target = path.resolve()
            if not target.exists() or not target.is_relative_to(root.resolve()):
                path.unlink()
        elif path.suffix in (".html", ".htm"):
            body = path.read_bytes()
            inert = _LEADING_OFF.sub(rb"\1data-off-\2\3", body)
            if inert != body:
                path.write_bytes(inert)
