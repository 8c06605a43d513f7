"""No IPv6 address in DNS (无 AAAA 记录)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Network, ip_address

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check

_DNS64 = IPv6Network("64:ff9b::/96")
"""What a DNS64 resolver makes of IPv4 addresses (RFC 6052): our network's doing."""


class NoAaaaOptions(Options, frozen=True):
    """There is nothing to set: an address is published or it is not."""


def global_addresses(addresses: tuple[str, ...]) -> list[str]:
    """Those of the addresses at which the whole Internet can reach a host (RFC 4291, IANA)."""
    parsed = [ip_address(address) for address in addresses]
    return [str(ip) for ip in parsed if ip.is_global and not ip.is_multicast and ip not in _DNS64]


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
        "no-such-name": Outcome(
            Status.REVIEW,
            "DNS says that {host} does not exist, though the audit reached the site.",
            "See whether the name server is set up right and asked from the right network.",
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
)
def no_aaaa(evidence: SiteEvidence, _: NoAaaaOptions) -> Iterator[Finding]:
    """The site's host has no IPv6 address in DNS (无 AAAA 记录).

    Looks at:
        The AAAA record of the host at which the home page stands.

    Basis:
        indicator-2019, 功能设计 · IPv6 改造; disclosure-2018, D54 (苏政办发〔2018〕42号 and
        others): portals are to support IPv6. AAAA: RFC 3596.

    Decides:
        The name server's answer without such a record (NODATA, RFC 2308) is a fault, and so is an
        address that is not global unicast, such as fe80::1 or 2001:db8::1. A name that does not
        exist at all is for a person to review.

    Evidence:
        Two answers of the name server, at least 60 seconds apart.

    Does not accuse:
        When the name server fails or does not answer in time; when the two answers differ; when
        our own network made the address up (DNS64).

    Remedy:
        Have the hosting network assign a global IPv6 address and publish it as AAAA record.
    """
    host = evidence.site.host
    answer = evidence.dns(host, "AAAA")
    assert answer is not None, "the framework asks for a DNS answer first"  # noqa: S101
    addresses = " ".join(answer.addresses)
    if answer.result == "no-data":
        outcome = "no-aaaa"
    elif answer.result == "no-such-name":
        outcome = "no-such-name"
    elif answer.result != "answer":
        outcome = "dns-trouble"
    elif global_addresses(answer.addresses):
        outcome = "published"
    elif any(ip_address(address) in _DNS64 for address in answer.addresses):
        outcome = "dns64"
    else:
        outcome = "not-global"
    yield no_aaaa.finding(
        outcome,
        Subject("host", host),
        values={"host": host, "addresses": addresses, "result": answer.result},
        rests_on=[Need("dns", f"{host} AAAA")],
    )
