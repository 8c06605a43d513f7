"""Duties (公开义务): what must be there, what it must hold and name, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msgspec import Struct

from checks.columns.holdings import Held, Holdings
from checks.columns.names import Name, names_of
from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns
from checks.facts.neighbours import domain_of, is_portal
from checks.facts.synonyms import SYNONYMS, is_container, name_of, types_of
from checks.facts.text import normal
from checks.facts.types import Link
from checks.finding import Value
from checks.framework import Row

MIN_LINKS = 5
"""A home page with fewer links is a cover; nothing is missing from it."""
MIN_PAGES = 5
"""Of a site of which fewer pages were read we don't say what it lacks."""
EXAMPLES = 5
"""Titles that are laid out for a person who has to judge."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part that the duty names: what it is called, and words of a name that shows it."""

    name: str
    words: tuple[str, ...]


class Duty(Row, frozen=True):
    """One duty to publish something, in a column or under any of its names.

    Words of `words`, `parts`, `platform` and `elsewhere` are sought in titles, links and paths of
    the whole site; a star in one stands for up to twelve characters.

    Attributes:
        columns: the types of which one must be there.
        named: its name must hold one of these words; none: any name of its types does.
        words: names by which it stands elsewhere than in such a column, or without one.
        name: what findings call it; else the first type gives the name.
        holds: what it must hold anew each year.
        within_days: its newest entry must not be older; 0 if nothing says so.
        parts: what must be named.
        named_parts: each part stands under a name of its own, so that one without is missing; else
            it may stand inside a document, and is only asked about.
        settled: it goes by settled names. Where it doesn't, what isn't found may have any name, and
            is for a person to look for.
        scattered: it often stands among other documents, and is missing only if none was left out.
        idle: there may be nothing (new) to publish: a blank or old column is only asked about.
        linked: a link to another site that has it is enough (国务院政策文件库, 政务服务网).
        platform: so is one by these words, if it answers.
        elsewhere: words of links to other sites where it may stand.
        lead: only a person can judge it: what was found is laid out.
    """

    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    name: str = ""
    holds: tuple[Held, ...] = ()
    within_days: int = 0
    parts: tuple[Part, ...] = ()
    named_parts: bool = False
    settled: bool = True
    scattered: bool = False
    idle: bool = False
    linked: bool = False
    platform: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    lead: bool = False

    @property
    def label(self) -> str:
        """What findings call it."""
        return self.name or name_of(self.columns[0])

    @property
    def key(self) -> str:
        """Identity of what it asks for."""
        return self.columns[0] if self.columns else self.name

    def among(self, columns: Iterable[Column]) -> list[Column]:
        """Those of the columns that may be the one it asks for."""
        return [c for c in columns if self.asks_for(c.name, c.types)]

    def asks_for(self, name: str, types: Iterable[str]) -> bool:
        """Whether a column of that name and these types may be the one."""
        fits = not self.named or any(word in name for word in self.named)
        return fits and not set(self.columns).isdisjoint(types)


class Seen:
    """What was seen of a site, as far as all duties ask for it: worked out once."""

    def __init__(self, evidence: SiteEvidence) -> None:
        """Find the columns."""
        self.evidence = evidence
        self.columns = find_columns(evidence)
        self.names = names_of(evidence)

    @cached_property
    def failed(self) -> bool:
        """Whether most of it could not be had."""
        return mass_failure(self.evidence)

    @cached_property
    def sure(self) -> bool:
        """Whether a column that was not found isn't there."""
        return missing_is_sure(self.evidence)

    @cached_property
    def whole(self) -> bool:
        """Whether all names that it has were read: every page, and every list to its end.

        News may go on: what a duty asks for stands elsewhere, too.
        """
        ended = all(
            c.full or c.gone or not c.internal or c.state in ("static", "blank")
            for c in self.columns
            if "news" not in c.types
        )
        return self.sure and self.evidence.coverage.complete and ended

    @cached_property
    def below(self) -> bool:
        """Whether it stands below the domain of a portal, whose platform may keep its columns."""
        host = self.evidence.site.host
        return bool(domain_of(host)) and not is_portal(host)

    @cached_property
    def crumbs(self) -> dict[str, tuple[str, ...]]:
        """Types of each name in a breadcrumb."""
        named = {n for page in self.evidence.pages for n in page.facts.breadcrumb}
        return {name: types_of(name) for name in sorted(named)}

    @cached_property
    def guides(self) -> bool:
        """Whether a service guide was read."""
        return any(page.facts.kind == "guide" for page in self.evidence.pages)


