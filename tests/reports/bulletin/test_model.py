"""The stored model: it comes back the same, its schema is published, and its labels translated."""

from __future__ import annotations

import ast
import re
from importlib import resources

import polib
import pytest

from reports.bulletin import build, json, styles
from reports.bulletin.model import SCHEMA_VERSION
from tests.reports.bulletin.sample import OFFICE, province

ROOM = resources.files("reports") / "bulletin"


def test_round_trip() -> None:
    bulletin = build.build(province(), OFFICE, styles.load("national").used, "0.1.0")
    printed = json.render(bulletin)
    assert json.read(printed) == bulletin
    assert json.render(json.read(printed)) == printed


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_model_is_told(data: bytes) -> None:
    with pytest.raises(json.ModelError):
        json.read(data)


def test_a_model_of_another_kind_is_told() -> None:
    bulletin = build.build(province(), OFFICE, styles.load("national").used, "0.1.0")
    printed = json.render(bulletin).replace(f'"{SCHEMA_VERSION}"'.encode(), b'"7.0"', 1)
    with pytest.raises(json.ModelError, match=r"7\.0"):
        json.read(printed)


def test_published_schema_is_up_to_date() -> None:
    published = (ROOM / "bulletin.schema.json").read_bytes()
    assert published == json.schema(), "write reports.bulletin.json.schema() to that file"


def test_every_label_is_translated() -> None:
    used: set[str] = set()
    for file in ROOM.iterdir():
        if file.name.endswith(".py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                match node:
                    case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
                        used.add(text)
                    case ast.Call(func=ast.Name(id="_")):
                        raise AssertionError(f"{file.name}:{node.lineno}: _() needs a literal")
    folder = resources.files("reports") / "locale" / "zh_CN" / "LC_MESSAGES"
    own = polib.pofile((folder / "bulletin.po").read_text("utf-8"))
    shared = polib.pofile((folder / "reports.po").read_text("utf-8"))
    labels = {entry.msgid: entry.msgstr for entry in own}
    assert used - set(labels) - {entry.msgid for entry in shared} == set(), "not translated"
    assert set(labels) - used == set(), "translations that nothing uses"
    for text, told in labels.items():
        frame = "%(level)s %(kind)s"  # words of others side by side
        assert text == frame or re.search("[\u4e00-\u9fff\uff01-\uff5e]", told), text
        holes = [sorted(re.findall(r"%\(\w+\)s", words)) for words in (text, told)]
        assert holes[0] == holes[1], text
