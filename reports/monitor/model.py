"""Model of the report of a campaign: everything that is printed, in words of its language."""

from __future__ import annotations

from msgspec import Struct

from checks.finding import Status


class FailedVisit(Struct, frozen=True, kw_only=True):
    """A visit in which the home page did not open.

    Attributes:
        number: of the visit in the campaign, from 1.
        at: when it began, China Standard Time.
        counted: ``failed``, ``doubtful``, or why it is left out (`Standing`); ``label`` in words.
        reason: how it failed, in words; ``note``: why it is doubtful or left out.
        seconds, dns, connect, tls, first_byte: durations in seconds.
        tries: how often the page was asked for.
        address: that was connected to; empty if it is not public.
    """

    number: int
    at: str
    counted: str
    label: str
    reason: str
    note: str = ""
    tries: int = 1
    seconds: float = 0.0
    dns: float = 0.0
    connect: float = 0.0
    tls: float = 0.0
    first_byte: float = 0.0
    address: str = ""


class SiteRow(Struct, frozen=True, kw_only=True):
    """One site of the campaign.

    Attributes:
        name, url: as in the list of sites.
        verdict: key of the verdict (`checks.availability.tally.Verdict`); ``conclusion`` in words.
        status: what that is as a finding.
        counted, opened, failed, doubtful: visits; ``full_days``: days with enough of them.
        share, most, low, high: per cent, see `checks.availability.tally.Tally`.
        left_out: visits that do not count, by reason in words.
        timeline: one letter a visit: o opened, f failed, d doubtful, a announced maintenance,
            b blocked, r robots.txt, u our network, m not made, ``.`` still to come.
        load: milliseconds until the page was whole, by visit; -1 where it did not open.
        median, slow: of the seconds that opened visits took: half of them took no longer, and 95
            of 100; ``parts``: medians of name, connection, TLS, first byte.
        failures: first visits that failed; ``failure_count`` of all.
    """

    name: str
    url: str
    verdict: str
    conclusion: str
    status: Status
    counted: int
    opened: int
    failed: int
    doubtful: int
    full_days: int
    share: float
    most: float
    low: float
    high: float
    left_out: dict[str, int] = {}
    timeline: str = ""
    load: tuple[int, ...] = ()
    median: float = 0.0
    slow: float = 0.0
    parts: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    failures: tuple[FailedVisit, ...] = ()
    failure_count: int = 0


class Fact(Struct, frozen=True):
    """A line of facts: what it is, and what was found."""

    name: str
    value: str


class MonitorReport(Struct, frozen=True, kw_only=True):
    """The report of one campaign, as it stands.

    Attributes:
        lang: ``zh`` or ``en``.
        template_version: of the template.
        tool_version: that printed it.
        title, conclusion: in words.
        ended: the campaign is over.
        start, end, seen: begin and planned end, and the last sign of life; China Standard Time.
        days: first day of each day of the campaign, for the charts.
        per_day: visits a day.
        seconds: after which a page does not open.
        rule: wording of the clause; ``clause``: how people quote it.
        counts: sites by status.
        sites: the worst first.
        facts: of the campaign and of our own machine.
        outages, windows, stretches: in words.
        versions: tool and set.
    """

    lang: str
    template_version: str
    tool_version: str
    title: str
    conclusion: str
    ended: bool
    start: str
    end: str
    seen: str
    days: tuple[str, ...]
    per_day: int
    seconds: float
    rule: str
    clause: str
    counts: dict[str, int]
    sites: tuple[SiteRow, ...]
    facts: tuple[Fact, ...] = ()
    outages: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    stretches: tuple[str, ...] = ()
    versions: tuple[Fact, ...] = ()
