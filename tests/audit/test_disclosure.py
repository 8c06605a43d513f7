"""Duties with own logic on whole runs: kept ones are accused of nothing, broken ones are found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.audit.test_runner import run
from tests.web.internet import Internet
from tests.web.portals import build
from tests.web.portals.disclosure import EXPECTED, Variant, plant, reference_of
from tests.web.portals.longxun import Longxun

NOT_IN_HONGZE = {"rules-late", "consultation-incomplete", "gazette-gaps"}
NOT_IN_SICHUAN = {
    "interpretation-unlinked", "interpretation-late", "missing-disclosure-mark", "reprint-late",
    "gazette-gaps", "progress-gap",
}  # fmt: skip
"""What other notices ask for; the gazette is for provinces and cities."""


def failed(
    net: Internet, out: Path, capsys: pytest.CaptureFixture[str], variant: Variant, region: str
) -> dict[str, set[str]]:
    """Outcomes that fail on a run over a portal of the region, by check, of those planted."""
    portal = build(Longxun, 1, change=plant(variant))
    reference = reference_of(portal.system.content, variant)
    policies, items = out / "policies.csv", out / "items.csv"
    with policies.open("w", encoding="utf-8") as file:
        told = [(p.title, p.url, p.at.strftime("%Y-%m-%d %H:%M")) for p in reference.policies]
        csv.writer(file).writerows([("title", "url", "published-at"), *told])
    with items.open("w", encoding="gb18030") as file:
        values = [(item.name, item.values["phone"]) for item in reference.items]
        csv.writer(file).writerows([("事项名称", "联系电话"), *values])
    ran = run(net, portal.serve(net), out, capsys, indicators=("disclosure-2018",), max_pages=600,
              region=region, kind="portal", level="county",
              reference=(str(policies), str(items)))  # fmt: skip
    found: dict[str, set[str]] = {}
    for item in ran.report["items"]:
        assert not set("{}") & set(item["message"]), item
        if item["status"] == "fail" and item["check"] in EXPECTED:
            found.setdefault(item["check"], set()).add(item["outcome"])
    assert {setting["name"] for setting in ran.report["settings"]} & {"Compared with", "比对清单"}
    return found


@pytest.mark.parametrize("variant", ["kept", "alike"])
def test_a_portal_that_keeps_its_duties_is_accused_of_none(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str], variant: Variant
) -> None:
    assert failed(internet, tmp_path, capsys, variant, "320813") == {}


@pytest.mark.parametrize(
    ("region", "others"), [("320813", NOT_IN_HONGZE), ("5101", NOT_IN_SICHUAN)]
)
def test_broken_duties_are_found_where_they_bind(
    internet: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    region: str,
    others: set[str],
) -> None:
    found = failed(internet, tmp_path, capsys, "broken", region)
    assert set(found) == set(EXPECTED) - others
    assert all(outcomes <= EXPECTED[check] for check, outcomes in found.items())
