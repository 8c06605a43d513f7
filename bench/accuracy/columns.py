"""Types of columns (栏目): which of the canonical types a link, a name or a page stands for.

Also how the normal form of text (繁简) folds pairs of traditional and simplified wording that other
people wrote.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator

from bench.accuracy.pages import LABELS, Half, corpus, half_of, labelled
from bench.accuracy.score import Tally
from checks.facts.membership import column_of
from checks.facts.page import read_page
from checks.facts.synonyms import types_of
from checks.facts.text import normal

_OPEN = "?"
"""Type of a label that allows two readings: not counted."""
_NAMES = {
    "type by the name, real columns of other sites": "column-names.csv",
    "the same, labelled later and then used to mend the table": "column-names-late.csv",
    "the same, labelled last and since used to mend the table": "column-names-last.csv",
    "names of one portal, labelled afresh and since used to mend the table": (
        "column-names-fresh.csv"
    ),
    "names of ten sites, labelled 2026-12-01 and since used to mend the table": (
        "column-names-fresh-2026-12.csv"
    ),
    "fresh: names of 79 sites that no other set has, labelled before the table was asked": (
        "column-names-fresh-2026-12b.csv"
    ),
    "fresh: whole menus of 37 sites, labelled before the table was asked": (
        "column-names-menus.csv"
    ),
    "invented words that look like names of columns and are none": "column-names-traps.csv",
}


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Links of real pages, the column a real page belongs to, names from lists, wording."""
    links, owners = Tally(), Tally()
    pages = list(labelled("columns", half))
    # What a link is called is labelled once a site, however many of its pages carry it.
    truths = {
        (page.site, row["name"]): _types(row["types"])
        for page in pages
        for row in page.rows
        if row["kind"] == "link"
    }
    asked: set[tuple[str, str]] = set()
    for page in pages:
        facts = read_page(page.body, page.url)
        words_of = {(page.site, x.text) for x in facts.links if x.kind in ("page", "document")}
        for key in sorted(words_of - asked):
            words, truth = key[1], truths.get(key, set())
            if _OPEN not in truth:
                links.add_all(set(types_of(words)), truth, f"{page.site}: link {words}")
        asked |= words_of
        for row in page.rows:
            truth = _types(row["types"])
            if row["kind"] == "page" and _OPEN not in truth:
                owners.add_all(
                    set(column_of(facts).types), truth, f"{page.url}: page {row['name']}"
                )
    yield "type of a link, each wording of a site once", links
    yield "type of the column that a real page is or belongs to", owners
    for asked_of, file_name in _NAMES.items():
        names = Tally()
        with (LABELS / file_name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                truth = _types(row["types"])
                if half in (None, half_of(row["site"])) and _OPEN not in truth:
                    where = f"{row['site']}: {row['name']}"
                    names.add_all(set(types_of(row["name"])), truth, where)
        yield asked_of, names
    yield "one normal form for traditional and simplified wording", _wording(half)


def _types(label: str) -> set[str]:
    return set(filter(None, label.split("|")))


def _wording(half: Half | None) -> Tally:
    """Pairs of the OpenCC project: whether both have one normal form."""
    tally = Tally()
    text = (corpus() / "labelled/zh-variants/opencc_testcases.json").read_text("utf-8")
    # JSON with comments and commas behind the last item.
    plain = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"//[^\"\n]*$", "", text, flags=re.M))
    cases = json.loads(plain)["cases"]
    for case in cases:
        for way, expected in case["expected"].items():
            # To simplified of the mainland, without words of another region put in.
            if way in ("t2s", "hk2s", "tw2s") and half in (None, half_of(case["id"])):
                tally.add(normal(case["input"]), normal(expected), f"{case['id']} {way}")
    return tally
