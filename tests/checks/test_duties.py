"""Duties of one shape: every row is tried, and no publishing system makes a kept one a fault."""

from __future__ import annotations

import pytest

from checks.columns.required_column import RequiredColumnOptions, required_column
from checks.finding import Status
from checks.framework import judge
from tests.checks.fixtures.duty_rows import DUTIES, SAMPLES
from tests.checks.fixtures.required_column import CASES
from tests.web.portals import SYSTEMS, System
from tests.web.portals.duties import KEPT, is_planted, portals


@pytest.mark.parametrize("duty", DUTIES)
def test_every_row_is_tried(duty: str) -> None:
    kinds = {case.kind for case in CASES if case.row == duty}
    if DUTIES[duty].lead:
        assert kinds == {"does-not-accuse"}
    else:
        assert {"pass", "does-not-accuse"} <= kinds
        assert DUTIES[duty].settled <= ("fail" in kinds)


@pytest.mark.parametrize("kind", SYSTEMS, ids=[kind.name for kind in SYSTEMS])
def test_planted_duties_come_out_as_planted(kind: type[System]) -> None:
    rows = tuple(DUTIES[sample.duty] for sample in SAMPLES)
    samples = {f"required-column/{sample.duty}": sample for sample in SAMPLES}
    accused, passed, seen = [], [], 0
    for variant, evidence in portals(kind, 1):
        for finding in judge(required_column, evidence, RequiredColumnOptions(rows=rows)):
            if not is_planted(samples[finding.check], variant):
                continue
            seen += 1
            if variant in KEPT and finding.status is Status.FAIL:
                accused.append((variant, finding.check, finding.outcome))
            if variant not in KEPT and finding.status is Status.PASS:
                passed.append((variant, finding.check))
    assert accused == []
    assert len(passed) * 20 < seen
