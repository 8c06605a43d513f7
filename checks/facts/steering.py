"""Steering (导航线索): the few facts of a page that lead a crawl on, at a tenth of the cost of all.

A crawl needs the links of a page, where a refresh sends it, and whether a bot wall answered
instead; everything else is read later from the archive (`checks.facts.page`), when nobody waits
for the network. Both readers see the same links: what is unusual is left to the full reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import turbohtml
from msgspec import Struct
from turbohtml import Element, Text

from checks.facts import challenge
from checks.facts.charset import decode
from checks.facts.further import read_further
from checks.facts.jumps import may_jump, refresh_of
from checks.facts.limits import MAX_BYTES, is_costly
from checks.facts.links import MAX_LINKS, REFERRING, Resolver, embedded, start_of, target_of
from checks.facts.lists_script import writes_links
from checks.facts.text import clean_text
from checks.facts.tree import BLOCKS, INSIDE, MUTE, PARTS, Node
from checks.facts.types import Link, LinkKind
from checks.facts.urls import path_kind

# A place on the page itself leads nowhere, and half of the links of a manual are such.
_LEADING = {"a": 'a[href]:not([href^="#"])', "area": "area[href]"}
_SELECTOR = ", ".join((*(_LEADING.get(tag, tag) for tag in REFERRING), "[onclick]"))
# Whatever `read_further` may find something in.
_FURTHER = (
    '[style*="url" i], [background], [srcset], [poster], input[type="image" i], track, style,'
    " script:not([src])"
)
_HIDDEN = MUTE | {"script", "style", "title", "template"}
_SHAPED = BLOCKS | _HIDDEN
"""Elements that make the words of a link others than those of all text in it."""
# Elements that keep links from a selector, or their words from a reader's eyes.
_KEEPING = (*sorted(MUTE), "template", "math")
_KEEPERS = ", ".join(_KEEPING)
_KEPT = ", ".join(f"{tag} a, {tag} area, {tag} [onclick]" for tag in _KEEPING)
_FEW_LINKS = 10
"""Links to pages up to which a page may be a bot wall's, or one that a script sends on."""
_MANY_WORDS = 5 * challenge.MAX_TEXT
"""Characters of text, navigation and footer included, that no bot wall's page has."""
_PARTS = ", ".join(("nav, header, footer", *(f'[class*="{w}" i], [id*="{w}" i]' for w in PARTS)))
"""Whatever may be navigation or footer to the full reader."""
_ODD = "jJ# \t\r\n"
"""What the address of a script, of a place on the page or one in blanks begins with."""


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
    html = decoded.text
    # Rows of a list in a data block or a script are links, too: the full reader's to find.
    if "<![CDATA[" not in html and not writes_links(html) and not is_costly(html):
        page = turbohtml.parse(html, positions=False)
        heads = page.select("base[href], meta[http-equiv]")
        base = next((href for e in heads if e.tag == "base" and (href := e.attr("href"))), "")
        resolver = Resolver(start_of(base or "", url, decoded.charset), decoded.charset)
        links, pages = _links(page.select(_SELECTOR), resolver)
        keeping = page.select_one(_KEEPERS)
        doubtful = pages <= _FEW_LINKS and _is_doubtful(page, html, pages, keeping is not None)
        further = page.select(_FURTHER)
        # What stands in a template is no reference; the full reader leaves it out.
        hides = f"{_KEPT}, template" if further else _KEPT
        kept = keeping is not None and page.select_one(hides) is not None
        if not doubtful and not kept:
            if further:
                links += read_further(map(_node, further), resolver, links)
            return Steering(links, _refresh(heads, resolver))
    from checks.facts.page import read_page  # noqa: PLC0415 - a tenth of a second, for few crawls

    facts = read_page(body, url, declared)
    return Steering(facts.links, facts.refresh, facts.challenge)


