"""Limits (上限): how much of a page may be parsed, so that no page can hold up a crawl.

The parser takes time in the square of the nesting, and reopens every unclosed formatting element
in every paragraph (WHATWG, "reconstruct the active formatting elements"): a hostile page of
100 KB could ask for minutes and gigabytes. Ordinary pages stay far below the budget. A page above
it is made flat as browsers make it, and cut only if that doesn't help.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

MAX_BYTES = 20 * 1024 * 1024
"""Bytes parsed of one page; what comes behind is not read."""

FEW_TAGS = 2000
"""Pages with fewer tags can't be costly and are not counted through."""

BUDGET = 100_000_000
"""Steps of the parser that a page may cost; less than a second."""

MAX_PIECES = 500_000
"""Tags and attributes parsed of one page, each of about half a kilobyte of memory; real pages have
a few thousand."""

MAX_ATTRIBUTES = 300
"""Attributes parsed of one tag: each is compared with all before it."""

LONG = 250_000
"""Characters from which a page is long enough for a tag of very many attributes."""

MAX_DEPTH = 512
"""Open elements below which a costly page is made flat; Chromium nests no page deeper."""

_REOPENED_STEPS = 300
_COMPARED_STEPS = 15
# Equal formatting elements kept open (WHATWG, the "Noah's Ark clause").
_ARK = 3
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})((?:\s[^<>]{0,200})?)")
_FORMATTING = frozenset(
    ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_STYLED = re.compile(
    r"<(?=[bcefinstuBCEFINSTU][imotIMOT\s/])(?i:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*"
)
MOST_ELEMENTS = 1_000_000
"""Elements that a page may come to."""
_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}")
_KINDS: dict[str, str] = {}
MOST_NAMES = 5000
"""Spellings of tags that are remembered."""
_SUSPECT = (
    re.compile(rf"<[a-zA-Z][^<>]{{{2 * MAX_ATTRIBUTES},}}"),
    re.compile(r"=\s*(?:\"[^\"<>]*[<>]|'[^'<>]*[<>])"),
    re.compile(r"<[a-zA-Z][^<>]*<"),
)
# Void elements and those that the next of their kind closes: they don't nest.
_FLAT = frozenset(
    (
        "a", "area", "base", "br", "col", "dd", "dt", "embed", "frame", "hr", "img", "input", "li",
        "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead",
        "tr", "wbr",
    )
)  # fmt: skip


# What is no tag though it looks like one, or a tag of too many attributes (WHATWG 13.2.5.32 to 39).
_ATTRIBUTE = (
    r"(?:[\s/]*+[^\s/>][^\s/>=]*+"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?+)?+)"
)
_STUFFED = re.compile(
    rf"(<[a-zA-Z][^\s/>]*+){_ATTRIBUTE}{{{MAX_ATTRIBUTES},}}+"
    r"|(?is:<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b.*?(?:</\2|\Z))"
    rf"|<[a-zA-Z][^\s/>]*+{_ATTRIBUTE}*+"
)


def _hurried(html: str) -> int:
    """What a page costs at most: as `_end` counts, in a tenth of the time and never less.

    Equal formatting elements all stay open here, and every option is compared with all before it.
    """
    depth = unclosed = options = cost = 0
    open_: dict[str, int] = {}
    for token in _NAME.findall(html):
        kind = _KINDS.get(token)
        if kind is None:
            kind = _kind(token)
        if kind == "open":
            depth += 1
            cost += depth + unclosed * _REOPENED_STEPS
        elif kind == "close":
            depth -= depth > 0
            cost += depth
        elif kind == "flat":
            cost += depth + unclosed * _REOPENED_STEPS
        elif kind == "option":
            options += 1
            cost += depth + options + unclosed * _REOPENED_STEPS
        else:
            name = token.lstrip("</").lower()
            if token[1] != "/":
                open_[name] = open_.get(name, 0) + 1
                unclosed += 1
            elif open_.get(name):
                open_[name] -= 1
                unclosed -= 1
            cost += depth + unclosed * _COMPARED_STEPS
    return cost


