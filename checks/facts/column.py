"""One column (栏目) of a site, as `checks.facts.columns` reads it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checks.facts.cadence import Period
from checks.facts.synonyms import How
from checks.finding import Source

State = Literal["read", "blank", "undated", "unread", "static", "not-seen"]
"""``read`` a list with dates; ``undated`` a list without any; ``static`` a text, a file or
another page without a list; ``blank`` nothing at all; ``unread`` loaded by script or otherwise
out of our sight; ``not-seen`` never looked at, refused, failed, or on another host."""


class Column(Struct, frozen=True, kw_only=True):
    """One column of a site, whatever the names and URLs that lead to it.

    Attributes:
        url: where it stands, after redirects; its identity.
        name: what the site calls it.
        types: canonical types it may be, the surest first; empty if unknown.
        how: how it was recognised; None if its type is unknown.
        level: 1 if the home page's navigation links it and its breadcrumb names nothing between
            the home page and it (一级栏目), else 2 or its depth.
        internal: it stands on a host of the site. One elsewhere is read if it is a neighbour (see
            `checks.facts.neighbours`); it may excuse the site and never accuses it.
        resting: it isn't meant to be updated: an archive, a past year, or part of a topic (专题).
        state: see `State`.
        gone: it is ``not-seen`` because its page doesn't exist (404, 410).
        entries: rows of its lists, those of its sub-columns included.
        dated: how many of them have a day that isn't in the future.
        future: how many are dated after the inspection day; such dates count for nothing.
        newest: the newest day, ISO; empty without one.
        certain: nothing newer than ``newest`` can be hidden in it.
        full: all its lists were read to the last page.
        pages: pages of its own list that were read, in order.
        children: URLs of its sub-columns.
        parent: URL of the column above it; empty on the first level or if unknown.
        period: within how many days something new must appear, and which rule says so; None if no
            rule is known, or if its type is a guess.
        sources: pages that link it.
    """

    url: str
    name: str
    types: tuple[str, ...] = ()
    how: How | None = None
    level: int = 2
    internal: bool = True
    resting: bool = False
    state: State = "not-seen"
    gone: bool = False
    entries: int = 0
    dated: int = 0
    future: int = 0
    newest: str = ""
    certain: bool = False
    full: bool = False
    pages: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    parent: str = ""
    period: Period | None = None
    sources: tuple[Source, ...] = ()

    @property
    def type(self) -> str:
        """The surest type, or nothing."""
        return self.types[0] if self.types else ""

    @property
    def guessed(self) -> bool:
        """Its type is a guess that may excuse a site and never accuse it."""
        return self.how in ("contains", "path", None)
