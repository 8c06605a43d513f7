"""All renderers together: the same bytes twice, the same numbers everywhere."""

import io
import json
import re
from collections.abc import Callable

import pytest
from lxml import html as lxml_html
from openpyxl import load_workbook

from checks.finding import Status
from reports.formats import FORMATS
from reports.model import Report
from reports.text import summary
from tests.reports.hostile import hostile
from tests.reports.sample import empty, realistic


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("make", [realistic, hostile, empty])
def test_same_report_same_bytes(name: str, make: Callable[[], Report]) -> None:
    suffix, render = FORMATS[name]
    assert suffix == f".{name}"
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
    assert f"存在问题 {failed} " in text
    assert f"待人工复核 {review} " in text
    assert sum(int(n) for n in re.findall(r" ×(\d+)$", text, re.M)) == failed + review

    by_hand = [sum(i.status is s for i in (*made.items, *made.passes)) for s in Status]
    assert by_hand == [made.counts.get(s.value, 0) for s in Status]
    for severity, count in made.by_severity.items():
        (head,) = tree.xpath(f"//h3[span[contains(@class, '{severity}')]]/span[@class='count']")
        assert int(head.text) == count
