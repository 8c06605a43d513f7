"""An interpretation that appeared long after its policy (解读未与文件同步)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.coverage import mass_failure
from checks.disclosure.documents import SEEN_SOURCES, Window, is_own, is_recent, quoted, subject_of
from checks.disclosure.pairs import Pair, find_pairs
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Outcome, check
from checks.observations import Page
from checks.workdays import working_days


class LateOptions(Window, frozen=True, kw_only=True):
    """How long after its policy, published in the window, an interpretation may appear.

    Attributes:
        working_days: so many at most; more is for a person to look at.
        days: from more calendar days than this on it is late.
    """

    working_days: int
    days: int


@check(
    id="interpretation-late",
    title="An interpretation appeared long after its policy",
    title_pass="Interpretations appear together with their policies",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "together": Outcome(
            Status.PASS,
            "The interpretations of {pairs} policies appeared with them, or within {limit} "
            "working days.",
        ),
        "late": Outcome(
            Status.FAIL,
            "The policy was published on {published}, its interpretation, {interpretation}, on "
            "{interpreted}: {days} days later.",
            "Publish the interpretation together with the policy from now on.",
        ),
        "maybe-late": Outcome(
            Status.REVIEW,
            "The policy was published on {published}, the first interpretation seen, "
            "{interpretation}, on {interpreted}: {days} days later.",
            "See whether an earlier interpretation exists and which days are right.",
        ),
        "no-pairs": Outcome(
            Status.NOT_TESTED,
            "No policy of the last {months} months with a dated interpretation was among the "
            "pages read.",
        ),
    },
    options=LateOptions,
    version=2,
)
def interpretation_late(evidence: SiteEvidence, options: LateOptions) -> Iterator[Finding]:
    """An interpretation appeared long after its policy (解读未与文件同步发布).

    Looks at:
        Every policy of the site that has an interpretation on the site (see
        interpretation-unlinked), and the days of publication that both pages show.

    Basis:
        disclosure-2018, D38 (江门市新会区 2018 年分工方案: 同步组织、同步审签、同步部署;
        洪办发〔2017〕74号). The figures are defaults of the project.

    Decides:
        Counted is from the policy to its first interpretation. More working days than the
        line says are for a person to look at; more calendar days than it says are a
        fault, and so many days of work as lie in them without holidays.

    Evidence:
        Both pages, read twice at least 60 seconds apart.

    Does not accuse:
        When a day stands in a tag only and no reader sees it, or the sources of a day
        disagree; when the policy is not surely of the site's own body; when several pages
        have it; when the crawl was cut short, so that an earlier interpretation may be
        unseen; when most of the site could not be had. Policies older than the line says
        are not judged.

    Remedy:
        Organise, sign and publish the interpretation together with the policy.
    """
    sure = evidence.coverage.complete and not mass_failure(evidence)
    good = judged = 0
    for pair in find_pairs(evidence):
        days = _days(evidence, pair, options)
        if days is None:
            continue
        judged += 1
        published, interpreted, first = days
        span = (interpreted - published).days
        worked = working_days(published, interpreted).least
        if worked <= options.working_days:
            good += 1
            continue
        certain = sure and pair.sure and _is_certain(evidence, pair, first)
        certain &= span > options.days and worked * 7 > options.days * 5  # not a week of holidays
        yield interpretation_late.finding(
            "late" if certain else "maybe-late",
            subject_of(pair.policy),
            values={
                "published": published.isoformat(),
                "interpreted": interpreted.isoformat(),
                "interpretation": first.url,
                "days": span,
            },
            rests_on=[Need("page", pair.policy.url), Need("page", first.url)],
            quotes=(*quoted(pair.policy), *quoted(first)),
        )
    if good == judged:
        yield interpretation_late.finding(
            "together" if judged else "no-pairs",
            Subject("site", evidence.site.url),
            values={"pairs": good, "limit": options.working_days, "months": options.months},
        )


def _days(
    evidence: SiteEvidence, pair: Pair, options: LateOptions
) -> tuple[date, date, Page] | None:
    """Days of a policy and of its first interpretation, and that; None if it isn't to be judged."""
    published = _shown(pair.policy)
    dated = [(day, page) for page in pair.interpretations if (day := _shown(page)) is not None]
    if published is None or len(dated) < len(pair.interpretations):
        return None  # the undated one may be the earliest
    interpreted, first = min(dated, key=lambda one: (one[0], one[1].url))
    due = is_recent(evidence, published.isoformat(), options) and interpreted <= evidence.today
    return (published, interpreted, first) if due else None


def _shown(page: Page) -> date | None:
    published = page.facts.published
    return date.fromisoformat(published.day) if published is not None else None


def _is_certain(evidence: SiteEvidence, pair: Pair, first: Page) -> bool:
    """Whether a reader sees both days, nothing on the pages denies them, and it is the own body."""
    seen = all(
        page.facts.published is not None
        and page.facts.published.source in SEEN_SOURCES
        and not page.facts.dates_conflict
        for page in (pair.policy, first)
    )
    article = pair.policy.facts.article
    return seen and article is not None and is_own(evidence, article)
