"""Places (出处): the line and the CSS selector by which a person finds a quotation again."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree
from msgspec import Struct

MAX_STEPS = 40
"""Steps of the longest selector; above it starts anywhere on the page."""

MAX_AHEAD = 300
"""Lines looked through for the first words of a quotation."""

# Numbers in an id are those of a record and change with it.
_STABLE = re.compile(r"[A-Za-z][A-Za-z_-]{0,40}\d{0,2}")
_FIRST = 6


class Place(Struct, frozen=True):
    """Where something stands on a page.

    Attributes:
        line: line of the source, from 1.
        selector: CSS selector of the element around it.
    """

    line: int
    selector: str


class Selectors:
    """Selectors of one page's elements; ids and numbers among siblings are counted once."""

    def __init__(self, root: etree._Element) -> None:
        found = (element.get("id") for element in root.iter(etree.Element))
        self._ids = Counter(identity for identity in found if identity)
        self._numbered: dict[etree._Element, dict[etree._Element, str]] = {}

    def __call__(self, element: etree._Element) -> str:
        """Short selector: from the nearest stable id down, by kind and number among its kind.

        A ``tbody`` that is alone is left out: browsers add it where the source has none.
        """
        selector, joint = "", ""
        here: etree._Element | None = element
        for _ in range(MAX_STEPS):
            if here is None:
                break
            identity = here.get("id") or ""
            # Damaged pages repeat ids.
            if _STABLE.fullmatch(identity) and self._ids[identity] == 1:
                return f"#{identity}{joint}{selector}"
            parent = here.getparent()
            if here.tag == "tbody" and selector and parent is not None and _lone(parent):
                joint = " "
            else:
                selector = self._step(here, parent) + joint + selector
                joint = " > "
            if here.tag in ("body", "html"):
                break
            here = parent
        return selector

    def _step(self, element: etree._Element, parent: etree._Element | None) -> str:
        if parent is None or element.tag in ("html", "body"):
            return str(element.tag)
        if parent not in self._numbered:
            children = list(parent.iterchildren(etree.Element))
            kinds = Counter(str(child.tag) for child in children)
            at: Counter[str] = Counter()
            steps: dict[etree._Element, str] = {}
            for child in children:
                tag = str(child.tag)
                at[tag] += 1
                steps[child] = f"{tag}:nth-of-type({at[tag]})" if kinds[tag] > 1 else tag
            self._numbered[parent] = steps
        return self._numbered[parent][element]


def _lone(table: etree._Element) -> bool:
    """Whether a table has a single section: then its rows can be counted without naming it."""
    return sum(1 for child in table if child.tag in ("tbody", "thead", "tfoot")) == 1


def line_of(lines: list[str], start: int, quote: str) -> int:
    """Line on which a quotation begins, looked for from the line of its element on."""
    words = quote[:_FIRST]
    for number in range(max(start - 1, 0), min(start + MAX_AHEAD, len(lines))):
        if words in "".join(lines[number].split()):
            return number + 1
    return start
