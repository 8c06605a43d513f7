"""Evidence (证据): the read-only view of what was observed of one site, as checks get it.

Every subject may be looked at more than once, and a view shows what one look had seen: a check
never deals with looks itself, it judges what the view shows, and `checks.framework` compares.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from checks.examination import Examination
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.types import PageFacts
from checks.finding import Need
from checks.observations import (
    Asked,
    Attachment,
    Attempt,
    Coverage,
    DnsAnswer,
    Page,
    SearchTrial,
    Shot,
    Site,
    Target,
    TlsProbe,
    Vantage,
)
from checks.reference import Reference
from checks.visits import Visits

if TYPE_CHECKING:  # the deep lane's libraries take a while to import, and few need them
    from checks.facts.deep import DeepPage

_DATA = frozenset({"data"})
_FILES = ("pdf", "zip", "ole")
_ROOT = re.compile(r"/?(?:(?:index|default|main|home)(?:\.\w+)?)?", re.IGNORECASE)
_Seen = TypeVar("_Seen", DnsAnswer, TlsProbe)
_Made = TypeVar("_Made")

PICTURE = "picture:"
"""Prefix of the target that stands for a picture: then key, device, and the page's address."""

SECOND_LOOK_AFTER = timedelta(seconds=60)
"""A second look counts only if it began at least this long after the first (house rule)."""


