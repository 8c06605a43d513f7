"""Jumps (跳转): where a page sends its reader without being asked."""

from __future__ import annotations

import re

from checks.facts.links import Resolver
from checks.facts.tree import Node, Page

# Possessive (``*+``): three blanks in a row to share out would take time in the cube of them.
_REFRESH = re.compile(r"^\s*+[\d.]*+\s*+[;,]?\s*+url\s*+=\s*+['\"]?\s*+([^'\"]+)", re.I)
_LONGEST = 4000
_JUMP = re.compile(
    r"(?:(?:window|self|top|parent|document)\.)*location(?:\.href)?\s*(?:=|\.replace\s*\(|\.assign\s*\()"
    r"\s*['\"]([^'\"]+)['\"]\s*(?=[,;)}<]|$)",
    re.M,
)
# What every such script holds.
_JUMP_HINT = re.compile(r"location(?:\.href)?\s*(?:=|\.replace|\.assign)")


def may_jump(html: str) -> bool:
    """Whether a script of a page may send its reader on."""
    return "location" in html and bool(_JUMP_HINT.search(html))


def refresh_of(node: Node) -> str:
    """Reference that a meta refresh leads to; empty for any other element."""
    if node.get("http-equiv").strip().lower() != "refresh":
        return ""
    match = _REFRESH.match(node.get("content")[:_LONGEST])
    return match[1] if match else ""


def read_refresh(page: Page, resolver: Resolver, content: int) -> str:
    """Target of a meta refresh, or of a script on a page that has little else."""
    for index in page.of("meta"):
        reference = refresh_of(page.nodes[index])
        if reference and (target := resolver(reference)):
            return target
    scripts = "\n".join(page.scripts())
    if content < 100 and len(scripts) < 3000 and (match := _JUMP.search(scripts)):
        return resolver(match[1]) or ""
    return ""
