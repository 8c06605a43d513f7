"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.internet import Internet


@pytest.fixture
def internet() -> Iterator[Internet]:
    """An internet of its own for one test, empty at first."""
    with Internet() as net:
        yield net
