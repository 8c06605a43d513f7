"""Outline (编排): items under the headings that readers meet, the same in every renderer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from checks.finding import Severity, Status
from reports.model import Item, Report
from reports.safe import http_url

T = TypeVar("T")

SEVERITIES: tuple[Severity | None, ...] = (*Severity, None)
"""From the heaviest to the lightest; None (not graded) last."""


@dataclass
class Group:
    """Items of one check under one heading; hundreds of dead links are one problem to a reader."""

    status: Status
    severity: Severity | None
    title: str
    items: list[Item] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Name of the heading inside a page: the number of its first item."""
        return f"g{self.items[0].number}"

    @property
    def basis(self) -> Item | None:
        """An item whose clauses hold for all of several items; None if each has its own."""
        bases = {(item.clause, item.basis, item.unconfirmed) for item in self.items}
        return self.items[0] if len(bases) == 1 and len(self.items) > 1 else None

    @property
    def remedy(self) -> str | None:
        """What to do about all of several items; None if each has its own."""
        remedies = {item.remedy for item in self.items}
        return remedies.pop() if len(remedies) == 1 and len(self.items) > 1 else None


def subject_of(item: Item) -> str:
    """What an item is about as a reader knows it: an address, a host, the name of a column."""
    if "://" in item.subject or item.subject_kind == "host":
        return item.subject
    return item.subject_label or item.subject


def item_url(item: Item) -> str:
    """The address an item is about: its subject, else what was asked for, else its subject."""
    if http_url(item.subject) or not item.looks:
        return item.subject
    return item.looks[0].url or item.subject


def of_status(report: Report, *statuses: Status) -> list[Item]:
    """Items of the report, passes included, that have one of the statuses."""
    return [item for item in (*report.items, *report.passes) if item.status in statuses]


def groups(items: Iterable[Item]) -> list[Group]:
    """Put items of the same status, severity, check and title together; order is kept.

    Rows of a parametrised check (``required-column/D01``) count as one check.
    """
    found: dict[tuple[object, ...], Group] = {}
    for item in items:
        check = item.check.partition("/")[0]
        key = (item.status, item.severity, check, item.check_title)
        group = found.setdefault(key, Group(item.status, item.severity, item.check_title))
        group.items.append(item)
    return list(found.values())


def by_severity(items: Iterable[Item]) -> list[tuple[Severity | None, list[Item]]]:
    """Items by severity, the heaviest first; severities without items are left out."""
    listed = list(items)
    split = [(level, [i for i in listed if i.severity is level]) for level in SEVERITIES]
    return [(level, part) for level, part in split if part]


def together_by(parts: Iterable[T], name: str) -> list[tuple[object, list[T]]]:
    """Parts that have the same value of an attribute together; order is kept."""
    found: dict[object, list[T]] = {}
    for part in parts:
        found.setdefault(getattr(part, name), []).append(part)
    return list(found.items())
