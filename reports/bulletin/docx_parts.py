"""Parts of a DOCX that python-docx has no words for (文档部件): fonts, page numbers, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Pt, RGBColor
from lxml import etree

from reports.bulletin.blocks import Table
from reports.bulletin.styles import Fonts, Layout

ANNEXED = ("heading-1", "heading-2", "heading-3", "body", "list")
"""Roles that are set smaller in annexes, where they are named ``gw-annexed-ROLE``."""
KEPT = ("caption", "annex", "list", "list-more")
"""Roles that stay on the page of what follows: in the main part, lists are the list of annexes."""
SMALL = 12
"""Size of text in annexes, in points."""
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def declare_styles(docx: Docx, layout: Layout, lang: str) -> None:
    """Make a paragraph style for each role, named ``gw-ROLE`` (公文)."""
    body, black, kai = layout.fonts_body, layout.fonts_black, layout.fonts_kai
    size, table = layout.size_body, layout.size_table
    # role: fonts, size, alignment, indent of the first line in characters, bold
    roles: dict[str, tuple[Fonts, float, str, int, bool]] = {
        "letterhead": (layout.fonts_title, 40, "center", 0, True),
        "number": (body, size, "center", 0, False),
        "title": (layout.fonts_title, layout.size_title, "center", 0, False),
        "addressee": (body, size, "justify", 0, False),
        "heading-1": (black, size, "justify", 2, False),
        "heading-2": (kai, size, "justify", 2, False),
        "heading-3": (body, size, "justify", 2, True),
        "body": (body, size, "justify", 2, False),
        "list": (body, size, "left", 2, False),
        "list-more": (body, size, "left", 0, False),
        "note": (body, table, "left", 0, False),
        "office": (body, size, "right", 0, False),
        "date": (body, size, "right", 0, False),
        "annex": (black, size, "left", 0, False),
        "annex-title": (layout.fonts_title, layout.size_title - 4, "center", 0, False),
        "caption": (black, table + 1.5, "center", 0, False),
        "picture": (body, size, "center", 0, False),
        "gap": (body, 6, "left", 0, False),
        "cell": (body, table, "left", 0, False),
        "cell-number": (body, table, "center", 0, False),
        "cell-head": (black, table, "center", 0, False),
    }
    for role in ANNEXED:
        fonts, _, _, _, bold = roles[role]
        roles[f"annexed-{role}"] = (fonts, SMALL, "left", 0 if role == "heading-3" else 2, bold)
    normal = docx.styles["Normal"]
    _fonts(normal, body, layout, lang)
    normal.font.size = Pt(size)
    for role, (fonts, points, align, indent, bold) in roles.items():
        style: Any = docx.styles.add_style(f"gw-{role}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _fonts(style, fonts, layout, lang)
        style.font.size, style.font.bold = Pt(points), bold
        form = style.paragraph_format
        form.alignment = _ALIGN[align]
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(layout.line if points == size else points * 1.5)
        if role.startswith("cell"):
            form.line_spacing = Pt(points * 1.35)
        form.first_line_indent = Pt(indent * points) if indent else None
        form.widow_control = True
        form.keep_with_next = "heading" in role or role in KEPT
        wrap = OxmlElement("w:wordWrap")  # addresses may break anywhere, as in print
        wrap.set(qn("w:val"), "0")
        properties = style.element.get_or_add_pPr()
        properties.insert_element_before(
            wrap, "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN",
            "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc",
            "w:outlineLvl",
        )  # fmt: skip
        level = {"title": 0, "annex-title": 0, "heading-1": 1, "heading-2": 2}.get(role)
        if level is not None:
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level))
            style.element.get_or_add_pPr().append(outline)
    _tune(docx, layout)


def _tune(docx: Docx, layout: Layout) -> None:
    """What single roles have beside the rest."""
    line = Pt(layout.line)
    forms: dict[str, Any] = {
        role: docx.styles[f"gw-{role}"].paragraph_format
        for role in (
            "title",
            "office",
            "date",
            "picture",
            "gap",
            "annex-title",
            "letterhead",
            "list-more",
        )
    }
    forms["title"].space_before = forms["title"].space_after = line
    forms["title"].line_spacing = Pt(layout.size_title * 1.6)
    forms["annex-title"].space_before = forms["annex-title"].space_after = Pt(8)
    forms["letterhead"].line_spacing = Pt(60)
    forms["office"].space_before = line * 2
    forms["office"].keep_with_next = True
    # The date stands four characters from the right margin, the office above it.
    forms["date"].right_indent = Pt(4 * layout.size_body)
    forms["office"].right_indent = Pt(3 * layout.size_body)
    forms["picture"].line_spacing_rule = WD_LINE_SPACING.SINGLE
    forms["picture"].space_before = forms["picture"].space_after = Pt(8)
    forms["gap"].line_spacing = Pt(8)
    forms["list-more"].left_indent = Pt(5 * layout.size_body)
    red = RGBColor.from_string(layout.letterhead.removeprefix("#").upper())
    docx.styles["gw-letterhead"].font.color.rgb = red
    rule = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "16"), ("space", "4")):
        bottom.set(qn(f"w:{name}"), value)
    bottom.set(qn("w:color"), str(red))
    rule.append(bottom)
    properties = docx.styles["gw-number"].element.get_or_add_pPr()
    properties.insert_element_before(rule, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _fonts(style: Any, fonts: Fonts, layout: Layout, lang: str) -> None:  # noqa: ANN401
    latin = layout.fonts_latin[0]
    style.font.name = latin
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), fonts[0])
    properties.rFonts.set(qn("w:cs"), latin)
    if lang == "zh":
        # Quotation marks and dashes belong to both scripts; here they are Chinese.
        properties.rFonts.set(qn("w:hint"), "eastAsia")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def declare_fonts(docx: Docx, layout: Layout) -> None:
    """Name for each official face those that may stand in for it (``w:altName``)."""
    table = OxmlElement("w:fonts")
    rows = (
        layout.fonts_title, layout.fonts_body, layout.fonts_black, layout.fonts_kai,
        layout.fonts_number, layout.fonts_latin,
    )  # fmt: skip
    for name, others in {row[0]: row[1:] for row in rows}.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        if others:
            other = OxmlElement("w:altName")
            other.set(qn("w:val"), ",".join(others))
            font.append(other)
        family = OxmlElement("w:family")
        family.set(qn("w:val"), "auto")
        pitch = OxmlElement("w:pitch")
        pitch.set(qn("w:val"), "variable")
        font.extend((family, pitch))
        table.append(font)
    part = docx.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def grid(section: Section, layout: Layout) -> None:
    """Set the grid of lines (文档网格) to the distance of lines."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    made = OxmlElement("w:docGrid")
    made.set(qn("w:linePitch"), str(round(layout.line * 20)))
    properties.append(made)


