"""The terminal summary: short, aligned, and safe to print."""

import re

import pytest
from rich.cells import cell_len

from checks.finding import Status
from reports.model import Report
from reports.text import summary
from tests.reports.hostile import hostile
from tests.reports.realistic import realistic
from tests.reports.sample import empty, item, report


@pytest.mark.parametrize("width", [10, 40, 60, 80, 133])
@pytest.mark.parametrize("made", [realistic(), hostile(), empty(), hostile("en")])
def test_fits_the_screen_and_holds_no_control_characters(made: Report, width: int) -> None:
    text = summary(made, width=width, colour=False)
    lines = text.split("\n")
    assert len(lines) <= 41
    assert max(map(cell_len, lines)) <= max(width, 40)
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
    )


def test_colour_is_ours_alone() -> None:
    text = summary(hostile(), width=80, colour=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert plain == summary(hostile(), width=80, colour=False)
    assert plain != text
    assert "\x1b" not in plain


def test_markup_of_a_site_is_text() -> None:
    made = report(
        "zh",
        [item("a", Status.FAIL, "[bold red]x[/bold red] :smile:", "[/] [link=http://a]b", "u")],
        empty().coverage,
    )
    text = summary(made, width=100, colour=False)
    assert "[bold red]x[/bold red] :smile:" in text
    assert "[/] [link=http://a]b" in text


def test_worst_first_with_counts_and_examples() -> None:
    text = summary(realistic(dead_links=300), width=120, colour=False)
    order = ["多个栏目长期不更新", "HTTPS 证书无效", "站内链接打不开 ×300", "站外链接可能打不开"]
    places = [text.index(title) for title in order]
    assert places == sorted(places)
    assert text.count("HTTP 404  http://www.qinghe.example/") == 2
    assert "超出页数上限，没有读 1204" in text


def test_titles_stand_under_each_other() -> None:
    lines = summary(realistic(), width=100, colour=False).split("\n")
    heads = [line for line in lines if re.search(r" ×\d+$", line)]
    starts = {cell_len(re.findall(r"^\S+ \S+\s+", line)[0]) for line in heads}
    assert len(heads) == 7
    assert len(starts) == 1


def test_many_kinds_of_problems_are_cut_and_said_so() -> None:
    found = [item(f"c{n}", Status.FAIL, f"问题{n}", "m", "u") for n in range(20)]
    text = summary(report("zh", found, empty().coverage), width=80, colour=False)
    assert "另有 13 类问题" in text


def test_english_has_no_chinese() -> None:
    assert not re.search("[\u4e00-\u9fff]", summary(empty("en"), width=80, colour=False))
