"""Charts (时间图) of a site's visits: one bar a visit, as an SVG path a kind."""

from __future__ import annotations

import math
from collections.abc import Iterable

from reports.monitor.model import SiteRow

STEP = 4
"""Width of a visit, in units of the drawing."""
HEIGHT = 40
"""Height of a page that took all the time."""
KINDS = {"o": "opened", "f": "failed", "d": "doubtful"}
"""Letters of a timeline that are drawn each in its way; all others are left out of the count."""
_LEFT_OUT = 6


def paths(site: SiteRow, seconds: float) -> Iterable[tuple[str, str]]:
    """Kinds of bars and the path of each; nothing is drawn for visits that are still to come.

    Args:
        site: whose visits.
        seconds: that a bar of full height stands for. Heights grow with the root, so that a page
            of half a second can be told from one of two.
    """
    made: dict[str, list[str]] = {}
    for number, letter in enumerate(site.timeline):
        if letter == ".":
            continue
        height = HEIGHT if letter in "fd" else _LEFT_OUT
        if letter == "o":
            share = min(1.0, site.load[number] / 1000 / seconds)
            height = max(2, round(HEIGHT * math.sqrt(share)))
        kind = KINDS.get(letter, "left-out")
        made.setdefault(kind, []).append(f"M{number * STEP + STEP // 2} {HEIGHT}v-{height}")
    return [(kind, "".join(parts)) for kind, parts in sorted(made.items())]
