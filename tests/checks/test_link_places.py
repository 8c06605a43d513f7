"""Where links stand."""

from __future__ import annotations

import pytest

from checks.links.places import spreads
from tests.checks.build import PortalBuilder


@pytest.mark.parametrize(
    ("start", "home"),
    [("http://www.example.gov.cn/", True), ("http://www.example.gov.cn/bm/jyj/list.html", False)],
)
def test_a_page_further_down_that_the_audit_began_with_is_no_home_page(
    start: str, home: bool
) -> None:
    builder = PortalBuilder(start)
    builder.html(start, '<title>例市</title><a href="/gone.html">通知</a>')
    builder.answer("/gone.html", status=404)
    gone = "http://www.example.gov.cn/gone.html"
    assert spreads(builder.build(), [gone])[gone].home is home
