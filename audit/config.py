"""Configuration (配置): run settings, where each value came from, and what is wrong with it.

A flag beats ``AUDIT_*``, which beats ``audit.toml``, which beats ``[tool.audit]`` of
``pyproject.toml``, which beats the default. Settings say how a run is made; thresholds are law
and come from indicator sets only.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from audit import __version__
from audit.errors import ConfigError, os_reason
from audit.excusing import Exemption, read_exemptions
from audit.indicators.regions import KINDS, LEVELS
from audit.language import _
from audit.readers import Reader, basis, one_of, seconds, several, whole, words, yes_or_no
from audit.values import (
    FORMAT_NAMES,
    Network,
    check_contact,
    check_format,
    check_header,
    check_host,
    check_path,
    check_region,
    check_set_name,
    mail_of,
    parse_as_of,
    parse_cidr,
    parse_connect_to,
    parse_host_port,
    parse_nameserver,
    parse_window,
)
from checks.finding import Severity
from reports.i18n import LANGUAGES
from spiders.options import MOST_SEARCHES, ConnectTo


class Option(Struct, frozen=True):
    """What a setting means to a person, and how its value is read.

    Attributes:
        read: reader of its value.
        metavar: how help shows the value.
        help: English message id.
        of_runs: it says how a run is made; else it is one of the office's own rules.
    """

    read: Reader
    metavar: str
    help: str
    of_runs: bool = True


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a run; names are TOML keys, flags with dashes, ``AUDIT_`` variables.

    Times are in seconds. `OPTIONS` says what each means; ``exception`` stands in files only.
    ``user_agent`` left empty is built from the version and ``contact``.
    """

    max_pages: int = 500
    max_depth: int = 20
    max_time: int = 3600
    max_targets: int = 20_000
    delay: float = 1.0
    connections: int = 1
    address_delay: float | None = None
    address_connections: int = 4
    hours: str = ""
    ignore_robots: str = ""
    control: tuple[str, ...] = ()
    timeout: float = 60.0
    browser: str = "auto"
    searches: int = 13
    renders: int = 20
    examinations: int = 5
    reuse: str = "auto"
    workers: int | None = None
    at_once: int = 400
    out: str = "audit-out"
    lang: str = "zh"
    formats: tuple[str, ...] = ("html", "json", "xlsx")
    fail_on: Severity = Severity.MINOR
    as_of: str = ""
    monitor: str = ""
    reference: tuple[str, ...] = ()
    connect_to: tuple[str, ...] = ()
    nameserver: tuple[str, ...] = ()
    ca_file: str = ""
    allow_net: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ("indicator-2019", "guideline-2017")
    kind: str = ""
    level: str = ""
    region: str = ""
    services: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    user_agent: str = ""
    contact: str = ""
    ipv6_target: str = ""
    two_person: bool = False
    notice_hours: int = 72
    exception: tuple[Exemption, ...] = ()

    def __post_init__(self) -> None:
        for name, option in OPTIONS.items():
            value = getattr(self, name)
            if value in ("", None):  # not set
                continue
            try:
                option.read(value)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        if not self.user_agent:
            about = f"; +{self.contact}" if self.contact else ""
            agent = f"Mozilla/5.0 (compatible; GovsiteAudit/{__version__}{about})"
            msgspec.structs.force_setattr(self, "user_agent", agent)

    @property
    def mail(self) -> str:
        """``contact`` if it is a mail address; else empty."""
        return mail_of(self.contact)

    @property
    def mappings(self) -> tuple[ConnectTo, ...]:
        """``connect_to``, parsed."""
        return tuple(parse_connect_to(text) for text in self.connect_to)

    @property
    def nameservers(self) -> tuple[tuple[str, int], ...]:
        """``nameserver`` as address and port."""
        return tuple(parse_nameserver(text) for text in self.nameserver)

    @property
    def networks(self) -> tuple[Network, ...]:
        """``allow_net``, parsed."""
        return tuple(parse_cidr(text) for text in self.allow_net)

    @property
    def ipv6_host_port(self) -> tuple[str, int] | None:
        """``ipv6_target`` as host and port; None if it is not set."""
        return parse_host_port(self.ipv6_target) if self.ipv6_target else None

    def inspection_time(self, now: datetime) -> datetime:
        """``as_of`` in Asia/Shanghai, or ``now`` if it is not set."""
        return parse_as_of(self.as_of or now.isoformat())


