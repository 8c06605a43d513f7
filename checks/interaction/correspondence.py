"""Correspondence (来信与答复): the letters that a site's columns of inquiries show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.facts.synonyms import types_of
from checks.facts.types_contents import Letter
from checks.finding import Need, Source
from checks.observations import Page

TYPE = "inquiries"
"""Type of the columns of inquiries (政务咨询类栏目)."""

MIN_LETTERS = 3
"""Fewer letters than this show no practice (project default 【建议】)."""


class Known(Struct, frozen=True):
    """A letter with the pages that it was read from.

    Attributes:
        letter: what they tell together; the letter's own page wins.
        pages: their addresses.
        own: its own page is among them.
        shown: ISO day of publication (发布时间) of that page; empty if it shows none.
    """

    letter: Letter
    pages: tuple[str, ...]
    own: bool
    shown: str = ""

    @property
    def needs(self) -> list[Need]:
        """What an accusation about it rests on."""
        return [Need("page", url) for url in self.pages]

    @property
    def source(self) -> Source:
        """Where to see it."""
        return Source(self.letter.url)

    @property
    def since(self) -> str:
        """ISO day on which it came, else on which it was published, which is no earlier."""
        return self.letter.asked or self.shown

    def age(self, today: date) -> int:
        """Days since then; -1 if no day is shown or it lies ahead."""
        return (today - date.fromisoformat(self.since)).days if self.since else -1

    @property
    def days_to_reply(self) -> tuple[date, date] | None:
        """When it came and when it was answered, if both are shown in this order."""
        asked, answered = self.letter.asked, self.letter.answered
        if not asked or not answered or answered < asked:
            return None
        return date.fromisoformat(asked), date.fromisoformat(answered)


def inquiry_columns(evidence: SiteEvidence, apart: Iterable[str] = ()) -> list[Column]:
    """Columns of inquiries, without those that the table leaves aside (网上信访, 纪检举报)."""
    return [
        c
        for c in find_columns(evidence)
        if TYPE in c.types and not c.guessed and not _is_apart((c.name,), apart)
    ]


def letters_of(evidence: SiteEvidence, apart: Iterable[str] = ()) -> list[Known]:
    """The letters of the columns of inquiries, the oldest first.

    Args:
        evidence: what was seen.
        apart: words in the names of columns that are left aside.
    """
    apart = tuple(apart)
    inside = _inside(evidence, apart)
    found: dict[str, Known] = {}
    for page in evidence.pages:
        about = page.url in inside or any(TYPE in types_of(n) for n in page.facts.breadcrumb)
        if not page.facts.letters or not about or _is_apart(page.facts.breadcrumb, apart):
            continue
        for known in _read(evidence, page):
            before = found.get(known.letter.url)
            found[known.letter.url] = known if before is None else _both(before, known)
    return sorted(found.values(), key=lambda k: (k.since, k.letter.url))


def _inside(evidence: SiteEvidence, apart: tuple[str, ...]) -> set[str]:
    """Addresses of the columns of inquiries, their sub-columns and rows."""
    names = {c.url: c.name for c in find_columns(evidence)}
    inside: set[str] = set()
    for column in inquiry_columns(evidence, apart):
        if column.internal:
            below = (u for u in column.children if not _is_apart((names.get(u, ""),), apart))
            inside |= {column.url, *column.pages, *below}
            rows = rows_of(evidence, column)
            inside |= {row.url for row, _day, path in rows if not _is_apart((path,), apart)}
    return inside


def _read(evidence: SiteEvidence, page: Page) -> Iterator[Known]:
    for letter in page.facts.letters:
        end = evidence.page(letter.url) if letter.listed else page
        url = end.url if end is not None else letter.url
        days = (d.day for d in page.facts.dates if d.line and d.kind == "publication")
        shown = "" if letter.listed else next(days, "")
        yield Known(replace(letter, url=url), (page.url,), not letter.listed, shown)


def _both(one: Known, other: Known) -> Known:
    """What the list and the letter's own page tell together; its own page wins."""
    first, second = (one, other) if one.own else (other, one)
    a, b = first.letter, second.letter
    return Known(
        replace(
            a,
            asked=a.asked or b.asked,
            answered=a.answered or b.answered,
            state=a.state or b.state,
            by=a.by or b.by,
            content=a.content or b.content,
        ),
        tuple(sorted({*one.pages, *other.pages})),
        one.own or other.own,
        first.shown,
    )


def _is_apart(names: Iterable[str], apart: Iterable[str]) -> bool:
    return any(word in name for name in names for word in apart)
