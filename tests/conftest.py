"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.web.internet import Internet

# How long an example takes is the machine's to say: no test depends on it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def internet() -> Iterator[Internet]:
    """An internet of its own for one test, empty at first."""
    with Internet() as net:
        yield net
