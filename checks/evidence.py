"""Evidence (证据): typed observations of one site and the read-only view that checks get.

An observation is something seen, with its time; an error is an observation too. Every subject
may be looked at more than once, and a view shows what one look had seen: a check never deals with
looks itself, it judges what the view shows, and `checks.framework` compares.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from checks.examination import Examination
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.types import LinkKind, PageFacts
from checks.failures import Failure
from checks.finding import Need, Source
from checks.reference import Reference
from checks.tls_evidence import Handshake
from checks.visits import Visits

if TYPE_CHECKING:  # the deep lane's libraries take a while to import, and few need them
    from checks.facts.deep import DeepPage

Unseen = Literal[
    "robots", "budget", "depth", "scheme", "guard", "robots-unreachable", "interrupted",
    "pattern", "path", "hosts", "side-effect", "host-resting",
]  # fmt: skip
"""Why a known target was never looked at: always our decision or limit, never the site's fault.

``pattern``, ``path``, ``hosts``: cut as a trap (see `spiders.traps`); ``side-effect``: the link
would change something; ``host-resting``: its host had failed so often in a row that we left it
alone.
"""

Purpose = Literal["crawl", "probe", "search", "random", "render", "picture"]


class Attempt(Struct, frozen=True, kw_only=True):
    """One HTTP exchange, or what was left of it.

    Attributes:
        id: row in ``attempts`` of ``evidence.db``.
        url: what was asked for.
        purpose: ``crawl`` for what the crawl found, else what a probe asked for by itself;
            ``render``: the final DOM of the page in a browser, in place of the bytes;
            ``picture``: what a browser showed, as JPEG.
        look: 1 in the crawl, 2 in the confirmation step (new connection, at least 60 s later), 3
            by a browser after it, this and more in follow-ups of the run, hours later.
        at: when it began, UTC.
        seconds: from beginning to the last byte or the error.
        status: HTTP status; 0 if there was no response.
        failure: why there was none; empty otherwise.
        detail: the library's words for it, cleaned.
        location: absolute redirect target; empty if none.
        content_type: media type in lower case without parameters.
        size: bytes of the decompressed body that were read.
        truncated: the body was cut at our limit.
        magic: what the first bytes are: html, pdf, zip, ole, image, text, empty, other.
        sha256: of the body that was read; empty without a body.
        address: IP address that was connected to.
        record: offset of the WARC record; -1 if none.
        reused: run whose response this is, as the server said that it has not changed (304).
        hsts: the first header Strict-Transport-Security (RFC 6797) as it stands; empty if none.
    """

    id: int
    url: str
    look: int
    purpose: Purpose = "crawl"
    at: datetime
    seconds: float = 0.0
    status: int = 0
    failure: Failure | Literal[""] = ""
    detail: str = ""
    location: str = ""
    content_type: str = ""
    size: int = 0
    truncated: bool = False
    magic: str = ""
    sha256: str = ""
    address: str = ""
    record: int = -1
    reused: str = ""
    hsts: str = ""


class Target(Struct, frozen=True, kw_only=True):
    """A URL that the crawl knows (链接目标), whether or not it was looked at.

    Attributes:
        kinds: in which ways pages refer to it.
        internal: its host is one of the site's own hosts.
        depth: clicks from the home page, 0 for the home page itself.
        sources: pages that carry it, with anchor texts, in order of discovery.
        attempts: what was seen, first look first.
        unseen: why it was not looked at; empty if it was.
    """

    url: str
    host: str
    internal: bool
    depth: int
    kinds: frozenset[LinkKind] = frozenset()
    sources: tuple[Source, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    unseen: Unseen | Literal[""] = ""


Asked = Literal["", "opinion", "authoritative", "over-ipv6"]
"""Which server a DNS question went to: the first that answers, as for every connection; each name
server of ours by itself; a name server of the zone; such a one over IPv6."""


class DnsAnswer(Struct, frozen=True, kw_only=True):
    """What one server said about one name and type (RFC 1035, RFC 2308).

    ``result`` keeps the five apart: ``answer``, ``no-data`` (the name has no such record),
    ``no-such-name`` (NXDOMAIN), ``server-failure`` (SERVFAIL, REFUSED, malformed), ``timeout``.
    ``chain`` are the aliases passed (CNAME). For type ``NS`` the ``addresses`` are names of the
    name servers, and ``chain`` is the zone they serve.
    """

    id: int
    host: str
    type: Literal["A", "AAAA", "NS"]
    look: int
    at: datetime
    result: Literal["answer", "no-data", "no-such-name", "server-failure", "timeout"]
    addresses: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    server: str = ""
    asked: Asked = ""


class TlsProbe(Handshake, frozen=True, kw_only=True):
    """What one handshake of our own with one host showed.

    Attributes:
        host: its name; after it, behind a blank, the one address that was tried for TCP only.
    """

    id: int
    host: str
    port: int
    look: int


class SearchTrial(Struct, frozen=True, kw_only=True):
    """One question put to the site's own search: a title it had published itself.

    Attributes:
        query: what was typed.
        known_url: the article with that title.
        url: the request that was sent, or the name under which the page of results that a browser
            showed is kept; its attempt and page facts are in the view.
        skipped: why it was not sent: ``scripted``, ``post``, ``robots``, ``no-title``,
            ``guard``, ``no-box`` the browser found none, ``no-reaction`` nothing happened when it
            was used, ``lost`` the browser did not come through; empty if it was.
        kind: ``title`` the full title, ``core`` its core words, ``slip`` those with a common
            slip, ``nonsense`` words that nobody published, ``empty`` none at all.
        via: ``http`` the form's request alone, ``browser`` as a person searches.
        look: 1, or 2 in the confirmation step; questions by ``http`` are asked again as pages.
        at: when it was put; None for ``http``.
        seconds: from Enter to the last answer that came; 0 for ``http``.
        traits: what the page of results offers (``sort-time``, ``sort-relevance``,
            ``filter-time``, ``filter-type``, ``highlight``); ``captcha``: it asks for one;
            ``sent``: the words were seen to go out; ``in-place``: the page of the box shows the
            results, and only the links that came with them are kept.
        total: number of results that it tells; -1 if it tells none.
    """

    query: str
    known_url: str
    url: str = ""
    skipped: Literal[
        "", "scripted", "post", "robots", "no-title", "guard", "no-box", "no-reaction", "lost"
    ] = ""
    kind: Literal["title", "core", "slip", "nonsense", "empty"] = "title"
    via: Literal["http", "browser"] = "http"
    look: int = 1
    at: datetime | None = None
    seconds: float = 0.0
    traits: tuple[str, ...] = ()
    total: int = -1


class Outage(Struct, frozen=True, kw_only=True):
    """A time in which our own network failed, not the sites.

    Attributes:
        start, end: of the pause of the run, UTC.
        reason: ``controls`` no control host answered, ``resolver`` no name server answered,
            ``gateway`` this machine had no default route.
    """

    start: datetime
    end: datetime
    reason: Literal["controls", "resolver", "gateway"]

    def covers(self, at: datetime) -> bool:
        """Whether a failure of that time says nothing about the host that was asked."""
        return self.start - OUTAGE_DOUBT <= at <= self.end


OUTAGE_DOUBT = timedelta(seconds=60)
"""Failures so long before a confirmed outage of our own are not believed either."""


class Vantage(Struct, frozen=True, kw_only=True):
    """What this machine proved it can see, at the time of the run.

    Attributes:
        ipv6: a global source address and a completed connection to a known target, nothing less.
        ipv6_detail: how that was found.
        selftest: what a fault of our own network could be told by: ``sites`` the other sites of
            the run, ``control`` hosts that the operator named, ``local`` name servers and default
            gateway only; empty if unknown.
        outages: when our own network failed.
        clock_hosts: hosts whose answers carried a time (header Date).
        clock_offset: seconds by which our clock is ahead of theirs, the median.
        browser: version of the browser that was used; empty if none was.
        no_browser: why none could be: ``off``, ``none``, ``no-setpriv``, ``no-sandbox``, ``old``,
            ``failed``; empty if one could, or none was needed.
    """

    ipv6: bool = False
    ipv6_detail: str = ""
    selftest: Literal["", "sites", "control", "local"] = ""
    outages: tuple[Outage, ...] = ()
    clock_hosts: int = 0
    clock_offset: float = 0.0
    browser: str = ""
    no_browser: str = ""


class Site(Struct, frozen=True, kw_only=True):
    """The audited site (被检网站).

    Attributes:
        url: home page that the crawl began with.
        home: URL at which the home page finally stood, after redirects.
        host: host of ``home``.
        hosts: hosts that count as the site's own.
        as_of: inspection time (监测时间点), Asia/Shanghai; "now" for all content.
    """

    url: str
    home: str
    host: str
    hosts: frozenset[str]
    as_of: datetime


class Coverage(Struct, frozen=True, kw_only=True):
    """How far the crawl came.

    Attributes:
        pages: HTML pages of the site read.
        complete: nothing of the site was left out by a budget, depth or interruption.
        full_depth: every page of the site at this many clicks or fewer was looked at (-1: none).
        unseen: known targets that were not looked at, by reason.
        stopped: why collecting ended: ``finished``, ``max-pages``, ``max-time``, ``interrupted``,
            ``home-unreachable``, ``home-blocked``, ``home-not-html``, ``empty`` …
    """

    pages: int
    complete: bool
    full_depth: int
    unseen: dict[str, int] = {}
    stopped: str = "finished"


class Page(Struct, frozen=True):
    """An HTML page of the site that was read: its target, the exchange, and its facts."""

    target: Target
    attempt: Attempt
    facts: PageFacts

    @property
    def url(self) -> str:
        """The URL at which it stands."""
        return self.target.url


class Attachment(Struct, frozen=True):
    """An attachment (附件) of the site that was fetched: its target, the exchange, its facts."""

    target: Target
    attempt: Attempt
    facts: AttachmentFacts


_DATA = frozenset({"data"})
_FILES = ("pdf", "zip", "ole")
_ROOT = re.compile(r"/?(?:(?:index|default|main|home)(?:\.\w+)?)?", re.IGNORECASE)
_Seen = TypeVar("_Seen", DnsAnswer, TlsProbe)

PICTURE = "picture:"
"""Prefix of the target that stands for a picture: then key, device, and the page's address."""


class Shot(Struct, frozen=True):
    """A picture that was taken: the page, the device, the whole of it, and a small one."""

    url: str
    device: str
    full: Attempt
    thumb: Attempt


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
            if page is not None:
                yield page

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
