"""Charts: honest scales, labels that are drawn, values that are those of the tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reports.bulletin import build, charts, styles
from reports.bulletin.blocks import Chart, Rate
from reports.bulletin.figures import Ratio
from reports.i18n import translations
from tests.reports.bulletin.sample import OFFICE, SiteSpec, make_round, province, veto

_ = translations("zh").gettext


def drawn(name: str) -> Chart:
    bulletin = build.build(province(), OFFICE, styles.load("jiangsu").used, "0")
    return charts.charts(bulletin, _, 1)[name]


@pytest.mark.parametrize("name", ["past", "regions", "kinds", "scores"])
def test_a_drawing_tells_its_values(name: str) -> None:
    chart = drawn(name)
    tree = etree.fromstring(charts.svg(chart, "1").encode())
    words = [text.text for text in tree.iter("{*}text")]
    assert words[0] == chart.title
    for label, cell in chart.points:
        assert label in words
        assert str(cell) in words
    assert charts.png(chart, "1").startswith(b"\x89PNG")


def test_bars_are_as_long_as_their_values() -> None:
    chart = drawn("regions")
    tree = etree.fromstring(charts.svg(chart, "1").encode())
    lengths = [float(bar.get("width")) for bar in tree.iter("{*}rect")]
    values = [charts.value_of(cell) for _label, cell in chart.points]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [value / values[0] for value in values], abs=0.001
    )
    assert values == sorted(values, reverse=True)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_scales_hold_their_values(counts: list[int]) -> None:
    chart = Chart("kinds", "t", "bars", tuple((str(n), n) for n in counts))
    low, high, ticks = charts.scale_of(chart)
    assert low == 0
    assert high >= max(counts)
    assert high <= max(2 * max(counts), 1)
    assert 2 <= len(ticks) <= 12
    assert all(float(tick).is_integer() for tick in ticks), ticks
    etree.fromstring(charts.svg(chart, "1").encode())


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30))
def test_a_line_of_rates_begins_below_its_lowest(parts: list[int]) -> None:
    points = tuple((f"2026Q{n}", Rate(Ratio(part, 200), 1)) for n, part in enumerate(parts))
    low, high, ticks = charts.scale_of(Chart("past", "t", "line", points))
    assert 0 <= low <= min(parts) / 2
    assert (high, ticks[-1]) == (100, 100)


def test_of_many_regions_the_lowest_are_drawn_and_the_title_says_so() -> None:
    specs = [
        SiteSpec(region=f"{n:02}县", verdict="fail" if n == 44 else "pass",
                 faults=[veto("首页不更新", "首页没有更新。")] if n == 44 else [])
        for n in range(45)
    ]  # fmt: skip
    bulletin = build.build(make_round(specs), OFFICE, styles.load("jiangsu").used, "0")
    chart = charts.charts(bulletin, _, 1)["regions"]
    assert chart.title == "各地区合格率（最低的40个）"
    assert len(chart.points) == 40
    assert chart.points[-1][0] == "44县"
