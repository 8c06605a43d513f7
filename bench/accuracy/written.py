"""Guides, marks and numbers of persons on pages written by hand; first answers: bench/written."""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.pages import Half
from bench.accuracy.score import Tally
from bench.people import FORMATS
from bench.written import FOLDER, Written, written
from checks.facts.attachments.read import read_attachment
from checks.facts.page import read_page
from checks.facts.personal import PersonalHit
from checks.facts.types_contents import GUIDE_ELEMENTS

URL = "http://www.example.gov.cn/zwgk/202403/t20240305_1.html"
_KINDS = {"identity": "identity", "old": "old-identity", "mobile": "mobile", "card": "bank-card"}
_HOLES = {"identity": ("id", "idx"), "old": ("id15",), "mobile": ("mobile",), "card": ("card",)}


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows: each set, by what is asked of it; the sets lead to rules, so they are of no half."""
    if half == "measure":
        return
    for path in sorted(FOLDER.glob("*.txt")):
        kind = path.stem.removeprefix("late-")
        rows = {"guides": _guides, "marks": _marks, "people": _people}[kind]
        yield from ((f"{path.stem}: {what}", tally) for what, tally in rows(path.stem))


def _guides(name: str) -> Iterator[tuple[str, Tally]]:
    status, words, none = Tally(), Tally(), Tally()
    for page in written(name):
        found = {e.name: e for e in read_page(page.body.encode(), URL).guide}
        if not page.truth:
            none.add_all(set(found), set(), page.name)
            continue
        for element in GUIDE_ELEMENTS:
            truth, answer = page.truth.get(element), found.get(element)
            if truth == "?":
                continue
            where = f"{page.name} {element}"
            told = {None: "", "": "empty", "unread": "unread"}.get(truth, "present")
            status.add(answer.status if answer else "", told, where)
            if told == "present" and truth != "*" and answer:
                fits = (truth or "") in answer.text
                words.add((truth or "") if fits else answer.text, truth or "", where)
    yield from (("status", status), ("words", words), ("pages that are no guides", none))


def _marks(name: str) -> Iterator[tuple[str, Tally]]:
    pages = list(written(name))
    found = [read_page(page.body.encode(), URL).marks for page in pages]
    for key in ("code", "sponsor", "icp", "police", "party", "report", "contact", "unread"):
        tally = Tally()
        for page, marks in zip(pages, found, strict=True):
            answer = getattr(marks, key)
            if key in ("party", "report", "contact"):
                answer = "yes" if answer else ""
            tally.add(answer, page.truth.get(key, ""), page.name)
        yield key, tally


def _people(name: str) -> Iterator[tuple[str, Tally]]:
    none, tallies = Tally(), {kind: Tally() for kind in _KINDS}
    for page in written(name):
        answers = [hit for hit in _found(page) if hit.role == "personal"]
        if not page.truth:
            none.add_all({f"{hit.kind} {hit.masked}" for hit in answers}, set(), page.name)
            continue
        for kind, tally in tallies.items():
            wanted = {_number(page, kind, letter) for letter in page.truth.get(kind, "").split()}
            given = {hit.masked for hit in answers if hit.kind == _KINDS[kind]}
            matched = {n: m for n in wanted for m in given if _masks(m, n)}
            tally.add_all((given - {*matched.values()}) | {*matched}, wanted, page.name)
    yield from tallies.items()
    yield "pages and files without any", none


def _found(page: Written) -> tuple[PersonalHit, ...]:
    if not page.form:
        return read_page(page.body.encode(), URL).personal
    body = FORMATS[page.form](page.rows)
    return read_attachment(body, f"a.{page.form}", page.title).personal


def _number(page: Written, kind: str, letter: str) -> str:
    return next(page.numbers[k] for h in _HOLES[kind] if (k := f"{h} {letter}") in page.numbers)


def _masks(masked: str, number: str) -> bool:
    """Whether a masked number may be this one."""
    return len(masked) == len(number) and all(
        m in ("*", n.upper()) for m, n in zip(masked.upper(), number, strict=True)
    )
