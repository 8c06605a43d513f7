"""Readers of settings (设置读取): from text or a TOML value to a setting's value.

Each raises `ValueError` with one line in the user's language that says what is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from audit.language import _
from audit.values import parse_duration

Reader = Callable[[Any], Any]
"""Turns text or a TOML value into a setting's value; `ValueError` says what is wrong."""


def whole(low: int, high: int | None = None) -> Reader:
    """A whole number, ``low`` at least and ``high`` at most."""

    def read(value: Any) -> int:  # noqa: ANN401 - whatever a file holds
        text = str(value)
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
            raise ValueError(_("not a whole number: {text}").format(text=repr(value)))
        if int(text) < low:
            raise ValueError(_("must be at least {low}: {text}").format(low=low, text=text))
        if high is not None and int(text) > high:
            raise ValueError(_("must be at most {high}: {text}").format(high=high, text=text))
        return int(text)

    return read


def seconds(low: int, kind: type[int] | type[float] = float) -> Reader:
    """A time in seconds, or with its unit; ``low`` seconds at least."""

    def read(value: Any) -> int | float:  # noqa: ANN401
        if isinstance(value, str):
            value = parse_duration(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(_("not a time: {text}").format(text=repr(value)))
        if not (math.isfinite(value) and value >= low):
            raise ValueError(_("must be at least {low}: {text}").format(low=low, text=value))
        return kind(value)

    return read


def words(check: Callable[[str], object] = lambda text: text) -> Reader:
    """Text; a check of its form raises `ValueError`. Empty text means unset."""

    def read(value: Any) -> str:  # noqa: ANN401
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str):
            raise ValueError(_("not text: {text}").format(text=repr(value)))
        if value:
            check(value)
        return value

    return read


def several(check: Callable[[str], object]) -> Reader:
    """A list of texts, or one text with commas between them."""

    def read(value: Any) -> tuple[str, ...]:  # noqa: ANN401
        if not isinstance(value, str | list | tuple) or not all(isinstance(v, str) for v in value):
            raise ValueError(_("not a list of texts: {text}").format(text=repr(value)))
        whole = [value] if isinstance(value, str) else value
        items = tuple(part.strip() for text in whole for part in text.split(",") if part.strip())
        for item in items:
            check(item)
        return items

    return read


def one_of(choices: tuple[str, ...], kind: Callable[[str], Any] = str) -> Reader:
    """One of a few words."""

    def read(value: Any) -> Any:  # noqa: ANN401
        if value not in choices:
            raise ValueError(
                _("must be one of {choices}: {text}").format(
                    choices=", ".join(filter(None, choices)), text=repr(value)
                )
            )
        return kind(value)

    return read


def basis(value: Any) -> str:  # noqa: ANN401
    """Words that state a right; it is the one text that cannot be given empty."""
    text = str(words()(value)).strip()
    if not text:
        raise ValueError(_("say by what right robots.txt is not obeyed"))
    return text


def yes_or_no(value: Any) -> bool:  # noqa: ANN401
    """A truth: ``true`` in a file, ``yes`` or ``no`` on a command line."""
    if isinstance(value, bool):
        return value
    if value not in ("yes", "no", "true", "false"):
        raise ValueError(_("not yes or no: {text}").format(text=repr(value)))
    return value in ("yes", "true")
