"""Tags that say something else than the page shows (标签内容与页面不符)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.dates_forms import day_in
from checks.facts.days import SEEN_SOURCES
from checks.facts.neighbours import domain_of
from checks.facts.text import normal
from checks.finding import Finding, Need, Quote, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

QUOTED = 3
_OWN = ("本站", "本网")  # the site itself, whatever the tag calls it
MIN_PAGES = 3
"""Pages with a tag that must have been read (project default 【建议】)."""


class TagDiffersOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="tag-differs",
    title="Page tags say something else than the pages show",
    title_pass="Page tags say what the pages show",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "same": Outcome(Status.PASS, "The tag {tag} of {pages} pages says what the pages show."),
        "differs": Outcome(
            Status.REVIEW,
            "On {count} of {pages} pages with the tag {tag} its value “{value}” does not agree "
            "with the page: {shown}",
            "Open the pages listed and mend what the template writes into {tag}.",
        ),
        "nothing-to-compare": Outcome(
            Status.NOT_TESTED, "Too few pages bear tags that can be compared with what they show."
        ),
    },
    options=TagDiffersOptions,
)
def tag_differs(evidence: SiteEvidence, _: TagDiffersOptions) -> Iterator[Finding]:
    """Page tags say something else than the pages show (标签内容与页面不符).

    Looks at:
        SiteDomain beside the site's own hosts; SiteName and SiteIDCode of all pages; ArticleTitle
        beside title and heading; PubDate and ContentSource beside the day and the source that a
        reader sees.

    Basis:
        guideline-2017, 附件 网页设计规范 (国办发〔2017〕47号); indicator-2019, 功能设计 · 页面标签.

    Decides:
        Nothing by itself: a domain that is not the site's; a name or code other than that of most
        pages; a title that neither title nor heading holds; a day more than one day off; a source
        that shares nothing with the one shown. The list of types (ColumnType) that is known is
        not whole, so types are not compared.

    Evidence:
        The archived pages, with the value of the tag.

    Does not accuse:
        Never: it only reviews. What the page does not show is not compared; fewer than three
        pages with a tag are not judged; when most of the site could not be had nothing is.

    Remedy:
        Open the pages listed and mend what the template writes into the tag.
    """
    host = evidence.site.host
    pages = [p for p in evidence.pages if p.target.host == host]
    usual = {
        tag: Counter(p.facts.meta[tag] for p in pages if tag in p.facts.meta).most_common(1)
        for tag in ("SiteName", "SiteIDCode")
    }
    own = {domain_of(one) for one in evidence.site.hosts} | {domain_of(host)}

    def unlike_most(tag: str) -> Callable[[Page], str]:
        most = usual[tag][0][0] if usual[tag] else ""
        return lambda page: "" if normal(page.facts.meta[tag]) == normal(most) else most

    def domain(page: Page) -> str:
        named = {domain_of(one) for one in page.facts.marks.domains} - {""}
        return host if named and not named & own else ""

    compared: dict[str, tuple[str, Callable[[Page], str | None]]] = {
        "SiteName": ("site", unlike_most("SiteName")),
        "SiteDomain": ("site", domain),
        "SiteIDCode": ("site", unlike_most("SiteIDCode")),
        "ArticleTitle": ("article", _title),
        "PubDate": ("article", _day),
        "ContentSource": ("article", _source),
    }
    told = False
    for tag, (kind, differs) in compared.items():
        seen: dict[str, list[tuple[Page, str]]] = defaultdict(list)
        for page in sorted(pages, key=lambda p: (p.target.depth, p.url)):
            shown = differs(page) if tag in page.facts.meta else None
            if shown is not None:
                seen["differs" if shown else "same"].append((page, shown))
        count = sum(map(len, seen.values()))
        if count < MIN_PAGES or mass_failure(evidence):
            continue
        told = True
        odd = seen.get("differs", [])
        first = odd[0] if odd else (None, "")
        yield tag_differs.finding(
            "differs" if odd else "same",
            Subject("page", f"{evidence.site.home}#{tag}", tag),
            values={
                "tag": tag, "kind": kind, "pages": count, "count": len(odd),
                "value": first[0].facts.meta[tag][:100] if first[0] else "",
                "shown": first[1][:100],
            },
            rests_on=[Need("page", page.url) for page, _ in odd[:MIN_PAGES]],
            sources=tuple(Source(page.url) for page, _ in odd),
            quotes=tuple(Quote(page.url, shown[:100]) for page, shown in odd[:QUOTED]),
        )  # fmt: skip
    if not told:
        site = Subject("site", evidence.site.url)
        yield tag_differs.finding("nothing-to-compare", site)


def _title(page: Page) -> str | None:
    """Empty if title or heading hold the tag's words; None of no article."""
    facts = page.facts
    shown = normal(f"{facts.title} {facts.heading}")
    if facts.kind != "article" or not shown:
        return None
    tag = normal(facts.meta["ArticleTitle"])
    cut = shown.startswith(tag[:10]) or tag[:10] in shown
    return "" if cut else facts.heading or facts.title


def _day(page: Page) -> str | None:
    shown, tag = page.facts.published, day_in(page.facts.meta["PubDate"])
    if shown is None or shown.source not in SEEN_SOURCES or not tag:
        return None
    apart = abs((date.fromisoformat(tag) - date.fromisoformat(shown.day)).days)
    return shown.text or shown.day if apart > 1 else ""


def _source(page: Page) -> str | None:
    article = page.facts.article
    if article is None or not article.source:
        return None
    tag, shown = normal(page.facts.meta["ContentSource"]), normal(article.source)
    if shown.startswith(_OWN):
        return ""
    return "" if tag in shown or shown in tag or set(tag) & set(shown) else article.source