SEVERITIES = tuple(s.value for s in Severity)

OPTIONS: dict[str, Option] = {
    "max_pages": Option(whole(1), "N", "Most HTML pages of the site to read."),
    "max_depth": Option(whole(0), "N", "Most clicks from the home page."),
    "max_time": Option(
        seconds(1, int), "TIME", "Longest time for collecting: seconds, or 90s, 15m, 2h."
    ),
    "max_targets": Option(
        whole(0), "N", "Most links to look at besides pages (attachments, images, others)."
    ),
    "delay": Option(seconds(0), "TIME", "Least time between two requests to one host, in seconds."),
    "connections": Option(whole(1), "N", "Most requests to one host at the same time."),
    "address_delay": Option(
        seconds(0),
        "TIME",
        "Least time between two requests to one address, whatever the host, in seconds. Empty: a"
        " quarter of the delay.",
    ),
    "address_connections": Option(
        whole(1),
        "N",
        "Most requests to one address at the same time, whatever the host; no limit without delay.",
    ),
    "hours": Option(
        words(parse_window),
        "FROM-TO",
        "Start requests in these hours only, like 22-06, China Standard Time. Empty: all day.",
    ),
    "ignore_robots": Option(
        basis,
        "BASIS",
        "Do not obey robots.txt; say by what right. It is printed in the report.",
    ),
    "control": Option(
        several(check_host),
        "HOST",
        "A host to ask when many sites fail at once, to know whether our own network does."
        " Repeatable.",
    ),
    "timeout": Option(seconds(1), "TIME", "Longest time for one request, in all, in seconds."),
    "browser": Option(
        words(check_path),
        "auto|off|PATH",
        "Operate searches, read scripted pages, examine pages and open dead links with Chromium:"
        " the installed one, none, or the one at PATH. What needs a browser is not tested without."
        " With --sites it is used only if this is set.",
    ),
    "searches": Option(
        whole(0, MOST_SEARCHES),
        "N",
        "Most questions put to the site's search in the browser; second looks come on top, 20 is"
        " the most in all.",
    ),
    "renders": Option(whole(0), "N", "Most pages of a site that the browser opens to read them."),
    "examinations": Option(
        whole(0),
        "N",
        "Most pages that the browser examines for accessibility, weight and disturbances: the home"
        " page, then a column, an article, a guide and a page of results.",
    ),
    "reuse": Option(
        one_of(("auto", "never")),
        "auto|never",
        "Ask for pages only if they have changed since the newest finished run of the site in"
        " --out (If-None-Match, If-Modified-Since), or never so. Second looks never ask so.",
    ),
    "workers": Option(
        whole(1), "N", "Processes that audit a list of sites. Empty: one for each core."
    ),
    "at_once": Option(whole(1), "N", "Most sites that one process audits at the same time."),
    "out": Option(words(check_path), "FOLDER", "Where runs, reports and audit.db go."),
    "lang": Option(one_of(LANGUAGES), "|".join(LANGUAGES), "Language of the reports."),
    "formats": Option(
        several(check_format),
        "|".join(FORMAT_NAMES),
        "Files to print the report as. Repeatable, or separated by commas.",
    ),
    "fail_on": Option(
        one_of(SEVERITIES, Severity),
        "|".join(SEVERITIES),
        "Lightest severity of a finding that makes the command end with exit code 1.",
    ),
    "as_of": Option(
        words(parse_as_of),
        "DATE",
        "Inspection time by which content is judged, Asia/Shanghai; a date means the end of that"
        " day. Empty: now.",
    ),
    "monitor": Option(
        words(check_path),
        "FILE",
        "Campaign of visits (audit monitor) to judge availability by. Empty: monitor.db beside the"
        " run's folder, if it is of the same quarter.",
    ),
    "reference": Option(
        several(check_path),
        "FILE",
        "Table to compare the site with: policies to repost (title, url, published-at), or service"
        " items (item with limit, phone or place). A run keeps what it was compared with."
        " Repeatable.",
    ),
    "connect_to": Option(
        several(parse_connect_to),
        "HOST:PORT:ADDR:PORT",
        "Connect to this address instead (curl's form; an empty or * HOST or PORT means any, IPv6"
        " in brackets). It is allowed for exactly this address and port. Repeatable.",
    ),
    "nameserver": Option(
        several(parse_nameserver),
        "ADDR:PORT",
        "Ask this name server instead of the system's. Repeatable.",
    ),
    "ca_file": Option(
        words(check_path),
        "FILE",
        "PEM file of certificate authorities to trust instead of the usual.",
    ),
    "allow_net": Option(
        several(parse_cidr),
        "CIDR",
        "Allow connections to this network although it is not public. Repeatable.",
    ),
    "indicators": Option(
        several(check_set_name),
        "SET",
        "Indicator sets to judge by: names or .toml files. Repeatable, or separated by commas.",
    ),
    "kind": Option(
        one_of(("", *KINDS)),
        "|".join(KINDS),
        "Kind of the site: portal of a government, or site of a department. Empty: guessed.",
    ),
    "level": Option(
        one_of(("", *LEVELS)), "|".join(LEVELS), "Level of the site's body. Empty: guessed."
    ),
    "region": Option(
        words(check_region),
        "CODE",
        "Region of the site: two, four or six digits of GB/T 2260, or a province's name. Empty:"
        " guessed.",
    ),
    "services": Option(
        one_of(("", "yes", "no")),
        "yes|no",
        "Whether the site's body has services to offer to the public. Empty: guessed.",
    ),
    "select": Option(
        several(str),
        "NAME",
        "Judge only by these: check, family, line of a set, or words of a clause. Repeatable.",
    ),
    "ignore": Option(
        several(str),
        "NAME",
        "Leave these out: check, family, line of a set, or words of a clause. Repeatable.",
    ),
    "user_agent": Option(
        words(check_header),
        "TEXT",
        "How the crawler introduces itself. Empty: built from the version and the contact.",
    ),
    "contact": Option(
        words(check_contact),
        "TEXT",
        "Web page or mail address that a site's operator can turn to; shown in the user agent.",
    ),
    "ipv6_target": Option(
        words(parse_host_port),
        "HOST:PORT",
        "A host known to answer over IPv6, to prove that this machine has IPv6.",
    ),
    "two_person": Option(
        yes_or_no,
        "yes|no",
        "Faults that can cost points need the word of two people.",
        of_runs=False,
    ),
    "notice_hours": Option(
        whole(0),
        "N",
        "Hours between the notice to an agency and the publication of its faults, unless it replies"
        " before. 0: without notice.",
        of_runs=False,
    ),
}
"""Help and reader of every setting, in the order in which help shows them."""

