"""Guides, feet of pages and lists of people written by hand: what the readers say of each."""

from __future__ import annotations

import pytest

from bench.accuracy.written import measure

# What is not read, by set and question; whoever mends one takes it out.
LEFT = {
    "guides: status": {
        "tabs-anchored name",  # a box called head: taken for the page's
        "process-picture-in-cell name",  # 名称 may be the name of anything
        "spaced-labels place", "spaced-labels time", "spaced-labels phone",  # 地点 alone, too
    },
    "guides: words": {"rowspan-material-table materials"},
    "late-guides: status": {"last-two-pairs-with-empty phone"},  # 投诉电话 counts, too
    "marks: sponsor": {"event-sponsor-in-article", "old-icp-form"},
    "marks: icp": {"old-icp-form"},
    "late-marks: contact": {"late-contact-in-article"},  # an article's, near the foot
}  # fmt: skip

ROWS = dict(measure(None))


@pytest.mark.parametrize("asked", ROWS)
def test_nothing_but_what_is_known_is_wrong_or_missed(asked: str) -> None:
    """Every other answer on these pages is as a reader would give it."""
    assert {miss.partition(": ")[0] for miss in ROWS[asked].misses} == LEFT.get(asked, set())


def test_no_set_is_empty() -> None:
    """Each question has answers, or pages that rightly have none."""
    assert all(tally.right + tally.silent for tally in ROWS.values())
