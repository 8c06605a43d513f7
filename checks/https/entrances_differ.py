"""The four entrances of a site do not lead to one place (网站入口不一致)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from checks.blocked import is_blocked
from checks.coverage import dns_denies_site
from checks.evidence import SiteEvidence
from checks.facts.kinds import likeness
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Attempt

_REFUSED = ("expired", "not-yet-valid", "wrong-host", "self-signed", "untrusted-issuer")
"""Faults of a certificate that every browser stops at."""
_ALIKE = 0.5
"""Share of equal lines from which two answers are one page."""


class EntrancesDifferOptions(Options, frozen=True):
    """There is nothing to set: the entrances lead to one place or they do not."""


class _Entrance(Struct, frozen=True):
    """One of the four addresses: where it leads, and what is the matter with it."""

    url: str
    state: str
    shown: str
    passed: tuple[str, ...]
    end: str = ""


@check(
    id="entrances-differ",
    title="The entrances of the site do not lead to one place",
    title_pass="All entrances of the site lead to one place",
    scope="site",
    needs=("home",),
    outcomes={
        "one-place": Outcome(Status.PASS, "All entrances lead to one place: {ladder}."),
        "only-one-name": Outcome(
            Status.PASS, "{twin} has no address in DNS; the site has one name: {ladder}."
        ),
        "other-page": Outcome(
            Status.REVIEW,
            "{entrance} shows another page than the site. All entrances: {ladder}.",
            "Redirect the address to the site's home page, or take it out of DNS.",
        ),
        "loop": Outcome(
            Status.REVIEW,
            "{entrance} redirects in a circle. All entrances: {ladder}.",
            "Let each entrance lead to the home page in one step.",
        ),
        "twin-certificate": Outcome(
            Status.REVIEW,
            "https://{twin}/ answers with a certificate that browsers refuse. All entrances: "
            "{ladder}.",
            "Let the certificate name both hosts, with and without www.",
        ),
        "twin-dead": Outcome(
            Status.REVIEW,
            "{entrance} is in DNS but shows no page. All entrances: {ladder}.",
            "Redirect the address to the site's home page, or take it out of DNS.",
        ),
        "twin-on-http": Outcome(
            Status.REVIEW,
            "{entrance} stays unencrypted though the site has working HTTPS. All entrances: "
            "{ladder}.",
            "Redirect the address to the site's home page with https://.",
        ),
        "blocked": Outcome(
            Status.NOT_TESTED,
            "{entrance} gave automated visits no page: {ladder}.",
            "Open the entrances in a browser, or allow the audit's address and repeat it.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "The entrances of the site were not all tried in this run.",
            "Repeat the audit without interrupting it.",
        ),
    },
    options=EntrancesDifferOptions,
    version=2,
)
def entrances_differ(evidence: SiteEvidence, _: EntrancesDifferOptions) -> Iterator[Finding]:
    """The four entrances, http and https with and without www, do not agree (网站入口不一致).

    Looks at:
        Where http:// and https:// of the site's host and of its twin with or without www end,
        redirects included, and whether the page there is the site's home page by its content.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only); N-domain practice:
        one site, one address.

    Decides:
        Nothing is a fault here: another page, a circle of redirects, a certificate that does not
        hold for the twin, a twin that is in DNS and shows nothing, and a twin that stays on HTTP
        are for a person to review.

    Evidence:
        The answers to all four addresses and to every redirect.

    Does not accuse:
        When the twin has no address in DNS, as it need not (told only where DNS knows the site's
        own name); when a wall turns machines away; when HTTPS is not offered at all (another check
        says so).

    Remedy:
        Redirect all four addresses to one, with https:// where it works.
    """
    host = evidence.site.host
    twin = host[4:] if host.startswith("www.") else f"www.{host}"
    entrances = [
        _entrance(evidence, f"{scheme}://{name}/")
        for name in (host, twin)
        for scheme in ("http", "https")
    ]
    known = [e for e in entrances if e.state != "unasked"]
    outcome, at = _outcome(evidence, entrances, twin)
    yield entrances_differ.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={"twin": twin, "entrance": at, "ladder": "; ".join(e.shown for e in known)},
        rests_on=[Need("page", url) for e in known for url in e.passed],
    )


def _outcome(  # noqa: PLR0911 - one line an outcome
    evidence: SiteEvidence, entrances: list[_Entrance], twin: str
) -> tuple[str, str]:
    own, others = entrances[:2], entrances[2:]
    if any(entrance.state == "unasked" for entrance in own):
        return "no-probe", ""
    states = {entrance.state: entrance for entrance in reversed(entrances)}
    for state in ("blocked", "loop", "other-page"):
        if state in states:
            return state, states[state].url
    if all(entrance.state == "unasked" for entrance in others):
        return "only-one-name" if _is_absent(evidence, twin) else "no-probe", ""
    probe = evidence.tls(twin)
    if probe is not None and probe.fault in _REFUSED and own[1].state == "home":
        return "twin-certificate", others[1].url
    if others[0].state == "dead":
        return "twin-dead", others[0].url
    on_http = others[0].end.startswith("http:") and own[0].end.startswith("https:")
    if others[0].state == "home" and on_http:
        return "twin-on-http", others[0].url
    return "one-place", ""


def _is_absent(evidence: SiteEvidence, twin: str) -> bool:
    """Whether DNS says that the twin has no address, and is to be believed."""
    answer = evidence.dns(twin, "A")
    told = answer is not None and answer.result in ("no-data", "no-such-name")
    return told and not dns_denies_site(evidence)


def _entrance(evidence: SiteEvidence, url: str) -> _Entrance:
    attempt, passed = evidence.final(url)
    if evidence.attempt(url) is None or attempt is None:
        return _Entrance(url, "unasked", url, passed)
    if is_blocked(evidence, attempt):
        state = "blocked"
    elif attempt.location:
        state = "loop"
    elif not 200 <= attempt.status < 300:
        state = "dead"
    else:
        state = "home" if _is_home(evidence, attempt) else "other-page"
    facts = evidence.facts(attempt)
    refresh = (facts.refresh,) if facts is not None and facts.refresh else ()
    ways = (*passed, *refresh)
    told = str(attempt.status) if attempt.status else "×"
    return _Entrance(url, state, f"{' → '.join(ways)} ({told})", passed, ways[-1])


def _is_home(evidence: SiteEvidence, attempt: Attempt) -> bool:
    """Whether it is the home page, leads there without HTTP, or looks like it."""
    facts, home = evidence.facts(attempt), evidence.home
    if facts is None or home is None:
        return False
    if attempt.url in (evidence.site.home, evidence.site.url):
        return True
    if facts.refresh or facts.kind in ("frameset", "shell"):
        return urlsplit(facts.refresh or attempt.url).hostname in evidence.site.hosts
    alike = likeness(facts.sketch, home.facts.sketch)
    same_title = normal(facts.title) == normal(home.facts.title) != ""
    return alike >= _ALIKE or (same_title and (alike > 0 or not home.facts.sketch))
