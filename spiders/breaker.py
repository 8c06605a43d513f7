"""The circuit breaker (熔断) of one host: a host that fails is left alone, and tried now and then.

Closed → open after `FAILURES` failures in a row → half-open after a rest: exactly one request
passes as a probe → closed if it succeeds, else open again for twice as long.
"""

from __future__ import annotations

import math

FAILURES = 5
"""Failures in a row that open it."""
FIRST_REST = 60.0
"""Seconds of the first rest; each failed probe doubles it…"""
LONGEST_REST = 900.0
"""… up to this."""
PROBES = 4
"""Failed probes in a row after which a site's own host is given up: a run always ends."""
_PROBE_LASTS = 1.0  # how soon to ask again while a probe is on its way


class Breaker:
    """State of one host; times are monotonic seconds."""

    __slots__ = ("_failures", "_probing", "_rest", "_until", "failed_probes")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Close it and forget: the host answered, or the failures were ours."""
        self._failures = 0
        self._until = 0.0
        self._rest = 0.0
        self._probing = False
        self.failed_probes = 0

    @property
    def open(self) -> bool:
        """Whether the host is left alone, but for a probe."""
        return self._rest > 0

    def wait(self, now: float) -> float:
        """Seconds after which to ask again; 0 if a request may start now, infinity if never."""
        if not self.open:
            return 0.0
        if self.failed_probes >= PROBES:
            return math.inf
        return _PROBE_LASTS if self._probing else max(0.0, self._until - now)

    def begin(self) -> bool:
        """A request starts; returns whether it is the probe."""
        self._probing = self.open
        return self._probing

    def dropped(self) -> None:
        """The probe ended without an outcome: the next request is one again."""
        self._probing = False

    def failed(self, now: float, *, probe: bool) -> float:
        """A request failed; returns for how many seconds the host is left alone from now on."""
        if probe:
            self._probing = False
            self.failed_probes += 1
            self._rest = min(self._rest * 2, LONGEST_REST)
            self._until = now + self._rest
            return self._rest
        self._failures += 1
        if self._failures >= FAILURES and not self.open:
            self._rest = FIRST_REST
            self._until = now + self._rest
            return self._rest
        return 0.0

    def succeeded(self, *, probe: bool) -> None:
        """A request brought an answer. One that had begun before the rest proves nothing."""
        if probe or not self.open:
            self.reset()
