"""The impact record: what a run cost each host."""

from __future__ import annotations

from spiders.impact import HostImpact, Impact


def test_sums_by_host_and_in_all() -> None:
    impact = Impact()
    for host, size in (("b", 10), ("a", 5), ("b", 20)):
        impact.record(host, 0.0, size)
    assert (impact.requests, impact.bytes) == (3, 35)
    assert impact.per_host() == (HostImpact("b", 2, 30, 2), HostImpact("a", 1, 5, 1))


def test_peak_is_the_busiest_sixty_seconds_not_a_minute_of_the_clock() -> None:
    impact = Impact()
    for at in (0, 50, 58, 59, 61, 65, 200):
        impact.record("a", float(at), 0)
    assert impact.per_host()[0].peak_per_minute == 5  # 50 to 65


def test_a_steady_pace_of_one_a_second_is_sixty_a_minute() -> None:
    impact = Impact()
    for at in range(1000):
        impact.record("a", at + 0.5, 0)
    assert impact.per_host()[0].peak_per_minute == 60


def test_requests_that_end_out_of_order_are_all_counted() -> None:
    impact = Impact()
    for at in (5.0, 3.0, 4.0):
        impact.record("a", at, 0)
    assert impact.per_host() == (HostImpact("a", 3, 0, 3),)
