"""The contained browser: what pages try against it, with real Chromium."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from aiohttp import web

from audit.demo.table import Answer
from spiders.browser import engine
from spiders.browser.browser import Browser
from spiders.browser.engine import NoBrowser
from spiders.browser.guard import Asked
from spiders.browser.view import PageLost, Shown
from spiders.clock import SystemClock
from spiders.session import Session
from tests.browsers import need_browser
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.hostile import OK, Listener
from tests.web.internet import Internet

T = TypeVar("T")
HOME = "http://www.a.gov.cn/"


@pytest.fixture(autouse=True)
def _browser() -> None:
    need_browser()


def browse(
    net: Internet,
    use: Callable[[Browser], Awaitable[T]],
    *,
    own: tuple[str, ...] = (),
    **bounds: object,
) -> T:
    async def run() -> T:
        session = Session(options(net, timeout=10.0), SystemClock())
        session.claim(*own)
        try:
            async with Browser(session, **bounds) as browser:  # type: ignore[arg-type]
                return await use(browser)
        finally:
            session.close()

    return asyncio.run(run())


async def look(browser: Browser, url: str, after: float = 0.0) -> tuple[Shown, list[Asked]]:
    async with browser.look() as view:
        await view.goto(url)
        await asyncio.sleep(after)
        return await view.shown(), view.visit.asked


def page(internet: Internet, text: str, **others: Answer) -> None:
    pages = {"/": b.html(text)} | {"/" + name: answer for name, answer in others.items()}
    internet.site("www.a.gov.cn", pages)


def test_a_page_is_shown_with_what_its_scripts_made_of_it(internet: Internet) -> None:
    page(
        internet,
        "<p>静态</p><script src='/x'></script>",
        x=b.raw(b"document.body.append('made by script')", "text/javascript"),
    )
    shown, asked = browse(internet, lambda br: look(br, HOME))
    assert (shown.url, shown.status) == (HOME, 200)
    assert "made by script" in shown.html
    assert "静态" in shown.html
    assert [a.url for a in asked if not a.url.endswith("favicon.ico")] == [HOME, HOME + "x"]
    agent = internet.requests[-1].headers["User-Agent"]
    assert "Chrome/" in agent
    assert "GovsiteAudit/test" in agent


def test_pages_run_in_the_sandbox_and_not_as_root(internet: Internet) -> None:
    page(internet, "<p>x")

    async def use(browser: Browser) -> tuple[bool, set[int]]:
        await look(browser, HOME)
        pids = browser.processes()
        users = set()
        for pid in pids:
            status = Path(f"/proc/{pid}/status").read_text().splitlines()
            users.add(next(int(x.split()[1]) for x in status if x.startswith("Uid:")))
        return engine.sandboxed(pids), users

    locked, users = browse(internet, use)
    assert locked
    assert 0 not in users


def test_a_browser_without_sandbox_is_refused(internet: Internet, tmp_path: Path) -> None:
    unsafe = tmp_path / "unsafe"
    unsafe.write_text(f'#!/bin/sh\nexec {engine.find()} "$@" --no-sandbox\n')
    unsafe.chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents):  # the browser's user has to reach it
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    with pytest.raises(NoBrowser) as caught:
        browse(internet, lambda br: look(br, HOME), setting=str(unsafe))
    assert caught.value.reason == "no-sandbox"


def test_no_browser_is_told_from_one_that_is_switched_off() -> None:
    with pytest.raises(NoBrowser, match="off"):
        engine.find("off")
    with pytest.raises(NoBrowser, match="none: /nowhere/chromium"):
        engine.find("/nowhere/chromium")


def test_nothing_reaches_an_inner_address(internet: Internet) -> None:
    """Redirects, frames, scripts, sockets, beacons, workers, WebRTC, by number and by name."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    udp.setblocking(False)
    with Listener(lambda c: c.sendall(OK + b"\r\ncanary")) as canary:
        inner = f"127.0.0.1:{canary.port}"
        internet.name("inner.gov.cn", a=("127.0.0.1",))
        text = f"""<iframe src="http://{inner}/frame"></iframe><img src="http://{inner}/img">
        <iframe src="/hop"></iframe><img src="http://inner.gov.cn:{canary.port}/name">
        <img src="http://localhost:{canary.port}/l"><img src="http://2130706433:{canary.port}/d">
        <link rel=prefetch href="http://{inner}/pre"><link rel=dns-prefetch href="//{inner}">
        <link rel=preconnect href="http://{inner}">
        <iframe src="file:///etc/passwd"></iframe><script>
        try {{ new WebSocket('ws://{inner}/ws') }} catch (e) {{}}
        fetch('http://{inner}/fetch', {{mode: 'no-cors'}}).catch(() => 0);
        navigator.sendBeacon('http://{inner}/beacon', 'x');
        new EventSource('http://{inner}/events');
        new Worker(URL.createObjectURL(new Blob(["fetch('http://{inner}/worker')"])));
        navigator.serviceWorker && navigator.serviceWorker.register('/sw.js').catch(() => 0);
        window.open('http://{inner}/popup');
        const peer = new RTCPeerConnection(
          {{iceServers: [{{urls: 'stun:127.0.0.1:{udp.getsockname()[1]}'}}]}});
        peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
        </script>"""
        page(internet, text, hop=b.redirect(f"http://{inner}/hop"))
        shown, asked = browse(internet, lambda br: look(br, HOME, after=2.0))
    assert canary.hits == 0
    with pytest.raises(BlockingIOError):
        udp.recv(100)
    udp.close()
    assert "root:" not in shown.html
    refused = [a.url for a in asked if a.failure == "blocked-target"]
    assert any(url.endswith("/hop") for url in refused)
    assert any("inner.gov.cn" in url for url in refused)


