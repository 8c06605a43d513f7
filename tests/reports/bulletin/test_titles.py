"""Titles over several lines: phrases stay whole, no line is short, nothing is lost."""

from __future__ import annotations

import pytest

from reports.bulletin.titles import LEAST, lines, width


@pytest.mark.parametrize(
    ("room", "parted"),
    [
        (20.0, "关于2026年第四季度全省|政府网站抽查情况的通报"),
        (20.0, "青澜省人民政府办公厅关于2026年第四季度|全省政府网站抽查情况的通报"),
        (20.0, "国务院办公厅关于2026年第四季度全国|政府网站与政务新媒体检查情况的通报"),
        (11.5, "关于2026年第四季度全省|政府网站抽查情况的通报"),
        (38.0, "关于2026年第四季度全省政府网站抽查情况的通报"),
        (20.0, "政府网站问题整改通知书"),
    ],
)
def test_lines_end_where_phrases_do(room: float, parted: str) -> None:
    title = parted.replace("|", "")
    made = lines(title, room)
    assert made == parted.split("|")
    for line in made:
        assert width(line) <= room
        assert not line.endswith(("关于", "的", "和", "与"))
        assert not line.startswith(("的", "、", "，"))
        assert len(made) == 1 or width(line) >= LEAST


@pytest.mark.parametrize(
    "title", ["一" * 50, "A notice of the office on websites " * 3, "", "通报"]
)
def test_a_title_of_other_words_is_left_to_the_printer(title: str) -> None:
    assert lines(title, 20.0) == [title]
