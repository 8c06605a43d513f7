"""Hidden links to bad neighbourhoods (暗链)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.coverage import is_sample
from checks.evidence import Page, SiteEvidence
from checks.facts.types import Concealed
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.links.lexicon import theme_of

_REMEDY = (
    "Look at the source of the pages listed. If the link is no work of yours, somebody has broken "
    "into the site: keep the traces, close the hole, remove the code, and report it."
)


class HiddenLinkOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="hidden-link",
    title="Pages hide links to gambling, pornography or forged papers",
    title_pass="No page hides links to gambling, pornography or forged papers",
    scope="link",
    needs=("home",),
    outcomes={
        "none": Outcome(Status.PASS, "{count} pages were read; none hides such a link."),
        "too-little-seen": Outcome(
            Status.NOT_TESTED,
            "Nothing of the kind stands on the {count} pages read, but these are too few to speak "
            "for the site.",
            "Run the audit again when more of the site can be read.",
        ),
        "hidden": Outcome(
            Status.REVIEW,
            "{pages} pages hold links to {host} that no visitor sees, with the words “{words}”.",
            _REMEDY,
        ),
        "by-script": Outcome(
            Status.REVIEW,
            "Scripts of {pages} pages write or hide links to {host}, with the words “{words}”.",
            _REMEDY,
        ),
        "title": Outcome(
            Status.REVIEW,
            "The title that search engines see speaks of “{words}”, the page itself does not.",
            _REMEDY,
        ),
    },
    options=HiddenLinkOptions,
    version=3,
)
def hidden_link(evidence: SiteEvidence, _: HiddenLinkOptions) -> Iterator[Finding]:
    """Pages hide links to gambling, pornography or forged papers (暗链).

    Looks at:
        Links to foreign hosts outside gov.cn on every page that was read which its visitors do
        not see: not displayed, of no size, outside the screen, or written or hidden by a script;
        and the titles of the pages.

    Basis:
        indicator-2019, 单项否决·安全、泄密事故等严重问题: attacks (挂马、篡改) not dealt with,
        links to obscene content; disclosure-2018, D55 (防篡改).

    Decides:
        Nothing by itself: each is for a person to review. A hidden link is told if its words, or
        the title of the page it leads to, are of gambling, pornography or forged papers; a title
        if it is of these and shares no such word with the heading and the links of the page.

    Evidence:
        The archived page with the link, the way it is hidden, and the words that were found.

    Does not accuse:
        Never: it only reviews, and says that there is none only where five pages or more, and all
        that the home page links, were read. Menus and windows that open on a touch are hidden
        too; it is silent on them, on government hosts, and on words that warn of such content.

    Remedy:
        Look at the source of the pages listed. If the link is no work of yours, somebody has
        broken into the site: keep the traces, close the hole, remove the code, and report it.
    """
    found: dict[tuple[str, str], list[tuple[Page, Concealed, str]]] = defaultdict(list)
    told = 0
    for page in sorted(evidence.pages, key=lambda p: (p.target.depth, p.url)):
        for link in page.facts.concealed:
            words = _about(evidence, link)
            if words:
                outcome = "by-script" if link.way == "script" else "hidden"
                found[outcome, urlsplit(link.url).hostname or ""].append((page, link, words))
        if words := _forged_title(page):
            told += 1
            yield hidden_link.finding(
                "title",
                Subject("page", page.url, page.facts.title),
                values={"words": words},
                rests_on=[Need("page", page.url)],
            )
    for (outcome, host), links in sorted(found.items(), key=lambda item: item[0]):
        first = links[0][0]
        sources = {page.url: Source(page.url, link.text) for page, link, _words in links}
        yield hidden_link.finding(
            outcome,
            Subject("host", f"{host}#{outcome}"),
            values={"host": host, "words": links[0][2], "pages": len(sources)},
            rests_on=[Need("page", first.url)],
            sources=tuple(sources.values()),
        )
    if not found and not told:
        site = Subject("site", evidence.site.url)
        outcome = "none" if is_sample(evidence) else "too-little-seen"
        yield hidden_link.finding(outcome, site, values={"count": len(evidence.pages)})


def _about(evidence: SiteEvidence, link: Concealed) -> str:
    """Words by which a concealed link is of a bad neighbourhood; empty if it is not."""
    host = urlsplit(link.url).hostname or ""
    if host == "gov.cn" or host.endswith(".gov.cn"):
        return ""
    attempt, _ = evidence.final(link.url)
    facts = evidence.facts(attempt) if attempt is not None else None
    return theme_of(link.text, facts.title if facts is not None else "")[1]


def _forged_title(page: Page) -> str:
    """Words of a title that nothing visible of the page bears out; empty if there are none."""
    theme, words = theme_of(page.facts.title)
    if not theme:
        return ""
    visible = " ".join((page.facts.heading, *(link.text for link in page.facts.links))).lower()
    return "" if any(word in visible for word in words.split()) else words
