"""nginx on loopback, and what it saw."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
worker_processes 1; daemon off; pid {work}/nginx.pid; error_log {work}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
  log_format seen '$status $request_method $sent_http_content_type $request_uri';
  access_log {work}/access.log seen buffer=64k flush=1s;
  absolute_redirect off; keepalive_requests 1000000;
  types {{ text/html html; text/css css; text/javascript js; image/png png; image/svg+xml svg; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096; root {root};
    location /error/ {{ return 500; }}
    location /moved/ {{ return 301 /index.html; }}
    location = /robots.txt {{ return 404; }}
  }}
}}
"""


@dataclass(frozen=True)
class Seen:
    """What the server saw of one tool.

    Attributes:
        pages: distinct HTML pages answered with 200.
        requests: requests of any kind.
        broken: distinct paths answered with 404 or worse.
    """

    pages: int
    requests: int
    broken: frozenset[str]


class Server:
    """A running server; ``url`` is the site's home page."""

    def __init__(self, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/"
        self._log = log
        self._read = 0

    def seen(self) -> Seen:
        """What came since the last time."""
        time.sleep(1.5)  # nginx writes its log once a second
        with self._log.open("rb") as file:
            file.seek(self._read)
            lines = file.read().decode("utf-8", "replace").splitlines()
            self._read = file.tell()
        rows = [line.split(" ", 3) for line in lines]
        pages = {uri for status, _, kind, uri in rows if status == "200" and kind == "text/html"}
        broken = {uri for status, _, _, uri in rows if int(status) >= 400}
        return Seen(len(pages), len(rows), frozenset(broken - {"/robots.txt"}))


@contextmanager
def serve(root: Path, work: Path) -> Iterator[Server]:
    """Serve a folder while the ``with`` block runs."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        raise SystemExit("nginx is missing (Debian: apt-get install nginx)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = work / "access.log"
    log.write_bytes(b"")
    config = work / "nginx.conf"
    config.write_text(_CONFIG.format(work=work, port=port, root=root), "utf-8")
    process = subprocess.Popen([nginx, "-c", config])
    try:
        _wait(port)
        yield Server(port, log)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("nginx did not start")
