"""Every message of the report's own model is in the catalogue, with the same placeholders."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest

import audit
from audit import wording
from reports.i18n import translations
from spiders import vantage

ROOT = Path(audit.__file__).parent


def message_ids() -> set[str]:
    found: set[str] = set()
    for name in ("wording.py", "report_model.py", "scoring/wording.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if called == "_" and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found | vantage_details()


def vantage_details() -> set[str]:
    """What the probes say of this machine's IPv6; reports translate it."""
    (function,) = (
        node
        for node in ast.walk(ast.parse(Path(vantage.__file__).read_text("utf-8")))
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "vantage"
    )
    texts = {
        str(node.value)
        for line in function.body[1:]
        for node in ast.walk(line)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if " " in text}


def test_messages_are_found() -> None:
    assert "no global IPv6 source address" in vantage_details()
    assert len(vantage_details()) == 6
    assert set(wording.FAILURES.values()) < message_ids()
    assert len(message_ids()) > 50


@pytest.mark.parametrize("message", sorted(message_ids()))
def test_message_is_translated(message: str) -> None:
    told = translations("zh").gettext(message)
    assert told != message
    assert set(re.findall(r"\{(\w*)\}", told)) == set(re.findall(r"\{(\w*)\}", message))


def test_words_of_tables_have_one_translation() -> None:
    """Where two catalogues have the same words, a reader gets whichever comes last."""
    said: dict[str, set[str]] = {}
    for file in (ROOT.parent / "reports/locale/zh_CN/LC_MESSAGES").glob("*.po"):
        for entry in polib.pofile(file.read_text("utf-8")):
            said.setdefault(entry.msgid, set()).add(entry.msgstr)
    folder = ROOT.parent / "reports/locale/zh_CN/LC_MESSAGES"
    for name in ("scoring.po", "indicators.po", "exceptions.po", "diff.po"):
        for entry in polib.pofile((folder / name).read_text("utf-8")):
            assert len(said[entry.msgid]) == 1, entry.msgid
