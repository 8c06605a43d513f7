"""What became of a link (链接状态), in the words of the link checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from checks.blocked import is_blocked
from checks.coverage import dns_denies_site
from checks.evidence import SiteEvidence
from checks.facts.kinds import is_nothing
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.failures import Failure
from checks.finding import Need
from checks.observations import Attempt, Target

LinkClass = Literal[
    "ok",
    "gone",
    "server-error",
    "no-such-host",
    "refused",
    "no-answer",
    "unreachable",
    "slow",
    "tls-fault",
    "odd-status",
    "redirect-loop",
    "odd-redirect",
    "soft-404",
    "like-nothing",
    "wrong-content",
    "damaged",
    "not-a-file",
    "blocked",
    "not-looked-robots",
    "not-looked-limit",
    "not-looked-guard",
    "not-looked-resting",
]
"""The classes are told in `checks.links.outcomes`, where each is an outcome."""

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
    "tls": "tls-fault",
    "blocked-target": "not-looked-guard",
    "too-large": "not-looked-limit",
    "interrupted": "not-looked-limit",
}
_HOME_NAMES = frozenset({"首页", "网站首页", "返回首页", "回到首页", "主页", "home", "index"})
_INDEX = ("", "index", "default", "home", "main")
_SILENT = ("timeout", "connect-timeout", "reset")
THREE = 3
"""Looks without an answer from which on an address of the site counts as unreachable, if they lie…
"""
APART = timedelta(minutes=30)
"""… at least so far apart (safety, must-have 14)."""
MIN_CONTENT = 100
"""Characters of text that a page with status 404 must have to be taken for content, and…"""
MIN_WORD = 4
"""… characters of the link's words that must stand in its title or heading."""
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp")
_STATIC = (*_PICTURES, ".svg", ".ico", ".css", ".js")


class LinkState(Struct, frozen=True):
    """How a link stands in one view.

    Attributes:
        kind: its class.
        status: HTTP status of the last exchange; 0 without one.
        final: URL where the redirects ended.
        needs: the exchanges that this rests on.
        seconds: what the exchanges took together.
    """

    kind: LinkClass
    status: int = 0
    final: str = ""
    needs: tuple[Need, ...] = ()
    seconds: float = 0.0


def link_state(evidence: SiteEvidence, url: str, slow: float) -> LinkState:
    """Say how a known URL stands, redirects followed. A URL never asked for is ``not-looked-…``.

    Args:
        evidence: the view.
        url: a known target.
        slow: seconds after which an answer comes too late.
    """
    attempt, chain = evidence.final(url)
    needs = tuple(Need("page", passed) for passed in chain)
    if attempt is None:
        target = evidence.targets.get(chain[-1])
        unseen = target.unseen if target is not None else ""
        return LinkState(_UNSEEN.get(unseen, "not-looked-limit"), final=chain[-1])
    target = evidence.targets[url]
    kind = _class_of(evidence, target, attempt)
    passed = [a for step in chain if (a := evidence.attempt(step)) is not None]
    seconds = sum(a.seconds for a in passed)
    if kind == "soft-404":
        needs += tuple(Need("page", u) for p in evidence.random_paths for u in evidence.final(p)[1])
    elif kind == "no-answer" and _is_own(evidence, target, attempt):
        kind = "unreachable" if _never_answers(evidence, attempt, slow) else kind
    elif kind == "ok" and seconds > slow and target.kinds & {"page", "frame"}:
        # A file takes as long as its size and our line make it: only pages can be late.
        kind = "slow" if _is_own(evidence, target, attempt) else kind
    return LinkState(kind, attempt.status, attempt.url, needs, seconds)


def _never_answers(evidence: SiteEvidence, attempt: Attempt, slow: float) -> bool:
    """Whether three looks, half an hour apart in all, waited in vain as long as the table says."""
    end = evidence.targets[attempt.url]
    waited = {a.look: a for a in end.attempts}
    if len(waited) < THREE or not all(a.failure in _SILENT for a in waited.values()):
        return False
    times = [a.at for a in waited.values()]
    patient = all(a.failure == "reset" or a.seconds >= slow - 1 for a in waited.values())
    return patient and max(times) - min(times) >= APART


def suspects(evidence: SiteEvidence) -> list[str]:
    """Pages of the site that say with a good status that they are none, of the worst folder first.

    Words alone prove nothing: they are compared with what the same folder answers to nonsense.
    """
    found = [p.url for p in _error_pages(evidence)]
    folders = Counter(url.rpartition("/")[0] for url in found)
    return sorted(found, key=lambda url: (-folders[url.rpartition("/")[0]], url))


def _error_pages(evidence: SiteEvidence) -> Iterator[Target]:
    for url, target in evidence.targets.items():
        attempt = evidence.attempt(url)
        if attempt is None or attempt.status != 200 or not target.internal:
            continue
        facts = evidence.facts(attempt)
        if facts is not None and facts.kind == "error" and not _is_home(evidence, url):
            yield target


