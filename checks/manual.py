"""The manual of checks (检查手册): each check's page, made from what the check says of itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from checks.framework import Check

HEADINGS = (
    "Looks at",
    "Basis",
    "Decides",
    "Evidence",
    "Does not accuse",
    "Remedy",
)
"""Headings of every check's docstring, in this order."""

WORDS = (
    "Version",
    "Family",
    "Outcome",
    "Status",
    "Message",
    "pass",
    "fail",
    "review",
    "not-applicable",
    "not-tested",
    "error",
)
"""Other words of a manual page that a catalogue has to translate."""

_HEADING = re.compile(rf"^({'|'.join(HEADINGS)}):$", re.MULTILINE)


def sections(check: Check[Any]) -> tuple[tuple[str, str], ...]:
    """The docstring as (heading, text) pairs in its order; the text is one folded paragraph.

    Text before the first heading is left out: it repeats the title.
    """
    parts = _HEADING.split(inspect.cleandoc(check.doc))
    return tuple(
        (heading, " ".join(text.split()))
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    )


def page(check: Check[Any], translate: Callable[[str], str]) -> str:
    """The check's page as Markdown: title, identity, sections, and what it can find.

    ``translate`` is ``gettext`` of a catalogue; the headings, sections, messages and remedies
    are its keys.
    """
    _ = translate
    lines = [
        f"# {_(check.title)}",
        "",
        f"`{check.id}` · {_('Family')} `{check.family}` · {_('Version')} {check.version}",
    ]
    for heading, text in sections(check):
        lines += ["", f"## {_(heading)}", "", _(text)]
    head = [_("Outcome"), _("Status"), _("Message"), _("Remedy")]
    lines += ["", _row(head), _row(["---"] * len(head))]
    for name, outcome in check.outcomes.items():
        remedy = _(outcome.remedy) if outcome.remedy else ""
        lines.append(_row([f"`{name}`", _(outcome.status.value), _(outcome.message), remedy]))
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
