"""Reading apart (隔离读取): attachments are read in child processes, bounded in time and memory.

A bomb or a crash costs one file: the child is ended, and the next file gets a new one. A child has
no network to look at, writes no files, and leaves when its parent does.
"""

from __future__ import annotations

import os
import queue
import resource
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import msgspec

from checks.facts.attachments.facts import AttachmentFacts

MOST_SECONDS = 30.0
"""Time that one file may take us."""
MOST_MEMORY = 1_500_000_000
"""Address space of a child, its libraries (some 300 MB) included."""
MOST_ANSWER = 4_000_000
"""Bytes of an answer; facts of a file are a few kilobytes."""
FILES_A_CHILD = 200
"""Files after which a child is replaced: what libraries leak goes with it."""
MOST_CHILDREN = 4

_HEAD = struct.Struct("<III")
_SIZE = struct.Struct("<I")
_ROOT = Path(__file__).resolve().parent.parent


class Request(msgspec.Struct, frozen=True):
    """One file to read.

    Attributes:
        key: what the answer is known by.
        load: gives the bytes; called in the thread that needs them.
        name: its address.
        title: words of the link to it.
    """

    key: int
    load: Callable[[], bytes]
    name: str
    title: str = ""


class Child:
    """One child process and the files given to it, one after the other.

    Args:
        seconds: bound on one file.
        memory: bound on the child's address space, in bytes.
    """

    def __init__(self, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def read(self, body: bytes, name: str, title: str) -> AttachmentFacts:
        """Facts of one file; ``timed-out`` or ``crashed`` if the child did not come through."""
        if self._process is None or self._files >= FILES_A_CHILD:
            self.close()
            self._process = self._start()
            self._files = 0
        self._files += 1
        try:
            answer = self._ask(self._process, body, _bytes(name), _bytes(title))
            facts = msgspec.msgpack.decode(answer, type=AttachmentFacts)
        except TimeoutError:
            self.close()
            return AttachmentFacts(state="timed-out")
        except (OSError, msgspec.DecodeError):
            self.close()
            return AttachmentFacts(state="crashed")
        if facts.state == "too-large":  # its memory may have run out: not fit for another
            self.close()
        return facts

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: no module is taken from the folder that the user happens to be in.
        code = f"from spiders.apart import serve; serve({self._memory}, {int(self._seconds) + 5})"
        return subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )

    def _ask(
        self, process: subprocess.Popen[bytes], body: bytes, name: bytes, title: bytes
    ) -> bytes:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        until = time.monotonic() + self._seconds
        for part in (_HEAD.pack(len(body), len(name), len(title)), body, name, title):
            process.stdin.write(part)
        process.stdin.flush()
        size = _SIZE.unpack(_take(process.stdout, _SIZE.size, until))[0]
        if size > MOST_ANSWER:
            raise OSError("the answer is too long")
        return _take(process.stdout, size, until)

    def close(self) -> None:
        """End the child."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _take(pipe: IO[bytes], size: int, until: float) -> bytes:
    """So many bytes from a pipe.

    Raises:
        TimeoutError: they did not come in time.
        OSError: the pipe was closed.
    """
    taken = bytearray()
    while len(taken) < size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(pipe.fileno(), size - len(taken))
        if not piece:
            raise OSError("the child has gone")
        taken += piece
    return bytes(taken)


def read_apart(
    requests: Iterable[Request], *, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY
) -> dict[int, AttachmentFacts]:
    """Read files in child processes, as many at a time as there are cores.

    Args:
        requests: the files.
        seconds: bound on each.
        memory: bound on the address space of each child, in bytes.
    """
    wanted = list(requests)
    children = max(1, min(len(wanted), os.cpu_count() or 1, MOST_CHILDREN))
    idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
    made = [Child(seconds, memory) for _ in range(children)]
    for child in made:
        idle.put(child)

    def one(request: Request) -> AttachmentFacts:
        child = idle.get()
        try:
            return child.read(request.load(), request.name, request.title)
        finally:
            idle.put(child)

    try:
        with ThreadPoolExecutor(children) as pool:
            return dict(zip((r.key for r in wanted), pool.map(one, wanted), strict=True))
    finally:
        for child in made:
            child.close()


def serve(memory: int, seconds: int) -> None:
    """The child's life: read a file, answer with its facts, until the parent closes the pipe."""
    from checks.facts.attachments.read import read_attachment  # noqa: PLC0415 - only a child needs it

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    inbox = os.fdopen(os.dup(0), "rb")
    outbox = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):  # whatever a library prints must not stand between the answers
        os.dup2(nowhere, number)
    while len(head := inbox.read(_HEAD.size)) == _HEAD.size:
        body, name, title = (inbox.read(size) for size in _HEAD.unpack(head))
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        # The parent's clock may stand still with its machine, or the parent be gone.
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + seconds, hard))
        spoiled = False
        try:
            facts = read_attachment(body, name.decode(), title.decode())
        except MemoryError:
            facts, spoiled = AttachmentFacts(state="too-large"), True
        answer = msgspec.msgpack.encode(facts)
        outbox.write(_SIZE.pack(len(answer)) + answer)
        outbox.flush()
        if spoiled:  # what memory is left for the next file nobody knows
            return
