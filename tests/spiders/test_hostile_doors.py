"""Our own doors: nothing of a crawl listens, takes a proxy from the environment, or does harm."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from spiders import settings
from spiders.bundle.reader import open_bundle
from tests.spiders.test_hostile_bodies import site_with
from tests.web import behaviours as b
from tests.web.hostile import Canary, Listener, page, request_of, silent
from tests.web.internet import Internet

ROOT = Path(__file__).resolve().parents[2]


def listening(pid: int) -> list[str]:
    """Listening TCP and bound UDP sockets of a process, as ``/proc/net`` tells them."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            name = str(link.readlink())
        except OSError:
            continue
        if name.startswith("socket:["):
            inodes.add(name[8:-1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.append(fields[1])
    return found


def test_a_crawl_opens_no_door_and_takes_no_proxy(internet: Internet, tmp_path: Path) -> None:
    """A whole ``scrapy crawl`` in a process of its own, held while its sockets are counted."""
    held: list[int] = []

    def hold(connection: socket.socket) -> None:
        head = request_of(connection)
        if b"robots.txt" not in head:
            for _ in range(300):  # until the sockets were looked at
                if held:
                    break
                time.sleep(0.05)
        connection.sendall(page("<title>页</title>"))

    with Canary() as canary, Listener(hold) as server:
        proxy = f"http://127.0.0.1:{canary.port}"
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        env = dict(
            os.environ,
            PYTHONPATH=str(ROOT),
            SCRAPY_SETTINGS_MODULE="spiders.settings",
            **dict.fromkeys(names, proxy),
        )
        crawl = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "scrapy",
                "crawl",
                "portal",
                "-a",
                f"site=http://127.0.0.1:{server.port}/",
                "-a",
                "allow_net=127.0.0.0/8",
                "-a",
                "delay=0",
            ],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            while server.hits == 0 and crawl.poll() is None:
                time.sleep(0.02)
            doors = listening(crawl.pid)
            held.append(1)
            _, errors = crawl.communicate(timeout=60)
        finally:
            crawl.kill()
        assert doors == []
        assert crawl.returncode == 0, errors
        assert canary.hits == 0
    (bundle,) = (tmp_path / "audit-out").glob("*/bundle")
    assert [p.facts.title for p in open_bundle(bundle).evidence.pages] == ["页"]


def test_doors_that_are_open_are_seen() -> None:
    """The count above can fail."""
    with Listener(silent):
        assert len(listening(os.getpid())) >= 1


def test_scrapy_has_no_way_out_of_its_own() -> None:
    assert settings.DOWNLOAD_HANDLERS_BASE == {}
    assert settings.DOWNLOADER == "spiders.portal.Lanes"


def test_only_get_is_ever_sent(internet: Internet, tmp_path: Path) -> None:
    form = '<form method="post" action="/delete.do"><input type=submit></form>'
    form += '<a ping="/p" href="/y">y</a>'
    site_with(internet, tmp_path, {"/x.html": b.html(form)})
    assert {request.method for request in internet.requests} == {"GET"}
    assert "/delete.do" not in internet.asked("www.a.gov.cn")
    assert "/p" not in internet.asked("www.a.gov.cn")
