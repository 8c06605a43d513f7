"""HTTP does not lead to HTTPS (未跳转 HTTPS)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Attempt


class NoHttpsRedirectOptions(Options, frozen=True):
    """There is nothing to set: HTTP leads to HTTPS or it does not."""


@check(
    id="no-https-redirect",
    title="HTTP addresses do not lead to HTTPS",
    title_pass="HTTP addresses lead to HTTPS",
    scope="host",
    needs=("home", "tls"),
    outcomes={
        "redirects": Outcome(Status.PASS, "http://{host}/ leads to HTTPS."),
        "https-only": Outcome(Status.PASS, "{host} answers on HTTPS only."),
        "stays-on-http": Outcome(
            Status.FAIL,
            "{host} has working HTTPS, but http://{host}/ stays unencrypted.",
            "Let the server redirect every http:// address to the same address with https://.",
        ),
        "leads-back": Outcome(
            Status.REVIEW,
            "https://{host}/ leads visitors back to unencrypted HTTP.",
            "Serve the pages on HTTPS and redirect from HTTP to HTTPS, not the other way.",
        ),
        "leads-elsewhere": Outcome(
            Status.REVIEW,
            "http://{host}/ leads to another host ({final}), which belongs to its own audit.",
            "See whether visitors end on an encrypted page.",
        ),
        "no-https": Outcome(
            Status.NOT_APPLICABLE, "{host} has no working HTTPS that HTTP could lead to."
        ),
        "blocked": Outcome(
            Status.NOT_TESTED,
            "{host} gave automated visits no page (HTTP {status}).",
            "Open both addresses in a browser, or allow the audit's address and repeat it.",
        ),
        "no-probe": Outcome(
            Status.NOT_TESTED,
            "http://{host}/ and https://{host}/ brought no answer to compare in this run.",
            "Repeat the audit; if it stays so, open both addresses in a browser.",
        ),
    },
    options=NoHttpsRedirectOptions,
    version=2,
)
def no_https_redirect(evidence: SiteEvidence, _: NoHttpsRedirectOptions) -> Iterator[Finding]:
    """HTTP addresses do not lead to HTTPS though HTTPS works (未跳转 HTTPS).

    Looks at:
        Where http:// and https:// of the site's host end, redirects and meta refresh included.

    Basis:
        guideline-2017, N-https, after 国办发〔2017〕47号 (in principle only) and duty D55 of
        disclosure-2018 (防攻击、防篡改、防病毒).

    Decides:
        The certificate is valid, a page comes over HTTPS, and http:// of the same host ends on a
        page that is not encrypted: a fault. HTTPS that leads back to HTTP, and redirects to
        another host, are for a person to review.

    Evidence:
        The answers to both addresses and to every redirect, and the TLS handshake, each twice, at
        least 60 seconds apart.

    Does not accuse:
        When the site has no working HTTPS (other checks say so), when port 80 is closed, when
        either address brought no answer in this run, or when a wall turns machines away.

    Remedy:
        Redirect every http:// address to the same address with https:// (HTTP 301 or 308).
    """
    host = evidence.site.host
    http, https = f"http://{host}/", f"https://{host}/"
    outcome, status, final = _outcome(evidence, http, https)
    passed = [*evidence.final(http)[1], *evidence.final(https)[1]]
    yield no_https_redirect.finding(
        outcome,
        Subject("host", host),
        values={"host": host, "status": status, "final": final},
        rests_on=[Need("tls", host), *(Need("page", url) for url in passed)],
    )


def _outcome(evidence: SiteEvidence, http: str, https: str) -> tuple[str, int, str]:
    probe = evidence.tls(evidence.site.host)
    plain, secure = evidence.final(http)[0], evidence.final(https)[0]
    if probe is not None and probe.tried and (not probe.handshake or probe.fault):
        return "no-https", 0, ""
    if probe is None or not probe.tried or plain is None or secure is None:
        return "no-probe", 0, ""
    for attempt in (secure, plain):
        if is_blocked(evidence, attempt):
            return "blocked", attempt.status, attempt.url
    if not _is_page(secure):
        answered = secure.status >= 400
        return "no-https" if answered else "no-probe", secure.status, secure.url
    if secure.url.startswith("http:"):
        return "leads-back", secure.status, secure.url
    return _of_http(evidence, plain), plain.status, _onward(evidence, plain)


def _of_http(evidence: SiteEvidence, plain: Attempt) -> str:
    onward = _onward(evidence, plain)
    if plain.failure == "refused":
        return "https-only"
    if not _is_page(plain):
        return "no-probe"
    if onward.startswith("https:"):
        return "redirects"
    own = urlsplit(onward).hostname in evidence.site.hosts
    return "stays-on-http" if own else "leads-elsewhere"


def _onward(evidence: SiteEvidence, plain: Attempt) -> str:
    facts = evidence.facts(plain) if _is_page(plain) else None
    return facts.refresh if facts is not None and facts.refresh else plain.url


def _is_page(attempt: Attempt) -> bool:
    return 200 <= attempt.status < 300 and not attempt.location
