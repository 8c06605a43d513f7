"""The circuit breaker: closed, open, half-open, and given up."""

from __future__ import annotations

import math

from spiders.breaker import FAILURES, FIRST_REST, LONGEST_REST, PROBES, Breaker


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(at, probe=breaker.begin())
    return breaker


def test_it_takes_five_failures_in_a_row() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        assert breaker.failed(0.0, probe=breaker.begin()) == 0.0
    breaker.succeeded(probe=breaker.begin())
    for _ in range(FAILURES - 1):
        breaker.failed(0.0, probe=breaker.begin())
    assert not breaker.open
    assert breaker.failed(0.0, probe=breaker.begin()) == FIRST_REST
    assert breaker.open


def test_exactly_one_probe_passes_after_the_rest() -> None:
    breaker = opened()
    assert breaker.wait(0.0) == FIRST_REST
    assert breaker.wait(FIRST_REST - 1) == 1.0
    assert breaker.wait(FIRST_REST) == 0.0
    assert breaker.begin()
    assert breaker.wait(FIRST_REST) > 0
    breaker.succeeded(probe=True)
    assert breaker.wait(FIRST_REST) == 0.0
    assert not breaker.begin()


def test_rests_double_up_to_their_bound_and_then_the_host_is_given_up() -> None:
    breaker, now, rests = opened(), 0.0, []
    while (wait := breaker.wait(now)) != math.inf:
        rests.append(wait)
        now += wait
        assert breaker.begin()
        breaker.failed(now, probe=True)
    assert rests == [60.0, 120.0, 240.0, 480.0]
    assert breaker.failed_probes == PROBES
    assert breaker.failed(now, probe=True) == LONGEST_REST


def test_a_probe_without_an_outcome_leaves_the_next_request_to_probe() -> None:
    breaker = opened()
    assert breaker.begin()
    breaker.dropped()
    assert breaker.wait(FIRST_REST) == 0.0
    assert breaker.begin()


def test_answers_to_what_began_before_the_rest_change_nothing() -> None:
    breaker = opened()
    breaker.succeeded(probe=False)
    assert breaker.failed(30.0, probe=False) == 0.0
    assert breaker.wait(0.0) == FIRST_REST


def test_failures_of_ours_are_forgotten() -> None:
    breaker = opened()
    breaker.reset()
    assert breaker.wait(0.0) == 0.0
