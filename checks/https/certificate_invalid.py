"""The certificate is not valid (证书无效)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from checks.evidence import SiteEvidence, TlsProbe
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check

_RENEW = "Renew the certificate and see to it that renewal is automatic."
_REISSUE = "Install a certificate of a publicly trusted authority that names this host."


class CertificateInvalidOptions(Options, frozen=True):
    """There is nothing to set: browsers accept the certificate or they do not."""


@check(
    id="certificate-invalid",
    title="The HTTPS certificate is not valid",
    title_pass="The HTTPS certificate is valid",
    scope="host",
    needs=("tls",),
    outcomes={
        "valid": Outcome(Status.PASS, "The certificate of {host} is valid until {not_after}."),
        "expired": Outcome(
            Status.FAIL, "The certificate of {host} expired on {not_after}.", _RENEW
        ),
        "not-yet-valid": Outcome(
            Status.FAIL, "The certificate of {host} is only valid from {not_before}.", _RENEW
        ),
        "wrong-host": Outcome(
            Status.FAIL, "The certificate shown by {host} is for other names: {names}.", _REISSUE
        ),
        "self-signed": Outcome(
            Status.FAIL, "The certificate of {host} is signed by itself.", _REISSUE
        ),
        "untrusted-issuer": Outcome(
            Status.FAIL,
            "The certificate of {host} comes from an issuer that is not trusted: {issuer}.",
            _REISSUE,
        ),
        "incomplete-chain": Outcome(
            Status.REVIEW,
            "{host} does not send the intermediate certificate; many browsers mend that silently, "
            "other programs do not.",
            "Install the full certificate chain on the server.",
        ),
        "sm2": Outcome(
            Status.REVIEW,
            "{host} uses a Chinese national cryptography (国密 SM2) certificate, which this tool "
            "cannot judge.",
            "Check the certificate with a browser that speaks SM2.",
        ),
        "unclear": Outcome(
            Status.REVIEW,
            "The certificate of {host} could not be verified, for a reason of no known kind.",
            "Open the site with https:// in a current browser and see what it reports.",
        ),
        "no-https": Outcome(Status.NOT_APPLICABLE, "{host} showed no certificate."),
    },
    options=CertificateInvalidOptions,
)
def certificate_invalid(evidence: SiteEvidence, _: CertificateInvalidOptions) -> Iterator[Finding]:
    """The HTTPS certificate is not valid for the host and the time (证书无效).

    Looks at:
        The certificate that the site's host shows on port 443.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018 (防攻击、防篡改、防病毒).
        Names: RFC 9525, validity: RFC 5280.

    Decides:
        Expired, not yet valid, for other names, signed by itself, or from an issuer that is not
        trusted: each a fault of its own. The time is that of the handshake, not the inspection
        time. A missing intermediate certificate and SM2 certificates are for a person to review.

    Evidence:
        Two handshakes, at least 60 seconds apart, with issuer, names and validity as shown.

    Does not accuse:
        When no certificate was shown at all (another check says so); when the dates of the
        certificate do not bear the complaint out; when the two handshakes differ.

    Remedy:
        Install a certificate of a publicly trusted authority, with its chain, and renew in time.
    """
    host = evidence.site.host
    probe = evidence.tls(host)
    assert probe is not None, "the framework asks for a TLS probe first"  # noqa: S101
    yield certificate_invalid.finding(
        _outcome(probe),
        Subject("host", host),
        values={
            "host": host,
            "not_before": probe.not_before[:10],
            "not_after": probe.not_after[:10],
            "names": " ".join(probe.names),
            "issuer": probe.issuer,
        },
        rests_on=[Need("tls", host)],
    )


def _outcome(probe: TlsProbe) -> str:
    if probe.fault == "sm2":
        return "sm2"
    if not probe.handshake:
        return "no-https"
    if not probe.fault:
        return "valid"
    doubtful = (
        probe.fault == "other"
        or (probe.fault == "expired" and not _before(probe.not_after, probe.at))
        or (probe.fault == "not-yet-valid" and _before(probe.not_before, probe.at))
    )
    return "unclear" if doubtful else probe.fault


def _before(stamp: str, moment: datetime) -> bool:
    """Whether a stamp (ISO 8601, UTC) lies before a moment; False for none that can be read."""
    try:
        read = datetime.fromisoformat(stamp)
    except ValueError:
        return False
    return (read if read.tzinfo else read.replace(tzinfo=UTC)) < moment
