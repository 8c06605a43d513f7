"""The certificate has weak points (证书存在薄弱之处)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import TlsProbe
from checks.tls_evidence import Certificate

_REISSUE = "Have the certificate issued anew, with an RSA key of 2048 bits or more, or ECDSA."
_LEAST_BITS = {"RSA": 2048, "EC": 224, "DSA": 10**6}
"""Below these browsers refuse a key (CA/Browser Forum, Baseline Requirements 6.1.5); DSA always."""
_BROKEN = ("md2", "md5", "sha1")
_SHORT_LIVED = 10
"""Days of validity up to which no way to revoke is asked for (Baseline Requirements 4.9.1.1)."""


class CertificateWeakOptions(Options, frozen=True):
    """There is nothing to set: the lengths are those that browsers and authorities agreed on."""


@check(
    id="certificate-weak",
    title="The HTTPS certificate has weak points",
    title_pass="The HTTPS certificate is strong enough",
    scope="host",
    needs=("tls",),
    outcomes={
        "strong": Outcome(Status.PASS, "The certificate of {host} has a key {key} and {hash}."),
        "weak-key": Outcome(
            Status.FAIL,
            "The certificate {subject_name} of {host} has a key that is too short: {key}.",
            _REISSUE,
        ),
        "weak-signature": Outcome(
            Status.FAIL,
            "The certificate {subject_name} of {host} is signed with {hash}, which can be forged.",
            _REISSUE,
        ),
        "no-revocation": Outcome(
            Status.REVIEW,
            "The certificate of {host} names no way by which it could be revoked (OCSP, CRL).",
            "Ask the authority for a certificate with an address for revocation.",
        ),
        "sm2": Outcome(
            Status.NOT_APPLICABLE,
            "{host} uses a certificate of national cryptography (国密 SM2): {key}, {hash}.",
        ),
        "no-https": Outcome(Status.NOT_APPLICABLE, "{host} showed no certificate."),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "HTTPS of {host} could not be tried in this run.",
            "Repeat the audit; if it stays so, see what audit doctor says of this machine.",
        ),
    },
    options=CertificateWeakOptions,
)
def certificate_weak(evidence: SiteEvidence, _: CertificateWeakOptions) -> Iterator[Finding]:
    """Key or signature of the HTTPS certificate is too weak (证书强度不足).

    Looks at:
        Keys and signatures of the certificates that the site's host sends, its own and those
        between it and the root.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018. Lengths: CA/Browser Forum, Baseline Requirements 6.1.5; SHA-1: RFC 9155.

    Decides:
        RSA below 2048 bits, elliptic curves below 224, DSA, and signatures with MD5 or SHA-1 are
        faults. A certificate valid for more than ten days that names neither OCSP nor CRL is for
        a person to review.

    Evidence:
        Two handshakes, at least 60 seconds apart, with the certificates as served.

    Does not accuse:
        For the signature of a root or of a certificate signed by itself, which nobody verifies;
        for SM2 certificates, whose strength other rules say.

    Remedy:
        Have the certificate issued anew with a key of 2048 bits or more and SHA-256.
    """
    host = evidence.site.host
    probe = evidence.tls(host)
    assert probe is not None, "the framework asks for a TLS probe first"  # noqa: S101
    outcome, shown = _outcome(probe)
    yield certificate_weak.finding(
        outcome,
        Subject("host", host),
        values={
            "host": host,
            "subject_name": shown.subject or "–",
            "key": f"{shown.key} {shown.bits}",
            "hash": shown.signature.upper(),
        },
        rests_on=[Need("tls", host)],
    )


def _outcome(probe: TlsProbe) -> tuple[str, Certificate]:
    if not probe.chain:
        return ("no-https" if probe.tried else "no-probe"), Certificate()
    leaf = probe.chain[0]
    if leaf.key == "SM2":
        return "sm2", leaf
    for shown in probe.chain:
        if 0 < shown.bits < _LEAST_BITS.get(shown.key, 0):
            return "weak-key", shown
    for shown in probe.chain:
        if shown.signature in _BROKEN and not shown.own:
            return "weak-signature", shown
    if not leaf.revocation and not leaf.own and _days(leaf) > _SHORT_LIVED:
        return "no-revocation", leaf
    return "strong", leaf


def _days(shown: Certificate) -> int:
    try:
        begin, end = map(datetime.fromisoformat, (shown.not_before, shown.not_after))
    except ValueError:
        return 0
    return (end - begin).days
