"""A second reading of answers that libcurl refuses and browsers show (RFC 9112 §2.2, §6.3).

Old servers and gateways send a Content-Length that is no number, header lines without a colon, a
version nobody knows, or a Content-Encoding that names a charset. Such a page is asked for once
more in HTTP/1.0, and read as browsers do: what can't be understood of a head is passed over.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
import zlib
from urllib.parse import urlsplit

from spiders.egress import Route
from spiders.exchange import Exchange
from spiders.fetcher import CODINGS
from spiders.options import CrawlOptions

_STATUS = re.compile(rb"(?:HTTP(?:/\d+(?:\.\d+)?)?|ICY)[ \t]+([1-9]\d\d)(?!\d)", re.I)
_BLANK = re.compile(rb"\r?\n\r?\n")
_PIECE = 65_536


def refused_by_library(exchange: Exchange) -> bool:
    """Whether a browser may show what libcurl has refused.

    A known coding that can't be undone is a blank page in browsers too.
    """
    if exchange.failure != "protocol":
        return False
    return exchange.status == 0 or bool(_codings(exchange.headers) - CODINGS)


async def read_again(
    refused: Exchange, route: Route, host: str, lines: tuple[str, ...], options: CrawlOptions
) -> Exchange:
    """Ask again and read leniently; the refused exchange itself if that brings nothing better.

    Args:
        refused: what libcurl made of it.
        route: checked addresses of the host.
        host: name for TLS; the Host header comes from the URL.
        lines: header lines to send.
        options: bounds and User-Agent.
    """
    parts = urlsplit(refused.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = (f"GET {target} HTTP/1.0", f"Host: {parts.netloc}", f"User-Agent: {options.user_agent}",
            *lines, "Accept-Encoding: identity", "Connection: close", "", "")  # fmt: skip
    began = time.monotonic()
    try:
        async with asyncio.timeout(options.timeout):
            raw, whole = await _exchange(
                (refused.address or route.addresses[0], route.port),
                host if parts.scheme == "https" else "",
                "\r\n".join(head).encode(),
                options,
            )
    except (OSError, TimeoutError):
        return refused
    answer = Exchange(refused.url, refused.at, detail=refused.detail, address=refused.address)
    answer.seconds = time.monotonic() - began
    answer.received = len(raw)
    answer.first_byte_seconds = answer.seconds
    return answer if _read(raw, answer, whole, options) else refused


async def _exchange(
    to: tuple[str, int], tls_name: str, request: bytes, options: CrawlOptions
) -> tuple[bytes, bool]:
    """Send a request; all that comes back within the bounds, and whether that was all."""
    context = None
    if tls_name:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # as for libcurl: the fault is the TLS probe's to tell
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    async with asyncio.timeout(options.connect_timeout):
        reader, writer = await asyncio.open_connection(
            *to, ssl=context, server_hostname=tls_name or None
        )
    got = bytearray()
    most = options.header_bytes + options.page_bytes
    try:
        writer.write(request)
        while len(got) <= most and (piece := await reader.read(_PIECE)):
            got += piece
    except (ConnectionError, ssl.SSLError):
        return bytes(got), False
    finally:
        writer.close()
    return bytes(got), len(got) <= most


def _read(raw: bytes, answer: Exchange, whole: bool, options: CrawlOptions) -> bool:
    """Fill an answer from raw bytes; False if a browser wouldn't show them either."""
    raw = raw.lstrip(b"\r\n")
    while status := _STATUS.match(raw):
        blank = _BLANK.search(raw)
        if blank is None:
            return False
        head, raw = raw[: blank.start()], raw[blank.end() :]
        if not status[1].startswith(b"1"):
            break
    if status is None or b"\0" in head or len(head) > options.header_bytes:
        return False
    lines = head.strip().decode("latin-1").splitlines()
    pairs = (line.partition(":") for line in lines[1:] if ":" in line)
    headers = [(name.strip(), value.strip()) for name, _, value in pairs]
    lengths = {value for name, value in headers if name.lower() == "content-length"}
    sizes = {int(value) for value in lengths if value.isdecimal() and value.isascii()}
    chunked = any(n.lower() == "transfer-encoding" and "chunked" in v.lower() for n, v in headers)
    if len(sizes) > 1 or chunked:
        return False
    body = raw[: min((*sizes, options.page_bytes))]
    known = _codings(headers) & CODINGS
    if known:
        unpacked = _unpack(body, known, options.page_bytes)
        if unpacked is None:
            return False
        body = unpacked
    answer.status, answer.status_line = int(status[1]), lines[0][:200]
    answer.headers, answer.body = headers, body
    answer.truncated = (
        not whole or len(body) >= options.page_bytes or len(raw) < min(sizes, default=0)
    )
    return True


def _unpack(body: bytes, codings: set[str], most: int) -> bytes | None:
    if not codings <= {"gzip", "x-gzip"}:
        return None
    try:
        return zlib.decompressobj(31).decompress(body, most)
    except zlib.error:
        return None


def _codings(headers: list[tuple[str, str]]) -> set[str]:
    values = [value.lower() for name, value in headers if name.lower() == "content-encoding"]
    return {word.strip() for value in values for word in value.split(",")} - {
        "",
        "identity",
        "none",
    }
