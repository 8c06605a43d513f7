"""What a column must hold anew each year (应有内容), and what it holds."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from checks.columns.names import Name
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, rows_of
from checks.facts.text import normal
from checks.facts.types import Entry

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CHINESE_YEAR = re.compile("二[〇零○OＯo0]([〇零○OＯo0一二三四五六七八九]{2})")
_DIGITS = str.maketrans("〇零○OＯo一二三四五六七八九", "000000123456789")


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a column must hold anew each year.

    Attributes:
        name: what it is called in findings.
        words: an entry's title, or the name of its sub-column, holds one of them; none: any does.
        due_month: it is due by the end of this month; before that, the year before counts.
        year_offset: -1 if in a year what concerns the year before is due (决算).
        margin_days: so many days after it was due nothing is said yet.
    """

    name: str
    words: tuple[str, ...] = ()
    due_month: int = 12
    year_offset: int = 0
    margin_days: int = 30

    def due(self, today: date) -> tuple[int, date]:
        """The latest year for which it is overdue, and the day by which it was due."""
        year = today.year
        while today <= (day := self._last_day(year)) + timedelta(days=self.margin_days):
            year -= 1
        return year + self.year_offset, day

    def _last_day(self, year: int) -> date:
        return date(year, self.due_month, calendar.monthrange(year, self.due_month)[1])


class Holdings:
    """Entries of some columns, and other names of the site, asked whether they hold what is due."""

    def __init__(
        self, evidence: SiteEvidence, columns: Iterable[Column], names: Iterable[Name] = ()
    ) -> None:
        """Collect the entries of the columns and of the pages on other hosts that were read."""
        self._today = evidence.today
        self.rows: list[tuple[Entry, str, str]] = []
        for column in columns:
            self.rows += rows_of(evidence, column)
            page = None if column.internal or column.entries else evidence.page(column.url)
            self.rows += [(row, row.day, "") for row in page.facts.entries] if page else []
        self.rows += [(Entry(n.text, n.url, n.day), n.day, "") for n in names]

    def fits(self, held: Held, year: int) -> bool:
        """Whether an entry is of the kind and names the year, or else is dated in it or later."""
        for row, day, path in self.rows:
            words = normal(f"{path} {row.title}")
            if held.words and not any(word in words for word in held.words):
                continue
            years = _years(f"{path} {row.title}")
            if not years or not held.words:
                # Without a word to go with it, a year in a title is that of anything.
                years.append(int(day[:4] or 0))
            if max(years) >= year:
                return True
        return False

    def newest_day(self) -> str:
        """The newest day of an entry that is not in the future; empty without one."""
        today = self._today.isoformat()
        return max((day for _, day, _ in self.rows if day <= today), default="")

    def newest_year(self) -> int:
        """The latest year that any entry names or is dated in; 0 without one."""
        years = [y for row, day, path in self.rows for y in (*_years(row.title), int(day[:4] or 0))]
        return max([*years, *(y for _, _, path in self.rows for y in _years(path))], default=0)

    def titles(self, most: int) -> list[str]:
        """Titles of the newest entries."""
        newest = sorted(self.rows, key=lambda r: (r[1], r[0].title), reverse=True)
        return list(dict.fromkeys(row.title for row, _, _ in newest))[:most]


def _years(text: str) -> list[int]:
    named = [int(y) for y in _YEAR.findall(text)]
    return named + [2000 + int(y.translate(_DIGITS)) for y in _CHINESE_YEAR.findall(text)]
