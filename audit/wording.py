"""Wording (用语): observations and reasons in the words of the report's language.

Everything here is a message id; Chinese comes from the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

from checks.observations import Attempt, DnsAnswer, TlsProbe
from checks.visits import Visit

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Mark a message id for the catalogue; it is translated where it is used."""
    return text


FAILURES = {
    "no-such-host": _("the host name does not exist"),
    "dns-no-data": _("the host name has no address"),
    "dns-failure": _("name servers failed"),
    "dns-timeout": _("name servers did not answer"),
    "refused": _("connection refused"),
    "connect-timeout": _("no connection within the time limit"),
    "timeout": _("no answer within the time limit"),
    "reset": _("connection broke off"),
    "tls": _("no TLS connection"),
    "protocol": _("the answer is not valid HTTP"),
    "too-large": _("more than our limit"),
    "blocked-target": _("not a public address, not asked"),
    "interrupted": _("interrupted"),
}

VISIT_KINDS = FAILURES | {
    "": _("not opened"),
    "server-error": _("error of the server"),
    "unavailable": _("temporarily unavailable (503)"),
    "client-error": _("the server refuses the page"),
    "redirect-loop": _("redirects without end"),
    "redirect-nowhere": _("a redirect to nowhere"),
    "empty": _("an empty page"),
    "placeholder": _("a placeholder: under construction, in maintenance, or the server's own page"),
    "partial": _("the page was not whole in time"),
}
"""How a visit failed."""

STANDINGS = {
    "opened": _("opened"),
    "failed": _("did not open"),
    "doubtful": _("doubtful"),
    "announced": _("announced maintenance"),
    "blocked": _("bot wall"),
    "robots": _("forbidden by robots.txt"),
    "ours": _("our own network"),
    "missed": _("not made"),
}
"""How a visit is counted."""

VERDICTS = {
    "open": _("Opens: less than {percent} % of the visits failed."),
    "failing": _("Cannot be opened: {percent} % of the visits or more failed."),
    "never": _("Did not open once: down, or closed to us alone? To be looked at from elsewhere."),
    "doubtful": _("With the doubtful visits {most} % failed: a person must look at them."),
    "interim-failing": _("Interim: many visits fail; {counted} of {wanted} visits, {full_days} of"
                         " {days} days of {visits} visits."),
    "interim": _("Interim: {counted} of {wanted} visits, {full_days} of {days} days of {visits}"
                 " visits."),
    "nothing": _("No visit can be counted."),
    "impatient": _("The visits waited for less than the clause allows a page: no verdict."),
}  # fmt: skip
"""What a series of visits comes to; the figures stand beside it."""

UNSEEN = {
    "robots": _("robots.txt does not allow it"),
    "robots-unreachable": _("robots.txt could not be read, so nothing was asked (RFC 9309)"),
    "budget": _("limit of pages, targets or time reached"),
    "depth": _("deeper than the depth limit"),
    "scheme": _("not http or https"),
    "guard": _("not a public address"),
    "interrupted": _("the run was interrupted"),
    "pattern": _("one of very many addresses of the same form (calendar, filter)"),
    "path": _("the address repeats itself or is too deep"),
    "hosts": _("one of very many hosts under the same domain"),
    "side-effect": _("the link would change something (delete, log out, vote)"),
    "host-resting": _("its host failed so often in a row that it was left alone"),
}

STOPPED = {
    "finished": _("everything found was looked at"),
    "max-pages": _("the page limit was reached"),
    "max-targets": _("the limit of targets was reached"),
    "max-time": _("the time limit was reached"),
    "interrupted": _("interrupted by a person"),
    "storage": _("evidence could not be written any more"),
}

TROUBLE = {
    "home-robots": _("robots.txt keeps us from the home page"),
    "home-unreachable": _("the home page could not be reached: {reason}"),
    "home-blocked": _("the site turns programs away or shows them a verification page ({reason})"),
    "home-error": _("the home page answers with an error ({reason})"),
    "home-not-html": _("the home page is not an HTML page ({reason})"),
    "home-empty": _("the home page is empty"),
    "mostly-failed": _("most of its pages did not open, as behind a wall or on a mirror"),
    "home-only": _("only its home page could be read"),
}

BROWSER = {
    "off": _("switched off"),
    "none": _("no browser is installed"),
    "no-setpriv": _("root cannot start it as another user: setpriv is missing"),
    "no-sandbox": _("this machine does not let it run in its sandbox"),
    "old": _("it is too old"),
    "failed": _("it does not start"),
}
"""Why there is no browser; what needs one is not tested then."""

TLS_FAULTS = {
    "": _("certificate valid"),
    "expired": _("certificate expired"),
    "not-yet-valid": _("certificate not yet valid"),
    "wrong-host": _("certificate for another host"),
    "self-signed": _("self-signed certificate"),
    "untrusted-issuer": _("issuer not trusted"),
    "incomplete-chain": _("certificate chain incomplete"),
    "sm2": _("SM2 certificate"),
    "other": _("certificate not verified"),
}

DNS_RESULTS = {
    "answer": _("answer"),
    "no-data": _("no record of this type"),
    "no-such-name": _("the host name does not exist"),
    "server-failure": _("name servers failed"),
    "timeout": _("name servers did not answer"),
}

ASKED = {
    "": "",
    "opinion": _("name server {server}"),
    "authoritative": _("name server of the zone, {server}"),
    "over-ipv6": _("asked over IPv6, {server}"),
}
"""Which server an answer is from."""

