"""HTTPS does not answer (HTTPS 不可用)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import TlsProbe
from checks.tls_evidence import TlsOffers

_NO_CONNECTION = ("refused", "connect-timeout")
_UNCLEAR = ("", "timeout", "reset", "tls", "protocol")


class HttpsUnreachableOptions(Options, frozen=True):
    """There is nothing to set: HTTPS answers or it does not."""


@check(
    id="https-unreachable",
    title="The site cannot be reached over HTTPS",
    title_pass="The site can be reached over HTTPS",
    scope="host",
    needs=("home", "tls"),
    outcomes={
        "reachable": Outcome(Status.PASS, "{host} answers over HTTPS."),
        "unreachable": Outcome(
            Status.FAIL,
            "{host} serves its pages over HTTP, but port {port} (HTTPS) does not answer.",
            "Set HTTPS up on the server, with a certificate for the host, and open its port.",
        ),
        "unclear": Outcome(
            Status.REVIEW,
            "{host} accepts connections for HTTPS, but no encrypted connection came about.",
            "Open the site with https:// in a current browser and see what it reports.",
        ),
        "client-certificate": Outcome(
            Status.REVIEW,
            "{host} asks visitors for a certificate of their own before it shows a page.",
            "Let the public pages be opened without a client certificate.",
        ),
        "outdated": Outcome(
            Status.NOT_APPLICABLE,
            "{host} answers HTTPS, but only with outdated encryption; that is told on its own.",
        ),
        "sm2": Outcome(
            Status.REVIEW,
            "{host} answers HTTPS with Chinese national cryptography (国密 SM2) only, which this "
            "tool and most browsers do not speak.",
            "Offer an RSA or ECDSA certificate beside the SM2 one.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "HTTPS of {host} could not be tried in this run.",
            "Repeat the audit; if it stays so, see what audit doctor says of this machine.",
        ),
    },
    options=HttpsUnreachableOptions,
    version=2,
)
def https_unreachable(evidence: SiteEvidence, _: HttpsUnreachableOptions) -> Iterator[Finding]:
    """The site cannot be reached over HTTPS (HTTPS 不可用).

    Looks at:
        A TLS handshake of our own with the site's host, port 443.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018 (防攻击、防篡改、防病毒). TLS: RFC 8446.

    Decides:
        A port that refuses connections or does not accept one within the time limit is a fault,
        as the site itself answered over HTTP. Connections that break off before they are
        encrypted, servers that ask for a certificate of the visitor, and servers that speak SM2
        only, are for a person to review.

    Evidence:
        Two handshakes, at least 60 seconds apart.

    Does not accuse:
        When DNS or our own address guard kept us from trying; when the home page was read over
        HTTPS all the same; when the two tries differ. Outdated encryption is told by another check.

    Remedy:
        Set HTTPS up on the server, with a certificate for the host, and open port 443.
    """
    host = evidence.site.host
    probe = evidence.tls(host)
    assert probe is not None, "the framework asks for a TLS probe first"  # noqa: S101
    yield https_unreachable.finding(
        _outcome(probe, evidence.site.home.startswith("https:")),
        Subject("host", host),
        values={"host": host, "port": probe.port, "failure": probe.failure},
        rests_on=[Need("tls", host)],
    )


def _outdated(offers: TlsOffers) -> bool:
    something = bool(offers.accepted or offers.weak or offers.dh_bits)
    return something and not {"TLS 1.3", "TLS 1.2"} & set(offers.accepted)


def _outcome(probe: TlsProbe, read_over_https: bool) -> str:
    offers = probe.offers
    if probe.handshake or read_over_https:
        return "reachable"
    if probe.fault == "sm2":
        return "sm2"
    if probe.failure in _NO_CONNECTION:
        return "unreachable"
    if offers is not None and offers.wants_certificate:
        return "client-certificate"
    if offers is not None and _outdated(offers):
        return "outdated"
    return "unclear" if probe.failure in _UNCLEAR else "no-probe"
