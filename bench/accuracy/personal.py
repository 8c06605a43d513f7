"""Numbers of private persons: identity, mobile, bank card, on pages and in attachments.

Answers are kind and masked value; what the reader gives to an office, a notice of penalties or to
nobody is no answer. Generated documents are for tuning.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

from bench.accuracy.pages import Half, corpus, half_of, labelled
from bench.accuracy.score import Tally
from bench.people import FORMATS, NEGATIVE, POSITIVE, Case, People, Told
from bench.people_more import MORE_NEGATIVE, MORE_POSITIVE
from bench.people_seen import SEEN_NEGATIVE, SEEN_POSITIVE
from bench.people_unseen import UNSEEN_NEGATIVE, UNSEEN_POSITIVE
from checks.facts.attachments.read import read_attachment
from checks.facts.page import read_page
from checks.facts.personal import PersonalHit

SEED, COUNT = 20261125, 1500
CHECKED = ("identity", "bank-card")
"""Kinds with a check digit."""
_EVERY = 10


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows of the table: real pages first, generated ones apart."""
    yield "real pages (none has any)", _real(half)
    if half in (None, half_of("www.stats.gov.cn")):
        yield f"real pages of region codes, each {_EVERY}th (none has any)", _codes()
    tallies: dict[str, Tally] = {}
    people = People(SEED)
    for number in range(COUNT if half != "measure" else 0):
        told = _HABITS[number % len(_HABITS)](people)
        for what, answers, truth in _generated(number, told):
            tallies.setdefault(f"generated, {what}", Tally()).add_all(
                answers, truth, f"{number}: {told.case}"
            )
    yield from sorted(tallies.items())


_HABITS: tuple[Case, ...] = (
    *POSITIVE, *MORE_POSITIVE, *SEEN_POSITIVE, *UNSEEN_POSITIVE,
    *NEGATIVE, *MORE_NEGATIVE, *SEEN_NEGATIVE, *UNSEEN_NEGATIVE,
)  # fmt: skip


def _answers(found: tuple[PersonalHit, ...]) -> set[str]:
    return {f"{hit.kind} {hit.masked}" for hit in found if hit.role == "personal"}


def _real(half: Half | None) -> Tally:
    tally = Tally()
    for page in labelled("personal", half):
        truth = {part for part in page.rows[0]["personal"].split(";") if part}
        tally.add_all(_answers(read_page(page.body, page.url).personal), truth, page.url)
    return tally


def _codes() -> Tally:
    """Region codes of 12 digits: none is a person's, and none may be taken for one."""
    tally = Tally()
    archive = corpus() / "bench/stats-gov-cn-2018.tar.xz"
    with tarfile.open(archive) as file:
        pages = (m for m in file if m.isfile() and m.name.endswith(".html"))
        for number, member in enumerate(pages):
            if number % _EVERY:
                continue
            body = (file.extractfile(member) or io.BytesIO()).read()
            found = read_page(body, f"http://www.stats.gov.cn/{member.name}").personal
            tally.add_all(_answers(found), set(), member.name)
    return tally


def _generated(number: int, told: Told) -> Iterator[tuple[str, set[str], set[str]]]:
    """Answers and truth, by where the document stands and by kind."""
    if told.rows and not told.html and number % 3 == 0:
        form = list(FORMATS)[number // 3 % len(FORMATS)]
        body = FORMATS[form]([[told.title], *told.rows])
        found = read_attachment(body, f"a.{form}", told.title).personal
        where = "attachments"
    else:
        found = read_page(told.page(), "http://www.a.gov.cn/art/1.html").personal
        where = "pages"
    answers = _answers(found)
    if not told.truth:
        yield f"{where} without any", answers, set()
        return
    for row, kinds in (
        ("identity numbers and cards", CHECKED),
        ("15-digit identity numbers", ("old-identity",)),
        ("mobile numbers", ("mobile",)),
    ):
        wanted = {t for t in told.truth if t.split()[0] in kinds}
        given = {a for a in answers if a.split()[0] in kinds}
        if wanted or given:
            yield f"{where}: {row}", given, wanted
