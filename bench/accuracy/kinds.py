"""Page kinds: what sort of page it is, by its own bytes and address.

Labels: ``bench/labels/kinds.csv``; the rules are in ``bench/labels/README.md``. Each page counts
once in the row of all and once in that of its true kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from bench.accuracy.generated import portals
from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.kinds import kind_beside
from checks.facts.page import read_page
from checks.facts.types import PageFacts

_SETS = {
    "gov": "Chinese government pages",
    "news": "Chinese pages of others",
    "foreign": "pages in other languages",
}


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by set of pages, then by true kind; the pages are real."""
    tallies: dict[tuple[str, str], Tally] = {}
    for page in labelled("kinds", half):
        label = page.rows[0]
        answer = read_page(page.body, page.url).kind
        for kind in ("all", label["kind"]):
            tally = tallies.setdefault((label["set"], kind), Tally())
            tally.add(answer, label["kind"], page.url)
    for name, words in _SETS.items():
        for (part, kind), tally in tallies.items():
            if part == name:
                yield f"{kind}, {words}", tally
    yield "soft 404, two real pages of one host", _two_pages(half)
    yield "soft 404, generated portals that send the home page", _sent_home(half)


def _two_pages(half: Half | None) -> Tally:
    """Every real page beside every other of its host: none is a copy, so none may be called so."""
    hosts: dict[str, list[PageFacts]] = {}
    for page in labelled("kinds", half):
        hosts.setdefault(page.site, []).append(read_page(page.body, page.url))
    tally = Tally()
    for host, pages in hosts.items():
        for number, (one, other) in enumerate(permutations(pages, 2)):
            same = kind_beside(one, [other], None, is_home=False) == "soft-404"
            tally.add("soft-404" if same else "", "", f"{host}, pair {number}")
    return tally


def _sent_home(half: Half | None) -> Tally:
    """Pages of portals that answer what isn't there with their home page, and such an answer."""
    tally = Tally()
    for site, portal in portals(half):
        home = read_page(portal.body("/"), portal.url("/"), "text/html")
        sent = read_page(portal.body("/"), portal.url("/nowhere/at/all.html"), "text/html")
        pages = {path: read_page(portal.body(path), portal.url(path)) for path in portal.truth}
        pages = {path: facts for path, facts in pages.items() if facts.kind != "home"}
        for path, facts in (*pages.items(), ("an address of nothing", sent)):
            truth = "soft-404" if facts is sent else ""
            kind = kind_beside(facts, [sent], home, is_home=False)
            tally.add("soft-404" if kind == "soft-404" else "", truth, f"{site} {path}")
    return tally
