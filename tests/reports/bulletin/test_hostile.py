"""Texts of the web as weapons, in every text of the model: each format stays whole and harmless."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import msgspec
import pytest
from lxml import etree
from lxml import html as lxml_html

from checks.finding import Severity
from reports.bulletin import build, compose, docx, html, json, markdown, styles, xlsx
from reports.bulletin.model import Bulletin
from tests.reports.bulletin import reading
from tests.reports.bulletin.sample import OFFICE, province
from tests.reports.hostile import HOSTILE

KEPT = ("schema_version", "lang", "edition", "round", "first_day", "last_day", "key", "site",
        "kind", "by", "check", "sha256", "result", "verdict", "history")  # fmt: skip
"""Fields that our own code writes."""


def armed(value: Any, weapon: str) -> Any:
    match value:
        case Severity():
            return value
        case str():
            return weapon
        case msgspec.Struct():
            return type(value)(
                **{
                    name: getattr(value, name)
                    if name in KEPT and isinstance(getattr(value, name), str)
                    else armed(getattr(value, name), weapon)
                    for name in value.__struct_fields__
                }
            )
        case tuple():
            return tuple(armed(part, weapon) for part in value)
    return value


@pytest.mark.parametrize("weapon", HOSTILE, ids=lambda weapon: ascii(weapon)[:24])
def test_every_format_is_harmless(weapon: str) -> None:
    style = styles.load("national")
    plain = build.build(province(public=False), OFFICE, style.used, "0.1.0")
    bulletin: Bulletin = armed(plain, weapon)
    document = compose.compose(bulletin, style)

    page = html.render(document, style).decode()
    tree = lxml_html.document_fromstring(page)
    assert not tree.xpath("//script | //img | //a | //@onerror | //iframe | //link")
    assert "default-src 'none'" in page

    word = docx.render(document, style)
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in parts.read(name)
    reading.of_docx(word)

    for rows in reading.of_xlsx(xlsx.render(bulletin, style)).values():
        for row in rows:
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)

    text = markdown.render(document).decode()
    for data in (page, text, json.render(bulletin).decode()):
        assert not set(data) & set("\x00\x01\x07\x1b\x9b\u202e\u2066\ufffe\uffff")
    assert "<script" not in text.replace("\\<script", "")
    assert json.read(json.render(bulletin))


def test_personal_numbers_are_masked() -> None:
    style = styles.load("national")
    result = province()
    site = next(site for site in result.sites if site.findings)
    found = msgspec.structs.replace(
        site.findings[0], message="身份证11010519491231002X，手机13812345678", sources=()
    )
    sites = list(result.sites)
    at = sites.index(site)
    sites[at] = msgspec.structs.replace(site, findings=(found,))
    leaky = msgspec.structs.replace(result, sites=tuple(sites))
    bulletin = build.build(leaky, OFFICE, style.used, "0.1.0")
    document = compose.compose(bulletin, style)
    for data in (json.render(bulletin), html.render(document, style), markdown.render(document)):
        assert "11010519491231002X" not in data.decode()
        assert "13812345678" not in data.decode()
