"""docs/hostile-servers.md and the tests say the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"


def defined_in(pattern: str) -> set[str]:
    return {
        name
        for file in TESTS.rglob(pattern)
        if file != Path(__file__)
        for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.M)
    }


def named() -> set[str]:
    return set(
        re.findall(r"`(test_\w+)`", (ROOT / "docs" / "hostile-servers.md").read_text("utf-8"))
    )


def test_every_test_of_the_table_exists() -> None:
    assert named() - defined_in("test_*.py") == set()


def test_every_hostile_scenario_is_in_the_table() -> None:
    assert defined_in("test_hostile_*.py") - named() == set()
