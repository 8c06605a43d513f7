"""Name servers that cannot be asked over IPv6 (域名服务器不支持 IPv6)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.ipv6.no_aaaa import global_addresses

_SURE = ("answer", "no-data", "no-such-name")


class NameserversWithoutIpv6Options(Options, frozen=True):
    """There is nothing to set: one name server that answers over IPv6 is enough."""


@check(
    id="nameservers-without-ipv6",
    title="The name servers of the site cannot be asked over IPv6",
    title_pass="A name server of the site can be asked over IPv6",
    scope="host",
    needs=("dns",),
    outcomes={
        "answers": Outcome(
            Status.PASS, "Name servers of {zone} answer over IPv6: {answering} of {count}."
        ),
        "no-address": Outcome(
            Status.FAIL,
            "None of the name servers of {zone} ({servers}) has an IPv6 address.",
            "Choose a DNS service that has IPv6, or give the name servers IPv6 addresses.",
        ),
        "unreachable": Outcome(
            Status.FAIL,
            "Name servers of {zone} have IPv6 addresses, but none answers over IPv6: {servers}.",
            "Open port 53 (UDP and TCP) of the name servers' IPv6 addresses.",
        ),
        "no-vantage": Outcome(
            Status.NOT_TESTED,
            "Name servers of {zone} have IPv6 addresses ({servers}); whether they answer over IPv6 "
            "could not be tried from this machine.",
            "Repeat the audit from a network with IPv6; audit doctor shows what is missing.",
        ),
        "dns-trouble": Outcome(
            Status.NOT_TESTED,
            "The name servers of {host}, or their IPv6 addresses, could not be found out.",
            "Repeat the audit; if it stays so, have the name servers looked at.",
        ),
    },
    options=NameserversWithoutIpv6Options,
)
def nameservers_without_ipv6(
    evidence: SiteEvidence, _: NameserversWithoutIpv6Options
) -> Iterator[Finding]:
    """No name server of the site's zone can be asked over IPv6 (域名服务器不支持 IPv6).

    Looks at:
        The name servers of the zone that the site's host lies in, their AAAA records, and an
        answer about the zone over IPv6 from each.

    Basis:
        guideline-2017, N-ipv6, after 国办发〔2017〕47号 (in principle only): a name that is only
        found over IPv4 leads no visitor who has IPv6 only to the site. RFC 3901.

    Decides:
        No name server with a global IPv6 address is a fault; so are name servers all of which
        stay silent over IPv6, if this machine proved that it has IPv6. One that answers is enough.

    Evidence:
        The zone's name servers, their addresses, and the answers over IPv6, looked at twice, at
        least 60 seconds apart.

    Does not accuse:
        When this machine has no IPv6 that works; when the name servers could not be found out, or
        answer over IPv6 with an error.

    Remedy:
        Choose a DNS service whose name servers answer over IPv6.
    """
    host = evidence.site.host
    outcome, zone, servers, answering = _outcome(evidence, host)
    yield nameservers_without_ipv6.finding(
        outcome,
        Subject("host", host),
        values={
            "host": host,
            "zone": zone or host,
            "servers": ", ".join(servers),
            "count": len(servers),
            "answering": answering,
        },
        rests_on=[Need("dns", f"{host} NS"), *(Need("dns", f"{s} AAAA") for s in servers)]
        if outcome in ("no-address", "unreachable")
        else [Need("dns", f"{host} NS")],
    )


def _outcome(evidence: SiteEvidence, host: str) -> tuple[str, str, tuple[str, ...], int]:
    told = evidence.dns(host, "NS")
    if told is None or not told.addresses:
        return "dns-trouble", "", (), 0
    zone, servers = told.chain[0], told.addresses
    answers = [evidence.dns(name, "AAAA") for name in servers]
    with_address = [a for a in answers if a is not None and global_addresses(a.addresses)]
    tried = evidence.dns_of_each(host, "over-ipv6")
    answering = sum(answer.result in _SURE for answer in tried)
    if answering:
        return "answers", zone, servers, answering
    if tried:
        silent = all(answer.result == "timeout" for answer in tried)
        return ("unreachable" if silent else "dns-trouble"), zone, servers, 0
    if with_address:
        return "no-vantage", zone, servers, 0
    if any(a is None or a.result not in ("answer", "no-data") for a in answers):
        return "dns-trouble", zone, servers, 0
    return "no-address", zone, servers, 0