FLAGS = {"formats": "--format"}
"""What a flag is called first, where that is not the name of the setting."""

TABLES = ("maintenance",)
"""Lists of tables in a file that are no settings: the command that they are for reads them."""

PATHS = ("out", "ca_file", "monitor", "reference")
"""Settings that are paths: in a file they are taken from the file's own folder."""

Layer = Literal["flag", "env", "audit.toml", "pyproject.toml", "default"]


class Origin(Struct, frozen=True):
    """Where a value came from: kind of source, and the flag, variable or file itself."""

    layer: Layer
    place: str = ""


class Resolved(Struct, frozen=True):
    """Settings with the origin of each value."""

    settings: Settings
    origins: dict[str, Origin]


def resolve(flags: Mapping[str, Any], env: Mapping[str, str], cwd: Path) -> Resolved:
    """Put the settings together.

    Args:
        flags: by setting; None and empty lists are flags that were not given.
        env: environment variables; other programs' ``AUDIT_*`` are left alone, near misses of
            ours are errors.
        cwd: folder from which ``audit.toml`` and ``pyproject.toml`` are looked for upwards.

    Raises:
        ConfigError: an unknown key or a wrong value, with its place.
    """
    values: dict[str, Any] = {}
    origins = {name: Origin("default") for name in OPTIONS}

    def take(name: str, raw: object, origin: Origin, what: str) -> None:
        try:
            values[name] = OPTIONS[name].read(raw)
        except ValueError as error:
            raise ConfigError(_("{place}: {reason}").format(place=what, reason=error)) from None
        origins[name] = origin

    for layer, file, table in _files(cwd):
        for key, raw in table.items():
            if key == "exception":
                values[key] = _exemptions(str(file), raw)
                continue
            if key in TABLES:
                continue
            if key not in OPTIONS:
                raise _unknown(str(file), key, key, str)
            take(key, raw, Origin(layer, str(file)), f"{file}: {key}")
            if key in PATHS and values[key]:
                values[key] = _beside(file, values[key])
    for variable, text in env.items():
        name = variable.removeprefix("AUDIT_").lower()
        if not variable.startswith("AUDIT_") or not text:
            continue
        if variable == _variable(name) and name in OPTIONS:
            take(name, text, Origin("env", variable), variable)
        elif difflib.get_close_matches(name, OPTIONS, cutoff=0.8):
            raise _unknown(_("environment"), variable, name, _variable)
    for name, raw in flags.items():
        if raw is not None and raw != ():
            flag = FLAGS.get(name, "--" + name.replace("_", "-"))
            take(name, raw, Origin("flag", flag), flag)
    return Resolved(Settings(**values), origins)


