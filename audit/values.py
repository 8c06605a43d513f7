"""Readers of option values (选项取值): from what a person types to what the code uses.

Each raises `ValueError` with one line in the user's language that says what is wrong.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone

import ada_url

from audit.indicators.regions import parse_region
from audit.language import _
from spiders.hours import Hours, parse_hours
from spiders.options import ConnectTo

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time; without summer time since 1991."""

FORMAT_NAMES = ("html", "json", "xlsx", "csv", "junit")
"""Formats of reports, see `reports.formats`."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)", re.IGNORECASE)
_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600}
_FIELD = r"(\[[^\[\]]*\]|[^:\[\]]*)"
_CONNECT_TO = re.compile(rf"{_FIELD}:([^:]*):{_FIELD}:([^:]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HTTP = re.compile(r"https?:", re.IGNORECASE)


def parse_duration(text: str) -> float:
    """Seconds of ``90``, ``90s``, ``15m`` or ``2h``."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(_("not a duration like 90s, 15m or 2h: {text}").format(text=repr(text)))
    return float(match[1]) * _UNIT[match[2].lower()]


def parse_age(text: str) -> timedelta:
    """An age of ``180d`` or ``26w``; without a unit, days."""
    match = re.fullmatch(r"(\d{1,6})\s*([dw]?)", text.strip(), re.IGNORECASE | re.ASCII)
    if match is None:
        raise ValueError(_("not an age like 180d or 26w: {text}").format(text=repr(text)))
    return timedelta(days=int(match[1]) * (7 if match[2].lower() == "w" else 1))


def parse_as_of(text: str) -> datetime:
    """The inspection time in Asia/Shanghai; a bare date means the end of that day."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), SHANGHAI)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            _("not a date like 2026-11-22 or a time like 2026-11-22T09:00: {text}").format(
                text=repr(text)
            )
        ) from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI)


def parse_window(text: str) -> Hours:
    """Hours of the day like ``22-06`` or ``22:30-06:00``, in China Standard Time."""
    try:
        return parse_hours(text)
    except ValueError:
        raise ValueError(
            _("not hours like 22-06 or 22:30-06:00: {text}").format(text=repr(text))
        ) from None


def parse_port(text: str) -> int:
    """A port number, 1 to 65535."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError(_("not a port from 1 to 65535: {text}").format(text=repr(text)))
    return int(text)


def parse_address(text: str) -> str:
    """An IP address without brackets, in its usual spelling."""
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        raise ValueError(_("not an IP address: {text}").format(text=repr(text))) from None


def parse_host_port(text: str) -> tuple[str, int]:
    """``HOST:PORT`` or ``[ADDR]:PORT``; the host comes back in lower case, without brackets."""
    match = re.fullmatch(rf"{_FIELD}:([^:]*)", text.strip())
    if match is None or not match[1].strip("[]"):
        raise ValueError(_("not HOST:PORT (IPv6 in brackets): {text}").format(text=repr(text)))
    host = parse_address(match[1]) if match[1].startswith("[") else _host(match[1])
    return host, parse_port(match[2])


def parse_nameserver(text: str) -> tuple[str, int]:
    """``ADDR``, ``ADDR:PORT`` or ``[ADDR]:PORT`` of a name server; port 53 if none is given."""
    text = text.strip()
    if re.fullmatch(r"\[[^\]]*\]|[^:]*|[^\[]*:[^\[]*:[^\[]*", text):
        return parse_address(text), 53
    address, _colon, port = text.rpartition(":")
    return parse_address(address), parse_port(port)


def parse_cidr(text: str) -> Network:
    """A network like ``10.1.0.0/16``, or one address. All addresses at once are refused."""
    try:
        network = ipaddress.ip_network(text.strip())
    except ValueError:
        raise ValueError(
            _("not a network like 10.1.0.0/16: {text}").format(text=repr(text))
        ) from None
    if network.prefixlen == 0:
        raise ValueError(
            _("name the network to allow, not all addresses: {text}").format(text=text)
        )
    return network


