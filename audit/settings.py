"""Settings (设置): what each is called and means, its default, and how its value is read.

They say how a run is made; thresholds are law and come from indicator sets only.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from audit import __version__
from audit.excusing import Exemption
from audit.indicators.regions import KINDS, LEVELS
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
