"""Masking (脱敏): personal numbers never stand in full in rows, reports or exports."""

from __future__ import annotations

import re
from urllib.parse import unquote

from checks.facts.numbers import is_identity
from checks.facts.personal import mask_personal

# Names of files and addresses join numbers to letters and lines: whatever stands around it, a
# number whose check digit holds is hidden. The digits of an escaped character (%89) are none of it.
_IDENTITY = re.compile(r"(?:(?<!\d)|(?<=%[0-9A-Fa-f]{2}))[1-9]\d{16}[0-9Xx](?!\d)", re.A)
_JOINED = re.compile(r"(?<=_)1[3-9]\d{9}(?!\d)", re.A)
_FIELD = re.compile(r"(?<=[?&;#])([^?&;#=]{1,90})=(1[3-9]\d{9})(?![0-9A-Za-z])", re.A)
_PHONE = re.compile(r"phone|mobile|tel|cell|sjh|shouji|lxdh|dianhua|手机|手機|电话|電話", re.I)


def mask(text: str) -> str:
    """Mask identity and mobile numbers and bank cards: ``35*************123``, ``138****1234``.

    The numbers are those that `checks.facts.personal` finds, and all that have the shape of one.
    """
    return _JOINED.sub(_shorten, _IDENTITY.sub(_hide, mask_personal(text)))


def mask_url(url: str) -> str:
    """Mask identity numbers in a URL, and mobile numbers in fields called so (``?phone=``).

    Eleven digits elsewhere are an article's number, not a phone's.
    """
    return _FIELD.sub(_hide_phone, _IDENTITY.sub(_hide, url))


def _hide_phone(match: re.Match[str]) -> str:
    called = _PHONE.search(unquote(match[1]))
    return f"{match[1]}={match[2][:3]}****{match[2][-4:]}" if called else match[0]


def _shorten(match: re.Match[str]) -> str:
    return f"{match[0][:3]}****{match[0][-4:]}"


def _hide(match: re.Match[str]) -> str:
    number = match[0]
    return number[:2] + "*" * 13 + number[-3:] if is_identity(number) else number
