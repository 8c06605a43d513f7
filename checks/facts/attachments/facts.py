"""What a reader of attachments (附件) returns."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checks.facts.personal import PersonalHit

READER_VERSION = 6
"""Raised whenever the same bytes may give other facts of an attachment."""

State = Literal[
    "text", "empty", "unreadable", "too-large", "timed-out", "unsupported", "crashed"
]  # fmt: skip
"""What came of reading an attachment.

``text``: read; ``empty``: sound, but without words (scanned pictures); ``unreadable``: a program
for its format cannot open it; ``too-large``: beyond a limit of ours, or cut off by one;
``timed-out``: took us too long; ``unsupported``: a format that nothing here reads; ``crashed``: our
reader failed. Only the first three say anything about the file.
"""

Kind = Literal[
    "pdf", "doc", "docx", "xls", "xlsx", "ods", "pptx", "ofd", "html", "text", "zip", "ole",
    "other",
]  # fmt: skip
"""What the bytes are, whatever the name says: a ``.wps`` is mostly ``doc``, an ``.et`` ``xls``."""


class AttachmentFacts(Struct, frozen=True, kw_only=True):
    """What one attachment says.

    Attributes:
        state: see `State`.
        kind: see `Kind`.
        reason: of an unreadable one: ``password``, ``damaged``, ``nothing`` (no bytes), ``name``
            (its bytes are nothing that its name's format could be); else empty.
        pages: pages, slides or sheets; 0 if the format has none.
        text_length: characters without white space.
        title: title among the document's properties; often a template's, or empty.
        created, modified: ISO days among the document's properties; empty if none. Copied along
            from older files and easily false: hints, no dates of publication.
        cut: there is more text than was read.
        personal: numbers of persons in it, masked.
    """

    state: State
    kind: Kind = "other"
    reason: Literal["", "password", "damaged", "nothing", "name"] = ""
    pages: int = 0
    text_length: int = 0
    title: str = ""
    created: str = ""
    modified: str = ""
    cut: bool = False
    personal: tuple[PersonalHit, ...] = ()


class Document(Struct, frozen=True, kw_only=True):
    """The words of a document, before anything is looked for in them.

    Attributes:
        text: lines; cells of a row parted by tabs, tables by an empty line.
        pages, title, created, modified, cut: see `AttachmentFacts`.
    """

    text: str
    pages: int = 0
    title: str = ""
    created: str = ""
    modified: str = ""
    cut: bool = False


class UnreadableError(Exception):
    """A program for the format cannot open the file.

    Args:
        reason: see `AttachmentFacts.reason`.
    """

    def __init__(self, reason: Literal["password", "damaged"] = "damaged") -> None:
        super().__init__(reason)
        self.reason: Literal["password", "damaged"] = reason


class TooLargeError(Exception):
    """The file unpacks to more than we take."""


MOST_TEXT = 5_000_000
"""Characters read of one attachment."""
MOST_PAGES = 3_000
"""Pages, slides or sheets read of one attachment."""
MOST_ROWS = 200_000
"""Rows read of one sheet."""
MOST_UNPACKED = 200_000_000
"""Bytes that a zipped document may unpack to."""
MOST_ENTRIES = 10_000
"""Files that a zipped document may hold."""


class Lines:
    """Collects lines up to `MOST_TEXT` characters."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._room = MOST_TEXT

    @property
    def full(self) -> bool:
        """Whether there is more than was taken."""
        return self._room <= 0

    def add(self, line: str) -> None:
        """Take one line."""
        if self._room > 0:
            self._lines.append(line[: self._room])
            self._room -= len(line) + 1

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines)