def parse_connect_to(text: str) -> ConnectTo:
    """``HOST:PORT:ADDR:PORT`` in curl's form.

    An empty host or port, or ``*``, means any; IPv6 stands in brackets; ADDR is an IP address.
    An empty last port means the port asked for.
    """
    match = _CONNECT_TO.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            _("not HOST:PORT:ADDR:PORT (IPv6 in brackets): {text}").format(text=repr(text))
        )
    host, port, address, to_port = (field.strip() for field in match.groups())
    if host.startswith("["):
        host = parse_address(host)
    elif host not in ("", "*"):
        host = _host(host)
    number = 0 if port in ("", "*") else parse_port(port)
    return ConnectTo(
        host="" if host == "*" else host,
        port=number,
        address=parse_address(address),
        to_port=number if number and not to_port else parse_port(to_port),
    )


def _host(text: str) -> str:
    """A host name as URLs carry it: lower case, Chinese names in Punycode (UTS 46)."""
    try:
        url = ada_url.URL(f"http://{text}/")
    except ValueError:
        url = None
    # Anything but a name would end up in another part of the URL.
    if url is None or url.pathname != "/" or url.username or url.search or url.hash:
        raise ValueError(_("not a host name: {text}").format(text=repr(text)))
    return str(url.hostname)


def parse_site(text: str) -> tuple[str, ...]:
    """URLs at which a site may stand, to be tried in this order.

    One for ``http://…`` or ``https://…``; without a scheme https first, then http.
    """
    text = text.strip()
    wrong = _("not a web address: {text}").format(text=repr(text))
    if _HTTP.match(text):
        tries = [text]
    elif _SCHEME.match(text):
        raise ValueError(_("only http and https sites can be audited: {text}").format(text=text))
    else:
        tries = [f"https://{text}", f"http://{text}"]
    try:
        urls = [ada_url.URL(address) for address in tries]
    except ValueError:
        raise ValueError(wrong) from None
    # The parser would drop spaces and line breaks inside; a person has mistyped then.
    if re.search(r"\s", text) or any(not u.hostname for u in urls):
        raise ValueError(wrong)
    if any(u.username or u.password for u in urls):
        raise ValueError(_("an address with a user name or password is not audited"))
    return tuple(u.href.partition("#")[0] for u in urls)


def check_header(text: str) -> None:
    """Text that may stand in a header."""
    if not re.fullmatch(r"[\x20-\x7e]+", text):
        raise ValueError(
            _("only printable ASCII can stand in a header: {text}").format(text=repr(text))
        )


def mail_of(text: str) -> str:
    """The mail address that a contact is, without ``mailto:``; empty if it is another."""
    address = text.removeprefix("mailto:")
    return address if re.fullmatch(r"[^@\s/:]+@[^@\s/:]+", address) else ""


def check_contact(text: str) -> None:
    """A web or mail address that may stand in a header."""
    check_header(text)
    if not mail_of(text) and not (_HTTP.match(text) and ada_url.check_url(text)):
        raise ValueError(
            _("not a web or mail address: {text} (like https://audit.example/)").format(
                text=repr(text)
            )
        )


def check_host(text: str) -> None:
    """``HOST`` or ``HOST:PORT``."""
    if len(urls := parse_site(f"http://{text}/")) != 1 or urls[0].count("/") != 3:
        raise ValueError(_("not a host name or HOST:PORT: {text}").format(text=repr(text)))


def check_path(text: str) -> None:
    """A path; empty text is none."""
    if "\0" in text:
        raise ValueError(_("not a path: {text}").format(text=repr(text)))


def check_format(text: str) -> None:
    """Name of a format of reports."""
    if text not in FORMAT_NAMES:
        raise ValueError(
            _("must be one of {choices}: {text}").format(
                choices=", ".join(FORMAT_NAMES), text=repr(text)
            )
        )


def check_region(text: str) -> None:
    """A region: code of GB/T 2260, or the name of a province."""
    try:
        parse_region(text)
    except ValueError:
        raise ValueError(
            _("not a region: {text}; give two, four or six digits of GB/T 2260").format(
                text=repr(text)
            )
        ) from None


def check_set_name(text: str) -> None:
    """Name of an indicator set, or of a file of one."""
    if not text.endswith(".toml") and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(_("not the name of an indicator set: {text}").format(text=repr(text)))
