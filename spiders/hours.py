"""Hours (访问时段): the part of the day, in China Standard Time, in which requests may start."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from msgspec import Struct

_CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_FORM = re.compile(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?", re.ASCII)
_DAY = 24 * 60


class Hours(Struct, frozen=True):
    """A window of every day, from ``start`` to before ``end``, in minutes since midnight.

    It may reach over midnight: from 22:00 to 06:00.
    """

    start: int
    end: int

    def closed(self, now: datetime) -> float:
        """Seconds from ``now`` (aware) until the window opens; 0 inside it."""
        local = now.astimezone(_CHINA)
        minutes = local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60
        if (minutes - self.start) % _DAY < (self.end - self.start) % _DAY:
            return 0.0
        return (self.start - minutes) % _DAY * 60


def parse_hours(text: str) -> Hours:
    """``22-06`` or ``22:30-06:00``.

    Raises:
        ValueError: it is neither, or the window is empty.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or max(start, end) > _DAY or start % _DAY == end % _DAY:
        raise ValueError(text)
    return Hours(start % _DAY, end % _DAY)
