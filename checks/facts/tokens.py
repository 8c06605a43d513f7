"""Tokens (标记): the references of an ordinary page without a tree, in a third of the time.

A crawl reads every page for its links while the network waits. Most pages are plain enough that
their tags, taken one after the other, tell the same as the tree that a browser would build (WHATWG
HTML 13.2.5 and 13.2.6): each link is closed before the next begins and holds words, pictures and
inline elements in good order. Where anything else is met (a quote that hides a tag, a block inside
a link, drawings, templates, frames) nothing is told, and the full reader decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from checks.facts.text import clean_text
from checks.facts.tree import NO_ATTRIBUTES

Attributes = dict[str, str | None]


Reference = tuple[str, str, str, Attributes]
"""One element that refers to something: its name, and of a link its address and its words (as
`checks.facts.links.anchor_words` has them); of all others, and of links that take more than that,
the attributes. All with character references read, names in lower case."""


def _any_case(*names: str) -> str:
    """Pattern for names in any case: ``(?i)`` would try every position of the page."""
    return "|".join("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in n) for n in names)


# Elements in which tags are only text (WHATWG 13.2.5.1, "RCDATA" and "RAWTEXT"), and comments. The
# two letters looked at first let the pattern pass over nearly all other tags.
_RAW = re.compile(
    r"<(?=[sStTiIxXnN!][cCtTiIeEfFmMoO-])(?:!--|("
    + _any_case(
        "script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"
    )
    + r")(?=[\s/>]))"
)  # fmt: skip
_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.I)
    for name in ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
}
_OTHER_BYTES = bytes(set(range(256)) - set(b"<>\"'=!"))
# What is left of a page in which every "<" begins a tag and no value in quotes holds a bracket.
_PLAIN = re.compile(rb"[^<]*+(?:<(?:![^<>]*+|(?:=\"[^\"<>]*+\"|='[^'<>]*+'|[=!])*+)>[^<]*+)*+")
# Values without marks of their own, with a "=" or the other quote in them; at last whole tags.
_VALUES = (b'="="', b'=""', b"=''", b'="\'"', b"<>")
_TAKES_A_TREE = (
    "frame", "frameset", "image", "listing", "math", "picture", "plaintext", "svg", "template",
)  # fmt: skip
_SHAPES = (
    "path|g|circle|rect|line|polyline|polygon|ellipse|defs|use|symbol|title|desc|text|tspan|mask"
    "|clipPath|linearGradient|radialGradient|stop|filter|pattern|animate"
)
_DRAWING = re.compile(rf"<svg\b[^<>]*+>(?:[^<]++|</?(?:{_SHAPES})\b[^<>]*+>)*+</svg\s*+>")
_TAG = re.compile(
    r"<(?=[aAsSiIlLeEfFmMbBvVoOtTpPnN][\s>cCeEoOvVmMfFiIuUaAbBrRlL])(?:"
    # a link in the usual writing, with all that stands in it
    r"a((?:\s++(?!href=|onclick)[a-zA-Z:_-]++=\"[^\"<>]*+\")*+\s++href=\"([^\"<>&]++)\""
    r"(?:\s++(?!onclick)[a-zA-Z:_-]++=\"[^\"<>]*+\")*+)\s*+>((?:[^<]++|<(?!/?[aA][\s/>])[^<>]*+>)*+)"
    r"</a>"
    # a place to jump to, no link
    r"|a(?:\s++(?!href=|onclick)[a-zA-Z:_-]++=\"[^\"<>]*+\")*+\s*+>[^<]*+</a>"
    # any other link
    r"|[aA]((?:[\s/][^<>]*+)?+)>((?:[^<]++|<(?!/?[aA][\s/>])[^<>]*+>)*+)</[aA]\s*+>"
    r"|("
    + _any_case(
        "img", "link", "script", "meta", "form", "area", "base", "iframe", "video", "audio",
        "source", "embed", "object", "noscript",
    )
    + r")(?=[\s/>])([^<>]*+)>"
    # a drawing that is nothing but that
    r"|svg\b[^<>]*+>(?:[^<]++|</?(?:" + _SHAPES + r")\b[^<>]*+>)*+</svg\s*+>"
    # a list to choose from, of words alone
    r"|" + _any_case("select") + r"\b[^<>]*+>(?:[^<]++|</?(?:" + _any_case("option", "optgroup")
    + r")\b[^<>]*+>)*+</" + _any_case("select") + r"\s*+>"
    r"|((?:" + _any_case("a", "select", *_TAKES_A_TREE) + r")(?=[\s/>])))"
)  # fmt: skip
_ATTRIBUTE = r"[\s/]*+([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+"
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE})*+[\s/]*+")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_INNER = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>")
_INLINE = frozenset(
    (
        "abbr", "acronym", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd",
        "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var",
    )
)  # fmt: skip
# Words in one inline element, or in one in another: no need to look closer.
_ONE_INSIDE = re.compile(
    rf"\s*<({'|'.join(_INLINE)})(?:\s(?:class|style|color|size)=\"[^\"<>]*\")*>"
    rf"(?:([^<]+)|<({'|'.join(_INLINE)})(?:\s(?:class|style)=\"[^\"<>]*\")*>([^<]+)</\3>)</\1>\s*"
)
_VOID = {"img": "", "wbr": "", "br": "\n"}
_HARMLESS = "img|br|iframe|/iframe|p|/p|span|/span|param|source|embed|link|meta|track|style|/style"
_NOT_MUTED = re.compile(rf"<(?!(?:{_HARMLESS})[\s/>])", re.I)
_FORMS = ("form", "FORM", "Form")
_MUTE = ("noscript", "object", "video", "audio", "NOSCRIPT", "OBJECT", "VIDEO", "AUDIO")
_MUTED = re.compile(r"<(noscript|object|video|audio)(?=[\s/>])(.*?)(</\1\s*>|\Z)", re.I | re.S)
_ONCLICK = re.compile(r"onclick\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*)", re.I)
_LINK = re.compile(r"<[aA]\s")
# What every script that opens another page holds; see `checks.facts.links.target_of`.
_LEADS = re.compile(r"open|location|&", re.I)
_UNUSUAL = "jJ# \t\r\n"
"""What the address of a script, of a place on the page or one in blanks begins with."""
LONGEST = 2000
"""Characters inside a link beyond which the full reader decides."""


# One loop, as a call for each of the links would take longer than all the rest.
def read_references(markup: str) -> list[Reference] | None:  # noqa: PLR0911, PLR0912
    """All elements of a page that refer to something, in document order.

    Also ``<base>`` and ``<meta>``, which change what others mean. None if the page is not plain
    enough to be read without a tree. Never raises.

    Args:
        markup: the page as `markup_of` leaves it.
    """
    in_bytes = markup.encode("utf-8", "replace")
    if not _is_plain(in_bytes.translate(None, _OTHER_BYTES)):
        return None
    lower = in_bytes.lower()
    if b"onclick" in lower and _may_click(markup):
        return None
    found: list[Reference] = []
    forms = mute = 0
    for attrs, href, inside, other, inside_other, name, rest, tree in _TAG.findall(markup):
        part: tuple[Reference, ...] | None = ()
        if href:
            if "<" not in inside:
                words = _words(inside)
            elif (inner := _inner(inside)) is not None:
                words, _, part = inner
            else:
                return None
            if words and href[0] not in _UNUSUAL:
                found.append(("a", href, words, NO_ATTRIBUTES))
            elif href[0] != "#" or "(" in href:
                part = _link(attrs, inside)
        elif tree:
            return None
        elif name:
            part = _embedded(name, rest)
            forms += name in _FORMS
            mute += name in _MUTE
        elif other or inside_other:
            part = _link(other, inside_other)
        if part is None:
            return None
        found += part
    if (forms > 1 and _has_nested_form(lower)) or (mute and _hides_links(markup)):
        return None
    return found


def _is_plain(marks: bytes) -> bool:
    """Whether brackets stand around tags only, by what is left of a page of the marks alone."""
    left = marks[marks.find(b">") + 1 if marks.startswith(b"<!") else 0 :]
    for value in _VALUES:
        left = left.replace(value, b"")
    return b"<" not in left or _PLAIN.fullmatch(marks) is not None  # the quick way, then the sure


@lru_cache(maxsize=8192)
def _embedded(name: str, rest: str) -> tuple[Reference, ...] | None:
    attributes = read_attributes(rest)
    if attributes is None or "onclick" in attributes:
        return None
    return ((name.lower(), "", "", attributes),)


@lru_cache(maxsize=8192)
def _link(attrs: str, inside: str) -> tuple[Reference, ...] | None:
    """A link in an unusual writing or without words, and the pictures in it."""
    attributes, inner = read_attributes(attrs), _inner(inside)
    if attributes is None or inner is None:
        return None
    words = inner.words
    if not words:
        title = attributes.get("title") or attributes.get("alt") or inner.alternative
        words = clean_text(title, 300)
    return (("a", attributes.get("href") or "", words, attributes), *inner.images)


def _hides_links(markup: str) -> bool:
    """Whether a link stands in an element whose words a reader doesn't see."""
    return any(
        not closed or _NOT_MUTED.search(inside) for _, inside, closed in _MUTED.findall(markup)
    )