def _is_doubtful(page: turbohtml.Document, html: str, pages: int, keeping: bool) -> bool:
    """Whether a page of few links may be a bot wall's, or one whose script sends its reader on."""
    if may_jump(html):
        return True
    text = page.text
    unseen = sum(len(e.text) for e in page.select("script, style"))
    if len(text) - unseen > _MANY_WORDS:
        return False
    # Where nothing can be navigation or hidden, all words are the page's own.
    plain = not keeping and page.select_one(_PARTS) is None
    least = len("".join(text.split())) - unseen if plain else 0
    return challenge.may_be(html, text, page.stripped_strings, pages, least)


def _refresh(elements: list[Element], resolver: Resolver) -> str:
    for element in elements:
        if element.tag == "meta" and (reference := refresh_of(_node(element))):
            return resolver(reference) or ""
    return ""


def _node(element: Element) -> Node:
    """An element as the full reader has it."""
    attributes: dict[str, str | None] = {name: element.attr(name, "") for name in element.attrs}
    words = element.text if element.tag in ("script", "style") else ""
    return Node(element.tag, attributes, words, -1)


def _links(elements: list[Element], resolver: Resolver) -> tuple[tuple[Link, ...], int]:
    """The links, and how many of them lead to pages."""
    found: dict[tuple[str, str, str], Link] = {}
    kinds: dict[str, LinkKind] = {}
    pages = 0
    for element in elements:
        tag, kind = element.tag, None
        href = element.attr("href") or ""
        clicked = element.attr("onclick") is not None
        if tag == "a" and not clicked and (not href or href[0] not in _ODD):
            url = resolver(href) if href else None
        elif tag in ("a", "area") or clicked:
            url = resolver(target_of(_node(element))) if clicked or href[:1] != "#" else None
        else:
            around = element.parent
            parent = around.tag if tag == "source" and isinstance(around, Element) else ""
            reference, kind = embedded(tag, element.attr, parent)
            url = resolver(reference) if reference else None
        if not url:
            continue
        if kind is None:
            words = _words(element)
            kind = kinds.get(url)
            if kind is None:
                kind = kinds[url] = path_kind(url)
        else:
            words = clean_text(element.attr("alt") or element.attr("title") or "", 300)
        key = (url, kind, words)
        if key not in found:
            found[key] = Link(url, words, kind)
            pages += kind in ("page", "document", "frame")
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values()), pages


def _words(element: Element) -> str:
    """Words of a link: its text, else its title, else the alternative text of its image."""
    inside = list(element)
    if len(inside) > 1 or (inside and isinstance(inside[0], Element)):
        shaped = not _SHAPED.isdisjoint([e.tag for e in _inside(element)])
        words = clean_text(_shaped_text(element) if shaped else element.text, 300)
    else:
        words = clean_text(element.text, 300)
    if words:
        return words
    title = element.attr("title") or element.attr("alt")
    if not title and inside:
        title = next((alt for e in _inside(element) if (alt := e.attr("alt"))), "")
    return clean_text(title or "", 300)


def _inside(element: Element) -> Iterator[Element]:
    """Elements inside one, as many as are looked at: links may lie in links by the thousand."""
    return islice(element.iter_elements(), INSIDE)


def _shaped_text(element: Element) -> str:
    """Text inside a link without what is hidden; blocks begin and end on a line of their own."""
    parts: list[str] = []
    left = INSIDE
    stack: list[Any] = list(reversed(list(element)))
    while stack and left:
        node = stack.pop()
        left -= 1
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Text):
            parts.append(node.data)
        elif isinstance(node, Element):
            if node.tag in BLOCKS or _breaks_unseen(node):
                parts.append("\n")
            if node.tag in _HIDDEN:
                continue
            if node.tag in BLOCKS:
                stack.append("\n")
            stack += reversed(list(node))
    return "".join(parts)


def _breaks_unseen(element: Element) -> bool:
    """Whether an element whose words aren't seen holds a block: the line ends all the same."""
    return element.tag in MUTE and any(inner.tag in BLOCKS for inner in _inside(element))
