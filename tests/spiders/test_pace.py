"""Whose turn it is: by host and by address, as fast as allowed and no faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from spiders.exchange import Exchange
from spiders.gate import Gate, Resting, Stopped
from spiders.pace import FOREIGN_HOLD, LONGEST_HOLD, LONGEST_INTERVAL, Pace, retry_after
from tests.clock import StepClock

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def answer(status: int = 200, first_byte: float = 0.1, **headers: str) -> Exchange:
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Exchange(
        "http://a/", NOW, status=status, first_byte_seconds=first_byte, headers=lines
    )  # fmt: skip


def starts(
    count: int,
    host: str = "a",
    prepare: Callable[[Pace], None] | None = None,
    answers: Exchange | None = None,
    *,
    own: bool = True,
    delay: float = 1.0,
    share: int = 1,
) -> list[float]:
    """When so many requests to one host began, one after the other."""

    async def run() -> list[float]:
        clock = StepClock()
        pace, gate = Pace(clock, delay, share=share), Gate(clock)
        if prepare is not None:
            prepare(pace)
        times = []
        for _ in range(count):
            async with pace.turn(host, "192.88.99.1", gate, own=own) as turn:
                times.append(round(clock.seconds, 3))
                turn.told(answers or answer())
        return times

    return asyncio.run(run())


def together(
    wanted: list[tuple[str, str]], *, lasts: float = 0.0, **options: object
) -> list[tuple[float, str]]:
    """When requests to (host, address), all wanted at once, began; each lasts so long."""

    async def run() -> list[tuple[float, str]]:
        clock = StepClock()
        pace = Pace(clock, **({"delay": 1.0} | options))  # type: ignore[arg-type]
        gate, begun = Gate(clock), []

        async def visit(host: str, address: str) -> None:
            async with pace.turn(host, address, gate) as turn:
                begun.append((round(clock.seconds, 3), host))
                await clock.sleep(lasts)
                turn.told(answer())

        await asyncio.gather(*(visit(*pair) for pair in wanted))
        return begun

    return asyncio.run(run())


def test_requests_to_one_host_are_spaced_from_start_to_start() -> None:
    assert starts(3) == [0.0, 1.0, 2.0]
    assert starts(3, delay=0.0) == [0.0, 0.0, 0.0]


def test_crawl_delay_is_honoured_up_to_its_bound() -> None:
    assert starts(3, prepare=lambda p: p.slow_to("a", 5)) == [0.0, 5.0, 10.0]
    assert starts(2, prepare=lambda p: p.slow_to("a", 9999)) == [0.0, LONGEST_INTERVAL]
    assert starts(2, prepare=lambda p: p.slow_to("a", 0.1)) == [0.0, 1.0]


def test_a_longer_delay_of_the_operators_is_no_bound() -> None:
    assert starts(2, delay=45.0) == [0.0, 45.0]
    assert starts(2, delay=45.0, prepare=lambda p: p.slow_to("a", 9999)) == [0.0, 45.0]


def test_other_hosts_do_not_wait() -> None:
    assert starts(2, "b", prepare=lambda p: p.slow_to("a", 30)) == [0.0, 1.0]


def test_hosts_on_one_address_take_turns_and_others_do_not() -> None:
    hosts = [("a", "1"), ("b", "1"), ("c", "1"), ("d", "2")]
    assert together(hosts) == [(0.0, "a"), (0.0, "d"), (0.25, "b"), (0.5, "c")]
    assert [at for at, _ in together(hosts, address_delay=2.0)] == [0.0, 0.0, 2.0, 4.0]
    assert {at for at, _ in together(hosts, delay=0.0)} == {0.0}


def most_at_once(wanted: list[tuple[str, str]], **options: object) -> int:
    async def run() -> int:
        clock = StepClock()
        pace = Pace(clock, **({"delay": 0.0} | options))  # type: ignore[arg-type]
        gate, inside, most = Gate(clock), 0, 0

        async def visit(host: str, address: str) -> None:
            nonlocal inside, most
            async with pace.turn(host, address, gate):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.01)
                inside -= 1

        await asyncio.gather(*(visit(*pair) for pair in wanted))
        return most

    return asyncio.run(run())


def test_one_connection_at_a_time_unless_told_otherwise() -> None:
    assert most_at_once([("a", "1")] * 20) == 1
    assert most_at_once([("a", "1")] * 20, connections=16) == 16


def test_an_address_takes_four_connections_and_none_counts_them_without_delay() -> None:
    many = [(f"h{n}", "1") for n in range(20)]
    assert most_at_once(many) == 20
    assert most_at_once(many, delay=0.001) == 4
    assert most_at_once(many, delay=0.001, address_connections=2) == 2
    assert most_at_once([("a", "1")] * 20, delay=0.001, connections=6) == 6


def test_a_hanging_host_does_not_hold_up_its_neighbours() -> None:
    async def run() -> float:
        clock = StepClock()
        pace, gate = Pace(clock, 1.0), Gate(clock)
        async with pace.turn("hangs", "1", gate):
            waiting = asyncio.create_task(pace.turn("hangs", "1", gate).__aenter__())
            await asyncio.sleep(0)
            async with pace.turn("neighbour", "1", gate):
                reached = clock.seconds
        await waiting
        return reached

    assert asyncio.run(run()) == 0.25


def test_who_waits_for_its_host_holds_no_place_of_the_address() -> None:
    slow = [(f"slow{n}", "1") for n in range(6)]

    async def run() -> float:
        clock = StepClock()
        pace, gate = Pace(clock, 1.0, address_delay=0.0), Gate(clock)
        for host, address in slow:
            pace.slow_to(host, 30.0)
            async with pace.turn(host, address, gate):
                pass
        waiting = [asyncio.create_task(pace.turn(*pair, gate).__aenter__()) for pair in slow]
        await asyncio.sleep(0)
        async with pace.turn("quick", "1", gate):
            reached = clock.seconds
        gate.stop()
        await asyncio.gather(*waiting, return_exceptions=True)
        return reached

    assert asyncio.run(run()) < 30.0


def test_processes_side_by_side_share_the_hosts_that_none_of_them_owns() -> None:
    assert starts(3, share=4) == [0.0, 4.0, 8.0]
    assert starts(3, share=4, prepare=lambda p: p.claim("a")) == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_half_as_often_each_time(status: int) -> None:
    assert starts(4, answers=answer(status)) == [0.0, 2.0, 6.0, 14.0]


def test_retry_after_is_honoured_up_to_its_bound() -> None:
    assert starts(2, answers=answer(429, Retry_After="7")) == [0.0, 7.0]
    assert starts(2, answers=answer(503, Retry_After="99999")) == [0.0, LONGEST_HOLD]


def test_a_busy_host_comes_back_to_its_pace_little_by_little() -> None:
    def slowed(pace: Pace) -> None:
        pace.busy(pace.host("a"), 0.0)

    times = starts(60, prepare=slowed)
    gaps = [round(b - a, 3) for a, b in pairwise(times)]
    assert gaps[0] == 1.9 and gaps[-1] == 1.0
    assert gaps == sorted(gaps, reverse=True)


def test_foreign_hosts_are_not_waited_for_long() -> None:
    with pytest.raises(Resting):
        starts(2, answers=answer(429, Retry_After="600"), own=False)
    assert starts(2, answers=answer(429, Retry_After=str(int(FOREIGN_HOLD))), own=False)


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120.0),
        (" 0 ", "", 0.0),
        ("Sun, 22 Nov 2026 00:01:00 GMT", "", 60.0),
        ("Sunday, 22-Nov-26 00:01:00 GMT", "", 60.0),
        ("Sun, 22 Nov 2026 00:01:00 GMT", "Sun, 22 Nov 2026 00:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2020 00:01:00 GMT", "", 0.0),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("", "", None),
        ("٣", "", None),
        ("Sun, 99 Nov 2026 00:01:00 GMT", "", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, date: str, seconds: float | None) -> None:
    exchange = answer(429, Retry_After=value, Date=date)
    assert retry_after(exchange, NOW) == seconds


def test_a_host_that_slows_down_is_asked_less_often_until_it_is_well_again() -> None:
    async def run() -> list[float]:
        clock = StepClock()
        pace, gate, gaps = Pace(clock, 1.0), Gate(clock), []
        for first_byte in [0.3] * 10 + [3.0] * 10 + [0.3] * 20:
            before = pace.host("a").last
            async with pace.turn("a", "1", gate) as turn:
                gaps.append(clock.seconds - before)
                turn.told(answer(first_byte=first_byte))
        return gaps

    gaps = asyncio.run(run())
    assert all(gap == 1.0 for gap in gaps[1:10])
    assert gaps[19] > 4.0 and gaps[19] > gaps[12] > 1.0
    assert gaps[-1] == 1.0


def test_quick_answers_never_count_as_slow() -> None:
    async def run() -> float:
        clock = StepClock()
        pace, gate = Pace(clock, 1.0), Gate(clock)
        for first_byte in [0.01] * 10 + [0.45] * 20:
            async with pace.turn("a", "1", gate) as turn:
                turn.told(answer(first_byte=first_byte))
        return pace.interval(pace.host("a"))

    assert asyncio.run(run()) == 1.0


def test_connecting_is_no_slowness_of_the_server() -> None:
    def far(pace: Pace) -> None:
        for _ in range(10):
            pace.host("a").took(0.2)

    far_away = answer(first_byte=9.2)
    far_away.connect_seconds, far_away.tls_seconds = 3.0, 9.0
    assert starts(4, prepare=far, answers=far_away) == [0.0, 1.0, 2.0, 3.0]


def test_stopping_ends_all_waiting_at_once() -> None:
    async def run() -> tuple[list[object], float]:
        clock = StepClock()
        pace, gate = Pace(clock, 1.0), Gate(clock)
        pace.pause()
        waits = [pace.turn(host, "1", gate).__aenter__() for host in ("a", "a", "b")]
        tasks = [asyncio.ensure_future(w) for w in (*waits, pace.clear(gate))]
        await asyncio.sleep(0)
        gate.stop()
        ended: list[object] = await asyncio.gather(*tasks, return_exceptions=True)
        pace.resume()
        with pytest.raises(Stopped):
            await pace.turn("c", "1", gate).__aenter__()
        gate.reopen()
        async with pace.turn("a", "1", gate), pace.turn("b", "1", gate):
            return ended, clock.seconds

    ended, seconds = asyncio.run(run())
    assert [type(error) for error in ended] == [Stopped] * 4
    assert seconds == 0.25  # nobody who was stopped has kept a place or a start


def test_a_cancellation_from_elsewhere_stays_one() -> None:
    async def run() -> None:
        clock = StepClock()
        pace, gate = Pace(clock, 1.0), Gate(clock)
        pace.pause()
        task = asyncio.ensure_future(pace.turn("a", "1", gate).__aenter__())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_stopping_one_site_leaves_the_others_waiting() -> None:
    async def run() -> bool:
        clock = StepClock()
        pace, mine, other = Pace(clock, 1.0), Gate(clock), Gate(clock)
        pace.pause()
        tasks = [asyncio.ensure_future(pace.clear(gate)) for gate in (mine, other)]
        await asyncio.sleep(0)
        mine.stop()
        with pytest.raises(Stopped):
            await tasks[0]
        waits_on = not tasks[1].done()
        pace.resume()
        await tasks[1]
        return waits_on

    assert asyncio.run(run())
