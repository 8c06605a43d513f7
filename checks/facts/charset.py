"""Character encodings (字符编码): from the bytes of a page to its text, as readers meet it."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I | re.A)
_META = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_XML = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_PAIR = re.compile(rb"([\x81-\xfe])([\x40-\x7e\x80-\xfe])")
# Characters that every Chinese text is full of.
_FREQUENT = "的一是中政公府人国有在年月日"
_FREQUENT_UTF8 = re.compile("|".join(_FREQUENT).encode())
_ASCII = bytes(range(0x80))
# A page's own words are a few thousand characters: more pairs say nothing new.
_SAMPLE = 100_000
_LONGEST_HEADER = 500
_EARLY, _LATE = 4096, 262_144

_CHINESE = {
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "gb_2312-80", "gb-2312", "gb2312-80", "gb_2312", "x-gbk",
         "chinese", "csgb2312", "iso-ir-58", "cp936", "ms936", "windows-936", "euc-cn"),
        "gb18030",
    ),
    **dict.fromkeys(
        ("big5", "big5-hkscs", "big5hkscs", "cn-big5", "csbig5", "x-x-big5", "cp950"), "big5hkscs"
    ),
}  # fmt: skip
# Servers and editors put these in without being asked, also over Chinese pages.
_DEFAULTS = {"iso-8859-1", "latin1", "latin-1", "iso8859-1", "windows-1252", "cp1252", "us-ascii",
             "ascii"}  # fmt: skip


class Decoded(Struct, frozen=True):
    """Text of a page and how it was got.

    Attributes:
        text: the decoded text, without byte order mark; undecodable bytes are U+FFFD.
        charset: what decoded it (a Python codec name, ``gb18030`` for the whole GB family).
        declared: what the header, else the page, claimed, in lower case; empty if nothing.
    """

    text: str
    charset: str
    declared: str = ""


def decode(body: bytes, declared: str = "") -> Decoded:
    """Decode a page.

    Order: byte order mark; UTF-8 where the bytes are UTF-8 (whatever was claimed); the claim of
    the header, then of the page; for unclaimed bytes GB 18030 or Big5 by the share of frequent
    characters. ``gb2312`` and ``gbk`` mean GB 18030, as in every browser. Never raises.

    Args:
        body: the bytes.
        declared: the Content-Type header as received, may be empty.
    """
    claims = _claims(body, declared)
    claim = claims[0] if claims else ""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(body[len(bom) :].decode(name, "replace"), name, claim)
    if body.isascii():
        return Decoded(body.decode("ascii"), _known(claim) or "utf-8", claim)
    text = _utf8(body)
    if text is not None:
        return Decoded(text, "utf-8", claim)
    strong = [name for name in claims if name not in _DEFAULTS and _known(name) != "utf-8"]
    name = next(filter(None, map(_known, strong)), "")
    if not name:
        name = _chinese(body) or ("cp1252" if claim in _DEFAULTS else "gb18030")
    return Decoded(body.decode(name, "replace"), name, claim)


def _claims(body: bytes, declared: str) -> list[str]:
    """Labels claimed, header first, in lower case."""
    found: list[str] = []
    if match := _HEADER.search(declared[:_LONGEST_HEADER]):
        found.append(match[1].lower())
    for size in (_EARLY, _LATE):
        head = _COMMENT.sub(b"", body[:size])
        if label := _META.search(head) or _XML.search(head):
            found.append(label[1].decode("ascii", "replace").lower())
            break
    return found


def _known(label: str) -> str:
    """Name of the codec for a label; empty for one that no text codec has."""
    if label in _CHINESE:
        return _CHINESE[label]
    if label in _DEFAULTS:
        return "cp1252"
    if label.startswith("utf-16"):
        return ""  # a page whose claim could be read as ASCII isn't UTF-16
    try:
        info = codecs.lookup(label)
        "".encode(info.name)
    except (LookupError, UnicodeError, ValueError):
        return ""
    return info.name


def _utf8(body: bytes) -> str | None:
    """The text if the bytes are UTF-8: strictly, cut at the end, or with a few broken spots.

    Publishing systems cut titles by bytes, so that single broken characters in thousands of
    good ones are common; text of another encoding breaks nearly everywhere.
    """
    try:
        text, used = codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        pass
    else:
        if used == len(body) or text:
            return text
    if not _FREQUENT_UTF8.search(body.translate(None, _ASCII)):
        return None  # without decoding: pages in other encodings are many
    text = body.decode("utf-8", "replace")
    good = sum(map(text.count, _FREQUENT))
    return text if good > text.count("\ufffd") else None


def _chinese(body: bytes) -> str:
    """GB 18030 or Big5, whichever makes the pairs frequent characters; empty if neither does."""
    pairs = _PAIR.findall(body[:_SAMPLE])
    if not pairs:
        return ""
    gb = sum(b"\xb0" <= lead <= b"\xd7" and trail >= b"\xa1" for lead, trail in pairs)
    big5 = sum(b"\xa4" <= lead <= b"\xc6" for lead, trail in pairs)
    if max(gb, big5) * 2 < len(pairs):
        return ""
    return "gb18030" if gb >= big5 else "big5hkscs"


_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|script|iframe|h[1-6]|div|font|table|style|title|body|br|p|meta"
    rb"|link|span|ul|center|form|img|frameset|base|a|b|!--)[\s/>]?",
    re.I | re.S,
)
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"\x00\x00\x01\x00", "image"),
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1b"))


def magic(body: bytes) -> str:
    """What the bytes are, whatever was claimed.

    Returns:
        ``html``, ``pdf``, ``zip`` (also docx, xlsx, ofd), ``ole`` (doc, xls), ``image``,
        ``text``, ``empty`` (nothing but white space) or ``other``.
    """
    head = body[:8192]
    for bom, name in _BOMS:
        if head.startswith(bom):
            head = head[len(bom) :].decode(name, "replace").encode()
            break
    if not head.strip():
        return "empty"
    if _HTML.match(head):
        return "html"
    for start, kind in _MAGIC:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if re.match(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<svg[\s>]", head, re.S):
        return "image"
    return "text" if head.translate(None, _CONTROLS) == head else "other"
