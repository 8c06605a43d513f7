"""Pages let strangers see their visitors before anybody agreed (第三方请求与Cookie)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.examination import is_official
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check

SHOWN = 6


class ThirdPartiesOptions(Options, frozen=True):
    """There is nothing to set: a page asks strangers or none."""


@check(
    id="third-parties",
    title="Pages ask strangers, or set lasting cookies, before anybody agreed",
    title_pass="Pages ask no strangers and set no lasting cookies unasked",
    scope="site",
    outcomes={
        "none": Outcome(
            Status.PASS, "{pages} pages asked no strangers and set no lasting cookie unasked."
        ),
        "strangers": Outcome(
            Status.REVIEW,
            "Opened only, {pages} pages asked {hosts} hosts of others ({named}) and set {cookies} "
            "cookies that are theirs or stay for more than a day ({cookie_names}).",
            "See whether each is needed; host it on the site's own servers, and ask before "
            "visitors are counted by others.",
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at a page of the site."),
    },
    options=ThirdPartiesOptions,
)
def third_parties(evidence: SiteEvidence, _: ThirdPartiesOptions) -> Iterator[Finding]:
    """Pages let strangers see their visitors before anybody agreed (第三方请求与Cookie).

    Looks at:
        The pages examined in Chromium, opened with no cookie and nothing clicked: which hosts of
        others they ask, and which cookies are set by others or stay for more than a day.

    Basis:
        个人信息保护法 Articles 13 and 23 (processing and passing on need a ground); no official
        table has a line for it, a norm of this project.

    Decides:
        Hosts outside the site's own domain and government, and such cookies, are for a person to
        look at.

    Evidence:
        Names of hosts and cookies.

    Does not accuse:
        Anybody: what an agency has agreed with a provider is not seen from outside. Hosts of
        government, of conac.cn, of schools and of the state's media are not named.

    Remedy:
        Host scripts, fonts and counters on the site's own servers.
    """
    if not evidence.examined:
        yield third_parties.finding("not-examined", Subject("site", evidence.site.url))
        return
    hosts = {h for page in evidence.examined for h in page.others if not is_official(h)}
    cookies = {
        (cookie.host, cookie.name)
        for page in evidence.examined
        for cookie in page.cookies
        if not is_official(cookie.host) or cookie.days > 1
    }
    yield third_parties.finding(
        "strangers" if hosts or cookies else "none",
        Subject("site", evidence.site.url),
        values={
            "pages": len(evidence.examined),
            "hosts": len(hosts),
            "named": ", ".join(sorted(hosts)[:SHOWN]) or "-",
            "cookies": len(cookies),
            "cookie_names": ", ".join(sorted(name for _, name in cookies)[:SHOWN]) or "-",
        },
    )
