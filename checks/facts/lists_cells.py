"""Table rows (表格行) of lists: the day of a row by the columns of its table."""

from __future__ import annotations

from checks.facts import lists_days as days
from checks.facts.tree import Node, Page


def texts_of(nodes: list[Node], start: int, end: int) -> list[str]:
    """Texts in a range of nodes, without blanks around them."""
    return [n.text.strip() for n in nodes[start:end] if not n.tag]


class Cells:
    """Table rows by their columns: each table's heading is looked at once."""

    def __init__(self, page: Page) -> None:
        """Prepare for a page."""
        self.page = page
        self._headings: dict[int, list[str]] = {}

    def day(self, row: int, url: str) -> str:
        """ISO day of a row that leads to an address; empty if none or more than one may be it."""
        nodes = self.page.nodes
        cells = self._cells(row)
        texts = [(cell, texts_of(nodes, cell, nodes[cell].end)) for cell in cells]
        if not any(any(map(str.isdigit, text)) for _, inside in texts for text in inside):
            return ""
        together = days.row_day([text for _, inside in texts for text in inside], url)
        names = self._names(row)
        if len(names) != len(cells):
            # Cells over several columns: which day is the deadline can't be told.
            several = sum(bool(days.row_day(inside, url)) for _, inside in texts) > 1
            if several and any(map(days.is_other_column, names)):
                return ""
            names = [""] * len(cells)
        named = [
            (f"{name} {nodes[cell].mark}".strip(), inside)
            for name, (cell, inside) in zip(names, texts, strict=True)
        ]
        if not any(name for name, _ in named):
            return together
        day = days.cell_day(named, url)
        # A day that stands in no single cell is put together from several.
        return day or ("" if any(days.row_day(inside, url) for _, inside in texts) else together)

    def _cells(self, row: int) -> list[int]:
        nodes = self.page.nodes
        found, index = [], row + 1
        while index < nodes[row].end:
            if nodes[index].tag in ("td", "th"):
                found.append(index)
            index = nodes[index].end
        return found

    def _names(self, row: int) -> list[str]:
        """Words of the table's heading row, by column."""
        nodes = self.page.nodes
        table = nodes[row].parent
        while table >= 0 and nodes[table].tag != "table":
            table = nodes[table].parent
        if table < 0:
            return []
        if table not in self._headings:
            first = next((i for i in range(table, row + 1) if nodes[i].tag == "tr"), row)
            self._headings[table] = (
                [] if first == row else [self.page.text(c, 40) for c in self._cells(first)]
            )
        return self._headings[table]
