"""Real published quarters fed in as rounds: what is printed is what was printed, or the slip shows.

Counts are those of the bulletins themselves (domain facts, section 4.4).
"""

from __future__ import annotations

import msgspec
import pytest

from reports.bulletin import build, compose, markdown, styles
from reports.bulletin.facts import OfficeFacts
from reports.bulletin.inputs import SiteKind
from reports.bulletin.verify import contradictions
from tests.reports.bulletin.reading import of_markdown
from tests.reports.bulletin.sample import SiteSpec, make_round, veto

PUBLISHED = [
    # bulletin, running, inspected, failed, rate as printed, share as printed
    ("国办 2016Q2", 0, 746, 112, "85%", ""),
    ("江苏 2017Q3", 908, 277, 16, "94.2%", "30.5%"),
    ("江苏 2017Q4", 858, 277, 12, "95.7%", "32.3%"),
    ("江苏 2018Q3", 826, 270, 11, "96%", ""),
    ("广东 2019Q2", 694, 694, 25, "96.4%", ""),
    ("广东 2023Q3", 529, 529, 5, "99.1%", ""),
    ("广东 2025Q2", 510, 510, 1, "99.80%", ""),
    ("四川 2018Q4", 1076, 579, 7, "98.79%", ""),
    ("四川 2025Q1", 735, 735, 1, "99.86%", ""),
    ("浙江 2018Q3", 736, 500, 5, "99%", ""),
    ("甘肃 2018", 690, 224, 15, "93.3%", "32.5%"),
    ("海南 2023Q3", 122, 122, 4, "96.7%", ""),
    ("渭南 2020Q4", 56, 39, 3, "92%", ""),
    ("广元 2017Q4", 55, 55, 6, "89%", ""),
    ("国办 2020", 0, 328, 27, "91.8%", ""),
]
SLIPS = [
    ("青海 2020Q3", 134, 134, 8, "94.3%", "94.0%", "rate"),
    ("四川 2018Q4", 1076, 579, 7, "53.9%", "53.8%", "share"),
]
SHARES = [
    ("2017Q1", 43143, 7768, "18%"),
    ("2017Q2", 36916, 8616, "23%"),
    ("2018Q1", 23269, 11639, "50%"),
]
COMPOSED = {
    "2017Q1": (43143, (2229, 32, 2591, 496, 17211, 2773, 17811)),
    "2017Q2": (36916, (2133, 32, 2543, 519, 16646, 2778, 12265)),
    "2018Q1": (23269, (1872, 32, 2349, 523, 14097, 2750, 1645, 1)),
    "2018Q2": (22206, (1839, 32, 2265, 518, 13614, 2754, 1183, 1)),
    "四川 2018Q4": (1076, (69, 21, 801, 184, 1)),
}
CLASSES: tuple[tuple[str, SiteKind], ...] = (
    ("国务院部门", "department"), ("省级", "portal"), ("省级", "department"), ("市级", "portal"),
    ("市级", "department"), ("县级", "portal"), ("县级以下", "department"), ("国家", "portal"),
)  # fmt: skip


def text_of(running: int, inspected: int, failed: int, decimals: int) -> str:
    specs = [SiteSpec() for _ in range(inspected - failed)]
    specs += [
        SiteSpec(verdict="fail", faults=[veto("首页不更新", "首页没有更新。", n)])
        for n in range(failed)
    ]
    specs += [SiteSpec(verdict=None) for _ in range(max(running - inspected, 0))]
    loaded = styles.load("jiangsu")
    style = styles.Style(loaded.used, decimals, loaded.layout, loaded.folders)
    made = build.build(make_round(specs), OfficeFacts(), style.used, "0")
    assert contradictions(made, str) == []
    return of_markdown(markdown.render(compose.compose(made, style)))[0]


def decimals_of(printed: str) -> int:
    return len(printed.removesuffix("%").partition(".")[2])


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[0])
def test_printed_rates_come_out(row: tuple[str, int, int, int, str, str]) -> None:
    _, running, inspected, failed, rate, share = row
    text = text_of(running, inspected, failed, decimals_of(rate))
    assert f"不合格{failed}家，合格率{rate}" in text
    if share:
        assert f"抽查网站{inspected}家，占运行网站总数的{share}" in text


@pytest.mark.parametrize("row", SLIPS, ids=lambda row: f"{row[0]} {row[6]}")
def test_printed_slips_show(row: tuple[str, int, int, int, str, str, str]) -> None:
    _, running, inspected, failed, printed, right, _ = row
    text = text_of(running, inspected, failed, decimals_of(printed))
    assert right in text
    assert printed not in text


@pytest.mark.parametrize("row", SHARES, ids=lambda row: row[0])
def test_printed_shares_come_out(row: tuple[str, int, int, str]) -> None:
    _, running, inspected, share = row
    text = text_of(running, inspected, 0, 0)
    assert f"抽查网站{inspected}家，占运行网站总数的{share}" in text


@pytest.mark.parametrize("name", COMPOSED)
def test_printed_compositions_add_up(name: str) -> None:
    running, parts = COMPOSED[name]
    specs = [
        SiteSpec(level=level, kind=kind, verdict=None)
        for (level, kind), count in zip(CLASSES, parts, strict=False)
        for _ in range(count)
    ]
    style = styles.load("national")
    made = build.build(make_round(specs), OfficeFacts(), style.used, "0")
    assert sum(part.count for part in made.composition) == running
    text = of_markdown(markdown.render(compose.compose(made, style)))[0]
    assert f"正在运行的政府网站{running}家，其中" in text
    for count in parts:
        assert f"网站{count}家" in text
    wrong = msgspec.structs.replace(made, composition=made.composition[1:])
    assert len(contradictions(wrong, str)) == 1
