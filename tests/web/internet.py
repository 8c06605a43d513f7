"""The tests' internet: hosts under real-looking names, on loopback.

Declare hosts, then point the code under test at `Internet.connect_to`, `Internet.nameserver` and
`Internet.ca_file`::

    def test_it(internet: Internet) -> None:
        internet.site("www.a.gov.cn", {"/": html("<p>首页"), "/x": status(404)})
        internet.name("www.gone.gov.cn", a="nxdomain")
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from audit.demo.nameserver import Name, NameServer, Records
from audit.demo.serve import ANY, Loopback, Ports
from audit.demo.table import NOT_FOUND, Answer, Handler, Host, HttpsKind

ADDRESS = "192.88.99.1"
"""What the name server says for a host by default: global by the rules, and nobody's."""

ADDRESS6 = "2e00:9901::1"
"""The same in IPv6."""


class Internet(Loopback):
    """A `Loopback` whose hosts are declared while it runs."""

    def __init__(self, ports: Ports = ANY) -> None:
        self.hosts: dict[str, Host] = {}
        self._places: dict[str, str] = {}
        super().__init__(self, ports)

    def at(self, address: str, *names: str) -> None:
        """Serve hosts at another loopback address, as if on another machine."""
        tls = self._authority.context("localhost", "good")
        tls.sni_callback = self._choose_certificate
        asyncio.run_coroutine_threadsafe(self._listen(address, tls), self._loop).result()
        self._places.update(dict.fromkeys(names, address))

    def _mappings(self, name: str, host: Host) -> tuple[str, str]:
        first, second = super()._mappings(name, host)
        if name not in self._places:
            return first, second
        address = self._places[name]
        http, https = self._ports[address, "http"], self._ports[address, "https"]
        return f"{name}:80:{address}:{http}", f"{name}:443:{address}:{https}"

    def site(
        self,
        name: str,
        pages: Mapping[str, Answer | Handler],
        *,
        http: Literal["serve", "redirect", "closed"] = "serve",
        https: HttpsKind = "good",
        a: Records = (ADDRESS,),
        aaaa: Records = (),
        alias: str = "",
        ipv6: bool = False,
        missing: Answer | Handler = NOT_FOUND,
    ) -> str:
        """Declare a host and its pages by raw path; returns the URL of its home page.

        ``https`` is how port 443 behaves (a kind of certificate, ``plain`` or ``closed``), ``a``
        and ``aaaa`` what the name server says (with an ``alias`` it says the alias's instead),
        ``ipv6`` whether it is reached on ``[::1]``.
        """
        self.hosts[name] = Host(pages, Name(a, aaaa, alias), http, https, missing, ipv6)
        return f"http://{name}/"

    def name(
        self,
        name: str,
        *,
        a: Records = (),
        aaaa: Records = (),
        alias: str = "",
        ns: Records = (),
    ) -> None:
        """Declare a name that has no server behind it: a fault, no data, an alias, or a zone."""
        self.hosts[name] = Host({}, Name(a, aaaa, alias, ns), http="closed", https="closed")

    @contextmanager
    def other_nameserver(self, names: Mapping[str, Name]) -> Iterator[tuple[str, int]]:
        """A second name server, that says something else of some names; where it listens."""
        server = NameServer(lambda name: names.get(name) or self._name(name))
        asyncio.run_coroutine_threadsafe(server.start(), self._loop).result()
        try:
            yield "127.0.0.1", server.port
        finally:
            asyncio.run_coroutine_threadsafe(server.stop(), self._loop).result()

    def asked(self, host: str) -> list[str]:
        """The raw targets that a host was asked for, in order."""
        return [request.target for request in self.requests if request.host == host]
