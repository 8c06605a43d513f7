"""Tests with a real browser, and the one line that is said where there is none."""

from __future__ import annotations

import asyncio
from functools import lru_cache

import pytest

from spiders.browser.browser import Browser
from spiders.browser.engine import NoBrowser
from spiders.clock import SystemClock
from spiders.options import CrawlOptions
from spiders.session import Session


@lru_cache
def refusal() -> str:
    """Why no browser runs here; empty if one does."""

    async def start() -> None:
        session = Session(CrawlOptions(), SystemClock())
        try:
            async with Browser(session):
                pass
        finally:
            session.close()

    try:
        asyncio.run(start())
    except NoBrowser as error:
        return str(error)
    return ""


def need_browser() -> None:
    """Skip the test, with the reason, where no protected browser can be had."""
    if refusal():
        pytest.skip(f"needs Chromium in its sandbox (apt-get install chromium): {refusal()}")
