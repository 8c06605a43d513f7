"""``audit doctor``: what this machine can and cannot test, and how to get the missing part."""

from __future__ import annotations

import importlib.metadata
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click
from msgspec import Struct

from audit import wording
from audit.cli.base import Helpful, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.errors import os_reason
from audit.exit_codes import ExitCode
from audit.language import _
from audit.settings import Settings
from spiders.egress import ipv6_source

PATIENCE = 5.0
"""Seconds that a name server or an IPv6 target has to answer."""
LEAST_DISK = 200 * 1024**2
"""Bytes without which a run cannot keep its evidence."""
GOOD_DISK = 2 * 1024**3
"""Bytes that a large portal with its attachments may take."""
MADE = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock shows a time before this tool was written."""
LIBRARIES = (
    "scrapy", "twisted", "lxml", "selectolax", "pycurl", "dnspython", "msgspec", "warcio",
    "playwright",
)  # fmt: skip
OLD_BROWSER = 45
"""Days after which a browser lacks fixes against pages that attack it."""

State = Literal["ok", "limited", "missing"]


class Probe(Struct, frozen=True):
    """One thing looked at.

    Attributes:
        name: what it is.
        state: ``limited``: audits run, some checks answer ``not-tested``; ``missing``: no audit
            can run.
        found: what was seen.
        remedy: how to get the missing part.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


@click.command(
    "doctor",
    cls=Helpful,
    short_help=_("Say what this machine can and cannot test."),
    help=_(
        "Say what this machine can and cannot test, and how to get the missing part. Exit code 4"
        " if no audit can run here."
    ),
    examples=(
        "audit doctor",
        "audit doctor --nameserver 10.1.1.53:53 --ipv6-target ipv6.example.cn:443",
    ),
)
@setting_flags("out", "nameserver", "ipv6_target", "contact")
@pass_console
def command(console: Console, /, **flags: Any) -> int:  # noqa: ANN401
    """Look at everything and print a line for each."""
    settings = resolved(flags).settings
    colours = {"ok": "green", "limited": "yellow", "missing": "red"}
    words = {"ok": _("ok"), "limited": _("limited"), "missing": _("missing")}
    blocked = False
    for probe in probes(settings):
        blocked |= probe.state == "missing"
        console.print(
            _("[{state}] {name}: {found}").format(
                state=words[probe.state], name=probe.name, found=escape(probe.found)
            ),
            colours[probe.state],
        )
        if probe.remedy:
            console.print(f"    → {probe.remedy}")
    if blocked:
        return conclude(console, ExitCode.INTERNAL)
    console.note(_("Audits can run on this machine."))
    return ExitCode.CLEAN


def probes(settings: Settings) -> Iterator[Probe]:
    """Look at one thing after the other."""
    yield _versions()
    yield _dns(settings.nameservers)
    yield _ipv6(settings.ipv6_host_port)
    yield _clock(datetime.now().astimezone())
    yield _disk(Path(settings.out))
    yield _locale()
    yield _contact(settings.contact)
    yield _browser(datetime.now(UTC))
    yield _fonts()


def _versions() -> Probe:
    found = [f"Python {sys.version.split()[0]}", f"SQLite {sqlite3.sqlite_version}"]
    absent = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        return Probe(
            _("libraries"),
            "missing",
            _("not installed: {names}").format(names=", ".join(absent)),
            _("install again: pip install --require-hashes -r requirements.lock"),
        )
    return Probe(_("libraries"), "ok", ", ".join(found))


def _dns(nameservers: tuple[tuple[str, int], ...]) -> Probe:
    """Ask each server for the root's name servers: any answer shows that it answers."""
    import dns.exception  # noqa: PLC0415 - only doctor needs it here
    import dns.message  # noqa: PLC0415
    import dns.query  # noqa: PLC0415
    import dns.rcode  # noqa: PLC0415

    from spiders.resolver import system_servers  # noqa: PLC0415

    servers = nameservers or system_servers()
    remedy = _("enter a name server in /etc/resolv.conf, or give one with --nameserver")
    if not servers:
        return Probe(_("DNS"), "missing", _("no name server is configured"), remedy)
    heard, silent = [], []
    for address, port in servers:
        name = f"{address}:{port}"
        try:
            answer = dns.query.udp(
                dns.message.make_query(".", "NS"), address, port=port, timeout=PATIENCE
            )
        except (dns.exception.DNSException, OSError) as error:
            why = _("no answer within the time limit")
            if not isinstance(error, dns.exception.Timeout):
                why = os_reason(error) if isinstance(error, OSError) else str(error)
            silent.append(f"{name} ({why})")
        else:
            heard.append(f"{name} ({dns.rcode.to_text(answer.rcode())})")
    if not heard:
        found = _("no answer from {servers}").format(servers=", ".join(silent))
        return Probe(_("DNS"), "missing", found, remedy)
    found = _("answers: {servers}").format(servers=", ".join(heard))
    if silent:
        more = _("no answer from {servers}").format(servers=", ".join(silent))
        found = _("{text}; {more}").format(text=found, more=more)
    return Probe(_("DNS"), "limited" if silent else "ok", found, remedy if silent else "")


