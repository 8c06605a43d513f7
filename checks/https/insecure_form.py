"""Personal data is sent without encryption (个人信息明文传输)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.evidence import SiteEvidence
from checks.facts.types import DataForm
from checks.facts.urls import host as host_of
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

_REMEDY = "Serve the page with the form and the address that it is sent to over HTTPS."


class InsecureFormOptions(Options, frozen=True):
    """There is nothing to set: a form is sent encrypted or it is not."""


@dataclass
class _Found:
    """Forms that are sent to one address, and the pages that carry them."""

    outcome: str
    pages: dict[str, Page] = field(default_factory=dict)


@check(
    id="insecure-form",
    title="Forms send personal data without encryption",
    title_pass="Forms for personal data are encrypted",
    scope="link",
    needs=("home",),
    outcomes={
        "encrypted": Outcome(
            Status.PASS, "The forms that ask for personal data ({count}) are sent over HTTPS."
        ),
        "plain-password": Outcome(
            Status.FAIL,
            "A form asks for a password and sends it to {action} over unencrypted HTTP, on "
            "{example}.",
            _REMEDY,
        ),
        "plain-data": Outcome(
            Status.FAIL,
            "A form asks for personal data and sends it to {action} over unencrypted HTTP, on "
            "{example}.",
            _REMEDY,
        ),
        "plain-page": Outcome(
            Status.REVIEW,
            "A form asks for personal data on the unencrypted page {example}; a script, or another "
            "address, may send it encrypted, but the page itself can be changed on its way.",
            _REMEDY,
        ),
        "no-form": Outcome(
            Status.NOT_APPLICABLE, "No page that was read asks for personal data by a form."
        ),
    },
    options=InsecureFormOptions,
    version=2,
)
def insecure_form(evidence: SiteEvidence, _: InsecureFormOptions) -> Iterator[Finding]:
    """Forms send personal data over unencrypted HTTP (个人信息明文传输).

    Looks at:
        Forms of all pages that were read which ask for a password, a number of identity, phone or
        bank card, or for two of name, address and e-mail. Nothing is filled in or sent.

    Basis:
        disclosure-2018, D56 (坚持合法、必要、正当地收集、使用、管理用户信息数据); guideline-2017,
        N-https.

    Decides:
        A form whose address is http://, and that no script handles, is a fault. A form on an
        unencrypted page that goes to https://, is sent by a script, or names no address is for a
        person to review.

    Evidence:
        The archived page with the form, read twice at least 60 seconds apart.

    Does not accuse:
        For search boxes and for a single field for name, address or e-mail; on encrypted pages
        that tell browsers to upgrade such requests; for pages that a wall put in place of the
        site's.

    Remedy:
        Serve the page with the form and the address that it is sent to over HTTPS.
    """
    site = Subject("site", evidence.site.url)
    count = 0
    found: dict[str, tuple[DataForm, _Found]] = {}
    for page in evidence.pages:
        for form in page.facts.data_forms:
            count += 1
            outcome = _outcome(page, form)
            if outcome:
                key = f"{form.action or f'http://{host_of(page.url)}/'}#{outcome}"
                found.setdefault(key, (form, _Found(outcome)))[1].pages[page.url] = page
    for key, (form, group) in sorted(found.items()):
        listed = sorted(group.pages.values(), key=lambda page: (page.target.depth, page.url))
        yield insecure_form.finding(
            group.outcome,
            Subject("link", key),
            values={
                "action": form.action,
                "example": listed[0].url,
                "fields": " ".join(form.fields),
            },
            rests_on=[Need("page", page.url) for page in listed[:1]],
            sources=tuple(Source(page.url, page.facts.title) for page in listed),
        )
    if not found:
        outcome = "encrypted" if count else "no-form"
        yield insecure_form.finding(outcome, site, values={"count": count})


def _outcome(page: Page, form: DataForm) -> str:
    secure = page.url.startswith("https:")
    plain = form.action.startswith("http:") and not (secure and page.facts.upgrades_insecure)
    if plain and not form.scripted:
        return "plain-password" if "password" in form.fields else "plain-data"
    return "" if secure and not plain else "plain-page"