Verdict = tuple[str, Column | None, dict[str, Value]]
"""Outcome of `required-column`, the column it is about if there is one, further values."""


@dataclass(frozen=True)
class _Found:
    """What the site has for one duty."""

    seen: Seen
    duty: Duty
    columns: list[Column]
    names: tuple[Name, ...]
    holdings: Holdings

    @property
    def filled(self) -> list[Column]:
        """Columns that hold something."""
        return [c for c in self.columns if _is_filled(self.seen.evidence, c)]

    @property
    def lacking(self) -> list[tuple[Held, int, date]]:
        """What is due and isn't there, the year for which, and the day by which it was due."""
        due = [(held, *held.due(self.seen.evidence.today)) for held in self.duty.holds]
        return [one for one in due if not self.holdings.fits(one[0], one[1])]


def verdict(seen: Seen, duty: Duty) -> Verdict:
    """Judge one duty by the columns of its types and by the names of the site."""
    columns, names = duty.among(seen.columns), seen.names.own.find(duty.words)
    # The name of a column says nothing of what stands in it, and news nothing of what is published.
    apart = {url for c in columns for url in (c.url, *c.pages)} | seen.names.news
    names = tuple(name for name in names if (name.url or name.page) not in apart)
    found = _Found(seen, duty, columns, names, Holdings(seen.evidence, columns, names))
    if duty.lead:
        return _led(found)
    told = _present(found) or _absent(found)
    if told[0] in _THERE:
        told = _with_parts(seen, duty, told)
    if told[0] in _THERE:
        return told
    return ("site-mostly-failed", None, {}) if seen.failed else _excused(seen, duty, told)


_THERE = ("present", "named")


def _present(found: _Found) -> Verdict | None:
    """What is said of a site that has what is due."""
    filled = found.filled
    if found.lacking or not (filled or found.names):
        return None
    return _recent(found, filled[0] if filled else None)


def _recent(found: _Found, first: Column | None) -> Verdict:
    """What something that is there comes to by the age of its newest entry."""
    evidence, window, mine = found.seen.evidence, found.duty.within_days, found.columns
    newest = max([found.holdings.newest_day(), *(c.newest for c in mine)]) if window else ""
    age = (evidence.today - date.fromisoformat(newest)).days if newest else 0
    undated = not newest and found.duty.idle
    if not window or undated or (newest and age <= window):
        return ("present", first, {}) if first else ("named", None, _of_name(found.names[0]))
    values: dict[str, Value] = {"window_days": window}
    if newest:
        first = next((c for c in mine if c.newest == newest), first)
        values |= {"newest": newest, "age_days": age}
    sure = first is not None and not first.guessed and all(c.certain for c in mine)
    sure = sure and found.seen.sure  # else a newer column of the kind may be out of sight
    return "out-of-date" if sure and newest else "maybe-out-of-date", first, values


def _of_name(name: Name) -> dict[str, Value]:
    return {"name": name.text, "url": name.url or name.page}


def _absent(found: _Found) -> Verdict:
    """What is said of one that lacks it, by what was seen of the columns that should hold it."""
    sure = [c for c in found.columns if not c.guessed]
    if not sure:
        return _behind(found, []) if found.names else _without(found)
    out_of_sight = [c for c in found.columns if c.internal and c.state in ("unread", "not-seen")]
    elsewhere = [c for c in found.columns if not c.internal]
    named = [c for c in elsewhere if not c.guessed]
    if named and found.duty.linked:
        return "linked", named[0], {}
    if out_of_sight or elsewhere:
        outcome = "column-unread" if out_of_sight else "column-elsewhere"
        return outcome, (out_of_sight + elsewhere)[0], {}
    if not any(not c.guessed for c in found.filled):
        return "blank", sure[0], {}
    return _behind(found, sure)


