"""HTML (网页版通报): one file that fetches nothing; printed by a browser it is the PDF."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable

from markupsafe import Markup

from reports.bulletin import charts, titles
from reports.bulletin.blocks import Annex, Block, Chart, Document, shown
from reports.bulletin.styles import POINTS, Style, letterhead_size, page


def render(document: Document, style: Style) -> bytes:
    """Print a document as one UTF-8 HTML file; its policy (CSP) forbids scripts and fetches."""
    version = style.used.version

    def drawn(chart: Chart) -> Markup:
        # Our own drawing, its texts escaped by its own template.
        return Markup(charts.svg(chart, version))  # noqa: S704

    return (
        page(version)
        .render(
            document=document,
            layout=style.layout,
            sections=_sections(document.blocks),
            kind=lambda block: type(block).__name__.lower(),
            drawn=drawn,
            shown=shown,
            parted=_parted(style),
            base64=lambda data: b64encode(data).decode(),
            letterhead_size=letterhead_size,
        )
        .encode()
    )


def _parted(style: Style) -> Callable[[str, float], list[str]]:
    """Parts a title of a size into lines for the width of a page on paper."""
    layout = style.layout
    room = (210 - layout.left - layout.right) * POINTS
    return lambda title, size: titles.lines(title, room / size)


def _sections(blocks: Iterable[Block]) -> list[tuple[Annex | None, list[Block]]]:
    """The main part, then each annex, with their blocks."""
    sections: list[tuple[Annex | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Annex):
            sections.append((block, []))
        else:
            sections[-1][1].append(block)
    return sections
