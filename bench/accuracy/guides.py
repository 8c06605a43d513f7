"""Elements of service guides: real pages (none is a guide), and generated guides in every habit.

The generated guides have all eight elements, or lack the content of one or two under its label;
each is asked for the status of every element, and for the words under it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bench.accuracy.pages import Half, labelled
from bench.accuracy.score import Tally
from checks.facts.page import read_page
from checks.facts.types_contents import GUIDE_ELEMENTS
from tests.web.guide_pages import FULL, HABITS, page

URL = "http://www.example.gov.cn/bszn/1.html"


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows: elements on real pages; status and words on generated ones, by habit."""
    real = Tally()
    for labelled_page in labelled("guides", half):
        facts = read_page(labelled_page.body, labelled_page.url)
        answers = {element.name for element in facts.guide}
        real.add_all(answers, set(labelled_page.rows[0]["elements"].split()), labelled_page.url)
    yield "elements, real", real
    if half == "measure":
        return
    words = Tally()
    for habit in HABITS:
        status = Tally()
        for empty in [(), *combinations(FULL, 1), *combinations(FULL, 2)]:
            pairs = FULL | dict.fromkeys(empty, "")
            facts = read_page(page(habit, pairs).encode(), URL)
            found = {element.name: element for element in facts.guide}
            where = f"{habit}, empty: {'、'.join(empty) or 'none'}"
            for name, (label, text) in zip(GUIDE_ELEMENTS, pairs.items(), strict=True):
                element = found.get(name)
                truth = "present" if text else "empty"
                status.add(element.status if element else "", truth, f"{where}: {label}")
                if text:
                    words.add(element.text if element else "", text, f"{where}: {label}")
        yield f"status, {habit}, generated", status
    yield "words under the label, generated", words
