"""DOC (Word 97 and later, Word 6 and 95, and WPS): the text by its piece table ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import io
import re
import struct

import olefile

from checks.facts.attachments.facts import MOST_TEXT, Document, UnreadableError
from checks.facts.text import clean_text

_WORD = 0xA5EC
_WORD_6 = 0xA5DC
_WORD_97 = 0x00C1
_PIECES = 0x02
_MOST_PIECES = 1_000_000
# A field's instruction stands before what it shows.
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14|\x15)|\x15")
_MARKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\xa0": " ",
                        "\x1e": "-", "\x1f": None, "\x01": None, "\x08": None})  # fmt: skip


def streams(body: bytes) -> set[str]:
    """Names of the streams of a compound file; empty if it is none that can be opened."""
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as file:
            return {"/".join(path) for path in file.listdir()[:10_000]}
    except (OSError, ValueError, IndexError, struct.error):
        return set()


def read_doc(body: bytes) -> Document:
    """Read a DOC.

    Raises:
        UnreadableError: it is damaged, or locked by a password.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as file:
            main = file.openstream("WordDocument").read()
            text = _text(file, main)
            about = file.get_metadata() if file.exists("\x05SummaryInformation") else None
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        raise UnreadableError from error
    cut = len(text) > MOST_TEXT
    text = _rows(_FIELD.sub("", text[:MOST_TEXT])).translate(_MARKS)
    if about is None:
        return Document(text=text, cut=cut)
    return Document(
        text=text,
        title=_property(about.title, about.codepage),
        created=_day(about.create_time),
        modified=_day(about.last_saved_time),
        pages=about.num_pages if isinstance(about.num_pages, int) else 0,
        cut=cut,
    )


def _text(file: olefile.OleFileIO, main: bytes) -> str:
    ident, version = struct.unpack_from("<HH", main)
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & 0x0100:
        raise UnreadableError("password")
    if ident not in (_WORD, _WORD_6):
        raise UnreadableError
    if version < _WORD_97:
        begin, end = struct.unpack_from("<II", main, 0x18)
        return main[begin:end].decode("gb18030", "replace")
    table = file.openstream("1Table" if flags & 0x0200 else "0Table").read()
    at, size = struct.unpack_from("<II", main, 0x01A2)
    return "".join(_pieces(main, table[at : at + size]))


def _pieces(main: bytes, clx: bytes) -> list[str]:
    """Pieces of the text, in order ([MS-DOC] 2.9.38 Clx, 2.8.35 PlcPcd)."""
    at = 0
    while at < len(clx) and clx[at] == 0x01:  # properties of pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != _PIECES:
        raise UnreadableError
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = min((len(plc) - 4) // 12, _MOST_PIECES)
    places = struct.unpack_from(f"<{count + 1}I", plc)
    found: list[str] = []
    room = MOST_TEXT + 1
    for number in range(count):
        length = min(places[number + 1] - places[number], room)
        if length <= 0:
            continue
        start = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        narrow, start = bool(start & 0x40000000), start & 0x3FFFFFFF
        if narrow:
            start //= 2
            found.append(main[start : start + length].decode("cp1252", "replace"))
        else:
            found.append(main[start : start + 2 * length].decode("utf-16le", "replace"))
        room -= length
    return found


def _rows(text: str) -> str:
    """Cells of a row parted by tabs, rows by line breaks.

    Each cell ends with a mark, and so does each row: behind its last cell stands a mark of its own.
    An empty cell looks the same, so that a row's end is told by the width of the row before.
    """
    *marked, rest = text.split("\x07")
    parts: list[str] = []
    cells: list[str] = []
    width = 0
    for words in marked:
        if not cells and "\r" in words:  # paragraphs before the table
            before, _, cell = words.rpartition("\r")
            parts += (before, "\r\r")
            cells, width = [cell], 0
        elif words or (cells and len(cells) < width) or not cells:
            width = 0 if words and len(cells) >= width else width
            cells.append(words.replace("\r", " "))
        else:
            parts += ("\t".join(cells), "\r")
            cells, width = [], len(cells)
    return "".join([*parts, "\t".join(cells), "\r" if parts else "", rest])


def _property(value: object, codepage: object) -> str:
    if not isinstance(value, bytes):
        return ""
    # UTF-8 has a code page of its own; all others of Chinese files are of the GB family.
    return clean_text(value.decode("utf-8" if codepage == 65001 else "gb18030", "replace"), 300)


def _day(value: object) -> str:
    day = str(value)[:10] if value is not None else ""
    return day if "1980-01-02" <= day <= "2099-12-31" else ""
