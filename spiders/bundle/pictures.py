"""The pictures of a bundle (取证截图), found without reading the rest of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from checks.evidence import PICTURE
from spiders.bundle.archive import read_record
from spiders.bundle.seal import ARCHIVE, EVIDENCE

_HELD = """
select targets.url, attempts.at, attempts.record from targets
join attempts on attempts.target_id = targets.id
where targets.url >= ? and targets.url < ? order by targets.id, attempts.id
"""


class Held(Struct, frozen=True):
    """A picture in a bundle.

    Attributes:
        url: page that it shows; ``device``: as what.
        at: when it was taken, ISO 8601 in UTC.
        full, thumb: records of the archive with the whole of it, and with its telling part.
    """

    url: str
    device: str
    at: str
    full: int
    thumb: int


def pictures(bundle: Path) -> dict[str, list[Held]]:
    """Pictures by the fingerprint of the finding that they show, or ``home``.

    Empty where the bundle has none, or is gone or damaged: they explain, and prove nothing alone.
    """
    file = bundle / EVIDENCE
    found: dict[str, list[Held]] = {}
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute(_HELD, (PICTURE, PICTURE + "\U0010ffff")).fetchall()
    except sqlite3.Error:
        return {}
    for address, group in groupby(rows, key=lambda row: row[0]):
        attempts = list(group)[-2:]
        if len(attempts) == 2 and attempts[1][2] >= 0:
            key, device, url = address.removeprefix(PICTURE).split(":", 2)
            (_, at, full), (_, _, thumb) = attempts
            found.setdefault(key, []).append(Held(url, device, at, full, thumb))
    return found


def jpeg(bundle: Path, record: int) -> bytes | None:
    """The bytes of a picture; None if the archive has none there."""
    try:
        body, _headers = read_record(bundle / ARCHIVE, record)
    except (OSError, ValueError, StopIteration, RuntimeError):
        return None
    return body if body.startswith(b"\xff\xd8\xff") else None