def page_numbers(section: Section, layout: Layout) -> None:
    """Put ``— 1 —`` below the text: to the right on odd pages, to the left on even ones."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = _ALIGN[side]
        indent = Pt(14)  # one character from the edge
        form = paragraph.paragraph_format
        form.right_indent, form.left_indent = (indent, None) if side == "right" else (None, indent)
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            run.font.size = Pt(14)
            run.font.name = layout.fonts_number[0]
            run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), layout.fonts_number[0])
            if text is None:
                _page_field(run._element)


def _page_field(run: Any) -> None:  # noqa: ANN401
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = "PAGE"
            run.append(code)
        if kind == "separate":
            number = OxmlElement("w:t")
            number.text = "1"
            run.append(number)


def table_xml(table: Table, rows: Sequence[Sequence[str]], width: float) -> Any:  # noqa: ANN401
    """A table as one element, ``width`` millimetres wide.

    Its first row repeats on every page, and rows do not break over pages unless they are long.
    """
    whole = sum(column.width for column in table.columns)
    widths = [round(width * TWIPS * column.width / whole) for column in table.columns]
    made = etree.fromstring(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
        + "</w:tblGrid></w:tbl>"
    )
    made.append(_row([column.label for column in table.columns], table, widths, head=True))
    for number, row in enumerate(rows):
        made.append(_row(row, table, widths, bold=table.total and not number))
    return made


def _row(
    cells: Sequence[str],
    table: Table,
    widths: Sequence[int],
    *,
    head: bool = False,
    bold: bool = False,
) -> Any:  # noqa: ANN401
    row = etree.Element(qn("w:tr"))
    properties = etree.SubElement(row, qn("w:trPr"))
    if head or max(map(len, cells), default=0) < LONG_CELL:
        etree.SubElement(properties, qn("w:cantSplit"))
    if head:
        etree.SubElement(properties, qn("w:tblHeader"))
    for text, column, width in zip(cells, table.columns, widths, strict=True):
        cell = etree.SubElement(row, qn("w:tc"))
        form = etree.SubElement(cell, qn("w:tcPr"))
        etree.SubElement(form, qn("w:tcW"), {qn("w:w"): str(width), qn("w:type"): "dxa"})
        if head:
            shade = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): "EDEDED"}
            etree.SubElement(form, qn("w:shd"), shade)
        etree.SubElement(form, qn("w:vAlign"), {qn("w:val"): "center"})
        style = "gw-cell-head" if head else "gw-cell-number" if column.number else "gw-cell"
        for line in text.split("\n"):
            _line(cell, line, style, bold=bold)
    return row


def keep_end(docx: Docx) -> None:
    """Keep the last row of a table, and the gap behind it, on the page of what follows: a note."""
    gap = docx.paragraphs[-1]
    gap.paragraph_format.keep_with_next = True
    if docx.tables:
        for cell in docx.tables[-1].rows[-1].cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


_ADDRESS = re.compile(r"(?<=\w)（(?=https?://)")


def breakable(text: str) -> str:
    """A text whose lines may break before an address in brackets: an unseen mark says so.

    Some programs take all of ``404（http://…）`` for one word, and break it after its first digits.
    """
    return _ADDRESS.sub("\u200b（", text)


LONG_CELL = 600
"""Characters in a cell from which on its row may break over pages."""


def _line(cell: Any, text: str, style: str, *, bold: bool) -> None:  # noqa: ANN401
    paragraph = etree.SubElement(cell, qn("w:p"))
    properties = etree.SubElement(paragraph, qn("w:pPr"))
    etree.SubElement(properties, qn("w:pStyle"), {qn("w:val"): style})
    run = etree.SubElement(paragraph, qn("w:r"))
    if bold:
        etree.SubElement(etree.SubElement(run, qn("w:rPr")), qn("w:b"))
    word = etree.SubElement(run, qn("w:t"), {qn("xml:space"): "preserve"})
    word.text = breakable(text)
