"""What a loopback internet is made of: names, what each answers, and how it is reached."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from aiohttp import web

from audit.demo.nameserver import Name

CertificateKind = Literal[
    "good",
    "expired",
    "not-yet-valid",
    "wrong-host",
    "self-signed",
    "untrusted-issuer",
    "incomplete-chain",
]

HttpsKind = CertificateKind | Literal["plain", "closed"]
"""How port 443 behaves: with a certificate of some kind, speaking plain HTTP, or closed."""


@dataclass(frozen=True)
class Answer:
    """One static HTTP answer; ``content_type`` is sent as it stands."""

    body: bytes = b""
    content_type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[web.BaseRequest], Awaitable[Answer | web.StreamResponse]]
"""An answer that depends on the request, or misbehaves on the wire."""

NOT_FOUND = Answer(
    "<!DOCTYPE html><meta charset=utf-8><title>页面不存在</title><p>页面不存在".encode(),
    status=404,
)


@dataclass(frozen=True)
class Host:
    """One name of the loopback internet.

    Attributes:
        pages: by raw path, with or without query; a path with query is looked up as a whole
            first, then without its query.
        name: what the name server says. A host without any address is not mapped either.
        http: port 80 answers, sends everything to https (301), or is closed.
        https: how port 443 behaves.
        missing: the answer for every other path.
        ipv6: reached on ``[::1]`` if this machine has it, else on 127.0.0.1.
    """

    pages: Mapping[str, Answer | Handler]
    name: Name
    http: Literal["serve", "redirect", "closed"] = "serve"
    https: HttpsKind = "good"
    missing: Answer | Handler = NOT_FOUND
    ipv6: bool = False

    def find(self, target: str) -> Answer | Handler:
        """What a raw request target (path and query) is answered with."""
        found = self.pages.get(target)
        if found is None:
            found = self.pages.get(target.partition("?")[0])
        return self.missing if found is None else found


class Table(Protocol):
    """Anything that holds hosts by name; `Loopback` serves it."""

    @property
    def hosts(self) -> Mapping[str, Host]:
        """The hosts by lower-case name."""
        ...
