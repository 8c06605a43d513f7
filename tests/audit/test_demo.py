"""The demo as a whole: three audits that have to come out as the portals were designed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.cli.console import Console
from audit.demo.run import demo
from audit.settings import Settings
from tests.clock import FastClock


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_audits_come_out_as_designed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    # Once as a person without a browser runs it, once with the one that is installed, if any.
    browser = "off" if lang == "en" else "auto"
    settings = replace(Settings(), out=str(tmp_path), lang=lang, browser=browser)
    assert demo(settings, Console(), FastClock()) == 0, capsys.readouterr().err
    reports = [json.loads(p.read_bytes()) for p in tmp_path.glob("*/report.json")]
    assert len(reports) == 3
    for report in reports:
        for item in (*report["items"], *report["passes"]):
            told = (item["check_title"], item["message"], item["remedy"])
            assert not any("{" in text or "}" in text for text in told), told
            assert item["message"]
            assert item["basis"], item["check"]
        failed = [i for i in report["items"] if i["status"] == "fail"]
        for item in failed:
            # Where a browser is there, it takes the third look that some links want.
            assert {1, 2} <= {look["number"] for look in item["looks"]}, item["check"]
            assert item["remedy"]
