"""Quarters (季度): names like ``2026Q4``, their order and their days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from audit.language import _

_FORM = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


def parse_quarter(text: str) -> str:
    """``2026Q4``, also written ``2026q4`` or ``2026-Q4``.

    Raises:
        ValueError: it is none; the message is for people.
    """
    word = text.strip().upper().replace("-", "")
    if not _FORM.fullmatch(word):
        raise ValueError(_("not a quarter like 2026Q4: {text}").format(text=repr(text)))
    return word


def index(quarter: str) -> int:
    """Number of a quarter, so that two can be subtracted."""
    year, part = quarter.split("Q")
    return int(year) * 4 + int(part) - 1


def days(quarter: str) -> tuple[date, date]:
    """First and last day."""
    number = index(quarter)
    after = date((number + 1) // 4, (number + 1) % 4 * 3 + 1, 1)
    return date(number // 4, number % 4 * 3 + 1, 1), after - timedelta(days=1)
