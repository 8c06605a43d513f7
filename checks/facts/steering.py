"""Steering (导航线索): the few facts of a page that lead a crawl on, at a tenth of the cost of all.

A crawl needs the links of a page, where a refresh sends it, and whether a bot wall answered
instead; everything else is read later from the archive (`checks.facts.page`), when nobody waits
for the network. Both readers see the same links: what is unusual is left to the full reader.
"""

from __future__ import annotations

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.facts import challenge
from checks.facts.charset import decode
from checks.facts.limits import affordable
from checks.facts.links import (
    MAX_LINKS,
    REFERRING,
    Resolver,
    embedded,
    start_of,
    target_of,
)
from checks.facts.page import MAX_BYTES, may_jump, read_page, refresh_of
from checks.facts.text import clean_text
from checks.facts.tree import BLOCKS, INSIDE, MUTE, Node
from checks.facts.types import Link, LinkKind, PageFacts
from checks.facts.urls import path_kind

_SELECTOR = ", ".join((*REFERRING, "[onclick]", "base", "meta"))
_HIDDEN = MUTE | {"script", "style", "title", "template"}
_FEW_LINKS = 10
"""Links to pages up to which a page may be a bot wall's, or one that a script sends on."""


_MANY_WORDS = 5 * challenge.MAX_TEXT
"""Characters of text, navigation and footer included, that no bot wall's page has."""


class Steering(Struct, frozen=True):
    """What leads a crawl on.

    Attributes:
        links: references of the page, as `PageFacts.links` but for their area.
        refresh: absolute target of a meta refresh or a bare script redirect; empty if none.
        challenge: name of the bot wall whose page this is; empty if it is the site's own.
        cut: the page exceeds the limits, its end was not read.
    """

    links: tuple[Link, ...] = ()
    refresh: str = ""
    challenge: str = ""
    cut: bool = False


def read_steering(body: bytes, url: str, declared: str = "") -> Steering:
    """Read what leads a crawl on from one HTML page; see `read_page` for the arguments."""
    decoded = decode(body[:MAX_BYTES], declared)
    html = decoded.text
    if "<![CDATA[" in html:  # rows of a list in a data block: their links are links too
        return of_facts(read_page(body, url, declared))
    parsed = affordable(html)
    base, refresh = "", ""
    references: list[LexborNode] = []
    tree = LexborHTMLParser(parsed)
    for node in tree.css(_SELECTOR):
        if node.tag == "base":
            base = base or node.attributes.get("href") or ""
        elif node.tag == "meta":
            refresh = refresh or refresh_of(Node("meta", node.attributes, "", -1))
        else:
            references.append(node)
    resolver = Resolver(start_of(base, url, decoded.charset), decoded.charset)
    links = _links(references, resolver)
    pages = sum(link.kind in ("page", "document", "frame") for link in links)
    doubtful = pages <= _FEW_LINKS and (challenge.is_hinted(html, pages) or may_jump(html))
    if doubtful and _has_few_words(tree):
        return of_facts(read_page(body, url, declared))
    cut = len(parsed) < len(html) or len(body) > MAX_BYTES or len(links) >= MAX_LINKS
    return Steering(links, (refresh and resolver(refresh)) or "", cut=cut)


def _has_few_words(tree: LexborHTMLParser) -> bool:
    """Whether the text of a page is no longer than that of a bot wall can be; ends the tree."""
    tree.strip_tags(["script", "style"])
    return tree.body is None or len(clean_text(tree.body.text(), _MANY_WORDS)) < _MANY_WORDS


def of_facts(facts: PageFacts) -> Steering:
    """The same from all facts of a page."""
    return Steering(facts.links, facts.refresh, facts.challenge, facts.cut)


def _links(elements: list[LexborNode], resolver: Resolver) -> tuple[Link, ...]:
    found: dict[tuple[str, str, str], Link] = {}
    kinds: dict[str, LinkKind] = {}
    for element in elements:
        tag, attributes = element.tag or "", element.attributes
        kind: LinkKind | None
        if tag in {"a", "area"} or "onclick" in attributes:
            href = attributes.get("href") or ""
            plain = href and "onclick" not in attributes and href[0] not in "jJ# \t\n"
            url = resolver(href if plain else target_of(Node(tag, attributes, "", -1)))
            if not url:
                continue
            kind = kinds.get(url)
            if kind is None:
                kind = kinds[url] = path_kind(url)
            words = _words(element, attributes)
        else:
            node = Node(tag, attributes, "", -1)
            parent = element.parent.tag if tag == "source" and element.parent else ""
            reference, kind = embedded(node, parent or "")
            url = resolver(reference) if reference else None
            if not url:
                continue
            words = clean_text(node.get("alt") or node.get("title"), 300)
        key = (url, kind, words)
        if key not in found:
            found[key] = Link(url, words, kind)
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values())


def _words(element: LexborNode, attributes: dict[str, str | None]) -> str:
    """Words of a link: its text, else its title, else the alternative text of its image."""
    child = element.first_child
    alternative = attributes.get("alt")
    if child is None:
        words = ""
    elif child.tag == "-text" and child.next is None:
        words = clean_text(child.text_content or "", 300)
    else:
        words, inner = _inside(child)
        alternative = alternative or inner
    return words or clean_text(attributes.get("title") or alternative or "", 300)


def _inside(child: LexborNode) -> tuple[str, str]:
    """Words inside a link, as `Page.words` has them, and the first alternative text."""
    parts: list[str] = []
    alternative = ""
    left = INSIDE
    stack: list[LexborNode | str | None] = [child]
    while stack and left:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, str):
            parts.append(node)
            continue
        left -= 1
        stack.append(node.next)
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.text_content or "")
        elif tag not in _HIDDEN and tag[0] != "-":
            alternative = alternative or node.attributes.get("alt") or ""
            if tag in BLOCKS:  # begins and ends on a line of its own
                parts.append("\n")
                stack.append("\n")
            stack.append(node.first_child)
    return clean_text("".join(parts), 300), alternative
