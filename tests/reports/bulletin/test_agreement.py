"""One bulletin, five formats: every number, list and sentence is the same, and is right."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reports.bulletin import build, compose, docx, html, json, markdown, styles, xlsx
from reports.bulletin.blocks import Document
from reports.bulletin.inputs import RoundResult, Verdict
from reports.bulletin.model import Bulletin
from reports.bulletin.verify import contradictions
from reports.i18n import translations
from tests.reports.bulletin import reading
from tests.reports.bulletin.sample import OFFICE, SiteSpec, fault, make_round, province, veto

VERDICTS: tuple[Verdict | None, ...] = (
    "pass", "pass", "fail", "undecided", "inconclusive", None,
)  # fmt: skip
TITLES = ("首页不更新", "栏目不更新", "服务不实用")
_ = translations("zh").gettext
LETTERHEAD = f"{OFFICE.office}文件"
"""Markdown prints it in bold, where captions of charts stand too."""


@st.composite
def rounds(draw: st.DrawFn) -> RoundResult:
    """Two rounds, one after the other, of up to 40 sites."""
    made: list[RoundResult] = []
    count = draw(st.integers(1, 40))
    for quarter in (3, 4):
        specs = []
        for number in range(count):
            verdict = draw(st.sampled_from(VERDICTS))
            faults = []
            if verdict == "fail":
                faults.append(veto(draw(st.sampled_from(TITLES)), "很久没有更新。", number))
            for n in range(draw(st.integers(0, 8))):
                open_one = draw(st.booleans())
                found = fault("链接无法打开", "HTTP 404。", number=n, publishable=not open_one)
                faults.append(found)
            spec = SiteSpec(
                region=("甲市", "乙市", "丙市", "")[number % 4],
                kind=("portal", "department")[number % 2],
                level=("市级", "县级")[number % 3 % 2],
                verdict=verdict,
                faults=faults,
                score=draw(st.one_of(st.none(), st.floats(0, 125))),
            )
            specs.append(spec)
        made.append(make_round(specs, id=f"2026Q{quarter}", previous=made[0] if made else None))
    return made[1]


def printed(
    result: RoundResult, style: styles.Style
) -> tuple[Bulletin, Document, dict[str, tuple[str, reading.Tables]]]:
    bulletin = build.build(result, OFFICE, style.used, "0.1.0")
    assert contradictions(bulletin, str) == []
    document = compose.compose(bulletin, style)
    return bulletin, document, {
        "html": reading.of_html(html.render(document, style)),
        "docx": reading.of_docx(docx.render(document, style, pictures=False)),
        "md": reading.of_markdown(markdown.render(document)),
    }  # fmt: skip


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a round takes minutes
)
@given(rounds(), st.sampled_from(styles.STYLES))
def test_all_formats_say_the_same_and_it_is_right(result: RoundResult, name: str) -> None:
    style = styles.load(name)
    bulletin, document, formats = printed(result, style)
    book = reading.of_xlsx(xlsx.render(bulletin, style))
    assert json.read(json.render(bulletin)) == bulletin

    verdicts = Counter(site.verdict for site in result.sites)
    passed, failed = verdicts["pass"], verdicts["fail"]
    for text, tables in formats.values():
        for said in re.findall(r"合格(\d+)家，不合格(\d+)家", text):
            assert said == (str(passed), str(failed))
        rates = re.findall(rf"不合格{failed}家，合格率([\d.]+)%", text)
        assert len(rates) == bool(passed + failed)
        for rate in rates:
            exact = Fraction(passed * 100, passed + failed)
            places = len(rate.partition(".")[2])
            assert abs(Fraction(rate) - exact) <= Fraction(1, 2 * 10**places)
        head, total, *groups = next(t for t in tables if t[0][1] == _("Region or department"))
        assert len(head) == 10
        for column in (2, 3, 5, 6, 7):
            assert sum(int(row[column]) for row in groups) == int(total[column])
        for row in (total, *groups):
            judged, ok = int(row[5]), int(row[6])
            assert int(row[5]) == ok + int(row[7])
            if judged:
                rate = row[8].removesuffix("%")
                places = len(rate.partition(".")[2]) or style.decimals
                exact = Fraction(ok * 100, judged)
                assert abs(Fraction(rate) - exact) <= Fraction(1, 2 * 10**places)
        lists = [t for t in tables if t[0][-1] == _("Main problems")]
        assert sum(len(t) - 1 for t in lists) == failed
        if lists:
            assert [row[0] for row in lists[0][1:]] == [str(n + 1) for n in range(failed)]
        counts = [int(row[2]) for t in tables if t[0][2:3] == [_("Count")] for row in t[1:]]
        assert sum(counts) == len(bulletin.faults)

    # Texts and tables are the same word for word, in whatever format.
    (first, first_tables), *others = formats.values()
    for text, tables in others:
        assert text.replace(LETTERHEAD, "") == first.replace(LETTERHEAD, "")
        assert tables == first_tables
    # The workbook shows what the papers print.
    sheet = book[_("Inspection by region and department")]
    regions = [[reading.as_printed(cell) for cell in row] for row in sheet]
    paper = next(t for t in first_tables if t[0][1] == _("Region or department"))
    assert [row[:10] for row in regions] == paper
    assert len(book[_("Sites that failed")]) - 1 == max(failed, 1)
    listed = book[_("Findings site by site")]
    assert len(listed) - 1 == max(len(bulletin.faults), 1)
    published = sum(
        f.publishable for s in result.sites if s.verdict in ("pass", "fail") for f in s.findings
    )
    assert len(bulletin.faults) == published
    assert document.title


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", styles.STYLES)
def test_same_bulletin_same_bytes(name: str, lang: str) -> None:
    style = styles.load(name)
    made = []
    for _again in range(2):
        bulletin = build.build(province(lang=lang), OFFICE, style.used, "0.1.0")
        document = compose.compose(bulletin, style)
        made.append(
            (
                html.render(document, style),
                docx.render(document, style),
                markdown.render(document),
                xlsx.render(bulletin, style),
                json.render(bulletin),
            )
        )
    assert made[0] == made[1]


def test_a_bulletin_that_contradicts_itself_is_told() -> None:
    style = styles.load("national")
    good = build.build(province(), OFFICE, style.used, "0.1.0")
    replace = msgspec.structs.replace
    total = good.total
    assert OFFICE.tips is not None
    too_many = replace(OFFICE.tips, on_time=OFFICE.tips.received + 1)
    wrong = [
        replace(good, sites=good.sites[1:]),
        replace(good, regions=good.regions[1:]),
        replace(good, composition=good.composition[1:]),
        replace(good, total=replace(total, now=replace(total.now, passed=total.now.passed + 1))),
        replace(good, faults=good.faults[1:]),
        replace(good, facts=replace(OFFICE, tips=too_many)),
        replace(good, coverage=replace(good.coverage, undecided=0)),
    ]
    assert contradictions(good, str) == []
    for model in wrong:
        assert contradictions(model, str) != []
