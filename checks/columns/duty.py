"""Duties (公开义务): a column that must be there, what it must hold, and the verdict on it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.facts.synonyms import is_container, speaks_of, types_of
from checks.facts.text import normal
from checks.facts.types import Entry, Link
from checks.finding import Value
from checks.framework import Row

MIN_LINKS = 5
"""A home page with fewer links is a cover; nothing is missing from it."""
MIN_PAGES = 5
"""Of a site of which fewer pages were read we don't say what it lacks."""

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


class Duty(Row, frozen=True):
    """One required column (应设栏目).

    Attributes:
        columns: the types of which one must be there.
        named: its name must hold one of these words; none: any name of its types does.
        holds: what it must hold anew each year.
        within_days: its newest entry must not be older; 0 if nothing says so.
        settled: such columns go by settled names. Where they don't, a column that isn't found may
            have any name, and is for a person to look for.
        linked: a link to another site that has it is enough (国务院政策文件库, 政务服务网).
    """

    columns: tuple[str, ...]
    named: tuple[str, ...] = ()
    holds: tuple[Held, ...] = ()
    within_days: int = 0
    settled: bool = True
    linked: bool = False

    def among(self, columns: Iterable[Column]) -> list[Column]:
        """Those of the columns that may be the one it asks for."""
        return [c for c in columns if self.asks_for(c.name, c.types)]

    def asks_for(self, name: str, types: Iterable[str]) -> bool:
        """Whether a column of that name and these types may be the one."""
        fits = not self.named or any(word in name for word in self.named)
        return fits and not set(self.columns).isdisjoint(types)


class Holdings:
    """The entries of some columns, asked whether they hold what is due."""

    def __init__(self, evidence: SiteEvidence, columns: Iterable[Column]) -> None:
        """Collect the entries of the columns and of the pages on other hosts that were read."""
        self.rows: list[tuple[Entry, str, str]] = []
        for column in columns:
            self.rows += rows_of(evidence, column)
            page = None if column.internal or column.entries else evidence.page(column.url)
            self.rows += [(row, row.day, "") for row in page.facts.entries] if page else []

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

    def newest_year(self) -> int:
        """The latest year that any entry names or is dated in; 0 without one."""
        years = [y for row, day, path in self.rows for y in (*_years(row.title), int(day[:4] or 0))]
        return max([*years, *(y for _, _, path in self.rows for y in _years(path))], default=0)


def _years(text: str) -> list[int]:
    named = [int(y) for y in _YEAR.findall(text)]
    return named + [2000 + int(y.translate(_DIGITS)) for y in _CHINESE_YEAR.findall(text)]


Verdict = tuple[str, Column | None, dict[str, Value]]
"""Outcome of `required-column`, the column it is about if there is one, further values."""


def verdict(evidence: SiteEvidence, duty: Duty, mine: list[Column]) -> Verdict:
    """Judge one duty by the columns of its types."""
    holdings = Holdings(evidence, mine)
    due = [(held, *held.due(evidence.today)) for held in duty.holds]
    lacking = [one for one in due if not holdings.fits(one[0], one[1])]
    filled = [c for c in mine if _is_filled(evidence, c)]
    if filled and not lacking:
        return _recent(evidence, duty, mine, filled[0])
    if mass_failure(evidence):
        return "site-mostly-failed", None, {}
    if all(c.guessed for c in mine):
        return _without(evidence, duty, guessed=bool(mine))
    out_of_sight = [c for c in mine if c.internal and c.state in ("unread", "not-seen")]
    elsewhere = [c for c in mine if not c.internal]
    sure = [c for c in mine if not c.guessed]
    named = [c for c in elsewhere if not c.guessed]
    if out_of_sight or elsewhere:
        outcome = "column-unread" if out_of_sight else "column-elsewhere"
        outcome = "linked" if named and duty.linked else outcome
        return outcome, ((named if outcome == "linked" else out_of_sight) + elsewhere)[0], {}
    filled = [c for c in filled if not c.guessed]
    if not filled:
        return "blank", sure[0], {}
    return _behind(sure, filled[0], lacking, holdings.newest_year())


