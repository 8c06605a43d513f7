"""Lines with numbers (含号码的行): each number that can be a person's, and whose it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest
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


# Digits and signs as people type them; one character for one, so that places stay the same.
_PLAIN = tuple(zip("０１２３４５６７８９ＸｘХх×＊－—–‐　\u00a0\u2002\u2003\u2009\u202f",
                   "0123456789XXXXX*----" + " " * 6, strict=True))  # fmt: skip
# A star beside a number: it is masked already.
_BEFORE, _AFTER = r"(?<![0-9A-Za-z*_.])", r"(?![0-9A-Za-z*_]|\.\d)"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBERS = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?P<identity>[1-9]\d{{5}}(?P<gap>[ -]?)(?:19|20)\d\d{_DAY}(?P=gap)\d{{3}}[0-9Xx])"
    # A form with a box for each digit.
    r"|(?P<boxed>[1-9](?:\t\d){16}\t[0-9Xx])"
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
# What may be such a number: of eleven digits that begin as mobile numbers do, or of fifteen and
# more. In the text as it stands: ``\d`` takes wide digits, ``\s`` wide blanks.
_GAP = r"[\s－—–‐-]?"
_ANY = re.compile(
    rf"(?:(?<!\d)|(?<=[6６]))[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)|\d{{15}}"
    rf"|\d{{6}}[\s－—–‐-]\d{{8}}|(?:\d\s){{17}}|(?<!\d)\d{{4}}[\s－—–‐-]\d{{4}}[\s－—–‐-]\d{{4}}[\s－—–‐-]\d{{4}}"
)
# Whatever `_ANY` finds lies in such a run: to look for its first digit costs a tenth.
_RUN = re.compile(r"\d[\d\s－—–‐-]{9,}\d")
# Letters or signs of an address in the same word: the number is part of a link, a file or a code.
_ADDRESS = re.compile(r"[A-WYZa-wyz_@?&=%#~]")
_ADDRESS_PARTS = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.@/?&=%#+~-"
)
_MONEY = re.compile(r"\s*(?:元|万|亿|吨|美元|平方|千|人次|立方|公斤|户\b)")
_NAMED = re.compile(r"(?:姓\s*名|申请人|户主|当事人|本人)\s*[：:]?\s*([一-鿿·]{2,5})")
_BEFORE_NUMBER = re.compile(
    r"([一-鿿]{2,4})(?:\s*[，,、（(:：]?\s*(?:男|女|汉族)){0,2}[\s，,、（(:：]*"
    r"(?:公民|居民|银行|开户行)?"
    r"(?:身份证(?:号码?|件号)?|身份号码|证件号码?|手机号?码?|电话|卡号|[账帐][号户])?[\s：:（(]*$"
)
_CONTACT = re.compile("联系人|负责人|责任人")
# Words that make the number behind them a private person's, wherever they stand in the line.
_PERSON = re.compile(
    r"姓\s*名|申请人|来信人|投诉人|举报人|信访人|反映人|留言人|户主|当事人|家长|监护人|患者|考生"
)
# A column of private persons' own numbers, whatever else the table tells: 户主联系电话.
_OWN_NUMBER = re.compile(
    r"(?:户主|家长|监护人|学生|考生|患者|受助人|本人|村民|老人|残疾人|[家亲]属)(?:的)?(?:联系)?(?:电话|手机)(?:号码?)?"
)
# The fields of a letter begin so; the writer's own number follows.
_SENDER = re.compile(
    r"\s*(?:来信|写信|留言|投诉|举报|信访|反映|咨询|提问|求助)人(?:姓名)?\s*[\t：:]"
)
_OWN_CARD = re.compile("银行卡|借记|储蓄|工资|社保|惠农|一卡通|存折|个人|本人|持卡人")
_DIGITS = re.compile(r"[\d*]{5,}[Xx]?")
_PREFIX, _LABEL_CELL, _WIDEST_HEAD = 30, 24, 40
# How far beside a number its name and the words about its line are looked for: bounds the cost.
_NEAR, _SAME_LINE = 8, 200
# Lines behind an identity number that tell of the same person, as 姓名, 身份证号, 手机 in a row.
_LINES = 3
# People born later are children: a number of that shape may be a file's, unless a word says so.
_YOUNG = 2008


class _Cell(Struct, frozen=True, gc=False):
    start: int
    end: int


class Number(Struct, frozen=True):
    """A number as it stands in the text; never leaves this module but masked."""

    kind: PersonalKind
    value: str
    start: int
    end: int


class Judged(Struct, frozen=True):
    """A number of a person: whose it is, the name beside it (masked), whether words call it so."""

    number: Number
    role: Role
    name: str
    called: bool


def holds_candidates(text: str) -> bool:
    """Whether a text may hold numbers of persons at all: a quick look before the long one."""
    return any(_ANY.search(text, run.start(), run.end()) for run in _RUN.finditer(text))


class _Table(Struct, frozen=True):
    """What the head of a table, and the title, say of its numbers.

    Attributes:
        head: names of the columns; empty outside a table.
        names: columns with names of persons.
        private: a column has names of persons, and another, or the title, says that they are no
            officials.
        directory: officials, bodies or services: the numbers are there to be called.
        penal: a notice of penalties.
    """

    head: tuple[str, ...] = ()
    names: tuple[int, ...] = ()
    private: bool = False
    directory: bool = False
    penal: bool = False


def rows_of(text: str, title: str) -> Iterator[Row]:
    """The lines of a text, each knowing the table that it stands in."""
    penal, directory = bool(PENALTY.search(title)), bool(DIRECTORY.search(title))
    none = table = _Table(penal=penal, directory=directory)
    former, since, sender, headed = "", _LINES, _LINES, False
    for wide, plain in _PLAIN:  # far faster than one translation: most texts have few of them
        text = text.replace(wide, plain)
    for line in text.split("\n"):
        cells = _cells(line)
        head = _head(line, cells) if len(cells) > 1 else ()
        if not line.strip():
            table = none
        elif head:
            above = table.head if headed else ()  # of a head of two lines: it fills the gaps
            head = tuple(new or old for new, old in zip_longest(head, above, fillvalue=""))
            names = tuple(i for i, name in enumerate(head) if NAME_HEAD.search(name))
            table = _Table(
                head,
                names,
                bool(names) and bool(PRIVATE.search(f"{title} {head}")),
                directory or any(map(OFFICE_HEAD.search, head)),
                penal or any(map(PENALTY.search, head)),
            )
        sender = 0 if _SENDER.match(line) else sender + bool(line.strip())
        row = Row(line, cells, table, former, beside=since < _LINES, sender=sender < _LINES)
        yield row
        headed = bool(head)
        if line.strip():
            former, since = line, 0 if row.numbers and row.names_a_person else since + 1


def _cells(line: str) -> tuple[_Cell, ...]:
    """Cells by tabs; of a line without, by blanks, if there are three or more."""
    if "\t" not in line:
        if len(line[:2000].split(None, 2)) < 3:  # most lines
            return (_Cell(0, len(line)),)
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


def _is_called(number: Number, label: str) -> bool:
    """Whether words call it such a number; 受理, 报名 and 业务 call no identity number so."""
    identity = number.kind in ("identity", "old-identity")
    return label in ("identity", "person") if identity else bool(label)


class Row:
    """A line with its cells and what its columns are called.

    Args:
        line: the line.
        cells: its cells.
        table: the table that it stands in.
        former: the line before.
        beside: a line just before has the identity number of a private person.
        sender: a line just before names who wrote a letter.
    """

    def __init__(
        self,
        line: str,
        cells: tuple[_Cell, ...],
        table: _Table,
        former: str,
        *,
        beside: bool,
        sender: bool,
    ) -> None:
        self.line = line
        self.cells = cells
        self.table = table
        self.head = table.head if len(cells) > 1 else ()
        self.former = former
        self.beside = beside and not self.head
        self.sender = sender and not self.head and len(cells) < 3
        self.numbers = self._numbers()

    def shapes(self) -> list[Number]:
        """Every number that by itself can be a person's; of 15 digits only what a word calls so."""
        return [
            number for number in self.numbers
            if number.kind != "old-identity" or self._label(number) == "identity"
        ]  # fmt: skip

    @cached_property
    def called(self) -> list[tuple[Number, str]]:
        """Numbers that are no part of something else, with what words call each."""
        return [(n, self._label(n)) for n in self.numbers if not self._is_code(n)]

    @cached_property
    def names_a_person(self) -> bool:
        """Whether an identity number stands in it, whatever else does."""
        return any(n.kind == "identity" and label in ("identity", "") for n, label in self.called)

    def judged(self) -> list[Judged]:
        """Numbers of persons with whose they are and the name beside them."""
        rows: list[Judged] = []
        for number, label in self.called:
            role = self._role(number, label)
            if role == "personal" and self.table.penal:
                role = "penalty"
            if role is not None:
                rows.append(Judged(number, role, self._name(number), _is_called(number, label)))
        return rows

    def _numbers(self) -> list[Number]:
        if not _RUN.search(self.line) or not holds_candidates(self.line):
            return []
        found: list[Number] = []
        cards: list[Number] = []
        for match in _NUMBERS.finditer(self.line):
            kind: PersonalKind
            if shown := match["identity"] or match["boxed"]:
                kind, value = "identity", re.sub(r"\D", "", shown[:-1]) + shown[-1].upper()
                real = is_identity(value)
            elif match["old"]:
                kind, value = "old-identity", match["old"]
                real = is_old_identity(value)
            else:
                kind, value = "mobile", re.sub(r"\D", "", match["mobile"])
                real = True
            if real:
                found.append(Number(kind, value, match.start(), match.end()))
        ends = [n.end for n in found]
        for match in _CARDS.finditer(self.line):
            value = re.sub(r"\D", "", match[0])
            behind = bisect_right(ends, match.start())
            free = behind == len(ends) or found[behind].start >= match.end()
            if free and is_card(value):
                cards.append(Number("bank-card", value, match.start(), match.end()))
        return sorted(found + cards, key=lambda n: n.start)

    def _is_code(self, number: Number) -> bool:
        """Whether the number is part of an address, a file's name or an amount."""
        line, start, end = self.line, number.start, number.end
        while start > max(0, number.start - 200) and line[start - 1] in _ADDRESS_PARTS:
            start -= 1
        while end < min(len(line), number.end + 200) and line[end] in _ADDRESS_PARTS:
            end += 1
        around = line[start : number.start] + line[number.end : end]
        return bool(_ADDRESS.search(around) or _MONEY.match(line, number.end))

    def _at(self, number: Number) -> int:
        """Which cell a number begins in."""
        at = bisect_right(self.cells, number.start, key=lambda cell: cell.start) - 1
        return max(0, at)

    def _label(self, number: Number) -> str:
        """What the words nearest to a number call it: before it, over its column, or left of it."""
        at = self._at(number)
        cell = self.cells[at]
        before = self.line[max(cell.start, number.start - _PREFIX) : number.start]
        before = re.split(rf"[。；;！？!?]|{_DIGITS.pattern}", before)[-1]
        if label := last_label(before):
            return label
        if at < len(self.head) and (label := last_label(self.head[at])):
            return label
        left = self.cells[at - 1] if at else None
        if left is None:
            return ""
        # Of 身份证号 450802…，银行卡号 622… the second cell ends with the words for the third.
        words = _DIGITS.split(self.line[max(left.start, left.end - 2 * _LABEL_CELL) : left.end])[-1]
        return last_label(words) if len(words) <= _LABEL_CELL else ""

    def _role(self, number: Number, label: str) -> Role | None:
        """Whose number it is; None if it is none of a person's."""
        if number.kind == "mobile":
            code = label in ("other", "card", "identity")
            return None if code else self._caller(number, label)
        if number.kind == "bank-card":
            return self._payee(number) if label == "card" else None
        if label in ("other", "card") or (number.kind == "old-identity" and label != "identity"):
            return None
        if label == "identity":
            return "personal"
        doubtful = int(number.value[6:10]) >= _YOUNG or is_credit_code(number.value)
        return "unclear" if doubtful else "personal"

    def _caller(self, number: Number, label: str) -> Role:
        """Whose a mobile number is. That it is called 手机 says nothing: offices write so, too."""
        table = self.table
        if self.names_a_person or (self.beside and not table.directory):
            return "personal"
        if self.head:
            at = self._at(number)
            if at < len(self.head) and _OWN_NUMBER.fullmatch("".join(self.head[at].split())):
                return "personal"
            return "office" if table.directory else "personal" if table.private else "unclear"
        if self.sender and label == "mobile":
            return "personal"
        contact = label == "office" or table.directory or _CONTACT.search(self.line, 0, _SAME_LINE)
        if contact:
            return "office"
        known = label == "person" or _PERSON.search(
            self.line, max(0, number.start - _SAME_LINE), number.start
        )
        return "personal" if known else "unclear"

    def _payee(self, number: Number) -> Role:
        """Whose a card is. A number that is only called 账号, with no name, may be a body's."""
        around = f"{self.former[-80:]} {self.line[:_SAME_LINE]}"
        if BODY_ACCOUNT.search(around):
            return "office"
        before = self.line[max(0, number.start - _PREFIX) : number.start]
        known = self.table.names if self.head else _OWN_CARD.search(before)
        return "personal" if known or self._name(number) else "unclear"

    def _name(self, number: Number) -> str:
        """Name beside a number, masked: its column's, a cell's of the row, or just before it."""
        columns = self.table.names[:_NEAR] if self.head else ()
        for index in columns:
            if index < len(self.cells) and may_be_name(words := self._words(index)):
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
