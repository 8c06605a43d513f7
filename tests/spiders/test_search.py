"""Search quality: systems of many makes, each crawled, operated with real Chromium and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status
from checks.framework import judge, wanted
from checks.search.search_broken import SearchBrokenOptions, search_broken
from checks.search.search_missing import SearchMissingOptions, search_missing
from tests.browsers import need_browser
from tests.spiders.crawling import crawl
from tests.web.internet import Internet
from tests.web.searches import HOST, SYSTEMS


def broken(evidence: SiteEvidence) -> Finding:
    (finding,) = judge(search_broken, evidence, SearchBrokenOptions())
    return finding


def draft(evidence: SiteEvidence) -> tuple[Need, ...]:
    return wanted(judge(search_broken, evidence, SearchBrokenOptions()))


@pytest.mark.parametrize("make", SYSTEMS)
def test_a_search_is_judged_by_using_it(internet: Internet, tmp_path: Path, make: str) -> None:
    need_browser()
    declare, right = SYSTEMS[make]
    home = declare(internet)
    evidence = crawl(
        internet,
        tmp_path / "r",
        home,
        draft,
        browser="auto",
        searches=12 if make == "GET form" else 3,
    ).evidence
    finding = broken(evidence)
    assert finding.outcome == right
    declared = search_broken.outcomes[right].status
    assert finding.status is declared  # a fault was seen in both looks
    asked = [trial for trial in evidence.searches if trial.via == "browser"]
    assert len(asked) <= 20
    if right == "finds":
        assert finding.values["share"] == 100
        assert finding.values["mrr"] == 1.0
    if make == "GET form":
        assert {t.kind for t in asked} == {"title", "core", "slip", "nonsense", "empty"}
        assert sum(t.kind == "title" for t in asked) == 5
    if make != "no search":
        (missing,) = judge(search_missing, evidence, SearchMissingOptions())
        assert missing.status is Status.PASS
    for trial in asked:  # only the titles of articles, or parts of them, and nonsense
        assert trial.known_url.startswith(f"http://{HOST}/") or trial.kind in ("nonsense", "empty")
