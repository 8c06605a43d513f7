"""DOCX: set as GB/T 9704 says, with tables that break well."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Pt

from reports.bulletin import build, compose, docx, styles
from tests.reports.bulletin.sample import OFFICE, province


@pytest.fixture(scope="module")
def data() -> bytes:
    style = styles.load("national")
    bulletin = build.build(province(), OFFICE, style.used, "0.1.0")
    return docx.render(compose.compose(bulletin, style), style)


def test_page_and_type(data: bytes) -> None:
    document = open_docx(io.BytesIO(data))
    first = document.sections[0]
    assert [round(side.mm) for side in (first.page_width, first.page_height) if side] == [210, 297]
    margins = (first.top_margin, first.left_margin, first.bottom_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins if margin] == [37, 28, 35, 26]
    faces = {
        name: document.styles[f"gw-{name}"].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("title", "body", "heading-1", "heading-2")
    }
    assert faces == {
        "title": "方正小标宋简体",
        "body": "仿宋_GB2312",
        "heading-1": "黑体",
        "heading-2": "楷体_GB2312",
    }
    sizes = [document.styles[f"gw-{name}"].font.size for name in ("title", "body")]
    assert sizes == [Pt(22), Pt(16)]
    (title,) = [p for p in document.paragraphs if p.style and p.style.name == "gw-title"]
    assert title.text == "关于2026年第四季度全省\n政府网站抽查情况的通报"


def test_office_and_date_never_stand_alone(data: bytes) -> None:
    paragraphs = open_docx(io.BytesIO(data)).paragraphs
    (at,) = [n for n, p in enumerate(paragraphs) if p.style and p.style.name == "gw-office"]
    assert paragraphs[at - 1].paragraph_format.keep_with_next
    office = paragraphs[at].style
    assert office is not None
    assert office.paragraph_format.keep_with_next


def test_fallback_fonts_are_named(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        table = parts.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"' in table
    assert 'w:val="FangSong,仿宋,STFangsong,Noto Serif CJK SC"' in table


def test_page_numbers_stand_outside(data: bytes) -> None:
    document = open_docx(io.BytesIO(data))
    assert document.settings.odd_and_even_pages_header_footer
    first = document.sections[0]
    odd, even = (f.paragraphs[0] for f in (first.footer, first.even_page_footer))
    assert (odd.alignment, even.alignment) == (2, 0)
    for paragraph in (odd, even):
        assert paragraph.text.startswith("— ")
        assert "PAGE" in paragraph._element.xml


def test_tables_repeat_their_heads_and_keep_rows_whole(data: bytes) -> None:
    document = open_docx(io.BytesIO(data))
    assert len(document.tables) > 5
    for table in document.tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        for row in rows:
            long = max(len(cell.text) for cell in row.cells) >= 600
            whole = row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert whole is not long
    wide = [round(s.page_width.mm) for s in document.sections if s.page_width]
    assert wide == [210, 297, 210]


def test_charts_are_pictures_with_their_values_in_words(data: bytes) -> None:
    document = open_docx(io.BytesIO(data))
    shapes = document.inline_shapes
    assert len(shapes) == 4
    words = [shape._inline.docPr.get("descr") for shape in shapes]
    assert words[0] == "历次检查合格率: 2026Q2 88%, 2026Q3 90%, 2026Q4 91%"
    style = styles.load("national")
    bulletin = build.build(province(), OFFICE, style.used, "0.1.0")
    plain = docx.render(compose.compose(bulletin, style), style, pictures=False)
    assert len(open_docx(io.BytesIO(plain)).inline_shapes) == 0
