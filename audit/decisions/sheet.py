"""The decision sheet (裁定表): findings out as XLSX, decisions of people back in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from audit.decisions import desk, events
from audit.decisions.desk import Item
from audit.decisions.events import Action, Event
from audit.errors import UserError
from audit.language import _
from audit.register.read import RowError
from audit.sites_file import Problem
from audit.tables import Row, read_table
from checks.facts.text import clean_text, normal
from checks.finding import Severity
from reports.sheets import Cell, Sheet, workbook
from reports.words import severity_word

COLUMNS = (
    ("finding", 9), ("site", 18), ("name", 22), ("severity", 9), ("problem", 22), ("message", 42),
    ("subject", 40), ("evidence", 46), ("basis", 30), ("state", 11), ("before", 26),
    ("digest", 34), ("decision", 12), ("by", 12), ("why", 36),
)  # fmt: skip
"""Columns with their widths; the last three are for a person to fill in."""
GIVEN = ("finding", "digest", "decision", "by", "why")
"""Columns that are read back."""
WORDS: dict[Action, tuple[str, ...]] = {
    "confirmed": ("confirm", "confirmed", "确认", "属实"),
    "dismissed": ("dismiss", "dismissed", "驳回", "不属实", "排除"),
    "rectified": ("rectified", "已整改", "整改"),
    "appealed": ("appealed", "appeal", "申诉", "异议"),
}
"""What a person may write into the column of the decision."""
LOOKS = 4
"""Looks told in a cell."""


def headings() -> dict[str, str]:
    """Headings by column, in the user's language."""
    return {
        "finding": _("finding"), "site": _("site"), "name": _("name"), "severity": _("severity"),
        "problem": _("problem"), "message": _("what is the case"), "subject": _("subject"),
        "evidence": _("evidence"), "basis": _("basis"), "state": _("state"),
        "before": _("ruled before"), "digest": _("evidence hash"), "decision": _("decision"),
        "by": _("by whom"), "why": _("why"),
    }  # fmt: skip


def state_word(item: Item) -> str:
    """Where a finding stands, in words."""
    word = desk.state_words()[item.state]
    return f"{word} ({_('evidence changed')})" if item.ruled.standing.outdated else word


def severity_of(item: Item) -> str:
    """How grave a finding is, in words."""
    row = item.ruled.row
    return severity_word(Severity(row["severity"]) if row["severity"] else None, _)


def export(found: Sequence[Item], title: str, titles: Mapping[str, str]) -> bytes:
    """The sheet as XLSX.

    Args:
        found: findings.
        title: of the workbook.
        titles: heading of each check.
    """
    heads = headings()
    rows = [_cells(item, titles) for item in found]
    columns = [(heads[name], width) for name, width in COLUMNS]
    return workbook([Sheet(_("decisions"), columns, rows)], title=title)


def _cells(item: Item, titles: Mapping[str, str]) -> list[Cell]:
    row = item.ruled.row
    looks = json.loads(row["looks"])[:LOOKS]
    return [
        item.id, item.site.row.site.key, item.site.row.site.name, severity_of(item),
        titles.get(row["check_id"], row["check_id"]), row["message"], row["subject"],
        "\n".join(f"{k['number']}. {k['at']} {k['result']} {k['url']}" for k in looks),
        row["clause"], state_word(item), item.before, events.digest(row), "", "", "",
    ]  # fmt: skip


def read(path: Path, found: Sequence[Item], who: str = "") -> tuple[list[Event], list[Problem]]:
    """Read decisions that people filled in.

    Args:
        path: the sheet.
        found: findings of the round, as they stand now.
        who: whose decisions they are, where a row does not say.

    Returns:
        Events of good rows; what is wrong with the others. Rows without a decision are neither.

    Raises:
        UserError: it is no such sheet.
    """
    rows = read_table(path)
    heads = {normal(text): name for name, text in headings().items()}
    for text in ("finding", "decision", "by whom", "why", "evidence hash"):
        heads.setdefault(normal(text), next(n for n, t in _english().items() if t == text))
    columns: dict[str, int] = {}
    events_, problems = [], []
    by_id = {item.id: item for item in found}
    for row in rows:
        if "decision" not in columns:
            names = [heads.get(normal(cell), "") for cell in row.cells]
            columns = {name: at for at, name in enumerate(names) if name in GIVEN}
            continue
        try:
            event = _event(row, columns, by_id, who)
        except RowError as error:
            place = _("{file}, sheet {sheet}, row {line}").format(
                file=path, sheet=row.sheet or "–", line=row.line
            )
            text = _("{place}: {reason}").format(place=place, reason=error.reason)
            problems.append(Problem(text, error.remedy))
        else:
            events_ += [event] if event is not None else []
    if not {"finding", "decision"} <= columns.keys():
        raise UserError(
            _("{file}: no header row with the columns {names}").format(
                file=path, names=f"{heads_of('finding')}, {heads_of('decision')}"
            ),
            _("fill in the sheet that “audit review export” writes"),
        )
    return events_, problems


def heads_of(name: str) -> str:
    """Heading of a column."""
    return headings()[name]


def _english() -> dict[str, str]:
    return {"finding": "finding", "decision": "decision", "by": "by whom", "why": "why",
            "digest": "evidence hash"}  # fmt: skip


def _event(row: Row, columns: dict[str, int], by_id: Mapping[int, Item], who: str) -> Event | None:
    got = {
        name: clean_text(row.cells[at], 2000) if at < len(row.cells) else ""
        for name, at in columns.items()
    }
    if not got["decision"]:
        return None
    word = normal(got["decision"])
    action = next((a for a, forms in WORDS.items() if word in map(normal, forms)), None)
    if action is None:
        raise RowError(
            _("not a decision: {text}").format(text=repr(got["decision"])),
            _("write one of: {choices}").format(
                choices=", ".join(forms[0] for forms in WORDS.values())
            ),
        )
    number = got["finding"]
    item = by_id.get(int(number)) if number.isascii() and number.isdigit() else None
    if item is None:
        raise RowError(
            _("no finding of this round has the number {text}").format(text=repr(got["finding"])),
            _("export the sheet again"),
        )
    if got.get("digest") and got["digest"] != events.digest(item.ruled.row):
        raise RowError(
            _("the evidence of finding {number} has changed since the export").format(
                number=item.id
            ),
            _("export the sheet again and look at it anew"),
        )
    try:
        return desk.event_of(item, action, who=got.get("by", "") or who, reason=got.get("why", ""))
    except UserError as error:
        raise RowError(error.message, _("fill in the columns of name and reason")) from None
