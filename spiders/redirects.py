"""Redirects (跳转): what to do with the next hop of a chain; pure, the collector walks.

A server may send us back to where we were to see its cookie; without a new cookie that is a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

MAX_HOPS = 10
"""Redirects followed from one link; browsers give up at 20, careful tools at 8 to 10."""

Step = Literal["follow", "again", "loop", "too-many", "nowhere"]
"""``follow`` a URL that the chain has not seen; ``again`` one it has, as there is a new cookie;
``loop`` and ``too-many`` end the chain; ``nowhere``: no URL that may be fetched (no or an unusable
Location, or another scheme than http and https)."""


def next_step(chain: Sequence[str], onward: str, *, new_cookie: bool) -> Step:
    """What to do with a redirect.

    Args:
        chain: URLs asked for so far, the one that answered last; not empty.
        onward: where it sends us; empty for nowhere.
        new_cookie: the answer changed what we would send to that host.
    """
    if not onward:
        return "nowhere"
    if len(chain) > MAX_HOPS:
        return "too-many"
    if onward not in chain:
        return "follow"
    return "again" if new_cookie else "loop"
