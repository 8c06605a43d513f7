"""DOCX (公文文档): the bulletin as an official document, set after GB/T 9704.

The file holds plain text, tables and pictures: no fields but page numbers, no links, no macros,
nothing that is fetched. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from docx import Document as open_document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from reports.bulletin import charts, titles
from reports.bulletin.blocks import Annex, Block, Chart, Document, Picture, Table, Text, shown
from reports.bulletin.docx_parts import (
    ANNEXED,
    breakable,
    declare_fonts,
    declare_styles,
    grid,
    keep_end,
    page_numbers,
    table_xml,
)
from reports.bulletin.styles import POINTS, Layout, Style, letterhead_size

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every member of the file, so that bytes repeat."""
A4 = (210, 297)
TALLEST = 190.0
"""Height of a picture of a page in millimetres, at most."""


def render(document: Document, style: Style, *, pictures: bool = True) -> bytes:
    """Print a document as DOCX.

    Args:
        document: what to print.
        style: its layout.
        pictures: draw the charts; without a Chinese font they would be empty.
    """
    return _Printer(document, style, pictures=pictures).bytes()


@lru_cache(maxsize=4)
def _blank(layout: Layout, lang: str) -> bytes:
    """An empty document with the styles and fonts of a layout; papers come by the thousand."""
    docx = open_document()
    declare_styles(docx, layout, lang)
    declare_fonts(docx, layout)
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


class _Printer:
    def __init__(self, document: Document, style: Style, *, pictures: bool) -> None:
        self._document = document
        self._version = style.used.version
        self._layout: Layout = style.layout
        self._pictures = pictures
        self._docx: Docx = open_document(io.BytesIO(_blank(style.layout, document.lang)))
        self._wide = document.wide
        self._in_annex = False

    def bytes(self) -> bytes:
        """Print all blocks."""
        docx, document = self._docx, self._document
        docx.settings.odd_and_even_pages_header_footer = True
        self._set_page(wide=document.wide)
        page_numbers(docx.sections[0], self._layout)
        before = None
        previous: Block | None = None
        titled = ""
        for block in document.blocks:
            match block:
                case Annex():
                    self._annex(block)
                    titled = block.title
                case Table():
                    named = isinstance(previous, Annex) or block.title == titled
                    self._table(block, captioned=not named)
                case Chart():
                    self._chart(block)
                case Picture():
                    self._picture(block)
                case Text(role=role, text=text):
                    if role == "title":
                        text = self._parted(text, self._layout.size_title)
                    small = "annexed-" if self._in_annex and role in ANNEXED else ""
                    if role == "note" and isinstance(previous, Table):
                        keep_end(docx)
                    paragraph = docx.add_paragraph(breakable(text), style=f"gw-{small}{role}")
                    if "://" in text and role == "body":
                        # Some programs break no line within an address: the words before it would
                        # be drawn apart.
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
                    if role == "office" and before is not None:
                        # Office and date never stand alone on a page.
                        before.paragraph_format.keep_with_next = True
                    before = paragraph
                    if role == "letterhead":
                        paragraph.runs[0].font.size = Pt(letterhead_size(text, self._layout))
            previous = block
        properties = docx.core_properties
        properties.title, properties.author, properties.comments = document.title[:250], "", ""
        properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
        buffer = io.BytesIO()
        docx.save(buffer)
        return _repeatable(buffer.getvalue())

    def _annex(self, annex: Annex) -> None:
        """Begin an annex on a new page, in a section of its own where the paper turns."""
        if annex.wide != self._wide:
            self._docx.add_section(WD_SECTION.NEW_PAGE)
            self._set_page(wide=annex.wide)
            self._docx.add_paragraph(annex.label, style="gw-annex")
        else:
            label = self._docx.add_paragraph(annex.label, style="gw-annex")
            label.paragraph_format.page_break_before = True
        self._wide, self._in_annex = annex.wide, True
        title = self._parted(annex.title, self._layout.size_title - 4)
        self._docx.add_paragraph(title, style="gw-annex-title")

    def _parted(self, title: str, size: float) -> str:
        """A title with its line breaks, where letters are so many points wide."""
        return "\n".join(titles.lines(title, self._width() * POINTS / size))

    def _set_page(self, *, wide: bool) -> None:
        section, layout = self._docx.sections[-1], self._layout
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        size = A4[::-1] if wide else A4
        section.page_width, section.page_height = Mm(size[0]), Mm(size[1])
        margins = (
            (25.0, 25.0, 25.0, 25.0)
            if wide
            else (layout.top, layout.bottom, layout.left, layout.right)
        )
        section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
        section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])
        # The page number stands 7 mm below the text.
        section.footer_distance = Mm(margins[1] - 7 - 5)
        grid(section, layout)

    def _width(self) -> float:
        """Width of the text in millimetres."""
        if self._wide:
            return A4[1] - 50.0
        return A4[0] - self._layout.left - self._layout.right

    def _table(self, table: Table, *, captioned: bool) -> None:
        if captioned and table.title:
            self._docx.add_paragraph(table.title, style="gw-caption")
        if not table.rows:
            self._docx.add_paragraph(table.empty, style="gw-body")
            return
        made = table_xml(table, [shown_row(row) for row in table.rows], self._width())
        self._docx.element.body.insert_element_before(made, "w:sectPr")
        # Word joins tables that touch; a small paragraph keeps them apart.
        self._docx.add_paragraph("", style="gw-gap")

    def _chart(self, chart: Chart) -> None:
        if not self._pictures:
            return
        image = io.BytesIO(charts.png(chart, self._version))
        paragraph = self._docx.add_paragraph(style="gw-picture")
        picture: Any = paragraph.add_run().add_picture(image, width=Mm(self._width()))
        # For readers who hear the document, and for those whose viewer shows no pictures.
        values = ", ".join(f"{label} {value}" for label, value in chart.points)
        picture._inline.docPr.set("descr", f"{chart.title}: {values}"[:2000])
        picture._inline.docPr.set("name", chart.name)
        if picture.height > Mm(215):
            picture.width, picture.height = (
                int(picture.width * Mm(215) / picture.height),
                Mm(215),
            )

    def _picture(self, picture: Picture) -> None:
        """Its caption above it, on the same page."""
        self._docx.add_paragraph(
            picture.caption, style="gw-note"
        ).paragraph_format.keep_with_next = True
        width = min(self._width(), TALLEST / picture.height)
        paragraph = self._docx.add_paragraph(style="gw-picture")
        made: Any = paragraph.add_run().add_picture(io.BytesIO(picture.jpeg), width=Mm(width))
        made._inline.docPr.set("descr", picture.caption[:2000])


def shown_row(row: Iterable[Any]) -> list[str]:
    """Cells of a row as people read them."""
    return [shown(cell) for cell in row]


def _repeatable(data: bytes) -> bytes:
    """The same members with one time each."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(info.filename))
    return buffer.getvalue()
