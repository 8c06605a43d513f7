"""Comparing two runs (比较两次检查): problem by problem, by their fingerprints.

What is gone is called mended only where the second run looked again with the same version of the
check; everything else is not comparable, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from checks.facts.urls import host as host_of
from checks.finding import Status, SubjectKind
from reports.model import Item, Report

Change = Literal["new", "fixed", "persisting", "not-comparable"]
Reason = Literal["", "version", "not-run", "not-seen", "open"]
"""Why a problem can't be compared: the check's version changed, it was not run, its subject was
not looked at, or the other run came to no result on it."""


ALWAYS_SEEN: tuple[SubjectKind, ...] = ("site", "host", "search")
"""Subjects that every run looks at; any other may lie beyond the limits of a run."""


class Difference(Struct, frozen=True, kw_only=True):
    """One problem and what became of it; ``item`` is from the later run that has it."""

    change: Change
    item: Item
    reason: Reason = ""


class Comparison(Struct, frozen=True, kw_only=True):
    """All problems of two runs; ``same_sets``: both were judged by the same tables."""

    before: str
    after: str
    same_sets: bool
    differences: tuple[Difference, ...]

    def of(self, change: Change) -> list[Difference]:
        """Those of one kind, in the order of the reports."""
        return [d for d in self.differences if d.change == change]


def compare(before: Report, after: Report) -> Comparison:
    """Compare two reports of one site."""
    old, new = _Run(before), _Run(after)
    found = []
    for item in after.items:
        if item.status is Status.FAIL:
            change, reason = old.change_to(item)
            found.append(Difference(change=change, item=item, reason=reason))
    for item in before.items:
        if item.status is Status.FAIL and not new.has_failed(item):
            reason = new.doubt(item)
            gone: Change = "not-comparable" if reason else "fixed"
            found.append(Difference(change=gone, item=item, reason=reason))
    sets = [{(s.id, s.sha256) for s in report.sets} for report in (before, after)]
    return Comparison(
        before=before.run_id, after=after.run_id, same_sets=sets[0] == sets[1],
        differences=tuple(found),
    )  # fmt: skip


class _Run:
    """One run, asked what it says of a problem of the other."""

    def __init__(self, report: Report) -> None:
        self._report = report
        items = (*report.items, *report.passes)
        self._items = {i.fingerprint: i for i in items}
        # A site that moved to https is the same site with the same problems.
        self._anyhow = {_anyhow(i): i for i in reversed(items)}
        self._pages = {page.url for page in report.pages}

    def change_to(self, item: Item) -> tuple[Change, Reason]:
        """What a problem of the later run is, seen from this earlier one."""
        if self.has_failed(item):
            return "persisting", ""
        reason = self.doubt(item)
        return ("not-comparable", reason) if reason else ("new", "")

    def has_failed(self, item: Item) -> bool:
        """Whether this run has the problem too."""
        same = self._same(item)
        return same is not None and same.status is Status.FAIL

    def _same(self, item: Item) -> Item | None:
        return self._items.get(item.fingerprint) or self._anyhow.get(_anyhow(item))

    def doubt(self, item: Item) -> Reason:
        """Why this run can't tell that it had no such problem; empty if it can."""
        mine = list(self._of_check(item.check))
        if not mine:
            return "not-run"
        if any(i.check_version != item.check_version for i in mine):
            return "version"
        same = self._same(item)
        if same is not None:
            return "" if same.status is Status.PASS else "open"
        if any(_stands_for(i, item) for i in mine):
            return "open"
        return "" if self._looked_at(item) else "not-seen"

    def _of_check(self, check: str) -> Iterable[Item]:
        return (i for i in self._items.values() if i.check == check)

    def _looked_at(self, item: Item) -> bool:
        """Whether the subject, or a page that carried it, was read."""
        if self._report.coverage.complete or item.subject_kind in ALWAYS_SEEN:
            return True
        return bool({item.subject, *(c.url for c in item.carriers)} & self._pages)


def _anyhow(item: Item) -> tuple[str, str, str]:
    """What an item is about, over http or https."""
    return item.check, item.subject_kind, re.sub("^https?://", "", item.subject)


def _stands_for(open_item: Item, item: Item) -> bool:
    """Whether an open item speaks of many subjects, and may speak of this one."""
    if open_item.status not in (Status.REVIEW, Status.NOT_TESTED, Status.ERROR):
        return False
    if open_item.subject_kind == "site":
        return True
    return open_item.subject_kind == "host" and open_item.subject == host_of(item.subject)
