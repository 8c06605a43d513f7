"""Announced maintenance (临时报备): windows in which a page that does not open is not counted.

They stand in a table (CSV, XLSX), in a TOML file, or as ``[[maintenance]]`` in ``audit.toml``; the
keys are the same everywhere, in English or Chinese.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from audit.config import tables
from audit.errors import UserError
from audit.language import _
from audit.tables import decoded, read_file, read_table
from audit.values import SHANGHAI, parse_site, parse_window
from checks.facts.text import clean_text
from checks.facts.urls import host as host_of
from spiders.uptime.campaign import Window

NAMES: dict[str, tuple[str, ...]] = {
    "site": ("site", "url", "网址", "首页网址", "网站网址", "网站域名"),
    "from": ("from", "开始", "开始时间"),
    "to": ("to", "结束", "结束时间"),
    "hours": ("hours", "时段", "每天时段"),
    "reason": ("reason", "原因", "报备原因"),
    "state": ("state", "状态", "审核状态"),
}
"""Keys of a window and how people call them."""
APPROVED = ("", "approved", "通过", "已通过", "审核通过")
"""States in which an announcement holds; one that waits or was refused does not."""


def read_windows(file: Path | None, cwd: Path) -> tuple[Window, ...] | None:
    """The windows that a file announces, or ``audit.toml``; None if there is neither.

    Raises:
        UserError: the file or a row of it cannot be used.
    """
    if file is not None:
        rows = _toml(file) if file.suffix.lower() == ".toml" else _rows(file)
    elif (found := tables(cwd, "maintenance")) is not None:
        file, table = found
        rows = _tables(file, table)
    else:
        return None
    windows = (_window(row, place) for place, row in rows)
    return tuple(window for window in windows if window is not None)


def _toml(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        whole = tomllib.loads(decoded(file, read_file(file), _("save it as text in UTF-8")))
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            _("{file}: not valid TOML: {reason}").format(file=file, reason=error)
        ) from None
    return _tables(file, whole.get("maintenance", ()))


def _tables(file: Path, table: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(table, list | tuple) or not all(isinstance(row, dict) for row in table):
        raise UserError(
            _("{file}: maintenance is not a list of tables").format(file=file),
            _("write [[maintenance]] before each window"),
        )
    for number, row in enumerate(table, 1):
        yield f"{file}: [[maintenance]] {number}", row


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    head: tuple[str, ...] = ()
    for row in read_table(file):
        if not head:
            head = row.cells
            continue
        place = _("{file}, line {line}").format(file=file, line=row.line)
        yield place, dict(zip(head, row.cells, strict=False))


def _window(row: Mapping[str, Any], place: str) -> Window | None:
    """The window of a row; None if it was not approved."""
    said = {key: _value(row, names) for key, names in NAMES.items()}
    known = {name for names in NAMES.values() for name in names}
    strange = [key for key in row if str(key).strip().lower() not in known]
    if strange and place.find("[[") >= 0:
        raise _wrong(place, _("unknown key {key}").format(key=repr(strange[0])))
    if str(said["state"]).strip() not in APPROVED:
        return None
    try:
        began = _moment(said["from"], end=False)
        ended = _moment(said["to"], end=True)
        hours = str(said["hours"]).strip()
        if hours:
            parse_window(hours)
        site = _site(str(said["site"]).strip())
    except ValueError as error:
        raise _wrong(place, str(error)) from None
    if ended <= began:
        raise _wrong(place, _("it ends before it begins"))
    return Window(
        site=site, began=began, ended=ended, hours=hours,
        reason=clean_text(str(said["reason"]), 300),
    )  # fmt: skip


def _value(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:  # noqa: ANN401
    return next(
        (v for k, v in row.items() if str(k).strip().lower() in names and v is not None), ""
    )


def _site(text: str) -> str:
    if text in ("*", "全部", "所有网站"):
        return "*"
    if not text:
        raise ValueError(_("no site; write * for all"))
    return host_of(parse_site(text)[0])


def _moment(value: object, *, end: bool) -> datetime:
    """A time in China unless it says otherwise; a bare day begins, or ends, with that day."""
    if isinstance(value, str):
        text = value.strip().replace("/", "-")
        try:
            value = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
        except ValueError:
            raise ValueError(
                _("not a date like 2026-11-22 or a time like 2026-11-22T09:00: {text}").format(
                    text=repr(text)
                )
            ) from None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    if isinstance(value, date):
        day = value + timedelta(days=1) if end else value
        return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
    raise ValueError(_("not a time: {text}").format(text=repr(value)))


def _wrong(place: str, reason: str) -> UserError:
    return UserError(
        _("{place}: {reason}").format(place=place, reason=reason),
        _("a window has site, from, to, and if need be hours, reason, state"),
    )