@dataclasses.dataclass(frozen=True, eq=False)  # one view is itself only: usable as a weak key
class SiteEvidence:
    """The read-only view of everything observed about one site.

    ``facts`` gives the facts of an attempt's body, None if it was not HTML. ``look`` tells what the
    view shows: the latest that was seen up to that look, and of what was seen later only, its first
    look. ``decodes`` says whether a browser can show an attempt's body as an image.
    ``read_attachments`` reads attempts' bodies with the words of the links to them; its answer is
    by attempt (see `attachments`). ``deep`` reads an attempt's page again with the places of its
    words, for what a report quotes; None if it is none. ``sheet`` gives the text of an attempt's
    style sheet. ``visits`` is the site's part of a
    monitoring campaign, if one was handed to the judgement; ``reference`` what the site is
    compared with, empty if nothing was.
    """

    site: Site
    coverage: Coverage
    targets: Mapping[str, Target]
    facts: Callable[[Attempt], PageFacts | None]
    dns_answers: Mapping[tuple[str, str], tuple[DnsAnswer, ...]] = dataclasses.field(
        default_factory=dict
    )
    tls_probes: Mapping[str, tuple[TlsProbe, ...]] = dataclasses.field(default_factory=dict)
    searches: tuple[SearchTrial, ...] = ()
    examinations: tuple[Examination, ...] = ()
    vantage: Vantage = dataclasses.field(default_factory=Vantage)
    random_paths: tuple[str, ...] = ()
    look: int = 1
    decodes: Callable[[Attempt], bool] = lambda _attempt: True
    read_attachments: Callable[[Sequence[tuple[Attempt, str]]], Mapping[int, AttachmentFacts]] = (
        lambda _wanted: {}
    )
    deep: Callable[[Attempt], DeepPage | None] = lambda _attempt: None
    sheet: Callable[[Attempt], str] = lambda _attempt: ""
    visits: Visits | None = None
    reference: Reference = dataclasses.field(default_factory=Reference)

    def at_look(self, number: int) -> SiteEvidence:
        """The same evidence as a look shows it."""
        return dataclasses.replace(self, look=number)

    @cached_property
    def looks(self) -> tuple[int, ...]:
        """Numbers of the looks that were taken, the first one included."""
        seen: set[int] = {1}
        for target in self.targets.values():
            seen.update(a.look for a in target.attempts)
        for answers in self.dns_answers.values():
            seen.update(a.look for a in answers)
        for probes in self.tls_probes.values():
            seen.update(p.look for p in probes)
        seen.update(e.look for e in self.examinations)
        return tuple(sorted(seen))

    @property
    def today(self) -> date:
        """The inspection day in Asia/Shanghai."""
        return self.site.as_of.date()

    def attempt(self, url: str) -> Attempt | None:
        """The exchange that this view shows for a URL; None if it was never asked for."""
        target = self.targets.get(url)
        if target is None or not target.attempts:
            return None
        upto = max(self.look, target.attempts[0].look)
        return next(a for a in reversed(target.attempts) if a.look <= upto)

    def pictures(self, key: str) -> tuple[Shot, ...]:
        """Pictures taken for a finding, by its fingerprint, or for ``home``."""
        return self._pictures.get(key, ())

    @cached_property
    def _pictures(self) -> dict[str, tuple[Shot, ...]]:
        found: dict[str, tuple[Shot, ...]] = {}
        for url, target in self.targets.items():
            if url.startswith(PICTURE) and len(target.attempts) > 1:
                key, device, page = url.removeprefix(PICTURE).split(":", 2)
                full, thumb = target.attempts[-2:]
                found[key] = (*found.get(key, ()), Shot(page, device, full, thumb))
        return found

    def is_rendered(self, url: str) -> bool:
        """Whether a page was read as a browser shows it, and its facts are of the final DOM."""
        target = self.targets.get(url)
        return target is not None and any(a.purpose == "render" for a in target.attempts)

    def final(self, url: str, limit: int = 10) -> tuple[Attempt | None, tuple[str, ...]]:
        """Follow stored redirects from a URL.

        Returns the last exchange and the URLs passed, the first included. A chain that comes
        back to itself or is longer than ``limit`` ends with the redirect response itself.
        """
        chain = [url]
        attempt = self.attempt(url)
        while attempt is not None and attempt.location and len(chain) <= limit:
            onward = attempt.location
            if onward in chain:
                break
            following = self.attempt(onward)
            chain.append(onward)
            if following is None:
                return None, tuple(chain)
            attempt = following
        return attempt, tuple(chain)

    def page(self, url: str) -> Page | None:
        """The page that a person gets at a URL, redirects followed; None unless it was read."""
        attempt, _ = self.final(url)
        if attempt is None or not 200 <= attempt.status < 300:
            return None
        facts = self.facts(attempt)
        if facts is None or facts.kind in ("challenge", "error"):
            return None
        target = self.targets.get(attempt.url)
        return None if target is None else Page(target, attempt, facts)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages of the site that were read, in order of depth and discovery."""
        return tuple(self._pages())

    def _pages(self) -> Iterator[Page]:
        for url, target in self.targets.items():
            attempt = self.attempt(url)
            if not target.internal or attempt is None or attempt.location:
                continue
            if all(a.purpose != "crawl" for a in target.attempts):
                continue  # a front door or a search result, no page that the site leads to
            if target.kinds == _DATA:
                continue  # rows that a script asks for: part of the page that it stands on
            page = self.page(url)
            if page is not None and page.facts.records is None:
                yield page

    @cached_property
    def listings(self) -> tuple[Page, ...]:
        """Whatever may hold rows of lists: pages, then what scripts of them asked for."""
        asked = (url for url, t in self.targets.items() if t.kinds == _DATA and t.internal)
        return (*self.pages, *filter(None, map(self.page, asked)))

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """The site's own attachments that came, in order of discovery, each read once.

        Reading takes long: ask for them only to judge what they say. One that was cut off, or
        comes after too many others, has state ``too-large``: its content is not tested.
        """
        wanted = [
            (target, attempt)
            for url, target in self.targets.items()
            if target.internal and (attempt := self.attempt(url)) is not None
            if attempt.status == 200 and attempt.record >= 0 and self.facts(attempt) is None
            if "document" in target.kinds or attempt.magic in _FILES
        ]
        read = self.read_attachments(
            [(a, " ".join(s.anchor for s in t.sources[:3])) for t, a in wanted]
        )
        return tuple(Attachment(t, a, read[a.id]) for t, a in wanted if a.id in read)

    @cached_property
    def read_by_attempt(self) -> Mapping[int, AttachmentFacts]:
        """Facts of the site's attachments by attempt; see `attachments`."""
        return {a.attempt.id: a.facts for a in self.attachments}

    @cached_property
    def home(self) -> Page | None:
        """The home page, None if it could not be read."""
        return self.page(self.site.home)

    @cached_property
    def begins_at_root(self) -> bool:
        """Whether the home page is the site's own, not an inner page that the audit began with.

        It is if it stands at the root of its host, or if the root leads to it.
        """
        if _ROOT.fullmatch(urlsplit(self.site.url).path):
            return True
        for scheme in ("http", "https"):
            attempt, chain = self.final(f"{scheme}://{self.site.host}/")
            facts = self.facts(attempt) if attempt is not None else None
            refresh = facts.refresh if facts is not None else ""
            if self.site.home in (*chain, refresh) or self.site.url in (*chain, refresh):
                return True
        return False

    @property
    def trials(self) -> tuple[SearchTrial, ...]:
        """Questions put to the search, as this view shows them."""
        looks = sorted({trial.look for trial in self.searches})
        shown = max((n for n in looks if n <= self.look), default=min(looks, default=1))
        return tuple(trial for trial in self.searches if trial.look == shown)

    @property
    def examined(self) -> tuple[Examination, ...]:
        """What a browser told of pages beside their content, as this view shows each."""
        shown: dict[str, Examination] = {}
        for one in sorted(self.examinations, key=lambda e: e.look):
            if one.look <= self.look or one.url not in shown:
                shown[one.url] = one
        return tuple(one for one in shown.values() if not one.reason)

    @property
    def home_examined(self) -> Examination | None:
        """The examination of the home page; None where there is none."""
        return next((one for one in self.examined if one.role == "home"), None)

    def dns(self, host: str, kind: Literal["A", "AAAA", "NS"]) -> DnsAnswer | None:
        """What DNS said about a host, in this view."""
        answers = self.dns_answers.get((host, kind), ())
        return self._shown(tuple(a for a in answers if not a.asked))

    def dns_of_each(self, host: str, asked: Asked) -> list[DnsAnswer]:
        """What each server of a sort said about a host, in this view.

        Over IPv6 name servers are asked about their zone, else about the host's AAAA.
        """
        kind = "NS" if asked == "over-ipv6" else "AAAA"
        answers = self.dns_answers.get((host, kind), ())
        looks = sorted(answer.look for answer in answers)
        look = max((n for n in looks if n <= self.look), default=min(looks, default=0))
        asked_then = (a for a in answers if a.look == look and a.asked == asked)
        return list({answer.server: answer for answer in asked_then}.values())

    def tls(self, host: str) -> TlsProbe | None:
        """The TLS handshake with a host on port 443, in this view."""
        return self._shown(self.tls_probes.get(host, ()))

    def _shown(self, seen: tuple[_Seen, ...]) -> _Seen | None:
        if not seen:
            return None
        upto = max(self.look, seen[0].look)
        return [s for s in seen if s.look <= upto][-1]

    def looks_at(self, need: Need) -> list[tuple[int, datetime]]:
        """Numbers and times of all looks at what ``need`` names."""
        if need.kind == "dns":
            host, _, kind = need.key.partition(" ")
            return [(a.look, a.at) for a in self.dns_answers.get((host, kind), ())]
        if need.kind == "tls":
            return [(p.look, p.at) for p in self.tls_probes.get(need.key, ())]
        if need.kind == "visits":  # each failed visit is a look of its own, on a new connection
            failed = (
                [v.at for v in self.visits.visits if v.state == "failed"] if self.visits else []
            )
            return [(number, at) for number, at in enumerate(failed, 1)]
        if need.kind == "search":
            return [(t.look, t.at) for t in self.searches if t.query == need.key and t.at]
        if need.kind == "examination":
            done = (e for e in self.examinations if e.url == need.key and not e.reason)
            return [(e.look, e.at) for e in done]
        target = self.targets.get(need.key)
        return [(a.look, a.at) for a in target.attempts] if target is not None else []

    def last_seen(self, need: Need) -> datetime | None:
        """When what ``need`` names was last looked at; None if never."""
        return max((at for _, at in self.looks_at(need)), default=None)

    def seen_twice(self, need: Need) -> bool:
        """Whether a second, later look at what ``need`` names exists."""
        looks = self.looks_at(need)
        first = max((at for look, at in looks if look == 1), default=None)
        again = max((at for look, at in looks if look > 1), default=None)
        return first is not None and again is not None and again - first >= SECOND_LOOK_AFTER


def once_a_view(work: Callable[[SiteEvidence], _Made]) -> Callable[[SiteEvidence], _Made]:
    """Have a function work once for each view, and remember what it made while the view lives.

    What it makes must not hold the view: neither would ever be let go.
    """
    known: WeakKeyDictionary[SiteEvidence, _Made] = WeakKeyDictionary()

    @wraps(work)
    def remembered(evidence: SiteEvidence) -> _Made:
        if evidence not in known:
            known[evidence] = work(evidence)
        return known[evidence]

    return remembered
