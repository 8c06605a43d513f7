"""nginx on loopback, and what it saw."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.machine import is_private, on_core

# LinkChecker waits 0.1 to 0.6 s between requests unless the server sends a header of that name.
_CONFIG = """
{user} worker_processes 1; daemon off; pid {work}/nginx.pid; error_log {work}/nginx-error.log;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
  log_format seen '$status $request_method $sent_http_content_type $request_uri';
  {log}
  absolute_redirect off; keepalive_requests 1000000; keepalive_timeout 600s;
  charset off; sendfile on; tcp_nopush on;
  types {{ text/html html htm; text/css css; text/javascript js; image/png png; image/gif gif;
           image/jpeg jpg jpeg; image/svg+xml svg; }}
  server {{
    listen {listen} backlog=8192; root {root};
    add_header LinkChecker welcome always;
    location = /robots.txt {{ return 404; }}
    {places}
  }}
}}
"""
FAULTS = """
    location /error/ { return 500; }
    location /moved/ { return 301 /; }
"""
"""Places of the faults that `bench.crawl.corpus` plants."""


@dataclass(frozen=True)
class Seen:
    """What the server saw of one tool.

    Attributes:
        pages: distinct paths of HTML pages answered with 200 to a GET.
        requests: requests of any kind.
        broken: distinct paths answered with 400 or more.
    """

    pages: frozenset[str]
    requests: int
    broken: frozenset[str]


class Server:
    """A running server; ``url`` has no path."""

    def __init__(self, port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        self._read = 0
        self._process = process

    def seen(self) -> Seen:
        """What came since the last time."""
        time.sleep(1.5)  # nginx writes its log once a second
        with self._log.open("rb") as file:
            file.seek(self._read)
            lines = file.read().decode("utf-8", "replace").splitlines()
            self._read = file.tell()
        rows = [line.split(" ", 3) for line in lines]
        pages = {
            uri for status, method, kind, uri in rows
            if status == "200" and method == "GET" and kind == "text/html"
        }  # fmt: skip
        broken = {uri for status, _, _, uri in rows if int(status) >= 400}
        return Seen(frozenset(pages), len(rows), frozenset(broken - {"/robots.txt"}))

    def cpu(self) -> float:
        """Processor seconds that the server has taken so far."""
        tick = os.sysconf("SC_CLK_TCK")
        total = 0.0
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for pid in (str(self._process.pid), *children.read_text("ascii").split()):
            fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / tick
        return total


@contextmanager
def serve(
    root: Path,
    work: Path,
    *,
    places: str = "",
    core: int | None = None,
    logged: bool = True,
    everywhere: bool = False,
) -> Iterator[Server]:
    """Serve a folder while the ``with`` block runs.

    Args:
        root: the folder.
        work: for the configuration and the log.
        places: further ``location`` blocks.
        core: core that the server is held to.
        logged: write the log that `Server.seen` reads.
        everywhere: listen on all addresses; only in a network namespace of its own.
    """
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None:
        raise SystemExit("nginx is missing (Debian: apt-get install nginx)")
    if everywhere and not is_private():
        raise SystemExit("refused: a benchmark's server is not shown to other machines")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = work / "access.log"
    log.write_bytes(b"")
    config = work / "nginx.conf"
    text = _CONFIG.format(
        work=work, root=root, places=places,
        listen=f"{'*' if everywhere else '127.0.0.1'}:{port}",
        user="user root;" if os.geteuid() == 0 else "",
        log=f"access_log {log} seen buffer=64k flush=1s;" if logged else "access_log off;",
        files=20_000 if everywhere else 4096, connections=19_000 if everywhere else 4000,
    )  # fmt: skip
    config.write_text(text, "utf-8")
    process = subprocess.Popen(on_core([nginx, "-c", str(config)], core))
    try:
        _wait(port, process)
        yield Server(port, log, process)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("nginx did not start")
