"""Masking (脱敏): personal numbers never stand in full in rows, reports or exports."""

from __future__ import annotations

import re

from checks.facts.numbers import is_identity
from checks.facts.personal import mask_personal

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])", re.A)


def mask(text: str) -> str:
    """Mask identity and mobile numbers and bank cards: ``35*************123``, ``138****1234``.

    The numbers are those that `checks.facts.personal` finds, and all that have the shape of one.
    """
    return mask_personal(text)


def mask_url(url: str) -> str:
    """Mask identity numbers in a URL; eleven digits there are an article's number, not a phone."""
    return _IDENTITY.sub(_hide, url)


def _hide(match: re.Match[str]) -> str:
    number = match[0]
    return number[:2] + "*" * 13 + number[-3:] if is_identity(number) else number
