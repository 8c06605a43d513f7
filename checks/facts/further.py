"""Further references (其他引用): addresses that a page uses outside the usual attributes.

Pictures for other screens (``srcset``), posters, backgrounds, ``url()`` of styles, and windows that
a script opens at a literal address. A rule of a style sheet may style nothing, and a function may
never run: what stands only there is told apart by its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.facts.tree import Node
from checks.facts.types import Link, LinkKind, Place
from checks.facts.urls import Resolve, path_kind

MARKED = frozenset(("style", "background", "srcset", "poster"))
PLAIN = frozenset(("input", "track", "style", "script"))
"""The elements that are looked at: those with such an attribute, and those of such a name."""
_PAINTED = ("body", "table", "tr", "td", "th")
MOST = 2000
"""Further references kept of one page, or of one style sheet."""
MOST_PICTURES = 50
"""Candidates read of one ``srcset``."""
_FIRST = re.compile(r"[\s,]*([^\s,]\S*)")
_URL = re.compile(
    r"url\(\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})'|([^\s\"'()]{1,2000}))\s*\)", re.I
)
_IMPORT = re.compile(r"@import\s+(?:url\(\s*)?[\"']?([^\"'()\s;]{1,2000})", re.I)
# Browsers take one font of several forms, and only old ones know behaviours.
_PASSED = re.compile(r"@font-face\s*\{[^}]*(?:\}|$)|@import[^;]*(?:;|$)|behaviou?r\s*:[^;}]*", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
# A line comment, but not the slashes of an address.
_LINE_COMMENT = re.compile(r"(?:^|(?<=[\s;{}]))//[^\n]*")
# Only a whole literal: one that goes on (``open('/x/' + id)``) is but a part of the address.
_OPENED = re.compile(r"\bwindow\s*\.\s*open\s*\(\s*(?:\"([^\"\s]+)\"|'([^'\s]+)')\s*[,)]")


def read_further(
    nodes: Iterable[Node], resolve: Resolve, known: Iterable[Link]
) -> tuple[Link, ...]:
    """Further references of a page's elements, without those known already."""
    found: dict[tuple[str, str], Link] = {}
    before = {(link.url, link.kind) for link in known}
    for node in nodes:
        for reference, kind, place in _of(node):
            url = resolve(reference)
            if url:
                named: LinkKind = path_kind(url) if kind == "page" else kind
                if (url, named) not in before:
                    found.setdefault((url, named), Link(url, "", named, place))
        if len(found) >= MOST:
            break
    return tuple(found.values())


def read_sheet(css: str, resolve: Resolve) -> tuple[Link, ...]:
    """References of a style sheet: pictures of its rules, and the sheets that it imports."""
    found: dict[str, Link] = {}
    for reference, kind in _sheet(css):
        if url := resolve(reference):
            found.setdefault(url, Link(url, "", kind, "style"))
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _of(node: Node) -> Iterator[tuple[str, LinkKind, Place]]:
    """References of one element, what they are to, and the place that they stand in."""
    if node.tag == "script":
        if "open" in node.text and "src" not in node.attrs:
            yield from ((literal, "page", "script") for literal in _opened(node.text))
        return
    if node.tag == "style":
        yield from ((reference, kind, "style") for reference, kind in _sheet(node.text))
        return
    area = node.area
    if node.tag in ("img", "source"):
        yield from ((candidate, "image", area) for candidate in candidates(node.get("srcset")))
    elif node.tag == "track":
        yield node.get("src"), "media", area
    elif node.tag == "video":
        yield node.get("poster"), "image", area
    elif node.tag == "input" and node.get("type").lower() == "image":
        yield node.get("src"), "image", area
    elif node.tag in _PAINTED:
        yield node.get("background"), "image", area
    if style := node.get("style"):
        yield from ((reference, "image", area) for reference in _urls(style))


def candidates(srcset: str) -> Iterator[str]:
    """Addresses of a ``srcset`` (HTML, "parse a srcset attribute"); commas may stand in them."""
    at = 0
    for _ in range(MOST_PICTURES):
        match = _FIRST.match(srcset, at)
        if match is None:
            return
        url, at = match[1], match.end()
        if not url.endswith(","):
            at = srcset.find(",", at) + 1 or len(srcset)
        yield url.rstrip(",")


def uncommented(code: str) -> str:
    """Styles or a script without comments; one that does not end is left as it stands."""
    # Looking for an end that is not there, from each beginning, would take for ever.
    end = code.rfind("*/") + 2
    return _COMMENT.sub("", code[:end]) + code[end:] if end > 1 else code


def _sheet(css: str) -> Iterator[tuple[str, LinkKind]]:
    if "@import" in css.lower():
        for match in _IMPORT.finditer(uncommented(css)):
            yield match[1], "style"
    for reference in _urls(css):
        yield reference, "image"


def _urls(css: str) -> Iterator[str]:
    if "url(" not in css.lower():
        return
    for match in _URL.finditer(_PASSED.sub("", uncommented(css))):
        reference = match[1] or match[2] or match[3]
        # A backslash begins an escape; a hash alone names a part of the page.
        if "\\" not in reference and not reference.startswith("#"):
            yield reference


def _opened(script: str) -> Iterator[str]:
    for match in _OPENED.finditer(_LINE_COMMENT.sub("", uncommented(script))):
        yield match[1] or match[2]
