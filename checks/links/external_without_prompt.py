"""Links to sites that are not of government do not ask first (外部链接无提示)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.examination import Examination
from checks.finding import Finding, Status, Subject
from checks.framework import Options, Outcome, check


class ExternalWithoutPromptOptions(Options, frozen=True):
    """There is nothing to set: words come up or not."""


@check(
    id="external-without-prompt",
    title="Links to sites that are not of government do not ask first",
    title_pass="Links to sites that are not of government ask first",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "asked": Outcome(Status.PASS, "Before it left for {url}, the home page asked, or said so."),
        "straight": Outcome(
            Status.REVIEW,
            "A click on the home page led straight to {url}; nothing was asked or said before.",
            "See whether that site is one of government; else let the page say that the visitor "
            "leaves, and ask.",
        ),
        "unclear": Outcome(
            Status.NOT_TESTED, "A click on the link to {url} led nowhere and brought no words."
        ),
        "none": Outcome(
            Status.NOT_APPLICABLE,
            "No link that shows on the home page leads to a site that is surely not of government.",
        ),
        "not-examined": Outcome(Status.NOT_TESTED, "No browser looked at the home page."),
    },
    options=ExternalWithoutPromptOptions,
)
def external_without_prompt(
    evidence: SiteEvidence, _: ExternalWithoutPromptOptions
) -> Iterator[Finding]:
    """Links to sites that are not of government do not ask first (外部链接无提示).

    Looks at:
        The home page in Chromium: two links that show and lead to hosts outside government are
        clicked. Nothing is asked of the other sites.

    Basis:
        guideline-2017, 链接管理: a link to a site that is not of government asks first
        (您访问的链接即将离开本网站，是否继续？).

    Decides:
        A dialog, a layer or a page in between that says so is a pass. A browser that sets out for
        the other site at once is for a person to look at.

    Evidence:
        The address of the link, and what the click did.

    Does not accuse:
        Anybody: whether a site is one of government, its host does not tell for certain. Hosts
        under gov.cn, mil.cn and edu.cn, conac.cn, and the state's own media are not clicked;
        many portals make an exception of them, too.

    Remedy:
        Let one script of all pages ask before it leaves for a host outside government.
    """
    home = evidence.home_examined
    url, outcome = _worst(home) if home is not None and home.styled else ("", "not-examined")
    yield external_without_prompt.finding(
        outcome, Subject("page", evidence.site.home), values={"url": url}
    )


def _worst(home: Examination) -> tuple[str, str]:
    for reply in ("straight", "asked", "unclear"):
        for prompt in home.prompts:
            if prompt.reply == reply:
                return prompt.url, reply
    return "", "none"
