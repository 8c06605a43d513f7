"""Harmless text (无害文本): what every renderer does with the model before it prints.

Text of a site is cleaned where it enters; cleaning once more here costs little and means that no
renderer can be broken, and no reader misled, by a field that somebody forgot.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from checks.facts.text import clean_text

T = TypeVar("T")

LIMIT = 32_767
"""Longest text printed, in characters: what an Excel cell holds."""


def cleaned(model: T) -> T:
    """Copy a model with every text in it cleaned and at most `LIMIT` characters long.

    Control characters, lone surrogates and bidirectional overrides would make an XLSX or JSON
    writer fail, forge terminal lines or let a URL read backwards.
    """
    copy: T = _clean(model)
    return copy


def _clean(value: Any) -> Any:  # noqa: ANN401 - a walk over whatever a model holds
    match value:
        case Enum():
            return value
        case str():
            return clean_text(value, LIMIT)
        case Struct():
            names = value.__struct_fields__
            return type(value)(**{name: _clean(getattr(value, name)) for name in names})
        case tuple():
            return tuple(_clean(part) for part in value)
        case dict():
            return {_clean(key): _clean(part) for key, part in value.items()}
    return value


def http_url(text: str) -> str | None:
    """Give a URL back if a reader may safely click it, else None.

    Only absolute http and https URLs without user name are links; ``javascript:``, ``data:`` and
    ``https://www.gov.cn@elsewhere.com`` are printed as text.
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    odd = any(char.isspace() or char in '\\"<>' for char in text)
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or odd:
        return None
    return text
