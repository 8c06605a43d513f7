"""Days of rows: where the year comes from, and which days are not those of a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.dates_year import years_between
from checks.facts.lists_days import cell_day, months_days, row_day, year_heading
from checks.facts.page import read_page

T = "关于公布行政许可事项清单的公告"


@pytest.mark.parametrize(
    ("texts", "url", "day"),
    [
        (["05-24"], "http://h.cn/202405/t20240524_1.html", "2024-05-24"),
        (["05-24"], "http://h.cn/202406/t20240603_1.html", "2024-05-24"),
        (["12-30"], "http://h.cn/202401/t20240103_1.html", "2023-12-30"),
        (["01-02"], "http://h.cn/202312/t20231231_1.html", "2024-01-02"),
        (["05-24"], "http://h.cn/202312/t20231231_1.html", ""),
        (["09-29"], "http://h.cn/xx/202310/93ab.shtml", "2023-09-29"),
        (["05-24"], "http://h.cn/xx/202310/93ab.shtml", ""),
        (["05-24"], "http://h.cn/a.html", ""),
        (["05-24", "2024"], "http://h.cn/a.html", "2024-05-24"),
        (["2024年", "5月24日"], "http://h.cn/a.html", "2024-05-24"),
        (["24", "2024-05"], "http://h.cn/a.html", "2024-05-24"),
        (["02-30"], "http://h.cn/202402/t20240228_1.html", ""),
        (["13-01"], "http://h.cn/202401/t20240103_1.html", ""),
        (["发布时间：2024-05-24 10:20 来源：市政府办"], "", "2024-05-24"),
        (["日期：2024年5月24日　浏览：5"], "", "2024-05-24"),
        ([f"{T} [2024-05-24]"], "", "2024-05-24"),
        ([f"(2024.05.24) {T}"], "", "2024-05-24"),
        ([f"{T}（2024-05-24）"], "", "2024-05-24"),
        (["２０２４－０５－２４"], "", "2024-05-24"),
        (["报名截止 [2024-05-24]"], "", ""),
        (["有效期至 (2024-05-24)"], "", ""),
        (["截止日期：2024-05-24"], "", ""),
        (["举办时间：2024-05-24"], "", ""),
        ([f"{T}2024-05-24起施行"], "", ""),
        (["电话：0551-2024-0524"], "", ""),
        (["皖政〔2024〕5号"], "", ""),
        (["征集时间：", "2024-05-01", "至", "2024-06-01"], "", "2024-05-01"),
        (["2024-05-01", "截止日期：", "2024-06-01"], "", "2024-05-01"),
        (["截止日期：", "2024-06-01"], "", ""),
        (["答复时间", "2024-06-01", "2024-05-24"], "", "2024-05-24"),
        (["民國113年5月24日"], "", "2024-05-24"),
        (["民國113年13月24日"], "", ""),
        ([], "", ""),
    ],
)
def test_day_of_a_row(texts: list[str], url: str, day: str) -> None:
    assert row_day(texts, url) == day


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ([("标题", [T]), ("发布日期", ["2024-05-24"]), ("截止日期", ["2024-06-24"])], "2024-05-24"),
        ([("标题", [T]), ("截止日期", ["2024-06-24"])], ""),
        ([("名称", [T]), ("成文日期", ["2024-05-20"]), ("日期", ["2024-05-24"])], "2024-05-24"),
        ([("名称", [T]), ("成文日期", ["2024-05-20"])], "2024-05-20"),
        ([("cwrq", ["2024-05-20"]), ("fbrq", ["2024-05-24"])], "2024-05-24"),
        ([("留言时间", ["2024-05-20"]), ("答复时间", ["2024-05-24"])], "2024-05-20"),
    ],
)
def test_day_of_a_table_row(cells: list[tuple[str, list[str]]], day: str) -> None:
    assert cell_day(cells, "") == day


@pytest.mark.parametrize(
    ("days", "short", "told"),
    [
        (["2024-05-24", "", "2024-04-01"], [None, (5, 20), None], {1: "2024-05-20"}),
        (["2024-04-01", "", "2024-05-24"], [None, (5, 20), None], {1: "2024-05-20"}),
        (["2024-05-24", "", "2024-04-01"], [None, (6, 20), None], {}),
        (["2024-05-24", "", "2023-04-01"], [None, (4, 20), None], {}),
        (["2024-05-24", "", ""], [None, (4, 20), (3, 1)], {}),
        (["2024-05-24", "", "2024-04-01"], [None, None, None], {}),
        ([], [], {}),
    ],
)
def test_year_of_a_row_between_two_others(
    days: list[str], short: list[tuple[int, int] | None], told: dict[int, str]
) -> None:
    assert dict(years_between(days, short)) == told


@pytest.mark.parametrize(
    ("html", "days"),
    [
        ("<h3>2023年</h3><ul>{rows}</ul>", ["2023-05-24", "2023-05-20"]),
        ("<div><h4>2023年度</h4></div><ul>{rows}</ul>", ["2023-05-24", "2023-05-20"]),
        # Tabs of years, and a number somewhere before the list.
        ("<h3>2024年</h3><h3>2023年</h3><ul>{rows}</ul>", ["", ""]),
        ("<p>2023</p><ul>{rows}</ul>", ["", ""]),
        ("<h3>2023年大事</h3><ul>{rows}</ul>", ["", ""]),
        ("<ul>{rows}</ul><h3>2023年</h3>", ["", ""]),
    ],
)
def test_year_from_the_heading_of_a_list(html: str, days: list[str]) -> None:
    row = "<li><a href='{}.html'>{}</a><span>{}</span></li>"
    rows = row.format(1, T, "05-24") + row.format(2, T[2:], "05-20")
    facts = read_page(html.format(rows=rows).encode(), "http://h.gov.cn/a/")
    assert [entry.day for entry in facts.entries] == days


def test_a_footer_year_and_a_clock_give_no_row_a_year() -> None:
    rows = "".join(f"<li><a href='{n}.html'>{T}{n}</a><i>05-2{n}</i></li>" for n in range(5))
    html = f"<div>今天是2026年11月25日</div><ul>{rows}</ul><p>版权所有 © 2010-2026</p>"
    facts = read_page(html.encode(), "http://h.gov.cn/a/")
    assert {entry.day for entry in facts.entries} == {""}
    assert facts.newest is None
    assert facts.kind == "column"


@settings(max_examples=300)
@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_no_words_make_it_raise(texts: list[str], url: str) -> None:
    day = row_day(texts, url)
    assert day == "" or len(day) == 10
    months_days(texts)
    year_heading("".join(texts))
    cell_day([(text, texts) for text in texts], url)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["", "2024-05-24", "2024-01-01", "2023-12-31"]), max_size=8),
    st.data(),
)
def test_years_are_only_given_between_rows_of_one_year(
    days: list[str], data: st.DataObject
) -> None:
    pairs = st.one_of(st.none(), st.tuples(st.integers(1, 12), st.integers(1, 28)))
    short = [data.draw(pairs) if not day else None for day in days]
    for index, day in years_between(days, short):
        assert days[index] == ""
        assert day[:4] in {known[:4] for known in days if known}
