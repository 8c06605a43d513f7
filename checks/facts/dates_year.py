"""The year of a day that is written without one (无年份日期): ``05-24`` beside a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from checks.facts.dates_forms import iso

_URL = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d"),
    # Folders are a day only right above the file. A file name that begins with the numbers of its
    # folders (2018/11/01/110101.html) is a path of codes, such as regions have.
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/(?!\2\3)[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)-(\d{1,2})[-/](\d{1,2})/[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)/(\d\d)/[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/(?:[0-9a-f]{32}/c\.html|[^/]*)$"),
    re.compile(r"/((?:19|20)\d\d)/(\d\d)(\d\d)/c\d[^/]*$"),
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(0?[1-9]|1[0-2])/")
_FOLDER = re.compile(r"/((?:19|20)\d\d)[-/]?(0?[1-9]|1[0-2])(?:[-/]|(?=\d\d/))")
NEAR = 62
"""Days that a row's day may lie from the day or month in its address, to take the year from it."""


def day_of_url(url: str) -> str:
    """Date in the path of an address (``/t20240524_1.html``, ``/art/2018/5/24/``) or empty."""
    path = url.partition("?")[0]
    for pattern in _URL:
        if (match := pattern.search(path)) and (day := iso(match[1], match[2], match[3])):
            return day
    return ""


def month_of_url(url: str) -> str:
    """Month in the folders of an address as ``2024-05`` (``/202405/``, ``/2024-05/``) or empty."""
    match = _URL_MONTH.search(url.partition("?")[0])
    return f"{match[1]}-{int(match[2]):02}" if match else ""


def year_near(month: int, day: int, url: str) -> str:
    """The day of that month and day next to the day or month in the address of its row.

    A row of 12-30 whose page was made on 3 January 2024 is of 2023. The day on which a page was
    generated is no source: a list that nobody has fed for years is generated again all the same,
    and would look fresh.

    Args:
        month: month shown.
        day: day of the month shown.
        url: address that the row leads to.

    Returns:
        ISO day; empty if the address has none, or none lies within `NEAR` days of it.
    """
    path = url.partition("?")[0]
    known = day_of_url(path)
    if not known and (match := _FOLDER.search(path)):
        known = iso(match[1], match[2], 15)
    if not known:
        return ""
    middle = date.fromisoformat(known)
    days = (iso(year, month, day) for year in (middle.year - 1, middle.year, middle.year + 1))
    ranked = sorted((abs((date.fromisoformat(d) - middle).days), d) for d in days if d)
    return ranked[0][1] if ranked and ranked[0][0] <= NEAR else ""


def years_between(
    days: Sequence[str], short: Sequence[tuple[int, int] | None]
) -> Iterator[tuple[int, str]]:
    """Days of rows without a year that stand between two rows of one year.

    Only if the list runs from new to old (or from old to new) through all three: a list that
    jumps over a year would else be given a wrong one, and a wrong day is worse than none.

    Args:
        days: ISO days of the rows of one list, in order; empty where unknown.
        short: month and day of each row that has but these.

    Yields:
        Index and ISO day of each row that can be told.
    """
    known = [index for index, day in enumerate(days) if day]
    for above, below in pairwise(known):
        high, low = days[above], days[below]
        if high[:4] != low[:4]:
            continue
        inside = [f"{high[:4]}-{s[0]:02}-{s[1]:02}" for s in short[above + 1 : below] if s]
        if len(inside) != below - above - 1:
            continue
        run = [high, *inside, low]
        if run in (sorted(run), sorted(run, reverse=True)):
            yield from enumerate(inside, above + 1)
