"""All renderers together: the same bytes twice, the same numbers everywhere."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from lxml import etree
from lxml import html as lxml_html
from openpyxl import load_workbook

from checks.finding import Status
from reports.formats import FORMATS
from reports.i18n import translations
from reports.model import Report
from reports.text import summary
from reports.words import score_words
from tests.reports.hostile import hostile
from tests.reports.realistic import realistic
from tests.reports.sample import empty


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("make", [realistic, hostile, empty])
def test_same_report_same_bytes(name: str, make: Callable[[], Report]) -> None:
    suffix, render = FORMATS[name]
    assert suffix.startswith(f".{name}")
    assert render(make()) == render(make())


def test_all_numbers_agree() -> None:
    made = realistic(dead_links=23)
    tree = lxml_html.document_fromstring(FORMATS["html"][1](made).decode())
    book = load_workbook(io.BytesIO(FORMATS["xlsx"][1](made)))
    data = json.loads(FORMATS["json"][1](made))
    text = summary(made, width=200, colour=False)

    failed, review = made.counts["fail"], made.counts["review"]
    assert (failed, review) == (27, 2)
    big = [int(n.text) for n in tree.xpath("//*[@class='big']")]
    assert big == [made.counts[s] for s in ("fail", "review", "not-tested", "pass")]
    assert len(tree.xpath("//details[starts-with(@class, 'item fail')]")) == failed
    assert len(tree.xpath("//details[starts-with(@class, 'item review')]")) == review
    verdicts = [row[2] for row in book["问题清单"].iter_rows(min_row=2, values_only=True)]
    assert (verdicts.count("存在问题"), verdicts.count("待人工复核")) == (failed, review)
    assert data["counts"] == made.counts
    table = list(csv.reader(io.StringIO(FORMATS["csv"][1](made).decode("utf-8-sig"))))
    words = [row[4] for row in table[1:]]
    assert (words.count("存在问题"), words.count("待人工复核")) == (failed, review)
    assert len(words) == sum(made.counts.values())
    junit = etree.fromstring(FORMATS["junit"][1](made))
    assert int(junit.get("failures", "")) == len(junit.findall(".//failure")) == failed
    assert int(junit.get("tests", "")) == len(junit.findall(".//testcase")) == len(words)
    assert f"存在问题 {failed} " in text
    assert f"待人工复核 {review} " in text
    assert sum(int(n) for n in re.findall(r" ×(\d+)$", text, re.M)) == failed + review

    by_hand = [sum(i.status is s for i in (*made.items, *made.passes)) for s in Status]
    assert by_hand == [made.counts.get(s.value, 0) for s in Status]
    for severity, count in made.by_severity.items():
        (head,) = tree.xpath(f"//h3[span[contains(@class, '{severity}')]]/span[@class='count']")
        assert int(head.text) == count


@pytest.mark.parametrize("make", [realistic, empty])
def test_the_result_is_the_same_everywhere(make: Callable[[], Report]) -> None:
    made = make()
    page = lxml_html.document_fromstring(FORMATS["html"][1](made).decode())
    book = load_workbook(io.BytesIO(FORMATS["xlsx"][1](made)))
    lines = [row for row in book["逐条结果"].iter_rows(min_row=2, values_only=True) if row[0]]
    told = {str(row[0]): str(row[1]) for row in book["覆盖情况"].iter_rows(values_only=True)}
    junit = etree.fromstring(FORMATS["junit"][1](made))
    for score in made.scores:
        words = score_words(score, translations("zh").gettext)
        (card,) = page.xpath(f"//section[@id='set-{score.set_id}']")
        if score.result != "unscored":
            assert words in card.text_content()
            assert told[f"结果：{score.title}"] == words
            assert words in summary(made, width=400, colour=False)
        assert junit.xpath(f"//property[@name='result.{score.set_id}']/@value") == [words]
        (sheet,) = page.xpath(f"//section[@id='lines-{score.set_id}']")
        assert len(sheet.xpath(".//td[contains(@class, 'state')]")) == len(score.rows)
        assert card.xpath(f".//a[@href='#{sheet.get('id')}']")
    assert len(lines) == sum(len(score.rows) for score in made.scores)


def test_no_cell_of_csv_is_a_formula() -> None:
    text = FORMATS["csv"][1](hostile()).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("make", [realistic, hostile, empty])
def test_junit_is_xml_and_only_faults_fail(make: Callable[[], Report]) -> None:
    made = make()
    root = etree.fromstring(FORMATS["junit"][1](made))
    failed = [i.message for i in made.items if i.status is Status.FAIL]
    assert len(root.findall(".//failure")) == len(failed)
    open_items = [i for i in made.items if i.status not in (Status.FAIL, Status.ERROR)]
    assert len(root.findall(".//skipped")) == len(open_items)
