"""What a report says of a search beside its verdict."""

from __future__ import annotations

from pathlib import Path

from audit.measures import measures
from checks.framework import judge
from checks.search.search_broken import SearchBrokenOptions, search_broken
from reports.i18n import translations
from tests.browsers import need_browser
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet
from tests.web.searches import answering, declare, found

FORM = '<form action="/so"><input name=q placeholder=搜索><button>搜索</button></form>'


def test_what_a_search_offers_is_told(internet: Internet, tmp_path: Path) -> None:
    """Results that are dead, sorting that is offered, and the answer to no words."""
    need_browser()
    with_gone = answering(lambda words: [*found(words), "/gone.html"] if found(words) else [])
    home = declare(internet, FORM, {"/so": with_gone, "/gone.html": b.status(404)})
    evidence = crawl(internet, tmp_path / "r", home, browser="auto", searches=13).evidence
    (finding,) = judge(search_broken, evidence, SearchBrokenOptions())
    told = {m.name: m.value for m in measures(finding, evidence, translations("zh").gettext)}
    assert told["第一页搜到"] == "100 %"
    assert told["空检索词的反应"] == "无结果的页面"
    assert told["结果页提供"] == "按栏目筛选，按相关度排序，按时间排序"
    assert told["靠前结果中的死链"] == "1 / 6"
