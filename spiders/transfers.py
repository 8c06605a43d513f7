"""Transfers (传输): libcurl's multi interface on the event loop.

libcurl's sockets stand in an epoll of their own, which the loop watches as one file: many sockets
that are ready at the same time cost one turn of the loop, and a change of what libcurl waits for
costs one system call instead of a handle of the loop's.
"""

from __future__ import annotations

import asyncio
import math
import select
from typing import Any

import pycurl

_READABLE = select.EPOLLIN | select.EPOLLPRI | select.EPOLLERR | select.EPOLLHUP
_WRITABLE = select.EPOLLOUT | select.EPOLLERR | select.EPOLLHUP
_WANTED = {
    pycurl.POLL_IN: select.EPOLLIN,
    pycurl.POLL_OUT: select.EPOLLOUT,
    pycurl.POLL_INOUT: select.EPOLLIN | select.EPOLLOUT,
}


class Transfers:
    """Runs easy handles, many at once. Make it inside a running event loop, close it there."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[Any, asyncio.Future[int]] = {}
        self._poll = select.epoll()
        self._watched: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due = math.inf
        self._kicked = False
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake_in)
        self._loop.add_reader(self._poll.fileno(), self._act)

    async def perform(self, curl: Any) -> int:  # noqa: ANN401 - pycurl has no types
        """Run one easy handle to its end; returns libcurl's code, 0 if all went well."""
        future: asyncio.Future[int] = self._loop.create_future()
        self._waiting[curl] = future
        self._multi.add_handle(curl)
        try:
            return await future
        finally:
            self._waiting.pop(curl, None)
            self._multi.remove_handle(curl)

    def _watch(self, what: int, fd: int, _multi: object, _data: object) -> None:
        """What libcurl waits for at a socket has changed."""
        wanted = _WANTED.get(what, 0)
        if fd in self._watched:
            if wanted:
                self._poll.modify(fd, wanted)
            else:
                self._watched.discard(fd)
                self._poll.unregister(fd)
        elif wanted:
            self._watched.add(fd)
            self._poll.register(fd, wanted)

    def _wake_in(self, milliseconds: int) -> None:
        """When libcurl wants to be called again; it says so for each request, mostly "now"."""
        if milliseconds == 0:
            if not self._kicked:
                self._kicked = True
                self._loop.call_soon(self._kick)
            return
        self._due = math.inf if milliseconds < 0 else self._loop.time() + milliseconds / 1000
        # A timer that fires too early finds out: that is cheaper than to cancel it each time.
        if self._due < (math.inf if self._timer is None else self._timer.when()):
            self._set_timer(self._due)

    def _set_timer(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if due == math.inf else self._loop.call_at(due, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._due > self._loop.time() + 0.0005:
            self._set_timer(self._due)
        else:
            self._due = math.inf
            self._kick()

    def _kick(self) -> None:
        self._kicked = False
        self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._settle()

    def _act(self) -> None:
        for fd, events in self._poll.poll(0):
            ready = pycurl.CSELECT_IN if events & _READABLE else 0
            ready |= pycurl.CSELECT_OUT if events & _WRITABLE else 0
            self._multi.socket_action(fd, ready)
        self._settle()

    def _settle(self) -> None:
        """Tell who waits for a transfer that it has ended."""
        more = 1
        while more:
            more, done, failed = self._multi.info_read()
            for curl, code in (
                *((curl, 0) for curl in done),
                *((c, code) for c, code, _ in failed),
            ):
                future = self._waiting.get(curl)
                if future is not None and not future.done():
                    future.set_result(code)

    def close(self) -> None:
        """Close all connections."""
        self._set_timer(math.inf)
        self._loop.remove_reader(self._poll.fileno())
        self._multi.close()
        self._poll.close()