def _without(evidence: SiteEvidence, duty: Duty, *, guessed: bool) -> Verdict:
    crumbs = {name for page in evidence.pages for name in page.facts.breadcrumb}
    if named := sorted(name for name in crumbs if duty.asks_for(name, types_of(name))):
        return "column-unread", None, {"name": named[0]}
    guides = any(page.facts.kind == "guide" for page in evidence.pages)
    hint = guessed or _told_elsewhere(evidence, duty)
    hint |= guides and "service-guides" in duty.columns
    if len(evidence.pages) < MIN_PAGES and not hint:
        return "too-little-seen", None, {}
    sure = duty.settled and not hint and missing_is_sure(evidence)
    return "missing" if sure else "maybe-missing", None, {}


def _recent(evidence: SiteEvidence, duty: Duty, mine: list[Column], first: Column) -> Verdict:
    """What a column that is there comes to by the age of its newest entry."""
    newest = max((c.newest for c in mine), default="")
    age = (evidence.today - date.fromisoformat(newest)).days if newest else 0
    if not duty.within_days or (newest and age <= duty.within_days):
        return "present", first, {}
    values: dict[str, Value] = {"window_days": duty.within_days}
    if newest:
        first = next(c for c in mine if c.newest == newest)
        values |= {"newest": newest, "age_days": age}
    sure = newest and all(c.certain for c in mine) and not mass_failure(evidence)
    return "out-of-date" if sure and not first.guessed else "maybe-out-of-date", first, values


def _told_elsewhere(evidence: SiteEvidence, duty: Duty) -> bool:
    """Whether what the column should hold stands in another list of the site."""
    rows = (row for page in evidence.pages for row in page.facts.entries)
    return bool(duty.holds) and any(speaks_of(row.title, duty.columns) for row in rows)


def _behind(
    sure: list[Column], first: Column, lacking: list[tuple[Held, int, date]], newest: int
) -> Verdict:
    older = [one for one in lacking if 0 < newest < one[1]]
    held, year, due = (older or lacking)[0]
    values: dict[str, Value] = {
        "what": held.name,
        "year": year,
        "due": due.isoformat(),
        "newest": newest or "",
    }
    if newest == 0 and all(c.state != "read" for c in sure):
        return "undated", first, values
    whole = all(c.full and c.dated * 5 >= c.entries * 4 for c in sure)
    return "not-this-year" if older and whole else "content-unclear", first, values


def _is_filled(evidence: SiteEvidence, column: Column) -> bool:
    """Whether it holds something; a text elsewhere must be what the link to it says."""
    held = column.entries or (column.internal and column.state == "static")
    return bool(held) or _read_elsewhere(evidence, column)


def _read_elsewhere(evidence: SiteEvidence, column: Column) -> bool:
    """Whether a column on another host was read and is what the link to it says."""
    page = None if column.internal else evidence.page(column.url)
    names = (page.facts.heading, page.facts.title, *page.facts.breadcrumb) if page else ()
    return any(column.name in name for name in names)


def missing_is_sure(evidence: SiteEvidence) -> bool:
    """Whether a column that was not found isn't there, as far as looking can tell.

    The crawl came deep enough, the home page has content of its own, and no column that might
    hold the wanted one is out of sight.
    """
    coverage, home = evidence.coverage, evidence.home
    if home is None or len(evidence.pages) < MIN_PAGES:
        return False
    facts = home.facts
    own = facts.kind not in ("shell", "frameset", "article", "guide")
    full = own and not facts.entries_unread
    linked = sum(link.kind == "page" for link in facts.links) >= MIN_LINKS
    columns = find_columns(evidence)
    hidden = any(
        (c.state == "unread" or (c.state == "not-seen" and not c.gone) or not c.internal)
        and (not c.types or any(map(is_container, c.types)))
        for c in columns
    )
    # Disclosure pages that lead nowhere: whatever brings their columns, we did not see it.
    hidden |= any("disclosure" in c.types and c.state == "static" for c in columns)
    hidden |= any(_leads_away(evidence, link) for link in facts.links)
    deep = coverage.complete or coverage.full_depth >= 2
    return deep and full and linked and not hidden


def _leads_away(evidence: SiteEvidence, link: Link) -> bool:
    """Whether a link without words, such as a picture, may lead to columns on another host."""
    target = evidence.targets.get(link.url)
    wordless = link.kind == "page" and link.area != "footer" and not normal(link.text)
    return wordless and target is not None and not target.internal
