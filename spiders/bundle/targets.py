"""Known targets (已知链接目标): every URL of a run once, at a few dozen bytes each.

The crawl asks it for each link of each page, and a run may know a million: columns instead of
objects, and one string for each URL.
"""

from __future__ import annotations

from array import array

import msgspec

from spiders.cookies import Jar

QUEUED, PAGE, INTERNAL, DONE = 1, 2, 4, 8
"""Marks of a target: the crawl queued it; as a page; its host is the site's own; it was taken."""


class Targets:
    """URLs and what the crawl knows of them, by id from 1 on.

    Attributes:
        ids: id of each URL.
        urls: URL by id.
        depths: clicks from the home page, by id.
        marks: sum of `QUEUED`, `PAGE`, `INTERNAL`, `DONE`, by id.
    """

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.urls: list[str] = [""]
        self.depths = array("H", [0])
        self.marks = bytearray(1)

    def __len__(self) -> int:
        return len(self.urls) - 1

    def add(self, url: str, *, depth: int, marks: int) -> int:
        """Take a URL that is not known yet; returns its id."""
        number = len(self.urls)
        self.ids[url] = number
        self.urls.append(url)
        self.depths.append(min(depth, 65_535))
        self.marks.append(marks)
        return number

    def has(self, target_id: int, mark: int) -> bool:
        """Whether a target bears a mark."""
        return bool(self.marks[target_id] & mark)


class Trail(msgspec.Struct):
    """What a queued target brings along: tries before, URLs that redirected here, cookies."""

    tries: int = 0
    chain: tuple[str, ...] = ()
    jar: Jar = msgspec.field(default_factory=Jar)
