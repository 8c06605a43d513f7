"""Columns on other hosts: one hop, on real sockets, and what a duty says of the site then."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.columns.required_column import required_column
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need
from checks.framework import judge, wanted
from tests.checks.fixtures.column_pages import NAV, page, rows, series
from tests.checks.fixtures.required_column import D01, budget
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

SITE = "www.c.gov.cn"
PLATFORM = "www.a.gov.cn"
FOREIGN = "www.b.com"
COLUMN = f"http://{PLATFORM}/gkmlpt/lx/czyjs/"
PARTS = (("/gkmlpt/lx/czyjs/ys/", "部门预算"), ("/gkmlpt/lx/czyjs/js/", "部门决算"))


def judged(evidence: SiteEvidence) -> Finding:
    (finding,) = judge(required_column, evidence, D01)
    return finding


def needs(evidence: SiteEvidence) -> tuple[Need, ...]:
    return wanted([judged(evidence)])


def serve(net: Internet, *more: tuple[str, str]) -> str:
    """A county's portal whose menu leads to further places; returns its home page."""
    nav = (*NAV, *more)
    pages = {"/": b.html(page("例县人民政府", rows(*series("2026-11-20"), at="/xw/a"), nav=nav))}
    for url, name in NAV:
        content = rows(*series("2026-10-20"), title=f"{name}第{{n}}号材料", at=f"{url}a")
        pages[url] = b.html(page(name, content, nav=nav))
        for n in range(1, 7):
            pages[f"{url}a{n}.html"] = b.html(page(f"{name}第{n}号材料", "<p>正文</p>", nav=nav))
    return net.site(SITE, pages)


def platform(net: Internet, year: int, *links: tuple[str, str]) -> None:
    """The upper portal: its home page, the county's column on its platform, and what it leads to.

    Each part of the column leads on to a part of its own, and to the column of another county.
    """
    menu = "".join(f'<p><a href="{url}">{name}</a></p>' for url, name in (*PARTS, *links))
    pages = {
        "/": b.html(page("例市人民政府", rows(*series("2026-11-20")))),
        "/gkmlpt/lx/czyjs/": b.html(page("财政预决算", menu + budget(year), nav=())),
    }
    for url, name in PARTS:
        onward = ((f"{url}zx/", "部门预算"), ("/gkmlpt/ml/czyjs/", "财政预决算"))
        pages[url] = b.html(page(name, rows(*series(f"{year}-02-20"), at=f"{url}a"), nav=onward))
        further = ((f"{url}zx/qt/", "部门预算"),)
        pages[f"{url}zx/"] = b.html(page(name, rows(*series(f"{year}-02-20")), nav=further))
    net.site(PLATFORM, pages)


def asked(net: Internet, host: str) -> set[str]:
    return set(net.asked(host)) - {"/robots.txt"}


def test_a_column_on_the_upper_portals_platform_is_read_one_hop_and_excuses(
    internet: Internet, tmp_path: Path
) -> None:
    home = serve(internet, (COLUMN, "财政预决算"))
    platform(internet, 2026, (f"http://{FOREIGN}/czyjs/", "财政预决算"), ("/", "首页"))
    internet.site(FOREIGN, {"/czyjs/": b.html(page("财政预决算", budget(2026)))})
    evidence = crawl(internet, tmp_path / "r", home, needs).evidence
    # The column, its parts and theirs; neither what lies further off nor the rest of the platform.
    parts = {place for url, _ in PARTS for place in (url, f"{url}zx/")}
    assert asked(internet, PLATFORM) == {"/gkmlpt/lx/czyjs/", *parts}
    assert asked(internet, FOREIGN) == set()
    assert {p.url for p in evidence.pages if PLATFORM in p.url} == set()
    assert evidence.coverage.complete
    assert (judged(evidence).outcome, judged(evidence).status.value) == ("present", "pass")


def test_an_old_column_on_the_platform_is_for_review_and_accuses_nobody(
    internet: Internet, tmp_path: Path
) -> None:
    home = serve(internet, (COLUMN, "财政预决算"))
    platform(internet, 2023)
    finding = judged(crawl(internet, tmp_path / "r", home, needs).evidence)
    assert finding.outcome == "column-elsewhere"
    assert finding.status.value != "fail"


@pytest.mark.parametrize("url", [f"http://{FOREIGN}/czyjs/", f"http://{FOREIGN}/zwgk/czyjs/"])
def test_a_foreign_site_is_looked_at_as_a_link_and_accuses_nobody(
    internet: Internet, tmp_path: Path, url: str
) -> None:
    home = serve(internet, (url, "财政预决算"))
    onward = "/zwgk/czyjs/2026.html"
    column = b.html(page("财政预决算", f'<a href="{onward}">部门预算</a>' + budget(2026)))
    internet.site(FOREIGN, {"/czyjs/": column, "/zwgk/czyjs/": column, onward: column})
    evidence = crawl(internet, tmp_path / "r", home, needs).evidence
    assert onward not in asked(internet, FOREIGN)
    assert not evidence.targets[url].internal
    assert judged(evidence).status.value != "fail"


def test_without_any_place_the_column_is_missing(internet: Internet, tmp_path: Path) -> None:
    home = serve(internet)
    finding = judged(crawl(internet, tmp_path / "r", home, needs).evidence)
    assert (finding.outcome, finding.status.value) == ("missing", "fail")
