"""What a reader finds in each format: texts and tables, read back by other libraries than wrote."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document as open_docx
from lxml import html as lxml_html
from openpyxl import load_workbook

Tables = list[list[list[str]]]
BREAK = "\u200b"
"""Where a line may break; nobody sees it."""


def of_html(data: bytes) -> tuple[str, Tables]:
    tree = lxml_html.document_fromstring(data.decode())
    tables = [
        [[cell.text_content() for cell in row.xpath("th|td")] for row in table.xpath(".//tr")]
        for table in tree.xpath("//table")
    ]
    for part in tree.xpath("//style | //svg | //title | //table | //p[@class='caption']"):
        part.drop_tree()
    return letters(tree.text_content()), tables


def of_docx(data: bytes) -> tuple[str, Tables]:
    document = open_docx(io.BytesIO(data))
    tables = [
        [
            ["\n".join(p.text for p in cell.paragraphs).replace(BREAK, "") for cell in row.cells]
            for row in table.rows
        ]
        for table in document.tables
    ]
    words = [p.text for p in document.paragraphs if p.style and p.style.name != "gw-caption"]
    return letters("".join(words)), tables


def of_markdown(data: bytes) -> tuple[str, Tables]:
    tables: Tables = []
    words = []
    previous = ""
    for line in data.decode().splitlines():
        if line.startswith("| ") and not set(line) <= set("|-: "):
            cells = [plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if not previous.startswith("|"):
                tables.append([])
            tables[-1].append(cells)
        elif not line.startswith(("|", "**")):
            words.append(plain(line))
        previous = line
    # A series of a chart has no column of numbers of rows; the other tables begin with one.
    return letters("".join(words)), [t for t in tables if t[0][0] in ("序号", "No.")]


def letters(text: str) -> str:
    """A text without blanks and without what marks lists and headings."""
    return re.sub(rf"[-·#*\s{BREAK}]", "", text)


def plain(text: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", text.strip().replace("<br>", "\n"))


def of_xlsx(data: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(data))
    return {page.title: [list(row) for row in page.iter_rows()] for page in book}


def as_printed(cell: Any) -> str:
    """A cell of a workbook as Excel shows it, from its value and its number format."""
    value, form = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, str) or form == "General":
        return str(value)
    if form.endswith("%"):
        places = len(form.removesuffix("%").partition(".")[2])
        return f"{value * 100:.{places}f}%"
    if ";" in form:
        places = len(form.split(";")[2].partition(".")[2])
        return f"{value:+.{places}f}" if value else f"{0:.{places}f}"
    return f"{value:.{len(form.partition('.')[2])}f}"