MISSING = {
    "home": _("the home page"),
    "root": _("the site's own home page (the audit began at an inner page)"),
    "pages": _("pages beside the home page"),
    "complete": _("the whole site"),
    "dns": _("the DNS answer"),
    "tls": _("the TLS connection"),
}

OFFERS = {
    "sort-time": _("sorting by time"),
    "sort-relevance": _("sorting by relevance"),
    "filter-time": _("filter by time"),
    "filter-type": _("filter by kind"),
    "filter-column": _("filter by column"),
    "highlight": _("words marked"),
}
"""What a page of results offers beside its rows."""

EMPTY = {
    "nothing": _("nothing"),
    "error": _("an error"),
    "rows": _("rows"),
    "page": _("a page without rows"),
}
"""What a question without words brings."""

OVER_IPV6 = _("over IPv6: {result}")

SETTINGS = {
    "as_of": _("Inspection time as given"),
    "max_pages": _("Pages to read at most"),
    "max_depth": _("Clicks from the home page at most"),
    "max_targets": _("Other addresses to look at at most"),
    "max_time": _("Time for collecting at most (seconds)"),
    "delay": _("Pause between two requests to one host (seconds)"),
    "connections": _("Requests to one host at the same time at most"),
    "address_delay": _("Pause between two requests to one address (seconds)"),
    "address_connections": _("Requests to one address at the same time at most"),
    "hours": _("Hours in which requests may start (China Standard Time)"),
    "ignore_robots": _("robots.txt was not obeyed, by this right"),
    "timeout": _("Time for one request at most (seconds)"),
    "contact": _("Contact"),
    "ipv6_target": _("Host to prove IPv6 with"),
    "renders": _("Pages opened in the browser at most"),
    "examinations": _("Pages examined in the browser at most"),
    "searches": _("Questions put to the search at most"),
}
"""Settings that a reader of the report should know; the others stand elsewhere in it."""

PROFILE_NAMES = {
    "kind": _("Kind of site"),
    "level": _("Level"),
    "region": _("Region"),
    "services": _("Services to the public"),
}

PROFILE = {
    "kind": {"portal": _("portal of a government"), "department": _("site of a department")},
    "level": {
        "national": _("national"),
        "province": _("province"),
        "city": _("city"),
        "county": _("county or below"),
    },
    "services": {"yes": _("offered"), "no": _("none to offer")},
}
"""What a site is, by field and value."""

UNKNOWN = _("not known")
GUESSED_FROM = _("{word} (guessed from identification code, host, name and pages)")
GUESSED = _("{word} (guessed)")

SELFTEST = {
    "sites": _("compared with the other sites of the run"),
    "control": _("compared with control hosts: {hosts}"),
    "local": _("name servers and default gateway only; no control host was named"),
}
"""By what a fault of our own network could be told."""

OUTAGES = {
    "controls": _("no control host answered"),
    "resolver": _("no name server answered"),
    "gateway": _("this machine had no default gateway"),
}

PLACES = {
    "body": _("body of the page"),
    "nav": _("navigation"),
    "footer": _("footer"),
    "style": _("style rule"),
    "script": _("script"),
}
"""Parts of a page that a link stands in."""

AWAITING = {
    "second-look": _("Seen once only: without a second look it is not a fault."),
    "third-look": _(
        "Seen by two looks of a program only: a third look, by a browser or hours later "
        "(audit recheck), has to agree before it is a fault."
    ),
    "unstable": _("Another look did not show the same: unstable, not counted."),
}


def attempt_result(attempt: Attempt, tr: Translate) -> str:
    """What came of an HTTP exchange."""
    if attempt.failure:
        return tr(FAILURES[attempt.failure])
    onward = f" → {attempt.location}" if attempt.location else ""
    answer = f"HTTP {attempt.status}{onward}"
    if attempt.purpose == "render":
        return tr("{answer}, as a browser shows it").format(answer=answer)
    return answer


def visit_result(visit: Visit, tr: Translate) -> str:
    """How a visit failed."""
    told = tr(VISIT_KINDS[visit.kind])
    status = f" (HTTP {visit.status})" if visit.status else ""
    return f"{told}{status}"


def dns_result(answer: DnsAnswer, server: str, tr: Translate) -> str:
    """What DNS said, and which server; ``server`` as a reader may know it, empty for none."""
    told = ", ".join(answer.addresses) or tr(DNS_RESULTS[answer.result])
    if answer.chain and answer.type != "NS":
        told = f"→ {' → '.join(answer.chain)}: {told}"
    shown = tr("{type} record: {answer}").format(type=answer.type, answer=told)
    who = tr(ASKED[answer.asked]).format(server=server).strip()
    return f"{shown} · {who}" if who else shown


def tls_result(probe: TlsProbe, tr: Translate) -> str:
    """What a handshake showed, and which versions and weak ciphers were accepted."""
    offers = ""
    if probe.offers is not None and probe.offers.versions:
        known = probe.offers
        accepted = [*known.accepted, *known.weak, *(["SM2"] if known.sm2 else [])]
        offers = tr("accepts {what}").format(what=", ".join(accepted) or "–")
    if not probe.handshake and probe.connected and not probe.failure:
        return tr("the connection comes up")
    if not probe.handshake:
        failed = tr(FAILURES.get(probe.failure, FAILURES["tls"]))
        return f"{failed} · {offers}" if offers else failed
    told = f"{probe.version} · {tr(TLS_FAULTS[probe.fault])}"
    if probe.not_after:
        told = tr("{told}, valid until {date}").format(told=told, date=probe.not_after[:10])
    return f"{told} · {offers}" if offers else told