def _is_own(evidence: SiteEvidence, target: Target, attempt: Attempt) -> bool:
    """Whether the site itself is asked, and answers."""
    end = evidence.targets.get(attempt.url)
    return target.internal and end is not None and end.internal


def _class_of(evidence: SiteEvidence, target: Target, attempt: Attempt) -> LinkClass:
    own = _is_own(evidence, target, attempt)
    if attempt.failure:
        kind = _FAILURES.get(attempt.failure, "no-answer")
        # A foreign port that refuses us may refuse only us: a person looks before it counts.
        if kind == "refused" and not own:
            return "no-answer"
        return "no-answer" if kind == "no-such-host" and dns_denies_site(evidence) else kind
    if is_blocked(evidence, attempt):
        return "blocked"
    if attempt.location:
        return _class_of_redirect(evidence, target, own=own)
    return _class_of_answer(evidence, target, attempt, own)


def _class_of_redirect(evidence: SiteEvidence, target: Target, *, own: bool) -> LinkClass:
    """A circle of the site's own servers, walked with their cookies, ends in no browser either."""
    end, chain = evidence.final(target.url)
    circle = end is not None and end.location in chain
    return "redirect-loop" if circle and own else "odd-redirect"


def _class_of_answer(
    evidence: SiteEvidence, target: Target, attempt: Attempt, own: bool
) -> LinkClass:
    status = attempt.status
    if status in (404, 410):
        # Some servers build pages in their handler of missing ones: visitors see what they want.
        return "odd-status" if _keeps_its_word(evidence, target, attempt) else "gone"
    if status >= 500 and status != 503 and own:
        return "server-error"
    if 300 <= status < 400:
        return "odd-redirect"  # it leads nowhere that could be asked
    if not 200 <= status < 300:
        # 503 is "for now" by definition (RFC 9110 §15.6.4) and the answer of many rate limits.
        return "odd-status"
    return _class_of_content(evidence, target, attempt) if own else "ok"


def _class_of_content(evidence: SiteEvidence, target: Target, attempt: Attempt) -> LinkClass:
    if "document" in target.kinds:
        return _class_of_document(evidence, attempt)
    if not target.kinds & {"page", "frame"}:
        return _class_of_part(evidence, target, attempt)
    if attempt.size == 0:
        return "ok" if attempt.truncated else "like-nothing"
    facts = evidence.facts(attempt)
    if facts is None or facts.kind == "shell":
        return "ok"
    if _like_nonsense(evidence, attempt, facts):
        return "soft-404" if _says_nothing(evidence, facts) else "like-nothing"
    told = facts.kind == "error" and not _is_home(evidence, attempt.url)
    return "like-nothing" if told or _sent_home(evidence, target, attempt) else "ok"


def _class_of_document(evidence: SiteEvidence, attempt: Attempt) -> LinkClass:
    if attempt.size == 0:
        return "ok" if attempt.truncated else "wrong-content"
    facts = evidence.facts(attempt)
    if facts is not None and attempt.magic == "html":
        nothing = facts.kind == "error" or _like_nonsense(evidence, attempt, facts)
        return "wrong-content" if nothing else "not-a-file"
    read = evidence.read_by_attempt.get(attempt.id)
    if read is None or read.state != "unreadable" or read.reason == "password":
        return "ok"
    if read.reason == "nothing":
        return "wrong-content"
    # What a name promises is a convention; that bytes are a broken PDF or ZIP file is a fact.
    sure = read.reason == "damaged" and attempt.magic in ("pdf", "zip")
    return "damaged" if sure else "not-a-file"


def _class_of_part(evidence: SiteEvidence, target: Target, attempt: Attempt) -> LinkClass:
    """A picture, style, script or film; counters answer whatever they like, so files only."""
    path = urlsplit(target.url).path.lower()
    if not path.endswith(_STATIC) or attempt.truncated:
        return "ok"
    facts = evidence.facts(attempt)
    if facts is not None and attempt.magic == "html":
        nothing = facts.kind == "error" or _like_nonsense(evidence, attempt, facts)
        return "wrong-content" if nothing else "not-a-file"
    if "image" not in target.kinds or not path.endswith(_PICTURES):
        return "ok"
    if attempt.size == 0:
        return "wrong-content"
    return "ok" if evidence.decodes(attempt) else "damaged"


def _says_nothing(evidence: SiteEvidence, facts: PageFacts) -> bool:
    """Whether the page, and the site's answer to nonsense, say in words that nothing is there."""
    ends = (evidence.final(path)[0] for path in evidence.random_paths)
    others = (evidence.facts(end) for end in ends if end is not None)
    return facts.kind == "error" and any(o is not None and o.kind == "error" for o in others)


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
