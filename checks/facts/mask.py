"""Masking (脱敏): personal numbers never stand in full in rows, reports or exports."""

from __future__ import annotations

import re

# 18-digit identity number (GB 11643-1999) with a plausible date, and mobile numbers; digits on
# either side would make it part of a longer number, a credit code or a document number.
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5})((?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"(\d{3}[0-9Xx])(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)(\d{4})(\d{4})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mask(text: str) -> str:
    """Mask identity and mobile numbers: ``35*************123`` and ``138****1234``."""
    if not any(c.isdigit() for c in text):
        return text
    return _MOBILE.sub(r"\1****\3", _IDENTITY.sub(_hide, text))


def mask_url(url: str) -> str:
    """Mask identity numbers in a URL; eleven digits there are an article's number, not a phone."""
    return _IDENTITY.sub(_hide, url)


def _hide(match: re.Match[str]) -> str:
    number = match.group(0)
    return number[:2] + "*" * 13 + number[-3:] if is_identity(number) else number


def is_identity(number: str) -> bool:
    """Whether the check digit of an 18-digit identity number holds (GB 11643-1999)."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
