"""The tally (统计) of a series of visits: what counts, what does not, and what follows.

The table's rule: in a week of at least 20 visits a day, at intervals, the home page does not open
within 15 seconds in 5 % of the visits or more. Whatever else could explain a failed visit keeps it
from being counted against the site.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from checks.framework import Options
from checks.visits import Visit, Visits

CONFIDENCE_Z = 1.959963984540054
"""Quantile of the normal distribution for a 95 % interval."""
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time, in which people read days."""
FELL_SHARE = 0.2
"""Share of a campaign's sites that fall at once so that it is hardly their own doing…"""
FELL_PLACES = 3
"""… at so many addresses at least: one dead platform is not our network."""

Standing = Literal[
    "opened", "failed", "doubtful", "announced", "blocked", "robots", "ours", "missed"
]
"""How a visit is counted: ``opened``, ``failed`` and ``doubtful`` (it failed, and a person has to
say whether that is the site's) are the counted ones; the others are left out."""

Verdict = Literal[
    "nothing", "impatient", "interim", "interim-failing", "failing", "never", "doubtful", "open"
]
"""What follows: ``nothing`` no visit counts; ``impatient`` the campaign waited for less than the
rule allows a page; ``interim`` too few visits for a verdict, and ``interim-failing`` though so many
failed; ``failing`` the rule is broken; ``doubtful`` it is if doubtful visits are; ``open`` it is
not."""


class Rule(Options, frozen=True, kw_only=True):
    """The figures of the table.

    Attributes:
        days: that a campaign has to last.
        visits: that have to be counted on each of these days.
        seconds: after which a page that has not opened does not open.
        percent: share of visits that may not be reached.
        failures: kinds of failure that are surely the site's; all others are doubtful.
    """

    days: int
    visits: int
    seconds: float
    percent: float
    failures: tuple[str, ...]


class Tally(Struct, frozen=True, kw_only=True):
    """What a series of visits comes to; shares are in per cent.

    Attributes:
        verdict: what follows.
        counted: visits that count: ``opened``, ``failed`` and ``doubtful`` together.
        full_days: days with as many counted visits as the rule wants.
        share: failed of counted; ``most``: the same if all doubtful ones had failed.
        low, high: 95 % confidence interval of ``share`` (Wilson).
        left_out: visits that do not count, by `Standing`.
        kinds: how the failed and doubtful ones failed, the most frequent first.
    """

    verdict: Verdict
    counted: int = 0
    opened: int = 0
    failed: int = 0
    doubtful: int = 0
    full_days: int = 0
    share: float = 0.0
    most: float = 0.0
    low: float = 0.0
    high: float = 100.0
    left_out: dict[str, int] = {}
    kinds: dict[str, int] = {}


def standing(visit: Visit, rule: Rule) -> Standing:
    """How one visit is counted."""
    if visit.announced and visit.state in ("opened", "failed"):
        return "announced"
    if visit.state == "opened":
        return "opened" if visit.seconds < rule.seconds else "doubtful"
    if visit.state != "failed":
        return visit.state
    sure = visit.kind in rule.failures and visit.vantage == "sound" and not _fell_with_others(visit)
    return "failed" if sure else "doubtful"


def _fell_with_others(visit: Visit) -> bool:
    others = visit.together
    return others.places >= FELL_PLACES and others.fell >= FELL_SHARE * others.visited


def tally(series: Visits, rule: Rule) -> Tally:
    """Count a series of visits."""
    stands = [(visit, standing(visit, rule)) for visit in series.visits]
    number = Counter(stand for _, stand in stands)
    opened, failed, doubtful = number["opened"], number["failed"], number["doubtful"]
    counted = opened + failed + doubtful
    full_days = sum(1 for count in _by_day(series, stands).values() if count >= rule.visits)
    kinds = Counter(
        v.kind or "timeout" for v, stand in stands if stand in ("failed", "doubtful")
    )  # opened too late is a time-out, too
    low, high = wilson(failed, counted)
    told = Tally(
        verdict="interim",
        counted=counted,
        opened=opened,
        failed=failed,
        doubtful=doubtful,
        full_days=full_days,
        share=_percent(failed, counted),
        most=_percent(failed + doubtful, counted),
        low=low,
        high=high,
        left_out={
            name: number[name]
            for name in ("announced", "blocked", "robots", "ours", "missed")
            if number[name]
        },
        kinds=dict(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
    return replace(told, verdict=_verdict(told, series, rule))


def _by_day(series: Visits, stands: list[tuple[Visit, Standing]]) -> Counter[int]:
    day = timedelta(days=1)
    return Counter(
        (visit.at - series.start) // day
        for visit, stand in stands
        if stand in ("opened", "failed", "doubtful")
    )


def _verdict(told: Tally, series: Visits, rule: Rule) -> Verdict:
    if series.patience < rule.seconds:
        return "impatient"
    if not told.counted:
        return "nothing"
    # In whole numbers: 7 of 140 are 5 %, whatever a binary fraction makes of that.
    limit = rule.percent * told.counted
    perhaps = told.failed + told.doubtful
    over = told.failed * 100 >= limit and told.failed > 1
    may_be = perhaps * 100 >= limit and perhaps > 1
    if told.full_days < rule.days or told.counted < rule.days * rule.visits:
        return "interim-failing" if may_be else "interim"
    if over:
        return "failing" if told.opened else "never"
    return "doubtful" if may_be else "open"


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def wilson(hits: int, number: int) -> tuple[float, float]:
    """95 % confidence interval of a share, in per cent (Wilson 1927); of nothing it is all."""
    if not number:
        return (0.0, 100.0)
    z2 = CONFIDENCE_Z**2
    share = hits / number
    middle = (share + z2 / (2 * number)) / (1 + z2 / number)
    half = (
        CONFIDENCE_Z
        / (1 + z2 / number)
        * math.sqrt(share * (1 - share) / number + z2 / (4 * number**2))
    )
    low = 0.0 if not hits else max(0.0, middle - half)
    high = 100.0 if hits == number else min(1.0, middle + half) * 100
    return (round(100 * low, 2), round(high, 2))


def failures(series: Visits, rule: Rule) -> Iterator[Visit]:
    """The visits that count as failed, in order."""
    return (visit for visit in series.visits if standing(visit, rule) == "failed")


def day_of(at: datetime) -> str:
    """The day of a visit in China."""
    return at.astimezone(CHINA).date().isoformat()
