"""Markdown (文本版通报): for places that take plain text; charts stand there as their tables do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.bulletin.blocks import Annex, Chart, Document, Table, Text, shown

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$&])")
_START = re.compile(r"^([-+=]|\d+(?=[.)]\s))")
_HEADINGS = {"title": "# ", "heading-1": "## ", "heading-2": "### ", "heading-3": "#### "}
_WRAPPED = {"note": "*{}*", "letterhead": "**{}**", "caption": "**{}**"}


def render(document: Document) -> bytes:
    """Print a document as Markdown (GFM); what a text holds is never markup, nor HTML."""
    return ("\n\n".join(_parts(document)) + "\n").encode()


def _parts(document: Document) -> Iterator[str]:
    after_annex = False
    for block in document.blocks:
        match block:
            case Annex():
                yield f"---\n\n## {escaped(block.label)} {escaped(block.title)}"
            case Table():
                if block.title and not after_annex:
                    yield f"**{escaped(block.title)}**"
                yield _table(block) if block.rows else escaped(block.empty)
            case Chart():
                yield f"**{escaped(block.title)}**\n\n{_series(block)}"
            case Text(role=role, text=text):
                words = escaped(text)
                yield _HEADINGS.get(role, "- " if role.startswith("list") else "") + _WRAPPED.get(
                    role, "{}"
                ).format(words)
        after_annex = isinstance(block, Annex)


def _table(table: Table) -> str:
    lines = [
        _row([column.label for column in table.columns]),
        "|" + "|".join(" ---: " if column.number else " --- " for column in table.columns) + "|",
    ]
    lines += [_row([shown(cell) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _series(chart: Chart) -> str:
    return _row([label for label, _ in chart.points]) + "\n" + (
        "|" + " ---: |" * len(chart.points)
    ) + "\n" + _row([str(cell) for _, cell in chart.points])  # fmt: skip


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(escaped(cell).replace("\n", "<br>") for cell in cells) + " |"


def escaped(text: str) -> str:
    """A text as text: characters of markup get a backslash, and so do those that begin a list."""
    return _START.sub(_begun, _SPECIAL.sub(r"\\\1", text))


def _begun(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"
