"""The lock of an open bundle (独占锁): one writer, and who it is."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from pathlib import Path

NAME = "bundle.lock"


class InUseError(Exception):
    """Another process writes this bundle.

    Attributes:
        holder: what is known of it: ``pid``, ``host`` and ``since``.
    """

    def __init__(self, holder: dict[str, str]) -> None:
        super().__init__(f"in use by process {holder.get('pid', '?')}")
        self.holder = holder


class Lock:
    """Held from its making to `release`; the kernel lets go of it when the process dies.

    Args:
        folder: where the file of the lock is.
        since: when the holder began, as text.
        name: of the file.

    Raises:
        InUseError: another process holds it.
    """

    def __init__(self, folder: Path, since: str, name: str = NAME) -> None:
        self._path = folder / name
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = _read(self._handle)
            os.close(self._handle)
            raise InUseError(holder) from None
        holder = {"pid": str(os.getpid()), "host": socket.gethostname(), "since": since}
        os.ftruncate(self._handle, 0)
        os.write(self._handle, json.dumps(holder).encode())

    def release(self) -> None:
        """Let go; the file goes too, as a closed bundle has no writer."""
        self._path.unlink(missing_ok=True)
        os.close(self._handle)


def is_held(folder: Path) -> bool:
    """Whether a process writes the bundle in a folder now."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _read(handle: int) -> dict[str, str]:
    try:
        said = json.loads(os.pread(handle, 4096, 0))
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}
