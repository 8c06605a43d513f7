"""Text (文本): cleaning at the entry, and the one normal form used for matching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

_T2S = opencc.OpenCC("t2s")
# C0 except tab and newline, C1, surrogates, non-characters: none has a meaning in a report, and
# several make XLSX and DOCX writers fail (safety: control characters, surrogates).
_DROP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Bidirectional overrides and isolates can make a report read backwards.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HARM = re.compile("|".join(pattern.pattern for pattern in (_DROP, _SURROGATE, _BIDI)))
_PUNCTUATION = re.compile(r"[\W_]+")


def clean_text(text: str, limit: int = 2000) -> str:
    """Make text from outside harmless: no control characters, one-space gaps, bounded length."""
    text = text[: limit * 4].strip()
    if text.isprintable() and "  " not in text:
        return text[:limit]  # nothing to clean: most words of a page
    if _HARM.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        text = _BIDI.sub("", _DROP.sub("", text))
    return " ".join(text.split())[:limit]


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Normal form for matching names: NFKC, simplified, lower case, no space or punctuation.

    ``「財政預決算」`` and ``财政 预决算`` both give ``财政预决算``.
    """
    folded = unicodedata.normalize("NFKC", text)
    return _PUNCTUATION.sub("", _T2S.convert(folded)).lower()
