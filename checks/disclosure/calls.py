"""Calls for opinions (意见征集) and their results (征集结果), as pages and rows of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from checks.disclosure.documents import articles, is_own
from checks.evidence import SiteEvidence, once_a_view
from checks.facts.consultations import stage_of
from checks.facts.text import normal
from checks.facts.types_contents import Article, Consultation
from checks.observations import Page

LEAST_NAME = 4
"""Characters of the shortest name by which a call and its result are found to be of one matter."""

_QUOTED = re.compile(r"《([^》]{4,120})》?")
_DRAFT = re.compile(r"(?:公开)?征求意见稿|草案|修订稿|送审稿|讨论稿|初稿|修正|修订|试行|暂行|稿$")
_CALLING = re.compile(
    r"^.{0,24}?关于|公开|(?:征求|征集|征询|听取)|(?:社会|公众|各界|公民|群众|广大|市民)+|(?:修改)?(?:意见|建议)"
    r"|(?:的)?(?:公告|通知|通告|启事|公示|函)$|向|对|情况|结果|反馈|采纳|采用|汇总|处理|的"
)


class Call(Struct, frozen=True):
    """A call for opinions: its page, what it says, and the name of its matter."""

    page: Page
    article: Article
    says: Consultation
    name: str


class Results(Struct, frozen=True):
    """What the site says of results: the pages that were read by name, and all titles as one."""

    pages: tuple[tuple[str, Page, Consultation], ...]
    titles: str


@once_a_view
def calls(evidence: SiteEvidence) -> tuple[Call, ...]:
    """Calls of the site's own body, in order of discovery; remembered for each view."""
    return tuple(_calls(evidence))


def _calls(evidence: SiteEvidence) -> Iterator[Call]:
    seen: set[str] = set()
    for page, article in articles(evidence):
        says = article.consultation
        if says is None or says.stage != "call" or not is_own(evidence, article):
            continue
        if article.title not in seen:
            seen.add(article.title)
            yield Call(page, article, says, matter_of(article.title))


@once_a_view
def results(evidence: SiteEvidence) -> Results:
    """Results that the site publishes, as pages and as rows of lists whose pages were not read."""
    pages = tuple(
        (matter_of(article.title), page, article.consultation)
        for page, article in articles(evidence)
        if article.consultation is not None and article.consultation.stage == "result"
    )
    titles = {normal(p.facts.article.title) for _name, p, _says in pages if p.facts.article}
    for page in evidence.listings:
        rows = [row.title for row in page.facts.entries]
        rows += [link.text for link in page.facts.links if link.kind == "document"]
        titles |= {normal(row) for row in rows if stage_of(row) == "result"}
    return Results(pages, "\n".join(sorted(titles)))


def matter_of(title: str) -> str:
    """What a call or a result is about: what it quotes, else its title without such words."""
    quoted = _QUOTED.search(title)
    if quoted:
        return _DRAFT.sub("", normal(quoted[1]))
    plain = _DRAFT.sub("", normal(title))
    return _CALLING.sub("", plain)


def ended(evidence: SiteEvidence, says: Consultation) -> int:
    """Days since its term ended, at the inspection; -1 if it hasn't, or doesn't tell when."""
    if not says.until:
        return -1
    return max(-1, (evidence.today - date.fromisoformat(says.until)).days)
