"""Text (文本): cleaning at the entry, and the one normal form used for matching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

_T2S = opencc.OpenCC("t2s")
_TW2SP = opencc.OpenCC("tw2sp")
# C0 except tab and newline, C1, surrogates, non-characters: none has a meaning in a report, and
# several make XLSX and DOCX writers fail (safety: control characters, surrogates).
_DROP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Bidirectional overrides and isolates can make a report read backwards.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HARM = re.compile("|".join(pattern.pattern for pattern in (_DROP, _SURROGATE, _BIDI)))
_PUNCTUATION = re.compile(r"[\W_]+")
# What OpenCC leaves: 著 for 着 in Taiwan, 衞 for 衛 in Hong Kong, and old forms.
_VARIANTS = str.maketrans("著衞谘敍隣緖", "着卫咨叙邻绪")
# A script that writes some plain words and does nothing else.
_WRITTEN = re.compile(
    r"\s*(?:<!--\s*)?document\.write(?:ln)?\(\s*(['\"])(?P<words>[^'\"<>&\\\n]{1,80})\1\s*\)"
    r"\s*;?\s*"
    r"(?:(?://)?\s*-->\s*)?"
)
_LONGEST_WRITTEN = 200
LONG_GAP = 100
"""Blanks in a row from which a gap is made short: patterns take time in the square of them."""
# Bytes that blanks consist of in the encodings of pages (U+00A0 is 81 30 84 32 in GB 18030):
# hardly any page has many in a row that are no blanks.
_OF_BLANKS = frozenset(b"\0\t\n\v\f\r\x1c\x1d\x1e\x1f 02\xa0\xa1\xc2\xe2\xe3") | frozenset(
    range(0x80, 0x90)
)
_BLANKS = bytes(0x20 if byte in _OF_BLANKS else byte for byte in range(256))
_GAP = re.compile(rf"\s{{{LONG_GAP},}}")
_ENTITIES = re.compile(
    rf"(?:&(?:nbsp|ensp|emsp|thinsp|#0*(?:9|1[0-3]|32|160|819[2-9]|820[0-2]|12288)(?!\d)"
    rf"|#x0*(?:9|[a-d]|20|a0|200[0-9a]|3000)(?![0-9a-f]));?\s*){{{LONG_GAP},}}",
    re.I,
)


def clean_text(text: str, limit: int = 2000) -> str:
    """Make text from outside harmless: no control characters, one-space gaps, bounded length."""
    text = text[: limit * 4].strip()
    if text.isprintable() and "  " not in text:
        return text[:limit]  # nothing to clean: most words of a page
    if _HARM.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        text = _BIDI.sub("", _DROP.sub("", text))
    return " ".join(text.split())[:limit]


def written(script: str) -> str:
    """Words that a script writes where it stands: ``document.write("2024-05-06")``; else empty.

    Only of a script that is nothing else: what it computes, no reader of its text can know.
    """
    if len(script) > _LONGEST_WRITTEN or "document.write" not in script:
        return ""
    match = _WRITTEN.fullmatch(script)
    return match["words"] if match and not match["words"].isspace() else ""


def squeezed(html: str, body: bytes) -> str:
    """A page with its longest gaps made short, so that no pattern has to look through them.

    Args:
        html: the decoded page.
        body: its bytes: whether they may hold such a gap is seen there in a thousandth of the time.
    """
    if b" " * LONG_GAP in body.translate(_BLANKS):
        html = _GAP.sub(lambda gap: "\n" if "\n" in gap[0] else " ", html)
    return _ENTITIES.sub("&nbsp;", html) if html.count("&") >= LONG_GAP else html


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Normal form for matching names: NFKC, simplified, caseless, no space or punctuation.

    ``「財政預決算」`` and ``财政 预决算`` both give ``财政预决算``. Blanks and brackets go first:
    OpenCC chooses a character by the phrase around it, and ``乾 隆`` is ``乾隆``.
    """
    if text.isascii():  # addresses, codes, paging: nothing to convert
        return _PUNCTUATION.sub("", text).lower()
    folded = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold())
    # Folding case takes some characters apart; a second time puts them together for good.
    folded = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", folded))
    simplified = _T2S.convert(folded)
    if simplified != folded:
        simplified = _T2S.convert(simplified)  # 薴 becomes 苧, and 苧 by itself 苎
    return str(simplified).translate(_VARIANTS)


def simplified(text: str) -> str:
    """A text in simplified characters (繁转简), its punctuation kept."""
    try:
        return str(_T2S.convert(text))
    except UnicodeEncodeError:  # half a character, as a script may hold one
        return str(_T2S.convert(_SURROGATE.sub("\ufffd", text)))


@lru_cache(maxsize=65536)
def in_mainland_words(text: str) -> str:
    """The normal form with words of Taiwan and Hong Kong put into those of the mainland.

    ``財政資訊`` gives ``财政信息``, ``年度計畫`` ``年度计划``; what is written in simplified
    characters stays as it is.
    """
    folded = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))
    return normal(_TW2SP.convert(folded))
