"""Links to sites that have become something else (外链变质)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.blocked import is_blocked
from checks.coverage import is_sample
from checks.evidence import SiteEvidence
from checks.facts.neighbours import domain_of
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.links.lexicon import theme_of
from checks.links.places import spreads
from checks.observations import Attempt, Target

_REMEDY = "Open the link in a browser; if it is so, take it off all the pages listed at once."
_SALE_HOSTS = frozenset((
    "sedo.com", "sedoparking.com", "dan.com", "afternic.com", "hugedomains.com", "parkingcrew.net",
    "bodis.com", "above.com", "godaddy.com", "4.cn", "22.cn", "ename.com", "juming.com", "jm.cn",
    "domain.cn", "yumi.com",
))  # fmt: skip
"""Registered domains of markets for domain names (project list 【建议】)."""
_WORD = 2
"""Characters of which two titles must share a run to be of one owner (project rule 【建议】)."""
_COMMON = frozenset((
    "信息", "网站", "官网", "官方", "首页", "中心", "服务", "公司", "科技", "欢迎", "平台", "中国",
))  # fmt: skip
"""Runs that tell nobody's name: half the web bears them."""
# Words that name an organisation; others say what the link is for, and any title may answer them.
_NAMED = re.compile(
    r"(?:协会|学会|商会|总会|联合会|基金会|理事会|红十字会|中心|图书馆|博物馆|科技馆|科学技术馆"
    r"|研究[院所]|科学院|医院|学院|大学|学校|公证处|报社|电视台|公司|集团|银行"
    r"|(?:信息|人才|招聘|农业|商务|招商|旅游|教育|文化|新闻)网)$"
)


class TakenOverOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="taken-over-link",
    title="Links lead to sites that have become something else",
    title_pass="No link leads to a site that has become something else",
    scope="link",
    needs=("home",),
    outcomes={
        "none": Outcome(
            Status.PASS, "{count} foreign pages were read; none is parked or taken over."
        ),
        "no-targets": Outcome(
            Status.NOT_APPLICABLE, "No page on a foreign host that is not a government's was read."
        ),
        "too-little-seen": Outcome(
            Status.NOT_TESTED,
            "Nothing of the kind stands on the {count} pages read, but these are too few to speak "
            "for the site.",
            "Run the audit again when more of the site can be read.",
        ),
        "for-sale": Outcome(
            Status.REVIEW,
            "The domain of {host} is offered for sale or parked: “{words}”.",
            _REMEDY,
        ),
        "gambling": Outcome(
            Status.REVIEW,
            "{host} shows signs of gambling in its title or description: “{words}”.",
            _REMEDY,
        ),
        "pornography": Outcome(
            Status.REVIEW,
            "{host} shows signs of pornography in its title or description: “{words}”.",
            _REMEDY,
        ),
        "papers": Outcome(
            Status.REVIEW,
            "{host} shows signs of a trade in forged papers: “{words}”.",
            _REMEDY,
        ),
        "other-owner": Outcome(
            Status.REVIEW,
            "The link leads to {host}, where the page is called “{words}”: nothing of the link's "
            "own words stands in its title or description.",
            _REMEDY,
        ),
    },
    options=TakenOverOptions,
    version=4,
)
def taken_over_link(evidence: SiteEvidence, _: TakenOverOptions) -> Iterator[Finding]:
    """Links lead to sites that have become something else (外链变质).

    Looks at:
        Every page on a foreign host outside gov.cn to which a page of the site links, where the
        redirects end: its title, heading, description and keywords, and its registered domain.

    Basis:
        indicator-2019, 单项否决·安全、泄密事故等严重问题: links to violent, obscene or other
        harmful content; disclosure-2018, D55.

    Decides:
        Nothing by itself: each sign is for a person to review. Signs are words of a sale or of
        parking on a short page, a market for domain names, words of gambling, pornography or
        forged papers, and a page whose title and description share no words with the link: behind
        a redirect to another registered domain, or at the root of a host that the link calls by
        the name of an organisation.

    Evidence:
        The archived answer of the foreign page, with the words that were found.

    Does not accuse:
        Never: it only reviews, and says that there is none only where five pages or more, and all
        that the home page links, were read. It is silent on government hosts, on titles that warn
        of such content, on pages behind walls, and on pages that bear a word of the link, such as
        a place.

    Remedy:
        Open the link in a browser; if it is so, take it off all the pages listed at once.
    """
    seen = 0
    found: dict[str, tuple[str, str, str]] = {}
    for url, target in sorted(evidence.targets.items()):
        if target.internal or not target.kinds & {"page", "frame"}:
            continue
        attempt, chain = evidence.final(url)
        facts = _page_of(evidence, attempt)
        if attempt is None or facts is None or _is_government(attempt.url):
            continue
        seen += 1
        outcome, words = _become(target, attempt, facts)
        if outcome:
            found[url] = (outcome, words, chain[-1])
    carried = spreads(evidence, found)
    for url, (outcome, words, final) in found.items():
        target = evidence.targets[url]
        anchor = next((s.anchor for s in target.sources if s.anchor), "")
        values: dict[str, Value] = {"host": urlsplit(final).hostname or "", "words": words[:100]}
        yield taken_over_link.finding(
            outcome,
            Subject("link", url, anchor),
            values=values | {"final": final} | carried[url].values,
            rests_on=[Need("page", passed) for passed in evidence.final(url)[1]],
            sources=carried[url].sources,
        )
    if not found:
        site = Subject("site", evidence.site.url)
        outcome = "none" if seen else "no-targets"
        if not is_sample(evidence):
            outcome, seen = "too-little-seen", len(evidence.pages)
        yield taken_over_link.finding(outcome, site, values={"count": seen})


def _page_of(evidence: SiteEvidence, attempt: Attempt | None) -> PageFacts | None:
    """The foreign page that came, if a wall doesn't stand before it."""
    if attempt is None or not 200 <= attempt.status < 300 or is_blocked(evidence, attempt):
        return None
    return evidence.facts(attempt)


def _is_government(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "gov.cn" or host.endswith(".gov.cn")


def _become(target: Target, attempt: Attempt, facts: PageFacts) -> tuple[str, str]:
    """What the target of a link has become, and the words or the title that tell it."""
    meta = facts.meta
    theme, words = theme_of(
        facts.title, facts.heading, meta.get("Keywords", ""), meta.get("Description", "")
    )
    if theme:
        return theme, words
    if facts.offer:
        return "for-sale", facts.offer
    domain = domain_of(urlsplit(attempt.url).hostname or "")
    moved = domain != domain_of(target.host)
    if moved and domain in _SALE_HOSTS:
        return "for-sale", domain
    anchors = [word for s in target.sources if len(word := normal(s.anchor)) >= 2 * _WORD]
    # Initials and English names tell nothing of a Chinese title: only Han words are compared.
    han = [a for a in anchors if not a.isascii()]
    named = urlsplit(target.url).path in ("", "/") and any(map(_NAMED.search, han))
    title = normal(f"{facts.title}{facts.heading}")
    if not han or not (moved or named) or title.isascii() or facts.kind in ("shell", "error"):
        return "", ""
    told = normal("".join(meta.get(tag, "") for tag in ("SiteName", "Description", "Keywords")))
    alike = any(_shares(anchor, title + told) for anchor in anchors)
    return ("", "") if alike else ("other-owner", facts.title)


def _shares(anchor: str, title: str) -> bool:
    """Whether a run of the link's words that says something stands in a title."""
    runs = (anchor[i : i + _WORD] for i in range(len(anchor) - _WORD + 1))
    return any(run in title for run in runs if run not in _COMMON)