def _kind(token: str) -> str:
    name = token.lstrip("</").lower()
    if name in _FORMATTING:
        kind = "formatting"
    elif name == "option" and token[1] != "/":
        kind = "option"
    elif name in _FLAT:
        kind = "flat"
    else:
        kind = "close" if token[1] == "/" else "open"
    if len(_KINDS) < MOST_NAMES:
        _KINDS[token] = kind
    return kind


def affordable(html: str) -> str:
    """The page, made flat or cut where parsing it would exceed the budget."""
    if len(html) > LONG and (html.count("<") + html.count("=") > MAX_PIECES or _stuffed(html)):
        html = _slender(html)
    tags = html.count("<")
    if tags < FEW_TAGS:
        return html
    if _hurried(html) <= BUDGET:
        return html
    return html if _end(html) == len(html) else _flat(html)


def is_costly(html: str) -> bool:
    """Whether even a parser without any of lexbor's weak places would make very many elements.

    An unclosed formatting element is made again in every paragraph that follows.
    """
    tags = html.count("<")
    if tags < FEW_TAGS:
        return False
    return tags > MAX_PIECES or tags * len(set(_STYLED.findall(html))) > MOST_ELEMENTS


def _stuffed(html: str) -> bool:
    """Whether a tag may have too many attributes: it is long, or a value in it looks like a tag."""
    return any(pattern.search(html) for pattern in _SUSPECT)


def _slender(html: str) -> str:
    """The page up to `MAX_PIECES`, without the attributes of tags that have too many."""

    def pieces(end: int) -> int:
        return html.count("<", 0, end) + html.count("=", 0, end)

    if pieces(len(html)) > MAX_PIECES:
        html = html[: bisect_right(range(len(html)), MAX_PIECES, key=pieces)]
    return _STUFFED.sub(lambda match: match[1] or match[0], html)


class _Cost:
    """Counts what the parser has to do for each tag, and which are open."""

    def __init__(self) -> None:
        self.depth = self.unclosed = self.cost = 0
        self._options = 0
        self._formatting: dict[str, list[str]] = {}

    def add(self, closing: str, tag: str, attributes: str) -> bool:
        """Count a tag; False if it is one too many."""
        if tag in _FORMATTING:
            open_ = self._formatting.setdefault(tag, [])
            before = len(open_)
            if closing:
                del open_[-1:]
            elif open_.count(attributes) < _ARK:
                open_.append(attributes)
            self.unclosed += len(open_) - before
            self.cost += self.depth + self.unclosed * _COMPARED_STEPS
        else:
            if tag == "option":  # each is compared with all before it in its list
                self._options += not closing
                self.cost += self._options
            elif tag == "select" and closing:
                self._options = 0
            if tag not in _FLAT:
                self.depth = max(0, self.depth + (-1 if closing else 1))
            self.cost += self.depth + (0 if closing else self.unclosed * _REOPENED_STEPS)
        return self.cost <= BUDGET


def _end(html: str) -> int:
    """Where the budget is used up."""
    cost = _Cost()
    for match in _TAG.finditer(html):
        if not cost.add(match[1], match[2].lower(), match[3]):
            return match.start()
    return len(html)


def _flat(html: str) -> str:
    """The page without the elements that lie too deep; what stands in them stays."""
    cost = _Cost()
    left_out: Counter[str] = Counter()
    kept: list[str] = []
    at = 0
    for match in _TAG.finditer(html):
        closing, tag, attributes = match[1], match[2].lower(), match[3]
        nests = tag in _FORMATTING or tag not in _FLAT
        if nests and closing and left_out[tag]:
            left_out[tag] -= 1
        elif nests and not closing and cost.depth + cost.unclosed >= MAX_DEPTH:
            left_out[tag] += 1
        elif cost.add(closing, tag, attributes):
            continue
        else:
            return "".join((*kept, html[at : match.start()]))
        kept.append(html[at : match.start()])
        at = html.find(">", match.end()) + 1 or len(html)
    return "".join((*kept, html[at:]))
