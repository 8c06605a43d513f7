"""Dates (日期): which day a page was published, as a reader would read it off.

A wrong date is worse than none: what isn't plainly a publication date is left out. The order is
that of indicators §6.4: what a reader sees wins over meta tags, because ``PubDate`` is often the
day on which the page was generated again. 成文日期 (date of signing) is never taken.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from msgspec import Struct

from checks.facts.dates_forms import DAY, TIME, day_in, fold, iso, of
from checks.facts.dates_tags import Told, read_told
from checks.facts.dates_text import Reader, Seen
from checks.facts.dates_year import day_of_url, month_of_url, year_near
from checks.facts.tree import Page
from checks.facts.types import Dated, TypedDate

__all__ = (
    "DatesRead",
    "article_text",
    "day_beside",
    "day_in",
    "day_of_url",
    "fold",
    "iso",
    "month_of_url",
    "read_dates",
    "year_near",
)

AGREE = 2
"""Days by which two sources of the same date may differ (indicators §6.4)."""

_MOST_TEXT = 200_000
# A month's difference between the tag and the folder is a page that was put there late.
_LATE = 31
# Characters of a text that is a date and nothing else, with the white space of its template.
_LONGEST = 120
# Fewer characters are a tool or a column, not the title of a piece.
_LINK_WORDS = 6
_DIGIT = re.compile(r"[\d〇○一二]")
_WHOLE = re.compile(
    r"\s*[\[(【〔<|]?\s*(?:(?:发布|發[布佈]|公[开開]|更新)?(?:日期|[时時][间間])\s*[:∶]?\s*)?"
    rf"{DAY}{TIME}?\s*[\])】〕>|]?\s*"
)
_SHORT = re.compile(r"\s*[\[(【]?\s*(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s*[\])】]?\s*")
_YEAR_MONTH = re.compile(r"\s*((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s*")
_DAY_ONLY = re.compile(r"\s*(\d{1,2})\s?日?\s*")


# Fewer of them are no list; more are a list and hardly an article.
_ROWS, _MOST_ROWS = 3, 60
_OF_ARTICLE = re.compile(
    r"发布(?:时间|日期)|[来來]源|浏览|点击|更新(?:时间|日期)|附件|此件|主动公开|依申请公开"
)


class DatesRead(Struct, frozen=True):
    """What `read_dates` found.

    Attributes:
        published: the day of publication; None if nothing says it plainly.
        dates: every date of the page, those of publication first, the surest before.
        conflict: two sources of the day of publication differ by more than `AGREE` days.
    """

    published: Dated | None
    dates: tuple[TypedDate, ...]
    conflict: bool


def day_beside(texts: list[str], url: str) -> str:
    """Date of a list row from the texts beside its title; empty if there is none.

    A text counts only if it is a date and nothing else; of several the latest, as a document is
    signed (成文日期) before it is published. ``05-24`` takes its year from the row's address; a
    day and a month in boxes of their own are put together.
    """
    folded = [fold(text.strip()) for text in texts if len(text) < _LONGEST and _DIGIT.search(text)]
    whole = [of(match) for text in folded if (match := _WHOLE.fullmatch(text))]
    if latest := max(whole, default=""):
        return latest
    for text in folded:
        if month := _YEAR_MONTH.fullmatch(text):
            days = (_DAY_ONLY.fullmatch(other) for other in folded)
            if alone := next(filter(None, days), None):
                return iso(month[1], month[2], alone[1])
    for text in folded:
        if short := _SHORT.fullmatch(text):
            return year_near(int(short[1]), int(short[2]), url)
    return ""


class _Links:
    """The words of a page's links but those of its headline, looked up when first asked for."""

    def __init__(self, page: Page, headlines: list[str]) -> None:
        self._page = page
        self._own = {fold(words) for words in headlines}

    def has(self, line: str) -> bool:
        """Whether a folded line is the words of a link to another piece."""
        return len(line) >= _LINK_WORDS and line not in self._own and line in self._words

    @cached_property
    def _words(self) -> set[str]:
        return {fold(self._page.words(index)) for index in self._page.of("a")}


def article_text(page: Page, flow: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The visible text of a page without its dated rows.

    A box with a single link may be a row, or the article itself with its line of date and source,
    its signature or attachments; that one stays, if not all the rows are such.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer.
        spans: node ranges of what looks like a dated row.
    """
    if len(spans) <= _MOST_ROWS:
        rows = tuple(span for span in spans if not _is_article(page, *span))
        if len(spans) < _ROWS or len(spans) - len(rows) <= len(spans) / _ROWS:
            spans = rows
    return page.flow(spans) if spans else flow


def _is_article(page: Page, first: int, end: int) -> bool:
    words = "".join(node.text for node in page.nodes[first:end] if not node.tag)
    return _OF_ARTICLE.search(words) is not None


def read_dates(page: Page, flow: str, headlines: list[str], url: str) -> DatesRead:
    """Every date that a page gives of itself, and which of them is the day of publication.

    Args:
        page: the page.
        flow: visible text outside navigation, footer and dated list rows, a line for each block.
        headlines: what may be the title of the article, the likeliest first.
        url: the page's address.
    """
    seen = Reader(fold(flow[:_MOST_TEXT]), headlines, _Links(page, headlines).has).read()
    told = read_told(page, url)
    best = _best(seen, told, url)
    kept = [*seen.published, *seen.disputed, *told.published]
    if best and best not in kept:
        kept.insert(0, best)
    elif best:
        kept.sort(key=lambda dated: dated != best)
    days = sorted(dated.day for dated in kept)
    conflict = len(days) > 1 and _apart(days[0], days[-1]) > AGREE
    published = Dated(best.day, best.source, best.text) if best else None
    return DatesRead(
        published, tuple(dict.fromkeys((*kept, *seen.others, *told.modified))), conflict
    )


def _best(seen: Seen, told: Told, url: str) -> TypedDate | None:
    """The day of publication: what a reader sees, else what the other sources agree on."""
    if seen.published:
        return seen.published[0]
    unseen = _credible(told, url)
    earliest = min(unseen, key=lambda dated: dated.day, default=None)
    if seen.updated:
        # A page that is changed was published before, if another source knows when.
        if earliest and earliest.day < seen.updated.day:
            return earliest if _apart(earliest.day, seen.updated.day) > AGREE else seen.updated
        return seen.updated
    if (made := seen.generated) and _confirmed(made.day, told, url):
        return made
    sure = [dated for dated in unseen if dated.source != "json-ld"] or unseen
    first = min(sure, key=lambda dated: dated.day, default=None)
    if first and any(_apart(dated.day, first.day) > AGREE for dated in sure):
        # Pages are generated again, or entered late with their old date: the earlier one is true.
        return first
    return next(iter(sure), None)


def _confirmed(day: str, told: Told, url: str) -> bool:
    """Whether another source says the same as 生成日期, or there is none."""
    days = {dated.day for dated in told.published}
    return not days or day in days or month_of_url(url) == day[:7]


def _credible(told: Told, url: str) -> list[TypedDate]:
    """Dates of tags and address, without a meta date that is plainly that of regeneration."""
    others = {dated.day for dated in told.published if dated.source != "meta"}
    folder = month_of_url(url)
    kept = []
    for dated in told.published:
        if dated.source == "meta" and not any(_apart(dated.day, o) <= AGREE for o in others):
            if told.regenerated:
                continue
            if folder and not others and _apart(f"{folder}-28", dated.day) > _LATE:
                late = dated.day > folder
                if late:
                    continue
        kept.append(dated)
    return kept


def _apart(one: str, other: str) -> int:
    """Days between two ISO days."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