def _beside(file: Path, named: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Paths as a configuration file names them, from its own folder."""
    if isinstance(named, str):
        return str(file.parent / named)
    return tuple(str(file.parent / name) for name in named)


def _exemptions(place: str, raw: object) -> tuple[Exemption, ...]:
    from checks.registry import CHECKS  # noqa: PLC0415 - the checks are slow to import

    return read_exemptions(place, raw, {check.id: check.family for check in CHECKS})


def _variable(name: str) -> str:
    return f"AUDIT_{name.upper()}"


def _unknown(place: str, key: str, name: str, shown: Callable[[str], str]) -> ConfigError:
    message = _("{place}: unknown setting {key}").format(place=place, key=repr(key))
    near = difflib.get_close_matches(name.replace("-", "_").lower(), OPTIONS, n=1, cutoff=0.6)
    hint = _("did you mean {name}?").format(name=shown(near[0])) if near else ""
    return ConfigError(message, hint or _("“audit config show” lists all settings"))


def tables(cwd: Path, name: str) -> tuple[Path, Any] | None:
    """One of `TABLES` as the files have it, and the file; None if none has it."""
    found = [(file, table[name]) for _layer, file, table in _files(cwd) if name in table]
    return found[-1] if found else None


def _files(cwd: Path) -> list[tuple[Layer, Path, dict[str, Any]]]:
    """The configuration files that hold here, the weaker first."""
    found: list[tuple[Layer, Path, dict[str, Any]]] = []
    folders = (cwd, *cwd.parents)
    for file in (folder / "pyproject.toml" for folder in folders):
        if file.is_file() and "audit" in (tool := _toml(file).get("tool", {})):
            if not isinstance(tool["audit"], dict):
                raise ConfigError(_("{file}: [tool.audit] is not a table").format(file=file))
            found.append(("pyproject.toml", file, tool["audit"]))
            break
    for file in (folder / "audit.toml" for folder in folders):
        if file.is_file():
            found.append(("audit.toml", file, _toml(file)))
            break
    return found


def _toml(file: Path) -> dict[str, Any]:
    try:
        # A byte order mark is what some editors on Windows put before UTF-8.
        return tomllib.loads(file.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(_("{file}: not UTF-8 text").format(file=file)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            _("{file}: not valid TOML: {reason}").format(file=file, reason=error)
        ) from None
    except OSError as error:
        raise ConfigError(
            _("{place}: {reason}").format(place=file, reason=os_reason(error))
        ) from None
