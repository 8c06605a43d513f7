from __future__ import annotations

import csv

import pytest

from checks.facts.charset import decode, magic
from tests.corpus import corpus

SIMPLIFIED = "关于印发实施方案的通知，各县区人民政府，市政府各部门：" * 3
TRADITIONAL = "關於召開本府聯繫會議的通知，請各單位準時參加，會議資料另行寄送。" * 3


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (SIMPLIFIED.encode(), "", "utf-8"),
        (SIMPLIFIED.encode("utf-8-sig"), "text/html; charset=gbk", "utf-8"),
        (SIMPLIFIED.encode("gb18030"), "", "gb18030"),
        (SIMPLIFIED.encode("gb18030"), "text/html; charset=GB2312", "gb18030"),
        (SIMPLIFIED.encode("gb18030"), "text/html;charset=UTF-8", "gb18030"),
        (SIMPLIFIED.encode("gb18030"), "text/html; charset=ISO-8859-1", "gb18030"),
        (TRADITIONAL.encode("big5"), "", "big5hkscs"),
        (TRADITIONAL.encode("big5"), "text/html; charset=big5", "big5hkscs"),
        (TRADITIONAL.encode("gb18030"), "", "gb18030"),
        (SIMPLIFIED.encode("utf-16"), "text/html; charset=gb2312", "utf-16le"),
        (SIMPLIFIED.encode(), "text/html; charset=gb2312", "utf-8"),
        (SIMPLIFIED.encode()[:-1], "", "utf-8"),
        (SIMPLIFIED.encode("gb18030"), "text/html; charset=x-unknown", "gb18030"),
        ("déjà vu, voilà".encode("latin-1"), "text/html; charset=iso-8859-1", "cp1252"),
        (b"plain", "", "utf-8"),
        (b"plain", "text/html; charset=gb2312", "gb18030"),
        (b"", "", "utf-8"),
    ],
)
def test_charset(body: bytes, header: str, charset: str) -> None:
    assert decode(body, header).charset == charset


def test_text_comes_back_whole_outside_gb2312() -> None:
    text = "镕堃喆（〇）𠮷"
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312").text == text


def test_one_broken_character_leaves_utf8_readable() -> None:
    body = SIMPLIFIED.encode() + b"\xe5\x85 " + SIMPLIFIED.encode()
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.charset == "utf-8"
    assert decoded.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        ('<meta charset="GBK">', "gbk"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb2312"),
        ("<meta content='text/html; charset=big5' http-equiv=Content-Type>", "big5"),
        ('<?xml version="1.0" encoding="GB2312"?><html>', "gb2312"),
        ('<!-- <meta charset="big5"> --><meta charset=utf-8>', "utf-8"),
        ("<script>" + "x" * 5000 + '</script><meta charset="gbk">', "gbk"),
        ("<title>no claim</title>", ""),
    ],
)
def test_declared_by_the_page(head: str, declared: str) -> None:
    assert decode(head.encode()).declared == declared


def test_header_is_asked_before_the_page() -> None:
    body = b'<meta charset="big5">' + SIMPLIFIED.encode("gb18030")
    decoded = decode(body, "text/html; charset=gbk")
    assert (decoded.charset, decoded.declared) == ("gb18030", "gbk")


def test_real_feeds_are_read_in_their_encoding() -> None:
    folder = corpus() / "labelled" / "encodings"
    names = {"GB2312": "gb18030", "Big5": "big5hkscs", "utf-8": "utf-8"}
    with (folder / "labels.csv").open(encoding="utf-8") as rows:
        labels = {row["file"]: names[row["label"]] for row in csv.DictReader(rows)}
    assert {name: decode((folder / name).read_bytes()).charset for name in labels} == labels


def test_real_pages_decode_without_loss() -> None:
    pages = [p for p in (corpus() / "sites").rglob("*.htm*") if "_damaged" not in p.parts]
    assert len(pages) > 300
    lossy = [p.name for p in pages if "\ufffd" in decode(p.read_bytes()).text]
    assert lossy == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b" \r\n<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        ("<html>通知".encode("utf-16"), "html"),
        (b"<!-- saved --> <HTML>", "html"),
        (b'<?xml version="1.0"?><html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><urlset/>', "text"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"PK\x03\x04rest", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image"),
        ("站点说明".encode("gb18030"), "text"),
        (b" \n\t", "empty"),
        (b"", "empty"),
        (b"\x00\x01\x02\x03", "other"),
    ],
)
def test_magic(body: bytes, kind: str) -> None:
    assert magic(body) == kind
