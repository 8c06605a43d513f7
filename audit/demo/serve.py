"""Serving a table of hosts on loopback (本机回环): HTTP, HTTPS and DNS under real-looking names.

A client reaches the hosts through `Loopback.connect_to`, and their names through
`Loopback.nameserver`; nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

from aiohttp import web

from audit.demo.certificates import Authority
from audit.demo.nameserver import Name, NameServer
from audit.demo.table import Answer, Host, Table

Scheme = Literal["http", "https"]

ZONE_SERVER = "ns.yunxiu-demo.gov.cn"
"""Name server of every zone that is served."""
_ZONE_SERVER = Name(("192.88.99.53",), ("2e00:9901::53",))


class Ports(NamedTuple):
    """Ports that a loopback internet listens on; 0 is any free one."""

    http: int = 0
    https: int = 0
    dns: int = 0


ANY = Ports()


@dataclass(frozen=True)
class Request:
    """One request that came in: when (UTC), for whom, and from which peer address and port."""

    at: datetime.datetime
    scheme: Scheme
    host: str
    method: str
    target: str
    headers: Mapping[str, str]
    peer: str
    port: int

    @property
    def url(self) -> str:
        """The URL that was asked for."""
        return f"{self.scheme}://{self.host}{self.target}"


class Loopback:
    """Serves a `Table` in a thread of its own while the ``with`` block runs.

    The table is looked at with each request: hosts may be added meanwhile.

    Attributes:
        requests: every HTTP request that arrived, in order.
        ca_file: PEM of the root that the good certificates come from.
        ipv6: whether this machine lets us listen on ``[::1]``.
    """

    def __init__(self, table: Table, wanted: Ports = ANY) -> None:
        self.requests: list[Request] = []
        self.ipv6 = False
        self._table = table
        self._authority = Authority()
        self._loop = asyncio.new_event_loop()
        self._wanted = wanted
        self._nameserver = NameServer(self._name, port=wanted.dns)
        self._nameserver6 = NameServer(self._name, "::1")
        self._ports: dict[tuple[str, Scheme], int] = {}
        self._servers: list[web.ServerRunner] = []

    @property
    def nameserver(self) -> str:
        """Where the name server listens, ``ADDR:PORT``."""
        return f"127.0.0.1:{self._nameserver.port}"

    @property
    def http_port(self) -> int:
        """Port of the HTTP server on 127.0.0.1."""
        return self._ports["127.0.0.1", "http"]

    @property
    def https_port(self) -> int:
        """Port of the HTTPS server on 127.0.0.1."""
        return self._ports["127.0.0.1", "https"]

    @property
    def connect_to(self) -> list[str]:
        """Where each host is reached, in curl's form ``HOST:PORT:ADDR:PORT``.

        A host whose name brings no address is left out: it has to stay unreachable.
        """
        own = [f"{ZONE_SERVER}:53:{self.nameserver}"]
        if self.ipv6:
            own.append(f"{ZONE_SERVER}:53:[::1]:{self._nameserver6.port}")
        hosts = [
            mapping
            for name, host in sorted(self._table.hosts.items())
            if host.name.has_address
            for mapping in self._mappings(name, host)
        ]
        return hosts + own

    def _mappings(self, name: str, host: Host) -> tuple[str, str]:
        address = "::1" if host.ipv6 and self.ipv6 else "127.0.0.1"
        shown = f"[{address}]" if ":" in address else address
        http, https = self._ports[address, "http"], self._ports[address, "https"]
        closed = self._closed.getsockname()[1]
        if host.https == "plain":
            https = http
        secure = f"127.0.0.1:{closed}" if host.https == "closed" else f"{shown}:{https}"
        open_ = f"127.0.0.1:{closed}" if host.http == "closed" else f"{shown}:{http}"
        return f"{name}:80:{open_}", f"{name}:443:{secure}"

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self.ca_file.write_bytes(self._authority.pem)
        # Bound but not listening: nobody else gets the port, and connections are refused.
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._closed.close()
        self._folder.cleanup()

    async def _start(self) -> None:
        await self._nameserver.start()
        tls = self._authority.context("localhost", "good")
        tls.sni_callback = self._choose_certificate
        await self._listen("127.0.0.1", tls)
        with suppress(OSError):  # a machine without IPv6 has no ::1
            await self._listen("::1", tls)
            await self._nameserver6.start()
            self.ipv6 = True

    async def _listen(self, address: str, tls: ssl.SSLContext) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        for scheme, context in (("http", None), ("https", tls)):
            sock = socket.socket(family)
            # A fixed port may have been another's a moment ago.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((address, self._wanted.https if context else self._wanted.http))
            except OSError:
                sock.close()
                raise
            server = web.Server(
                self._handle, handler_cancellation=True, access_log=None, lingering_time=0
            )
            runner = web.ServerRunner(server, shutdown_timeout=0)
            await runner.setup()
            self._servers.append(runner)
            await web.SockSite(runner, sock, ssl_context=context).start()
            self._ports[address, "https" if scheme == "https" else "http"] = sock.getsockname()[1]

    async def _stop(self) -> None:
        await self._nameserver.stop()
        await self._nameserver6.stop()
        for runner in self._servers:
            await runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    def _name(self, name: str) -> Name | None:
        host = self._table.hosts.get(name)
        if host is not None:
            return host.name
        if name == ZONE_SERVER:
            return _ZONE_SERVER
        # A name above others exists (RFC 8020), and a zone begins there.
        below = any(known.endswith(f".{name}") for known in self._table.hosts)
        return Name(ns=(ZONE_SERVER,)) if below else None

    def _choose_certificate(
        self, connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> None:
        host = self._table.hosts.get(name or "")
        kind = "closed" if host is None else host.https
        if kind == "plain" or kind == "closed":  # noqa: PLR1714 - mypy narrows this form only
            return
        connection.context = self._authority.context(name or "", kind)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        scheme: Scheme = "https" if request.secure else "http"
        name = request.host.lower().rpartition("@")[2]
        if name.rpartition(":")[2].isdigit():
            name = name.rpartition(":")[0]
        target = request.raw_path
        self.requests.append(
            Request(
                datetime.datetime.now(datetime.UTC),
                scheme,
                name,
                request.method,
                target,
                dict(request.headers),
                request.remote or "",
                _peer_port(request),
            )
        )
        host = self._table.hosts.get(name)
        if host is None:
            return _response(Answer(b"", status=421))
        if scheme == "http" and host.http == "redirect":
            return _response(
                Answer(b"", status=301, headers={"Location": f"https://{name}{target}"})
            )
        found = host.find(target)
        if isinstance(found, Answer):
            if request.method not in ("GET", "HEAD"):
                found = Answer(b"", status=405, headers={"Allow": "GET, HEAD"})
            return _response(found)
        made = await found(request)
        return _response(made) if isinstance(made, Answer) else made


def _response(answer: Answer) -> web.Response:
    headers = {"Content-Type": answer.content_type, **answer.headers}
    return web.Response(status=answer.status, body=answer.body, headers=headers)


def _peer_port(request: web.BaseRequest) -> int:
    transport = request.transport
    peer = transport.get_extra_info("peername") if transport is not None else None
    return int(peer[1]) if peer else 0
