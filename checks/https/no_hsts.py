"""Browsers are not told to keep to HTTPS (未启用 HSTS)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check

_MAX_AGE = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?(\d{1,12})\"?\s*(?=;|$)", re.IGNORECASE)
_DAY = 86_400


class NoHstsOptions(Options, frozen=True):
    """A project default, no law: how long browsers should remember.

    Attributes:
        days: least value of max-age.
    """

    days: int = 180


@check(
    id="no-hsts",
    title="Browsers are not told to keep to HTTPS (HSTS)",
    title_pass="Browsers are told to keep to HTTPS (HSTS)",
    scope="host",
    needs=("home", "tls"),
    outcomes={
        "sent": Outcome(Status.PASS, "{host} tells browsers to keep to HTTPS for {days} days."),
        "absent": Outcome(
            Status.REVIEW,
            "{host} has working HTTPS but does not send the header Strict-Transport-Security; no "
            "official table asks for it.",
            "Send Strict-Transport-Security: max-age=31536000 with every answer over HTTPS.",
        ),
        "short": Outcome(
            Status.REVIEW,
            "{host} tells browsers to keep to HTTPS for {days} days only ({header}).",
            "Raise max-age to a year once HTTPS runs without trouble.",
        ),
        "invalid": Outcome(
            Status.REVIEW,
            "The header Strict-Transport-Security of {host} has no valid max-age and is passed "
            "over by browsers: {header}.",
            "Write it as Strict-Transport-Security: max-age=31536000.",
        ),
        "no-https": Outcome(
            Status.NOT_APPLICABLE, "{host} has no working HTTPS that browsers could keep to."
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "https://{host}/ brought no answer of the site in this run.",
            "Repeat the audit; if it stays so, open the address in a browser.",
        ),
    },
    options=NoHstsOptions,
)
def no_hsts(evidence: SiteEvidence, options: NoHstsOptions) -> Iterator[Finding]:
    """Browsers are not told to keep to HTTPS (未启用 HSTS).

    Looks at:
        The header Strict-Transport-Security in the answer to https:// of the site's host.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only). The header: RFC 6797.

    Decides:
        Nothing is a fault here, as no official table asks for the header: its absence, a short
        time, and a value that browsers pass over are for a person to review.

    Evidence:
        The answer to https:// of the host, with its headers in the archive.

    Does not accuse:
        When the certificate is not valid, since browsers ignore the header then (RFC 6797 8.1);
        when a wall answered instead of the site; when nothing answered.

    Remedy:
        Send the header with max-age of a year with every answer over HTTPS.
    """
    host = evidence.site.host
    outcome, header, seconds = _outcome(evidence, f"https://{host}/", options.days * _DAY)
    yield no_hsts.finding(
        outcome,
        Subject("host", host),
        values={"host": host, "header": header, "days": seconds // _DAY},
        rests_on=[Need("page", f"https://{host}/")],
    )


def _outcome(evidence: SiteEvidence, url: str, least: int) -> tuple[str, str, int]:
    probe, attempt = evidence.tls(evidence.site.host), evidence.attempt(url)
    if probe is not None and probe.tried and (not probe.handshake or probe.fault):
        return "no-https", "", 0
    if (
        probe is None
        or not probe.tried
        or attempt is None
        or not attempt.status
        or is_blocked(evidence, attempt)
    ):
        return "no-probe", "", 0
    if not attempt.hsts:
        return "absent", "", 0
    match = _MAX_AGE.search(attempt.hsts)
    if match is None:
        return "invalid", attempt.hsts, 0
    seconds = int(match[1])
    return ("sent" if seconds >= least else "short"), attempt.hsts, seconds