def test_only_reading_goes_out(internet: Internet) -> None:
    """Forms, beacons, other methods, redirected POSTs; a lookup by the page's script may."""
    sent: list[tuple[str, str]] = []

    async def note(request: web.BaseRequest) -> Answer:
        sent.append((request.method, request.raw_path))
        if request.raw_path == "/away":
            return Answer(status=307, headers={"Location": "http://www.b.org.cn/api"})
        return b.raw(b"{}", "application/json", Access_Control_Allow_Origin="*")

    paths = ("/put", "/form", "/delete.do?id=1", "/away", "/upload", "/list")
    text = """<form method=post action=/form><input name=a value=1></form><script>
    const post = (to, body, type) => fetch(to, {method: 'POST', body: body,
      headers: {'Content-Type': type || 'application/json'}}).catch(() => 0);
    fetch('/put', {method: 'PUT', body: 'x'}).catch(() => 0);
    post('/delete.do?id=1', '{}'); post('/away', '{}', 'text/plain');
    post('/upload', 'x'.repeat(100000)); post('http://www.b.org.cn/api', '{}', 'text/plain');
    post('/list', '{"page": 1}').then(() => document.forms[0].submit());
    </script>"""
    internet.site("www.a.gov.cn", {"/": b.html(text)} | dict.fromkeys(paths, note))
    internet.site("www.b.org.cn", {"/api": note})
    _, asked = browse(internet, lambda br: look(br, HOME, 1.0), own=("www.a.gov.cn",))
    assert sorted(sent) == [("POST", "/away"), ("POST", "/list")]
    stopped = {(a.method, a.url.removeprefix(HOME)): a.denied for a in asked if a.denied}
    assert stopped["PUT", "put"] == "method"
    assert stopped["POST", "form"] == "method"
    assert stopped["POST", "delete.do?id=1"] == "harm"
    assert stopped["POST", "http://www.b.org.cn/api"] == "method"


@pytest.mark.parametrize(
    ("what", "script"),
    [
        ("loop", "setTimeout(() => { while (true) {} }, 50)"),
        ("dialogs", "while (true) alert('x')"),
        ("hog", "const a = []; setInterval(() => a.push(new Uint8Array(2e7).fill(7)), 5)"),
        ("flood", "setInterval(() => { for (let i = 0; i < 1e5; i++)"
                  " document.body.append(document.createElement('p')) }, 1)"),
        ("reload", "location.reload()"),
        ("popups", "for (let i = 0; i < 50; i++) window.open('/p' + i)"),
        ("print", "window.print(); document.title = 'printed'"),
        ("unload", "onbeforeunload = () => 'stay'; onunload = () => { while (true) {} }"),
    ],
)  # fmt: skip
def test_a_hostile_page_costs_itself_only(internet: Internet, what: str, script: str) -> None:
    page(internet, f"<body><p>x<script>{script}</script>", ok=b.html("<p>well</p>"))

    async def use(browser: Browser) -> tuple[str, str, float]:
        began = time.monotonic()
        try:
            await look(browser, HOME, 8.0 if what in ("hog", "flood") else 1.0)
            outcome = "seen"
        except PageLost as lost:
            outcome = lost.reason
        took = time.monotonic() - began
        shown, _ = await look(browser, HOME + "ok")
        return outcome, shown.html, took

    outcome, after, took = browse(internet, use, seconds=12.0, memory=900_000_000)
    assert "well" in after
    # A page that is shown may be lost on a slow machine; one that floods is never shown.
    ended = {"dialogs": {"dialogs"}, "hog": {"memory"}, "loop": {"timeout"}}
    assert outcome in ended.get(what, {"seen", "memory", "timeout"}) | {"crashed"}
    assert took < 100


