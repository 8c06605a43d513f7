"""Personal data (个人信息): numbers of private persons in a text, and where they stand.

Basis: 政务公开 must take out what identifies a person, but for notices of penalties and what the
law orders to be told (国办发〔2019〕14号; D50 of the domain notes). Found are identity numbers
(18 digits by check digit, 15 by a word or a column's head), mobile numbers and bank cards, each
with the name beside it. No fact holds a number: values are masked, and neither kept nor hashed.
"""

from __future__ import annotations

from msgspec import Struct

from checks.facts.rows import Number, PersonalKind, Role, holds_candidates, rows_of

__all__ = ["PersonalHit", "PersonalKind", "Role", "find_personal", "holds_candidates",
           "mask_personal"]  # fmt: skip

MOST_HITS = 500
"""Different numbers of one text that are told apart; a list with more is no less a leak."""


class PersonalHit(Struct, frozen=True):
    """One number of a person, masked, with all its places.

    Attributes:
        kind: what number.
        masked: ``35*************123``, ``138****1234``, ``6222***********1234``.
        role: whose it is.
        line, column: where it stands first, counted from 1, in the text that was read.
        count: how often it stands there.
        name: the name beside it, masked (``张**``); empty if none.
        called: words beside it or over its column call it such a number.
    """

    kind: PersonalKind
    masked: str
    role: Role
    line: int
    column: int
    count: int = 1
    name: str = ""
    called: bool = False


def find_personal(text: str, title: str = "") -> tuple[PersonalHit, ...]:
    """Find the numbers of persons in a text, in the order of their places. Never raises.

    Args:
        text: lines; cells of a table's row are parted by tabs, tables by an empty line.
        title: what the text is called: notices of penalties are known by it.

    Returns:
        At most `MOST_HITS` different numbers. What a word beside it calls a code, a document's
        or an account of something else is none, nor what is masked already.
    """
    if not holds_candidates(text):
        return ()
    found: dict[tuple[PersonalKind, str], PersonalHit] = {}
    for line, row in enumerate(rows_of(text, title), 1):
        for judged in row.judged() if row.numbers else ():
            number, role, name, called = judged.number, judged.role, judged.name, judged.called
            key = (number.kind, number.value)
            former = found.get(key)
            if former is None:
                if len(found) >= MOST_HITS:
                    continue
                at = number.start + 1
                found[key] = PersonalHit(
                    number.kind, _masked(number), role, line, at, 1, name, called
                )
                continue
            found[key] = PersonalHit(
                former.kind, former.masked, min(former.role, role, key=_GRAVEST.index),
                former.line, former.column, former.count + 1, former.name or name,
                former.called or called,
            )  # fmt: skip
    return tuple(found.values())


_GRAVEST: tuple[Role, ...] = ("personal", "penalty", "office", "unclear")


def mask_personal(text: str) -> str:
    """The text with every number that can be a person's hidden, whoever's it is.

    Wider than `find_personal`: a mobile number of an office, or an index number that an identity
    number could be, is masked as well.
    """
    if not holds_candidates(text):
        return text
    parts: list[str] = []
    done = start = 0
    for line, row in zip(text.split("\n"), rows_of(text, ""), strict=True):
        for number in row.shapes():
            parts += (text[done : start + number.start], _masked(number))
            done = start + number.end
        start += len(line) + 1
    return "".join(parts) + text[done:]


def _masked(number: Number) -> str:
    value = number.value
    if number.kind == "mobile":
        return f"{value[:3]}****{value[-4:]}"
    if number.kind == "bank-card":
        return value[:4] + "*" * (len(value) - 8) + value[-4:]
    return value[:2] + "*" * (len(value) - 5) + value[-3:]
