"""Cookies of one redirect chain (RFC 6265), few and small, each for the hosts it was set for.

A server that sets a cookie and sends us back wants to see it; a jar that grows makes healthy
servers answer 400, and a cookie shown to another host is a leak.
"""

from __future__ import annotations

from collections.abc import Iterable

MAX_COOKIES = 50
"""Cookies of one chain; further ones are not kept (RFC 6265 6.1)."""
MAX_BYTES = 8192
"""Names and values of one chain together: servers commonly refuse longer header fields."""
TOO_MUCH = (400, 413, 431, 494)
"""Statuses by which servers refuse a request that is too long; 494 is nginx's."""
# Second-level domains under which anybody may register: no cookie may be set for all of them.
_SHARED = frozenset(("gov", "com", "net", "org", "edu", "ac", "mil", "co"))


Row = tuple[str, str, str, bool]
"""A cookie: who set it, its name and value, whether hosts below see it too."""


class Jar:
    """Cookies that the servers of one chain have set; `copy` one for each way on.

    Args:
        rows: cookies of an earlier jar, from `rows`.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        # (host, name) → (value, whether hosts below see it too)
        self._kept = {(host, name): (value, below) for host, name, value, below in rows}

    def rows(self) -> list[Row]:
        """The cookies, to be stored."""
        return [(host, name, *kept) for (host, name), kept in self._kept.items()]

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes of names and values."""
        return sum(len(name) + len(value) for (_, name), (value, _) in self._kept.items())

    def copy(self) -> Jar:
        """The same cookies, to go on with apart."""
        jar = Jar()
        jar._kept = dict(self._kept)
        return jar

    def take(self, host: str, headers: Iterable[tuple[str, str]]) -> bool:
        """Keep what a host's response sets.

        Args:
            host: who answered, in lower case.
            headers: names and values of the response's headers.

        Returns:
            Whether the host would see another Cookie header now than before.
        """
        before = self.header(host)
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._keep(host, value)
        return self.header(host) != before

    def _keep(self, host: str, line: str) -> None:
        pair, _, rest = line.partition(";")
        name, equals, value = pair.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not f"{name}{value}".isprintable():
            return
        attributes = {}
        for attribute in rest.split(";"):
            label, _, given = attribute.partition("=")
            attributes[label.strip().lower()] = given.strip()
        domain = attributes.get("domain", "").lower().strip(".")
        key = (domain, name) if domain and _may_set(host, domain) else (host, name)
        old = self._kept.pop(key, None)
        if attributes.get("max-age", "") in ("0", "-1"):
            return
        self._kept[key] = (value, key[0] == domain)
        if len(self._kept) > MAX_COOKIES or self.size > MAX_BYTES:
            del self._kept[key]
            if old is not None:
                self._kept[key] = old

    def header(self, host: str) -> str:
        """Value of the Cookie header for a request to a host; empty for none."""
        return "; ".join(
            f"{name}={value}"
            for (owner, name), (value, below) in self._kept.items()
            if host == owner or (below and host.endswith(f".{owner}"))
        )


def _may_set(host: str, domain: str) -> bool:
    """Whether a host may set cookies for a domain: its own or one above, shared with nobody."""
    labels = domain.split(".")
    shared = len(labels) < 2 or (len(labels) == 2 and labels[0] in _SHARED)
    return not shared and (host == domain or host.endswith(f".{domain}"))


def distrusts(status: int, sent: str) -> bool:
    """Whether a refusal may be of our cookies: then one request without them decides.

    Args:
        status: of the answer.
        sent: the Cookie header that was sent.
    """
    return bool(sent) and status in TOO_MUCH