def test_a_killed_browser_is_started_again(internet: Internet) -> None:
    page(internet, "<p>well</p>")

    async def use(browser: Browser) -> tuple[str, int]:
        await look(browser, HOME)
        assert browser._process is not None
        engine.kill(browser._process)
        await asyncio.sleep(0.5)
        shown, _ = await look(browser, HOME)
        return shown.html, len(browser.processes())

    html, processes = browse(internet, use)
    assert "well" in html
    assert processes > 2


def test_only_what_we_started_is_ended() -> None:
    """The number of a process that is gone may be somebody else's, and 0 is everybody's."""
    with subprocess.Popen(["sleep", "60"]) as ours, subprocess.Popen(["sleep", "60"]) as other:
        process = engine.identify(ours.pid)
        stale = msgspec.structs.replace(engine.identify(other.pid), began=1)
        engine.kill(stale)
        engine.kill(process)
        assert ours.wait(5) == -signal.SIGKILL
        assert engine.tree(process) == []
        assert other.poll() is None
        other.terminate()
    for number in (-1, 0, 1, os.getpid()):
        with pytest.raises(ProcessLookupError):
            engine.identify(number)
    assert {0, 1, os.getpid()}.isdisjoint(engine.tree(engine.Process(0, 0, 0, 0)))
    assert engine.tree(engine.Process(0, 0, 0, 0)) == []


def test_downloads_and_bombs_do_not_arrive(internet: Internet) -> None:
    bomb = b.gzip("<p>" + "0" * 40_000_000)
    page(
        internet,
        "<iframe src=/file></iframe><script>fetch('/bomb')</script>",
        file=b.raw(b"MZ" * 1000, "application/octet-stream", Content_Disposition="attachment"),
        bomb=bomb,
    )

    async def use(browser: Browser) -> tuple[int, int]:
        async with browser.look() as view:
            await view.goto(HOME)
            await view.shown()
            return view.downloads, view.visit.bytes

    downloads, size = browse(internet, use)
    assert downloads == 1
    assert size < 30_000_000


def test_a_challenge_is_judged_by_its_last_answer(internet: Internet) -> None:
    """瑞数 answers 412 first, and the page after its script has set a cookie."""

    async def wall(request: web.BaseRequest) -> Answer:
        if "passed=1" in request.headers.get("Cookie", ""):
            return b.html("<p>正文</p>")
        text = "<script>document.cookie='passed=1';setTimeout(()=>location.reload(),300)</script>"
        return Answer(text.encode(), "text/html", status=412)

    internet.site("www.a.gov.cn", {"/": wall})
    shown, asked = browse(internet, lambda br: look(br, HOME))
    assert [a.status for a in asked if a.page] == [412, 200]
    assert shown.status == 200
    assert "正文" in shown.html


def test_what_does_not_answer_is_told_apart_from_what_we_refuse(internet: Internet) -> None:
    page(internet, "<p>x")
    internet.site("www.shut.gov.cn", {}, http="closed", https="closed")
    internet.site("www.private.gov.cn", {"/": b.html("x"), "/robots.txt":
        b.raw(b"User-agent: *\nDisallow: /\n", "text/plain")})  # fmt: skip

    async def use(browser: Browser) -> list[tuple[int, str]]:
        seen = []
        for url in ("http://www.gone.gov.cn/", "http://www.shut.gov.cn/",
                    "http://127.0.0.1/", "http://www.private.gov.cn/"):  # fmt: skip
            shown, _ = await look(browser, url)
            seen.append((shown.status, shown.failure))
        return seen

    gone, shut, inner, private = browse(internet, use)
    assert gone == (0, "no-such-host")
    assert shut == (0, "refused")
    assert inner == (0, "blocked-target")
    assert private == (0, "robots")


def test_the_guard_serves_nobody_else(internet: Internet) -> None:
    page(internet, "<p>x")

    async def use(browser: Browser) -> bytes:
        port = int(browser._guard.address.rpartition(":")[2])
        async with browser.look():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {HOME} HTTP/1.1\r\nHost: www.a.gov.cn\r\n\r\n".encode())
            answer = await reader.readline()
            writer.close()
            return answer

    assert b" 407 " in browse(internet, use)
    assert internet.asked("www.a.gov.cn") == []
