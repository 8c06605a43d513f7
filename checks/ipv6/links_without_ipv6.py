"""How many of the links have IPv6 (二三级链接 IPv6 支持率)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from checks.coverage import dns_denies_site
from checks.evidence import SiteEvidence
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check
from checks.ipv6.no_aaaa import global_addresses
from checks.levels import LEVELS, level_of

_NAMED = 5
"""Hosts named in a message."""


class LinksWithoutIpv6Options(Options, frozen=True):
    """There is nothing to set: no source gives a share that a site has to reach."""


class _Level(Struct, frozen=True):
    """Links and hosts of one level: how many, how many with IPv6."""

    links: int
    links_with: int
    hosts: int
    hosts_with: int

    @property
    def shares(self) -> tuple[float, float]:
        """Percent of the links and of the hosts that have IPv6."""
        return _percent(self.links_with, self.links), _percent(self.hosts_with, self.hosts)


@check(
    id="links-without-ipv6",
    title="Part of the site's links have no IPv6",
    title_pass="All own hosts that the upper pages link to have IPv6",
    scope="site",
    needs=("pages", "dns"),
    outcomes={
        "supported": Outcome(
            Status.PASS,
            "All other hosts of the site's own domain that it links to ({own}) have an IPv6 "
            "address. Of links from the home page {second} %, of links from the second level "
            "{third} % lead to hosts with IPv6 (hosts: {second_hosts} %, {third_hosts} %; {links} "
            "links in all).",
        ),
        "some-without": Outcome(
            Status.REVIEW,
            "{missing} of {own} other hosts of the site's own domain that it links to have no IPv6 "
            "address: {names}. Of links from the home page {second} %, of links from the second "
            "level {third} % lead to hosts with IPv6 (hosts: {second_hosts} %, {third_hosts} %; "
            "{links} links in all).",
            "Give these hosts IPv6 addresses too, or move what they serve to hosts that have one.",
        ),
        "no-other-host": Outcome(
            Status.NOT_APPLICABLE,
            "The pages that were read link to no other host of the site's own domain. Of links "
            "from the home page {second} %, of links from the second level {third} % lead to hosts "
            "with IPv6 (hosts: {second_hosts} %, {third_hosts} %; {links} links in all).",
        ),
        "unknown": Outcome(
            Status.NOT_TESTED,
            "For {unknown} of {own} other hosts of the site's own domain DNS said nothing usable.",
            "Repeat the audit; if it stays so, have the name servers looked at.",
        ),
    },
    options=LinksWithoutIpv6Options,
    version=2,
)
def links_without_ipv6(evidence: SiteEvidence, _: LinksWithoutIpv6Options) -> Iterator[Finding]:
    """How many links of the home page and of the second level have IPv6 (IPv6 支持率).

    Looks at:
        The hosts of the home page, of the links on it (二级链接) and of the links on those pages
        (三级链接), as far as the crawl read them, and their AAAA records.

    Basis:
        guideline-2017, N-ipv6, after 国办发〔2017〕47号 (in principle only): the national measures
        of IPv6 support count the home page and the links of the second and third level.

    Decides:
        Nothing is a fault here, as no source gives a share to be reached: hosts of the site's own
        domain without IPv6 are for a person to review. The shares are given by links, each
        address once, and by hosts; links to other domains are counted in the shares only.

    Evidence:
        One answer of DNS for each host.

    Does not accuse:
        For hosts of others; for hosts of which DNS gave no usable answer, or denies them as it
        denies the site's own name; for the site's own host, which other checks judge. An address
        in DNS is no proof that a host answers there.

    Remedy:
        Give all hosts of the site IPv6 addresses.
    """
    site = evidence.site
    levels = {level: Counter[str]() for level in LEVELS}
    for target in evidence.targets.values():
        level = level_of(evidence, target)
        if level:
            levels[level][target.host] += 1
    known = {host: _has_ipv6(evidence, host) for counts in levels.values() for host in counts}
    domain = site.host.removeprefix("www.")
    own = {h: has for h, has in known.items() if f".{h}".endswith(f".{domain}") and h != site.host}
    without = sorted(host for host, has in own.items() if has is False)
    second, third = _level(levels[2], known).shares, _level(levels[3], known).shares
    yield links_without_ipv6.finding(
        _outcome(own),
        Subject("site", site.url),
        values={
            "own": len(own),
            "missing": len(without),
            "unknown": sum(has is None for has in own.values()),
            "names": ", ".join(without[:_NAMED]) + (" …" if len(without) > _NAMED else ""),
            "second": second[0],
            "second_hosts": second[1],
            "third": third[0],
            "third_hosts": third[1],
            "links": sum(sum(counts.values()) for counts in levels.values()),
        },
    )


def _outcome(own: dict[str, bool | None]) -> str:
    if not own:
        return "no-other-host"
    if False in own.values():
        return "some-without"
    return "unknown" if None in own.values() else "supported"


def _level(counts: Counter[str], known: dict[str, bool | None]) -> _Level:
    sure = {host: number for host, number in counts.items() if known[host] is not None}
    having = [host for host in sure if known[host]]
    return _Level(sum(sure.values()), sum(sure[host] for host in having), len(sure), len(having))


def _has_ipv6(evidence: SiteEvidence, host: str) -> bool | None:
    """Whether a host has a global IPv6 address; None where DNS said nothing sure."""
    answer = evidence.dns(host, "AAAA")
    if answer is None or answer.result not in ("answer", "no-data", "no-such-name"):
        return None
    if answer.result == "no-such-name" and dns_denies_site(evidence):
        return None
    return bool(global_addresses(answer.addresses))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
