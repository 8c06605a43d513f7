"""The corpus of real pages beside the project, for tests that read it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def corpus() -> Path:
    """Folder of the corpus; the test is skipped where there is none.

    ``AUDIT_CORPUS`` names another place.
    """
    folder = Path(os.environ.get("AUDIT_CORPUS") or _BESIDE)
    if not (folder / "sites").is_dir():
        pytest.skip(f"no corpus of real pages at {folder}; set AUDIT_CORPUS to its folder")
    return folder
