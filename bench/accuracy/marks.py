"""Identity marks of the real pages: code, sponsor, filings, 党政机关, 找错, contact, unread."""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.page import read_page


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows: one for each mark."""
    pages = list(labelled("marks", half))
    found = [read_page(page.body, page.url).marks for page in pages]
    for name in ("code", "sponsor", "icp", "police"):
        tally = Tally()
        for page, marks in zip(pages, found, strict=True):
            tally.add(getattr(marks, name), page.rows[0][name], page.url)
        yield f"{name}, real", tally
    for name in ("party", "report", "contact", "unread"):
        tally = Tally()
        for page, marks in zip(pages, found, strict=True):
            tally.add("yes" if getattr(marks, name) else "", page.rows[0][name], page.url)
        yield f"{name} (there or not), real", tally
