"""Dates of articles that contradict each other (日期相互矛盾)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from checks.coverage import is_sample
from checks.evidence import SiteEvidence
from checks.facts.days import SEEN_SOURCES
from checks.facts.types import TypedDate
from checks.finding import Finding, Need, Quote, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

_ZONE = ZoneInfo("Asia/Shanghai")
APART = timedelta(days=2)
"""Two days of publication may lie so far apart (indicators §6.4)."""
QUOTED = 3


class ContradictingDatesOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="contradicting-dates",
    title="Dates of articles contradict each other",
    title_pass="Dates of articles do not contradict each other",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "none": Outcome(
            Status.PASS, "The dates shown on {articles} articles do not contradict each other."
        ),
        "future": Outcome(
            Status.REVIEW,
            "{count} articles show a date of publication later than the day they were read; one "
            "of them {day}.",
            "Open the articles and see whether the date is a slip, or was made up.",
        ),
        "two-days": Outcome(
            Status.REVIEW,
            "{count} articles show two dates of publication more than two days apart; one of them "
            "{day}.",
            "Open the articles and see which day is right.",
        ),
        "before-signing": Outcome(
            Status.REVIEW,
            "{count} documents show a day of signing after the day of publication; one of them "
            "{day}.",
            "Open the documents and see which day is right.",
        ),
        "too-few": Outcome(
            Status.NOT_TESTED, "Dates of {articles} articles were read, too few of the site."
        ),
    },
    options=ContradictingDatesOptions,
)
def contradicting_dates(evidence: SiteEvidence, _: ContradictingDatesOptions) -> Iterator[Finding]:
    """Dates of articles contradict each other (日期相互矛盾).

    Looks at:
        The dates that readers see on articles: of publication in the header line and in the index
        table (索引号表), and of signing (成文日期).

    Basis:
        indicator-2019, 单项否决 · 安全、泄密事故等严重问题 (弄虚作假，如伪造发稿日期); census-2015,
        单项否决 · 严重错误 (虚假或伪造内容).

    Decides:
        Nothing by itself: a day of publication later than the day on which the page was read, two
        of them more than two days apart, and a day of signing after that of publication are for a
        person to look at. Only the first is a lead for the veto.

    Evidence:
        The archived articles, with the words of both dates.

    Does not accuse:
        Never: it only reviews. Tags that no reader sees are not compared, as publishing systems
        write the day of regeneration there; days on which the text was changed are none of
        publication.

    Remedy:
        Open the articles and see whether a date is a slip, or was made up.
    """
    articles = [p for p in evidence.pages if p.facts.kind == "article" and p.facts.dates]
    found: dict[str, list[tuple[Page, str]]] = defaultdict(list)
    for page in sorted(articles, key=lambda p: (p.target.depth, p.url)):
        outcome, words = _contradiction(page)
        if outcome:
            found[outcome].append((page, words))
    for outcome, told in sorted(found.items()):
        yield contradicting_dates.finding(
            outcome,
            Subject("page", f"{evidence.site.home}#{outcome}", "稿件日期"),
            values={"count": len(told), "day": told[0][1], "contradiction": outcome},
            rests_on=[Need("page", told[0][0].url)],
            sources=tuple(Source(page.url) for page, _ in told),
            quotes=tuple(Quote(page.url, words) for page, words in told[:QUOTED]),
        )
    if not found:
        outcome = "none" if articles and is_sample(evidence) else "too-few"
        yield contradicting_dates.finding(
            outcome,
            Subject("site", evidence.site.url),
            values={"articles": len(articles)},
        )


def _contradiction(page: Page) -> tuple[str, str]:
    """What contradicts on an article, and the words of it."""
    seen = [one for one in page.facts.dates if one.line and one.source in SEEN_SOURCES]
    published = {one.day: one for one in seen if one.kind == "publication"}
    signed = min((one for one in seen if one.kind == "signing"), default=None, key=_day)
    shown = page.facts.published
    if shown is None or shown.source not in SEEN_SOURCES:
        # Labels on the page that disagree leave it without a day of publication.
        return ("two-days", _both(published.values())) if _apart(published) else ("", "")
    last = date.fromisoformat(shown.day)
    read = (page.attempt.at.astimezone(_ZONE) + timedelta(days=1)).date()
    if last > read:
        return "future", shown.text or shown.day
    # Rows of related articles bear labels, too: only table and header line of the page count.
    sources = {one.source for one in published.values()}
    if len(published) == len(sources) == len(SEEN_SOURCES) and _apart(published):
        return "two-days", _both(published.values())
    if signed is not None and date.fromisoformat(signed.day) - last > APART:
        return "before-signing", f"{signed.text} / {shown.text or shown.day}"
    return "", ""


def _apart(days: Iterable[str]) -> bool:
    told = sorted(map(date.fromisoformat, days))
    return len(told) > 1 and told[-1] - told[0] > APART


def _both(dates: Iterable[TypedDate]) -> str:
    told = sorted(dates, key=_day)
    return f"{told[0].text} / {told[-1].text}"


def _day(dated: TypedDate) -> str:
    return dated.day
