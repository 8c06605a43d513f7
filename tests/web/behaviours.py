"""How hosts of the tests' internet answer: well, badly, and against the protocol."""

from __future__ import annotations

import asyncio
import gzip as gzip_
import socket
import struct
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from audit.demo.table import Answer, Handler


def html(text: str, charset: str = "utf-8", declared: str | None = None) -> Answer:
    """A page; ``declared`` is the charset in its header, by default the true one, "" for none."""
    declared = charset if declared is None else declared
    return Answer(
        text.encode(charset), f"text/html; charset={declared}" if declared else "text/html"
    )


def raw(body: bytes, content_type: str, **headers: str) -> Answer:
    """Any bytes under any type; underscores in header names stand for hyphens."""
    return Answer(body, content_type, headers={k.replace("_", "-"): v for k, v in headers.items()})


def status(code: int, text: str = "<p>错误", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with that status and a small page."""
    return Answer(text.encode(), "text/html; charset=utf-8", code, headers or {})


def redirect(to: str, code: int = 302) -> Answer:
    """A redirect; ``to`` is sent as it stands."""
    return Answer(status=code, headers={"Location": to})


def meta_refresh(to: str) -> Answer:
    """A page that sends a browser on without HTTP."""
    return html(f'<html><head><meta http-equiv="refresh" content="0; url={to}"></head></html>')


def gzip(text: str) -> Answer:
    """A page sent compressed."""
    body = gzip_.compress(text.encode(), mtime=0)
    return raw(body, "text/html; charset=utf-8", Content_Encoding="gzip")


def bad_gzip(text: str = "<p>正文") -> Answer:
    """A plain page that claims to be compressed."""
    return raw(text.encode(), "text/html; charset=utf-8", Content_Encoding="gzip")


def huge_headers(size: int) -> Answer:
    """An answer whose headers take ``size`` bytes and more, in lines of 4 KiB."""
    lines = {f"X-Filler-{number}": "x" * 4096 for number in range(-(-size // 4096))}
    return Answer(b"<p>", headers=lines)


def slow(seconds: float, answer: Answer) -> Handler:
    """Wait before the first byte."""

    async def handle(request: web.BaseRequest) -> Answer:
        await asyncio.sleep(seconds)
        return answer

    return handle


def held(holds: Callable[[], bool], answer: Answer | Handler) -> Handler:
    """Wait before the first byte for as long as it holds."""

    async def handle(request: web.BaseRequest) -> Answer | web.StreamResponse:
        while holds():
            await asyncio.sleep(0.01)
        return answer if isinstance(answer, Answer) else await answer(request)

    return handle


def flaky(answers: Sequence[Answer | Handler]) -> Handler:
    """Successive requests get successive answers; the last one stays."""
    left = list(answers)

    async def handle(request: web.BaseRequest) -> Answer | web.StreamResponse:
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer if isinstance(answer, Answer) else await answer(request)

    return handle


def head_405(answer: Answer) -> Handler:
    """Refuses HEAD, answers GET."""

    async def handle(request: web.BaseRequest) -> Answer:
        return status(405) if request.method == "HEAD" else answer

    return handle


def cookie_redirect(answer: Answer, cookie: str = "visited=1") -> Handler:
    """Redirects to itself until the cookie it sets comes back."""

    async def handle(request: web.BaseRequest) -> Answer:
        if cookie in request.headers.get("Cookie", ""):
            return answer
        headers = {"Location": request.raw_path, "Set-Cookie": f"{cookie}; Path=/"}
        return Answer(status=302, headers=headers)

    return handle


def challenge(code: int) -> Answer:
    """The page of a bot wall (反爬验证页) instead of the site's: 412 or 202, 521, or 403."""
    if code in (412, 202):
        body = (
            '<html><head><meta id="demo" content="x" r="m"><script>'
            "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;$_ts.cd='q';</script></head>"
            "<body></body></html>"
        )
        cookies = "FSSBBIl1UgzbN7N80S=demo; Path=/; HttpOnly"
    elif code == 521:
        body = (
            "<script>document.cookie='__jsl_clearance_s=demo;path=/';"
            "location.href=location.pathname+location.search</script>"
        )
        cookies = "__jsluid_h=demo; path=/; HttpOnly"
    else:
        body = "<title>安全验证</title><p>请完成安全验证<script>run()</script>"
        cookies = "acw_tc=demo; path=/; HttpOnly"
    return status(code, body, {"Set-Cookie": cookies})


class _Wire(web.StreamResponse):
    """Bytes put on the connection as they are, in pieces; then the connection closes."""

    def __init__(self, pieces: Sequence[bytes], pause: float = 0, reset: bool = False) -> None:
        super().__init__()
        self._pieces = pieces
        self._pause = pause
        self._reset = reset

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        transport = request.transport
        for number, piece in enumerate(self._pieces):
            if number and self._pause:
                await asyncio.sleep(self._pause)
            if transport is None or transport.is_closing():
                return None
            transport.write(piece)
        if transport is None:
            return None
        if self._reset:
            # Lingering for no time makes the kernel send RST instead of FIN.
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            transport.abort()
        else:
            transport.close()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        return None


def wire(*pieces: bytes, pause: float = 0) -> Handler:
    """Exactly these bytes, ``pause`` seconds between the pieces, then the connection closes."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return _Wire(pieces, pause)

    return handle


def drip(body: bytes, pause: float, content_type: str = "text/html") -> Handler:
    """A complete answer, one byte of the body at a time."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return wire(head.encode(), *(bytes([byte]) for byte in body), pause=pause)


def truncated(body: bytes, missing: int = 10) -> Handler:
    """Promises ``missing`` bytes more than it sends."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) + missing}"
    return wire(head.encode() + b"\r\n\r\n" + body)


def reset(sent: bytes = b"") -> Handler:
    """Breaks the connection with RST, after ``sent``."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return _Wire([sent] if sent else [], reset=True)

    return handle


def never_ends(chunk: bytes = b"<p>more</p>\n" * 400) -> Handler:
    """A body that goes on until the client leaves."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(chunk)
            await asyncio.sleep(0)

    return handle


def hangs() -> Handler:
    """Takes the request and never says a word."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    return handle
