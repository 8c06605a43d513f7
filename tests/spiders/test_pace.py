from __future__ import annotations

import asyncio
from collections.abc import Callable

from spiders.pace import LONGEST_HOLD, Pace
from tests.clock import StepClock


def starts(
    count: int, host: str = "a", prepare: Callable[[Pace], None] | None = None
) -> list[float]:
    async def run() -> list[float]:
        clock = StepClock()
        pace = Pace(clock, 1.0)
        if prepare is not None:
            prepare(pace)
        times = []
        for _ in range(count):
            async with pace.turn(host):
                times.append(clock.seconds)
        return times

    return asyncio.run(run())


def test_requests_to_one_host_are_spaced_from_start_to_start() -> None:
    assert starts(3) == [0.0, 1.0, 2.0]


def test_crawl_delay_is_honoured_up_to_its_bound() -> None:
    assert starts(3, prepare=lambda p: p.slow_to("a", 5)) == [0.0, 5.0, 10.0]
    assert starts(2, prepare=lambda p: p.slow_to("a", 9999)) == [0.0, 30.0]
    assert starts(2, prepare=lambda p: p.slow_to("a", 0.1)) == [0.0, 1.0]


def test_other_hosts_do_not_wait() -> None:
    assert starts(2, "b", prepare=lambda p: p.slow_to("a", 30)) == [0.0, 1.0]


def test_backing_off_waits_as_told_and_doubles_the_pace() -> None:
    assert starts(2, prepare=lambda p: p.back_off("a", 7.0)) == [7.0, 9.0]
    assert starts(2, prepare=lambda p: p.back_off("a", None)) == [2.0, 4.0]
    assert starts(1, prepare=lambda p: p.back_off("a", 99999.0)) == [LONGEST_HOLD]


def test_one_connection_at_a_time() -> None:
    async def run() -> int:
        pace = Pace(StepClock(), 0.0)
        inside = most = 0

        async def visit() -> None:
            nonlocal inside, most
            async with pace.turn("a"):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(visit() for _ in range(5)))
        return most

    assert asyncio.run(run()) == 1
