"""Steering (导航线索): the few facts of a page that lead a crawl on, at a tenth of the cost of all.

A crawl needs the links of a page, where a refresh sends it, and whether a bot wall answered
instead; everything else is read later from the archive (`checks.facts.page`), when nobody waits
for the network. Both readers see the same links: what is unusual is left to the full reader.
"""

from __future__ import annotations

import re

from msgspec import Struct

from checks.facts import challenge
from checks.facts.charset import decode
from checks.facts.links import MAX_LINKS, Resolver, embedded, start_of, target_of
from checks.facts.page import MAX_BYTES, may_jump, read_page, refresh_of
from checks.facts.text import clean_text
from checks.facts.tokens import Reference, markup_of, read_references
from checks.facts.tree import Node
from checks.facts.types import Link, LinkKind
from checks.facts.urls import path_kind

_FEW_LINKS = 10
"""Links to pages up to which a page may be a bot wall's, or one that a script sends on."""
_MANY_WORDS = 5 * challenge.MAX_TEXT
"""Characters of text, navigation and white space included, that no bot wall's page has."""
_TEXT = re.compile(r">\s*+([^<]{10,})")


class Steering(Struct, frozen=True):
    """What leads a crawl on.

    Attributes:
        links: references of the page, as `PageFacts.links` but for their area.
        refresh: absolute target of a meta refresh or a bare script redirect; empty if none.
        challenge: name of the bot wall whose page this is; empty if it is the site's own.
    """

    links: tuple[Link, ...] = ()
    refresh: str = ""
    challenge: str = ""


def read_steering(body: bytes, url: str, declared: str = "") -> Steering:
    """Read what leads a crawl on from one HTML page; see `read_page` for the arguments."""
    decoded = decode(body[:MAX_BYTES], declared)
    markup = markup_of(decoded.text)
    references = read_references(markup) if markup is not None else None
    if markup is not None and references is not None:
        base = next((a["href"] for t, _, _, a in references if t == "base" and a.get("href")), "")
        resolver = Resolver(start_of(base or "", url, decoded.charset), decoded.charset)
        links, pages = _links(references, resolver)
        if pages > _FEW_LINKS or not _is_doubtful(decoded.text, markup, pages):
            return Steering(links, _refresh(references, resolver))
    facts = read_page(body, url, declared)
    return Steering(facts.links, facts.refresh, facts.challenge)


def _is_doubtful(html: str, markup: str, pages: int) -> bool:
    """Whether a page of few links may be a bot wall's, or one whose script sends its reader on."""
    length = 0
    for match in _TEXT.finditer(markup):
        length += len(match[1])
        if length > _MANY_WORDS:
            return False
    return challenge.may_be(html, pages) or may_jump(html)


def _refresh(references: list[Reference], resolver: Resolver) -> str:
    for tag, _, _, attributes in references:
        if tag == "meta" and (reference := refresh_of(Node(tag, attributes, "", -1))):
            return resolver(reference) or ""
    return ""


def _links(references: list[Reference], resolver: Resolver) -> tuple[tuple[Link, ...], int]:
    """The links, and how many of them lead to pages."""
    found: dict[tuple[str, str, str], Link] = {}
    kinds: dict[str, LinkKind] = {}
    pages = 0
    for tag, href, words, attributes in references:
        node = None if href and not attributes else Node(tag, attributes, "", -1)
        kind: LinkKind | None = None
        if node is None:
            url = resolver(href)
        elif tag in ("a", "area"):
            url = resolver(target_of(node))
        else:
            reference, kind = embedded(node, "")
            url = resolver(reference) if reference else None
        if not url:
            continue
        if kind is None and (kind := kinds.get(url)) is None:
            kind = kinds[url] = path_kind(url)
        spoken = words if node is None or tag == "a" else _label(node)
        key = (url, kind, spoken)
        if key not in found:
            found[key] = Link(url, spoken, kind)
            pages += kind in ("page", "document", "frame")
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values()), pages


def _label(node: Node) -> str:
    """Words of an element that holds none: those of an area's title first, of others' second."""
    words = node.get("alt"), node.get("title")
    return clean_text(next(filter(None, words[::-1] if node.tag == "area" else words), ""), 300)
