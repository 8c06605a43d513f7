"""Ages (更新周期): how old the newest of a column or home page is, and how old it may be."""

from __future__ import annotations

from datetime import date

from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns
from checks.facts.days import Days
from checks.facts.types import Entry
from checks.finding import Quote
from checks.observations import Page


def age_of(column: Column, today: date) -> int:
    """Days since the newest entry; the column must have one."""
    return (today - date.fromisoformat(column.newest)).days


def newest_rows(evidence: SiteEvidence, column: Column) -> tuple[Quote, ...]:
    """The row of a column's newest day, on the first page that shows it; none if none does."""
    days = Days(evidence)
    known = {c.url: c for c in find_columns(evidence)}
    pages = (*column.pages, *(p for u in column.children if u in known for p in known[u].pages))
    for url in pages:
        page = evidence.page(url)
        for row in page.facts.entries if page else ():
            if days.of(row) == column.newest:
                return (Quote(url, row.title),)
    return ()


def window_of(column: Column, windows: dict[str, int], first_level: tuple[str, ...] = ()) -> int:
    """Days within which a column must be updated; 0 if nothing says so.

    Of several types that a column may be, all must have a window and the longest holds; types of
    ``first_level`` count on the first level only (一级栏目). Archives, topics, past years and
    columns of a merely guessed type have none.
    """
    if column.guessed or not column.internal or column.resting:
        return 0
    if any(kind in first_level and column.level > 1 for kind in column.types):
        return 0
    days = [windows.get(kind, 0) for kind in column.types]
    return max(days) if all(days) else 0


def is_older(
    column: Column, today: date, windows: dict[str, int], first_level: tuple[str, ...] = ()
) -> bool:
    """Whether the newest entry that was found is older than the column's window allows."""
    window = window_of(column, windows, first_level)
    read = column.state == "read" and bool(column.newest)
    return bool(window) and read and age_of(column, today) > window


def home_articles(evidence: SiteEvidence, home: Page) -> tuple[list[str], int]:
    """Days of the articles that the home page shows, and how many of these show none.

    Those that only a script opens have their day beside them.
    An article that was not read counts among the latter, unless it doesn't exist (404, 410).
    """
    beside = {row.url: row for row in home.facts.entries if row.url}
    read = Days(evidence)
    linked = dict.fromkeys(beside) | {
        link.url: None
        for link in home.facts.links
        if link.kind == "page" and link.area == "body" and _is_own(evidence, link.url)
    }
    columns = {column.url for column in find_columns(evidence)} | {evidence.site.home}
    days, undated = [row.day for row in home.facts.entries if not row.url], 0
    for url in linked:
        attempt, passed = evidence.final(url)
        page = evidence.page(url)
        if day := read.of(beside.get(url) or Entry("", url)):
            days.append(day)
        elif url in beside or page is None or page.facts.kind == "article":
            gone = attempt is not None and attempt.status in (404, 410)
            undated += passed[-1] not in columns and not gone
    return days, undated


def _is_own(evidence: SiteEvidence, url: str) -> bool:
    target = evidence.targets.get(url)
    return target is not None and target.internal
