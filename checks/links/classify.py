"""What became of a link (链接状态), in the words of the link checks."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from checks.blocked import is_blocked
from checks.evidence import Attempt, Failure, SiteEvidence, Target
from checks.facts.kinds import is_nothing
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.finding import Need

LinkClass = Literal[
    "ok",
    "gone",
    "server-error",
    "no-such-host",
    "refused",
    "no-answer",
    "odd-status",
    "redirect-loop",
    "soft-404",
    "wrong-content",
    "not-a-file",
    "blocked",
    "not-looked-robots",
    "not-looked-limit",
    "not-looked-guard",
    "not-looked-resting",
]
"""The classes are told in `checks.links.judge`, where each is an outcome."""

_UNSEEN: dict[str, LinkClass] = {
    "robots": "not-looked-robots",
    "robots-unreachable": "not-looked-robots",
    "scheme": "not-looked-guard",
    "guard": "not-looked-guard",
    "host-resting": "not-looked-resting",
}
_FAILURES: dict[Failure, LinkClass] = {
    "no-such-host": "no-such-host",
    "refused": "refused",
    "blocked-target": "not-looked-guard",
    "too-large": "not-looked-limit",
    "interrupted": "not-looked-limit",
}
_HOME_NAMES = frozenset({"首页", "网站首页", "返回首页", "回到首页", "主页", "home", "index"})
_INDEX = ("", "index", "default", "home", "main")
MIN_CONTENT = 100
"""Characters of text that a page with status 404 must have to be taken for content, and…"""
MIN_WORD = 4
"""… characters of the link's words that must stand in its title or heading."""
_STATIC = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".svg", ".ico", ".css", ".js")


class LinkState(Struct, frozen=True):
    """How a link stands in one view.

    Attributes:
        kind: its class.
        status: HTTP status of the last exchange; 0 without one.
        final: URL where the redirects ended.
        needs: the exchanges that this rests on.
    """

    kind: LinkClass
    status: int = 0
    final: str = ""
    needs: tuple[Need, ...] = ()


def link_state(evidence: SiteEvidence, url: str) -> LinkState:
    """Say how a known URL stands, redirects followed. A URL never asked for is ``not-looked-…``."""
    attempt, chain = evidence.final(url)
    needs = tuple(Need("page", passed) for passed in chain)
    if attempt is None:
        target = evidence.targets.get(chain[-1])
        unseen = target.unseen if target is not None else ""
        return LinkState(_UNSEEN.get(unseen, "not-looked-limit"), final=chain[-1])
    kind = _class_of(evidence, evidence.targets[url], attempt)
    return LinkState(kind, attempt.status, attempt.url, needs)


def _class_of(evidence: SiteEvidence, target: Target, attempt: Attempt) -> LinkClass:
    end = evidence.targets.get(attempt.url)
    own = target.internal and end is not None and end.internal
    if attempt.failure:
        kind = _FAILURES.get(attempt.failure, "no-answer")
        # A foreign port that refuses us may refuse only us: a person looks before it counts.
        if kind == "refused" and not own:
            return "no-answer"
        return "no-answer" if kind == "no-such-host" and _dns_denies_site(evidence) else kind
    if is_blocked(evidence, attempt):
        return "blocked"
    if attempt.location:
        return "redirect-loop"
    return _class_of_answer(evidence, target, attempt, own)


def _dns_denies_site(evidence: SiteEvidence) -> bool:
    """Whether the name server denies the name of the very site whose pages were read.

    In a closed network, on a copy of a site, or where the operator mapped its host to an address,
    the name server says so of every name: its "does not exist" (NXDOMAIN) proves nothing there.
    """
    answer = evidence.dns(evidence.site.host, "A")
    return answer is not None and answer.result == "no-such-name"


def _class_of_answer(
    evidence: SiteEvidence, target: Target, attempt: Attempt, own: bool
) -> LinkClass:
    status = attempt.status
    if status in (404, 410):
        # Some servers build pages in their handler of missing ones: visitors see what they want.
        return "odd-status" if _keeps_its_word(evidence, target, attempt) else "gone"
    if status >= 500 and status != 503 and own:
        return "server-error"
    if not 200 <= status < 300:
        # 503 is "for now" by definition (RFC 9110 §15.6.4) and the answer of many rate limits.
        return "odd-status"
    return _class_of_content(evidence, target, attempt) if own else "ok"


def _class_of_content(evidence: SiteEvidence, target: Target, attempt: Attempt) -> LinkClass:
    facts = evidence.facts(attempt)
    if "document" in target.kinds:
        if attempt.size == 0 and not attempt.truncated:
            return "wrong-content"
        if facts is None or attempt.magic != "html":
            return "ok"
        nothing = facts.kind == "error" or _like_nonsense(evidence, attempt, facts)
        return "wrong-content" if nothing else "not-a-file"
    if not target.kinds & {"page", "frame"}:
        html = facts is not None and attempt.magic == "html"
        file = urlsplit(target.url).path.lower().endswith(_STATIC)
        return "not-a-file" if html and file else "ok"
    if facts is None or facts.kind == "shell":
        return "ok"
    soft = _like_nonsense(evidence, attempt, facts) or _sent_home(evidence, target, attempt)
    return "soft-404" if soft else "ok"


def _keeps_its_word(evidence: SiteEvidence, target: Target, attempt: Attempt) -> bool:
    """Whether the page that came has content and bears the words of a link to it."""
    facts = evidence.facts(attempt)
    if facts is None or facts.kind == "error" or facts.text_length < MIN_CONTENT:
        return False
    names = normal(f"{facts.title} {facts.heading}")
    return any(len(word) >= MIN_WORD and word in names for word in map(normal, _anchors(target)))


def _like_nonsense(evidence: SiteEvidence, attempt: Attempt, facts: PageFacts) -> bool:
    """Whether the site answers the same to a path that nobody ever linked."""
    for path in evidence.random_paths:
        other, _ = evidence.final(path)
        if other is None or not 200 <= other.status < 300 or _is_home(evidence, attempt.url):
            continue
        nonsense = evidence.facts(other)
        if attempt.sha256 and attempt.sha256 == other.sha256:
            return True
        home = evidence.home.facts if evidence.home else None
        if nonsense is not None and facts.title and is_nothing(facts, nonsense, home):
            return True
    return False


def _sent_home(evidence: SiteEvidence, target: Target, attempt: Attempt) -> bool:
    """Whether a link that promised something else ends on the home page."""
    if _is_home(evidence, target.url) or not _is_home(evidence, attempt.url):
        return False
    # A link that says 首页, or shows only the emblem, keeps its word by leading there.
    return any(name and name not in _HOME_NAMES for name in map(normal, _anchors(target)))


def _anchors(target: Target) -> list[str]:
    return [source.anchor for source in target.sources]


def _is_home(evidence: SiteEvidence, url: str) -> bool:
    """Whether a URL is the home page or one of the usual other names of it."""
    if url in (evidence.site.home, evidence.site.url):
        return True
    parts = urlsplit(url)
    path = parts.path.strip("/").lower()
    index = path.rpartition(".")[0] if "." in path else path
    host = (parts.hostname or "").removeprefix("www.")
    return not parts.query and host == evidence.site.host.removeprefix("www.") and index in _INDEX
