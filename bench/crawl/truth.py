"""What is true of a site, found from its files by other means than those that are measured.

The pages are parsed with the standard library's `html.parser`, references are resolved with
`urllib.parse`, and a URL is broken if no file stands behind it or a fault was planted there.
Nothing of the crawler is used.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

HOST = "http://site.invalid"
_REFERENCES = {
    "a": "href", "area": "href", "link": "href", "img": "src", "script": "src", "iframe": "src",
    "frame": "src", "embed": "src", "source": "src", "audio": "src", "video": "src",
    "object": "data",
}  # fmt: skip
_FURTHER = {"video": "poster", "track": "src", "input": "src"}
"""Attributes that load something beside the usual one; any element may have a background."""
_PAGES = ("a", "area", "iframe", "frame")
_STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]+)""", re.I)
_LOADED = re.compile(r"stylesheet|icon", re.I)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.I)


@dataclass(frozen=True)
class Truth:
    """What is known of a site.

    Attributes:
        pages: paths of the HTML pages that can be reached by links.
        broken: paths that links lead to and that answer with 400 or more.
        targets: number of distinct paths that references lead to.
    """

    pages: frozenset[str]
    broken: frozenset[str]
    targets: int

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "targets": self.targets,
            "broken": sorted(self.broken),
            "pages": sorted(self.pages),
        }

    @staticmethod
    def of(stored: dict[str, Any]) -> Truth:
        """From JSON."""
        return Truth(
            frozenset(stored["pages"]), frozenset(stored["broken"]), int(stored["targets"])
        )


def same(paths: Iterable[str]) -> frozenset[str]:
    """Paths with their queries, in the one spelling that sets are compared in.

    ``//`` counts as ``/``: `urllib.parse` and some tools fold it, browsers don't, and nginx makes
    no difference.
    """
    return frozenset(re.sub("//+", "/", unquote(path.partition("#")[0])) for path in paths)


def find_truth(root: Path, start: str, planted: dict[str, int]) -> Truth:
    """Walk the files from a page as a visitor would; ``planted`` are statuses by path."""
    waiting = deque([start])
    queued, targets, pages = {start}, {start}, set[str]()
    while waiting:
        path = waiting.popleft()
        file = _file(root, path) if path not in planted else None
        if file is None or file.suffix not in (".html", ".htm"):
            continue
        pages.add(path)
        for tag, target in _references(file, path):
            targets.add(target)
            # What a page embeds is looked at and not read, as browsers do.
            if tag in _PAGES and target not in queued:
                queued.add(target)
                waiting.append(target)
    broken = {t for t in targets if planted.get(t, 404 if _file(root, t) is None else 200) >= 400}
    return Truth(same(pages), same(broken), len(targets))


def _file(root: Path, path: str) -> Path | None:
    """The file that the server would answer with; None for 404."""
    file = root / unquote(path.partition("?")[0]).lstrip("/")
    if file.is_dir():
        file = file / "index.html"
    return file if file.is_file() else None


def _references(file: Path, path: str) -> Iterator[tuple[str, str]]:
    """Tags and the paths (with query) on this host that they lead to."""
    reader = _Reader()
    body = file.read_bytes()
    found = _CHARSET.search(body[:2048])
    charset = found[1].decode() if found else "utf-8"
    reader.feed(body.decode("gb18030" if charset.lower().startswith("gb") else charset, "replace"))
    for tag, reference in reader.references:
        try:
            parts = urlsplit(urljoin(HOST + path, reference.strip()))
        except ValueError:
            continue
        if f"{parts.scheme}://{parts.netloc}" == HOST:
            target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
            yield tag, f"{target}?{parts.query}" if parts.query else target


class _Reader(HTMLParser):
    """Collects references that a browser would load or a click would follow."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the reference of one tag."""
        given = {name: value or "" for name, value in attrs}
        found = [given.get("background", "")]
        found += _STYLE_URL.findall(given.get("style", ""))
        # Of candidates with a width or a density each, a comma parts one from the next.
        found += [c.split()[0] for c in given.get("srcset", "").split(", ") if c.strip()]
        if tag != "input" or given.get("type", "").lower() == "image":
            found.append(given.get(_FURTHER.get(tag, ""), ""))
        if tag != "link" or _LOADED.search(given.get("rel", "")):
            found.append(given.get(_REFERENCES.get(tag, ""), ""))
        self.references += [(tag, r) for r in found if r and not r.startswith(("#", "data:"))]
