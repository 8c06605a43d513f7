"""The parts of a printed bulletin (版面元素): what all formats have in common.

`compose` makes them, every renderer prints them; a number is a word of a text here, or a typed cell
of a table that knows how it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reports.bulletin.figures import Ratio, points


@dataclass(frozen=True)
class Rate:
    """A cell with a rate; ``ratio.percent(decimals)`` is its value."""

    ratio: Ratio
    decimals: int

    def __str__(self) -> str:
        return self.ratio.text(self.decimals)


@dataclass(frozen=True)
class Points:
    """A cell with percentage points; None where there is nothing to compare with."""

    value: Decimal | None

    def __str__(self) -> str:
        return points(self.value)


Cell = str | int | Rate | Points | float
"""Text, a count, a rate, percentage points, or a score (one decimal)."""


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


@dataclass(frozen=True)
class Column:
    """A column: its label, its width beside the others', and whether it holds numbers."""

    label: str
    width: float
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table; ``name`` is its name in the model and of its sheet, ``empty`` stands for no rows.

    ``total`` says that the first row is the sum of the others.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    total: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of one series: bars from the left, columns, or a line over time.

    Attributes:
        points: label and value; a rate is drawn on a scale of percent.
        mark: the average to draw as a line, with its label; None for none.
    """

    name: str
    title: str
    kind: Literal["bars", "columns", "line"]
    points: tuple[tuple[str, Rate | int], ...]
    mark: tuple[str, Rate] | None = None


@dataclass(frozen=True)
class Picture:
    """A picture of a page (网页截图): JPEG bytes, ``height`` times as high as wide; its caption."""

    caption: str
    jpeg: bytes
    height: float


@dataclass(frozen=True)
class Text:
    """A heading or a paragraph, by its role in an official document (公文)."""

    role: Literal[
        "letterhead", "number", "title", "addressee", "heading-1", "heading-2", "heading-3",
        "body", "list", "list-more", "note", "office", "date", "caption",
    ]  # fmt: skip
    text: str


@dataclass(frozen=True)
class Annex:
    """Begins an annex on a new page; ``wide`` ones lie across."""

    label: str
    title: str
    wide: bool = False


Block = Text | Table | Chart | Picture | Annex


@dataclass(frozen=True)
class Document:
    """A document in one language: its title and its blocks; a ``wide`` one lies across."""

    lang: str
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False
