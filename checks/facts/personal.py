"""Personal data (个人信息): numbers of private persons in a text, and where they stand.

Basis: 政务公开 must take out what identifies a person, but for notices of penalties and what the
law orders to be told (国办发〔2019〕14号; D50 of the domain notes). Found are identity numbers
(18 digits by check digit, 15 by a word or a column's head), mobile numbers and bank cards, each
with the name beside it. No fact holds a number: values are masked, and neither kept nor hashed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from checks.facts.labels import (
    BODY_ACCOUNT,
    DIRECTORY,
    LABELS,
    NAME_HEAD,
    OFFICE_HEAD,
    PENALTY,
    PRIVATE,
    last_label,
)
from checks.facts.names import is_name, mask_name, may_be_name
from checks.facts.numbers import is_card, is_credit_code, is_identity, is_old_identity

PersonalKind = Literal["identity", "old-identity", "mobile", "bank-card"]
"""``identity`` has 18 digits, ``old-identity`` 15 and no check digit."""

Role = Literal["personal", "office", "penalty", "unclear"]
"""Whose number it is, as far as the text says.

``personal``: a private person's; ``office``: told to be called or paid to, as 联系电话 and the 户名
of a body; ``penalty``: in a notice that the law has published (行政处罚, 失信被执行人);
``unclear``: no word says. Only ``personal`` is a leak.
"""

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
    """

    kind: PersonalKind
    masked: str
    role: Role
    line: int
    column: int
    count: int = 1
    name: str = ""


# Digits and signs as people type them; one character for one, so that places stay the same.
_PLAIN = str.maketrans("０１２３４５６７８９ＸｘХх×＊－—–‐　\u00a0\u2002\u2003\u2009\u202f",
                       "0123456789XXXXX*----" + " " * 6)  # fmt: skip
# A star beside a number: it is masked already.
_BEFORE, _AFTER = r"(?<![0-9A-Za-z*_.])", r"(?![0-9A-Za-z*_]|\.\d)"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBERS = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?P<identity>[1-9]\d{{5}}(?P<gap>[ -]?)(?:19|20)\d\d{_DAY}(?P=gap)\d{{3}}[0-9Xx])"
    rf"|(?P<old>[1-9]\d{{7}}{_DAY}\d{{3}})"
    r"|(?:(?:00|\+)?86[ -]?)?"
    r"(?P<mobile>1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
    r"(?P<gap2>[ -]?)\d{4}(?P=gap2)\d{4})"
    rf"){_AFTER}"
)
# Apart from the others: an identity number's shape may hide a card's.
_CARDS = re.compile(
    rf"{_BEFORE}(?:\d{{16,19}}|\d{{4}}(?P<gap>[ -])\d{{4}}(?P=gap)\d{{4}}(?P=gap)\d{{4}}"
    rf"(?:(?P=gap)\d{{1,3}})?|\d{{6}} \d{{13}}){_AFTER}"
)
_ANY = re.compile(r"[1-9]\d{2}[ -]?\d{3,4}[ -]?\d{4}|\d{6}[ -]\d{8}")
# Letters or signs of an address in the same word: the number is part of a link, a file or a code.
_ADDRESS = re.compile(r"[A-WYZa-wyz_@?&=%#~]")
_ADDRESS_PARTS = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.@/?&=%#+~-"
)
_MONEY = re.compile(r"\s*(?:元|万|亿|吨|美元|平方|千|人次|立方|公斤|户\b)")
_NAMED = re.compile(r"(?:姓\s*名|申请人|户主|当事人|本人)\s*[：:]?\s*([一-鿿·]{2,5})")
_BEFORE_NUMBER = re.compile(
    r"([一-鿿]{2,4})(?:\s*[，,、（(:：]?\s*(?:男|女|汉族)){0,2}[\s，,、（(:：]*"
    r"(?:公民|居民)?(?:身份证(?:号码?|件号)?|身份号码|证件号码?|手机号?码?|电话)?[\s：:（(]*$"
)
_CONTACT = re.compile("联系人|负责人|责任人")
_PREFIX, _LABEL_CELL, _WIDEST_HEAD = 30, 24, 40
# How far beside a number its name and the words about its line are looked for: bounds the cost.
_NEAR, _SAME_LINE = 8, 200
# People born later are children: a number of that shape may be a file's, unless a word says so.
_YOUNG = 2008


class _Cell(Struct, frozen=True, gc=False):
    start: int
    end: int


