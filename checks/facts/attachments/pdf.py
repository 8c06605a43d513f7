"""PDF (by the library PDFium): its text page by page."""

from __future__ import annotations

import re

import pypdfium2
from pypdfium2 import raw

from checks.facts.attachments.facts import MOST_PAGES, Document, Lines, UnreadableError
from checks.facts.text import clean_text

_DAY = re.compile(r"D?:?((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


def read_pdf(body: bytes) -> Document:
    """Read a PDF.

    Raises:
        UnreadableError: PDFium can't open it.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise UnreadableError("password" if locked else "damaged") from error
    try:
        pages = len(document)
        if not pages:
            raise UnreadableError
        lines = Lines()
        for number in range(min(pages, MOST_PAGES)):
            if lines.full:
                break
            lines.add(_page(document, number))
        about = document.get_metadata_dict(skip_empty=True)
        return Document(
            text=lines.text,
            pages=pages,
            title=clean_text(about.get("Title", ""), 300),
            created=_day(about.get("CreationDate", "")),
            modified=_day(about.get("ModDate", "")),
            cut=lines.full or pages > MOST_PAGES,
        )
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    """Text of a page; a page that can't be read is empty."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    try:
        words = page.get_textpage()
        return str(words.get_text_range()).replace("\r\n", "\n").replace("\r", "\n")
    except pypdfium2.PdfiumError:
        return ""
    finally:
        page.close()  # with its words


def _day(stamp: str) -> str:
    match = _DAY.match(stamp)
    return "-".join(match.groups()) if match else ""
