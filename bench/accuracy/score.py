"""Counting right and wrong answers, with the interval that so few pages allow."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

Z = 1.959964
"""Standard deviations on either side of a 95 % interval."""


@dataclass
class Tally:
    """Answers to one question over many pages.

    Attributes:
        right: answered as the label says.
        wrong: answered otherwise than the label says.
        invented: answered though the label says that there is nothing.
        missed: not answered though the label has an answer.
        silent: rightly not answered.
        misses: what each wrong, invented or missed answer was, for the person who mends the reader.
    """

    right: int = 0
    wrong: int = 0
    invented: int = 0
    missed: int = 0
    silent: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, answer: str, truth: str, where: str) -> None:
        """Count one answer; empty stands for none, on either side."""
        self.right += bool(truth) and answer == truth
        self.silent += not truth and not answer
        self.wrong += bool(truth and answer) and answer != truth
        self.invented += bool(answer) and not truth
        self.missed += bool(truth) and not answer
        if answer != truth:
            self.misses.append(f"{where}: {answer or '(none)'} for {truth or '(none)'}")

    def add_all(self, answers: set[str], truths: set[str], where: str) -> None:
        """Count answers of which a page has many."""
        for one in answers & truths:
            self.add(one, one, where)
        for one in sorted(answers - truths):
            self.add(one, "", where)
        for one in sorted(truths - answers):
            self.add("", one, where)
        self.silent += not answers and not truths

    @property
    def precision(self) -> tuple[int, int]:
        """Right answers, and answers."""
        return self.right, self.right + self.wrong + self.invented

    @property
    def recall(self) -> tuple[int, int]:
        """Right answers, and facts that the labels have."""
        return self.right, self.right + self.wrong + self.missed


def interval(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def percent(counted: tuple[int, int]) -> str:
    """A share with its interval, as it stands in the table: ``98.1 [93.4, 99.5]``."""
    hits, of = counted
    if not of:
        return "–"
    low, high = interval(hits, of)
    return f"{100 * hits / of:.1f} [{100 * low:.1f}, {100 * high:.1f}]"
