"""The machine that a benchmark runs on: a network of its own, and a core for each side.

Where the system allows it, everything runs in a network namespace that holds only the loopback
interface: nothing can reach another machine, and all of 127.0.0.0/8 is free for servers.
"""

from __future__ import annotations

import fcntl
import os
import platform
import resource
import shutil
import socket
import struct
import subprocess
import sys

_INSIDE = "AUDIT_BENCH_PRIVATE"
CORES = sorted(os.sched_getaffinity(0))


def private_network(module: str, *, needed: bool = False) -> None:
    """Run the program again in a network namespace that only has loopback.

    Args:
        module: the module that was started with ``python -m``.
        needed: give up where there is no way to make one, instead of going on in the common one.
    """
    if is_private():
        _loopback_up()
        return
    unshare = shutil.which("unshare")
    if unshare is not None:
        inside = [unshare, "--net"] if os.geteuid() == 0 else [unshare, "--map-root-user", "--net"]
        if subprocess.call([*inside, "true"], stderr=subprocess.DEVNULL) == 0:
            os.environ[_INSIDE] = "1"
            os.execv(unshare, [*inside, sys.executable, "-m", module, *sys.argv[1:]])
    if needed:
        raise SystemExit(
            "a network namespace is needed for many loopback addresses: run it as root, or allow"
            " unprivileged user namespaces (kernel.unprivileged_userns_clone, unshare -rn)"
        )
    print("no network namespace of its own: the common loopback is used", file=sys.stderr)


def is_private() -> bool:
    """Whether this program runs in a network namespace of its own."""
    return _INSIDE in os.environ


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        up_and_running = 0x41
        fcntl.ioctl(sock, 0x8914, struct.pack("16sh", b"lo", up_and_running))  # SIOCSIFFLAGS


def more_files() -> None:
    """Allow as many open files as the system does; the usual limit is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def client_core(pin: bool) -> int | None:
    """Core for what is measured; None to let the system choose."""
    return CORES[0] if pin and len(CORES) > 1 else None


def server_core(pin: bool) -> int | None:
    """Core for the server; None to let the system choose."""
    return CORES[1] if pin and len(CORES) > 1 else None


def on_core(command: list[str], core: int | None) -> list[str]:
    """A command held to a core."""
    taskset = shutil.which("taskset")
    return command if core is None or taskset is None else [taskset, "-c", str(core), *command]


def described() -> str:
    """One line to print above a table."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
        model = next((line.split(":")[1].strip() for line in file if "model name" in line), "")
    return f"{len(CORES)} cores, {model}, Python {platform.python_version()}"
