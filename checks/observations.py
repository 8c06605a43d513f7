"""Observations (观测): what was seen of a site, and when; an error is an observation too.

Every subject may be looked at more than once; `checks.evidence` shows them to the checks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.types import LinkKind, PageFacts
from checks.failures import Failure
from checks.finding import Source
from checks.tls_evidence import Handshake

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
            ``filter-time``, ``filter-type``, ``filter-column``, ``highlight``); ``captcha``: it
            asks for one; ``sent``: the words were seen to go out; ``in-place``: the page of the
            box shows the results, and only the links that came with them are kept.
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


class Shot(Struct, frozen=True):
    """A picture that was taken: the page, the device, the whole of it, and a small one."""

    url: str
    device: str
    full: Attempt
    thumb: Attempt
