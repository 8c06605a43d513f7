"""Documents (公文) of the site's own, told from those that it only reprints (转载)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from checks.evidence import SiteEvidence, once_a_view
from checks.facts.text import normal
from checks.facts.types import LinkKind
from checks.facts.types_contents import Article
from checks.finding import Quote, Subject
from checks.framework import Options
from checks.observations import Page

SEEN_SOURCES = ("header", "index-table")
"""Sources of a publication date that a reader sees: only these may date a fault."""

_BODY = re.compile(
    r"^(?:中国)?(?P<body>[一-鿿]{2,20}?)"
    r"(?:人民政府|政府|门户|网站|政务|信息公开|公众|官方|官网|网$|$)"
)
_A_BODY = re.compile(r"[省市县区州盟旗镇乡局厅委会办院部署处队社行道心]$")
_CITY = re.compile(r"^.{1,8}?[省市州盟](?P<rest>.{1,6}[市区县旗镇乡])$")
_HERE = frozenset(("本站", "本网", "本网站", "本站原创"))

_SHOWN = ("image", "frame", "media")


@once_a_view
def own_names(evidence: SiteEvidence) -> tuple[str, ...]:
    """What the site's body is called: 例市, 例市教育局; read off its name, title and sponsor."""
    return tuple(dict.fromkeys(_names(evidence)))


def _names(evidence: SiteEvidence) -> Iterator[str]:
    home = evidence.home
    if home is None:
        return
    facts = home.facts
    for name in (facts.meta.get("SiteName", ""), facts.marks.sponsor, facts.title):
        match = _BODY.match(normal(re.split(r"[_|\s-]", name.strip())[0]))
        if match and _A_BODY.search(match["body"]):
            yield match["body"]
            if below := _CITY.match(match["body"]):
                yield below["rest"]


def is_own(evidence: SiteEvidence, article: Article) -> bool:
    """Whether an article is surely of the site's own body.

    Its issuer says so, else who stands before 关于 in its title, else its source: a title that only
    names the place (甲省人民政府关于支持例市发展的意见) doesn't.
    """
    before = article.title.partition("关于")[0]
    if article.issuer or (before and before != article.title):
        said = normal(f"{article.issuer} {before if before != article.title else ''}")
    elif normal(article.source) in _HERE:
        return True
    else:
        said = normal(f"{before} {article.source}")
    return any(name in said for name in own_names(evidence))


def articles(evidence: SiteEvidence) -> Iterator[tuple[Page, Article]]:
    """All content pages of the site with what each says of itself, those near the home first."""
    for page in sorted(evidence.pages, key=lambda page: (page.target.depth, page.url)):
        if page.facts.article is not None:
            yield page, page.facts.article


def is_whole(evidence: SiteEvidence, page: Page, *, files: bool = False) -> bool:
    """Whether all that a page says stands in its text: no file, frame or picture may say more.

    Args:
        evidence: the site.
        page: the page.
        files: attachments don't count, as they are known to be something else.
    """
    facts = page.facts
    article = facts.article
    attached = article is not None and any(r.role == "attachment" for r in article.references)
    more = has_own(evidence, page, "image", "frame", "media")
    return not ((attached and not files) or more or facts.cut or facts.entries_unread)


def has_own(evidence: SiteEvidence, page: Page, *kinds: LinkKind) -> bool:
    """Whether a page shows something of these kinds that no other page shows."""
    carriers = _carriers(evidence)
    return any(link.kind in kinds and carriers[link.url] == 1 for link in page.facts.links)


@once_a_view
def _carriers(evidence: SiteEvidence) -> Counter[str]:
    """How many pages show a picture or frame: what a single page shows is none of the template."""
    pages = ({x.url for x in p.facts.links if x.kind in _SHOWN} for p in evidence.pages)
    return Counter(url for page in pages for url in page)


def quoted(page: Page) -> tuple[Quote, ...]:
    """The headline of a page, by which a person finds it again."""
    article = page.facts.article
    return (Quote(page.url, article.title),) if article is not None and article.title else ()


def subject_of(page: Page) -> Subject:
    """A page as the subject of a finding, by its headline."""
    article = page.facts.article
    return Subject("page", page.url, article.title if article is not None else page.facts.title)


class Window(Options, frozen=True, kw_only=True):
    """Which pages are judged.

    Attributes:
        months: published so many months before the inspection at most.
        since: nor before this day, on which the rule came; what is older kept other rules.
    """

    months: int
    since: date | None = None


def within(evidence: SiteEvidence, page: Page, window: Window) -> bool:
    """Whether a page was published in a window, as far as it says when."""
    published = page.facts.published
    return published is not None and is_recent(evidence, published.day, window)


def is_recent(evidence: SiteEvidence, day: str, window: Window) -> bool:
    """Whether an ISO day lies in a window; an empty one doesn't."""
    if not day or (window.since is not None and day < window.since.isoformat()):
        return False
    return 0 <= (evidence.today - date.fromisoformat(day)).days <= window.months * 31
