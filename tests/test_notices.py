"""The page of notices: no numbered item is missing, and what it names is there and holds."""

from __future__ import annotations

import re

import pytest

from scripts.notices import Notice, known_lines, load, page, state
from tests.notices import notice

TOLD = load()
BY_KEY = {one.key: one for one in TOLD.notices}
LINES = known_lines()
every_notice = pytest.mark.parametrize("one", TOLD.notices, ids=[n.key for n in TOLD.notices])

_SECTION = re.compile("([一二三四五六七八九十]+)、")
_ITEM = re.compile(r"[（(]([一二三四五六七八九十]+)[）)]")


def sections_and_items(text: str) -> list[str]:
    """Numbers of items as 一（一）, in the order of the text."""
    found, section = [], ""
    for line in map(str.strip, text.splitlines()):
        if begins := _SECTION.match(line):
            section = begins[1]
        elif section and (item := _ITEM.match(line)):
            found.append(f"{section}（{item[1]}）")
    return found


@pytest.mark.parametrize(("key", "file"), [("S0", "000"), ("S4", "004")])
def test_no_item_of_a_notice_in_sections_is_missing(key: str, file: str) -> None:
    told = [item.n for item in BY_KEY[key].items]
    assert told == [*sections_and_items(notice(file)), "结尾"]


def test_no_item_of_a_notice_numbered_throughout_is_missing() -> None:
    told = [item.n for item in BY_KEY["S3"].items]
    assert told == [number[1:] for number in sections_and_items(notice("003"))]


def test_no_row_of_the_flat_table_is_missing() -> None:
    numbers = [line.strip() for line in notice("002").splitlines() if line.strip().isdigit()]
    told = [item.n for item in BY_KEY["S2"].items]
    # The number of row 12 is lost in the text; its office is there.
    assert told == [*numbers[:11], "12", *numbers[11:]]


def test_no_item_of_the_shuffled_notice_is_missing() -> None:
    text = notice("001")
    own = {number for number in _SECTION.findall(text) if number in "一二三四五六"}
    assert {item.n for item in BY_KEY["S1"].items} == own
    passed_on = {f"（{number}）" for number in _ITEM.findall(text)}
    assert passed_on <= {item.n for item in BY_KEY["S1-23"].items}


@every_notice
def test_lines_exist_and_hold_in_the_region(one: Notice) -> None:
    for item in one.items:
        assert item.lines or item.rest, item.n
        assert set(item.rest) <= set(TOLD.reasons)
        for name in item.lines:
            regions = LINES[name].regions
            assert not regions or any(
                one.region.startswith(code) or code.startswith(one.region) for code in regions
            ), (item.n, name)


def test_every_duty_is_that_of_a_notice() -> None:
    named = {name for one in TOLD.notices for item in one.items for name in item.lines}
    assert {f"D{number:02}" for number in range(1, 65)} <= named


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_every_item(lang: str) -> None:
    shown = page(lang)
    for one in TOLD.notices:
        for item in one.items:
            about = item.en if lang == "en" else item.zh
            assert f"| {item.n} | {about} |" in shown
    judged = sum(state(i, LINES) != "outside" for one in TOLD.notices for i in one.items)
    assert judged > 100
