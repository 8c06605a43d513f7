"""Zipped documents (DOCX, PPTX, OFD): their XML, unpacked within bounds and read as a stream."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from checks.facts.attachments.facts import (
    MOST_ENTRIES,
    MOST_PAGES,
    MOST_UNPACKED,
    Document,
    Lines,
    TooLargeError,
    UnreadableError,
)
from checks.facts.text import clean_text

_CHUNK = 1 << 16
_NUMBER = re.compile(r"\d+")
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_OFD_PAGE = re.compile(r"(?:.*/)?(?:Pages|Tpls|Annots)/.*\.xml", re.I)
_WORD_PARTS = re.compile(
    r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
)
# Words of OFD on one height stand in one line; a gap of millimetres parts cells.
_SAME_HEIGHT, _GAP = 1.5, 3.0


class Package:
    """A zipped document; what it unpacks to is counted and bounded.

    Raises:
        UnreadableError: it is no sound zip file.
        TooLargeError: it holds too many files.
    """

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
            names = self._zip.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
            raise UnreadableError from error
        if len(names) > MOST_ENTRIES:
            raise TooLargeError
        self.names = list(dict.fromkeys(names))
        self._room = MOST_UNPACKED

    def unpack(self, name: str) -> Iterator[bytes]:
        """The bytes of a file in pieces.

        Raises:
            UnreadableError: it is damaged or locked.
            TooLargeError: the document unpacks to more than `MOST_UNPACKED`.
        """
        try:
            with self._zip.open(name) as file:
                while piece := file.read(_CHUNK):
                    self._room -= len(piece)
                    if self._room < 0:
                        raise TooLargeError
                    yield piece
        except RuntimeError as error:  # zipfile's word for a password
            raise UnreadableError("password") from error
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError,
            NotImplementedError,
        ) as error:  # fmt: skip
            raise UnreadableError from error

    def weigh(self) -> None:
        """Unpack everything once, for a library that has no bounds of its own.

        Raises:
            TooLargeError, UnreadableError: see `unpack`.
        """
        for name in self.names:
            for _ in self.unpack(name):
                pass

    def elements(self, name: str) -> Iterator[tuple[str, etree._Element]]:
        """Start and end of each element of an XML file; entities are never resolved.

        An element is emptied behind its end. A file that is no XML ends where that shows.
        """
        parser = etree.XMLPullParser(
            ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            for piece in self.unpack(name):
                parser.feed(piece)
                for event, element in parser.read_events():
                    yield event, element
                    if event == "end":
                        element.clear()
                        while (former := element.getprevious()) is not None:
                            element.getparent().remove(former)
            parser.close()
        except etree.XMLSyntaxError as error:
            raise UnreadableError from error


def local(element: etree._Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def read_docx(package: Package) -> Document:
    """Read a DOCX: paragraphs, and tables a row a line.

    Raises:
        UnreadableError, TooLargeError: see `Package`.
    """
    lines = Lines()
    parts = [n for n in package.names if _WORD_PARTS.fullmatch(n)]
    for name in sorted(parts, key=lambda n: not n.startswith("word/document")):
        _flow(package, name, lines)
    title, created, modified = _core(package)
    return Document(text=lines.text, title=title, created=created, modified=modified,
                    cut=lines.full)  # fmt: skip


def read_pptx(package: Package) -> Document:
    """Read the slides of a PPTX."""
    lines = Lines()
    slides = [n for n in package.names if _SLIDE.fullmatch(n)]
    for name in sorted(slides, key=_numbers)[:MOST_PAGES]:
        _flow(package, name, lines)
    title, created, modified = _core(package)
    return Document(text=lines.text, pages=len(slides), title=title, created=created,
                    modified=modified, cut=lines.full or len(slides) > MOST_PAGES)  # fmt: skip


def _flow(package: Package, name: str, lines: Lines) -> None:
    """Add the paragraphs and rows of one part: Word's and PowerPoint's elements have one form."""
    words: list[str] = []
    tables = doubles = 0
    for event, element in package.elements(name):
        if lines.full:
            return
        tag = local(element)
        if tag == "Fallback":  # the same words again, for older programs
            doubles += 1 if event == "start" else -1
        elif event == "start":
            tables += tag == "tbl"
        elif doubles:
            continue
        elif tag == "t":
            words.append(element.text or "")
        elif tag in ("tab", "br", "cr") or (tag == "p" and tables):
            words.append(" ")
        elif tag == "tc":
            words.append("\t")
        elif tag in ("p", "tr", "tbl"):
            tables -= tag == "tbl"
            row = "".join(words)
            lines.add("\t".join(" ".join(c.split()) for c in row.split("\t")).rstrip("\t"))
            words.clear()
    if words:
        lines.add("".join(words))


def _core(package: Package) -> tuple[str, str, str]:
    """Title and days among the properties (ISO 29500-2, core properties)."""
    found = {"title": "", "created": "", "modified": ""}
    try:
        if "docProps/core.xml" in package.names:
            for event, element in package.elements("docProps/core.xml"):
                tag = local(element)
                if event == "end" and tag in found:
                    found[tag] = clean_text(element.text or "", 300)
    except UnreadableError:
        pass  # properties are no part of what a reader sees
    return found["title"], _day(found["created"]), _day(found["modified"])


def read_ofd(package: Package) -> Document:
    """Read an OFD (GB/T 33190-2016): the words of its pages, by their places on them."""
    lines = Lines()
    found = [n for n in package.names if _OFD_PAGE.fullmatch(n)]
    pages = [n for n in found if "pages/" in n.lower()]
    for name in sorted(found, key=_numbers)[:MOST_PAGES]:
        for line in _ofd_lines(package, name, lines):
            lines.add(line)
    about = {"Title": "", "CreationDate": "", "ModDate": ""}
    for event, element in package.elements("OFD.xml"):
        tag = local(element)
        if event == "end" and tag in about:
            about[tag] = clean_text(element.text or "", 300)
    return Document(
        text=lines.text, pages=len(pages), title=about["Title"],
        created=_day(about["CreationDate"]), modified=_day(about["ModDate"]),
        cut=lines.full or len(found) > MOST_PAGES,
    )  # fmt: skip


def _ofd_lines(package: Package, name: str, lines: Lines) -> Iterator[str]:
    line, height, right = "", 0.0, 0.0
    words: list[str] = []
    for event, element in package.elements(name):
        if lines.full:
            return
        tag = local(element)
        if event == "end" and tag == "TextCode":
            words.append(element.text or "")
        elif event == "end" and tag == "TextObject":
            x, y, wide, _ = _box(element.get("Boundary"))
            if line and abs(y - height) > _SAME_HEIGHT:
                yield line
                line = ""
            elif line and x - right > _GAP:
                line += "\t"
            line += "".join(words)
            words, height, right = [], y, x + wide
    if line:
        yield line


def _box(said: str | None) -> tuple[float, float, float, float]:
    try:
        x, y, wide, high = map(float, (said or "").split())
    except ValueError:
        return 0.0, 0.0, 0.0, 0.0
    return x, y, wide, high


def _numbers(name: str) -> tuple[list[int], str]:
    """Sorts page 10 behind page 9."""
    return [int(n[:9]) for n in _NUMBER.findall(name)], name


def _day(stamp: str) -> str:
    return stamp[:10] if re.match(r"(?:19|20)\d\d-\d\d-\d\d", stamp) else ""
