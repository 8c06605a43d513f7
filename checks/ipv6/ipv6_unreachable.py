"""The site does not answer over IPv6 (IPv6 不可达)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.ipv6.no_aaaa import judge_aaaa
from checks.observations import Attempt

PROBE = "ipv6:"
"""Before a URL: the target whose exchanges were made over IPv6 only."""

_NO_CONNECTION = ("refused", "connect-timeout")
_OURS = (
    "blocked-target", "interrupted", "too-large", "no-such-host", "dns-no-data", "dns-failure",
    "dns-timeout",
)  # fmt: skip


class Ipv6UnreachableOptions(Options, frozen=True):
    """There is nothing to set: the site answers over IPv6 or it does not."""


@check(
    id="ipv6-unreachable",
    title="The site does not answer over IPv6",
    title_pass="The site answers over IPv6",
    scope="host",
    needs=("home", "dns"),
    outcomes={
        "answers": Outcome(Status.PASS, "{host} answers over IPv6 with HTTP {status}."),
        "unreachable": Outcome(
            Status.FAIL,
            "{host} publishes an IPv6 address, but no connection to it comes up.",
            "Open the web ports of the IPv6 address, or withdraw the AAAA record until it works.",
        ),
        "unclear": Outcome(
            Status.REVIEW,
            "Over IPv6 {host} connects but brings no page as over IPv4 (HTTP {status}).",
            "Open the site from an IPv6-only connection and set the server up alike for both.",
        ),
        "https-unreachable": Outcome(
            Status.FAIL,
            "Over IPv4 {host} answers on port 443 (HTTPS), over IPv6 no connection to it comes up.",
            "Open port 443 of the IPv6 address too, and set the server up alike for both.",
        ),
        "certificate-differs": Outcome(
            Status.REVIEW,
            "Over IPv6 {host} shows another certificate than over IPv4, or none.",
            "Install the same certificate for both.",
        ),
        "one-dead": Outcome(
            Status.REVIEW,
            "{host} publishes {count} IPv6 addresses and answers over them, but no connection to "
            "{dead} comes up.",
            "Open the web ports of that address, or withdraw its AAAA record: browsers go on to "
            "the next address, but slowly, and other programs may not.",
            repeated=True,
        ),
        "no-address": Outcome(
            Status.NOT_APPLICABLE, "{host} publishes no global IPv6 address to be tried."
        ),
        "no-vantage": Outcome(
            Status.NOT_TESTED,
            "This machine has no working IPv6, so {host} could not be tried over it.",
            "Repeat the audit from a network with IPv6; audit doctor shows what is missing.",
        ),
        "blocked": Outcome(
            Status.NOT_TESTED,
            "Over IPv6 {host} gave automated visits no page (HTTP {status}).",
            "Open the site from an IPv6-only connection, or allow the audit's address.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "{host} was not tried over IPv6 in this run.",
            "Repeat the audit without interrupting it.",
        ),
    },
    options=Ipv6UnreachableOptions,
    version=3,
)
def ipv6_unreachable(evidence: SiteEvidence, _: Ipv6UnreachableOptions) -> Iterator[Finding]:
    """The site publishes an IPv6 address but does not answer on it (IPv6 不可达).

    Looks at:
        The home page, asked for over IPv6 only, a TLS handshake over IPv6, and where DNS gives
        several IPv6 addresses, a connection to each of the first eight, from a machine that proved
        that it has IPv6.

    Basis:
        indicator-2019, 功能设计 · IPv6 改造; disclosure-2018, D54.

    Decides:
        A refused connection, or none at all within the time limit, is a fault when the same home
        page answers otherwise; so is port 443 that does so over IPv6 and shakes hands over IPv4.
        Any answer with a success status or a redirect is a pass. Other statuses, connections that
        break off, a certificate that differs, and one dead address beside others that connect are
        for a person to review: browsers try the others (RFC 8305).

    Evidence:
        The IPv6 address in DNS and two tries to connect to it, at least 60 seconds apart.

    Does not accuse:
        When this machine has no IPv6 that works: a route in its table proves nothing. When the
        site publishes no global IPv6 address (another check says so), when the home page could
        not be had at all, or when a wall turns machines away.

    Remedy:
        Open the web ports of the IPv6 address, or withdraw the AAAA record until it works.
    """
    host, probe = evidence.site.host, PROBE + evidence.site.home
    published, addresses = judge_aaaa(evidence, host)
    attempt = evidence.attempt(probe)
    if published in ("dns-trouble", "disagree", "dns64"):
        outcome = "no-probe"
    elif published != "published":
        outcome = "no-address"
    elif not evidence.vantage.ipv6:
        outcome = "no-vantage"
    elif attempt is None:
        outcome = "no-probe"
    else:
        outcome = _outcome(evidence, attempt)
        outcome = _of_https(evidence, host) if outcome == "answers" else outcome
    dead = _dead(evidence, host, addresses) if outcome == "answers" else ()
    outcome = "one-dead" if dead else outcome
    https = outcome in ("https-unreachable", "certificate-differs")
    yield ipv6_unreachable.finding(
        outcome,
        Subject("host", host),
        values={
            "host": host,
            "status": attempt.status if attempt else 0,
            "failure": attempt.failure if attempt else "",
            "count": len(addresses),
            "dead": ", ".join(dead),
        },
        rests_on=[
            Need("page", probe),
            Need("dns", f"{host} AAAA"),
            *(Need("tls", name) for name in (host, PROBE + host) if https),
            *(Need("tls", f"{PROBE}{host} {address}") for address in dead),
        ],
    )


def _dead(evidence: SiteEvidence, host: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses that take no connection while another one does."""
    tried = {a: evidence.tls(f"{PROBE}{host} {a}") for a in addresses}
    if not any(probe is not None and probe.connected for probe in tried.values()):
        return ()
    return tuple(a for a, probe in tried.items() if probe and probe.failure in _NO_CONNECTION)


def _of_https(evidence: SiteEvidence, host: str) -> str:
    four, six = evidence.tls(host), evidence.tls(PROBE + host)
    if four is None or six is None or not four.handshake:
        return "answers"
    if six.failure in _NO_CONNECTION:
        return "https-unreachable"
    if six.failure in _OURS or (six.handshake and six.fault == four.fault):
        return "answers"
    return "certificate-differs"


def _outcome(evidence: SiteEvidence, attempt: Attempt) -> str:
    if attempt.failure in _NO_CONNECTION:
        return "unreachable"
    if attempt.failure in _OURS:
        return "no-probe"
    if is_blocked(evidence, attempt):
        return "blocked"
    return "answers" if 200 <= attempt.status < 400 else "unclear"
