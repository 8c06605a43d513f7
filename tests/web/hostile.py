"""Servers that no web framework would be: raw sockets on loopback, each on a port of its own."""

from __future__ import annotations

import base64
import contextlib
import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Self

Script = Callable[[socket.socket], None]
"""What is done with an accepted connection; it is closed afterwards."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
"""Head of an answer, its last lines open."""


class Listener:
    """Accepts connections on an address and plays a script on each, in threads of their own.

    Attributes:
        port: where it listens.
        hits: connections that came.
    """

    def __init__(self, script: Script, address: str = "127.0.0.1", port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family)
        self._socket.bind((address, port))
        self._socket.listen(64)
        self._script = script
        self._open: list[socket.socket] = []
        self.port: int = self._socket.getsockname()[1]
        self.hits = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.hits += 1
                self._open.append(connection)
                threading.Thread(target=self._play, args=(connection,), daemon=True).start()

    def _play(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._script(connection)

    def close(self) -> None:
        """Stop listening and drop all connections."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def request_of(connection: socket.socket) -> bytes:
    """The head of the next request."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            break
        head += piece
    return head


def says(*pieces: bytes) -> Script:
    """Answers every request on a connection with these bytes, then closes it."""

    def script(connection: socket.socket) -> None:
        request_of(connection)
        for piece in pieces:
            connection.sendall(piece)

    return script


def keeps_saying(piece: bytes, first: bytes = b"") -> Script:
    """Answers with ``first``, then with the same bytes again and again until the client leaves."""

    def script(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(first)
        while True:
            connection.sendall(piece)

    return script


def silent(connection: socket.socket) -> None:
    """Reads whatever comes and never says a word."""
    while connection.recv(65536):
        pass


def page(text: str = "<p>ok") -> bytes:
    """A whole answer with a page."""
    body = text.encode()
    return OK + b"Content-Length: %d\r\n\r\n" % len(body) + body


class Canary:
    """Listens inside, on IPv4 and IPv6 loopback under one port; nobody may ever come."""

    def __init__(self) -> None:
        answer = says(page("<p>inside"))
        self._four = Listener(answer)
        self.port = self._four.port
        self._six: Listener | None = None
        with contextlib.suppress(OSError):  # a machine without IPv6 has no ::1
            self._six = Listener(answer, "::1", self.port)

    @property
    def hits(self) -> int:
        """Connections that came."""
        return self._four.hits + (self._six.hits if self._six is not None else 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._four.close()
        if self._six is not None:
            self._six.close()


class Blackhole:
    """An address at which connecting gets no answer at all: its queue is full."""

    def __init__(self, address: str, port: int) -> None:
        self._socket = socket.socket()
        self._socket.bind((address, port))
        self._socket.listen(0)
        self._fill = [socket.socket() for _ in range(3)]
        for waiting in self._fill:
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect((address, port))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for waiting in (*self._fill, self._socket):
            waiting.close()


def inside(port: int) -> dict[str, str]:
    """Every spelling of an inside address that servers have tried, each with a path of its own."""
    hosts = {
        "dotted": "127.0.0.1",
        "short": "127.1",
        "decimal": "2130706433",
        "hex": "0x7f000001",
        "hex-dotted": "0x7f.0x0.0x0.0x1",
        "octal": "0177.0.0.1",
        "octal-whole": "017700000001",
        "mixed": "0x7f.0.0.01",
        "full-width": "１２７.０.０.１",
        "circled": "①②⑦.⓪.⓪.①",
        "ideographic-dot": "127。0。0。1",
        "percent": "%31%32%37.0.0.1",
        "trailing-dot": "127.0.0.1.",
        "any": "0.0.0.0",
        "zero": "0",
        "other-loopback": "127.255.255.254",
        "six": "[::1]",
        "six-any": "[::]",
        "six-long": "[0:0:0:0:0:0:0:1]",
        "mapped": "[::ffff:127.0.0.1]",
        "mapped-hex": "[::ffff:7f00:1]",
        "compatible": "[::127.0.0.1]",
        "6to4": "[2002:7f00:1::]",
        "nat64": "[64:ff9b::7f00:1]",
        "nat64-local": "[64:ff9b:1::7f00:1]",
        "link-local": "[fe80::1]",
        "unique": "[fd00::1]",
        "site-local": "[fec0::1]",
        "multicast6": "[ff02::1]",
        "multicast": "224.0.0.1",
        "metadata": "169.254.169.254",
        "metadata-aliyun": "100.100.100.200",
        "shared": "100.64.0.1",
        "private-a": "10.0.0.1",
        "private-b": "172.16.0.1",
        "private-c": "192.168.0.1",
        "broadcast": "255.255.255.255",
        "benchmark": "198.18.0.1",
        "localhost": "localhost",
        "localhost-dot": "localhost.",
        "sub-localhost": "x.localhost",
        "name": "inward.gov.cn",
        "name-dot": "inward.gov.cn.",
        "name-six": "inward6.gov.cn",
        "name-mapped": "mapped.gov.cn",
        "alias": "alias.gov.cn",
        "user": "www.a.gov.cn@127.0.0.1",
        "user-password": "www.a.gov.cn:80@127.0.0.1",
        "user-full": "x:y@[::1]",
    }
    return {name: f"http://{host}:{port}/{name}" for name, host in hosts.items()} | {
        "backslash": f"http:\\\\127.0.0.1:{port}\\backslash",
        "no-scheme": f"//127.0.0.1:{port}/no-scheme",
        "fragment-user": f"http://127.0.0.1:{port}/fragment-user#@www.a.gov.cn/",
        "backslash-user": f"http://127.0.0.1:{port}\\@www.a.gov.cn/backslash-user",
        "https": f"https://127.0.0.1:{port}/https",
    }


def bomb(size: int, layers: int = 1, wbits: int = 31) -> bytes:
    """``size`` bytes of blanks, compressed so many times over; 31 is gzip, 15 zlib, -15 raw."""
    block = b" " * 1_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    body = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body, 9, mtime=0)
    return body


# Python has no encoder for it: this is what one makes of 100,000,000 blanks.
BROTLI_BOMB = base64.b64decode(
    "z///fwAkQOKxQHLv//n//w+ABEAcFoDu/T////8BkACIwwLQvf/n//8/ABIAcVgAuvf//P//B0ACIA4LQPf+P//B6wFI"
    "AMRhAehi1wM="
)


def old_tls(certificate: str, page_: bytes) -> Script:
    """Speaks TLS 1.0 and nothing newer.

    Raises:
        ssl.SSLError: this OpenSSL can't.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.load_cert_chain(certificate)

    def script(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(65536)
            tls.sendall(page_)

    return script
