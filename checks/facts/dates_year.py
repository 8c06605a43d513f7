"""The year of a day that is written without one (无年份日期): ``05-24`` beside a title."""

from __future__ import annotations

import re

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
_HEADING_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?(?!\d)")


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


def year_for(month: int, day: int, *, article: str = "", url: str = "", heading: str = "") -> str:
    """The full day of a list row that shows month and day only; empty if nothing tells the year.

    The day on which a page was generated is no source: a list that nobody has fed for years is
    generated again all the same, and would look fresh.

    Args:
        month: month shown.
        day: day of the month shown.
        article: ISO day of publication of the article that the row leads to, if it was read. It
            counts if it is the same day of the year.
        url: address that the row leads to. It counts if it speaks of the same month.
        heading: words over the rows that name the one year of all of them (``2018年``).

    Returns:
        ISO day. Of several sources the article is the surest, then the address; if the two
        name different years the row is left without a day.
    """
    tail = f"{month:02}-{day:02}"
    days = set()
    if article[5:] == tail:
        days.add(article)
    if known := day_of_url(url):
        if known[5:] == tail:
            days.add(known)
    elif (folder := month_of_url(url)) and int(folder[5:]) == month:
        days.add(iso(folder[:4], month, day))
    if not days:
        years = set(_HEADING_YEAR.findall(heading[:200]))
        days = {iso(years.pop(), month, day)} if len(years) == 1 else set()
    return days.pop() if len(days) == 1 else ""


def year_between(month: int, day: int, newer: str, older: str) -> str:
    """The full day of a row between two rows with full days, in a list that stands newest first.

    Args:
        month: month shown.
        day: day of the month shown.
        newer: ISO day of the row above.
        older: ISO day of the row below.

    Returns:
        ISO day, if exactly one year fits between the two; else empty.
    """
    if not (newer[:4].isdigit() and older[:4].isdigit()):
        return ""
    first, last = int(older[:4]), int(newer[:4])
    if not 0 <= last - first <= 1:
        return ""
    fits = {d for year in (first, last) if (d := iso(year, month, day)) and older <= d <= newer}
    return fits.pop() if len(fits) == 1 else ""
