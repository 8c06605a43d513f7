"""No IPv6 address in DNS (无 AAAA 记录)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Network, ip_address

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import DnsAnswer

_DNS64 = IPv6Network("64:ff9b::/96")
"""What a DNS64 resolver makes of IPv4 addresses (RFC 6052): our network's doing."""
_UNICAST = IPv6Network("2000::/3")
"""Global unicast (RFC 4291 2.4)."""
_SURE = ("answer", "no-data", "no-such-name")


class NoAaaaOptions(Options, frozen=True):
    """There is nothing to set: an address is published or it is not."""


def global_addresses(addresses: tuple[str, ...]) -> list[str]:
    """Those of the addresses at which the whole Internet can reach a host (RFC 4291, IANA)."""
    parsed = [ip_address(address) for address in addresses]
    return [
        str(ip)
        for ip in parsed
        if ip.version == 6 and ip in _UNICAST and ip.is_global and not ip.is_multicast
    ]


@check(
    id="no-aaaa",
    title="The site publishes no IPv6 address",
    title_pass="The site publishes an IPv6 address",
    scope="host",
    needs=("dns",),
    outcomes={
        "published": Outcome(Status.PASS, "{host} has the IPv6 address {addresses}."),
        "no-aaaa": Outcome(
            Status.FAIL,
            "{host} exists in DNS but has no IPv6 address (AAAA record).",
            "Have the hosting network assign an IPv6 address and publish it as AAAA record.",
        ),
        "not-global": Outcome(
            Status.FAIL,
            "The IPv6 address of {host} ({addresses}) cannot be reached from the Internet.",
            "Publish a global unicast IPv6 address instead.",
        ),
        "one-opinion": Outcome(
            Status.REVIEW,
            "One name server says that {host} has no IPv6 address, and no other could be asked.",
            "Repeat the audit with a second name server (--nameserver, given twice).",
        ),
        "disagree": Outcome(
            Status.REVIEW,
            "Name servers do not agree whether {host} has an IPv6 address, and those of its zone "
            "settle nothing.",
            "See whether all name servers of the zone hold the same records.",
        ),
        "no-such-name": Outcome(
            Status.REVIEW,
            "Asked for the IPv6 address of {host}, DNS says that no such name exists, though it "
            "has an IPv4 address.",
            "Have the name server mended: for a name without AAAA it must answer without data.",
        ),
        "dns-trouble": Outcome(
            Status.NOT_TESTED,
            "The name server gave no usable answer about the IPv6 address of {host}.",
            "Repeat the audit; if it stays so, have the name server looked at.",
        ),
        "dns64": Outcome(
            Status.NOT_TESTED,
            "The answer for {host} was made up by our network's DNS64, not by the site.",
            "Repeat the audit with a name server that does not do DNS64 (--nameserver).",
        ),
    },
    options=NoAaaaOptions,
    version=2,
)
def no_aaaa(evidence: SiteEvidence, _: NoAaaaOptions) -> Iterator[Finding]:
    """The site's host has no IPv6 address in DNS (无 AAAA 记录).

    Looks at:
        The AAAA record of the host at which the home page stands, as each of our name servers
        gives it, aliases (CNAME) followed; unless two of these know of an address, also as the
        name servers of the zone give it.

    Basis:
        indicator-2019, 功能设计 · IPv6 改造; disclosure-2018, D54 (苏政办发〔2018〕42号 and
        others): portals are to support IPv6. AAAA: RFC 3596.

    Decides:
        An answer without such a record (NODATA, RFC 2308) is a fault if two name servers, or one
        of the zone itself, give it; and so is an address that is not global unicast, such as
        fe80::1 or 2001:db8::1. Where the zone's name servers answer, their word counts. A name
        that has an IPv4 address and is said not to exist is for a person to review.

    Evidence:
        The answers of all name servers that were asked, twice, at least 60 seconds apart.

    Does not accuse:
        When the name servers fail, do not answer in time, or know nothing of the host, as where
        the operator mapped it; when they do not agree, or only one could be asked; when the two
        looks differ; when our own network made the address up (DNS64).

    Remedy:
        Have the hosting network assign a global IPv6 address and publish it as AAAA record.
    """
    host = evidence.site.host
    outcome, addresses = judge_aaaa(evidence, host)
    yield no_aaaa.finding(
        outcome,
        Subject("host", host),
        values={"host": host, "addresses": " ".join(addresses)},
        rests_on=[Need("dns", f"{host} AAAA")],
    )


def judge_aaaa(evidence: SiteEvidence, host: str) -> tuple[str, tuple[str, ...]]:
    """The outcome for a host, and the addresses that were given for it."""
    ours = [a for a in evidence.dns_of_each(host, "opinion") if a.result in _SURE]
    zone = [a for a in evidence.dns_of_each(host, "authoritative") if a.result in _SURE]
    plain = evidence.dns(host, "AAAA")
    counted = zone or ours or ([plain] if plain is not None and plain.result in _SURE else [])
    if not counted:
        return "dns-trouble", ()
    addresses = tuple(sorted({address for answer in counted for address in answer.addresses}))
    if len({(bool(a.addresses), a.result) for a in counted}) > 1:
        return "disagree", addresses
    four = evidence.dns(host, "A")
    if counted[0].result == "no-such-name" and not (four is not None and four.addresses):
        return "dns-trouble", ()  # who knows nothing of the host cannot speak for it
    return _of_one_mind(counted, addresses, second=bool(zone) or len(counted) > 1), addresses


def _of_one_mind(counted: list[DnsAnswer], addresses: tuple[str, ...], *, second: bool) -> str:
    if counted[0].result == "no-such-name":
        return "no-such-name"
    if not addresses:
        return "no-aaaa" if second else "one-opinion"
    if global_addresses(addresses):
        return "published"
    if any(ip_address(address) in _DNS64 for address in addresses):
        return "dns64"
    return "not-global"