def _without(found: _Found) -> Verdict:
    """What is said where neither a column nor a name was found, or mere guesses."""
    seen, duty = found.seen, found.duty
    if named := next((n for n, kinds in seen.crumbs.items() if duty.asks_for(n, kinds)), ""):
        return "column-unread", None, {"name": named}
    hint = bool(found.columns) or _told_elsewhere(seen, duty)
    hint |= seen.guides and "service-guides" in duty.columns
    if len(seen.evidence.pages) < MIN_PAGES and not hint:
        return "too-little-seen", None, {}
    sure = duty.settled and not hint
    sure = sure and (seen.sure if duty.columns and not duty.scattered else seen.whole)
    if duty.columns:
        return "missing" if sure else "maybe-missing", None, {}
    return "unnamed" if sure else "maybe-unnamed", None, {}


def _told_elsewhere(seen: Seen, duty: Duty) -> bool:
    """Whether what the column should hold stands in another list, or news speak of it."""
    words = [word for kind in duty.columns for word in SYNONYMS.types[kind].contains]
    return bool(seen.names.own.find([*duty.words, *(words if duty.holds else ())]))


def _behind(found: _Found, sure: list[Column]) -> Verdict:
    """What is said of columns, or of names alone if there are none, that lack what is due."""
    filled = [c for c in found.filled if not c.guessed]
    first = filled[0] if filled else None
    values: dict[str, Value] = {}
    lacking, newest = found.lacking, found.holdings.newest_year()
    older = [one for one in lacking if 0 < newest < one[1]]
    held, year, due = (older or lacking)[0]
    values |= {"what": held.name, "year": year, "due": due.isoformat(), "newest": newest or ""}
    if newest == 0 and all(c.state != "read" for c in sure):
        return "undated", first, values
    whole = bool(sure) and all(c.full and c.dated * 5 >= c.entries * 4 for c in sure)
    # Where not all is sure a newer column of the kind may be out of sight.
    known = older and whole and found.seen.sure
    return "not-this-year" if known else "content-unclear", first, values


def _with_parts(seen: Seen, duty: Duty, told: Verdict) -> Verdict:
    """What is said of parts that nothing on the site names; as told if all are."""
    absent = [part.name for part in duty.parts if not seen.names.own.find(part.words)]
    if not absent:
        return told
    outcome = "parts-missing" if duty.named_parts and seen.whole else "parts-unclear"
    return outcome, told[1], {**told[2], "what": "、".join(absent), "count": len(absent)}


# What speaks against a site, and what is asked instead where that may have its reason.
_ASKED = {
    "missing": "not-found-here",
    "unnamed": "not-found-here",
    "blank": "maybe-idle",
    "not-this-year": "maybe-idle",
    "out-of-date": "maybe-idle",
    "parts-missing": "parts-unclear",
}


def _excused(seen: Seen, duty: Duty, told: Verdict) -> Verdict:
    """What is said in view of other sites that may hold it, and of what may be its reason."""
    outcome, column, values = told
    if outcome == "linked":
        return told
    for link in seen.names.outside.find(duty.platform):
        attempt, _ = seen.evidence.final(link.url)
        if attempt is not None and attempt.status == 200:
            return "linked", column, {"name": link.text, "url": link.url}
    if outcome not in (*_ASKED, "maybe-missing", "maybe-unnamed"):
        return told
    for link in seen.names.outside.find((*duty.platform, *duty.elsewhere)):
        return "maybe-elsewhere", column, {"name": link.text, "url": link.url}
    if outcome == "not-this-year" and seen.below and not duty.idle:
        return "content-unclear", column, values  # since some year the portal may hold those of all
    absent = outcome in ("missing", "unnamed")
    asked = seen.below if absent else duty.idle
    return (_ASKED.get(outcome, outcome) if asked else outcome), column, values


def _led(found: _Found) -> Verdict:
    """What is laid out for a person: the column and its newest titles."""
    if filled := found.filled:
        values: dict[str, Value] = {}
    elif found.names:
        values = _of_name(found.names[0])
    else:
        failed = found.seen.failed
        return ("site-mostly-failed" if failed else "nothing-to-judge"), None, {}
    titles = "；".join(found.holdings.titles(EXAMPLES))
    values["examples"] = titles or "–"
    return "to-judge", filled[0] if filled else None, values


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
