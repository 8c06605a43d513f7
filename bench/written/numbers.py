"""Numbers of people who do not exist, put in where a page names them: ``{id:a}``."""

from __future__ import annotations

import random
import re

_HOLE = re.compile(r"\{((?:[a-z0-9]+:){1,2})([a-z])\}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}
_REGIONS = ("360922", "430121", "341203", "520381", "621226", "140981", "450802", "530625")


def filled(body: str, seed: str) -> tuple[str, dict[str, str]]:
    """The body with its numbers, and these by ``kind name``; the same for the same seed."""
    numbers: dict[str, str] = {}

    def put(match: re.Match[str]) -> str:
        *shapes, kind = match[1].rstrip(":").split(":")
        key = f"{kind} {match[2]}"
        plain = numbers.setdefault(key, _make(kind, f"{seed} {key}"))
        return _shaped(plain, shapes[0] if shapes else "")

    return _HOLE.sub(put, body), numbers


def _shaped(plain: str, shape: str) -> str:
    if shape == "wide":
        return plain.translate(_WIDE)
    if shape == "cells":
        return "".join(f"<td>{char}</td>" for char in plain)
    if shape == "spans":
        return f"<span>{plain[:6]}</span><span>{plain[6:14]}</span><span>{plain[14:]}</span>"
    if shape == "spaced":
        return f"{plain[:6]} {plain[6:14]} {plain[14:]}"
    return plain


def _make(kind: str, seed: str) -> str:
    some = random.Random(seed)
    day = f"{some.randint(1941, 1989)}{some.randint(1, 12):02}{some.randint(1, 28):02}"
    region = some.choice(_REGIONS)
    if kind in ("id", "idx", "bad", "half"):
        want = "x" if kind == "idx" else ""
        while True:
            body = f"{region}{day}{some.randint(1, 999):03}"
            check = _check(body)
            if (check == "X") == bool(want):
                break
        if kind == "bad":
            return body + str((int(check) + 1) % 10)
        if kind == "half":
            return f"{body[:6]}********{body[14:]}{check}"
        return body + (check.lower() if want else check)
    if kind == "id15":
        return f"{region}{day[2:]}{some.randint(1, 999):03}"
    if kind == "mobile":
        return f"1{some.choice(('38', '59', '87', '35', '77'))}{some.randint(0, 99999999):08}"
    if kind == "card":
        return _luhn(f"622{some.randint(200, 849)}{some.randint(0, 10**12 - 1):012}")
    if kind == "credit":
        return f"91{region}{some.randint(10**8, 10**9 - 1)}{some.randint(0, 9)}"
    raise ValueError(kind)


def _check(body: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _luhn(body: str) -> str:
    digits = [int(d) for d in reversed(body)]
    total = sum(d if n % 2 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits))
    return body + str(-total % 10)
