"""Hidden links to bad neighbourhoods (暗链)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.coverage import is_sample
from checks.evidence import SiteEvidence
from checks.facts.further import read_sheet
from checks.facts.links import Resolver
from checks.facts.sheets import Hiding, StyledPage
from checks.facts.types import Concealed
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.links.lexicon import theme_of
from checks.observations import Page

_REMEDY = (
    "Look at the source of the pages listed. If the link is no work of yours, somebody has broken "
    "into the site: keep the traces, close the hole, remove the code, and report it."
)


MOST_READ = 100
"""Pages read again for what style sheets hide, those nearest to the home page first."""
MOST_SHEETS = 30
"""Style sheets read for one page, those that others import included."""


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
        not see: not displayed, of no size, outside the screen, by themselves, by rules of the page
        or of a style sheet that was fetched, or written or hidden by a script; and the titles of
        the pages.

    Basis:
        indicator-2019, 单项否决·安全、泄密事故等严重问题: attacks (挂马、篡改) not dealt with,
        links to obscene content; disclosure-2018, D55 (防篡改).

    Decides:
        Nothing by itself: each is for a person to review. A hidden link is told if its words, or
        the title of the page it leads to, are of gambling, pornography or forged papers; where a
        style sheet hides it, by its words, and if the page shows it nowhere else. Of style sheets
        plain rules are read (names, classes, ids), on the first hundred pages with such words. A
        title is told if it is of these and shares no such word with the heading and the links of
        the page.

    Evidence:
        The archived page with the link, the way it is hidden, and the words that were found.

    Does not accuse:
        Never: it only reviews, and says that there is none only where five pages or more, and all
        that the home page links, were read. Menus and windows that open on a touch are hidden
        too; it is silent on them, on government hosts, and on words that warn of such content; on
        style rules for print, for some screens, or for a touch, and on those that another rule
        overrules.

    Remedy:
        Look at the source of the pages listed. If the link is no work of yours, somebody has
        broken into the site: keep the traces, close the hole, remove the code, and report it.
    """
    found: dict[tuple[str, str], list[tuple[Page, Concealed, str]]] = defaultdict(list)
    told = 0
    pages = sorted(evidence.pages, key=lambda p: (p.target.depth, p.url))
    for page, link, words in _by_sheets(evidence, pages):
        found["hidden", urlsplit(link.url).hostname or ""].append((page, link, words))
    for page in pages:
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


def _by_sheets(evidence: SiteEvidence, pages: list[Page]) -> Iterator[tuple[Page, Concealed, str]]:
    """Links with words of bad neighbourhoods that style sheets hide."""
    themes: dict[str, str] = {}
    hidings: dict[tuple[str, ...], Hiding] = {}
    read = 0
    for page in pages:
        told = {link.url for link in page.facts.concealed}
        suspects: dict[str, tuple[str, str]] = {}
        for link in page.facts.links:
            target = evidence.targets.get(link.url)
            if target is None or target.internal or link.url in told or _is_government(target.host):
                continue
            if link.text not in themes:
                themes[link.text] = theme_of(link.text)[1]
            if words := themes[link.text]:
                suspects[link.url] = (link.text, words)
        deep = evidence.deep(page.attempt) if suspects and read < MOST_READ else None
        if deep is None:
            continue
        read += 1
        styled = StyledPage(deep.html, page.attempt.url, page.facts.charset)
        key = (*styled.sheets, styled.own)
        if key not in hidings:
            hidings[key] = Hiding([*_sheets(evidence, styled.sheets), styled.own])
        for url, way in styled.hidden_links(hidings[key], suspects).items():
            text, words = suspects[url]
            yield page, Concealed(url, text, way), words


def _sheets(evidence: SiteEvidence, urls: tuple[str, ...]) -> Iterator[str]:
    """Texts of style sheets, of each after those that it imports, as far as they were had."""
    known: set[str] = set()

    def texts(url: str) -> Iterator[str]:
        if url in known or len(known) >= MOST_SHEETS:
            return
        known.add(url)
        attempt, _ = evidence.final(url)
        if attempt is None or not (text := evidence.sheet(attempt)):
            return
        for link in read_sheet(text, Resolver(attempt.url, "utf-8")):
            if link.kind == "style":
                yield from texts(link.url)
        yield text

    for url in urls:
        yield from texts(url)


def _is_government(host: str) -> bool:
    return host == "gov.cn" or host.endswith(".gov.cn")


def _about(evidence: SiteEvidence, link: Concealed) -> str:
    """Words by which a concealed link is of a bad neighbourhood; empty if it is not."""
    if _is_government(urlsplit(link.url).hostname or ""):
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
