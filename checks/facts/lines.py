"""Lines of a page (行): its visible text with the rows of its tables kept together.

They are what personal data are looked for in.
"""

from __future__ import annotations

import msgspec

from checks.facts.personal import PersonalHit, find_personal, holds_candidates
from checks.facts.text import clean_text
from checks.facts.tree import INSIDE, Page

MOST_COLUMNS = 20
"""Columns that one cell may span."""
MOST_CELL = 300
"""Characters of a cell; a row with a longer one is layout, or prose."""


def read_personal(page: Page, title: str) -> tuple[PersonalHit, ...]:
    """Numbers of persons on a page; lines are counted in `lines_of`, its body first.

    A mobile number in navigation or footer is the site's own contact.
    """
    if not holds_candidates(page.all_text):
        return ()
    body = lines_of(page, body=True)
    frame = lines_of(page, body=False)
    begins = body.count("\n") + 1
    found = find_personal(body, title)
    return found + tuple(
        msgspec.structs.replace(
            hit, line=begins + hit.line, role="office" if hit.kind == "mobile" else hit.role
        )
        for hit in find_personal(frame, title)
    )


def lines_of(page: Page, *, body: bool) -> str:
    """Visible text, one line a block; a table's row is one line with tabs between its cells.

    Rows that hold tables of their own are layout: only the inner ones are rows. An empty line
    parts a table from what stands before and after it.

    Args:
        page: the page.
        body: the text outside navigation and footer, else that inside them.
    """
    nodes = page.nodes
    layout = _layout_rows(page)
    parts: list[str] = []
    done, table = 0, -1
    covered: dict[int, int] = {}
    for row in page.of("tr"):
        node = nodes[row]
        if row < done or row in layout or (node.area == "body") is not body:
            continue
        here = _table_of(page, row)
        if here != table:
            covered = {}
        cells = _cells(page, row, covered)
        if not cells:
            continue
        between = _texts(page, done, row, body=body)
        if between or here != table:
            parts += ("\n\n", *between, "\n")
        parts.append("\n" + "\t".join(cells))
        done, table = node.end, here
    rest = _texts(page, done, len(nodes), body=body)
    return "".join([*parts, "\n\n" if parts else "", *rest])


def _texts(page: Page, first: int, end: int, *, body: bool) -> list[str]:
    nodes = page.nodes
    return [n.text for n in nodes[first:end] if not n.tag and (n.area == "body") is body]


def _layout_rows(page: Page) -> set[int]:
    """Rows with a table inside."""
    seen: set[int] = set()
    for table in page.of("table"):
        index = page.nodes[table].parent
        while index >= 0 and index not in seen:
            seen.add(index)
            index = page.nodes[index].parent
    return seen


def _table_of(page: Page, row: int) -> int:
    """The box of a row; rows of one table have the same, as far as it matters."""
    parent = page.nodes[row].parent
    return page.nodes[parent].parent if parent >= 0 and page.nodes[parent].tag[0] == "t" else parent


def _cells(page: Page, row: int, covered: dict[int, int]) -> list[str]:
    """Texts of a row's cells, empty ones where one spans; none if it is layout.

    Args:
        page: the page.
        row: the row.
        covered: columns that cells of rows above span, each with the rows left; renewed.
    """
    nodes = page.nodes
    cells: list[str] = []
    index, end = row + 1, nodes[row].end
    if end - row > INSIDE:
        return []
    while index < end:
        node = nodes[index]
        if node.tag in ("td", "th"):
            words = "".join([n.text for n in nodes[index : node.end] if not n.tag])
            if len(words) > 2 * MOST_CELL:
                return []
            _pass(cells, covered)
            wide, high = (_span(node.get(name)) for name in ("colspan", "rowspan"))
            for column in range(len(cells), min(len(cells) + wide, MOST_COLUMNS)):
                if high > 1:
                    covered[column] = high - 1
            cells.append(clean_text(words, 2 * MOST_CELL).replace("\t", " "))
            cells += [""] * (wide - 1)
            index = node.end
        else:
            index += 1
    _pass(cells, covered)
    return cells


def _pass(cells: list[str], covered: dict[int, int]) -> None:
    """Go past the columns that a cell above spans."""
    while left := covered.get(len(cells), 0):
        covered[len(cells)] = left - 1
        cells.append("")


def _span(value: str) -> int:
    wide = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 1
    return max(1, min(wide, MOST_COLUMNS))
