"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.web.internet import Internet

# How long an example takes is the machine's to say: no test depends on it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands start no browser by themselves: tests that want one say so, see `tests.browsers`."""
    monkeypatch.setenv("AUDIT_BROWSER", "off")


@pytest.fixture
def internet() -> Iterator[Internet]:
    """An internet of its own for one test, empty at first."""
    with Internet() as net:
        yield net
