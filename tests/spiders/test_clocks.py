"""How our clock stands to those of the hosts that answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from spiders.clocks import MOST_HOSTS, Clocks
from spiders.exchange import Exchange
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def said(date: str, at: datetime = NOW, status: int = 200) -> Exchange:
    return Exchange("http://a.cn/", at, status=status, headers=[("Date", date)])


def test_the_median_of_the_hosts_counts() -> None:
    clocks = Clocks()
    for host, seconds in (("a", 10), ("b", 12), ("c", 99999)):
        clocks.saw(host, said("Sun, 22 Nov 2026 12:00:00 GMT", NOW + timedelta(seconds=seconds)))
    assert clocks.median() == (3, 12.0)


def test_each_host_counts_once() -> None:
    clocks = Clocks()
    for seconds in (5, 500):
        clocks.saw("a", said("Sun, 22 Nov 2026 12:00:00 GMT", NOW + timedelta(seconds=seconds)))
    assert clocks.median() == (1, 5.0)


def test_what_is_no_time_is_passed_over() -> None:
    clocks = Clocks()
    for date in ("", "yesterday", "Sun, 99 Nov 2026 12:00:00 GMT", "\x00"):
        clocks.saw("a", said(date))
    clocks.saw("a", said("Sun, 22 Nov 2026 12:00:00 GMT", status=0))
    assert clocks.median() == (0, 0.0)


def test_very_many_hosts_are_bounded() -> None:
    clocks = Clocks()
    for number in range(MOST_HOSTS * 2):
        clocks.saw(str(number), said("Sun, 22 Nov 2026 12:00:00 GMT"))
    assert clocks.median()[0] == MOST_HOSTS


def test_a_run_keeps_it(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.gov.cn", {"/": b.html("<title>x")}, https="closed")
    vantage = crawl(internet, tmp_path / "r", home).evidence.vantage
    assert vantage.clock_hosts == 1
    assert abs(vantage.clock_offset) < 86_400  # the test's clock runs faster, the server's does not
