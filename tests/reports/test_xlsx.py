"""The XLSX list: opened with another library than the one that wrote it."""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from checks.finding import Status
from reports.model import Report
from reports.xlsx import render
from tests.reports.hostile import hostile
from tests.reports.realistic import realistic
from tests.reports.sample import empty, item, report

NAMES = ["问题清单", "逐条结果", "所在页面清单", "未检测", "覆盖情况"]


def book(made: Report) -> Workbook:
    return load_workbook(io.BytesIO(render(made)))


def column(workbook: Workbook, sheet: str, label: str) -> list[object]:
    head, *rows = workbook[sheet].iter_rows(values_only=True)
    return [row[head.index(label)] for row in rows]


@pytest.mark.parametrize("made", [hostile(), hostile("en"), realistic(), empty()])
def test_cells_are_text_or_numbers_never_formulas_or_links(made: Report) -> None:
    for sheet in book(made):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
                    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe]", cell.value)


def test_hostile_titles_arrive_as_written() -> None:
    titles = column(book(hostile()), "问题清单", "问题")
    assert '=HYPERLINK("http://evil.example","点我")' in titles
    assert "_x0041_ _x000D_" in titles


@pytest.mark.parametrize("made", [realistic(), empty(), hostile()])
def test_sheets_have_frozen_filtered_heads(made: Report) -> None:
    workbook = book(made)
    assert workbook.sheetnames == NAMES
    for sheet in workbook:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert all(cell.value for cell in sheet[1])


def test_problem_row_says_all() -> None:
    made = realistic()
    workbook = book(made)
    fault = made.items[3]
    head, *rows = workbook["问题清单"].iter_rows(values_only=True)
    row = dict(zip(head, rows[3], strict=True))
    assert (row["序号"], row["网站"]) == (fault.number, made.site_name)
    assert (row["结论"], row["严重程度"]) == ("存在问题", "一般问题")
    assert (row["问题"], row["网址"]) == (fault.check_title, fault.subject)
    pages = str(row["所在页面"]).split("\n")
    assert pages[:20] == [carrier.url for carrier in fault.carriers[:20]]
    assert pages[20:] == ["…… 共 137 个页面"]
    assert row["首次发现时间（北京时间）"] == fault.looks[0].at
    assert row["复核时间（北京时间）"] == fault.looks[1].at
    assert str(row["依据"]).split("\n") == [*fault.clause, *fault.basis]
    assert (row["检查项"], row["指纹"]) == (fault.check, fault.fingerprint)


def test_one_row_for_each_carrier() -> None:
    made = realistic()
    wanted = [(i.number, c.url) for i in made.items for c in i.carriers]
    workbook = book(made)
    numbers = column(workbook, "所在页面清单", "序号")
    urls = column(workbook, "所在页面清单", "所在页面网址")
    assert list(zip(numbers, urls, strict=True)) == wanted


def test_not_tested_and_coverage() -> None:
    workbook = book(realistic())
    assert column(workbook, "未检测", "结论") == ["未检测", "不适用"]
    facts = {row[0]: row[1] for row in workbook["覆盖情况"].iter_rows(values_only=True)}
    assert facts["已读页面"] == 412
    assert facts["未查看：超出页数上限，没有读"] == 1204


def test_texts_beyond_a_cell_are_cut_at_excels_count_of_units() -> None:
    found = [item("a", Status.FAIL, "t", "\U0001f600" * 30_000, "u")]
    (text,) = column(book(report("zh", found, empty().coverage)), "问题清单", "说明")
    assert isinstance(text, str)
    assert 32_000 < len(text.encode("utf-16-le")) // 2 <= 32_767


def test_document_is_dated_by_the_run_in_utc() -> None:
    assert str(book(realistic()).properties.created) == "2026-11-22 02:33:41"
    undated = report("zh", [], empty().coverage, finished="")
    assert render(undated) == render(undated)


def test_english_book_has_no_chinese() -> None:
    made = report("en", [], empty("en").coverage, site_name="x", conclusion="y")
    for sheet in book(made):
        for row in sheet.iter_rows(values_only=True):
            assert not re.search("[\u4e00-\u9fff]", " ".join(map(str, row)))
