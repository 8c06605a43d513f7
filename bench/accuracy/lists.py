"""Lists: the newest entry of a page's lists, how many rows were read, the next page, the reason.

Labels: ``bench/labels/lists.csv`` and, for the days of single rows, ``entries.csv``; the rules are
in ``bench/labels/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.page import read_page
from checks.facts.text import normal

_ASKED = ("newest day", "newest title", "newest target", "rows", "unread", "next page")


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows by question; the pages are real."""
    tallies = {asked: Tally() for asked in _ASKED}
    for page in labelled("lists", half):
        label = page.rows[0]
        facts = read_page(page.body, page.url)
        newest = facts.newest
        title = normal(newest.title) if newest else ""
        wanted = normal(label["title"])
        # A label names the beginning of a title: enough to tell which row is meant.
        told = wanted if wanted and title.startswith(wanted) else title
        need, read = int(label["rows"]), sum(bool(entry.day) for entry in facts.entries)
        answers = {
            "newest day": (newest.day if newest else "", label["day"]),
            "newest title": (told, wanted),
            "newest target": (newest.url if newest else "", label["target"]),
            "rows": (str(min(read, need) or ""), str(need or "")),
            "unread": (facts.entries_unread, label["unread"]),
            "next page": (facts.next_page, label["next"]),
        }
        for asked, (answer, truth) in answers.items():
            tallies[asked].add(answer, truth, page.url)
    for asked, tally in tallies.items():
        yield f"{asked}, real", tally
    yield "day of each row, real", _row_days(half)


def _row_days(half: Half | None) -> Tally:
    """Days beside titles, row by row."""
    tally = Tally()
    for page in labelled("entries", half):
        entries = read_page(page.body, page.url).entries
        days = {normal(entry.title): entry.day for entry in entries}
        for row in page.rows:
            wanted = normal(row["title"])
            read = next((day for title, day in days.items() if title.startswith(wanted)), "")
            tally.add(read, row["day"], f"{page.url}: {row['title']}")
    return tally