def _has_nested_form(lower: bytes) -> bool:
    """Whether a form begins inside another: a browser passes over it (13.2.6.4.7)."""
    form = lower.find(b"<form")
    while form >= 0:
        after = lower.find(b"<form", form + 5)
        if after >= 0 and not form < lower.find(b"</form", form) < after:
            return True
        form = after
    return False


@lru_cache(maxsize=8192)
def _words(text: str) -> str:
    return clean_text(unescape(text) if "&" in text else text, 300)


def markup_of(html: str) -> str | None:
    """A page without comments and without what stands in scripts and the like; None: not plain."""
    if "\0" in html:
        return None
    kept: list[str] = []
    at = 0
    while (match := _RAW.search(html, at)) is not None:
        begin = match.start()
        if match[1] is None:
            kept.append(html[at:begin])
            if html.startswith((">", "->"), begin + 4):
                at = html.index(">", begin + 4) + 1
                continue
            end = html.find("-->", begin + 4)
            if end < 0 or html.find("--!>", begin, end) >= 0:
                return None
            at = end + 3
            continue
        start_end = html.find(">", match.end()) + 1
        end_tag = _ENDS[match[1].lower()].search(html, start_end) if start_end else None
        if end_tag is None:
            return None
        # A script may hold a comment that holds a script (13.2.5.20): too much for us.
        comment = html.find("<!--", start_end, end_tag.start())
        if comment >= 0 and "<script" in html[comment : end_tag.start()].lower():
            return None
        kept.append(html[at:start_end])
        at = html.find(">", end_tag.end()) + 1
        if not at:
            return None
    kept.append(html[at:])
    return "".join(kept)


