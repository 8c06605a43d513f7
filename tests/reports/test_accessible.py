"""Our own reports have no violation that axe-core finds, unfolded, on a wide and a small screen."""

from __future__ import annotations

import asyncio
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from reports.html import render
from reports.model import Report
from spiders.browser import engine
from tests.browsers import need_browser
from tests.reports.realistic import realistic
from tests.reports.sample import empty

_OPEN = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
_RUN = "() => axe.run({resultTypes: ['violations']})"


async def violations(page: bytes, folder: Path, width: int) -> list[dict[str, Any]]:
    axe = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=engine.wrapper(folder, engine.find()), chromium_sandbox=True
        )
        # The report's own policy forbids all scripts, axe's too.
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=True, offline=True
        )
        shown = await context.new_page()
        await shown.set_content(page.decode())
        await shown.evaluate(_OPEN)
        await shown.evaluate(axe)
        found: dict[str, Any] = await shown.evaluate(_RUN)
        await browser.close()
    return list(found["violations"])


@pytest.mark.parametrize("width", [1200, 375])
@pytest.mark.parametrize("made", [realistic(), realistic("en"), empty()])
def test_a_report_has_no_violation(made: Report, width: int, tmp_path: Path) -> None:
    need_browser()
    for folder in (tmp_path, *tmp_path.parents):  # the browser's user has to reach its program
        if folder != Path("/") and folder.stat().st_uid == tmp_path.stat().st_uid:
            folder.chmod(folder.stat().st_mode | 0o055)
    found = asyncio.run(violations(render(made), tmp_path, width))
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
