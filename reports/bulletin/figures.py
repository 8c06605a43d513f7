"""Figures (数字): how counts become the rates that are printed, exactly and in one place.

A rate is a pair of counts until it is printed. Printed rates are rounded half up, as people round;
one that is not whole never prints as 100 % or 0 %. A change is the difference of the two rates as
printed, so that a reader who subtracts them gets it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

MAX_DECIMALS = 6
"""Decimals at which a rate is printed at most to keep it from looking whole."""


class Ratio(Struct, frozen=True):
    """A share of a whole, both counts; ``whole`` 0 means that there is no such rate."""

    part: int
    whole: int

    def percent(self, decimals: int) -> Decimal | None:
        """Percent rounded half up to ``decimals`` places, or more where it would look whole.

        ``Ratio(126, 134).percent(1)`` is 94.0; ``Ratio(2999, 3000).percent(1)`` is 99.97.
        """
        if self.whole <= 0:
            return None
        exact = Decimal(self.part) * 100 / Decimal(self.whole)
        whole = self.part in (0, self.whole)
        for places in range(decimals, MAX_DECIMALS + 1):
            rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if whole or rounded not in (0, 100):
                break
        return rounded

    def text(self, decimals: int) -> str:
        """As printed: ``94.0%``; an en dash where there is no such rate."""
        rate = self.percent(decimals)
        return "–" if rate is None else f"{_plain(rate)}%"


def change(now: Ratio, before: Ratio | None, decimals: int) -> Decimal | None:
    """Percentage points from one rate to the next, as printed; None where either is missing."""
    rate, old = now.percent(decimals), before.percent(decimals) if before else None
    return None if rate is None or old is None else rate - old


def points(value: Decimal | None) -> str:
    """Percentage points with their sign: ``+2.14``, ``-0.3``, ``0.0``; an en dash for None."""
    if value is None:
        return "–"
    return f"{value:+f}" if value else f"{abs(value):f}"


def _plain(rate: Decimal) -> str:
    """100 and 0 are exact and need no decimals; all else keeps those that it was rounded to."""
    return f"{rate:.0f}" if rate in (0, 100) else f"{rate:f}"
