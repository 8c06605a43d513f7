"""Invented portals for the fixtures of checks: what they answer becomes a `SiteEvidence`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import ada_url
import msgspec

from audit.demo.files import image as demo_image
from checks.evidence import SiteEvidence
from checks.examination import Examination, Role
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.attachments.read import read_attachment
from checks.facts.charset import decode, magic
from checks.facts.deep import DeepPage
from checks.facts.images import decodes
from checks.facts.lists_script import is_data
from checks.facts.page import read_page
from checks.facts.types import LinkKind, PageFacts
from checks.finding import Source
from checks.framework import Options
from checks.observations import (
    Attempt,
    Coverage,
    DnsAnswer,
    SearchTrial,
    Site,
    Target,
    TlsProbe,
    Unseen,
    Vantage,
)
from tests.documents import pdf

SHANGHAI = ZoneInfo("Asia/Shanghai")
_FOLLOWED = {"page", "frame"}
PDF = pdf([["例市", "1"]])
_FILLER = {
    "document": ("application/pdf", PDF),
    "image": ("image/png", demo_image(1).body),
    "style": ("text/css", b"body{}"),
    "script": ("text/javascript", b"void 0;"),
    "media": ("video/mp4", b"\x00\x00\x00\x18ftypmp42"),
}


@dataclass(frozen=True)
class Case:
    """One fixture of a check: evidence, options, and the exact set of outcomes of `judge`.

    ``row`` names the duty of a parametrised check that the case is for; options are that row's.
    """

    name: str
    kind: Literal["pass", "fail", "does-not-accuse"]
    evidence: Callable[[], SiteEvidence]
    options: Options
    expect: set[str]
    row: str = ""


@dataclass
class _Known:
    attempts: list[Attempt] = field(default_factory=list)
    kinds: set[LinkKind] = field(default_factory=set)
    sources: list[Source] = field(default_factory=list)
    depth: int = -1
    unseen: Unseen | Literal[""] = ""


class PortalBuilder:
    """Declare what a portal answers, then `build` the evidence of its audit.

    Every declared answer is seen twice, ``gap`` seconds apart, unless ``once``. Links that no
    answer was declared for are answered well (200, a plain page or file) with ``fill``, else
    they stay unseen for lack of ``budget``. URLs may be relative to the home page.
    """

    def __init__(
        self,
        home: str = "http://www.example.gov.cn/",
        *,
        as_of: str = "2026-11-22",
        gap: float = 90,
        fill: bool = True,
    ) -> None:
        self._url = home
        self._as_of = datetime.fromisoformat(as_of).replace(hour=10, tzinfo=SHANGHAI)
        self._gap = timedelta(seconds=gap)
        self._fill = fill
        self._hosts = {ada_url.URL(home).hostname}
        self._known: dict[str, _Known] = {}
        self._bodies: dict[int, bytes] = {}
        self._facts: dict[int, PageFacts | None] = {}
        self._dns: dict[tuple[str, str], tuple[DnsAnswer, ...]] = {}
        self._tls: dict[str, tuple[TlsProbe, ...]] = {}
        self._searches: list[SearchTrial] = []
        self._examinations: list[Examination] = []
        self._random: list[str] = []
        self._vantage = Vantage()
        self._coverage: dict[str, Any] = {}
        self._ids = 0

    def own(self, host: str) -> None:
        """Count a further host as the site's own."""
        self._hosts.add(host)

    def html(self, url: str, html: str, *, once: bool = False, **fields: Any) -> None:
        """Answer a URL with an HTML page."""
        self.answer(url, body=html.encode(), once=once, **fields)

    def answer(
        self,
        url: str,
        status: int = 200,
        *,
        failure: str = "",
        content_type: str = "text/html",
        body: bytes = b"",
        location: str = "",
        once: bool = False,
        second: dict[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """Answer a URL; ``second`` overrides fields of the second look.

        Fields are those of this method and of `Attempt`. A ``failure`` is an exchange without
        response: it has no status, type or body.
        """
        first = {
            "status": status,
            "failure": failure,
            "content_type": content_type,
            "body": body,
            "location": location,
            **fields,
        }
        url = self._absolute(url)
        known = self._known.setdefault(url, _Known())
        known.attempts = [self._attempt(url, 1, first)]
        if not once:
            known.attempts.append(self._attempt(url, 2, {**first, **(second or {})}))

    def random(self, url: str, status: int = 200, **fields: Any) -> None:
        """Answer a path that nobody linked, asked for to see what the site says to nonsense."""
        self.answer(url, status, **fields)
        self._random.append(self._absolute(url))

    def unseen(self, url: str, reason: Unseen) -> None:
        """Leave a known target without a look."""
        self._known.setdefault(self._absolute(url), _Known()).unseen = reason

    def coverage(self, **fields: Any) -> None:
        """Override fields of `Coverage`, which else says what the declared answers make it."""
        self._coverage |= fields

    def dns(
        self,
        kind: Literal["A", "AAAA", "NS"],
        result: str = "answer",
        *,
        host: str = "",
        once: bool = False,
        second: dict[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """Let DNS answer for a host (the site's own by default), after what it answered before."""
        host = host or ada_url.URL(self._url).hostname
        looks = self._looks({"result": result, **fields}, once, second)
        self._dns[host, kind] = self._dns.get((host, kind), ()) + tuple(
            DnsAnswer(id=self._next(), host=host, type=kind, **look) for look in looks
        )

    def tls(
        self,
        fault: str = "",
        *,
        host: str = "",
        once: bool = False,
        second: dict[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """Record a TLS handshake with a host (default: the site's own); up unless told."""
        host = host or ada_url.URL(self._url).hostname
        up = not fields.get("failure")
        looks = self._looks(
            {"connected": up, "handshake": up, "fault": fault, **fields}, once, second
        )
        self._tls[host] = tuple(
            TlsProbe(id=self._next(), host=host, port=443, **look) for look in looks
        )

    def search(
        self, query: str, known_url: str, url: str = "", skipped: Any = "", **fields: Any
    ) -> None:
        """Record a search trial; declare what its URL answered with `html` or `answer`.

        One by a browser (``via="browser"``) is put twice, with the same answer.
        """
        trial = SearchTrial(
            query=query,
            known_url=self._absolute(known_url),
            url=self._absolute(url) if url else "",
            skipped=skipped,
            **fields,
        )
        if trial.via == "http":
            self._searches.append(trial)
            return
        for look in (1, 2):
            at = self._as_of + self._gap * (look - 1)
            self._searches.append(msgspec.structs.replace(trial, look=look, at=at))

    def examined(self, url: str = "/", role: Role = "home", **fields: Any) -> None:
        """Let a browser examine a page twice, with axe-core; ``fields`` of `Examination`."""
        for look in (1, 2):
            at = self._as_of + self._gap * (look - 1)
            told = {"axe": "4.12.1", "status": 200, **fields}
            self._examinations.append(
                Examination(url=self._absolute(url), role=role, look=look, at=at, **told)
            )

    def vantage(self, **fields: Any) -> None:
        """Say what the machine could see."""
        self._vantage = Vantage(**fields)

    def build(self) -> SiteEvidence:
        """Follow the links from the home page and make the evidence."""
        self._walk()
        targets = {url: self._target(url, known) for url, known in self._known.items()}
        home = self._final(self._url)
        evidence = SiteEvidence(
            site=Site(
                url=self._url,
                home=home,
                host=ada_url.URL(home).hostname,
                hosts=frozenset(self._hosts),
                as_of=self._as_of,
            ),
            coverage=Coverage(pages=0, complete=True, full_depth=0),
            targets=targets,
            facts=self._read,
            dns_answers=self._dns,
            tls_probes=self._tls,
            searches=tuple(self._searches),
            examinations=tuple(self._examinations),
            vantage=self._vantage,
            random_paths=tuple(self._random),
            read_attachments=self._read_attachments,
            decodes=lambda attempt: decodes(self._bodies[attempt.id]),
            deep=self._deep,
            sheet=self._sheet,
        )
        return SiteEvidence(**{**vars(evidence), "coverage": self._covered(evidence)})

    def _absolute(self, url: str) -> str:
        return ada_url.join_url(self._url, url)

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _looks(
        self, first: dict[str, Any], once: bool, second: dict[str, Any] | None
    ) -> list[dict[str, Any]]:
        looks = [{"look": 1, "at": self._as_of, **first}]
        if not once:
            looks.append({"look": 2, "at": self._as_of + self._gap, **first, **(second or {})})
        return looks

    def _attempt(self, url: str, look: int, told: dict[str, Any]) -> Attempt:
        told = dict(told)
        body: bytes = told.pop("body")
        if told["failure"]:
            told |= {"status": 0, "content_type": "", "location": ""}
            body = b""
        if told["location"]:
            told["location"] = self._absolute(told["location"])
        row = {
            "at": self._as_of + self._gap * (look - 1),
            "size": len(body),
            "magic": "" if told["failure"] else magic(body),
            "sha256": hashlib.sha256(body).hexdigest() if body else "",
            "seconds": 0.2,
            "record": 0 if told["status"] else -1,
            **told,
        }
        attempt = Attempt(id=self._next(), url=url, look=look, **row)
        self._bodies[attempt.id] = body
        return attempt

    def _read(self, attempt: Attempt) -> PageFacts | None:
        if attempt.id not in self._facts:
            body = self._bodies[attempt.id]
            is_html = attempt.content_type in ("text/html", "application/xhtml+xml")
            is_html |= is_data(body, attempt.url)
            facts = None
            if is_html and body and not attempt.location:
                facts = read_page(body, attempt.url, f"{attempt.content_type}; charset=utf-8")
            self._facts[attempt.id] = facts
        return self._facts[attempt.id]

    def _deep(self, attempt: Attempt) -> DeepPage:
        return DeepPage(decode(self._bodies[attempt.id], attempt.content_type).text)

    def _read_attachments(
        self, wanted: Sequence[tuple[Attempt, str]]
    ) -> Mapping[int, AttachmentFacts]:
        return {
            attempt.id: AttachmentFacts(state="too-large")
            if attempt.truncated
            else read_attachment(self._bodies[attempt.id], attempt.url, title)
            for attempt, title in wanted
        }

    def _sheet(self, attempt: Attempt) -> str:
        css = attempt.content_type == "text/css"
        return self._bodies[attempt.id].decode() if css else ""

    def _internal(self, url: str) -> bool:
        parsed = ada_url.URL(url)
        return parsed.protocol in ("http:", "https:") and parsed.hostname in self._hosts

    def _final(self, url: str) -> str:
        passed = [url]
        while (known := self._known.get(passed[-1])) and known.attempts:
            onward = known.attempts[0].location
            if not onward or onward in passed:
                break
            passed.append(onward)
        return passed[-1]

    def _walk(self) -> None:
        declared = self._known
        self._known = {}
        queue = [(self._url, 0)]
        for url, depth in queue:  # grows while it is walked: breadth first
            known = self._known.setdefault(url, declared.get(url, _Known()))
            if known.depth >= 0:
                continue
            known.depth = depth
            self._fill_in(known, url)
            if not known.attempts:
                continue
            attempt = known.attempts[0]
            if attempt.location:
                queue.append((attempt.location, depth))
            facts = self._read(attempt) if self._internal(url) else None
            if facts is None:
                continue
            if facts.refresh:
                queue.append((facts.refresh, depth))
            for link in (*facts.links, *facts.data):
                linked = self._known.setdefault(link.url, declared.get(link.url, _Known()))
                linked.kinds.add(link.kind)
                linked.sources.append(Source(url, link.text))
                if link.kind != "form":
                    queue.append((link.url, depth + (link.kind != "data")))
        for url, known in declared.items():
            self._known.setdefault(url, known)

    def _fill_in(self, known: _Known, url: str) -> None:
        if known.attempts or known.unseen:
            return
        if not self._fill:
            known.unseen = "budget"
            return
        kind = next(iter(sorted(known.kinds)), "page")
        page = f"<title>{url}</title><p>这里是页面 {url} 的正文，内容完整可读。".encode()
        content_type, body = _FILLER.get(kind, ("text/html", page))
        told = {
            "status": 200,
            "failure": "",
            "content_type": content_type,
            "body": body,
            "location": "",
        }
        known.attempts = [self._attempt(url, look, told) for look in (1, 2)]

    def _target(self, url: str, known: _Known) -> Target:
        return Target(
            url=url,
            host=ada_url.URL(url).hostname,
            internal=self._internal(url),
            depth=max(known.depth, 0),
            kinds=frozenset(known.kinds),
            sources=tuple(known.sources),
            attempts=tuple(known.attempts),
            unseen=known.unseen,
        )

    def _covered(self, evidence: SiteEvidence) -> Coverage:
        unseen: dict[str, int] = dict.fromkeys(get_args(Unseen), 0)
        cut: set[int] = set()
        for target in evidence.targets.values():
            if target.unseen:
                unseen[target.unseen] += 1
                if target.internal and target.unseen in ("budget", "depth", "interrupted"):
                    cut.add(target.depth)
        deepest = max((page.target.depth for page in evidence.pages), default=-1)
        return Coverage(
            **{
                "pages": len(evidence.pages),
                "complete": not cut,
                "full_depth": min(cut) - 1 if cut else deepest,
                "unseen": {reason: count for reason, count in unseen.items() if count},
                "stopped": "max-pages" if cut else "finished",
                **self._coverage,
            }
        )
