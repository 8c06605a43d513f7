"""Limits (上限): how much of a page may be parsed, so that no page can hold up a crawl.

The parser takes time in the square of the nesting, and reopens every unclosed formatting element
in every paragraph (WHATWG, "reconstruct the active formatting elements"): a hostile page of
100 KB could ask for minutes and gigabytes. Ordinary pages stay far below the budget.
"""

from __future__ import annotations

import re
from collections import Counter

FEW_TAGS = 2000
"""Pages with fewer tags can't be costly and are not counted through."""

BUDGET = 300_000_000
"""Steps of the parser that a page may cost; about a second."""

_REOPENED_STEPS = 300
# Equal formatting elements kept open (WHATWG, the "Noah's Ark clause").
_ARK = 3
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})((?:\s[^<>]{0,200})?)")
_FORMATTING = frozenset(
    ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_FORMATTED = re.compile(rf"<(/?)({'|'.join(sorted(_FORMATTING))})(?![a-z0-9])", re.I)
# Void elements and those that the next of their kind closes: they don't nest.
_FLAT = frozenset(
    (
        "a", "area", "base", "br", "col", "dd", "dt", "embed", "frame", "hr", "img", "input", "li",
        "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead",
        "tr", "wbr",
    )
)  # fmt: skip


def _most_open(html: str) -> int:
    """How many formatting elements are open at most at the same time."""
    most = total = 0
    open_: Counter[str] = Counter()
    for closing, name in _FORMATTED.findall(html):
        tag = name.lower()
        if not closing:
            open_[tag] += 1
            total += 1
            most = max(most, total)
        elif open_[tag]:
            open_[tag] -= 1
            total -= 1
    return most


def affordable(html: str) -> str:
    """The page, cut before the tag at which parsing it would exceed the budget."""
    tags = html.count("<")
    if tags < FEW_TAGS:
        return html
    # No tag costs more than with all others open around it: few long pages need counting through.
    if tags * (tags + _REOPENED_STEPS * _most_open(html)) <= BUDGET:
        return html
    depth = reopened = cost = 0
    formatting: dict[str, list[str]] = {}
    for match in _TAG.finditer(html):
        closing, tag, attributes = match[1], match[2].lower(), match[3]
        if tag in _FORMATTING:
            unclosed = formatting.setdefault(tag, [])
            reopened -= len(unclosed)
            if closing:
                del unclosed[-1:]
            elif unclosed.count(attributes) < _ARK:
                unclosed.append(attributes)
            reopened += len(unclosed)
            cost += depth
            continue
        if tag not in _FLAT:
            depth = max(0, depth + (-1 if closing else 1))
        cost += depth + (0 if closing else reopened * _REOPENED_STEPS)
        if cost > BUDGET:
            return html[: match.start()]
    return html
