"""The official notices beside the project, for tests that read them; no text of them is here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "domain" / "notices"


def notice(number: str) -> str:
    """Text of the notice whose file name begins with a number; skipped where there is none.

    ``AUDIT_NOTICES`` names another folder.
    """
    folder = Path(os.environ.get("AUDIT_NOTICES") or _BESIDE)
    found = sorted(folder.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"no official notices at {folder}; set AUDIT_NOTICES to their folder")
    return found[0].read_text(encoding="utf-8")
