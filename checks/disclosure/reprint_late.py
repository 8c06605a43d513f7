"""Important policies that were reposted late (重要政策信息24小时内转载)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from checks.coverage import mass_failure
from checks.disclosure.documents import SEEN_SOURCES
from checks.evidence import SiteEvidence
from checks.facts.text import normal
from checks.facts.types import Dated
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.observations import Page
from checks.reference import Published

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?[:∶时時]\s?([0-5]\d)")
_BEFORE = re.compile(
    r"(?:转载|重磅|最新|权威发布|国务院文件|重要政策)*"
    r"(?:(?:中共中央|国务院|国家)[一-鿿]{0,12}?(?:办公厅|部|委|局|署|会|院)?)?"
)
"""What may stand before a title of the list on a repost: words of the site, or its issuer."""
_BEHIND = re.compile(r"(?:[一-鿿]{1,4}[发函]\d{4}年?第?\d{1,4}号|全文|原文)?")
_LEAST = 8
"""Characters of the shortest title that is sought inside others."""


class ReprintOptions(Options, frozen=True, kw_only=True):
    """Within how many hours a policy must be reposted."""

    hours: int


class _Copy(Struct, frozen=True):
    """Where a policy stands on the site: the page or link, and the earliest moment it may be of."""

    url: str
    at: datetime | None
    certain: bool


@check(
    id="reprint-late",
    title="An important policy was reposted late",
    title_pass="Important policies are reposted in time",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "in-time": Outcome(
            Status.PASS, "All {policies} policies of the list stand on the site, none of them late."
        ),
        "late": Outcome(
            Status.FAIL,
            "The policy appeared on {appeared}; the site reposted it on {reposted}, more than "
            "{hours} hours later: {url}",
            "Repost such policies, or the link to them, within {hours} hours.",
        ),
        "maybe-late": Outcome(
            Status.REVIEW,
            "The policy appeared on {appeared}; the repost that was seen is of {reposted}: {url}",
            "See whether the site reposted it before, and which days are right.",
        ),
        "not-found": Outcome(
            Status.REVIEW,
            "The policy of {appeared} was not found on the site.",
            "Look for it under another title, and repost it if it is not there.",
        ),
        "no-reference": Outcome(
            Status.NOT_TESTED,
            "There was no list of policies to compare the site with (--reference).",
        ),
    },
    options=ReprintOptions,
)
def reprint_late(evidence: SiteEvidence, options: ReprintOptions) -> Iterator[Finding]:
    """An important policy was reposted late (重要政策信息未在24小时内转载).

    Looks at:
        The policies of the list that was given with --reference, each with the time at which it
        appeared: whether a page, a row or a link of the site has its title or its address, and of
        when.

    Basis:
        disclosure-2018, D61 (洪办发〔2017〕74号: 各相关部门应在24小时内转载链接).

    Decides:
        A repost counts from the earliest moment that it may be of: where a page shows a day only,
        from the beginning of that day. The earliest repost counts. One that is later than the line
        says is a fault; a policy that isn't found is for a person to look for.

    Evidence:
        The page of the repost, read twice at least 60 seconds apart; the list, whose digest is
        kept with the run.

    Does not accuse:
        Without a list; for other documents that name the policy, as the site's own notice of how
        to carry it out, or an interpretation; when the time isn't over at the inspection; when a
        link without a day leads to the policy; when the day stands in a tag or a list only, or
        days disagree; when the crawl was cut short, so that an earlier repost may be unseen; when
        most of the site could not be had.

    Remedy:
        Repost such policies, or the link to them, within 24 hours.
    """
    policies = [
        p
        for p in evidence.reference.policies
        if p.at + timedelta(hours=options.hours) <= evidence.site.as_of
    ]
    site = Subject("site", evidence.site.url)
    if not evidence.reference.policies:
        yield reprint_late.finding("no-reference", site)
        return
    copies = _copies(evidence, policies)
    sure = evidence.coverage.complete and not mass_failure(evidence)
    good = 0
    for policy in dict.fromkeys(policies):
        found = copies.get(policy.title, [])
        limit = policy.at + timedelta(hours=options.hours)
        if any(copy.at is None or copy.at <= limit for copy in found):
            good += 1
            continue
        dated = [copy for copy in found if copy.at is not None]
        first = min(dated, key=lambda copy: (str(copy.at), copy.url), default=None)
        values: dict[str, Value] = {
            "appeared": f"{policy.at:%Y-%m-%d %H:%M}", "hours": options.hours,
            "reposted": f"{first.at:%Y-%m-%d %H:%M}" if first is not None else "",
            "url": first.url if first is not None else "",
        }  # fmt: skip
        certain = sure and all(copy.certain for copy in dated)
        outcome = "not-found" if first is None else "late" if certain else "maybe-late"
        yield reprint_late.finding(
            outcome,
            Subject("page", policy.url or policy.title, policy.title),
            values=values,
            rests_on=[Need("page", first.url if first is not None else evidence.site.home)],
        )
    if good == len(dict.fromkeys(policies)):
        yield reprint_late.finding("in-time", site, values={"policies": good})


def _copies(evidence: SiteEvidence, policies: list[Published]) -> dict[str, list[_Copy]]:
    """Where each policy of the list stands on the site: documents that only name it don't count."""
    titles = {normal(p.title): p.title for p in policies if len(normal(p.title)) >= _LEAST}
    addresses = {_bare(p.url): p.title for p in policies if p.url}
    if not titles and not addresses:
        return {}
    pattern = re.compile("|".join(sorted(map(re.escape, titles), key=len, reverse=True)) or "(?!)")
    found: dict[str, list[_Copy]] = {}

    def note(words: str, url: str, copy: _Copy) -> None:
        plain = normal(words)
        match = pattern.search(plain)
        same = match and _is_same(plain[: match.start()], plain[match.end() :])
        title = titles[match[0]] if match and same else addresses.get(_bare(url))
        if title is not None:
            found.setdefault(title, []).append(copy)

    rowed: set[str] = set()
    for page in evidence.listings:
        if page.facts.article is not None:
            note(page.facts.article.title, page.url, _of_page(evidence, page))
        for row in page.facts.entries:
            rowed.add(row.url)
            if row.day and evidence.page(row.url) is None:
                at = _moment(evidence, row.day)
                note(row.title, row.url, _Copy(row.url or page.url, at, certain=False))
        for link in page.facts.links:
            if link.kind in ("page", "document") and _bare(link.url) in addresses:
                dated = any(e.url == link.url and e.day for e in page.facts.entries)
                if not dated:
                    note(link.text, link.url, _Copy(link.url, None, certain=False))
    return found


def _is_same(before: str, behind: str) -> bool:
    """Whether what stands around a title leaves it that of the same document.

    例市关于落实……的通知 and ……的解读 are documents of their own.
    """
    return bool(_BEFORE.fullmatch(before)) and bool(_BEHIND.fullmatch(behind))


def _of_page(evidence: SiteEvidence, page: Page) -> _Copy:
    published = page.facts.published
    if published is None:
        return _Copy(page.url, None, certain=False)
    days = {d.day for d in page.facts.dates if d.kind == "publication"} | {published.day}
    certain = published.source in SEEN_SOURCES and not page.facts.dates_conflict
    return _Copy(page.url, _moment(evidence, min(days), published), certain)


def _moment(evidence: SiteEvidence, day: str, shown: Dated | None = None) -> datetime:
    """The earliest moment that a day, with the hour beside it if there is one, may be of."""
    clock = _CLOCK.search(shown.text) if shown is not None and shown.day == day else None
    at = time(int(clock[1]), int(clock[2])) if clock else time()
    return datetime.combine(date.fromisoformat(day), at, evidence.site.as_of.tzinfo)


def _bare(url: str) -> str:
    """An address without scheme: sites link the same page by either."""
    return url.partition("://")[2].rstrip("/") or url
