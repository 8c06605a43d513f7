"""Judging one site after the other: nothing of a site stays behind."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

from audit.judging import judge_evidence, load_sets
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

SETS = ("indicator-2019", "census-2015", "disclosure-2018", "guideline-2017")


def test_no_evidence_is_kept_once_it_is_judged(internet: Internet, tmp_path: Path) -> None:
    # What checks remember of a view must not hold the view: a round judges thousands of them.
    pages = {
        "/": b.html('<title>例市</title><ul><li><a href="/a.html">关于某事项的通知</a> 2026-11-20'),
        "/a.html": b.html("<title>关于某事项的通知</title><h1>关于某事项的通知</h1><p>正文。"),
    }
    internet.site("www.a.gov.cn", pages)
    bundle = crawl(internet, tmp_path / "r", "http://www.a.gov.cn/")
    judged = judge_evidence(bundle.evidence, load_sets(SETS))
    assert len({one.finding.check for one in judged}) > 60
    seen = ref(bundle.evidence)
    del bundle, judged
    gc.collect()
    assert seen() is None
