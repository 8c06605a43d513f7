"""Findings of ``audit.db`` in words (问题文字), in any language, from the registry of checks."""

from __future__ import annotations

import json
from typing import Any

from checks.framework import UNSEEN as FRAMEWORK_OUTCOMES
from checks.framework import Check, Outcome
from checks.registry import CHECKS
from reports.i18n import translations


class Words:
    """Texts in one language.

    A check or outcome that this version does not have any more keeps the words it was stored with.

    Args:
        lang: ``zh`` or ``en``.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._catalogue = translations(lang)
        self._checks: dict[str, Check[Any]] = {check.id: check for check in CHECKS}
        self._places = {check.id: place for place, check in enumerate(CHECKS)}

    def tr(self, text: str) -> str:
        """Translate a message."""
        return self._catalogue.gettext(text) if text else ""

    def place(self, check_id: str) -> tuple[int, str]:
        """Where a check stands in the registry, to sort by."""
        base = check_id.partition("/")[0]
        return self._places.get(base, len(self._places)), check_id

    def title(self, row: dict[str, Any]) -> str:
        """Heading of the fault."""
        check = self._check(row)
        return self.tr(check.title) if check else str(row["check_id"])

    def title_pass(self, row: dict[str, Any]) -> str:
        """What should be."""
        check = self._check(row)
        return self.tr(check.title_pass) if check else str(row["check_id"])

    def message(self, row: dict[str, Any]) -> str:
        """What is the case, with the measured values in it."""
        outcome = self._outcome(row)
        return self._filled(outcome.message, row) if outcome else str(row["message"])

    def remedy(self, row: dict[str, Any]) -> str:
        """What to do."""
        outcome = self._outcome(row)
        return self._filled(outcome.remedy, row) if outcome else ""

    def _check(self, row: dict[str, Any]) -> Check[Any] | None:
        return self._checks.get(str(row["check_id"]).partition("/")[0])

    def _outcome(self, row: dict[str, Any]) -> Outcome | None:
        check = self._check(row)
        return (check.outcomes if check else {}).get(row["outcome"]) or FRAMEWORK_OUTCOMES.get(
            row["outcome"]
        )

    def _filled(self, text: str, row: dict[str, Any]) -> str:
        label = row["subject_label"] if row["subject_kind"] in ("column", "guide") else ""
        values = {**json.loads(row["measured"]), "subject": label or row["subject"]}
        try:
            return self.tr(text).format_map(values)
        except (KeyError, ValueError, IndexError):  # another version asked for other values
            return str(row["message"])
