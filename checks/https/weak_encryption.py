"""Outdated protocols and weak ciphers (加密协议过时)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import TlsProbe
from checks.tls_evidence import TlsOffers

_CURRENT = ("TLS 1.3", "TLS 1.2")
_OLD = ("TLS 1.1", "TLS 1.0")
_LEAST_DH, _GOOD_DH = 1024, 2048
_REMEDY = (
    "Set the server to TLS 1.2 and 1.3 with ECDHE and AES-GCM, and switch older protocols and "
    "ciphers off."
)


class WeakEncryptionOptions(Options, frozen=True):
    """There is nothing to set: what browsers refuse is the same for all."""


@check(
    id="weak-encryption",
    title="HTTPS accepts outdated encryption",
    title_pass="HTTPS accepts current encryption only",
    scope="host",
    needs=("tls",),
    outcomes={
        "current": Outcome(Status.PASS, "{host} accepts {accepted} and no weak cipher."),
        "only-outdated": Outcome(
            Status.FAIL,
            "{host} offers HTTPS only with what current browsers refuse: {weak}.",
            _REMEDY,
        ),
        "weak-accepted": Outcome(
            Status.FAIL,
            "{host} accepts encryption that protects nobody: {weak}.",
            _REMEDY,
        ),
        "outdated-accepted": Outcome(
            Status.REVIEW,
            "Beside current encryption {host} still accepts outdated: {weak}.",
            _REMEDY,
        ),
        "sm2": Outcome(
            Status.NOT_APPLICABLE, "{host} speaks national cryptography (国密 SM2/SM4) only."
        ),
        "no-https": Outcome(Status.NOT_APPLICABLE, "{host} accepted no encrypted connection."),
        "unknown": Outcome(
            Status.NOT_TESTED,
            "{host} stopped answering when versions and ciphers were offered one by one.",
            "Repeat the audit at another time, or allow the audit's address.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "Versions and ciphers of {host} were not tried in this run.",
            "Repeat the audit without interrupting it.",
        ),
    },
    options=WeakEncryptionOptions,
)
def weak_encryption(evidence: SiteEvidence, _: WeakEncryptionOptions) -> Iterator[Finding]:
    """The site's host accepts outdated protocols or weak ciphers (加密协议过时).

    Looks at:
        What the host picks when it is offered one protocol version or one kind of ciphers at a
        time. Only the first messages of a handshake are exchanged.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018. TLS 1.0 and 1.1: RFC 8996; RC4: RFC 7465; SSL 3.0: RFC 7568.

    Decides:
        A host that offers nothing that current browsers accept is a fault, and so is one that
        accepts SSL 3.0, RC4, DES, export, anonymous or no encryption, or a Diffie-Hellman prime
        below 1024 bits. TLS 1.0, TLS 1.1, 3DES and primes below 2048 bits beside current ones are
        for a person to review: some keep them for old computers.

    Evidence:
        Two rounds of handshakes, at least 60 seconds apart.

    Does not accuse:
        When the host stopped answering meanwhile, as some walls do; for the certificate, which
        another check judges; for hosts that speak national cryptography (国密).

    Remedy:
        Offer TLS 1.2 and 1.3 only, with ECDHE and AES-GCM or ChaCha20.
    """
    host = evidence.site.host
    probe = evidence.tls(host)
    assert probe is not None, "the framework asks for a TLS probe first"  # noqa: S101
    offers = probe.offers or TlsOffers()
    outcome, weak = _outcome(probe, offers)
    yield weak_encryption.finding(
        outcome,
        Subject("host", host),
        values={"host": host, "accepted": ", ".join(offers.accepted), "weak": ", ".join(weak)},
        rests_on=[Need("tls", host)],
    )


def _outcome(probe: TlsProbe, offers: TlsOffers) -> tuple[str, tuple[str, ...]]:
    prime = (f"DH {offers.dh_bits}",) if offers.dh_bits else ()
    if probe.tried and (not probe.connected or (probe.offers and not offers.versions)):
        return "no-https", ()
    if probe.offers is None:
        return "no-probe", ()
    if not (offers.accepted or offers.weak or prime):
        # Who shook hands and then refused everything shuts out what it takes for a robot.
        return ("sm2" if offers.sm2 else "unknown" if probe.handshake else "no-https"), ()
    if set(offers.accepted) & set(_CURRENT):
        return _beside_current(offers, prime)
    refused = all(offers.versions.get(name) == "no" for name in _CURRENT)
    return ("only-outdated" if refused else "unknown"), (*offers.accepted, *offers.weak, *prime)


def _beside_current(offers: TlsOffers, prime: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What is accepted beside what current browsers use."""
    old = tuple(name for name in offers.accepted if name not in _CURRENT)
    short = prime if offers.dh_bits < _GOOD_DH else ()
    weak = (*old, *offers.weak, *short)
    if {*old, *offers.weak} - {*_OLD, "3DES"} or 0 < offers.dh_bits < _LEAST_DH:
        return "weak-accepted", weak
    if weak:
        return "outdated-accepted", weak
    return ("current" if offers.weak_known else "unknown"), ()