def _may_click(markup: str) -> bool:
    """Whether a script of an element that is no link may lead somewhere when it is clicked."""
    for match in _ONCLICK.finditer(markup):
        start = markup.rfind("<", max(0, match.start() - LONGEST), match.start())
        of_link = start >= 0 and _LINK.match(markup, start)
        if not of_link and _LEADS.search(match[0]):
            return True
    return False


@lru_cache(maxsize=8192)
def read_attributes(text: str) -> Attributes | None:
    """Attributes of a tag (WHATWG 13.2.5.32 to 39); None if they are not written plainly.

    Callers must not change what they get: templates repeat the same tags on every page.
    """
    if not _ATTRIBUTES.fullmatch(text):
        return None
    found: Attributes = {}
    for name, double, single, bare in _EACH_ATTRIBUTE.findall(text):
        value = double or single or bare
        found.setdefault(name.lower(), _value(value) if "&" in value else value)
    return found


def _value(raw: str) -> str:
    """An attribute's value with its character references read (13.2.5.73: not as in text)."""
    if raw.count("&") == raw.count("&amp;") and "&amp;amp" not in raw:
        return raw.replace("&amp;", "&")
    quote = "'" if '"' in raw else '"'
    node = LexborHTMLParser(f"<a href={quote}{raw}{quote}>").css_first("a")
    return (node and node.attributes.get("href")) or ""


class _Inner(NamedTuple):
    words: str
    alternative: str
    images: tuple[Reference, ...]


@lru_cache(maxsize=8192)
def _inner(text: str) -> _Inner | None:
    """What stands in a link; None if it is more than words, pictures and inline elements."""
    if match := _ONE_INSIDE.fullmatch(text):
        return _Inner(_words(match[2] or match[4]), "", ())
    text = _DRAWING.sub("", text)  # its words are no words of the link
    tags = _INNER.findall(text)
    odd = len(text) > LONGEST or len(tags) < text.count("<")  # the latter: comments of some sort
    if odd or not _in_good_order(tags):
        return None
    alternative = ""
    images: list[Reference] = []
    for _, name, rest in tags:
        attributes = read_attributes(rest)
        if attributes is None or "onclick" in attributes:
            return None
        alternative = alternative or attributes.get("alt") or ""
        if name.lower() == "img":
            images.append(("img", "", "", attributes))
    words = _INNER.sub(lambda tag: _VOID.get(tag[2].lower(), ""), text)
    return _Inner(clean_text(unescape(words), 300), alternative, tuple(images))


def _in_good_order(tags: list[tuple[str, str, str]]) -> bool:
    """Whether tags are those of inline elements, each closed before the one around it."""
    open_: list[str] = []
    for closing, name, _ in tags:
        tag = name.lower()
        if tag in _VOID and not closing:
            continue
        if tag not in _INLINE or (closing and (not open_ or open_.pop() != tag)):
            return False
        if not closing:
            open_.append(tag)
    return not open_
