"""A site's own exceptions (例外): faults that are known and borne with for a while, with a reason.

An exception names a finding, says why, who answers for it, and until when. With ``from`` and
``to`` it is an announced maintenance window (临时报备): what was looked at within it and could not
be reached is not held against the site. An excused fault costs nothing and is shown in the report
with its reason; an exception that has run out is an error, so that none is forgotten.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from audit.errors import ConfigError
from audit.language import _
from audit.values import SHANGHAI
from checks.facts.urls import host as host_of
from checks.finding import Finding, Need, Status

if TYPE_CHECKING:
    from checks.evidence import SiteEvidence

WINDOW_FAMILIES = ("availability", "links", "https", "ipv6", "search")
"""Families whose findings a maintenance window excuses where it names none: what was out of
reach, never what is old or missing."""

_PRINT = re.compile(r"[0-9a-f]{16}")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")


class Exemption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exception.

    Attributes:
        finding: fingerprint, or id of a check with or without its duty; may be left out of a
            maintenance window.
        subject: address, host or column that it is for; ``*`` at its end stands for anything.
            Empty: any.
        site: host that it is for; empty: any.
        reason, author: why, and who answers for it.
        until: last day on which it holds.
        begin, end: the maintenance window (``from`` and ``to``), China Standard Time if they
            name no zone.
    """

    finding: str = ""
    subject: str = ""
    site: str = ""
    reason: str
    author: str
    until: date
    begin: datetime | None = field(name="from", default=None)
    end: datetime | None = field(name="to", default=None)

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """The maintenance window; None if it is none."""
        if self.begin is None or self.end is None:
            return None
        return _zoned(self.begin), _zoned(self.end)


def _zoned(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=SHANGHAI)


def read_exemptions(place: str, tables: object, checks: Mapping[str, str]) -> tuple[Exemption, ...]:
    """The exceptions of a configuration file.

    Args:
        place: what to call the file.
        tables: value of its key ``exception``.
        checks: family by id of every check.

    Raises:
        ConfigError: one cannot be used.
    """
    if not isinstance(tables, list):
        raise ConfigError(_("{place}: write exceptions as [[exception]]").format(place=place))
    found = []
    for number, table in enumerate(tables, 1):
        where = _("{place}: exception {number}").format(place=place, number=number)
        try:
            one = msgspec.convert(table, Exemption)
        except msgspec.ValidationError as error:
            raise ConfigError(
                _("{place}: {reason}").format(place=where, reason=f"{error}{_hint(str(error))}")
            ) from error
        for fault in _faults(one, checks):
            raise ConfigError(_("{place}: {reason}").format(place=where, reason=fault))
        found.append(one)
    return tuple(found)


def _hint(message: str) -> str:
    unknown = _UNKNOWN.search(message)
    names = [f.encode_name for f in msgspec.structs.fields(Exemption)]
    near = difflib.get_close_matches(unknown[1], names, n=1) if unknown else []
    return _(" (did you mean {name}?)").format(name=repr(near[0])) if near else ""


def _faults(one: Exemption, checks: Mapping[str, str]) -> Iterator[str]:
    for name in ("reason", "author"):
        if not getattr(one, name).strip():
            yield _("{name} is empty").format(name=name)
    base = one.finding.partition("/")[0]
    if one.finding and base not in checks and not _PRINT.fullmatch(one.finding):
        near = difflib.get_close_matches(base, checks, n=1)
        hint = _(" (did you mean {name}?)").format(name=repr(near[0])) if near else ""
        yield _("{name} is no fingerprint and no check{hint}").format(
            name=repr(one.finding), hint=hint
        )
    if (one.begin is None) is not (one.end is None):
        yield _("a maintenance window needs from and to")
    if one.window is not None and one.window[0] >= one.window[1]:
        yield _("the maintenance window ends before it begins")
    if not one.finding and one.window is None:
        yield _("say which finding, or from when to when")


def refuse_expired(exemptions: Sequence[Exemption], day: date) -> None:
    """See that every exception still holds at the inspection time.

    Raises:
        ConfigError: one has run out.
    """
    for number, one in enumerate(exemptions, 1):
        if one.until < day:
            raise ConfigError(
                _("exception {number} ({reason}) ran out on {day}").format(
                    number=number, reason=one.reason, day=one.until
                ),
                _("delete it from audit.toml, or let its author renew it"),
            )


def excuse_for(
    finding: Finding, family: str, evidence: SiteEvidence, exemptions: Sequence[Exemption]
) -> Exemption | None:
    """The exception that excuses a finding, if one does; only faults and suspicions need one."""
    if finding.status not in (Status.FAIL, Status.REVIEW):
        return None
    return next((one for one in exemptions if _covers(one, finding, family, evidence)), None)


def _covers(one: Exemption, finding: Finding, family: str, evidence: SiteEvidence) -> bool:
    if one.site and one.site.removeprefix("www.") != evidence.site.host.removeprefix("www."):
        return False
    names = (finding.fingerprint, finding.check, finding.check.partition("/")[0])
    if one.finding and one.finding not in names:
        return False
    if one.subject and not _is_subject(one.subject, finding):
        return False
    window = one.window
    if window is None:
        return True
    if not one.finding and family not in WINDOW_FAMILIES:
        return False
    return any(window[0] <= at <= window[1] for at in _times(finding, evidence))


def _is_subject(wanted: str, finding: Finding) -> bool:
    subject = finding.subject
    names = (subject.id, subject.label, host_of(subject.id))
    if wanted.endswith("*"):
        return any(name.startswith(wanted[:-1]) for name in names if name)
    return wanted in names


def _times(finding: Finding, evidence: SiteEvidence) -> Iterator[datetime]:
    """When what a finding rests on was looked at."""
    for need in finding.rests_on:
        yield from _times_of(need, evidence)


def _times_of(need: Need, evidence: SiteEvidence) -> Iterator[datetime]:
    if need.kind == "dns":
        host, _blank, kind = need.key.partition(" ")
        yield from (a.at for a in evidence.dns_answers.get((host, kind or "A"), ()))
    elif need.kind == "tls":
        yield from (p.at for p in evidence.tls_probes.get(need.key, ()))
    elif (target := evidence.targets.get(need.key)) is not None:
        yield from (a.at for a in target.attempts)
