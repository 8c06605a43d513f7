"""What commands about rounds share: plain tables, the database, files written whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli.base import resolved
from audit.cli.console import Console, escape
from audit.errors import UserError, os_reason
from audit.language import _

if TYPE_CHECKING:
    from audit.store.store import Store


def show(console: Console, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns that stand below each other, Chinese characters two columns wide."""
    table = [[escape(str(cell)) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(heads, *table, strict=True)]
    for row in (heads, *table):
        cells = (cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True))
        console.print("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def open_store(flags: Mapping[str, Any]) -> Store:
    """``audit.db`` of the output folder, which is made if it is not there.

    Raises:
        UserError: the folder cannot be made.
    """
    from audit.store.store import DATABASE, Store  # noqa: PLC0415 - slow to import

    out = Path(resolved(dict(flags)).settings.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            _("cannot write to {folder}: {reason}").format(folder=out, reason=os_reason(error)),
            _("choose another folder with --out"),
        ) from None
    return Store(out / DATABASE)


def write_file(path: Path, data: bytes) -> None:
    """Write a file; it is there wholly or not at all.

    Raises:
        UserError: the system refused.
    """
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UserError(
            _("cannot write {file}: {reason}").format(file=path, reason=os_reason(error))
        ) from error
