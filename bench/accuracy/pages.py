"""Labelled pages: the corpus by hash, the labels, and the half that each site is in."""

from __future__ import annotations

import csv
import hashlib
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from bench.measure import ROOT

Half = Literal["tune", "measure"]
LABELS = ROOT / "bench/labels"


@dataclass(frozen=True)
class LabelledPage:
    """One page with the labels that one file has for it.

    Attributes:
        sha256: digest of the body, hexadecimal; the key of the labels.
        body: bytes as they were served.
        url: address that it stood at.
        site: what the halves are split by: the host.
        rows: rows of the label file, by column.
    """

    sha256: str
    body: bytes
    url: str
    site: str
    rows: list[dict[str, str]] = field(hash=False)

    @property
    def half(self) -> Half:
        """The half that its site is in."""
        return half_of(self.site)


def half_of(site: str) -> Half:
    """Half of a site, by a digest of its name: nobody chose it."""
    return "tune" if hashlib.sha256(site.encode()).digest()[0] % 2 else "measure"


def corpus() -> Path:
    """Folder of the corpus; a line and the end where there is none."""
    folder = Path(os.environ.get("AUDIT_CORPUS") or ROOT.parent / "shared/corpus")
    if not (folder / "sites").is_dir():
        raise SystemExit(f"no corpus of real pages at {folder}; set AUDIT_CORPUS to its folder")
    return folder


@cache
def bodies() -> dict[str, Path]:
    """Every HTML file of the corpus by the digest of its body."""
    root = corpus()
    files = (p for p in sorted(root.rglob("*")) if p.suffix in (".html", ".htm", ".shtml"))
    return {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in files if p.is_file()}


@cache
def archived() -> dict[str, bytes]:
    """Pages in the archives of the labelled sets by the digest of their body."""
    found: dict[str, bytes] = {}
    for path in sorted((corpus() / "labelled").rglob("*.tar.xz")):
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and (file := archive.extractfile(member)):
                    body = file.read()
                    found[hashlib.sha256(body).hexdigest()] = body
    return found


def labelled(name: str, half: Half | None = None) -> Iterator[LabelledPage]:
    """Pages of ``bench/labels/NAME.csv``, in its order; those of one half if one is named.

    The file has the columns ``sha256``, ``url``, ``site`` and those of the fact. A page that is not
    in the corpus at hand is left out.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["sha256"], []).append(row)
    for sha256, group in rows.items():
        first = group[0]
        if half not in (None, half_of(first["site"])):
            continue
        path = bodies().get(sha256)
        body = path.read_bytes() if path else archived().get(sha256)
        if body is not None:
            yield LabelledPage(sha256, body, first["url"], first["site"], group)
