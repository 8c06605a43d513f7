"""The certificate is not valid (证书无效)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import TlsProbe, Vantage

_RENEW = "Renew the certificate and see to it that renewal is automatic."
_REISSUE = "Install a certificate of a publicly trusted authority that names this host."
_CHAIN = "Install the full certificate chain on the server."
# Authorities licensed in China, by the names in their certificates (project list 【建议】). 360 and
# other Chinese browsers keep lists of roots of their own, which may hold more than those here.
_CHINESE = re.compile(
    r"CFCA|China Financial Cert|UniTrust|SHECA|Shanghai Electronic Cert|GDCA|Guang ?Dong Cert"
    r"|BJCA|Beijing Certificate|iTrus ?China|vTrus|TrustAsia|WoSign|WoTrus|CNNIC|NETCA|SZCA|SDCA"
    r"|电子认证|数字认证|数字证书|安全认证|电子政务|e-Government Network",
    re.I,
)
_SHOWN = 5
"""Names of a certificate in a message; it may hold hundreds."""


class CertificateInvalidOptions(Options, frozen=True):
    """A project default, no law: how long before its end a certificate is pointed out.

    Attributes:
        days: left until the end of its validity.
    """

    days: int = 14


@check(
    id="certificate-invalid",
    title="The HTTPS certificate is not valid",
    title_pass="The HTTPS certificate is valid",
    scope="host",
    needs=("tls",),
    outcomes={
        "valid": Outcome(
            Status.PASS, "The certificate of {host} is valid until {not_after} ({days} days left)."
        ),
        "expires-soon": Outcome(
            Status.REVIEW,
            "The certificate of {host} is valid for {days} more days only, until {not_after}.",
            _RENEW,
        ),
        "expired": Outcome(
            Status.FAIL, "The certificate of {host} expired on {not_after}.", _RENEW
        ),
        "not-yet-valid": Outcome(
            Status.FAIL, "The certificate of {host} is only valid from {not_before}.", _RENEW
        ),
        "wrong-host": Outcome(
            Status.FAIL, "The certificate shown by {host} is for other names: {names}.", _REISSUE
        ),
        "no-names": Outcome(
            Status.FAIL,
            "The certificate shown by {host} names no host in the way that browsers read "
            "(subject alternative name); its subject is {subject_name}.",
            _REISSUE,
        ),
        "self-signed": Outcome(
            Status.FAIL, "The certificate of {host} is signed by itself.", _REISSUE
        ),
        "untrusted-issuer": Outcome(
            Status.FAIL,
            "The certificate of {host} comes from an issuer that is not trusted: {issuer}.",
            _REISSUE,
        ),
        "issuer-elsewhere": Outcome(
            Status.REVIEW,
            "The certificate of {host} comes from a Chinese authority that common lists of roots "
            "do not hold: {issuer}. Browsers with a list of their own may trust it.",
            "Open the site in the browsers that its visitors use; if one warns, install a "
            "certificate of an authority that all of them trust.",
        ),
        "incomplete-chain": Outcome(
            Status.REVIEW,
            "{host} does not send the intermediate certificate of its issuer {issuer}. It can be "
            "had from the address in the certificate, as many browsers do; other programs fail.",
            _CHAIN,
        ),
        "chain-not-completable": Outcome(
            Status.REVIEW,
            "{host} does not send the intermediate certificate of its issuer {issuer}, and it "
            "could not be had from elsewhere either: most visitors will see a warning.",
            _CHAIN,
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
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "HTTPS of {host} could not be tried in this run.",
            "Repeat the audit; if it stays so, see what audit doctor says of this machine.",
        ),
    },
    options=CertificateInvalidOptions,
    version=3,
)
def certificate_invalid(
    evidence: SiteEvidence, options: CertificateInvalidOptions
) -> Iterator[Finding]:
    """The HTTPS certificate is not valid for the host and the time (证书无效).

    Looks at:
        The certificates that the site's host shows on port 443, and whether those that it leaves
        out can be had from the addresses in them.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018 (防攻击、防篡改、防病毒).
        Names: RFC 9525, validity: RFC 5280.

    Decides:
        Expired, not yet valid, for other names, signed by itself, or from an issuer that is not
        trusted: each a fault of its own. The time is that of the handshake, not the inspection
        time. A missing intermediate certificate, a certificate about to expire, SM2 certificates,
        and issuers that are licensed in China, which only browsers made there may trust, are for
        a person to review.

    Evidence:
        Two handshakes, at least 60 seconds apart, with issuer, names and validity as shown.

    Does not accuse:
        When no certificate was shown at all (another check says so); when the dates of the
        certificate, or the clocks of the hosts that were asked, do not bear the complaint out;
        when the two handshakes differ.

    Remedy:
        Install a certificate of a publicly trusted authority, with its chain, and renew in time.
    """
    host = evidence.site.host
    probe = evidence.tls(host)
    assert probe is not None, "the framework asks for a TLS probe first"  # noqa: S101
    more = max(probe.name_count, len(probe.names)) - _SHOWN
    yield certificate_invalid.finding(
        _outcome(probe, evidence.vantage, options),
        Subject("host", host),
        values={
            "host": host,
            "not_before": probe.not_before[:10],
            "not_after": probe.not_after[:10],
            "days": _days_left(probe),
            "names": ", ".join(probe.names[:_SHOWN]) + (f" … (+{more})" if more > 0 else ""),
            "subject_name": probe.subject or "–",
            "issuer": probe.issuer,
        },
        rests_on=[Need("tls", host)],
    )


def _outcome(probe: TlsProbe, vantage: Vantage, options: CertificateInvalidOptions) -> str:
    if not probe.handshake:
        return "sm2" if probe.fault == "sm2" else "no-https" if probe.tried else "no-probe"
    if not probe.fault:
        return "expires-soon" if _ends_soon(probe, options.days) else "valid"
    dated = probe.fault in ("expired", "not-yet-valid")
    if probe.fault == "other" or (dated and not _borne_out(probe, vantage)):
        return "unclear"
    if probe.fault == "wrong-host" and not probe.names:
        return "no-names"
    if probe.fault == "incomplete-chain" and probe.completes != "yes":
        return "chain-not-completable"
    known = probe.fault == "untrusted-issuer" and _is_chinese(probe)
    return "issuer-elsewhere" if known else probe.fault


def _is_chinese(probe: TlsProbe) -> bool:
    """Whether the certificate was issued by an authority that is licensed in China."""
    above = (name for c in probe.chain for name in (c.issuer, *([c.subject] if c.own else [])))
    return any(_CHINESE.search(name) for name in (probe.issuer, *above))


def _borne_out(probe: TlsProbe, vantage: Vantage) -> bool:
    """Whether the dates in the certificate say so, by our clock and by those of the hosts."""
    begin, end = _moment(probe.not_before), _moment(probe.not_after)
    for now in (probe.at, probe.at - timedelta(seconds=vantage.clock_offset)):
        if probe.fault == "expired" and not (end is not None and end < now):
            return False
        if probe.fault == "not-yet-valid" and not (begin is not None and begin > now):
            return False
    return True


def _ends_soon(probe: TlsProbe, days: int) -> bool:
    """Few days are left, and few of the whole: short-lived certificates are renewed late."""
    begin, end = _moment(probe.not_before), _moment(probe.not_after)
    if begin is None or end is None:
        return False
    left = end - probe.at
    return left < timedelta(days=days) and left < (end - begin) / 3


def _days_left(probe: TlsProbe) -> int:
    end = _moment(probe.not_after)
    return (end - probe.at).days if end is not None else 0


def _moment(stamp: str) -> datetime | None:
    """A stamp (ISO 8601, UTC); None for none that can be read."""
    try:
        read = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
