"""Clocks (时钟): how ours stands to those of the hosts that answered (header Date, RFC 9110 6.6.1).

A certificate is judged by our clock; if that goes wrong, every certificate of the country expires.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from statistics import median

from spiders.exchange import Exchange

MOST_HOSTS = 200
"""Hosts whose time is kept, the first answer of each."""


class Clocks:
    """By how many seconds our clock is ahead of each host's."""

    def __init__(self) -> None:
        self._ahead: dict[str, float] = {}

    def saw(self, host: str, exchange: Exchange) -> None:
        """Read the time in a host's first answer, if it says one."""
        if host in self._ahead or len(self._ahead) >= MOST_HOSTS or not exchange.status:
            return
        try:
            said = parsedate_to_datetime(exchange.header("date"))
        except ValueError:
            return
        said = said.replace(tzinfo=said.tzinfo or UTC)
        self._ahead[host] = (exchange.at - said).total_seconds() + exchange.first_byte_seconds

    def median(self) -> tuple[int, float]:
        """How many hosts said their time, and the median by which ours is ahead, in seconds."""
        found = list(self._ahead.values())
        return len(found), round(median(found), 1) if found else 0.0
