"""Formats of a bulletin (通报格式): the one table of files that it can be printed as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.bulletin import docx, html, json, markdown, xlsx
from reports.bulletin.blocks import Document
from reports.bulletin.model import Bulletin
from reports.bulletin.styles import Style


@dataclass(frozen=True)
class Printing:
    """All that a format may need.

    Attributes:
        bulletin, document, style: what to print.
        print_pdf: makes a PDF of HTML; it belongs to the floor above, for it drives a browser.
        pictures: whether charts can be drawn as pictures.
    """

    bulletin: Bulletin
    document: Document
    style: Style
    print_pdf: Callable[[bytes], bytes]
    pictures: bool = True


FORMATS: dict[str, Callable[[Printing], bytes]] = {
    "docx": lambda p: docx.render(p.document, p.style, pictures=p.pictures),
    "pdf": lambda p: p.print_pdf(html.render(p.document, p.style)),
    "html": lambda p: html.render(p.document, p.style),
    "xlsx": lambda p: xlsx.render(p.bulletin, p.style),
    "md": lambda p: markdown.render(p.document),
    "json": lambda p: json.render(p.bulletin),
}
"""Name of a format, which is its file's suffix too → the function that makes its bytes."""