class _Number(Struct, frozen=True):
    """A number as it stands in the text; never leaves this module but masked."""

    kind: PersonalKind
    value: str
    start: int
    end: int


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
    for line, row in enumerate(_rows(text, title), 1):
        for number, role, name in row.judged():
            key = (number.kind, number.value)
            former = found.get(key)
            if former is None:
                if len(found) >= MOST_HITS:
                    continue
                at = number.start + 1
                found[key] = PersonalHit(number.kind, _masked(number), role, line, at, 1, name)
                continue
            found[key] = PersonalHit(
                former.kind, former.masked, min(former.role, role, key=_GRAVEST.index),
                former.line, former.column, former.count + 1, former.name or name,
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
    for line, row in zip(text.split("\n"), _rows(text, ""), strict=True):
        for number in row.shapes():
            parts += (text[done : start + number.start], _masked(number))
            done = start + number.end
        start += len(line) + 1
    return "".join(parts) + text[done:]


def holds_candidates(text: str) -> bool:
    """Whether a text may hold numbers of persons at all: a quick look before the long one."""
    return bool(_ANY.search(text.translate(_PLAIN)))


def _masked(number: _Number) -> str:
    value = number.value
    if number.kind == "mobile":
        return f"{value[:3]}****{value[-4:]}"
    if number.kind == "bank-card":
        return value[:4] + "*" * (len(value) - 8) + value[-4:]
    return value[:2] + "*" * (len(value) - 5) + value[-3:]


class _Table(Struct, frozen=True):
    """What the head of a table, and the title, say of its numbers.

    Attributes:
        head: names of the columns; empty outside a table.
        private: a column has names of persons, and another, or the title, says that they are no
            officials.
        directory: officials, bodies or services: the numbers are there to be called.
        penal: a notice of penalties.
    """

    head: tuple[str, ...] = ()
    private: bool = False
    directory: bool = False
    penal: bool = False


def _rows(text: str, title: str) -> Iterator[_Row]:
    penal, directory = bool(PENALTY.search(title)), bool(DIRECTORY.search(title))
    none = table = _Table(penal=penal, directory=directory)
    former = ""
    for line in text.translate(_PLAIN).split("\n"):
        cells = _cells(line)
        if not line.strip():
            table = none
        elif len(cells) > 1 and (head := _head(line, cells)):
            table = _Table(
                head,
                any(map(NAME_HEAD.search, head)) and bool(PRIVATE.search(f"{title} {head}")),
                directory or any(map(OFFICE_HEAD.search, head)),
                penal or any(map(PENALTY.search, head)),
            )
        yield _Row(line, cells, table, former)
        former = line or former


def _cells(line: str) -> tuple[_Cell, ...]:
    """Cells by tabs; of a line without, by blanks, if there are three or more."""
    if "\t" not in line:
        words = [_Cell(m.start(), m.end()) for m in re.finditer(r"\S+", line[:2000])]
        return tuple(words) if len(words) > 2 else (_Cell(0, len(line)),)
    cells, start = [], 0
    for part in line.split("\t"):
        cells.append(_Cell(start, start + len(part)))
        start += len(part) + 1
    return tuple(cells)


def _head(line: str, cells: tuple[_Cell, ...]) -> tuple[str, ...]:
    """The names of the columns if the line is a table's head; empty if it is none."""
    if len(line) > _WIDEST_HEAD * len(cells) or re.search(r"\d{6}", line):
        return ()
    names = tuple(line[c.start : c.end].strip() for c in cells)
    known = sum(bool(NAME_HEAD.search(n) or LABELS.search(n) or OFFICE_HEAD.search(n))
                for n in names if len(n) <= _LABEL_CELL)  # fmt: skip
    return names if known >= 2 else ()


class _Row:
    """A line with its cells and what its columns are called."""

    def __init__(self, line: str, cells: tuple[_Cell, ...], table: _Table, former: str) -> None:
        self.line = line
        self.cells = cells
        self.table = table
        self.head = table.head if len(cells) > 1 else ()
        self.former = former

    def shapes(self) -> list[_Number]:
        """Every number that by itself can be a person's; of 15 digits only what a word calls so."""
        return [
            number for number in self._numbers()
            if number.kind != "old-identity" or self._label(number) == "identity"
        ]  # fmt: skip

    def judged(self) -> list[tuple[_Number, Role, str]]:
        """Numbers of persons with whose they are and the name beside them."""
        rows: list[tuple[_Number, Role, str]] = []
        numbers = [n for n in self._numbers() if not self._is_code(n)]
        labels = [self._label(number) for number in numbers]
        private = any(
            n.kind == "identity" and label in ("identity", "")
            for n, label in zip(numbers, labels, strict=True)
        )
        for number, label in zip(numbers, labels, strict=True):
            role = self._role(number, label, private=private)
            if role == "personal" and self.table.penal:
                role = "penalty"
            if role is not None:
                rows.append((number, role, self._name(number)))
        return rows

    def _numbers(self) -> list[_Number]:
        if not _ANY.search(self.line):
            return []
        found: list[_Number] = []
        cards: list[_Number] = []
        for match in _NUMBERS.finditer(self.line):
            kind: PersonalKind
            if match["identity"]:
                kind, value = "identity", re.sub(r"\D", "", match["identity"][:-1])
                value += match["identity"][-1].upper()
                real = is_identity(value)
            elif match["old"]:
                kind, value = "old-identity", match["old"]
                real = is_old_identity(value)
            else:
                kind, value = "mobile", re.sub(r"\D", "", match["mobile"])
                real = True
            if real:
                found.append(_Number(kind, value, match.start(), match.end()))
        ends = [n.end for n in found]
        for match in _CARDS.finditer(self.line):
            value = re.sub(r"\D", "", match[0])
            behind = bisect_right(ends, match.start())
            free = behind == len(ends) or found[behind].start >= match.end()
            if free and is_card(value):
                cards.append(_Number("bank-card", value, match.start(), match.end()))
        return sorted(found + cards, key=lambda n: n.start)

    def _is_code(self, number: _Number) -> bool:
        """Whether the number is part of an address, a file's name or an amount."""
        line, start, end = self.line, number.start, number.end
        while start > max(0, number.start - 200) and line[start - 1] in _ADDRESS_PARTS:
            start -= 1
        while end < min(len(line), number.end + 200) and line[end] in _ADDRESS_PARTS:
            end += 1
        around = line[start : number.start] + line[number.end : end]
        return bool(_ADDRESS.search(around) or _MONEY.match(line, number.end))

    def _at(self, number: _Number) -> int:
        """Which cell a number begins in."""
        at = bisect_right(self.cells, number.start, key=lambda cell: cell.start) - 1
        return max(0, at)

    def _label(self, number: _Number) -> str:
        """What the words nearest to a number call it: before it, over its column, or left of it."""
        at = self._at(number)
        cell = self.cells[at]
        before = self.line[max(cell.start, number.start - _PREFIX) : number.start]
        before = re.split(r"[。；;！？!?]|[\d*]{5,}[Xx]?", before)[-1]
        if label := last_label(before):
            return label
        if at < len(self.head) and (label := last_label(self.head[at])):
            return label
        left = self.cells[at - 1] if at else None
        if left is not None and left.end - left.start <= _LABEL_CELL:
            words = self.line[left.start : left.end]
            if not re.search(r"\d{5}", words):
                return last_label(words)
        return ""

    def _role(self, number: _Number, label: str, *, private: bool) -> Role | None:
        """Whose number it is; None if it is none of a person's."""
        kind = number.kind
        if kind == "mobile":
            return (
                None
                if label in ("other", "card", "identity")
                else self._caller(label, private=private)
            )
        if kind == "bank-card":
            if label != "card":
                return None
            return (
                "office"
                if BODY_ACCOUNT.search(f"{self.former[-80:]} {self.line[:200]}")
                else "personal"
            )
        if label in ("other", "card") or (kind == "old-identity" and label != "identity"):
            return None
        doubtful = int(number.value[6:10]) >= _YOUNG or is_credit_code(number.value)
        return "unclear" if kind == "identity" and doubtful and label != "identity" else "personal"

    def _caller(self, label: str, *, private: bool) -> Role:
        table = self.table
        if private and not table.directory:
            return "personal"
        if self.head:
            return "office" if table.directory else "personal" if table.private else "unclear"
        contact = label == "office" or table.directory or _CONTACT.search(self.line, 0, _SAME_LINE)
        if contact:
            return "office"
        return "personal" if label == "person" else "unclear"

    def _name(self, number: _Number) -> str:
        """Name beside a number, masked: its column's, a cell's of the row, or just before it."""
        for index, name in enumerate(self.head):
            if NAME_HEAD.search(name) and index < len(self.cells):
                words = self._words(index)
                if may_be_name(words):
                    return mask_name(words)
        if match := _NAMED.search(self.line, max(0, number.start - _SAME_LINE), number.start):
            return mask_name(match[1]) if may_be_name(match[1]) else ""
        if len(self.cells) > 1:
            at = self._at(number)
            near = range(max(0, at - _NEAR), min(len(self.cells), at + _NEAR))
            for index in sorted(near, key=lambda i: abs(i - at)):
                if is_name(words := self._words(index)):
                    return mask_name(words)
        before = self.line[max(0, number.start - _PREFIX) : number.start]
        match = _BEFORE_NUMBER.search(before)
        return mask_name(match[1]) if match and is_name(match[1]) else ""

    def _words(self, index: int) -> str:
        return self.line[self.cells[index].start : self.cells[index].end].strip()
