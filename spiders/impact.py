"""The impact record (影响记录): what a run cost the hosts it asked.

网络数据安全管理条例 art. 18 asks whoever visits by machine to assess the impact on the service.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from msgspec import Struct

WINDOW = 60
"""Seconds of the window in which the busiest time is looked for."""


class HostImpact(Struct, frozen=True):
    """What one host had to bear.

    Attributes:
        requests: connections and requests made, failed ones included.
        bytes: received, as they came over the line.
        peak_per_minute: requests in the busiest 60 seconds, to the second.
    """

    host: str
    requests: int
    bytes: int
    peak_per_minute: int


class _Count:
    __slots__ = ("bytes", "in_window", "peak", "requests", "seconds")

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self.peak = 0
        self.in_window = 0
        self.seconds: deque[list[int]] = deque()  # second, requests in it; WINDOW entries at most


class Impact:
    """Counts the requests of one site's run.

    Attributes:
        requests, bytes: sums over all hosts.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self._hosts: dict[str, _Count] = {}

    def go_on(self, hosts: Iterable[HostImpact]) -> None:
        """Begin with what an earlier process of the same run had counted."""
        for host in hosts:
            count = self._hosts.setdefault(host.host, _Count())
            count.requests += host.requests
            count.bytes += host.bytes
            count.peak = max(count.peak, host.peak_per_minute)
            self.requests += host.requests
            self.bytes += host.bytes

    def record(self, host: str, at: float, size: int) -> None:
        """Count a request.

        Args:
            host: that was asked.
            at: when it started, monotonic seconds.
            size: bytes received.
        """
        self.requests += 1
        self.bytes += size
        count = self._hosts.get(host)
        if count is None:
            count = self._hosts[host] = _Count()
        count.requests += 1
        count.bytes += size
        second = int(at)
        seconds = count.seconds
        if seconds and seconds[-1][0] >= second:
            seconds[-1][1] += 1
        else:
            seconds.append([second, 1])
            while seconds[0][0] <= second - WINDOW:
                count.in_window -= seconds.popleft()[1]
        count.in_window += 1
        count.peak = max(count.peak, count.in_window)

    def per_host(self) -> tuple[HostImpact, ...]:
        """What each host had to bear, the most asked first."""
        rows = (
            HostImpact(host, count.requests, count.bytes, count.peak)
            for host, count in self._hosts.items()
        )
        return tuple(sorted(rows, key=lambda row: (-row.requests, row.host)))
