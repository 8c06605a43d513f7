"""Catalogues (信息公开目录平台): a page that shows a tree of columns one at a time, by script.

Guangdong's gkmlpt serves ``/gkmlpt/index`` without any row. A script of the page holds the tree and
the number of the site, ``window._CONFIG = {SID: '755001', TREE: [{"id": 5, "name": …}], …}``; for
the column that is shown (``#5``) it asks ``/gkmlpt/api/all/5?page=1&sid=755001``
(`checks.facts.records`). A branch with a ``jump_url`` is an ordinary link.

Source: public crawlers of these sites, which agree on both and on the fields; none is written by
the maker. That a branch with branches below answers, too, is inferred.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from checks.evidence import SiteEvidence
from checks.facts.links import Resolver
from checks.facts.text import clean_text
from checks.facts.tree import Page
from checks.facts.types import CatalogueColumn, Link, PageFacts
from checks.facts.urls import path_kind

MAX_COLUMNS = 500
"""Columns kept of one tree."""

_SHELL = re.compile(r"(?:^|/)gkmlpt/(?:m?index(?:\.html?)?)?/?$")
_SID = re.compile(r"\bSID['\"]?\s{0,9}:\s{0,9}['\"]?(\d{1,12})\b")
_TREE = re.compile(r"\bTREE['\"]?\s{0,9}:\s{0,9}(?=\[)")


def is_catalogue(url: str) -> bool:
    """Whether a page at this address may hold a catalogue."""
    return "/gkmlpt" in url and bool(_SHELL.search(url.partition("?")[0]))


def read_catalogue(
    page: Page, url: str, resolver: Resolver
) -> tuple[tuple[CatalogueColumn, ...], tuple[Link, ...]]:
    """The columns of a catalogue, upper ones first, and the links in its tree.

    Args:
        page: the page.
        url: its address.
        resolver: of the page.
    """
    if not is_catalogue(url) or not page.script_holds("_config"):
        return (), ()
    for script in page.scripts():
        sid, tree = _SID.search(script), _TREE.search(script)
        if sid and tree:
            base = f"{url.partition('/gkmlpt')[0]}/gkmlpt/api/all/"
            return _walk(_array(script, tree.end()), base, sid[1], resolver)
    return (), ()


def is_answered(evidence: SiteEvidence, facts: PageFacts) -> bool:
    """Whether rows of a catalogue came, of one of its columns at least."""
    pages = map(evidence.page, (column.records for column in facts.catalogue))
    return any(page is not None and page.facts.records is not None for page in pages)


def _array(script: str, start: int) -> list[Any]:
    """The JSON array that begins at a place of a script; empty if it is none."""
    try:
        found, _ = json.JSONDecoder().raw_decode(script, start)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _walk(
    tree: list[Any], base: str, sid: str, resolver: Resolver
) -> tuple[tuple[CatalogueColumn, ...], tuple[Link, ...]]:
    columns: dict[str, CatalogueColumn] = {}
    links: dict[Link, None] = {}
    waiting = deque([(tree, "")])
    while waiting and len(columns) + len(links) < MAX_COLUMNS:
        branches, above = waiting.popleft()
        for number, name, jump, below in _branches(branches):
            here = above
            if jump:
                if target := resolver(jump):
                    links.setdefault(Link(target, name, path_kind(target)))
            elif records := resolver(f"{base}{number}?{urlencode({'page': 1, 'sid': sid})}"):
                columns.setdefault(records, CatalogueColumn(name, records, above))
                here = records
            if below:
                waiting.append((below, here))
    return tuple(columns.values())[:MAX_COLUMNS], tuple(links)[:MAX_COLUMNS]


def _branches(found: list[Any]) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Number, name, target elsewhere and branches of each branch that is one."""
    for branch in found[:MAX_COLUMNS]:
        if not isinstance(branch, dict):
            continue
        number, name, jump, below = map(branch.get, ("id", "name", "jump_url", "children"))
        if str(number).isdecimal() and isinstance(name, str) and name.strip():
            jump = jump.strip() if isinstance(jump, str) else ""
            yield str(number), clean_text(name, 100), jump, below if isinstance(below, list) else []
