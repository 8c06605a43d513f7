"""What a check is, and how its faults are confirmed.

A check is a pure function over `SiteEvidence` with frozen metadata. It judges what the view
shows; `judge` runs it over the first look and over each later one and lets a ``fail`` stand only
if all say the same and everything it rests on was looked at twice (house rule: never judge from
one sight). What is still to be looked at comes back as needs of ``review`` findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from checks.evidence import SiteEvidence
from checks.finding import MAX_SOURCES, Finding, Need, Quote, Source, Status, Subject, Value


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds and windows of a check; values come from the line of an indicator set."""


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of one duty of a parametrised check; ``duty`` goes into the finding's id."""

    duty: str


O = TypeVar("O", bound=Options)  # noqa: E741 - the options type of a check

Evidence = Literal["home", "root", "pages", "complete", "dns", "tls"]
"""Evidence a check needs: a home page that was read, the site's own home page rather than an inner
page that the audit began with, pages beside it, a DNS answer or a TLS
probe for the site's host. Where it is absent the framework answers ``not-tested``."""


@dataclass(frozen=True)
class Outcome:
    """One member of a check's closed set.

    Attributes:
        status: the worst that this outcome can claim.
        message: what is the case, in English, a catalogue key; ``{name}`` are values of the
            finding, ``{subject}`` its subject.
        remedy: what to do about it, a catalogue key; empty for a pass.
        repeated: of a ``review``: it is looked at again like a fault, to say if it lasts.
        looks: of a ``fail``: how many looks have to agree. Three where two within minutes may have
            met the same restart, firewall or page for machines: the third is taken by a browser,
            or hours later (``audit recheck``).
    """

    status: Status
    message: str
    remedy: str = ""
    repeated: bool = False
    looks: int = 2


@dataclass(frozen=True)
class Check(Generic[O]):
    """Frozen metadata of one check and its function.

    Attributes:
        id: kebab-case name of the problem, like the file's.
        family: folder it lives in.
        title: what is wrong when it fails; ``title_pass``: what is right when it passes.
        scope: kind of subject it speaks about.
        needs: evidence without which nothing can be said.
        outcomes: the closed set of outcomes.
        options: type of its options.
        version: raised whenever the same evidence may give another finding.
        run: the function itself.
    """

    id: str
    family: str
    title: str
    title_pass: str
    scope: str
    needs: tuple[Evidence, ...]
    outcomes: dict[str, Outcome]
    options: type[O]
    version: int
    run: Callable[[SiteEvidence, O], Iterable[Finding]] = field(repr=False)

    @property
    def doc(self) -> str:
        """The docstring with the fixed headings: the check's page in the manual."""
        return self.run.__doc__ or ""

    def finding(
        self,
        outcome: str,
        subject: Subject,
        *,
        row: str = "",
        values: dict[str, Value] | None = None,
        rests_on: Iterable[Need] = (),
        sources: tuple[Source, ...] = (),
        quotes: tuple[Quote, ...] = (),
    ) -> Finding:
        """Make a finding; its status is the one its outcome declares."""
        return Finding(
            check=f"{self.id}/{row}" if row else self.id,
            check_version=self.version,
            outcome=outcome,
            status=self.outcomes[outcome].status,
            subject=subject,
            values=values or {},
            rests_on=tuple(sorted(set(rests_on))),
            sources=sources[:MAX_SOURCES],
            source_count=len(sources),
            quotes=quotes,
        )


UNSEEN: dict[str, Outcome] = {
    "no-evidence": Outcome(
        Status.NOT_TESTED, "Not tested: {missing} could not be observed in this run."
    ),
    "check-error": Outcome(
        Status.ERROR, "Our check failed on this evidence ({error}); this says nothing of the site."
    ),
}
"""Outcomes that the framework itself gives for any check."""


