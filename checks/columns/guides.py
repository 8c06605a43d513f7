"""Service guides (办事指南): which of them lack elements, and which may have them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.evidence import SiteEvidence
from checks.facts.synonyms import types_of
from checks.facts.types_contents import GUIDE_ELEMENTS
from checks.observations import Page

LITTLE_TEXT = 50
"""A guide with fewer characters of text is filled by something that we did not read."""

_ONWARD = re.compile(r"详情|办事指南|在线办理|在线申[请报]|网上办|立即办理|流程图|政务服务网")


@dataclass(frozen=True)
class Guide:
    """A guide page and what is missing on it.

    Attributes:
        page: the page.
        lacks: elements that it does not tell.
        empty: those of them whose label stands there with nothing under it.
        elsewhere: they may stand out of our sight.
    """

    page: Page
    lacks: tuple[str, ...]
    empty: frozenset[str]
    elsewhere: bool


def read_guides(evidence: SiteEvidence) -> Iterator[Guide]:
    """All guide pages that were read."""
    pages = [page for page in evidence.pages if page.facts.kind == "guide"]
    plain = evidence.home.facts.scripts if evidence.home else set()
    for page in pages:
        if len(page.facts.guide_elements) == len(GUIDE_ELEMENTS):
            plain |= page.facts.scripts
    for page in pages:
        there = {*page.facts.guide_elements, *(["name"] if _title(page) else [])}
        lacks = tuple(e for e in GUIDE_ELEMENTS if e not in there)
        empty = frozenset(p.name for p in page.facts.guide if p.status == "empty")
        yield Guide(page, lacks, empty.intersection(lacks), _has_more(evidence, page, plain))


def _title(page: Page) -> str:
    """What a reader takes for the name of the matter, though no label says so."""
    return page.facts.heading or page.facts.meta.get("ArticleTitle", "") or page.facts.title


def _has_more(evidence: SiteEvidence, page: Page, plain: set[str]) -> bool:
    """Whether attachments, pictures, frames, onward links or scripts may hold the elements."""
    facts = page.facts
    home = {x.url for x in evidence.home.facts.links} if evidence.home else set()
    if facts.text_length < LITTLE_TEXT or facts.entries_unread or facts.scripts - plain:
        return True
    for link in facts.links:
        if link.kind in ("document", "frame"):
            return True
        if link.area != "body" or link.url in home:
            continue
        if link.kind == "page" and _ONWARD.search(link.text) and not types_of(link.text):
            return True
        target = evidence.targets.get(link.url)
        if link.kind == "image" and (target is None or len(target.sources) <= 1):
            return True
    return False
