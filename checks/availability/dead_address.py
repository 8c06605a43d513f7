"""One of several addresses of the site does not answer (部分 IP 地址不可达)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import TlsProbe

_PORTS = (443, 80)
_SURE = ("answer", "no-data", "no-such-name")
_NO_CONNECTION = ("refused", "connect-timeout")
_NO_HANDSHAKE = ("reset", "tls", "protocol", "timeout")


class DeadAddressOptions(Options, frozen=True):
    """There is nothing to set: an address answers or it does not."""


@check(
    id="dead-address",
    title="One of the site's addresses does not answer",
    title_pass="All addresses of the site answer alike",
    scope="host",
    needs=("home",),
    outcomes={
        "all-answer": Outcome(
            Status.PASS, "All {count} IPv4 addresses of {host} that were tried answer."
        ),
        "one-dead": Outcome(
            Status.REVIEW,
            "{host} publishes {count} IPv4 addresses and answers over some, but no connection to "
            "{dead} comes up.",
            "Have the server at that address put right, or withdraw its A record: browsers go on "
            "to the next address, but slowly, and other programs may not.",
            repeated=True,
        ),
        "handshake-differs": Outcome(
            Status.REVIEW,
            "{host} publishes {count} IPv4 addresses, but over HTTPS {odd} shows another "
            "certificate or fault than the others.",
            "Install the same certificate and the same settings on all servers of the host.",
            repeated=True,
        ),
        "single": Outcome(Status.NOT_APPLICABLE, "{host} does not have several IPv4 addresses."),
        "none-answers": Outcome(
            Status.NOT_APPLICABLE,
            "No IPv4 address of {host} takes a connection; that is told on its own.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "The IPv4 addresses of {host} were not tried one by one in this run.",
            "Repeat the audit without interrupting it, and without a mapping of the host.",
        ),
    },
    options=DeadAddressOptions,
    version=1,
)
def dead_address(evidence: SiteEvidence, _: DeadAddressOptions) -> Iterator[Finding]:
    """One of several IPv4 addresses of the site does not answer (部分 IP 地址不可达).

    Looks at:
        Where DNS gives the host several IPv4 addresses, each of the first eight by itself: a
        connection to port 80, and a TLS handshake with port 443, as far as the host answers there.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only). Several A records:
        RFC 1035; browsers try the next address only after a while (RFC 8305).

    Decides:
        Nothing is a fault here. An address that refuses connections, or takes none within the time
        limit, while another one does at the same port, is for a person to review; and so is one
        that fails in the handshake, or shows a bad certificate, where another one is in order.

    Evidence:
        The addresses in DNS and two tries of each, at least 60 seconds apart.

    Does not accuse:
        When no address answers, as other checks say so; when our own address guard, a mapping of
        the operator, or an interrupt kept us from trying. An address may let in only visitors of
        another region or network: the review is to find out.

    Remedy:
        Have the server at that address put right, or withdraw its A record.
    """
    host = evidence.site.host
    answer = evidence.dns(host, "A")
    addresses = answer.addresses if answer is not None else ()
    tried = {
        port: {a: probe for a in addresses if (probe := _probe(evidence, host, a, port))}
        for port in _PORTS
    }
    dead = sorted({a for seen in tried.values() for a in _dead(seen)})
    odd = sorted({a for a in _odd(tried[443]) if a not in dead})
    if len(addresses) < 2:
        outcome = "single" if answer is not None and answer.result in _SURE else "no-probe"
    elif not any(probe.tried for seen in tried.values() for probe in seen.values()):
        outcome = "no-probe"
    elif not any(probe.connected for seen in tried.values() for probe in seen.values()):
        outcome = "none-answers"
    elif dead:
        outcome = "one-dead"
    else:
        outcome = "handshake-differs" if odd else "all-answer"
    keys = [_key(host, a, port) for port, seen in tried.items() for a in seen]
    yield dead_address.finding(
        outcome,
        Subject("host", host),
        values={
            "host": host,
            "count": len(addresses),
            "dead": ", ".join(dead),
            "odd": ", ".join(odd),
        },
        rests_on=[Need("dns", f"{host} A"), *(Need("tls", key) for key in keys)],
    )


def _key(host: str, address: str, port: int) -> str:
    return f"{host} {address} {port}"


def _probe(evidence: SiteEvidence, host: str, address: str, port: int) -> TlsProbe | None:
    return evidence.tls(_key(host, address, port))


def _dead(seen: dict[str, TlsProbe]) -> list[str]:
    """Addresses that take no connection while another one does."""
    if not any(probe.connected for probe in seen.values()):
        return []
    return [a for a, probe in seen.items() if probe.failure in _NO_CONNECTION]


def _odd(seen: dict[str, TlsProbe]) -> list[str]:
    """Addresses whose handshake ends with a fault while another's ends well."""
    if not any(probe.handshake and not probe.fault for probe in seen.values()):
        return []
    return [a for a, probe in seen.items() if probe.fault or probe.failure in _NO_HANDSHAKE]
