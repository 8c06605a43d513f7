"""Links (链接): every reference of a page, with its words and the part of the page it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable

from checks.facts.further import candidates
from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import Link, LinkKind
from checks.facts.urls import folder_of, join_plain, path_kind, resolve

MAX_LINKS = 20_000
"""References kept of one page."""

# A literal that goes on (``open('/x/' + id)``) is but a part of the address.
_OPENED = re.compile(
    r"(?:open\s*\(|location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()"
    r"\s*['\"]([^'\"\s]+)['\"]\s*(?=[,;)}]|$)"
)
_NEXT = re.compile(
    r"[\[【〔(（]?\s*(?:下一?[页頁]|后一页|next\s*(?:page)?)\s*[>»›]*\s*[\]】〕)）]?", re.I
)
_LAZY = ("data-src", "data-original", "data-lazy", "data-url")
_EMBEDDED: dict[str, tuple[str, LinkKind]] = {
    "script": ("src", "script"),
    "iframe": ("src", "frame"),
    "frame": ("src", "frame"),
    "video": ("src", "media"),
    "audio": ("src", "media"),
    "source": ("src", "media"),
    "embed": ("src", "media"),
    "object": ("data", "media"),
    "form": ("action", "form"),
}
REFERRING = ("a", "area", "img", "link", *_EMBEDDED)


class Resolver:
    """Resolves references of one page; templates repeat the same ones, so answers are kept."""

    def __init__(self, base: str, charset: str) -> None:
        self.base, self.charset = base, charset
        self._folder = folder_of(base)
        self._known: dict[str, str | None] = {}

    def __call__(self, href: str) -> str | None:
        """Absolute address of a reference, None if it isn't one (see `resolve`)."""
        if href in self._known:
            return self._known[href]
        bare = href.partition("#")[0]
        url = join_plain(self._folder, bare) or resolve(self.base, href, self.charset)
        self._known[href] = url
        return url


def base_of(page: Page, url: str, charset: str) -> str:
    """Address that relative references start from: ``<base href>`` or the page's own."""
    for index in page.of("base"):
        if href := page.nodes[index].get("href"):
            return start_of(href, url, charset)
    return url


def start_of(href: str, url: str, charset: str) -> str:
    """Address that relative references start from, given the ``<base href>``, if any."""
    return (resolve(url, href, charset) or url) if href else url


def anchor_words(page: Page, index: int) -> str:
    """Words of a link: its text, else its title, else the alternative text of its image."""
    if words := page.words(index):
        return words
    inside = page.nodes[index : min(page.nodes[index].end, index + 100)]
    alternative = next((n.get("alt") for n in inside if n.get("alt")), "")
    return clean_text(inside[0].get("title") or alternative, 300)


def target_of(node: Node) -> str:
    """Reference that a click on this element follows: its ``href``, or a literal in its script."""
    href = node.get("href").strip()
    if href and not href.lower().startswith(("javascript:", "#")):
        return href
    match = _OPENED.search(node.get("onclick")) or _OPENED.search(href)
    return match[1] if match else ""


def followed(page: Page, index: int, resolver: Resolver) -> str | None:
    """Address that a click on an element leads to; kept, as links and rows are read apart."""
    if index not in page.followed:
        page.followed[index] = resolver(target_of(page.nodes[index]))
    return page.followed[index]


def read_links(page: Page, resolver: Resolver) -> tuple[tuple[Link, ...], str]:
    """All references in document order without duplicates, and the target of 下一页."""
    found: dict[tuple[str, str, str], Link] = {}
    next_page = ""
    for index in sorted({*page.of(*REFERRING), *page.clicked}):
        node = page.nodes[index]
        clicked = is_clicked(node)
        kind: LinkKind
        if clicked:
            url = followed(page, index, resolver)
        else:
            parent = page.nodes[node.parent].tag if node.tag == "source" else ""
            reference, kind = embedded(node.tag, node.get, parent)
            url = resolver(reference) if reference else None
        if not url:
            continue
        if clicked:
            kind = path_kind(url)
            words = anchor_words(page, index)
            if not next_page and _NEXT.fullmatch(words):
                next_page = url
        else:
            words = clean_text(node.get("alt") or node.get("title"), 300)
        found.setdefault((url, kind, words), Link(url, words, kind, node.area))
        if len(found) >= MAX_LINKS:
            break
    return tuple(found.values()), next_page


def is_clicked(node: Node) -> bool:
    """Whether an element leads on when it is clicked, by its name or by a script."""
    return node.tag in ("a", "area") or "onclick" in node.attrs


def embedded(tag: str, get: Callable[[str], str | None], parent: str) -> tuple[str, LinkKind]:
    """Reference of an element that the page itself loads; empty for any other element.

    Args:
        tag: name of the element.
        get: gives the value of an attribute of it.
        parent: name of the element around it; it matters for ``<source>`` alone.
    """
    if tag == "img":
        if source := get("src"):
            return source, "image"
        lazy = next((value for name in _LAZY if (value := get(name))), "")
        return lazy or next(candidates(get("srcset") or ""), ""), "image"
    if tag == "link":
        rel = (get("rel") or "").lower()
        if "stylesheet" in rel:
            return get("href") or "", "style"
        return (get("href") or "") if "icon" in rel else "", "image"
    if (tag == "source" and parent == "picture") or tag not in _EMBEDDED:
        return "", "page"
    attribute, kind = _EMBEDDED[tag]
    return get(attribute) or "", kind
