"""What is said of a browser that cannot be used."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from spiders.browser.browser import Browser
from spiders.browser.engine import NoBrowser
from spiders.clock import SystemClock
from spiders.options import CrawlOptions
from spiders.session import Session


@pytest.mark.parametrize(
    ("says", "reason"), [("Chromium 90.0.4430.212", "old"), ("Chromium 151.0.1", "failed")]
)
def test_a_browser_that_is_too_old_says_so(tmp_path: Path, says: str, reason: str) -> None:
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo {says}\nexit 1\n')
    program.chmod(0o755)

    async def start() -> None:
        session = Session(CrawlOptions(), SystemClock())
        try:
            async with Browser(session, str(program)):
                pass
        finally:
            session.close()

    with pytest.raises(NoBrowser) as caught:
        asyncio.run(start())
    assert caught.value.reason == reason
    assert (says in caught.value.detail) == (reason == "old")
