"""Child processes (子进程): started so that Ctrl-C is the parent's alone to hear.

A terminal sends Ctrl-C to every process of the group; what has to happen then the parent says.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NICE = 10
"""How far judging stands back behind crawling."""
MOST_FILES = 1_048_576
"""Descriptors asked for where the system sets no limit."""

CONTEXT = multiprocessing.get_context("forkserver")


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """Start children inside this: they begin deaf to Ctrl-C."""
    CONTEXT.set_forkserver_preload(["audit.fleet.worker", "audit.fleet.judge"])
    resource_tracker.ensure_running()  # it unblocks the signals when it begins
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def be_child(nice: int = 0) -> None:
    """Begin life as a child: deaf to signals, gone when the parent is."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    os.nice(nice)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # bundles stay open, as after any kill, and can be gone on with


def open_files() -> int:
    """Take as many file descriptors as this process may have; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return soft