def check(
    *,
    id: str,
    title: str,
    title_pass: str,
    scope: str,
    outcomes: dict[str, Outcome],
    needs: tuple[Evidence, ...] = ("home",),
    options: type[O],
    version: int = 1,
) -> Callable[[Callable[[SiteEvidence, O], Iterable[Finding]]], Check[O]]:
    """Make a function a check; its module's folder is its family."""

    def wrap(run: Callable[[SiteEvidence, O], Iterable[Finding]]) -> Check[O]:
        family = run.__module__.split(".")[-2]
        return Check(id, family, title, title_pass, scope, needs, outcomes, options, version, run)

    return wrap


def missing_evidence(check: Check[Any], evidence: SiteEvidence) -> str:
    """Name the first kind of evidence that the check needs and the view lacks; else empty."""
    host = evidence.site.host
    absent = {
        "home": evidence.home is None,
        "root": not evidence.begins_at_root,
        "pages": len(evidence.pages) < 2,
        "complete": not evidence.coverage.complete,
        "dns": evidence.dns(host, "AAAA") is None,
        "tls": evidence.tls(host) is None,
    }
    return next((need for need in check.needs if absent[need]), "")


def run_once(check: Check[O], evidence: SiteEvidence, options: O) -> list[Finding]:
    """Run a check over one view. Never raises: a crash of ours is an ``error`` finding."""
    site = Subject("site", evidence.site.url)
    absent = missing_evidence(check, evidence)
    if absent:
        return [_own(check, "no-evidence", site, {"missing": absent})]
    try:
        found = list(check.run(evidence, options))
    except Exception as error:  # noqa: BLE001 - a crash of one check is data, the others go on
        return [
            _own(check, "check-error", site, {"error": f"{type(error).__name__}: {error}"[:200]})
        ]
    return sorted(found, key=lambda f: (f.key, f.outcome))


def _own(check: Check[Any], outcome: str, site: Subject, values: dict[str, Value]) -> Finding:
    return Finding(
        check=check.id,
        check_version=check.version,
        outcome=outcome,
        status=UNSEEN[outcome].status,
        subject=site,
        values=values,
    )


def judge(check: Check[O], evidence: SiteEvidence, options: O) -> list[Finding]:
    """Judge one check over all looks.

    A ``fail`` of the first look stands if every later look gives the same outcome for the same
    subject and all it rests on was seen twice, by as many looks as its outcome asks for; else it
    becomes ``review``, ``awaiting`` the second or the third look or, when looks disagree, as
    ``unstable``. A ``review`` of an outcome that is ``repeated`` says likewise whether they agree.
    """
    first = run_once(check, evidence, options)
    if not any(is_repeated(check, f) for f in first):
        return first
    views = [
        {(f.key, f.outcome) for f in run_once(check, evidence.at_look(number), options)}
        for number in evidence.looks
        if number > 1
    ]
    return [_confirmed(check, f, evidence, views) if is_repeated(check, f) else f for f in first]


def is_repeated(check: Check[Any], finding: Finding) -> bool:
    """Whether what a finding rests on is looked at more than once."""
    if finding.status is Status.REVIEW and finding.rests_on:
        return check.outcomes[finding.outcome].repeated
    return finding.status is Status.FAIL


def _confirmed(
    check: Check[Any],
    finding: Finding,
    evidence: SiteEvidence,
    views: list[set[tuple[tuple[str, str, str], str]]],
) -> Finding:
    if not all(evidence.seen_twice(need) for need in finding.rests_on) or not finding.rests_on:
        return msgspec.structs.replace(finding, status=Status.REVIEW, awaiting="second-look")
    if not all((finding.key, finding.outcome) in view for view in views):
        return msgspec.structs.replace(finding, status=Status.REVIEW, awaiting="unstable")
    looks = max(number for need in finding.rests_on for number, _ in evidence.looks_at(need))
    if finding.status is Status.FAIL and looks < check.outcomes[finding.outcome].looks:
        return msgspec.structs.replace(finding, status=Status.REVIEW, awaiting="third-look")
    return finding


def wanted(findings: Iterable[Finding]) -> tuple[Need, ...]:
    """The observations that a draft judgement still wants, in a stable order."""
    return tuple(sorted({n for f in findings if f.awaiting == "second-look" for n in f.rests_on}))
