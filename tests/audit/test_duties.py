"""Duties of one notice on a whole run: who is bound by it, and that all that is said reads well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audit.test_runner import run
from tests.web.internet import Internet
from tests.web.portals import build
from tests.web.portals.duties import Variant, plant
from tests.web.portals.longxun import Longxun

ONLY_SICHUAN = {"D02", "D07", "D15", "D16", "D22"}
ONLY_HONGZE = {"D06", "D10", "D19", "D20", "D21", "D64"}
LED_IN_HONGZE = {"D39", "D45"}


def duties(
    net: Internet,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    variant: Variant,
    region: str,
    level: str = "county",
) -> dict[str, dict[str, Any]]:
    """What a run over a portal of the region says of each duty."""
    home = build(Longxun, 2, change=plant(variant)).serve(net)
    ran = run(net, home, out, capsys, indicators=("disclosure-2018",), max_pages=600,
              region=region, kind="portal", level=level)  # fmt: skip
    told = [*ran.report["items"], *ran.report["passes"]]
    for item in told:
        assert not set("{}") & set(item["message"]), item
    return {item["check"].partition("/")[2]: item for item in told
            if item["check"].startswith("required-column/")}  # fmt: skip


def test_a_portal_that_keeps_its_duties_is_accused_of_none(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = duties(internet, tmp_path, capsys, "kept", "320813")
    assert {duty for duty, item in told.items() if item.get("status") == "fail"} == set()
    assert set(told) >= ONLY_HONGZE | LED_IN_HONGZE
    assert not ONLY_SICHUAN & set(told)
    assert {told[duty].get("status") for duty in LED_IN_HONGZE} == {"review"}


def test_one_that_has_nothing_is_told_of_each_duty_of_its_own_region(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = duties(internet, tmp_path, capsys, "absent", "5101", "city")
    failed = {duty for duty, item in told.items() if item.get("status") == "fail"}
    assert {"D07", "D08", "D16", "D25", "D26"} <= failed
    assert not ONLY_HONGZE & set(told)
    for duty in failed:
        assert {look["number"] for look in told[duty]["looks"]} == {1, 2}
        assert told[duty]["remedy"]
