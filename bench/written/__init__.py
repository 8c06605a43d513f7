"""Pages written by hand, in the habits of real sites, with what is true of each; see README.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.written.frames import framed
from bench.written.numbers import filled

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Written:
    """One page or attachment.

    Attributes:
        name: what it is called in the file.
        truth: keys and values above its body, frame and format left out.
        body: the page with its frame; rows of cells, one a line, for an attachment.
        form: ending of the attachment's format; empty for a page.
        title: words of the link to an attachment.
        numbers: numbers of the persons by ``kind name``.
    """

    name: str
    truth: dict[str, str]
    body: str
    form: str
    title: str
    numbers: dict[str, str]

    @property
    def rows(self) -> list[list[str]]:
        """Cells of an attachment."""
        return [[cell.strip() for cell in line.split("|")] for line in self.body.splitlines()]


def written(name: str) -> Iterator[Written]:
    """Pages of ``NAME.txt``, in its order."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    for part in text.split("\n#### ")[1:]:
        head, _, body = part.partition("\n----\n")
        called, *lines = head.split("\n")
        told = {key.strip(): value.strip() for key, _, value in (n.partition("=") for n in lines)}
        body, numbers = filled(body, called)
        form, title = told.pop("as", ""), told.pop("title", "")
        frame, extra = told.pop("in", "bare"), told.pop("head", "")
        page = body.strip() if form else framed(body, frame, extra)
        yield Written(called, told, page, form, title, numbers)
