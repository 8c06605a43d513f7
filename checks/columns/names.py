"""What a site calls things: words of its links, rows, titles and paths, searched as one text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from weakref import ref

from msgspec import Struct

from checks.evidence import SiteEvidence, once_a_view
from checks.facts.columns import find_columns
from checks.facts.text import normal
from checks.observations import Page

MOST = 50
"""Names that are given for one question at most; more say nothing more."""
_LONGEST = 120
_LINKS = ("page", "document", "frame")


class Name(Struct, frozen=True):
    """Words of the site: as written, where they lead, the page they stand on, the day beside them.

    ``url`` is empty for a name that leads nowhere, ``day`` where no day stands beside it.
    """

    text: str
    url: str
    page: str
    day: str = ""


class Names:
    """All names of a site, or those of its links to other hosts (``outside``), each once.

    They are kept in their normal form in one text, so that a question costs one search of it
    and not a walk through the pages.
    """

    def __init__(self, told: Iterable[Name]) -> None:
        """Collect the names; of those that are alike one with a day is kept."""
        known: dict[str, Name] = {}
        for name in told:
            key = normal(name.text[:_LONGEST])
            if key and (key not in known or (name.day and not known[key].day)):
                known[key] = name
        self._names = tuple(known.values())
        self._text = "\n".join(known)
        starts = [0]
        for key in known:
            starts.append(starts[-1] + len(key) + 1)
        self._starts = starts

    def find(self, words: Iterable[str]) -> tuple[Name, ...]:
        """Names that hold one of the words; a star stands for up to twelve characters."""
        found: dict[int, None] = {}
        for word in words:
            for match in _pattern(word).finditer(self._text):
                found[bisect_right(self._starts, match.start()) - 1] = None
                if len(found) >= MOST:
                    break
        return tuple(self._names[n] for n in sorted(found))


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile("[^\n]{0,12}?".join(re.escape(normal(part)) for part in word.split("*")))


class SiteNames:
    """The names of one site: its own, and those of its links to other hosts."""

    def __init__(self, evidence: SiteEvidence) -> None:
        """Nothing is read before it is asked for."""
        # Remembered for its evidence: names that held it would keep both for ever.
        self._seen = ref(evidence)

    @property
    def _evidence(self) -> SiteEvidence:
        """The evidence, which whoever asks for names has in hand."""
        evidence = self._seen()
        if evidence is None:
            raise ReferenceError("the evidence of these names is gone")
        return evidence

    @cached_property
    def own(self) -> Names:
        """Names on the site's pages of what is its own: links, rows, titles, headings, paths."""
        return Names(self._own())

    @cached_property
    def outside(self) -> Names:
        """Names of links that lead to other hosts."""
        return Names(
            Name(link.text, link.url, page.url)
            for page in self._evidence.pages
            for link in page.facts.links
            if link.kind in _LINKS and self._leads_out(link.url)
        )

    @cached_property
    def news(self) -> frozenset[str]:
        """Articles that stand in columns of news (政务动态) alone: they speak of what is done."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for column in find_columns(self._evidence):
            for page in filter(None, map(self._evidence.page, column.pages)):
                told["news" in column.types].update(e.url for e in page.facts.entries if e.url)
        return frozenset(told[True] - told[False])

    def _leads_out(self, url: str) -> bool:
        target = self._evidence.targets.get(url)
        return target is not None and not target.internal

    def _own(self) -> Iterator[Name]:
        for page in self._pages():
            facts = page.facts
            yield from (Name(row.title, row.url, page.url, row.day) for row in facts.entries)
            day = facts.published.day if facts.published else ""
            title = facts.article.title if facts.article else ""
            yield from (Name(text, "", page.url, day) for text in (title, facts.heading))
            yield from (Name(text, "", page.url) for text in (facts.title, *facts.breadcrumb))
            for link in facts.links:
                if link.kind in _LINKS and not self._leads_out(link.url):
                    yield Name(link.text, link.url, page.url)

    def _pages(self) -> Iterator[Page]:
        """Pages of the site, and those of its columns that a script or a neighbour brings."""
        yield from self._evidence.pages
        known = {page.url for page in self._evidence.pages}
        for url in dict.fromkeys(u for c in find_columns(self._evidence) for u in c.pages):
            page = None if url in known else self._evidence.page(url)
            if page is not None:
                yield page


@once_a_view
def names_of(evidence: SiteEvidence) -> SiteNames:
    """The names of a site; remembered for each view."""
    return SiteNames(evidence)