def _ipv6(target: tuple[str, int] | None) -> Probe:
    """Only a global source address and a completed connection prove IPv6, no route does."""
    remedy = _("IPv6 checks answer “not tested” here; they need a network with public IPv6")
    source = ipv6_source()
    if not source:
        return Probe(_("IPv6"), "limited", _("no global source address"), remedy)
    if target is None:
        return Probe(
            _("IPv6"),
            "limited",
            _("source address {address}; no known target to prove it with").format(address=source),
            _("give a host known to answer over IPv6 with --ipv6-target HOST:PORT"),
        )
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            *target, socket.AF_INET6, socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as link:
            link.settimeout(PATIENCE)
            link.connect(place)
    except OSError as error:
        found = _("{target} is not reached: {reason}").format(
            target=f"{target[0]}:{target[1]}", reason=os_reason(error)
        )
        return Probe(_("IPv6"), "limited", found, remedy)
    found = _("{target} is reached").format(target=f"{target[0]}:{target[1]}")
    return Probe(_("IPv6"), "ok", found)


def _clock(now: datetime) -> Probe:
    shown = now.isoformat(sep=" ", timespec="seconds")
    if now < MADE:
        return Probe(
            _("clock"),
            "missing",
            _("{time} is in the past").format(time=shown),
            _("set the clock (timedatectl set-ntp true); certificates and dates rest on it"),
        )
    return Probe(_("clock"), "ok", _("{time}; reports use Asia/Shanghai").format(time=shown))


def _disk(out: Path) -> Probe:
    folder = out.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = _("{size} GB free at {folder}").format(size=f"{free / 1e9:.1f}", folder=folder)
    remedy = _("make room, or choose another folder with --out")
    if free < LEAST_DISK:
        return Probe(_("disk"), "missing", found, remedy)
    return (
        Probe(_("disk"), "ok", found)
        if free >= GOOD_DISK
        else Probe(_("disk"), "limited", found, remedy)
    )


def _locale() -> Probe:
    encoding = sys.stdout.encoding or "?"
    if encoding.lower().replace("-", "") in ("utf8", "gb18030", "gbk"):
        return Probe(_("locale"), "ok", encoding)
    return Probe(
        _("locale"),
        "limited",
        _("{encoding} cannot show Chinese").format(encoding=encoding),
        "export LC_ALL=C.UTF-8",
    )


def _contact(contact: str) -> Probe:
    if contact:
        return Probe(_("contact"), "ok", contact)
    return Probe(
        _("contact"),
        "limited",
        _("none: site operators cannot ask who is crawling"),
        _("set contact in audit.toml to a web page or mail address"),
    )


def _browser(now: datetime) -> Probe:
    """Start it once: only that shows whether it runs, and whether its sandbox does."""
    import asyncio  # noqa: PLC0415 - only doctor needs these here

    from spiders.browser import engine  # noqa: PLC0415
    from spiders.browser.browser import Browser  # noqa: PLC0415
    from spiders.clock import SystemClock  # noqa: PLC0415
    from spiders.options import CrawlOptions  # noqa: PLC0415
    from spiders.session import Session  # noqa: PLC0415

    async def start() -> str:
        session = Session(CrawlOptions(), SystemClock())
        try:
            async with Browser(session) as browser:
                return browser.version
        finally:
            session.close()

    try:
        path = engine.find()
        version = asyncio.run(start())
    except engine.NoBrowser as why:
        found = _(wording.BROWSER[why.reason])
        if why.detail:
            found = _("{text}; {more}").format(text=found, more=why.detail)
        return Probe(_("browser"), "limited", found, _browser_remedy(why.reason))
    found = _("{path}, version {version}, in its sandbox").format(path=path, version=version)
    made = datetime.fromtimestamp(Path(path).resolve().stat().st_mtime, UTC)
    if (now - made).days > OLD_BROWSER:
        found = _("{text}; {more}").format(
            text=found, more=_("built {date}").format(date=made.date().isoformat())
        )
        return Probe(_("browser"), "limited", found, _("update it: it lacks fixes of its safety"))
    return Probe(_("browser"), "ok", found)


def _browser_remedy(reason: str) -> str:
    if reason == "no-sandbox":
        return _(
            "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or apt-get install"
            " chromium-sandbox; it is never run without"
        )
    return "apt-get install util-linux" if reason == "no-setpriv" else "apt-get install chromium"


def _fonts() -> Probe:
    remedy = "apt-get install fonts-noto-cjk"
    lister = shutil.which("fc-list")
    if not lister:
        return Probe(_("fonts"), "limited", _("fc-list is not installed"), f"{remedy} fontconfig")
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    families = sorted({line.split(",")[0] for line in listed.stdout.splitlines() if line})
    if families:
        return Probe(_("fonts"), "ok", ", ".join(families[:5]))
    return Probe(
        _("fonts"), "limited", _("no Chinese font; only PDF reports will need one"), remedy
    )
