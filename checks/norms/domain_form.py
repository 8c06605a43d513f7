"""The domain has not the form that the guideline gives (域名不规范)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Literal

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, Row, check

_CHINESE = (".xn--zfr164b", ".政务")
_FORMS = {
    "suffix": re.compile(r"(?:[^.]+\.)*gov\.cn"),
    "portal": re.compile(r"www\.(?:[^.]+\.)?gov\.cn"),
    "department": re.compile(r"(?:[^.]+\.){2,}gov\.cn"),
}
_OWN = re.compile(r"www\.[^.]+\.gov\.cn")
"""A domain of its own right below gov.cn: a portal's, not a department's."""
_NAMED = {
    "suffix": ".gov.cn / .政务",
    "portal": "www.□□□.gov.cn",
    "department": "○○○.□□□.gov.cn",
}


class Form(Row, frozen=True):
    """The form that a line asks for."""

    form: Literal["suffix", "portal", "department"]


class DomainFormOptions(Options, frozen=True, kw_only=True):
    """The forms; each is the row of a line of an indicator set."""

    rows: tuple[Form, ...]


@check(
    id="domain-form",
    title="The domain has not the form that the guideline gives",
    title_pass="The domain has the form that the guideline gives",
    scope="host",
    needs=("home", "root"),
    outcomes={
        "as-asked": Outcome(Status.PASS, "{host} has the form {form}."),
        "other": Outcome(
            Status.REVIEW,
            "{host} has not the form {form}.",
            "See what body runs the site; one to which the rule applies needs a domain of that "
            "form.",
        ),
        "chinese": Outcome(
            Status.NOT_APPLICABLE,
            "{host} is a Chinese domain; the form {form} is for English ones.",
        ),
        "no-name": Outcome(Status.NOT_TESTED, "{host} is an address, no domain."),
    },
    options=DomainFormOptions,
)
def domain_form(evidence: SiteEvidence, options: DomainFormOptions) -> Iterator[Finding]:
    """The domain has not the form that the guideline gives (域名不规范).

    Looks at:
        The host at which the home page stands after redirects.

    Basis:
        guideline-2017, 域名 (国办发〔2017〕47号, 国办函〔2018〕55号): .gov.cn or .政务; a portal at
        www.□□□.gov.cn, a department below the domain of its government.

    Decides:
        Another form is for a person to look at, never a fault by itself: the host alone does not
        tell what body runs the site.

    Evidence:
        The address of the home page.

    Does not accuse:
        Institutions without administrative functions (不承担行政职能的事业单位), which must not use
        .gov.cn; departments of the State Council, which have portals of their own; Chinese
        domains; addresses without a name: nobody at all, since a person decides.

    Remedy:
        See what body runs the site, and have it use a domain of the form for its kind.
    """
    host = evidence.site.host
    for row in options.rows:
        yield domain_form.finding(
            _outcome(host, row.form),
            Subject("host", host),
            row=row.duty,
            values={"host": host, "form": _NAMED[row.form]},
            rests_on=[Need("page", evidence.site.home)],
        )


def _outcome(host: str, form: str) -> str:
    if _is_address(host):
        return "no-name"
    if host.endswith(_CHINESE):
        return "as-asked" if form == "suffix" else "chinese"
    if form == "department" and _OWN.fullmatch(host):
        return "other"
    return "as-asked" if _FORMS[form].fullmatch(host) else "other"


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
