"""Owners: whether a foreign page that a link leads to is somebody else's than the link says.

The pages are invented, after renamings and takeovers as they happen; labels and rules:
``bench/labels/owners.csv`` and ``bench/labels/README.md``. Halves are by turns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from html import escape

from bench.accuracy.pages import Half
from bench.accuracy.score import Tally
from bench.measure import ROOT
from checks.links.taken_over_link import TakenOverOptions, taken_over_link
from tests.checks.build import PortalBuilder

_KINDS = {
    True: "sent on to another domain, invented pages",
    False: "at the domain of the link, invented pages",
}


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by whether the link is sent on to another domain."""
    tallies = {sent: Tally() for sent in _KINDS}
    with (ROOT / "bench/labels/owners.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if half == ("measure", "tune")[number % 2]:
                continue
            answer = "other" if _is_told(row) else ""
            truth = "other" if row["owner"] == "other" else ""
            sent = row["before"] != row["after"]
            tallies[sent].add(answer, truth, f"{row['anchor']} / {row['title']}")
    for sent, words in _KINDS.items():
        yield words, tallies[sent]


def _is_told(row: dict[str, str]) -> bool:
    builder = PortalBuilder()
    before, after = (f"http://{row[name]}/" for name in ("before", "after"))
    builder.html("/", f"<title>例市</title><a href='{before}'>{row['anchor']}</a>")
    if after != before:
        builder.answer(before, 302, location=after)
    description = escape(row["description"])
    builder.html(
        after, f"<title>{row['title']}</title><meta name=description content='{description}'>"
        "<p>欢迎</p>",
    )  # fmt: skip
    found = taken_over_link.run(builder.build(), TakenOverOptions())
    return any(finding.outcome == "other-owner" for finding in found)
