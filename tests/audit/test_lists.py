"""What a list of sites is audited without."""

from __future__ import annotations

import pytest

from audit.cli.console import Console
from audit.cli.run import without_browser
from audit.config import Origin, Resolved
from audit.settings import Settings


def test_a_list_is_audited_without_a_browser_unless_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console()
    unsaid = Resolved(Settings(), {"browser": Origin("default")})
    assert without_browser(unsaid, console).settings.browser == "off"
    assert "--browser auto" in capsys.readouterr().err
    said = Resolved(Settings(), {"browser": Origin("audit.toml")})
    assert without_browser(said, console).settings.browser == "auto"
