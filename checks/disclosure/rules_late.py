"""Normative documents published after the working days that are given (规范性文件公开时限)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from checks.coverage import mass_failure
from checks.disclosure.documents import (
    SEEN_SOURCES,
    Window,
    articles,
    is_own,
    quoted,
    subject_of,
    within,
)
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns, rows_of
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Outcome, check
from checks.observations import Page
from checks.workdays import working_days

_RULES = "规范性文件"
_NUMBERED = re.compile(r"规(?:发|字|办)?[〔\[［(（]|规范")
_AT_ONCE = 5
"""So many documents of one day of publication were entered together: a move or a catch-up."""


class RulesOptions(Window, frozen=True, kw_only=True):
    """The term, and which documents are judged.

    Attributes:
        working_days: so many at most from signing to publication.
        entered: more days than these between the two say that the document was entered later.
    """

    working_days: int
    entered: int


class _Rule(Struct, frozen=True):
    """A normative document with its two days."""

    page: Page
    signed: date
    published: date


@check(
    id="rules-late",
    title="A normative document was published after its term",
    title_pass="Normative documents are published within their term",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "in-time": Outcome(
            Status.PASS,
            "{documents} normative documents were published within {limit} working days of "
            "signing.",
        ),
        "late": Outcome(
            Status.FAIL,
            "The document was signed on {signed} and published on {published}, {days} working "
            "days later, when {limit} are given.",
            "Publish normative documents within the term.",
        ),
        "maybe-late": Outcome(
            Status.REVIEW,
            "The document bears {signed} as its day of signing and {published} as that of "
            "publication, {days} working days later; it may have been entered anew.",
            "See when the document was first published.",
        ),
        "no-rules": Outcome(
            Status.NOT_TESTED,
            "No normative document of the last {months} months with both days was among the "
            "pages read.",
        ),
    },
    options=RulesOptions,
    version=2,
)
def rules_late(evidence: SiteEvidence, options: RulesOptions) -> Iterator[Finding]:
    """A normative document was published after its term (规范性文件未按期公开).

    Looks at:
        Documents of the site's own body that are surely normative ones (规范性文件), by the column
        that lists them or by their number, and that show a day of signing (成文日期, 落款) and a
        day of publication.

    Basis:
        disclosure-2018, D29 (川办发〔2018〕41号: 在行政首长签发后3个工作日内向社会公开). Sichuan
        only.

    Decides:
        Counted are working days from the day after signing, by the official calendar; for
        years that it doesn't know, the fewest that there can be. Of several pages with one
        document number the earliest day of publication counts.

    Evidence:
        The page of the document, read twice at least 60 seconds apart.

    Does not accuse:
        When the days lie so far apart that the document was entered later (补录); when many
        documents bear the same day of publication, as after a move of the site; when the day
        of publication stands in a tag only, or days disagree; when the document is another
        body's, or not surely a normative one; when the crawl was cut short, so that an
        earlier copy may be unseen; when most of the site could not be had.

    Remedy:
        Publish normative documents within three working days of signing, with an interpretation.
    """
    rules = list(_rules(evidence, options))
    same_day = Counter(rule.published for rule in rules)
    sure = evidence.coverage.complete and not mass_failure(evidence)
    good = 0
    for rule in rules:
        days = working_days(rule.signed, rule.published).least
        if days <= options.working_days:
            good += 1
            continue
        entered = (rule.published - rule.signed).days > options.entered
        certain = sure and not entered and same_day[rule.published] < _AT_ONCE
        certain &= not rule.page.facts.dates_conflict
        yield rules_late.finding(
            "late" if certain else "maybe-late",
            subject_of(rule.page),
            values={
                "signed": rule.signed.isoformat(),
                "published": rule.published.isoformat(),
                "days": days,
                "limit": options.working_days,
            },
            rests_on=[Need("page", rule.page.url)],
            quotes=quoted(rule.page),
        )
    if good == len(rules):
        yield rules_late.finding(
            "in-time" if rules else "no-rules",
            Subject("site", evidence.site.url),
            values={"documents": good, "limit": options.working_days, "months": options.months},
        )


def _is_due(evidence: SiteEvidence, page: Page, signed: list[str], window: Window) -> bool:
    """Whether a document of the window was signed when the rule held already."""
    bound = window.since is None or max(signed) >= window.since.isoformat()
    return bound and within(evidence, page, window)


def _rules(evidence: SiteEvidence, options: RulesOptions) -> Iterator[_Rule]:
    """Normative documents of the own body with a day of signing and one that a reader sees."""
    listed = {
        row.url
        for column in find_columns(evidence)
        if _RULES in normal(column.name) and column.internal
        for row, _day, _path in rows_of(evidence, column)
    }
    first: dict[str, str] = {}
    for page, article in articles(evidence):
        if article.number and page.facts.published is not None:
            number, day = normal(article.number), page.facts.published.day
            first[number] = min(first.get(number, day), day)
    for page, article in articles(evidence):
        if page.url not in listed and not _NUMBERED.search(article.number):
            continue
        published = page.facts.published
        signed = [d.day for d in page.facts.dates if d.kind == "signing"]
        if published is None or published.source not in SEEN_SOURCES or not signed:
            continue
        known = first.pop(normal(article.number), "") if is_own(evidence, article) else ""
        if known and _is_due(evidence, page, signed, options):
            # Of several days of signing the latest leaves the most time.
            yield _Rule(page, date.fromisoformat(max(signed)), date.fromisoformat(known))
