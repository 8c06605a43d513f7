"""What a run is told: limits, pace, names and the operator's exceptions to the address guard."""

from __future__ import annotations

from msgspec import Struct

MOST_SEARCHES = 20
"""Questions of one run, both looks together."""


class ConnectTo(Struct, frozen=True):
    """One mapping in curl's ``HOST:PORT:ADDR:PORT`` form; empty host and port 0 mean any."""

    host: str
    port: int
    address: str
    to_port: int

    def matches(self, host: str, port: int) -> bool:
        """Whether a connection to ``host:port`` goes to the mapped address."""
        return self.host in ("", host) and self.port in (0, port)


class CrawlOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of collecting; sizes in bytes, times in seconds.

    Attributes:
        max_pages: HTML pages of the site to read.
        max_targets: other links to look at: resources, attachments, external pages.
        max_depth: clicks from the home page.
        max_time: bound on collecting, the confirmation step not included.
        delay: least time between two requests to one host, from start to start.
        connections: requests to one host at the same time.
        address_delay, address_connections: the same for all hosts on one address, see `Pace`.
        share: processes that audit sites side by side, see `Pace`.
        hours: when requests may start, see `parse_hours`; empty for all day.
        ignore_robots: by what right robots.txt is not obeyed; empty: it is.
        control: hosts that prove our own network when many sites fail at once.
        timeout: bound on one request, from connecting to the last byte.
        page_bytes, document_bytes, resource_bytes: decompressed bytes read of a page, of an
            attachment of the site, of anything else.
        header_bytes: bound on the headers of a response.
        connect_to, nameservers, allow_net, ca_file: where connections may go, see `Egress`.
        archive: keep the responses; without them nothing can be judged: for measurements only.
        ipv6_target: ``(host, port)`` known to answer over IPv6, for the vantage self-test.
        user_agent: how we introduce ourselves.
        browser: ``auto``, ``off``, or the path of one; see `spiders.browser.engine.find`.
        renders: pages of a site that the browser opens to read them.
        examinations: pages of a site that the browser examines beside their content.
        searches: questions put to the site's search; second looks come on top.
        mail: address for the header ``From`` (RFC 9110 10.1.2); empty for none.
    """

    max_pages: int = 500
    max_targets: int = 20_000
    max_depth: int = 20
    max_time: float = 3600.0
    delay: float = 1.0
    connections: int = 1
    address_delay: float | None = None
    address_connections: int = 4
    share: int = 1
    hours: str = ""
    ignore_robots: str = ""
    control: tuple[str, ...] = ()
    timeout: float = 60.0
    connect_timeout: float = 15.0
    page_bytes: int = 20_000_000
    document_bytes: int = 20_000_000
    resource_bytes: int = 1_000_000
    header_bytes: int = 262_144
    connect_to: tuple[ConnectTo, ...] = ()
    nameservers: tuple[tuple[str, int], ...] = ()
    allow_net: tuple[str, ...] = ()
    ca_file: str = ""
    archive: bool = True
    ipv6_target: tuple[str, int] | None = None
    user_agent: str = "Mozilla/5.0 (compatible; GovsiteAudit)"
    browser: str = "off"
    renders: int = 20
    searches: int = 13
    examinations: int = 5
    mail: str = ""
