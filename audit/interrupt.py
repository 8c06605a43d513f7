"""Interrupt (中断): Ctrl-C and its like end a run in good order, and keep what was seen."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from spiders.gate import NotAsked


def stop_signals() -> list[signal.Signals]:
    """Signals that end a run in good order."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants us to go on
        numbers.append(signal.SIGHUP)
    return numbers


class Interrupt:
    """Ctrl-C, once: finish what is in flight, keep what was seen, report on it."""

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self._on_first: list[Callable[[], None]] = []

    def then(self, action: Callable[[], None]) -> None:
        """Do this when the interrupt comes."""
        self._on_first.append(action)

    def __call__(self) -> None:
        """Take the signal."""
        self.event.set()
        for action in self._on_first:
            action()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT, SIGTERM and SIGHUP while collecting; a second one stops at once."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def on_signal() -> None:
            if self.event.is_set() and task is not None:
                task.cancel()
            self()

        numbers = stop_signals()
        with contextlib.suppress(ValueError, RuntimeError):  # not in the main thread: a test
            for number in numbers:
                loop.add_signal_handler(number, on_signal)
        try:
            yield
        finally:
            with contextlib.suppress(ValueError, RuntimeError):
                for number in numbers:
                    loop.remove_signal_handler(number)


async def unless_interrupted(step: Coroutine[Any, Any, None], interrupt: Interrupt) -> None:
    """Take a step of a run; an interrupt ends it, and what it saw is kept."""
    if interrupt.event.is_set():
        step.close()
        return
    work = asyncio.ensure_future(step)
    bell = asyncio.ensure_future(interrupt.event.wait())
    try:
        await asyncio.wait({work, bell}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        bell.cancel()
        if not work.done():
            work.cancel()
    # A host that rests, or a run that was stopped, ends the step: what it saw is stored.
    with contextlib.suppress(asyncio.CancelledError, NotAsked):
        await work
