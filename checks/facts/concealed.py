"""Concealed links (暗链): links to other sites that a page keeps from its readers' eyes.

Intruders put them into government pages to lend the pages' rank to gambling and the like. Menus
that open on a touch are concealed by the same means: what a link is about decides, and that is not
read here (`checks.links`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import Concealed, Concealment
from checks.facts.urls import Resolve
from checks.facts.urls import host as host_of

MOST = 200
"""Concealed links kept of one page."""
DEPTH = 12
"""Elements around a link that are looked at."""
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?(?![.\d])"
)
_TINY = re.compile(
    r"(?<![\w-])(?:font-size|line-height|max-height|max-width|height|width)\s*:\s*[01](?:px|pt|em)?"
    r"\s*(?=[;!}\"']|$)"
)
_AWAY = re.compile(
    r"(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0"
)
_STYLES: tuple[tuple[Concealment, re.Pattern[str]], ...] = (
    ("style", _UNSEEN), ("size", _TINY), ("off-screen", _AWAY),
)  # fmt: skip
_SHORT = 200
"""Characters of a rule up to which what it does is remembered."""
_NAME = re.compile(r"\s*[a-z]*([.#][\w-]+)\s*")
_BY_SCRIPT = re.compile(
    r"getElementById\(\s*['\"]([\w-]+)['\"]\s*\)\s*\.\s*style\s*\.\s*"
    r"(?:display|visibility)\s*=\s*['\"](?:none|hidden)"
)
_WRITTEN = re.compile(
    r"<a\s[^<>]{0,300}?href\s*=\s*\\?[\"']?(https?:)?(//[^\s\"'\\<>]{1,500})\\?[\"']?[^<>]{0,300}>"
    r"(.{0,200}?)<\\?/a",
    re.I | re.S,
)
_TAGS = re.compile(r"<[^<>]*>")


def read_concealed(page: Page, url: str, resolve: Resolve) -> tuple[Concealed, ...]:
    """Concealed links of a page that lead to hosts other than its own, without duplicates."""
    own = host_of(url)
    scripts = page.scripts()
    marks = _hidden_marks(page, scripts)
    found: dict[str, Concealed] = {}
    ways: dict[int, Concealment | None] = {}
    for index in page.of("a"):
        href = page.nodes[index].get("href")
        if "//" not in href:  # no other host is meant
            continue
        way = _way(page, index, marks, ways)
        target = resolve(href) if way else None
        if way and target and host_of(target) != own:
            found.setdefault(target, Concealed(target, page.words(index), way))
        if len(found) >= MOST:
            break
    for reference, words in _written(scripts):
        target = resolve(reference)
        if target and host_of(target) != own and len(found) < MOST:
            found.setdefault(target, Concealed(target, words, "script"))
    return tuple(found.values())


def _hidden_marks(page: Page, scripts: list[str]) -> dict[str, Concealment]:
    """Classes and ids (``.x``, ``#y``) that the page's own styles or scripts hide."""
    found: dict[str, Concealment] = {}
    for index in page.of("style"):
        # Taken apart at the braces: a pattern would look through long styles again and again.
        for part in page.nodes[index].text[:200_000].split("}"):
            above, _, rule = part.rpartition("{")
            if way := way_of_style(rule[:2000]):
                names = map(_NAME.fullmatch, above.rpartition("{")[2][-500:].split(","))
                found.update({name[1]: way for name in names if name})
    for script in scripts:
        if "getElementById" in script:
            found.update({f"#{name}": "script" for name in _BY_SCRIPT.findall(script)})
    return found


def _way(
    page: Page, index: int, marks: dict[str, Concealment], ways: dict[int, Concealment | None]
) -> Concealment | None:
    """How an element is concealed, by itself or by what is around it.

    ``ways`` keeps what was found of each element: links lie in the same boxes.
    """
    for _ in range(DEPTH):
        node = page.nodes[index]
        if index not in ways:
            ways[index] = _of(node, marks)
        way = ways[index]
        if way or node.parent < 0 or node.tag == "body":
            return way
        index = node.parent
    return None


def _of(node: Node, marks: dict[str, Concealment]) -> Concealment | None:
    if not node.attrs:
        return None
    if "hidden" in node.attrs:
        return "style"
    if node.tag == "marquee" and min(map(_pixels, (node.get("width"), node.get("height")))) <= 5:
        return "size"
    if marks:
        names = [f".{name}" for name in node.get("class").split()]
        way = next((marks[n] for n in (*names, f"#{node.get('id')}") if n in marks), None)
        if way:
            return way
    return way_of_style(node.get("style"))


def way_of_style(rule: str) -> Concealment | None:
    """How the declarations of a style hide what they are for; None if they do not.

    The pages of a site have the same short ones again and again.
    """
    return _concealing(rule) if len(rule) <= _SHORT else _concealing.__wrapped__(rule)


@lru_cache(maxsize=4096)
def _concealing(rule: str) -> Concealment | None:
    rule = rule.lower()
    return next((way for way, pattern in _STYLES if rule and pattern.search(rule)), None)


def _pixels(size: str) -> int:
    digits = size.removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 10_000


def _written(scripts: list[str]) -> Iterator[tuple[str, str]]:
    """Links that scripts write into the page: addresses and words."""
    for script in scripts:
        if "href" not in script.lower():
            continue
        for scheme, rest, words in _WRITTEN.findall(script[:500_000]):
            yield f"{scheme}{rest}", clean_text(_TAGS.sub("", words), 300)
