"""From link states to findings: what all four link checks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence, Target
from checks.finding import Finding, Status, Subject, Value
from checks.framework import Check, Options, Outcome
from checks.links.classify import LinkState, link_state

Group = Literal["internal", "attachment", "image", "external"]
"""The kinds of targets that the four link checks divide among themselves."""


class LinkOptions(Options, frozen=True):
    """Link checks have no thresholds: each target that does not open is one problem."""


MASS_FROM = 10
"""From this many targets on, more than half failing alike is a wall or a mirror, not the site:
machines are often answered 404 for everything (project rule, after indicators §5.4)."""

MASS_ALL_FROM = 3
"""From this many targets on, if not a single one opens and all fail alike, likewise."""

EXAMPLES = 3
"""URLs named in a finding that stands for many."""

OUTCOMES: dict[str, Outcome] = {
    "open": Outcome(Status.PASS, "{count} targets were looked at and all of them open."),
    "no-targets": Outcome(
        Status.NOT_APPLICABLE, "The pages that were read refer to no target of this kind."
    ),
    "gone": Outcome(
        Status.FAIL,
        "The link leads nowhere: the server answers HTTP {status}.",
        "Put the missing content back, correct the address, or take the link off the pages listed.",
    ),
    "server-error": Outcome(
        Status.FAIL,
        "The server fails on this address with HTTP {status}.",
        "Find the cause in the server's log and mend it, or take the link off the pages listed.",
    ),
    "no-such-host": Outcome(
        Status.FAIL,
        "The link's host name {host} does not exist in DNS.",
        "Correct the address or take the link off the pages listed.",
    ),
    "refused": Outcome(
        Status.FAIL,
        "{host} refuses connections on the port of this link.",
        "Start the service again, correct the address, or take the link off the pages listed.",
    ),
    "wrong-content": Outcome(
        Status.FAIL,
        "Instead of the file, the server sends nothing or an error page with HTTP {status}.",
        "Upload the file again and open the link to make sure.",
    ),
    "no-answer": Outcome(
        Status.REVIEW,
        "No answer could be had from {host} in this run; that may lie with the network between.",
        "Open the link in a browser at another time; if it fails there too, mend or remove it.",
    ),
    "odd-status": Outcome(
        Status.REVIEW,
        "{host} answers HTTP {status}, which may be temporary or meant for machines only.",
        "Open the link in a browser; if it fails there too, mend or remove it.",
    ),
    "redirect-loop": Outcome(
        Status.REVIEW,
        "The redirects of this address came to no end; a browser with cookies may get through.",
        "Open the link in a browser; if it fails there too, correct the redirects.",
    ),
    "soft-404": Outcome(
        Status.REVIEW,
        "The address shows the home page or the page that the site shows for any nonsense.",
        "If the content is gone, take the link away or answer with HTTP 404.",
    ),
    "not-a-file": Outcome(
        Status.REVIEW,
        "A web page came instead of the file; it may be a step before the download.",
        "Open the link in a browser; if no file comes, upload it again or correct the address.",
    ),
    "mass-failure": Outcome(
        Status.REVIEW,
        "{count} of {looked} targets failed, most of them alike; so many at once point to a wall, "
        "a mirror or an outage. Examples: {examples}",
        "Open the examples in a browser; if they fail there too, mend the common cause.",
    ),
    "blocked": Outcome(
        Status.NOT_TESTED,
        "{host} turns automated visitors away. Links that could not be judged: {count}. "
        "Examples: {examples}",
        "Open the examples in a browser, or allow the audit's address and repeat it.",
    ),
    "not-looked-robots": Outcome(
        Status.NOT_TESTED,
        "Links not asked for because of robots.txt: {count}. Examples: {examples}",
        "Allow the audit in robots.txt and repeat it, or open the links by hand.",
    ),
    "not-looked-limit": Outcome(
        Status.NOT_TESTED,
        "Links not looked at because a limit of this run was reached: {count}. "
        "Examples: {examples}",
        "Repeat the audit with a larger page, depth or time limit.",
    ),
    "not-looked-guard": Outcome(
        Status.NOT_TESTED,
        "Links not opened because their addresses are not public web addresses: {count}. "
        "Examples: {examples}",
        "See whether these links should stand on public pages at all.",
    ),
    "not-looked-resting": Outcome(
        Status.NOT_TESTED,
        "Links not asked for because their host had failed so often in a row that it was left "
        "alone: {count}. Examples: {examples}",
        "Open the examples in a browser, or repeat the audit at another time.",
    ),
}
"""Outcomes by link class; each link check declares the ones that its targets can have."""

_FILE_CLASSES = {"wrong-content", "not-a-file"}
_PAGE_CLASSES = {"soft-404"}
_OWN_CLASSES = {"server-error", "refused"}
_LEFT_OUT: dict[Group, set[str]] = {
    "internal": _FILE_CLASSES,
    "attachment": _PAGE_CLASSES,
    "image": _PAGE_CLASSES | {"wrong-content"},
    "external": _PAGE_CLASSES | _FILE_CLASSES | _OWN_CLASSES,
}


def outcomes_of(group: Group) -> dict[str, Outcome]:
    """The closed set of outcomes of one link check."""
    return {name: o for name, o in OUTCOMES.items() if name not in _LEFT_OUT[group]}


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
    check: Check[LinkOptions], evidence: SiteEvidence, group: Group
) -> Iterator[Finding]:
    """Judge all targets of a group: one finding a fault, one a reason for what was not seen."""
    states = {
        url: link_state(evidence, url)
        for url in sorted(evidence.targets)
        if group_of(evidence.targets[url]) == group and not _is_foreign(evidence, url)
    }
    if not states:
        yield check.finding("no-targets", Subject("site", evidence.site.url))
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
        values: dict[str, Value] = {"count": len(alike), "looked": looked}
        values["examples"] = _examples(sorted(alike))
        yield check.finding("mass-failure", Subject("site", evidence.site.url), values=values)
    for url, state in faults.items():
        if url not in alike:
            yield _fault(check, evidence.targets[url], state)
    if opened and not faults:
        yield check.finding(
            "open", Subject("site", evidence.site.url), values={"count": len(opened)}
        )


def _is_foreign(evidence: SiteEvidence, url: str) -> bool:
    """Whether only pages of other sites carry a link: theirs to mend. No reader sees a site map."""
    sources = [source.page for source in evidence.targets[url].sources]
    pages = [evidence.targets.get(page) for page in sources if not page.endswith(".xml")]
    return bool(sources) and all(page is not None and not page.internal for page in pages)


def _fault(check: Check[LinkOptions], target: Target, state: LinkState) -> Finding:
    anchor = next((source.anchor for source in target.sources if source.anchor), "")
    host = urlsplit(state.final).hostname or ""
    return check.finding(
        state.kind,
        Subject("link", target.url, anchor),
        values={"status": state.status, "host": host, "final": state.final},
        rests_on=state.needs,
        sources=target.sources,
    )


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
