"""From link states to findings: what all four link checks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Subject, Value
from checks.framework import Check, Options
from checks.links.classify import LinkState, link_state
from checks.links.outcomes import Group
from checks.links.places import Spread, spreads
from checks.observations import Target


class LinkOptions(Options, frozen=True):
    """What the table says of links; each target that does not open is one problem.

    Attributes:
        slow_seconds: an answer that takes longer is none.
    """

    slow_seconds: float


MASS_FROM = 10
"""From this many targets on, more than half failing alike is a wall or a mirror, not the site:
machines are often answered 404 for everything (project rule, after indicators §5.4)."""

MASS_ALL_FROM = 3
"""From this many targets on, if not a single one opens and all fail alike, likewise."""

EXAMPLES = 3
"""URLs named in a finding that stands for many."""


def group_of(target: Target) -> Group | None:
    """Which check judges a target; None for those that only forms or scripts name, or nothing."""
    kinds = target.kinds - {"form", "data"}
    if not kinds:
        return None
    if not target.internal:
        return "external"
    if "document" in kinds:
        return "attachment"
    return "internal" if kinds & {"page", "frame"} else "image"


def judge_links(
    check: Check[LinkOptions], evidence: SiteEvidence, options: LinkOptions, group: Group
) -> Iterator[Finding]:
    """Judge all targets of a group: one finding a fault, one a reason for what was not seen."""
    states = {
        url: link_state(evidence, url, options.slow_seconds)
        for url in sorted(evidence.targets)
        if group_of(evidence.targets[url]) == group and not _is_foreign(evidence, url)
    }
    site = Subject("site", evidence.site.url)
    if not states:
        yield check.finding("no-targets", site)
        return
    opened = [url for url, state in states.items() if state.kind == "ok"]
    unseen = {u: s for u, s in states.items() if s.kind.startswith(("blocked", "not-looked"))}
    faults = {u: s for u, s in states.items() if s.kind != "ok" and u not in unseen}
    yield from _unseen(check, evidence, unseen)
    looked = len(opened) + len(faults)
    alike = _failing_alike(faults, looked)
    if faults and mass_failure(evidence):
        alike = set(faults)
    if alike:
        yield _mass(check, site, alike, looked)
    if group == "external":
        for host, urls in _walls(faults.keys() - alike, faults, opened).items():
            yield _mass(check, Subject("host", host), urls, len(urls))
            alike |= urls
    single = [url for url in faults if url not in alike]
    carried = spreads(evidence, single)
    for url in single:
        yield _fault(check, evidence.targets[url], faults[url], carried[url], options)
    if opened and not faults:
        yield check.finding("open", site, values={"count": len(opened)})


def _is_foreign(evidence: SiteEvidence, url: str) -> bool:
    """Whether only pages of other sites carry a link: theirs to mend. No reader sees a site map."""
    sources = [source.page for source in evidence.targets[url].sources]
    pages = [evidence.targets.get(page) for page in sources if not page.endswith(".xml")]
    return bool(sources) and all(page is not None and not page.internal for page in pages)


def _fault(
    check: Check[LinkOptions],
    target: Target,
    state: LinkState,
    carried: Spread,
    options: LinkOptions,
) -> Finding:
    anchor = next((source.anchor for source in carried.sources if source.anchor), "")
    values: dict[str, Value] = {
        "status": state.status,
        # With the port where one is named: a service of its own that may be down alone.
        "host": urlsplit(state.final).netloc.rpartition("@")[2],
        "final": state.final,
        "seconds": round(state.seconds, 1),
        "limit": options.slow_seconds,
        **carried.values,
    }
    return check.finding(
        "in-code" if carried.code else state.kind,
        Subject("link", target.url, anchor),
        values=values,
        rests_on=state.needs,
        sources=carried.sources,
    )


def _mass(
    check: Check[LinkOptions], subject: Subject, urls: Collection[str], looked: int
) -> Finding:
    values: dict[str, Value] = {"count": len(urls), "looked": looked}
    values["examples"] = _examples(sorted(urls))
    return check.finding("mass-failure", subject, values=values)


def _walls(
    urls: Collection[str], faults: Mapping[str, LinkState], opened: Collection[str]
) -> dict[str, set[str]]:
    """Foreign hosts that answer machines the same to all links: no link to them is judged.

    A name that does not exist fails alike for every link by nature, and is no wall.
    """
    alive = {urlsplit(url).hostname for url in opened}
    kinds: dict[str, set[str]] = {}
    by_host: dict[str, set[str]] = {}
    for url in urls:
        host = urlsplit(url).hostname or ""
        kinds.setdefault(host, set()).add(faults[url].kind)
        by_host.setdefault(host, set()).add(url)
    return {
        host: by_host[host]
        for host in sorted(by_host)
        if host not in alive
        and len(by_host[host]) >= MASS_ALL_FROM
        and len(kinds[host]) == 1
        and kinds[host] != {"no-such-host"}
    }


def _failing_alike(faults: dict[str, LinkState], looked: int) -> set[str]:
    """URLs of the one class to which most of many targets, or all of some, fell."""
    classes = Counter(state.kind for state in faults.values())
    mass = next(
        (
            kind
            for kind, count in classes.items()
            if (looked >= MASS_FROM and count * 2 > looked) or MASS_ALL_FROM <= looked == count
        ),
        None,
    )
    return {url for url, state in faults.items() if state.kind == mass}


def _unseen(
    check: Check[LinkOptions], evidence: SiteEvidence, unseen: dict[str, LinkState]
) -> Iterator[Finding]:
    together: dict[tuple[str, str], list[str]] = {}
    for url, state in unseen.items():
        host = urlsplit(state.final).hostname or "" if state.kind == "blocked" else ""
        together.setdefault((state.kind, host), []).append(url)
    for (kind, host), urls in together.items():
        subject = Subject("host", host) if host else Subject("site", f"{evidence.site.url}#{kind}")
        values: dict[str, Value] = {"count": len(urls), "examples": _examples(urls)}
        yield check.finding(kind, subject, values=values | ({"host": host} if host else {}))


def _examples(urls: list[str]) -> str:
    return " ".join(urls[:EXAMPLES])
